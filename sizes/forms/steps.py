"""The form that confirms a step."""

from typing import Any

from django import forms

from sizes.forms.answers import LongText
from sizes.lifecycle import Step


class StepForm(forms.Form):
    """A note, which some steps need, and the version of the zone that the person has seen."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    note = LongText(
        label="Note",
        help_text="Kept with the zone for everyone to read. Name no private person.",
        required=False,
        max_length=2000,
        rows=4,
        error_messages={"required": "Give a reason: it is kept with the zone"},
    )

    def __init__(self, *args: Any, step: Step, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if step.needs_note:
            self.fields["note"].required = True
            self.fields["note"].label = "Reason"
