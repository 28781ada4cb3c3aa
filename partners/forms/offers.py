"""Writing an offer, and saying what it needs and when it ends."""

from typing import Any

from django import forms
from django.db.models import Q

from groundwork import clock
from groundwork.date_parts import DatePartsField
from partners.forms.naming import AreasField, OfferAddressField, OrganisationNameField
from partners.models import Commitment, Service, Theme
from partners.offering import WORDS, change_problems, word_problems

LISTS = ("themes", "services", "areas")


class OfferForm(forms.Form):
    """What an organisation is willing to change. `commitment` is the one being changed, if any."""

    title = forms.CharField(
        label="The offer in a few words",
        max_length=150,
        help_text="For example: lend empty flats to groups for an evening.",
    )
    verb = forms.ChoiceField(
        label="You are willing to", choices=Commitment.Verb.choices, widget=forms.RadioSelect
    )
    subject = forms.ChoiceField(
        label="What would be different",
        choices=[
            (value, label[0].upper() + label[1:]) for value, label in Commitment.Subject.choices
        ],
        widget=forms.RadioSelect,
    )
    normal_now = forms.CharField(
        label="What is normal now",
        max_length=2000,
        help_text="The rule or habit as people meet it today.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    instead = forms.CharField(
        label="What you are willing to do instead",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    enables = forms.CharField(
        label="Whose change this makes possible, and how",
        max_length=1000,
        required=False,
        help_text="For example: nurses could hold a clinic in the hall.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    enabled_organisation = OrganisationNameField(
        label="The organisation whose change it is",
        max_length=200,
        required=False,
        help_text="Its name as on its page here, if it has one.",
    )
    conditions = forms.CharField(
        label="Conditions",
        max_length=2000,
        required=False,
        help_text="What must be so for the offer to hold: who is insured, who holds the key.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    starts_on = DatePartsField(
        label="From", required=False, help_text="Left empty, at once. For example 1 4 2027."
    )
    ends_on = DatePartsField(
        label="Ends on",
        required=False,
        help_text="The first day on which it no longer holds. Left empty, it is open.",
    )
    contact_role = forms.CharField(
        label="Whom to ask for",
        max_length=150,
        help_text="A role, not a person: the housing desk, the head caretaker.",
    )
    contact_telephone = forms.CharField(
        label="Telephone number that anyone may use",
        max_length=40,
        required=False,
        help_text="Before it is published, an offer needs this or the next.",
    )
    contact_address = forms.CharField(
        label="Shared e-mail address, or a place to ask", max_length=200, required=False
    )
    is_standing = forms.BooleanField(
        label="This is a standing offer: any zone may take it up", required=False
    )
    themes = forms.ModelMultipleChoiceField(
        label="Themes it belongs to",
        queryset=Theme.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    services = forms.ModelMultipleChoiceField(
        label="Services it touches",
        queryset=Service.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    areas = AreasField(
        label="Where it holds",
        max_length=10_000,
        required=False,
        help_text=(
            "Wards or other places by name or code, one a line. Left empty, anywhere the "
            "organisation works."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    why = forms.CharField(
        label="Why you change it",
        max_length=200,
        help_text="The offer is public, so the reason is shown to everyone.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, commitment: Commitment | None = None, **kwargs: Any):
        self.commitment = commitment
        if commitment is not None:
            kwargs.setdefault("initial", saved(commitment))
        super().__init__(*args, **kwargs)
        offered = Q(retired_on=None) | Q(retired_on__gt=clock.today())
        for name, words in (("themes", Theme), ("services", Service)):
            chosen = [each.pk for each in self.initial.get(name, [])]
            self.fields[name].queryset = words.objects.filter(offered | Q(pk__in=chosen))
        if commitment is None or commitment.published_on is None:
            del self.fields["why"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for field, sentence in word_problems(cleaned):
            if field not in self.errors:
                self.add_error(field, sentence)
        if self.commitment is not None:
            for sentence in change_problems(
                self.commitment,
                why=cleaned.get("why") or "" if "why" not in self.errors else "given badly",
                ends_on=cleaned.get("ends_on"),
                on=clock.today(),
            ):
                self.add_error(None, sentence)
        return cleaned

    def words(self) -> dict[str, Any]:
        """The values as the verbs take them."""
        return {name: self.cleaned_data[name] for name in (*WORDS, *LISTS)}


def saved(commitment: Commitment) -> dict[str, Any]:
    """What the form shows of a commitment before anything is typed."""
    values = {name: getattr(commitment, name) for name in WORDS}
    values |= {name: list(getattr(commitment, name).all()) for name in ("themes", "services")}
    areas = list(commitment.areas.without_shapes())
    return values | {"areas": areas, "version": commitment.version}


class WithdrawForm(forms.Form):
    """Why a public offer is taken back."""

    why = forms.CharField(
        label="Why it is withdrawn",
        max_length=2000,
        help_text="Everyone can read this. The offer keeps its page.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class EndForm(forms.Form):
    """The day on which a public offer no longer holds."""

    ends_on = DatePartsField(
        label="Ends on", help_text="The first day on which it no longer holds: today or later."
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class NeedOfferForm(forms.Form):
    """Another offer without which this one does not hold."""

    needs = OfferAddressField(
        label="The other offer",
        max_length=200,
        help_text="Its address, such as /offers/12/, or its number.",
    )


class NeedActForm(forms.Form):
    """What another organisation would have to do, by when."""

    organisation = OrganisationNameField(
        label="The organisation that would do it",
        max_length=200,
        help_text="It is asked now, and named in public only once it agrees.",
    )
    act = forms.CharField(
        label="What it would do",
        max_length=300,
        help_text="For example: give the nurses a key to the hall.",
    )
    due_on = DatePartsField(label="By when", help_text="For example 27 3 2027.")


class DeclineForm(forms.Form):
    """Why an organisation that was asked says no."""

    why = forms.CharField(label="Why not", max_length=500, required=False)
