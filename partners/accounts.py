"""The words in which signing in and its second step refuse something."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Says the same of a wrong password whether or not anybody has the address."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "This account is closed.",
        "cannot_remove_primary_email": "You sign in with this address. Choose another first.",
        "duplicate_email": "This address belongs to your account already.",
        "email_password_mismatch": "The e-mail address or the password is not right.",
        "email_taken": "This address cannot be used.",
        "enter_current_password": "Write your present password.",
        "incorrect_code": "That code is not right, or it is too old.",
        "incorrect_password": "That password is not right.",
        "invalid_or_expired_key": "This link no longer works.",
        "invalid_login": "The e-mail address or the password is not right.",
        "invalid_password_reset": "This link no longer works.",
        "max_email_addresses": "An account has at most %d addresses.",
        "too_many_login_attempts": "Too many tries. Wait five minutes, then try again.",
        "unknown_email": "No account has this address.",
        "unverified_primary_email": "Confirm the address first, by the link we sent to it.",
        "select_only_one": "Choose one only.",
        "same_as_current": "The new one must differ from the old one.",
        "rate_limited": "That was too often. Wait a few minutes, then try again.",
    }


class SecondStepAdapter(DefaultMFAAdapter):
    """Calls the second step by that name."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "add_email_blocked": "Switch the second step off before you add an address.",
        "cannot_delete_authenticator": "The second step cannot be switched off.",
        "cannot_generate_recovery_codes": "Set up a second step before you make spare codes.",
        "incorrect_code": "That code is not right, or it is too old.",
        "unverified_email": "Confirm your e-mail address before you set up a second step.",
    }
