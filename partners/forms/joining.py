"""Inviting people, asking to join, answering, handing over, and ending an organisation."""

from typing import Any

from django import forms

from groundwork.date_parts import DatePartsField
from partners.forms.naming import OrganisationNameField
from partners.models import Membership, Organisation

NO_ROLE = "none"


def labels_of(roles: list[str]) -> list[tuple[str, str]]:
    """The roles with their labels, in the order of the product."""
    return [(value, label) for value, label in Membership.Role.choices if value in roles]


class InvitationForm(forms.Form):
    """Whom to invite, and to what role."""

    email = forms.EmailField(
        label="Their e-mail address",
        help_text="We send a letter with a link. They need no account yet.",
    )
    role = forms.ChoiceField(label="Role", widget=forms.RadioSelect)

    def __init__(self, *args: Any, roles: list[str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = labels_of(roles)


class RequestForm(forms.Form):
    """Why somebody wants to act for an organisation."""

    why = forms.CharField(
        label="What do you do for it?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One sentence, for whoever answers. It is not published.",
    )


class AnswerForm(forms.Form):
    """What role whoever asks is given, or none."""

    role = forms.ChoiceField(
        label="Your answer",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a role, or no role."},
    )

    def __init__(self, *args: Any, roles: list[str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [*labels_of(roles), (NO_ROLE, "No role: the answer is no")]

    def clean_role(self) -> str:
        """The role, or nothing where the answer is no."""
        role = self.cleaned_data["role"]
        return "" if role == NO_ROLE else role


class HandoverForm(forms.Form):
    """What passed to whom."""

    note = forms.CharField(
        label="What was handed over, and who does it now?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class EndForm(forms.Form):
    """From when an organisation is no more, why, and which follows it."""

    ends_on = DatePartsField(label="First day it no longer exists")
    why = forms.CharField(
        label="Why does it end?",
        max_length=300,
        help_text="One sentence, shown on its page. For example: merged with its neighbour.",
    )
    successor = OrganisationNameField(
        label="Organisation that follows it",
        max_length=200,
        required=False,
        help_text="Its name as it is registered here. Leave it empty where none does.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any):
        initial = {
            "ends_on": organisation.ends_on,
            "why": organisation.why_ended,
            "successor": organisation.successor,
            "version": organisation.version,
        }
        super().__init__(*args, initial=initial, **kwargs)
