"""Signing up."""

from typing import Any

from allauth.account.forms import SignupForm as EmailSignupForm
from django import forms
from django.http import HttpRequest

from partners.models import Person


class SignupForm(EmailSignupForm):
    """An e-mail address, a password and the name to be shown when acting for an organisation."""

    name = forms.CharField(
        label="Your name",
        max_length=150,
        required=False,
        help_text="Shown only where you act for an organisation. You can leave it empty.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ("name", "email", "password1", "password2")

    def custom_signup(self, request: HttpRequest, user: Person) -> None:
        """Keep the name with the person who has just been made."""
        user.name = self.cleaned_data.get("name", "")
        user.save(update_fields=["name"])

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if "\x00" in self.data.get("name", ""):
            self.add_error("name", "Leave out characters that cannot be printed.")
        return cleaned
