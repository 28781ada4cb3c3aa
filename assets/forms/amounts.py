"""Money and shares as people write them: £1,200.50, 20%, 12.5."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

WRITTEN = re.compile(r"[-−]?[0-9]{1,15}(?:\.[0-9]{1,10})?", re.ASCII)
APART = re.compile(r"[^,]*|[^0-9,]*[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?[^0-9,]*", re.ASCII)
MOST_DIGITS = 10
PENCE = 2
SHARE_PLACES = 4
HUNDRED = Decimal(100)


def read_number(written: str, *, without: str) -> Decimal:
    """Read a number, thousands set apart or not, with signs such as £ left out.

    Raises ValueError for what is no number.
    """
    text = re.sub(rf"[\s,{re.escape(without)}]", "", written)
    if not (sets_thousands_apart(written) and WRITTEN.fullmatch(text)):
        raise ValueError(f"{written!r} is not a number")
    return Decimal(text.replace("−", "-"))


def sets_thousands_apart(written: str) -> bool:
    """Whether each comma stands before three figures: in "1,5" it could be meant as a point."""
    return APART.fullmatch(re.sub(r"\s", "", written)) is not None


class WrittenNumberField(forms.CharField):
    """A number in a text box, which cleans to a Decimal or None."""

    signs = ""
    invalid = "Write a number, such as 12 or 12.5"

    def __init__(
        self, *, least: Decimal | int | None = 0, places: int = PENCE, **kwargs: Any
    ) -> None:
        self.least, self.places = least, places
        box = forms.TextInput(
            attrs={"inputmode": "decimal", "autocomplete": "off", "class": "input--date"}
        )
        super().__init__(widget=kwargs.pop("widget", box), max_length=40, **kwargs)

    def clean(self, value: Any) -> Decimal | None:
        written = super().clean(value).strip()
        if not written:
            return None
        try:
            number = read_number(written, without=self.signs)
        except ValueError:
            raise ValidationError(self.invalid, code="invalid") from None
        number = self.meant(number)
        if number != round(number, self.places):
            raise ValidationError(f"Write at most {self.places} decimals", code="places")
        if abs(number) >= Decimal(10) ** MOST_DIGITS:
            raise ValidationError("Write a smaller number", code="large")
        if self.least is not None and number < self.least:
            raise ValidationError(f"Write {self.least} or more", code="small")
        return number

    def meant(self, number: Decimal) -> Decimal:
        return number

    def prepare_value(self, value: Any) -> Any:
        return self.as_written(value) if isinstance(value, Decimal) else value

    def as_written(self, value: Decimal) -> str:
        """A number without idle zeros, thousands set apart."""
        text = f"{value:,f}"
        return text.rstrip("0").rstrip(".") if "." in text else text


class MoneyField(WrittenNumberField):
    """Pounds and pence, with or without the sign."""

    signs = "£"
    invalid = "Write an amount in pounds, such as 1,200 or 12.50"

    def as_written(self, value: Decimal) -> str:
        return f"{value:,.0f}" if value == value.to_integral_value() else f"{value:,.2f}"


class ShareField(WrittenNumberField):
    """A share written in per cent, which cleans to a Decimal from 0 to 1."""

    signs = "%"
    invalid = "Write a percentage, such as 20% or 12.5%"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"places": SHARE_PLACES, "least": 0} | kwargs)

    def meant(self, number: Decimal) -> Decimal:
        return number / HUNDRED

    def clean(self, value: Any) -> Decimal | None:
        share = super().clean(value)
        if share is not None and share > 1:
            raise ValidationError("Write a share from 0% to 100%", code="large")
        return share

    def as_written(self, value: Decimal) -> str:
        return f"{super().as_written(value * HUNDRED)}%"
