"""The form in which those who lead say what was heard from comments, and what was done with it."""

from typing import Any

from sizes.comment_period import answered, current
from sizes.forms.answers import AnswerForm, LongText
from sizes.models import Zone

MOST = 4000


class HeardForm(AnswerForm):
    """What was heard, and what was done with it: both become part of the declaration."""

    what_was_heard = LongText(
        label="What was heard?",
        help_text=(
            "What people asked for, feared or disagreed about, in a few sentences. Name no private "
            "person. If nobody said anything, say so."
        ),
        max_length=MOST,
        rows=8,
        error_messages={"required": "Say what was heard. If nobody said anything, say so"},
    )
    what_was_done = LongText(
        label="What was done with it?",
        help_text="What you changed because of it, and what you did not change, and why.",
        max_length=MOST,
        rows=8,
        error_messages={"required": "Say what was done with what was heard"},
    )

    def saved(self, zone: Zone) -> dict[str, Any]:
        period = current(zone)
        return {
            "what_was_heard": period.what_was_heard if period else "",
            "what_was_done": period.what_was_done if period else "",
        }

    def suggested(self, saved: dict[str, Any]) -> dict[str, Any]:
        """When the time for comments has begun again, what was written before is a beginning."""
        if any(saved.values()):
            return saved
        heard, done = answered(self.zone)
        return {"what_was_heard": heard, "what_was_done": done}
