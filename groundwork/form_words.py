"""What a form says where nothing better was written for a field, in place of Django's sentences."""

from django import forms
from django.core import validators

LISTED = "“%(value)s” is not listed. Choose one that is."
ALL_LISTED = "Choose from those listed."
PLAIN_WORDS: dict[type[forms.Field], dict[str, str]] = {
    forms.Field: {"required": "Fill this in."},
    forms.IntegerField: {"invalid": "Write a whole number, such as 12."},
    forms.URLField: {"invalid": "Write a web address, such as example.org."},
    forms.BooleanField: {"required": "Tick this to go on."},
    forms.FileField: {"required": "Choose a file.", "empty": "That file is empty."},
    forms.ChoiceField: {"required": "Choose one.", "invalid_choice": LISTED},
    forms.ModelChoiceField: {"invalid_choice": LISTED},
    forms.MultipleChoiceField: {"required": "Choose at least one.", "invalid_choice": ALL_LISTED},
    forms.ModelMultipleChoiceField: {
        "required": "Choose at least one.",
        "invalid_choice": ALL_LISTED,
        "invalid_pk_value": ALL_LISTED,
    },
}


def use_plain_words() -> None:
    """Give Django's fields and checks these sentences; a field's own `error_messages` win."""
    for field, sentences in PLAIN_WORDS.items():
        # Not the dictionary that a field without any of its own takes from the one above it.
        own = vars(field).get("default_error_messages", {})
        field.default_error_messages = {**own, **sentences}
    validators.EmailValidator.message = "Write an e-mail address, such as name@example.org."
    validators.URLValidator.message = PLAIN_WORDS[forms.URLField]["invalid"]
    validators.MinValueValidator.message = "Write %(limit_value)s or more."
    validators.MaxValueValidator.message = "Write %(limit_value)s or less."
    validators.MaxLengthValidator.message = (
        "Keep it to %(limit_value)d characters or fewer. It has %(show_value)d now."
    )
