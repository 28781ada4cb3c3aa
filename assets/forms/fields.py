"""Fields for what people write of assets: sums, sizes and postcodes as they write them."""

import re
from typing import Any

from django import forms

from assets.forms.amounts import sets_thousands_apart
from assets.models import Asset

LEFT_OPEN = [("", "Not known, or not said")]


class WrittenNumberField(forms.DecimalField):
    """A number as people write it: with commas, a pound sign or a unit after it.

    `units` are the words that may follow the number; letters in any case.
    """

    widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "input--short"})
    default_error_messages = {"invalid": "Write a number, such as 240 or 1,250.5."}

    def __init__(self, *, units: tuple[str, ...] = (), **kwargs: Any):
        self.units = units
        kwargs.setdefault("min_value", 0)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            if not sets_thousands_apart(value):
                raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
            text = value.strip().lower().removeprefix("£").replace(",", "").replace(" ", "")
            for unit in self.units:
                text = text.removesuffix(unit)
            value = text
        return super().to_python(value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Those of text: a browser's own number box refuses commas and pound signs."""
        return {}

    def prepare_value(self, value: Any) -> Any:
        if value is None or isinstance(value, str):
            return value
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text


class PostcodeField(forms.CharField):
    """A postcode, cleaned to capitals and one space: "b302ha" to "B30 2HA"."""

    WHOLE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        match = self.WHOLE.fullmatch(re.sub(r"[^A-Z0-9]", "", text.upper()))
        if not match:
            raise forms.ValidationError("Write the whole postcode, such as B30 2HA.")
        return f"{match[1]} {match[2]}"


def one_of(choices: Any, *, label: str, hint: str = "") -> forms.ChoiceField:
    """A question with few answers, of which none is needed."""
    return forms.ChoiceField(
        label=label,
        choices=[*choices.choices, *LEFT_OPEN],
        required=False,
        help_text=hint,
        widget=forms.RadioSelect,
    )


def is_it(label: str, hint: str = "") -> forms.ChoiceField:
    """A question answered yes, in part or no."""
    return one_of(Asset.Answer, label=label, hint=hint)
