"""What pages say of a zone's meetings: when, what came of them, and what was changed since."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.utils.formats import date_format

from groundwork import clock
from groundwork.time_of_day import time_in_words
from sizes.as_it_stood import end_of
from sizes.models import Meeting, Zone
from sizes.status import State

# What is told of a change to a meeting, and what it is called; its day and time are told as one.
TOLD = {
    "title": "Name",
    "place": "Place",
    "agenda": "Agenda",
    "decisions": "Decisions",
}
WHEN = ("held_on", "starts_at", "ends_at")


def day_of_the_week(day: dt.date) -> str:
    """Return a day with its name: Tuesday 2 March 2027."""
    return date_format(day, "l j F Y")


def hours_in_words(starts_at: dt.time | None, ends_at: dt.time | None) -> str:
    """Return when on the day: "7pm to 9pm", "7pm", or "" where no time is set."""
    if starts_at is None:
        return ""
    hours = time_in_words(starts_at)
    return f"{hours} to {time_in_words(ends_at)}" if ends_at else hours


def when_in_words(meeting: Any) -> str:
    """Return the day and the time of a meeting, or of a row of its history."""
    day = day_of_the_week(meeting.held_on)
    hours = hours_in_words(meeting.starts_at, meeting.ends_at)
    return f"{day}, {hours}" if hours else day


@dataclass(frozen=True)
class Told:
    """A meeting as a list names it. `decisions` are what was known of them on the day."""

    pk: int
    zone: Zone
    title: str
    when: str
    held_on: dt.date
    place: str
    decisions: str
    is_cancelled: bool
    is_coming: bool


def coming(zone: Zone, on: dt.date) -> QuerySet[Meeting]:
    """Those on the day or later, soonest first; cancelled ones too."""
    return zone.meetings.filter(held_on__gte=on).order_by("held_on", "starts_at", "pk")


def past(zone: Zone, on: dt.date) -> QuerySet[Meeting]:
    """Those before the day, latest first; cancelled ones too."""
    return zone.meetings.filter(held_on__lt=on).order_by("-held_on", "-starts_at", "-pk")


def told(meeting: Any, zone: Zone, on: dt.date) -> Told:
    """A meeting, or a row of its history, as a list names it on the day."""
    is_cancelled = meeting.cancelled_on is not None and meeting.cancelled_on <= on
    return Told(
        pk=getattr(meeting, "pgh_obj_id", None) or meeting.pk,
        zone=zone,
        title=meeting.title,
        when=when_in_words(meeting),
        held_on=meeting.held_on,
        place=meeting.place,
        decisions=meeting.decisions if meeting.held_on <= on else "",
        is_cancelled=is_cancelled,
        is_coming=meeting.held_on >= on,
    )


def known_on(zone: Zone, on: dt.date) -> list[Told]:
    """The meetings as they were known at the end of the day, soonest first."""
    rows = zone.meetings.defer("agenda", "notes")
    if on >= clock.today():
        found = [told(row, zone, on) for row in rows]
    else:
        then = _as_written_by(zone, end_of(on))
        # What was taken out since is not told by the history either.
        found = [
            told(row if row.redacted_on else then.get(row.pk, row), zone, on)
            for row in rows.filter(made_at__lte=end_of(on))
        ]
    return sorted(found, key=lambda each: (each.held_on, each.pk))


def _as_written_by(zone: Zone, moment: dt.datetime) -> dict[int, Any]:
    """The last row of each meeting's history up to the moment, by the meeting's key."""
    events = apps.get_model("sizes", "MeetingEvent").objects.filter(
        zone=zone.pk, pgh_created_at__lte=moment
    )
    last = events.defer("agenda").order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id")
    return {event.pgh_obj_id: event for event in last}


def meetings_section(zone: Zone, on: dt.date) -> dict[str, Any]:
    """What a zone's page says: the next meeting, what the last one decided, and how many."""
    known = known_on(zone, on)
    standing = [each for each in known if not each.is_cancelled]
    decided = [each for each in standing if each.decisions]
    return {
        "zone": zone,
        "next": next((each for each in standing if each.is_coming), None),
        "decided": decided[-1] if decided else None,
        "count": len(known),
    }


@dataclass(frozen=True)
class Changed:
    """What was changed in a meeting on a day: in words, and what it said before."""

    on: dt.date
    title: str
    before: str = ""
    moved_from: str = ""


def changed_since(meeting: Meeting) -> list[Changed]:
    """What was changed in a meeting since everyone could read of it, latest first."""
    published = meeting.zone.transitions.filter(to_state=State.PROPOSED).order_by("pk").first()
    if published is None:
        return []
    events = apps.get_model("sizes", "MeetingEvent").objects.filter(pgh_obj_id=meeting.pk)
    found: list[Changed] = []
    before = None
    for event in events.order_by("pgh_id"):
        if before is not None and event.pgh_created_at > published.taken_at:
            found += _differences(before, event, is_redacted=meeting.redacted_on is not None)
        before = event
    return found[::-1]


def _differences(before: Any, after: Any, *, is_redacted: bool) -> Iterator[Changed]:
    """What one write changed. What was taken out is not told by its history either."""
    on = clock.day_of(after.pgh_created_at)
    if any(getattr(before, name) != getattr(after, name) for name in WHEN):
        was = when_in_words(before)
        yield Changed(on, f"Moved from {was}", moved_from=was)
    for name, label in TOLD.items():
        was, now = getattr(before, name), getattr(after, name)
        # Said for the first time, it is no change of anything that was said.
        if was and was != now:
            yield Changed(on, f"{label} changed", "" if is_redacted else was)
