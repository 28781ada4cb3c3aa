"""What a group writes to ask for an asset: its interest, its business case, benefits, papers.

Nothing is required of a draft: what is missing is said where it is sent.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from assets.forms.amounts import MoneyField, ShareField, WrittenNumberField
from assets.models import Benefit, Right, Transfer
from assets.transferring import case
from assets.transferring.asking import CONTACT, WORDS, word_faults
from groundwork.private_files import CleanFile, FileRefused, cleaned
from partners.models import Organisation

FIRST_PRICE_YEAR, LAST_PRICE_YEAR = 1990, 2100


class TidyText(forms.CharField):
    """Text with the line ends of the web made plain, so that it compares equal to what is kept."""

    def to_python(self, value: Any) -> str:
        return super().to_python(value).replace("\r\n", "\n").strip()


def long_text(*, rows: int = 5, **more: Any) -> TidyText:
    """Text of more than a line."""
    return TidyText(widget=forms.Textarea(attrs={"rows": rows}), **more)


def unfinished(field: forms.Field) -> forms.Field:
    """A field that a draft may leave empty, though it is needed in the end."""
    field.required, field.hides_optional = False, True
    return field


class TransferForm(forms.Form):
    """A form about a transfer, with the version that the person has seen."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)

    def words(self) -> dict[str, Any]:
        """What was written, as the verbs take it."""
        return {name: value for name, value in self.cleaned_data.items() if name not in NOT_WORDS}


# A telephone is what most groups have.
ASKED_CONTACT = ("contact_role", "contact_telephone", "contact_address")
NOT_WORDS = ("version", "applicant", "then")


class ContactForm(TransferForm):
    """How the owner reaches the group. It is never shown to anybody else."""

    contact_role = unfinished(
        TidyText(
            label="Whom to ask for",
            max_length=150,
            help_text="A role, not a person: the chair, the secretary.",
        )
    )
    contact_telephone = unfinished(
        TidyText(
            label="Telephone",
            max_length=40,
            help_text="This or the next. Only the owner sees it.",
            widget=forms.TextInput(attrs={"inputmode": "tel"}),
        )
    )
    contact_address = unfinished(
        TidyText(label="E-mail address, or a place to ask", max_length=200)
    )

    def __init__(self, *args: Any, is_sent: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_sent = is_sent

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.is_sent:
            for name, sentence in word_faults(given):
                if name in CONTACT:
                    self.add_error(name, sentence)
        return given


class InterestForm(ContactForm):
    """An expression of interest: short enough for a phone."""

    right_asked = unfinished(
        forms.ChoiceField(
            label="How would you like to hold it?",
            choices=Right.choices,
            widget=forms.RadioSelect,
            help_text="What is agreed in the end may differ.",
        )
    )
    purpose = unfinished(
        long_text(
            label="What would you do with it?",
            max_length=4000,
            help_text="For whom, when, and what would be better. Everyone can read this.",
        )
    )
    experience = long_text(
        label="What have you done before?",
        max_length=4000,
        rows=4,
        required=False,
        help_text="What shows that you can look after it. Everyone can read this.",
    )
    field_order = ("version", "applicant", "right_asked", "purpose", "experience", *ASKED_CONTACT)


class AskForm(InterestForm):
    """An expression of interest, and which of the person's groups it is of."""

    applicant = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Which group asks?",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choose the group that asks"},
    )

    def __init__(self, *args: Any, groups: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = [each.pk for each in groups]
        self.fields["applicant"].queryset = Organisation.objects.filter(pk__in=keys)
        if len(groups) == 1:
            self.fields["applicant"].initial = groups[0]
            self.fields["applicant"].widget = forms.HiddenInput()


def interest_of(transfer: Transfer) -> dict[str, Any]:
    """What the form shows of a draft before anything is typed."""
    return {name: getattr(transfer, name) for name in WORDS} | {"version": transfer.version}


class CaseForm(TransferForm):
    """The words of a business case."""

    business_case = unfinished(
        long_text(
            label="The business case",
            max_length=10_000,
            rows=16,
            help_text=(
                "What you would run and for whom, who would run it, what it costs and earns, what "
                "needs repair, and what could go wrong. Everyone can read it once it is sent: put "
                "what must stay private into a document."
            ),
        )
    )


class BenefitForm(TransferForm):
    """A change in people's lives, how much of it there is in a year, and what one is worth."""

    name = TidyText(
        label="What changes for people",
        max_length=200,
        help_text="For example: people who lived alone have company each week.",
        error_messages={"required": case.NEEDED["name"]},
    )
    for_whom = TidyText(label="For whom", max_length=200, required=False)
    quantity = WrittenNumberField(
        label="How many in a year",
        error_messages={"required": case.NEEDED["quantity"]},
    )
    proxy = MoneyField(
        label="What one is worth, in pounds",
        least=None,
        help_text="Write a minus where people are worse off.",
        error_messages={"required": case.NEEDED["proxy"]},
    )
    unit = TidyText(
        label="Of what that is the value",
        max_length=100,
        help_text="For example: per person a year.",
        error_messages={"required": case.NEEDED["unit"]},
    )
    proxy_source = TidyText(
        label="Where the value comes from",
        max_length=300,
        help_text="A study, a price list, a cost that is saved.",
        error_messages={"required": case.NEEDED["proxy_source"]},
    )
    proxy_url = forms.URLField(
        label="Link to it", required=False, max_length=200, assume_scheme="https"
    )
    price_year = forms.IntegerField(
        label="Year of the prices",
        min_value=FIRST_PRICE_YEAR,
        max_value=LAST_PRICE_YEAR,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input--date"}),
        error_messages={
            "required": case.NEEDED["price_year"],
            "invalid": "Write a year, such as 2026",
        },
    )
    deadweight = ShareField(
        label="How much would happen anyway",
        required=False,
        help_text="In per cent. Experts call it deadweight.",
    )
    displacement = ShareField(
        label="How much is only moved from elsewhere",
        required=False,
        help_text="In per cent. Experts call it displacement.",
    )
    attribution = ShareField(
        label="How much is due to others",
        required=False,
        help_text="In per cent. Experts call it attribution.",
    )


def benefit_of(benefit: Benefit) -> dict[str, Any]:
    """What the form shows of a benefit before anything is typed."""
    return {name: getattr(benefit, name) for name in case.BENEFIT_WORDS}


class CleanFileField(forms.FileField):
    """A file that somebody hands in; it cleans to one made anew, without its metadata."""

    def clean(self, data: Any, initial: Any = None) -> CleanFile | None:
        upload = super().clean(data, initial)
        if not upload:
            return None
        try:
            return cleaned(upload)
        except FileRefused as refusal:
            raise ValidationError(refusal.sentence) from None


class DocumentForm(TransferForm):
    """A paper of a transfer, and who may read it."""

    title = TidyText(
        label="What it is",
        max_length=150,
        help_text="For example: accounts of last year, constitution, survey of the roof.",
        error_messages={"required": "Say in a few words what the document is"},
    )
    file = CleanFileField(
        label="The file",
        help_text=(
            "A PDF or a picture up to 10 MB. What a camera or an office wrote into it is taken out."
        ),
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg,.webp"}),
        error_messages={
            "required": "Choose a file",
            "empty": "The file is empty. Choose the file again, or scan it again.",
        },
    )
    is_public = forms.BooleanField(
        label="Everyone may read it",
        required=False,
        help_text="Left empty, only the group and the owner can open it.",
    )
