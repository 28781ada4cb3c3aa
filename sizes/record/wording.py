"""How each kind of record is told in sentences: what was added, changed, taken away."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from sizes.models import (
    Acceptance,
    Amendment,
    Barrier,
    Capacity,
    Objection,
    Participant,
    Review,
)
from sizes.record.needs import NEED_WORDINGS
from sizes.record.opportunities import OPPORTUNITY_WORDINGS
from sizes.record.sentences import Names, Wording, turned
from sizes.status import ENDED, State
from sizes.words import day_in_words

NOT_YET_DECLARED = (State.DRAFT, State.PROPOSED)


# --- What has words of its own --------------------------------------------------------------------


def _participant(row: Any, before: Any, names: Names) -> Iterator[str]:
    name, part = names.of(row), Participant.Part(row.part)
    if before is None and part == Participant.Part.LEAD:
        yield f"{name} was asked to lead."
    elif before is None and part == Participant.Part.PARTNER:
        yield f"{name} was invited to take part."
    elif before is None:
        yield f"{name} was named as a neighbour."
    if turned(row, before, "agreed_on"):
        yield f"{name} agreed to {'lead' if part == Participant.Part.LEAD else 'take part'}."
    if turned(row, before, "declined_on"):
        yield f"{name} declined."


def _signature(row: Any, before: Any, names: Names) -> Iterator[str]:
    name = names.of(row, "Somebody")
    capacity = Capacity(row.capacity).label.lower()
    if before is None and row.signed_on is None:
        yield f"{name} was invited to sign as {capacity}."
    if turned(row, before, "signed_on"):
        on_paper = " on paper" if row.is_on_paper else ""
        yield f"{name} signed{on_paper} as {capacity}, on {day_in_words(row.signed_on)}."
    if turned(row, before, "declined_on"):
        yield f"{name} declined to sign."
    if turned(row, before, "withdrawn_on"):
        yield f"{name} withdrew its signature on {day_in_words(row.withdrawn_on)}."
    if turned(row, before, "redacted_on"):
        yield f"Words beside a signature were removed: {row.why_redacted}"


def _missing_capacity(row: Any, before: Any, names: Names) -> Iterator[str]:
    capacity = Capacity(row.capacity).label.lower()
    asked = day_in_words(row.asked_on)
    yield f"Nobody signs as {capacity}: {row.who_was_asked} was asked on {asked}. {row.why_not}"


def _period(row: Any, before: Any, names: Names) -> Iterator[str]:
    if before is None:
        began = "began" if row.number == 1 else "began again"
        why = f" {row.why_opened}" if row.why_opened else ""
        yield f"The time for comments {began}, until {day_in_words(row.closes_on)}.{why}"
    if turned(row, before, "what_was_heard") or turned(row, before, "what_was_done"):
        yield "It was written down what was heard from comments, and what was done with it."


def _amendment(row: Any, before: Any, names: Names) -> Iterator[str]:
    if before is not None and row.state == before.state:
        return
    kind = Amendment.Kind(row.kind).label.lower() if row.kind else "change"
    match row.state:
        case Amendment.State.DRAFTED:
            yield f"A change, number {row.number}, was begun."
        case Amendment.State.OPEN:
            until = day_in_words(row.closes_on)
            yield f"Change {row.number} was opened for objection until {until}: {row.reason}"
        case Amendment.State.MADE:
            yield f"Change {row.number}, an {kind}, was made: {row.reason}"
        case Amendment.State.ABANDONED:
            yield f"Change {row.number} was abandoned. {row.why_abandoned}".strip()


def _objection(row: Any, before: Any, names: Names) -> Iterator[str]:
    if before is None:
        yield "A signatory objected to the change."
    if turned(row, before, "answered_on"):
        left = row.answer == Objection.Answer.LEFT
        yield f"A signatory who had objected {'left' if left else 'signed again'}."
    if turned(row, before, "redacted_on"):
        yield f"Words of an objection were removed: {row.why_redacted}"


def _meeting(row: Any, before: Any, names: Names) -> Iterator[str]:
    day = day_in_words(row.held_on)
    if before is None:
        yield f"A meeting was entered for {day}: {row.title}."
    elif row.held_on != before.held_on:
        yield f"The meeting “{row.title}” was moved from {day_in_words(before.held_on)} to {day}."
    if turned(row, before, "cancelled_on"):
        yield f"The meeting “{row.title}” on {day} was cancelled: {row.why_cancelled}"
    if turned(row, before, "redacted_on"):
        yield f"Words in the notes of a meeting were removed: {row.why_redacted}"


def _review(row: Any, before: Any, names: Names) -> Iterator[str]:
    what = "An interim review" if row.interim_id else "The review"
    if before is None:
        yield f"{what} was opened."
    if turned(row, before, "decided_on"):
        decision = Review.Decision(row.decision).label.lower()
        yield f"{what} decided: {decision}. {row.reason}"


def _acceptance(row: Any, before: Any, names: Names) -> Iterator[str]:
    title = f"“{names.of(row, 'A commitment')}”"
    if before is not None and row.state == before.state:
        if turned(row, before, "varied"):
            yield f"{title} is kept in another way than was offered: {row.varied}"
        return
    match row.state:
        case Acceptance.State.PUT:
            yield f"{title} was put to the zone."
        case Acceptance.State.ACCEPTED:
            yield f"{title} was accepted."
        case Acceptance.State.DECLINED:
            yield f"{title} was declined."
        case Acceptance.State.WITHDRAWN:
            yield f"{title} was withdrawn. {row.why_withdrawn}".strip()


def _boundary(row: Any, before: Any, names: Names) -> Iterator[str]:
    if before is None and row.starts_on is None:
        yield f"A version of where it lies was kept, number {row.number}."
        return
    version = f"Version {row.number} of where it lies"
    if turned(row, before, "starts_on"):
        yield f"{version} holds from {day_in_words(row.starts_on)}."
    if turned(row, before, "ends_on"):
        yield f"{version} held until {day_in_words(row.ends_on - dt.timedelta(days=1))}."
    if before is not None and before.starts_on and row.starts_on is None:
        yield f"{version} was replaced before it ever held."


def _barrier(row: Any, before: Any, names: Names) -> Iterator[str]:
    if before is None:
        yield f"A barrier was noted: {row.rule}"
    elif row.state != before.state:
        yield f"The barrier “{row.rule}”: {Barrier.State(row.state).label.lower()}."


def _closing(row: Any, before: Any, names: Names) -> Iterator[str]:
    yield f"The closing page was {'begun' if before is None else 'written on'}."


def _outcome(row: Any, before: Any, names: Names) -> Iterator[str]:
    if before is not None and turned(row, before, "ends_on"):
        day = day_in_words(row.ends_on)
        yield f"The outcome “{row.statement}” is no longer aimed at from {day}."


# --- Who may read what ----------------------------------------------------------------------------


def _is_drafted_change(event: Any, state: str) -> bool:
    return event.row.state == Amendment.State.DRAFTED or (
        event.row.state == Amendment.State.ABANDONED and event.row.opened_on is None
    )


def _is_drafted_boundary(event: Any, state: str) -> bool:
    """Of a declared zone, a version without dates belongs to a change that is not made."""
    row, before = event.row, event.before
    undated = row.starts_on is None and (before is None or before.starts_on is None)
    return undated and state not in NOT_YET_DECLARED


def _is_drafted_review(event: Any, state: str) -> bool:
    return event.before is not None and event.row.decided_on is None


def _is_drafted_answer(event: Any, state: str) -> bool:
    return event.before is not None and state in NOT_YET_DECLARED


def _is_drafted_closing(event: Any, state: str) -> bool:
    return state not in {str(status) for status in ENDED}


def _state(value: Any) -> str:
    return str(State(value).label) if value else ""


def _scope(value: Any) -> str:
    return {"core": "at its heart", "touch": "may also be touched"}.get(value, "")


def _quoted(kind: str, column: str) -> Callable[[Any, Names], str]:
    return lambda row, names: f"the {kind} “{getattr(row, column)}”"


def _named(kind: str) -> Callable[[Any, Names], str]:
    return lambda row, names: f"the {kind} “{names.of(row, 'no longer listed')}”"


def _link(kind: str, words: str) -> Wording:
    return Wording(
        f"Limits{kind.title()}" if words != "may not vary" else "LimitsFixedService",
        of_zone="limits_id IN (SELECT id FROM sizes_limits WHERE zone_id = %(zone)s)",
        noun=_named(kind),
        added=f"was put among those that {words}",
        gone=f"was taken off those that {words}",
        is_one=False,
    )


WORDINGS = (
    Wording(
        "Zone",
        of_zone="pgh_obj_id = %(zone)s",
        # What a reader is told of, in words; the rest is the product's own bookkeeping.
        labels={
            "name": "Name",
            "slug": "Address",
            "state": "State",
            "purpose": "What it is for",
            "place_in_words": "Place in words",
            "why_here": "Why here",
            "summary": "In plain words",
            "what_stays": "What will not change",
            "how_far": "How far changes may go",
            "starts_on": "Starts on",
            "target_on": "Reviewed or dissolved by",
            "why_so_long": "Why so long",
            "why_beyond_area": "Why beyond the lead councils’ area",
            "term": "Term",
            "comment_days": "Days for comments",
            "why_comment_days": "Why so many days for comments",
            "removed_on": "Removed on",
            "why_removed": "Why removed",
        },
        written={"state": _state},
    ),
    Wording(
        "Outcome",
        noun=_quoted("outcome", "statement"),
        labels={
            "statement": "Words",
            "indicator": "Measure",
            "baseline": "Baseline",
            "target": "Target",
            "scope": "Scope",
        },
        written={"scope": _scope},
        special=_outcome,
    ),
    Wording(
        "ZoneTheme", noun=_named("theme"), labels={"scope": "Scope"}, written={"scope": _scope}
    ),
    Wording(
        "ZoneService", noun=_named("service"), labels={"scope": "Scope"}, written={"scope": _scope}
    ),
    Wording(
        "Initiative",
        noun=_quoted("initiative", "name"),
        labels={"name": "Name", "description": "Words", "website": "Website"},
    ),
    Wording(
        "InterimReview",
        noun=lambda row, names: f"the interim review on {day_in_words(row.due_on)}",
        added="was planned",
    ),
    Wording(
        "Participant",
        noun=lambda row, names: names.of(row),
        added="",
        gone="was taken off the list of who takes part",
        special=_participant,
    ),
    Wording(
        "Limits",
        labels={
            "longest_days": "The most days that a variation may last",
            "is_fringe_open": "Whether the fringe may be included",
        },
    ),
    _link("theme", "variations may be about"),
    _link("service", "may vary"),
    _link("service", "may not vary"),
    Wording("Boundary", special=_boundary, is_private=_is_drafted_boundary),
    Wording("CommentPeriod", special=_period, is_private=_is_drafted_answer),
    Wording(
        "Signature",
        noun=lambda row, names: f"the invitation of {names.of(row, 'somebody')}",
        added="",
        gone="was taken back",
        special=_signature,
    ),
    Wording(
        "MissingCapacity",
        noun=lambda row, names: "what was said about nobody signing",
        added="",
        gone="was taken back",
        special=_missing_capacity,
    ),
    Wording("Acceptance", special=_acceptance),
    Wording("Amendment", special=_amendment, is_private=_is_drafted_change),
    Wording(
        "Objection",
        of_zone="amendment_id IN (SELECT id FROM sizes_amendment WHERE zone_id = %(zone)s)",
        special=_objection,
    ),
    Wording(
        "Meeting",
        labels={"title": "Title", "place": "Place", "agenda": "Agenda", "decisions": "Decisions"},
        noun=lambda row, names: f"the meeting on {day_in_words(row.held_on)}",
        added="",
        special=_meeting,
    ),
    Wording("Review", special=_review, is_private=_is_drafted_review),
    Wording("Closing", special=_closing, is_private=_is_drafted_closing),
    Wording("Barrier", special=_barrier),
    *NEED_WORDINGS,
    *OPPORTUNITY_WORDINGS,
)
