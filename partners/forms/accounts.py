"""Signing up, signing in and looking after an account, with labels in the site's own words."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as second_step
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as passkeys
from django import forms
from django.http import HttpRequest

from partners.models import Person

WHAT_MAKES_IT_SAFE = (
    "At least 8 characters, and not figures alone. Not a password that many people use, "
    "nor one like your name or address."
)


class PlainWords:
    """Says what each field is called; a placeholder that repeats the label is left out."""

    labels: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)
            if name == "password1":
                field.help_text = WHAT_MAKES_IT_SAFE


class SignupForm(PlainWords, account.SignupForm):
    """An e-mail address, a password and the name to be shown when acting for an organisation."""

    labels = {
        "email": "E-mail address",
        "password1": "Password",
        "password2": "The same password again",
    }
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


class LoginForm(PlainWords, account.LoginForm):
    """An e-mail address and a password."""

    labels = {
        "login": "E-mail address",
        "password": "Password",
        "remember": "Keep me signed in on this device",
    }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        # The page links to the other ways in, after the form.
        self.fields["password"].help_text = ""
        self.fields["remember"].hides_optional = True


class AddEmailForm(PlainWords, account.AddEmailForm):
    """One more address for the account."""

    labels = {"email": "E-mail address"}


class ChangePasswordForm(PlainWords, account.ChangePasswordForm):
    """The present password, and a new one twice."""

    labels = {
        "oldpassword": "Present password",
        "password1": "New password",
        "password2": "The new password again",
    }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].help_text = ""


class SetPasswordForm(PlainWords, account.SetPasswordForm):
    """A password for an account that has none."""

    labels = {"password1": "Password", "password2": "The same password again"}


class ResetPasswordForm(PlainWords, account.ResetPasswordForm):
    """The address to which a link goes."""

    labels = {"email": "E-mail address"}


class ResetPasswordKeyForm(PlainWords, account.ResetPasswordKeyForm):
    """A new password, twice."""

    labels = {"password1": "New password", "password2": "The new password again"}


class ReauthenticateForm(PlainWords, account.ReauthenticateForm):
    """The password once more, before something that matters."""

    labels = {"password": "Password"}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


CODE = {"code": "Code"}


class SecondStepForm(PlainWords, second_step.AuthenticateForm):
    """A code from an app, or a spare code."""

    labels = CODE


class SecondStepAgainForm(PlainWords, second_step.ReauthenticateForm):
    """A code once more, before something that matters."""

    labels = CODE


class ActivateAppForm(PlainWords, totp.ActivateTOTPForm):
    """The first code that the app shows."""

    labels = {"code": "The code that the app shows"}


class AddPasskeyForm(PlainWords, passkeys.AddWebAuthnForm):
    """What to call a key, and whether it is enough by itself."""

    labels = {"name": "What to call it", "passwordless": "Let me sign in with it alone"}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["name"].hides_optional = True
        self.fields["passwordless"].hides_optional = True
        self.fields[
            "passwordless"
        ].help_text = (
            "The key must then check that it is you: by a fingerprint, your face or a PIN."
        )


class RenamePasskeyForm(PlainWords, passkeys.EditWebAuthnForm):
    """What to call a key."""

    labels = {"name": "What to call it"}
