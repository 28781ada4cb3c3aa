"""Saying what an owner is willing to do with an asset, and taking it back."""

from typing import Any

from django import forms

from assets.models import Asset, Willingness
from assets.willing import MEANINGS
from assets.wording import WAYS_TO_ASK, contact_problems
from groundwork.date_parts import DatePartsField

CONTACT = ("contact_role", *WAYS_TO_ASK)


class WillingForm(forms.Form):
    """What the owner is willing to do, on what terms, from when until when."""

    acts = forms.MultipleChoiceField(
        label="You are willing to",
        help_text="Choose all that hold on the same terms.",
        choices=[(act.value, f"{act.label}: {MEANINGS[act]}") for act in Willingness.Act],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose what you are willing to do"},
    )
    terms = forms.CharField(
        label="Terms",
        max_length=2000,
        required=False,
        help_text="What it costs, who is insured, who holds the key, what it cannot be used for.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    starts_on = DatePartsField(label="From", required=False, help_text="Left empty, from today.")
    ends_on = DatePartsField(
        label="Ends on",
        required=False,
        help_text="The first day on which it no longer holds. Left empty, until you take it back.",
    )
    contact_role = forms.CharField(
        label="Whom to ask for",
        max_length=150,
        required=False,
        help_text="A role, not a person: the bookings desk, the caretaker.",
    )
    contact_telephone = forms.CharField(
        label="Telephone number that anyone may use",
        max_length=40,
        required=False,
        help_text="Give this, or the next.",
    )
    contact_address = forms.CharField(
        label="Shared e-mail address, or a place to ask", max_length=200, required=False
    )

    def __init__(
        self,
        *args: Any,
        asset: Asset,
        may_transfer: bool,
        saying: Willingness | None = None,
        **kwargs: Any,
    ):
        if saying is not None:
            kwargs["initial"] = {
                "acts": [saying.act], "terms": saying.terms, "ends_on": saying.ends_on,
            }  # fmt: skip
        super().__init__(*args, label_suffix="", **kwargs)
        if not may_transfer:
            choices = self.fields["acts"].choices
            self.fields["acts"].choices = [
                each for each in choices if each[0] != Willingness.Act.TRANSFER
            ]
        self.asks_contact = bool(contact_problems({n: getattr(asset, n) for n in WAYS_TO_ASK}))
        for name in CONTACT:
            if not self.asks_contact:
                del self.fields[name]
            else:
                self.initial.setdefault(name, getattr(asset, name))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.asks_contact:
            for sentence in contact_problems(cleaned):
                self.add_error("contact_telephone", sentence)
        return cleaned

    def contact(self) -> dict[str, str]:
        """Whom to ask, where the asset did not say."""
        return {name: self.cleaned_data[name] for name in CONTACT if name in self.fields}


class TakeBackForm(forms.Form):
    """Why something is taken back."""

    why = forms.CharField(
        label="Why it is taken back",
        max_length=500,
        help_text="Everyone can read this.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, label_suffix="", **kwargs)
