"""How each kind of record is told in sentences: what was added, changed, taken away."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
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
from sizes.status import ENDED, State
from sizes.words import day_in_words

# Longer words than these are shown before and after, and only named in the sentence.
LONGEST_IN_A_SENTENCE = 100
NOT_YET_DECLARED = (State.DRAFT, State.PROPOSED)


@dataclass(frozen=True)
class Names:
    """What the things are called that rows of history know by number."""

    organisations: Mapping[int, str] = field(default_factory=dict)
    commitments: Mapping[int, str] = field(default_factory=dict)
    services: Mapping[int, str] = field(default_factory=dict)
    themes: Mapping[int, str] = field(default_factory=dict)

    def of(self, row: Any, default: str = "One that was only named") -> str:
        """The organisation, commitment, service or theme that the row is about."""
        for name in ("organisation", "commitment", "service", "theme"):
            key = getattr(row, f"{name}_id", None)
            if key:
                return getattr(self, f"{name}s").get(key, default)
        return default


Tell = Callable[[Any, Any, Names], Iterator[str]]


def _nothing(row: Any, before: Any, names: Names) -> Iterator[str]:
    yield from ()


def _never(event: Any, state: str) -> bool:
    return False


@dataclass(frozen=True)
class Wording:
    """A table of history, the SQL by which its rows are a zone's, and how they are told.

    `noun` names a row; `added` and `gone` are verbs that follow it. `labels` name the columns whose
    change is told as such; `special` yields the sentences of what has words of its own.
    `is_private` says whether a row is nobody's but its makers', given the state of the zone then.
    """

    model: str
    of_zone: str = "zone_id = %(zone)s"
    noun: Callable[[Any, Names], str] = lambda row, names: ""
    added: str = "was added"
    gone: str = "was taken off"
    labels: Mapping[str, str] = field(default_factory=dict)
    written: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)
    special: Tell = _nothing
    is_private: Callable[[Any, str], bool] = _never
    # Rows of a join have no key of their own to be followed by.
    is_one: bool = True

    def tell(self, event: Any, names: Names) -> list[str]:
        """The sentences of one row of history."""
        row, before = event.row, event.before
        noun = self.noun(row, names)
        if row.pgh_label == "delete":
            return [f"{_capital(noun)} {self.gone}."] if noun and self.gone else []
        if before is None:
            told = [f"{_capital(noun)} {self.added}."] if noun and self.added else []
            return [*told, *self.special(row, None, names)]
        told = [
            _changed(label, was, now, noun) for label, was, now in self._differences(row, before)
        ]
        return [*told, *self.special(row, before, names)]

    def longer(self, event: Any, names: Names) -> Iterator[tuple[str, str, str]]:
        """Label, before and after of what is too long to stand in a sentence."""
        if event.before is None or event.row.pgh_label == "delete":
            return
        for label, was, now in self._differences(event.row, event.before):
            if _is_long(was) or _is_long(now):
                yield label, was or "nothing", now or "nothing"

    def _differences(self, row: Any, before: Any) -> Iterator[tuple[str, str, str]]:
        for name, label in self.labels.items():
            was, now = getattr(before, name), getattr(row, name)
            if was != now:
                write = self.written.get(name, written)
                yield label, write(was), write(now)


def written(value: Any) -> str:
    """A value as people write it; nothing where there is none."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return day_in_words(value) if isinstance(value, dt.date) else str(value)


def _is_long(text: str) -> bool:
    return len(text) > LONGEST_IN_A_SENTENCE or "\n" in text


def _changed(label: str, was: str, now: str, noun: str) -> str:
    about = f"{label} of {noun}" if noun else label
    if _is_long(was) or _is_long(now):
        return f"{about} was {'written' if not was else 'reworded' if now else 'emptied'}."
    if not was:
        return f"{about} was set to “{now}”."
    if not now:
        return f"{about} was emptied; it was “{was}”."
    return f"{about} was changed from “{was}” to “{now}”."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _turned(row: Any, before: Any, column: str) -> bool:
    """Whether the column has come to hold something with this row."""
    now = getattr(row, column)
    return bool(now) and (before is None or now != getattr(before, column))


# --- What has words of its own --------------------------------------------------------------------


def _participant(row: Any, before: Any, names: Names) -> Iterator[str]:
    name, part = names.of(row), Participant.Part(row.part)
    if before is None and part == Participant.Part.LEAD:
        yield f"{name} was asked to lead."
    elif before is None and part == Participant.Part.PARTNER:
        yield f"{name} was invited to take part."
    elif before is None:
        yield f"{name} was named as a neighbour."
    if _turned(row, before, "agreed_on"):
        yield f"{name} agreed to {'lead' if part == Participant.Part.LEAD else 'take part'}."
    if _turned(row, before, "declined_on"):
        yield f"{name} declined."


def _signature(row: Any, before: Any, names: Names) -> Iterator[str]:
    name = names.of(row, "Somebody")
    capacity = Capacity(row.capacity).label.lower()
    if before is None and row.signed_on is None:
        yield f"{name} was invited to sign as {capacity}."
    if _turned(row, before, "signed_on"):
        on_paper = " on paper" if row.is_on_paper else ""
        yield f"{name} signed{on_paper} as {capacity}, on {day_in_words(row.signed_on)}."
    if _turned(row, before, "declined_on"):
        yield f"{name} declined to sign."
    if _turned(row, before, "withdrawn_on"):
        yield f"{name} withdrew its signature on {day_in_words(row.withdrawn_on)}."
    if _turned(row, before, "redacted_on"):
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
    if _turned(row, before, "what_was_heard") or _turned(row, before, "what_was_done"):
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
    if _turned(row, before, "answered_on"):
        left = row.answer == Objection.Answer.LEFT
        yield f"A signatory who had objected {'left' if left else 'signed again'}."
    if _turned(row, before, "redacted_on"):
        yield f"Words of an objection were removed: {row.why_redacted}"


def _meeting(row: Any, before: Any, names: Names) -> Iterator[str]:
    day = day_in_words(row.held_on)
    if before is None:
        yield f"A meeting was entered for {day}: {row.title}."
    elif row.held_on != before.held_on:
        yield f"The meeting “{row.title}” was moved from {day_in_words(before.held_on)} to {day}."
    if _turned(row, before, "cancelled_on"):
        yield f"The meeting “{row.title}” on {day} was cancelled: {row.why_cancelled}"
    if _turned(row, before, "redacted_on"):
        yield f"Words in the notes of a meeting were removed: {row.why_redacted}"


def _review(row: Any, before: Any, names: Names) -> Iterator[str]:
    what = "An interim review" if row.interim_id else "The review"
    if before is None:
        yield f"{what} was opened."
    if _turned(row, before, "decided_on"):
        decision = Review.Decision(row.decision).label.lower()
        yield f"{what} decided: {decision}. {row.reason}"


def _acceptance(row: Any, before: Any, names: Names) -> Iterator[str]:
    title = f"“{names.of(row, 'A commitment')}”"
    if before is not None and row.state == before.state:
        if _turned(row, before, "varied"):
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
    if _turned(row, before, "starts_on"):
        yield f"{version} holds from {day_in_words(row.starts_on)}."
    if _turned(row, before, "ends_on"):
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
    if before is not None and _turned(row, before, "ends_on"):
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
)
