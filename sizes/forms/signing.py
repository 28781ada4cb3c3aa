"""Forms with which people are asked to sign, sign, and record what was signed on paper."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from groundwork import clock
from groundwork.date_parts import DatePartsField
from groundwork.private_files import CleanFile, FileRefused, cleaned
from partners.models import Organisation
from sizes.forms.acts import ReasonForm
from sizes.forms.answers import LongText, TidyText
from sizes.forms.who import the_organisation_named
from sizes.models import Capacity, MissingCapacity, Signature, Zone
from sizes.signing.needed import excuse_faults
from sizes.signing.rules import Said, faults, misfit

AUTHORITY = ("authority", "decided_on", "decision_url")
CAPACITIES = {
    Capacity.COUNCIL: "As the council, with a decision behind it",
    Capacity.COMMUNITY: "For the community: a group, or a number of residents",
    Capacity.LOCAL_LEADER: "As a local leader, such as a ward councillor or a head teacher",
    Capacity.PARTNER: "As a partner",
}


def choices_of(capacities: Sequence[str]) -> list[tuple[str, str]]:
    """Capacities as radios."""
    return [(str(one), CAPACITIES[Capacity(one)]) for one in capacities]


class Declared(forms.Form):
    """What somebody declares who signs. Its rules are those of the verbs."""

    capacity = forms.ChoiceField(
        label="In what capacity?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the capacity"},
    )
    name = TidyText(
        label="Name",
        help_text="It is published.",
        required=False,
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    role = TidyText(
        label="Role",
        help_text="For example Chair, Director, or Cabinet member for health. It is published.",
        required=False,
        max_length=150,
    )
    interests = LongText(
        label="Interests",
        help_text=(
            "What could be thought to sway the signature: property, contracts or posts in the "
            "zone, or family there. Write “None” where there are none. It is published."
        ),
        required=False,
        rows=3,
        max_length=2000,
    )
    authority = forms.ChoiceField(
        label="Who decided that the council signs?",
        choices=Signature.Authority.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    decided_on = DatePartsField(
        label="Day of the decision", help_text="For example 27 3 2027.", required=False
    )
    decision_url = forms.URLField(
        label="Link to the decision",
        help_text="Where anyone can read it, such as the page of the minutes.",
        required=False,
        max_length=200,
        assume_scheme="https",
    )
    name.hides_optional = role.hides_optional = interests.hides_optional = True
    authority.hides_optional = decided_on.hides_optional = decision_url.hides_optional = True

    def offer(self, capacities: Sequence[str]) -> None:
        """Ask only for what these capacities need; a single one is not asked for."""
        self.fields["capacity"].choices = choices_of(capacities)
        if len(capacities) == 1:
            self.fields["capacity"].initial = str(capacities[0])
            self.fields["capacity"].widget = forms.HiddenInput()
        if Capacity.COUNCIL not in capacities:
            for name in AUTHORITY:
                del self.fields[name]

    def said(self) -> Said:
        """What was declared, in the words of the verbs."""
        given = self.cleaned_data
        names = Said.__dataclass_fields__
        # A field that somebody got wrong says so itself; here it is only not there.
        said = Said(**{name: given.get(name) or "" for name in names if name != "decided_on"})
        return Said(**vars(said) | {"decided_on": given.get("decided_on")}).tidy(
            given.get("capacity", "")
        )

    def declare(self, *, on: dt.date, residents: int | None = None) -> None:
        """Lay what is missing at the doors of the fields."""
        capacity = self.cleaned_data.get("capacity", "")
        for name, sentence in faults(self.said(), capacity, on=on, residents=residents):
            if name not in self.errors:
                self.add_error(name, sentence.rstrip("."))


class SignForm(Declared):
    """A representative signs for an organisation."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    agrees = forms.BooleanField(
        error_messages={"required": "Confirm that you sign for the organisation"}
    )
    field_order = ("version", "capacity", "name", "role", "interests", *AUTHORITY, "agrees")

    def __init__(
        self,
        data: Any = None,
        *,
        organisation: Organisation,
        capacities: Sequence[str],
        initial: dict[str, Any],
    ):
        super().__init__(data, initial=initial, label_suffix="")
        self.organisation = organisation
        self.offer(capacities)
        self.fields[
            "agrees"
        ].label = f"I sign for {organisation}, and may do so. I have read what is signed."

    def clean(self) -> dict[str, Any]:
        given, on = super().clean(), clock.today()
        if "capacity" in given:
            if wrong := misfit(given["capacity"], self.organisation, on=on):
                self.add_error("capacity", wrong)
            self.declare(on=on)
        return given


class DeclineForm(ReasonForm):
    """Why somebody does not sign, if they say so."""

    note = LongText(required=False, max_length=500, rows=4)


class Named(forms.Form):
    """Somebody by name: a registered organisation, or whoever is not registered here."""

    who = TidyText(
        label="Who?",
        help_text=(
            "An organisation as it is registered here, or else a person or a group by the name "
            "that is published once they sign."
        ),
        max_length=200,
        error_messages={"required": "Say who it is"},
        widget=forms.TextInput(attrs={"list": "organisations", "autocomplete": "off"}),
    )
    contact = TidyText(
        label="How to reach them, if they are not registered",
        help_text=(
            "Seen only by those who work on this zone; never published. With an e-mail address, "
            "they get a letter."
        ),
        required=False,
        max_length=200,
    )
    contact.hides_optional = True

    organisation: Organisation | None = None

    def clean_who(self) -> str:
        self.organisation = the_organisation_named(self.cleaned_data["who"])
        return self.cleaned_data["who"]

    def whom(self) -> dict[str, Any]:
        """Whom it names, as the verbs take it."""
        name = "" if self.organisation else self.cleaned_data["who"]
        return {
            "organisation": self.organisation,
            "signatory": name,
            "contact": self.cleaned_data["contact"],
        }


