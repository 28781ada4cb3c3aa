"""The pages of the wizard that ask for words: a name, *Why here*, *Limits*, the summary."""

from typing import Any

from django import forms

from sizes.forms.answers import AnswerForm, LongText, TidyText


class NameForm(forms.Form):
    """All that a draft needs to begin with."""

    name = TidyText(
        label="What will the zone be called?",
        help_text="Its place, and perhaps what it is for. You can change it later.",
        max_length=120,
        error_messages={"required": "Give the zone a name"},
    )


class WhyHereForm(AnswerForm):
    """Why a zone is needed here."""

    why_here = LongText(
        label="Why is a zone needed here?",
        help_text=(
            "What makes this place different, what has been tried, and what people here say. "
            "Name no private person."
        ),
        max_length=4000,
        rows=8,
        error_messages={"required": "Say why a zone is needed here"},
    )


class LimitsForm(AnswerForm):
    """What will not change, and how far variations may go."""

    what_stays = LongText(
        label="What will not change?",
        help_text=(
            "So that people inside and around feel comfortable. For example: Everyone keeps the "
            "right to be seen at any library, and nobody pays more."
        ),
        required=False,
        max_length=4000,
    )
    what_stays.hides_optional = True
    how_far = LongText(
        label="How far may differences in services go?",
        help_text=(
            "For example: Opening hours may differ by up to two hours a day. Nothing here costs "
            "more, and no service is withdrawn."
        ),
        required=False,
        max_length=4000,
    )
    how_far.hides_optional = True

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not self._errors and not given.get("what_stays") and not given.get("how_far"):
            self.add_error("what_stays", "Say what will not change, or how far differences may go")
        return given


class SummaryForm(AnswerForm):
    """The plain-language summary in the leads' own words; blank means the generated ones."""

    summary = LongText(
        label="Summary",
        help_text="Clear the box to use the generated words again.",
        required=False,
        max_length=2000,
        rows=7,
    )
    summary.hides_optional = True
