"""Writing the review that decides a term: findings, the meeting, the decision, reason and effect.

Until the decision is carried out by a step (renew, mainstream, dissolve) it can be written anew.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from groundwork import clock
from groundwork.history import because
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from partners.models import Person
from sizes import lifecycle
from sizes.models import Meeting, Review, Zone
from sizes.permissions import may_lead
from sizes.reviewing import (
    LAST_DECISIONS,
    OPENED_BY_DATE,
    Decision,
    due_from,
    last_review,
    new_date_problems,
    open_last,
)
from sizes.status import State, Status, status_on
from sizes.words import day_in_words


@dataclass(frozen=True)
class ReviewGiven:
    """A review as somebody writes it; what is not known yet is left out."""

    findings: str = ""
    meeting: Meeting | None = None
    decision: str = ""
    reason: str = ""
    effect: str = ""
    new_target_on: dt.date | None = None

    def values(self) -> dict[str, Any]:
        """The columns as they are kept. A new date belongs to a renewal alone."""
        kept = {name: getattr(self, name) for name in self.__dataclass_fields__}
        if self.decision != Decision.RENEW:
            kept["new_target_on"] = None
        return {
            name: value.replace("\r\n", "\n").strip() if isinstance(value, str) else value
            for name, value in kept.items()
        }


def closed_because(zone: Zone, on: dt.date) -> str:
    """Why the review that decides the term cannot be written on the day; "" where it can."""
    status = status_on(zone, on)
    if status == Status.UNDER_REVIEW or status in OPENED_BY_DATE:
        return ""
    if status == Status.LAPSED:
        return (
            "The zone has lapsed: nobody decided in time. It can only be dissolved, with a closing "
            "page."
        )
    if status in (Status.ACTIVE, Status.STARTING):
        since = day_in_words(due_from(zone))
        return f"The review is not open yet. It opens on {since}, or when somebody opens it before."
    if status in (Status.DRAFT, Status.OPEN_FOR_SIGNATURES):
        return "The zone is not declared yet: there is nothing to review."
    return "The zone has ended: its review is closed."


def problems(zone: Zone, given: ReviewGiven, *, on: dt.date) -> list[tuple[str, str]]:
    """Why the review cannot say this: pairs of the name of what is wrong, and a sentence.

    That something is still to be written is none of them: the step that carries it out asks.
    """
    found = []
    if given.decision and given.decision not in LAST_DECISIONS:
        found.append(("decision", "Choose whether to renew, make normal practice or dissolve."))
    if given.meeting and given.meeting.zone_id != zone.pk:
        found.append(("meeting", "Choose a meeting of this zone."))
    elif given.meeting and given.meeting.cancelled_on:
        found.append(("meeting", "That meeting was cancelled: choose the one that decides."))
    if given.decision == Decision.RENEW and given.new_target_on:
        sentences = new_date_problems(zone, given.new_target_on, on)
        found += [("new_target_on", sentence) for sentence in sentences]
    return found


@transaction.atomic
def write(
    *,
    zone: Zone,
    given: ReviewGiven,
    by: Person,
    on: dt.date | None = None,
    expected: int | None = None,
) -> Review:
    """Write the review that decides the term. Where the date has opened it, it is opened first.

    `expected` is the version of the review that the person has seen, 0 for none yet. Raises
    PermissionDenied, Refused with every problem, or ChangedMeanwhile with the review as it is.
    """
    day = on or clock.today()
    row = zone.lock()
    if not may_lead(by, row):
        raise PermissionDenied(
            "Only a representative of an organisation that leads the zone reviews it."
        )
    if why := closed_because(row, day):
        raise Refused(why)
    sentences = [sentence for _, sentence in problems(row, given, on=day)]
    if sentences:
        raise Refused(*sentences)
    there = last_review(row)
    if there and expected is not None and there.version != expected:
        raise ChangedMeanwhile(there)
    review = there or open_by_date(row, by=by, on=day)
    with because(reason="The review was written"):
        review.write(**given.values())
    zone.refresh_from_db()
    return review


def open_by_date(zone: Zone, *, by: Person, on: dt.date) -> Review:
    """Record that the date opened the review: by nobody, in the name of whoever acts upon it."""
    since = due_from(zone) or on
    review = open_last(zone, by=None, on=since)
    if zone.state == State.DECLARED:
        lifecycle.take(
            "open_review",
            zone=zone,
            by=by,
            on=on,
            note=f"Open since {day_in_words(since)}, because the target date is near.",
        )
    return review
