"""Meetings about a zone: arranging and changing one, recording what came of it, calling it off.

A meeting may be to come, or past and recorded afterwards. Nothing of it is deleted: one that was
called off stays, with the reason. The verbs raise PermissionDenied, Refused with every sentence
that says why, or ChangedMeanwhile.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet

from groundwork import clock
from groundwork.history import because
from groundwork.problems import Refused
from groundwork.time_of_day import is_skipped, moment_of, time_in_words
from partners.models import Organisation, Person
from sizes.dates import years_after
from sizes.models import Meeting, Review, Signature, Zone
from sizes.permissions import may_arrange
from sizes.words import day_in_words

# Further away, somebody mistyped the year.
YEARS_AHEAD, YEARS_BACK = 5, 20
NOON = dt.time(12)


@dataclass(frozen=True)
class MeetingGiven:
    """A meeting as somebody arranges it. Without a start it takes all day, or nobody knows yet."""

    title: str
    held_on: dt.date
    starts_at: dt.time | None = None
    ends_at: dt.time | None = None
    place: str = ""
    agenda: str = ""


@dataclass(frozen=True)
class RecordGiven:
    """What came of a meeting. `others` are groups and numbers, no names."""

    represented: Sequence[Organisation] = ()
    others: str = ""
    notes: str = ""
    decisions: str = ""


def problems(given: MeetingGiven, *, on: dt.date) -> list[tuple[str, str]]:
    """Why a meeting cannot be so: pairs of the name of what is wrong, and a sentence."""
    found = []
    if not given.title.strip():
        found.append(("title", "Say in a few words what kind of meeting it is."))
    if given.held_on > years_after(on, YEARS_AHEAD):
        found.append(("held_on", f"It is more than {YEARS_AHEAD} years ahead: look at the year."))
    if given.held_on < years_after(on, -YEARS_BACK):
        found.append(("held_on", f"It is more than {YEARS_BACK} years ago: look at the year."))
    for name in ("starts_at", "ends_at"):
        time = getattr(given, name)
        if time is not None and is_skipped(given.held_on, time):
            found.append(
                (name, f"There is no {time_in_words(time)} that night: the clocks go forward.")
            )
    if given.ends_at is not None and given.starts_at is None:
        found.append(("starts_at", "Say when it starts, too."))
    elif given.ends_at is not None and given.starts_at >= given.ends_at:
        found.append(
            (
                "ends_at",
                "It must end after it starts. If it goes on after midnight, leave this out.",
            )
        )
    return found


def may_be_represented(zone: Zone, meeting: Meeting | None = None) -> QuerySet[Organisation]:
    """Those offered first: who takes part in the zone or signed it, and who is on the record."""
    taking_part = zone.participants.filter(declined_on=None, organisation__isnull=False)
    signing = Signature.objects.made().filter(zone=zone, organisation__isnull=False)
    wanted = Q(pk__in=taking_part.values("organisation")) | Q(pk__in=signing.values("organisation"))
    if meeting is not None:
        wanted |= Q(pk__in=meeting.represented.values("pk"))
    return Organisation.objects.filter(wanted).order_by("name", "pk")


def is_recorded(meeting: Meeting) -> bool:
    """Whether anything was said of what came of it."""
    said = meeting.notes or meeting.decisions or meeting.others
    return bool(said) or any(meeting.represented.all())


def evidence(meeting: Meeting) -> str:
    """Why it is known to have taken place, as a sentence; "" where nothing says so."""
    if is_recorded(meeting):
        return "What came of it is recorded"
    if Review.objects.filter(meeting=meeting, decided_on__isnull=False).exists():
        return "A review was decided at it"
    return ""


@transaction.atomic
def arrange(*, zone: Zone, given: MeetingGiven, by: Person, on: dt.date | None = None) -> Meeting:
    """Put a meeting into the zone's list; on a public zone everyone sees it.

    Arranged twice in the same words, it is one meeting.
    """
    day = on or clock.today()
    row = zone.lock()
    if not may_arrange(by, row):
        raise PermissionDenied("Only people who work for an organisation that leads the zone can.")
    _refuse(problems(given, on=day))
    values = _kept(given)
    same = row.meetings.filter(
        title__iexact=values["title"],
        held_on=given.held_on,
        starts_at=given.starts_at,
        cancelled_on=None,
    ).first()
    if same and all(getattr(same, name) == value for name, value in values.items()):
        return same
    if same:
        raise Refused("A meeting of this name on that day and at that time is there already.")
    # Told of an earlier day, it counts from then.
    made_at = clock.now() if day >= clock.today() else moment_of(day, NOON)
    with because(reason="Meeting arranged"):
        return Meeting.objects.create(zone=row, made_by=by, made_at=made_at, **values)


@transaction.atomic
def change(
    *,
    meeting: Meeting,
    given: MeetingGiven,
    by: Person,
    on: dt.date | None = None,
    expected: int | None = None,
) -> Meeting:
    """Write its day, time, place or agenda anew; the history keeps what they were."""
    day = on or clock.today()
    row = _held(meeting, by=by, expected=expected)
    found = problems(given, on=day)
    took_place = evidence(row) if given.held_on > day else ""
    if took_place:
        found.append(("held_on", f"{took_place}, so it cannot be moved to a day to come."))
    _refuse(found)
    with because(reason="Meeting changed"):
        row.write(**_kept(given))
    return row


@transaction.atomic
def record(
    *,
    meeting: Meeting,
    given: RecordGiven,
    by: Person,
    on: dt.date | None = None,
    expected: int | None = None,
) -> Meeting:
    """Say who was represented, what was talked about and what was decided; from its day on."""
    day = on or clock.today()
    row = _held(meeting, by=by, expected=expected)
    if row.held_on > day:
        when = day_in_words(row.held_on)
        raise Refused(f"It is to be on {when}: say then, or later, what came of it.")
    represented, values = [*given.represented], _tidy(given, "others", "notes", "decisions")
    if not represented and not any(values.values()):
        raise Refused("Say who was represented, what was talked about, or what was decided.")
    with because(reason="What came of the meeting"):
        before = row.version
        row.write(**values)
        if {each.pk for each in row.represented.all()} != {each.pk for each in represented}:
            row.represented.set(represented)
            if row.version == before:
                row.touch()
    return row


@transaction.atomic
def cancel(
    *,
    meeting: Meeting,
    why: str,
    by: Person,
    on: dt.date | None = None,
    expected: int | None = None,
) -> Meeting:
    """Call it off, or say afterwards that it did not take place. It stays, with the reason."""
    row = _held(meeting, by=by, expected=expected)
    took_place = evidence(row)
    if took_place:
        raise Refused(f"{took_place}, so it took place.")
    if not why.strip():
        raise Refused("Say why: everyone who meant to come reads this.")
    with because(reason="Meeting cancelled"):
        row.write(cancelled_on=on or clock.today(), why_cancelled=why.strip())
    return row


def _held(meeting: Meeting, *, by: Person, expected: int | None) -> Meeting:
    """The meeting, locked. Refused where it was cancelled, and to whoever may not write it."""
    row: Meeting = meeting.lock(expected=expected)
    if not may_arrange(by, row.zone):
        raise PermissionDenied("Only people who work for an organisation that leads the zone can.")
    if row.cancelled_on:
        raise Refused("This meeting was cancelled. If it takes place after all, arrange it anew.")
    return row


def _kept(given: MeetingGiven) -> dict[str, Any]:
    """The columns as they are kept: line ends made plain, no spaces around, no seconds."""
    times = {
        name: time.replace(second=0, microsecond=0) if time else None
        for name, time in (("starts_at", given.starts_at), ("ends_at", given.ends_at))
    }
    return _tidy(given, "title", "place", "agenda") | {"held_on": given.held_on} | times


def _tidy(given: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(given, name).replace("\r\n", "\n").strip() for name in names}


def _refuse(found: list[tuple[str, str]]) -> None:
    if found:
        raise Refused(*(sentence for _, sentence in found))
