"""How long a proposal waits for comments, and what was done with those that came.

The day by which to comment decides only which comments the declaration must answer.
"""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet

from groundwork.history import because
from groundwork.problems import Refused
from sizes.models import Comment, CommentPeriod, Zone
from sizes.permissions import may_edit
from sizes.status import State
from sizes.words import day_in_words

USUAL_DAYS, FEWEST_DAYS, MOST_DAYS = 28, 14, 84
RUNS_ALREADY = "The time for comments runs already: its length can no longer be changed."
# What is signed. Other words explain it, and can be put better without asking again.
MATERIAL_WORDS = ("purpose", "what_stays", "how_far")


def current(zone: Zone) -> CommentPeriod | None:
    """The period of the proposal as it now is; None before it was ever published."""
    return zone.comment_periods.order_by("-number").first()


def closes_if_opened(zone: Zone, on: dt.date) -> dt.date:
    """The last day of a period that begins on the day: as many days later as the zone says."""
    return on + dt.timedelta(days=zone.comment_days)


def open_period(zone: Zone, *, on: dt.date, why: str = "") -> CommentPeriod:
    """Begin a period on the day, as long as the zone says."""
    last = current(zone)
    if last and not why:
        why = "The proposal was worked on again as a draft."
    return CommentPeriod.objects.create(
        zone=zone,
        number=last.number + 1 if last else 1,
        opened_on=on,
        closes_on=closes_if_opened(zone, on),
        why_length=zone.why_comment_days if zone.comment_days != USUAL_DAYS else "",
        why_opened=why,
    )


def begin_again(zone: Zone, what: str, *, on: dt.date) -> None:
    """Begin anew if the zone is proposed, since something material was changed: `what` says what.

    Changed twice on a day, it begins once, and says both; unless somebody signed in between, who
    signed the proposal as it was then.
    """
    if zone.state != State.PROPOSED:
        return
    last = current(zone)
    said = f"{what[:1].upper()}{what[1:]}."
    is_signed = last is not None and zone.signatures.made().filter(period=last).exists()
    if last and last.opened_on == on and last.why_opened and not is_signed:
        if said not in last.why_opened:
            last.why_opened = f"{last.why_opened} {said}"
            last.save(update_fields=["why_opened"])
        return
    open_period(zone, on=on, why=said)


def length_problems(days: int | None, why: str) -> list[tuple[str, str]]:
    """Why a period cannot be so long: pairs of `comment_days` or `why_comment_days`, a sentence."""
    if days is None or not FEWEST_DAYS <= days <= MOST_DAYS:
        return [
            ("comment_days", f"Choose a number of days from {FEWEST_DAYS} to {MOST_DAYS}"),
        ]
    if days != USUAL_DAYS and not why.strip():
        return [("why_comment_days", f"Say why it is not the usual {USUAL_DAYS} days")]
    return []


@transaction.atomic
def set_length(
    *, zone: Zone, days: int, why: str = "", by: Any, expected: int | None = None
) -> Zone:
    """Say how many days the proposal waits for comments; before it is published.

    Raises PermissionDenied, Refused or ChangedMeanwhile.
    """
    row = zone.lock(expected=expected)
    if not may_edit(by, row):
        raise PermissionDenied("You may not change this zone.")
    if row.state != State.DRAFT:
        raise Refused(RUNS_ALREADY)
    found = length_problems(days, why)
    if found:
        raise Refused(*(sentence for _, sentence in found))
    with because(reason="Time for comments"):
        row.write(comment_days=days, why_comment_days=why.strip() if days != USUAL_DAYS else "")
    return row


def made_in_time(zone: Zone) -> QuerySet[Comment]:
    """What was said by the day, since the zone was proposed, whether a moderator passed it or not.

    What was said while an earlier version was open counts too: a change does not unsay it.
    """
    last = current(zone)
    if last is None:
        return zone.comments.none()
    return zone.comments.filter(made_at__date__lte=last.closes_on)


def to_answer(zone: Zone) -> QuerySet[Comment]:
    """Comments that the declaration must answer: made in time, and shown."""
    return made_in_time(zone).shown()


@transaction.atomic
def answer(
    *, zone: Zone, what_was_heard: str, what_was_done: str, by: Any, expected: int | None = None
) -> CommentPeriod:
    """Say what was heard and what was done with it: a part of the declaration.

    Raises PermissionDenied, Refused, or ChangedMeanwhile where `expected` is not the zone's
    version any more.
    """
    row = zone.lock(expected=expected)
    if not may_edit(by, row):
        raise PermissionDenied("You may not answer for this zone.")
    last = current(row)
    if row.state != State.PROPOSED or last is None:
        raise Refused("Comments are answered while the zone is proposed.")
    before = (last.what_was_heard, last.what_was_done)
    last.what_was_heard = what_was_heard.replace("\r\n", "\n").strip()
    last.what_was_done = what_was_done.replace("\r\n", "\n").strip()
    if (last.what_was_heard, last.what_was_done) != before:
        with because(reason="What was heard, and what was done with it"):
            last.save(update_fields=["what_was_heard", "what_was_done"])
            row.touch()
    return last


def answered(zone: Zone) -> tuple[str, str]:
    """What was heard and what was done, as written last.

    When the time for comments has begun again and nothing is written yet, the words from before:
    they are a beginning, and count once they are saved.
    """
    for period in zone.comment_periods.order_by("-number"):
        if period.what_was_heard or period.what_was_done:
            return period.what_was_heard, period.what_was_done
    return "", ""


def missing(zone: Zone, on: dt.date) -> list[str]:
    """Why the comment period does not yet let the zone be declared: sentences."""
    last = current(zone)
    if last is None:
        is_proposed = zone.state == State.PROPOSED
        return ["Publish the proposal, so that people can comment on it."] if is_proposed else []
    sentences = []
    if on <= last.closes_on:
        sentences.append(
            f"Comments are open until {day_in_words(last.closes_on)}: wait until that day is over."
        )
    elif held := made_in_time(zone).waiting().count():
        wait = "comment made in time waits" if held == 1 else "comments made in time wait"
        sentences.append(f"{held} {wait} for a moderator: decide first whether it is shown.")
    if not (last.what_was_heard and last.what_was_done):
        sentences.append("Say what was heard from comments, and what was done with it.")
    return sentences
