"""The days of zones as calendars: starts, target dates, reviews, days by which to speak, meetings.

The calendar of one zone has all its days. The calendar of all zones is bounded: zones that ended
are left out, and days outside a window round today.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.text import Truncator

from groundwork.addresses import absolute
from groundwork.calendar_file import Entry
from groundwork.time_of_day import moment_of
from sizes.ending import DAY, lapses_on
from sizes.meeting_record import when_in_words
from sizes.models import Amendment, CommentPeriod, InterimReview, Meeting, Zone
from sizes.status import ENDED, RUNNING, Status
from sizes.words import day_in_words

BACK, AHEAD = dt.timedelta(days=31), dt.timedelta(days=3 * 366)
# Of each kind of day, soonest first, so that no answer grows without end.
MOST_OF_A_KIND = 1000
LONGEST_AGENDA = 1000
GOING_ON = (Status.OPEN_FOR_SIGNATURES, Status.STARTING, *RUNNING)
ENDINGS = {
    Status.DISSOLVED: "dissolved",
    Status.MAINSTREAMED: "what it tried is made normal practice",
    Status.WITHDRAWN: "the proposal is withdrawn",
    Status.LAPSED: "lapsed, because nobody decided in time",
}
# All that is said of a zone here; its long texts are left where they are.
OF_A_ZONE = (
    "name", "slug", "reference", "version", "state", "starts_on", "target_on", "state_since_on",
)  # fmt: skip

Window = tuple[dt.date, dt.date]


def of_all(on: dt.date) -> list[Entry]:
    """The days of all public zones that go on, from a month ago to three years ahead."""
    zones = Zone.objects.published().having_status(*GOING_ON, on=on)
    window = (on - BACK, on + AHEAD)
    # A day of grace may lie in the window though the target date does not.
    grace = dt.timedelta(days=settings.GRACE_DAYS)
    its_own = Q(starts_on__range=window) | Q(target_on__range=(window[0] - grace, window[1]))
    return _entries(zones, zones.filter(its_own), on, window)


def of_zone(zone: Zone, on: dt.date) -> list[Entry]:
    """All days of one zone, ended or not."""
    zones = Zone.objects.filter(pk=zone.pk)
    return _entries(zones, zones, on, (dt.date.min, dt.date.max))


def of_meeting(meeting: Meeting, on: dt.date) -> Entry:
    """One meeting of a zone, on its own."""
    row = _dated(Meeting.objects.filter(pk=meeting.pk)).get()
    return _meeting(row, _told(Zone.objects.all(), on).get(pk=meeting.zone_id), on)


def _entries(
    zones: QuerySet[Zone], with_days: QuerySet[Zone], on: dt.date, window: Window
) -> list[Entry]:
    """The entries of the zones in the order of their days. Six queries at most."""

    def found(rows: QuerySet[Any], day: str) -> list[Any]:
        within = rows.filter(**{"zone__in": zones.order_by().values("pk"), f"{day}__range": window})
        return [*within.order_by(day, "pk")[:MOST_OF_A_KIND]]

    open_changes = Amendment.objects.filter(state=Amendment.State.OPEN).defer("changes", "before")
    kinds: list[tuple[Callable[..., Entry | None], list[Any]]] = [
        (_interim_review, found(InterimReview.objects.all(), "due_on")),
        (_comments, found(_newest_periods(), "closes_on")),
        (_objections, found(_dated(open_changes), "closes_on")),
        (_meeting, found(_dated(Meeting.objects.defer("notes", "decisions")), "held_on")),
    ]
    own = [*_told(with_days, on).order_by("target_on", "pk")[:MOST_OF_A_KIND]]
    by_key = {zone.pk: zone for zone in own}
    others = {row.zone_id for _, rows in kinds for row in rows} - set(by_key)
    by_key |= {zone.pk: zone for zone in _told(Zone.objects.filter(pk__in=others), on)}
    entries = [entry for zone in own for entry in _its_own(zone, on)]
    for make, rows in kinds:
        entries += [entry for row in rows if (entry := make(row, by_key[row.zone_id], on))]
    first, last = window
    within = [entry for entry in entries if first <= entry.day <= last]
    return sorted(within, key=lambda entry: (entry.day, entry.key))


def _told(zones: QuerySet[Zone], on: dt.date) -> QuerySet[Zone]:
    """Zones with their status on the day, and when they were last written."""
    return _dated(zones.with_status(on)).only(*OF_A_ZONE)  # type: ignore[attr-defined]


def _dated(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Rows with `written_at`: when they were last written, as the history knows."""
    events = apps.get_model("sizes", f"{rows.model.__name__}Event").objects
    last = events.filter(pgh_obj=OuterRef("pk")).order_by("-pgh_id")
    return rows.annotate(written_at=Subquery(last.values("pgh_created_at")[:1]))


def _newest_periods() -> QuerySet[CommentPeriod]:
    later = CommentPeriod.objects.filter(zone=OuterRef("zone"), number__gt=OuterRef("number"))
    return CommentPeriod.objects.exclude(Exists(later))


