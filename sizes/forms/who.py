"""The page *Who*: organisations found by name, or only named."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from groundwork import clock
from partners.models import Organisation
from sizes.forms.answers import TidyText
from sizes.models import Participant


def organisations_named(name: str) -> list[Organisation]:
    """Organisations registered under the name today, in any case."""
    there = Organisation.objects.in_force(clock.today())
    return list(there.filter(name__iexact=name))


def the_organisation_named(name: str) -> Organisation | None:
    """The one organisation registered under the name, or None. Raises ValidationError for two."""
    found = organisations_named(name)
    if len(found) > 1:
        raise ValidationError(
            f"More than one organisation is registered as {name}. Ask it to make its name plain."
        )
    return found[0] if found else None


class LeadForm(forms.Form):
    """An organisation that is asked to lead: it must be registered, so that it can answer."""

    name = TidyText(
        label="Organisation to ask",
        help_text="As it is registered here. Begin to type, and choose from the list.",
        max_length=200,
        error_messages={"required": "Name the organisation that is asked to lead"},
        widget=forms.TextInput(attrs={"list": "organisations", "autocomplete": "off"}),
    )

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        self.organisation = the_organisation_named(name)
        if self.organisation is None:
            raise ValidationError(
                f"No organisation is registered as {name}. Register it first, then ask it to lead."
            )
        return name


class InviteForm(forms.Form):
    """A partner or a neighbour: registered or not."""

    part = forms.ChoiceField(
        label="What is it to the zone?",
        choices=[
            (Participant.Part.PARTNER.value, "An invited partner"),
            (Participant.Part.NEIGHBOUR.value, "A neighbour just outside"),
        ],
        widget=forms.RadioSelect,
        initial=Participant.Part.PARTNER.value,
        error_messages={"required": "Say whether it is a partner or a neighbour"},
    )
    name = TidyText(
        label="Name",
        help_text="If it is not registered here, its name is enough.",
        max_length=200,
        error_messages={"required": "Name whom you invite"},
        widget=forms.TextInput(attrs={"list": "organisations", "autocomplete": "off"}),
    )
    contact = TidyText(
        label="How to reach them",
        help_text="Seen only by those who work on this zone; never published.",
        required=False,
        max_length=200,
    )

    def clean_name(self) -> str:
        self.organisation = the_organisation_named(self.cleaned_data["name"])
        return self.cleaned_data["name"]

    def given(self) -> dict[str, Any]:
        """What `taking_part.invite` takes."""
        return {
            "part": self.cleaned_data["part"],
            "organisation": self.organisation,
            "name": self.cleaned_data["name"],
            "contact": self.cleaned_data["contact"],
        }
