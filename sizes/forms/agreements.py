"""The forms of agreements: writing one down, and ending it."""

from typing import Any

from django import forms

from assets.public_facts import public_name
from groundwork import clock
from groundwork.date_parts import DatePartsField
from partners.models import Organisation
from sizes import agreements
from sizes.agreements import DAY, AgreementGiven
from sizes.forms.answers import Difference, LongText, TidyText
from sizes.forms.opportunities import registered
from sizes.models import Agreement, OpportunityPart
from sizes.words import day_in_words


class AgreementForm(forms.Form):
    """What is lent, from when until when, on what terms. The last day is said, as people say it."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    what = TidyText(
        label="What is lent?",
        help_text="In a few words, for example: The kitchen, on Tuesdays from 10am to 3pm.",
        max_length=300,
        error_messages={"required": "Say what is lent"},
    )
    starts_on = DatePartsField(label="First day", help_text="For example 1 2 2027.")
    last_on = DatePartsField(
        label="Last day", help_text="An agreement always has an end. It can be made anew."
    )
    terms = LongText(
        label="On what terms?",
        help_text=(
            "What it costs, who opens and closes, who is insured. Anyone can read this once both "
            "sides have said yes, so name no private person."
        ),
        max_length=3000,
        rows=5,
        required=False,
    )

    def __init__(self, data: Any = None, *, agreement: Agreement | None = None, **kwargs: Any):
        first = kept(agreement) if agreement else None
        super().__init__(data, initial=kwargs.pop("initial", None) or first, label_suffix="")

    def given(self) -> AgreementGiven:
        """What the verbs take."""
        values, last = self.cleaned_data, self.cleaned_data["last_on"]
        return AgreementGiven(
            values["what"], values["starts_on"], last + DAY if last else None, values["terms"]
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors:
            for name, sentence in agreements.word_problems(self.given(), on=clock.today()):
                self.add_error("last_on" if name == "ends_on" else name, sentence.rstrip("."))
        return given

    def differences(self, now: Agreement) -> list[Difference]:
        """What is saved and what was typed, where they differ."""
        typed = self.cleaned_data
        return [
            Difference(str(self.fields[name].label), _words(value), _words(typed[name]), True)
            for name, value in kept(now).items()
            if name != "version" and value != typed[name]
        ]


class NewAgreementForm(AgreementForm):
    """The same, with what of the opportunity is lent, and to whom."""

    part = forms.ModelChoiceField(
        OpportunityPart.objects.none(),
        label="Which part of the opportunity is it about?",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is about"},
    )
    borrower = TidyText(
        label="To whom?",
        help_text="An organisation as it is registered here. Begin to type, and choose.",
        max_length=200,
        error_messages={"required": "Name the organisation that borrows it"},
        widget=forms.TextInput(attrs={"list": "organisations", "autocomplete": "off"}),
    )
    field_order = ("part", "what", "borrower")

    def __init__(self, data: Any = None, *, parts: list[OpportunityPart], **kwargs: Any):
        super().__init__(data, **kwargs)
        field = self.fields["part"]
        field.queryset = OpportunityPart.objects.filter(  # type: ignore[attr-defined]
            pk__in=[part.pk for part in parts]
        ).select_related("asset__owner", "asset__steward", "organisation")
        field.label_from_instance = _of_whom  # type: ignore[attr-defined]

    def clean_borrower(self) -> Organisation:
        return registered(self.cleaned_data["borrower"])


class EndAgreementForm(forms.Form):
    """Why an agreement ends early, or is called off."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    why = LongText(
        label="Why?",
        help_text="Both sides read this. If it was agreed, so does everyone.",
        max_length=500,
        rows=3,
        error_messages={"required": "Say why: both sides read this"},
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, label_suffix="", **kwargs)


def kept(agreement: Agreement) -> dict[str, Any]:
    """What was written before."""
    return {
        "version": agreement.version,
        "what": agreement.what,
        "starts_on": agreement.starts_on,
        "last_on": agreement.ends_on - DAY,
        "terms": agreement.terms,
    }


def _of_whom(part: OpportunityPart) -> str:
    brings = f": {part.brings}" if part.brings else ""
    if part.asset is None:
        return f"The people of {part}{brings}"
    return f"{public_name(part.asset)}, of {agreements.lender_of(part)}{brings}"


def _words(value: Any) -> str:
    if hasattr(value, "year"):
        return day_in_words(value)
    return str(value or "") or "Nothing"
