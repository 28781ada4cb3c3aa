"""The forms of introductions: the letter to a keeper, and what came of it."""

from typing import Any

from django import forms

from sizes.forms.answers import LongText
from sizes.models import Introduction

LABELS = {
    Introduction.Result.AGREED: "Agreed: we go on together",
    Introduction.Result.DECLINED: "Declined",
    Introduction.Result.NO_ANSWER: "No answer came",
}


class IntroduceForm(forms.Form):
    """A few words to the keeper of an asset or an offer."""

    words = LongText(
        label="Your words to them",
        help_text=(
            "Who you are and what you hope for, in a few sentences. Only they and the zone’s "
            "people read this. What is needed and how to reach you is put below it."
        ),
        max_length=2000,
        rows=6,
        error_messages={"required": "Write a few words: who you are, and what you hope for"},
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, label_suffix="", **kwargs)


class RecordForm(forms.Form):
    """What came of an introduction."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    result = forms.ChoiceField(
        label="What came of it?",
        widget=forms.RadioSelect,
        error_messages={"required": "Say what came of it"},
    )
    words = LongText(
        label="In a sentence",
        help_text="What was agreed, or why not. Only the two sides read this.",
        required=False,
        max_length=500,
        rows=3,
    )
    words.hides_optional = True  # type: ignore[attr-defined]

    def __init__(self, *args: Any, open_to: list[Introduction.Result], **kwargs: Any):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["result"].choices = [  # type: ignore[attr-defined]
            (each.value, LABELS[each]) for each in open_to
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        declined = given.get("result") == Introduction.Result.DECLINED
        if declined and not given.get("words"):
            self.add_error("words", "Say why not, in a sentence: only the two sides read it")
        return given
