"""The page *How long*: start, interim reviews, target date, and the time for comments."""

import datetime as dt
from typing import Any

from django import forms

from groundwork import clock
from groundwork.date_parts import DatePartsField
from sizes.comment_period import (
    FEWEST_DAYS,
    MOST_DAYS,
    RUNS_ALREADY,
    USUAL_DAYS,
    length_problems,
)
from sizes.dates import years_after
from sizes.drafting import date_problems
from sizes.forms.answers import AnswerForm, LongText, RowForm
from sizes.models import Zone
from sizes.status import State

USUAL_YEARS = 2
MONTHS_AHEAD = 2
SHORTEST_TO_REVIEW = 180  # days; a shorter zone is hardly begun half-way
MONTHS_A_YEAR = 12


def usual_start(today: dt.date) -> dt.date:
    """The first of the month after next: time enough to ask people and to declare."""
    month = today.month - 1 + MONTHS_AHEAD
    return dt.date(today.year + month // MONTHS_A_YEAR, month % MONTHS_A_YEAR + 1, 1)


class InterimReviewRow(RowForm):
    """A day on which the zone is looked at."""

    leading = "due_on"
    needed = "Give the day of the interim review"

    due_on = DatePartsField(label="Interim review", required=False)
    due_on.hides_optional = True


class DatesForm(AnswerForm):
    """How long the zone runs. Two years is usual, and more than five asks why.

    Until it is published, also how long its proposal waits for comments.
    """

    lists = {"interim_reviews": InterimReviewRow}
    list_labels = {"interim_reviews": "Interim reviews"}

    starts_on = DatePartsField(label="Start date", help_text="For example 1 4 2027, or 1 apr 2027.")
    target_on = DatePartsField(
        label="Target date",
        help_text="On or before this day the zone is reviewed, renewed or dissolved.",
    )
    why_so_long = LongText(
        label="Why does it need more than five years?",
        help_text="Answer only if the zone runs for more than five years.",
        required=False,
        max_length=2000,
        rows=3,
    )
    why_so_long.hides_optional = True
    comment_days = forms.IntegerField(
        label="For how many days is the proposal open for comments?",
        help_text=f"{USUAL_DAYS} is usual. At least {FEWEST_DAYS}, at most {MOST_DAYS}.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input--short"}),
        error_messages={
            "required": f"Choose a number of days from {FEWEST_DAYS} to {MOST_DAYS}",
            "invalid": f"Write the time for comments as a number of days, such as {USUAL_DAYS}",
        },
    )
    why_comment_days = LongText(
        label=f"Why not the usual {USUAL_DAYS} days?",
        help_text=f"Answer only if it is not {USUAL_DAYS}. It is published with the proposal.",
        required=False,
        max_length=1000,
        rows=3,
    )
    why_comment_days.hides_optional = True

    def __init__(self, data: Any = None, *, zone: Zone, values: dict[str, Any] | None = None):
        super().__init__(data, zone=zone, values=values)
        if not self.asks_length:
            del self.fields["comment_days"], self.fields["why_comment_days"]

    @property
    def asks_length(self) -> bool:
        """Whether the time for comments can still be chosen: not while it runs."""
        return self.zone.state == State.DRAFT

    def saved(self, zone: Zone) -> dict[str, Any]:
        days = zone.interim_reviews.values_list("due_on", flat=True)
        length = {"comment_days": zone.comment_days, "why_comment_days": zone.why_comment_days}
        return {
            "starts_on": zone.starts_on,
            "target_on": zone.target_on,
            "why_so_long": zone.why_so_long,
            **(length if self.asks_length else {}),
            "interim_reviews": [{"pk": None, "due_on": day} for day in days],
        }

    def suggested(self, saved: dict[str, Any]) -> dict[str, Any]:
        """Two years from the month after next, looked at half-way, where nothing is set yet."""
        today = clock.today()
        target_on = saved["target_on"]
        starts_on = saved["starts_on"] or usual_start(today)
        if not saved["starts_on"] and target_on and starts_on >= target_on:
            starts_on = today + dt.timedelta(days=1)
        target_on = target_on or years_after(starts_on, USUAL_YEARS)
        values = saved | {"starts_on": starts_on, "target_on": target_on}
        days = (target_on - starts_on).days
        if not saved["starts_on"] and not saved["interim_reviews"] and days >= SHORTEST_TO_REVIEW:
            values["interim_reviews"] = [{"due_on": starts_on + dt.timedelta(days=days // 2)}]
        return values

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        rows = self.rows["interim_reviews"]
        for row in rows:
            row.full_clean()
        found = date_problems(
            starts_on=given.get("starts_on"),
            target_on=given.get("target_on"),
            interim_reviews=[
                row.cleaned_data["due_on"] for row in rows if row.cleaned_data.get("due_on")
            ],
            why_so_long=given.get("why_so_long", ""),
            on=clock.today(),
        )
        if self.asks_length and given.get("comment_days") is not None:
            found += length_problems(given["comment_days"], given.get("why_comment_days", ""))
        # Where the page was opened while it was a draft, and it was published meanwhile.
        typed = self.data.get("comment_days", "").strip()
        if not self.asks_length and typed not in ("", str(self.zone.comment_days)):
            found.append(("comment_days", RUNS_ALREADY))
        for what, sentence in found:
            self.add_error(what if what in self.fields else None, sentence)
        return given

    def values(self) -> dict[str, Any]:
        """As typed, with each interim review once and in order."""
        values = super().values()
        days = sorted({row["due_on"] for row in values["interim_reviews"]})
        return values | {"interim_reviews": [{"pk": None, "due_on": day} for day in days]}
