"""What can be said of an asset besides the short form, a few questions at a time."""

from typing import Any, ClassVar

from django import forms

from assets.forms.fields import LEFT_OPEN, WrittenNumberField, is_it, one_of
from assets.models import Asset
from assets.registering import describe_problems
from groundwork import clock
from groundwork.date_parts import DatePartsField
from partners.models import Person


class PartForm(forms.Form):
    """A few questions about an asset. Its fields are named as the asset's own.

    `title` and `lead` head its page; `by` is who answers.
    """

    title: ClassVar[str]
    lead: ClassVar[str] = ""
    takes_files: ClassVar[bool] = False

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, asset: Asset, by: Person, **kwargs: Any):
        self.asset, self.by = asset, by
        kwargs.setdefault("initial", self.saved(asset) | {"version": asset.version})
        super().__init__(*args, label_suffix="", **kwargs)

    @classmethod
    def own_fields(cls) -> list[str]:
        """The names of its questions."""
        return [name for name in cls.base_fields if name != "version"]

    @classmethod
    def saved(cls, asset: Asset) -> dict[str, Any]:
        """What the form shows of an asset before anything is typed."""
        return {name: getattr(asset, name) for name in cls.own_fields()}

    def words(self) -> dict[str, Any]:
        """The values as the verb takes them."""
        return {name: self.cleaned_data[name] for name in self.own_fields()}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            for field, sentence in self.problems():
                self.add_error(field if field in self.fields else None, sentence)
        return cleaned

    def problems(self) -> list[tuple[str, str]]:
        """Why the answers cannot be written: pairs of a field and a sentence."""
        return describe_problems(self.asset, by=self.by, on=clock.today(), **self.words())

    def in_words(self, name: str, value: Any) -> str:
        """An answer as a person reads it, to compare what two people wrote."""
        if value in (None, "", []):
            return ""
        if isinstance(value, bool):
            return "Yes" if value else "No"
        labels = dict(getattr(self.fields[name], "choices", []))
        if isinstance(value, list):
            return ", ".join(str(labels.get(each, each)) for each in value)
        return str(labels.get(value, value))


class WhatForm(PartForm):
    """What it is and what is offered."""

    title = "What it is"

    name = forms.CharField(
        label="Name",
        max_length=200,
        error_messages={"required": "Give it the name by which people know it."},
    )
    kind = forms.ChoiceField(label="What kind of thing is it?", choices=Asset.Kind.choices)
    description = forms.CharField(
        label="What do you offer?",
        max_length=4000,
        required=False,
        help_text="As you would say it to a neighbour: what there is, and what it is good for.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    capacity = forms.IntegerField(
        label="How many people does it take?",
        required=False,
        min_value=0,
        max_value=1_000_000,
        help_text="Seated, or seats in a vehicle.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input--short"}),
    )
    amount = WrittenNumberField(
        label="If it is money: how much, in pounds",
        required=False,
        max_digits=12,
        decimal_places=2,
        help_text="For example 2,500.",
    )
    category = forms.CharField(
        label="What your own register sorts it under", max_length=200, required=False
    )


class SizeForm(PartForm):
    """How large it is and how it is held."""

    title = "Size and tenure"
    lead = "For land and buildings. Leave out what does not apply."

    building_m2 = WrittenNumberField(
        label="Floor space in square metres",
        required=False,
        max_digits=12,
        decimal_places=2,
        units=("squaremetres", "sqm", "m2", "m²"),
        help_text="For example 240, or 1,250.5.",
    )
    land_ha = WrittenNumberField(
        label="Land in hectares",
        required=False,
        max_digits=14,
        decimal_places=4,
        units=("hectares", "hectare", "ha"),
        help_text="A football pitch is about 0.7.",
    )
    holding = one_of(Asset.Holding, label="What is held")
    tenure = one_of(Asset.Tenure, label="How the owner holds it")
    tenure_detail = forms.ChoiceField(
        label="In detail",
        choices=[*LEFT_OPEN, *Asset.TenureDetail.choices],
        required=False,
        help_text="That something is vacant is shown to nobody outside your organisation.",
    )
    energy_rating = forms.CharField(
        label="Energy rating",
        max_length=10,
        required=False,
        help_text="The letter of its certificate, such as C.",
        widget=forms.TextInput(attrs={"class": "input--short"}),
    )

    def clean_energy_rating(self) -> str:
        text = self.cleaned_data["energy_rating"]
        return text.upper() if len(text) == 1 else text


class AccessForm(PartForm):
    """Who can get in, and what there is."""

    title = "Access and facilities"
    lead = "People who use a wheelchair or a hearing aid search by these. Say what you know."

    step_free = is_it("Is it step-free?", "From the street to the space that is used.")
    accessible_toilet = is_it("Is there an accessible toilet?")
    hearing_loop = is_it("Is there a hearing loop?")
    blue_badge_parking = is_it("Is there Blue Badge parking?")
    access_note = forms.CharField(
        label="What else people should know before they come",
        max_length=1000,
        required=False,
        help_text="For example: the ramp is at the side door; ring the bell.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    facilities = forms.MultipleChoiceField(
        label="What is there?",
        choices=Asset.Facility.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class StateForm(PartForm):
    """Whether it is in use, and who may know that it is empty."""

    title = "How it is used now"

    use_state = one_of(Asset.UseState, label="Is it in use?")
    is_vacancy_public = forms.BooleanField(
        label="The public may know that it is empty",
        required=False,
        help_text=(
            "That it is empty is shown to nobody outside your organisation, since it can draw "
            "thieves and squatters. If you tick this, its page says “available”."
        ),
    )

    def problems(self) -> list[tuple[str, str]]:
        found = super().problems()
        words = self.words()
        if words["is_vacancy_public"] and words["use_state"] != Asset.UseState.EMPTY:
            sentence = "Tick this only where it is empty: there is nothing else to let be known."
            found.append(("is_vacancy_public", sentence))
        return found


class ContactForm(PartForm):
    """How people ask about it."""

    title = "How people ask"
    lead = "Everyone can read this. A role is better than a person’s name."

    contact_role = forms.CharField(
        label="Whom to ask for",
        max_length=150,
        required=False,
        help_text="A role: the bookings desk, the head caretaker.",
    )
    contact_telephone = forms.CharField(
        label="Telephone number that anyone may use",
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    contact_address = forms.CharField(
        label="Shared e-mail address, or a place to ask",
        max_length=200,
        required=False,
        help_text="Not the address of somebody’s home.",
    )


class RecordForm(PartForm):
    """Where the record comes from, and on which day it was true."""

    title = "Where this record comes from"

    effective_on = DatePartsField(
        label="As at", required=False, help_text="The day on which all this was true."
    )
    source = forms.CharField(
        label="Source",
        max_length=300,
        required=False,
        help_text="For example: our own survey, or the register published in 2026.",
    )
    licence = forms.CharField(
        label="Licence",
        max_length=200,
        required=False,
        help_text="If it comes from published data, such as the Open Government Licence.",
    )
    asset_code = forms.CharField(
        label="What your own register calls it",
        max_length=100,
        required=False,
        help_text="A code or number by which a later file is matched with it.",
    )

    def problems(self) -> list[tuple[str, str]]:
        found = super().problems()
        day = self.cleaned_data.get("effective_on")
        if day and day > clock.today():
            found.append(("effective_on", "As at: give today or a day that has been."))
        return found