def _of(zone: Any, what: str, day: dt.date, says: str, **more: Any) -> Entry:
    """An entry about the zone; `what` names it for good, and `says` what is on that day."""
    return Entry(
        **{
            "key": f"{zone.reference.lower()}-{what}",
            "day": day,
            "summary": f"{zone.name}: {says}",
            "url": absolute(zone.get_absolute_url()),
            "written_at": zone.written_at,
            "sequence": zone.version - 1,
            "category": "Zone",
            "is_tentative": zone.status_that_day == Status.OPEN_FOR_SIGNATURES,
        }
        | more
    )


def _its_own(zone: Any, on: dt.date) -> Iterator[Entry]:
    """When the zone starts, and when and how it ends."""
    status = Status(zone.status_that_day)
    # What is being worked on again has no days that anyone could hold it to.
    if status == Status.DRAFT:
        return
    ended_on = _ended_on(zone)
    if (
        zone.starts_on
        and status != Status.WITHDRAWN
        and (not ended_on or zone.starts_on <= ended_on)
    ):
        is_proposal = status == Status.OPEN_FOR_SIGNATURES
        says = "would start, if it is declared" if is_proposal else "starts"
        yield _of(zone, "start", zone.starts_on, says)
    if ended_on:
        yield _of(zone, "end", ended_on, ENDINGS[status])
    elif zone.target_on:
        yield from _target(zone, status, on)


def _target(zone: Any, status: Status, on: dt.date) -> Iterator[Entry]:
    last_on = lapses_on(zone.target_on) - DAY
    at_the_latest = f"Without a decision it lapses after {day_in_words(last_on)}."
    if status == Status.OPEN_FOR_SIGNATURES:
        says = "would end on this day unless renewed, if it is declared"
        yield _of(zone, "target", zone.target_on, says)
    elif zone.target_on >= on:
        says = "ends on this day unless renewed"
        yield _of(zone, "target", zone.target_on, says, description=at_the_latest)
    else:
        says = "was to be reviewed or dissolved by this day"
        yield _of(zone, "target", zone.target_on, says, description=at_the_latest)
        yield _of(zone, "lapse", last_on, "lapses after this day unless somebody decides")


def _ended_on(zone: Any) -> dt.date | None:
    """The first day on which the zone no longer went on; None while it does."""
    status = Status(zone.status_that_day)
    if status not in ENDED:
        return None
    return lapses_on(zone.target_on) if status == Status.LAPSED else zone.state_since_on


def _interim_review(row: InterimReview, zone: Any, on: dt.date) -> Entry | None:
    ended_on = _ended_on(zone)
    if zone.status_that_day in (Status.DRAFT, Status.WITHDRAWN):
        return None
    if ended_on and row.due_on >= ended_on:
        return None
    what = f"interim-review-{row.due_on:%Y%m%d}"
    page = absolute(reverse("zone-review", args=[zone.slug]))
    return _of(zone, what, row.due_on, "interim review", url=page, category="Review")


def _comments(row: CommentPeriod, zone: Any, on: dt.date) -> Entry | None:
    if zone.status_that_day != Status.OPEN_FOR_SIGNATURES:
        return None
    return _of(
        zone,
        f"comments-{row.number}",
        row.closes_on,
        "last day to comment on the proposal",
        description="The declaration answers comments made by then. Later ones are welcome, too.",
        category="Comments",
        is_tentative=False,
    )


def _objections(row: Amendment, zone: Any, on: dt.date) -> Entry | None:
    if zone.status_that_day not in (*RUNNING, Status.STARTING) or row.closes_on is None:
        return None
    return _of(
        zone,
        f"change-{row.number}",
        row.closes_on,
        "last day on which signatories may object to a change",
        url=absolute(reverse("zone-change", args=[zone.slug, row.number])),
        written_at=max(row.written_at, zone.written_at),
        sequence=row.version - 1,
        description=row.reason,
        category="Change",
        is_tentative=False,
    )


def _meeting(row: Any, zone: Any, on: dt.date) -> Entry:
    starts_at = moment_of(row.held_on, row.starts_at) if row.starts_at else None
    ends_at = moment_of(row.held_on, row.ends_at) if row.ends_at else None
    said = [f"{when_in_words(row)}.", Truncator(row.agenda).chars(LONGEST_AGENDA)]
    if row.cancelled_on:
        said.insert(0, f"Cancelled: {row.why_cancelled}")
    return _of(
        zone,
        f"meeting-{row.pk}",
        row.held_on,
        row.title,
        url=absolute(reverse("zone-meeting", args=[zone.slug, row.pk])),
        written_at=max(row.written_at, zone.written_at),
        sequence=row.version - 1,
        description="\n\n".join(part for part in said if part),
        starts_at=starts_at,
        ends_at=ends_at,
        place=row.place,
        category="Meeting",
        is_tentative=False,
        is_cancelled=row.cancelled_on is not None,
    )