class AskForm(Named):
    """Whom to ask to sign, and in what capacity."""

    capacity = forms.ChoiceField(
        label="In what capacity?",
        choices=choices_of(Capacity),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the capacity"},
    )
    field_order = ("capacity", "who", "contact")

    def __init__(self, data: Any = None, **more: Any):
        super().__init__(data, label_suffix="", **more)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if "capacity" not in given or "who" not in given:
            return given
        if wrong := misfit(given["capacity"], self.organisation, on=clock.today()):
            self.add_error("who", wrong)
        return given

    def given(self) -> dict[str, Any]:
        """What `signing.invite` takes."""
        return self.whom() | {"capacity": self.cleaned_data["capacity"]}


class ScanField(forms.FileField):
    """A scan that somebody hands in; it cleans to a file made anew, without its metadata."""

    def clean(self, data: Any, initial: Any = None) -> CleanFile | None:
        upload = super().clean(data, initial)
        if not upload:
            return None
        try:
            return cleaned(upload)
        except FileRefused as refusal:
            raise ValidationError(refusal.sentence) from None


class RecordForm(Declared, Named):
    """A signature that was made on paper."""

    residents = forms.IntegerField(
        label="How many residents, if residents sign together?",
        help_text=(
            "Only their number is published, and no name is kept. Fewer than ten are published "
            "as “fewer than 10”."
        ),
        required=False,
        min_value=1,
        max_value=1_000_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": "Write the number of residents in figures, such as 34",
            "min_value": "At least one resident signs",
            "max_value": "Write a number of residents up to 1,000,000",
        },
    )
    signed_on = DatePartsField(label="Day of the signature", help_text="As it is on the paper.")
    scan = ScanField(
        label="Scan of the paper",
        help_text=(
            "A PDF or a picture up to 10 MB. Only those who lead the zone can open it; what the "
            "camera or the scanner wrote into it is taken out."
        ),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg,.webp"}),
        error_messages={"empty": "The file is empty. Choose the file again, or scan it again."},
    )
    residents.hides_optional = True
    field_order = (
        "capacity",
        "who",
        "contact",
        "residents",
        "name",
        "role",
        "interests",
        *AUTHORITY,
        "signed_on",
        "scan",
    )

    def __init__(self, data: Any = None, files: Any = None, *, initial: dict[str, Any]):
        super().__init__(data, files, initial=initial, label_suffix="")
        self.offer(list(Capacity))
        self.fields["contact"].help_text = (
            "Seen only by those who work on this zone; never published. With an e-mail address, "
            "they are told when the zone changes."
        )
        self.fields["name"].help_text = "It is published. Leave it empty for residents."
        self.fields["authority"].help_text = "Only for a council; so are the two that follow."

    def clean(self) -> dict[str, Any]:
        given, on = super().clean(), clock.today()
        if "capacity" not in given:
            return given
        residents = given.get("residents")
        if residents and given["capacity"] != Capacity.COMMUNITY:
            self.add_error("residents", "Residents sign for the community: choose that capacity")
        if "who" in given and (wrong := misfit(given["capacity"], self.organisation, on=on)):
            self.add_error("who", wrong)
        if given.get("signed_on") and given["signed_on"] > on:
            self.add_error("signed_on", "Day of the signature must not be in the future")
        self.declare(on=on, residents=residents)
        if self.errors and given.get("scan"):
            self.add_error("scan", "Choose the file again once the rest is right")
        return given

    def given(self) -> dict[str, Any]:
        """What `signing.record` takes."""
        names = ("capacity", "residents", "signed_on", "scan")
        return vars(self.said()) | self.whom() | {name: self.cleaned_data[name] for name in names}


class MissingForm(forms.Form):
    """The one capacity in which nobody signs, and why."""

    capacity = forms.ChoiceField(
        label="In which capacity does nobody sign?",
        choices=choices_of([one for one in Capacity if one != Capacity.COUNCIL]),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the capacity in which nobody signs"},
    )
    who_was_asked = TidyText(
        label="Who was asked?",
        help_text="Groups and roles, not private people. It stands in the public notice.",
        max_length=300,
        error_messages={"required": "Say who was asked to sign"},
    )
    asked_on = DatePartsField(label="When were they asked?", help_text="For example 27 3 2027.")
    why_not = LongText(
        label="Why did nobody sign?",
        rows=3,
        max_length=1000,
        error_messages={"required": "Say why nobody signed in this capacity"},
    )

    def __init__(self, data: Any = None, *, zone: Zone, excuse: MissingCapacity | None = None):
        names = self.base_fields
        kept = {name: getattr(excuse, name) for name in names} if excuse else None
        super().__init__(data, initial=kept, label_suffix="")
        self.zone = zone

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        whole = {name: given.get(name) for name in ("asked_on",)} | {
            name: given.get(name) or "" for name in ("capacity", "who_was_asked", "why_not")
        }
        for name, sentence in excuse_faults(self.zone, on=clock.today(), **whole):
            if name not in self.errors:
                self.add_error(name, sentence.rstrip("."))
        return given
