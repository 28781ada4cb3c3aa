"""The form in which an administrator says why a zone is taken down, or put back."""

from typing import Any

from django import forms

from sizes.forms.answers import LongText
from sizes.removing import LONGEST_REASON


class RemoveForm(forms.Form):
    """A reason that everyone reads, and the version of the zone that the person has seen."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    why = LongText(
        label="What is unlawful about it?",
        help_text=(
            "Everyone who comes to its address reads this. Do not repeat what is unlawful, and "
            "name nobody."
        ),
        max_length=LONGEST_REASON,
        rows=4,
        error_messages={"required": "Say what is unlawful about it"},
    )

    def __init__(self, *args: Any, is_removed: bool, **kwargs: Any):
        super().__init__(*args, label_suffix="", **kwargs)
        if is_removed:
            why = self.fields["why"]
            why.label = "Why can it be shown again?"
            why.help_text = "The history keeps this."
            why.error_messages["required"] = "Say why it can be shown again"


class FindZoneForm(forms.Form):
    """A zone by its reference or address."""

    zone = forms.CharField(
        label="Which zone?",
        max_length=300,
        help_text="Its reference, such as SIZ-00012, or the address of its page.",
        error_messages={
            "required": "Give its reference or address",
            "max_length": "That is too long: a reference or an address is enough",
        },
    )
