"""When an asset is free: its week, what a season or a single day has instead, and who says so.

On each day one week holds. Saying the hours from one day until another replaces what was said for
those days and leaves the rest, so that hours never add up from several weeks, and those of a
weekday that meet are one row: a time is found in a single one. A day with exceptions keeps the
hours of its exceptions and none of its week's.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from assets import permissions
from assets.models import Asset, FreeHours, HoursException
from assets.week import (
    DAYS,
    PARTS_OF_DAY,
    Hours,
    Slot,
    by_weekday,
    hours_in_words,
    joined,
    merged,
    parts,
    times_in_words,
)
from groundwork import clock
from groundwork.history import because
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from partners.models import Person

__all__ = [
    "PARTS_OF_DAY", "Season", "Slot", "add_exception", "by_weekday", "free_in_sql",
    "free_on_in_sql", "hours_in_words", "hours_on", "is_free", "merged", "remove_exception",
    "seasons", "set_hours", "slots_of", "times_in_words",
]  # fmt: skip

MOST_SLOTS_A_DAY = 12
LONGEST_EXCEPTION = 92  # days in a row; what lasts longer is a season
FARTHEST = dt.timedelta(days=3 * 366)
GONE = "This asset is no longer on the register, so its hours cannot be changed."

Window = tuple[dt.date, dt.date]  # half-open; date.min and date.max where it has no end


@dataclass(frozen=True)
class Season:
    """A stretch of days and the week that is kept in it; without slots, nothing is free in it."""

    starts_on: dt.date | None
    ends_on: dt.date | None
    slots: tuple[Slot, ...]

    @property
    def last_on(self) -> dt.date | None:
        """The last day of it."""
        return self.ends_on - dt.timedelta(days=1) if self.ends_on else None


# What is asked


def slots_of(asset: Asset, on: dt.date) -> list[Slot]:
    """The week that is kept on the day, exceptions aside. Prefetched hours are not read again."""
    return merged(_slot(row) for row in asset.free_hours.all() if _is_in_season(row, on))


def _slot(row: FreeHours) -> Slot:
    return Slot(row.weekday, row.starts_at, row.ends_at)


def _is_in_season(row: FreeHours, on: dt.date) -> bool:
    return (row.starts_on is None or row.starts_on <= on) and (
        row.ends_on is None or on < row.ends_on
    )


def hours_on(asset: Asset, day: dt.date) -> tuple[Hours, ...]:
    """The hours at which it is free on one day, its exceptions heeded."""
    exceptions = [each for each in asset.hours_exceptions.all() if each.falls_on == day]
    if exceptions:
        return tuple(
            joined((e.starts_at, e.ends_at) for e in exceptions if e.starts_at and e.ends_at)
        )
    return by_weekday(slots_of(asset, day))[day.weekday()]


def is_free(asset: Asset, day: dt.date, starts_at: dt.time, ends_at: dt.time) -> bool:
    """Whether it is free on the day for all of the time, which may go on after midnight."""
    return all(
        any(begins <= part_starts and part_ends <= stops for begins, stops in hours)
        for later, part_starts, part_ends in parts(starts_at, ends_at)
        for hours in [hours_on(asset, day + dt.timedelta(days=later))]
    )


def free_in_sql(weekday: int, starts_at: dt.time, ends_at: dt.time, on: dt.date) -> Q:
    """The condition that assets are free at that time in the week kept on the day.

    For querysets of assets. It speaks of a weekday, so exceptions do not count.
    """
    condition = Q()
    for later, begins, stops in parts(starts_at, ends_at):
        rows = FreeHours.objects.in_season(on).covering((weekday + later) % DAYS, begins, stops)
        condition &= Q(Exists(rows.filter(asset=OuterRef("pk"))))
    return condition


def free_on_in_sql(day: dt.date, starts_at: dt.time, ends_at: dt.time) -> Q:
    """The condition that assets are free on that one day at that time, exceptions heeded."""
    condition = Q()
    for later, begins, stops in parts(starts_at, ends_at):
        date = day + dt.timedelta(days=later)
        usual = FreeHours.objects.in_season(date).covering(date.weekday(), begins, stops)
        instead = HoursException.objects.filter(asset=OuterRef("pk"), falls_on=date)
        condition &= Q(Exists(instead.filter(starts_at__lte=begins, ends_at__gte=stops))) | (
            ~Q(Exists(instead)) & Q(Exists(usual.filter(asset=OuterRef("pk"))))
        )
    return condition


def seasons(asset: Asset, on: dt.date) -> list[Season]:
    """The weeks kept from the day on, the one of the day first; none where no hours are said.

    Days without hours between two seasons are a season without slots.
    """
    weeks = {
        window: slots for window, slots in _weeks(asset.free_hours.all()).items() if window[1] > on
    }
    if not weeks:
        return []
    edges = sorted({edge for window in weeks for edge in window if edge > on} | {on})
    if edges[-1] != dt.date.max:
        edges.append(dt.date.max)
    found: list[Season] = []
    for starts, ends in pairwise(edges):
        kept = [
            (window, slots) for window, slots in weeks.items() if window[0] <= starts < window[1]
        ]
        begins = min((window[0] for window, _ in kept), default=starts)
        slots = merged(slot for _, these in kept for slot in these)
        found.append(Season(_or_none(begins), _or_none(ends), tuple(slots)))
    return found


def _weeks(rows: Iterable[FreeHours]) -> dict[Window, set[Slot]]:
    weeks: dict[Window, set[Slot]] = {}
    for row in rows:
        window = row.starts_on or dt.date.min, row.ends_on or dt.date.max
        weeks.setdefault(window, set()).add(_slot(row))
    return weeks


def _or_none(edge: dt.date) -> dt.date | None:
    return None if edge in {dt.date.min, dt.date.max} else edge


# What is said


@transaction.atomic
def set_hours(
    *,
    asset: Asset,
    slots: Iterable[Slot],
    expected: int | None,
    by: Person,
    on: dt.date | None = None,
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
) -> Asset:
    """Say at which hours of the week it is free from one day until another, or always.

    Replaces what was said for those days: no slots means never free in them. Slots that meet
    become one, and one that passes midnight is cut there. `ends_on` is the first day it no longer
    holds. Pressing twice says it once. Returns the asset as written.

    Raises PermissionDenied unless the person works for its owner or steward, Refused with every
    problem, and ChangedMeanwhile when `expected` is not its version and this is not said already.
    """
    day = on or clock.today()
    row = _own(asset, by=by, on=day)
    week = merged(slots)
    if found := season_problems(week, starts_on=starts_on, ends_on=ends_on, on=day):
        raise Refused(*found)
    before = _weeks(row.free_hours.all())
    after = replaced(before, (starts_on or dt.date.min, ends_on or dt.date.max), set(week))
    if after == before:
        return row
    if expected is not None and row.version != expected:
        raise ChangedMeanwhile(row)
    _write(row, after)
    row.touch()
    return row


def season_problems(
    week: Sequence[Slot], *, starts_on: dt.date | None, ends_on: dt.date | None, on: dt.date
) -> list[str]:
    """Why a week cannot be kept between the days: sentences."""
    found = []
    if any(len(day) > MOST_SLOTS_A_DAY for day in by_weekday(week)):
        found.append(f"Give at most {MOST_SLOTS_A_DAY} times for one day.")
    if starts_on and ends_on and ends_on <= starts_on:
        found.append("The last day must not come before the first.")
    if ends_on and ends_on <= on:
        found.append("The last day has passed already. Give a later one, or none.")
    return found


def replaced(
    weeks: dict[Window, set[Slot]], window: Window, week: set[Slot]
) -> dict[Window, set[Slot]]:
    """Return weeks with one put into a window, what was there before cut away.

    Neighbours that keep the same week become one.
    """
    starts, ends = window
    cut: list[tuple[Window, set[Slot]]] = []
    for (begins, stops), slots in weeks.items():
        cut += [((begins, min(stops, starts)), slots), ((max(begins, ends), stops), slots)]
    rows = sorted([*((w, slots) for w, slots in cut if w[0] < w[1]), (window, week)], key=_window)
    found: list[tuple[Window, set[Slot]]] = []
    for each, slots in rows:
        if found and found[-1][0][1] == each[0] and found[-1][1] == slots:
            found[-1] = (found[-1][0][0], each[1]), slots
        else:
            found.append((each, slots))
    return {each: slots for each, slots in found if slots}


def _window(week: tuple[Window, set[Slot]]) -> Window:
    return week[0]


def _write(asset: Asset, weeks: dict[Window, set[Slot]]) -> None:
    """Write the weeks, leaving rows that stay as they are."""
    wanted = {
        (slot.weekday, slot.starts_at, slot.ends_at, _or_none(starts), _or_none(ends))
        for (starts, ends), slots in weeks.items()
        for slot in slots
    }
    over = []
    for row in asset.free_hours.all():
        key = (row.weekday, row.starts_at, row.ends_at, row.starts_on, row.ends_on)
        if key in wanted:
            wanted.remove(key)
        else:
            over.append(row.pk)
    names = ("weekday", "starts_at", "ends_at", "starts_on", "ends_on")
    with because(reason="Free hours said"):
        FreeHours.objects.filter(pk__in=over).delete()
        FreeHours.objects.bulk_create(
            FreeHours(asset=asset, **dict(zip(names, key, strict=True)))
            for key in sorted(wanted, key=str)
        )


@transaction.atomic
def add_exception(
    *,
    asset: Asset,
    falls_on: dt.date,
    times: Iterable[Hours] = (),
    why: str = "",
    last_on: dt.date | None = None,
    by: Person,
    on: dt.date | None = None,
) -> list[HoursException]:
    """Say that on a day, or on each day until and with `last_on`, other hours are kept.

    Without times it is not free on those days. Replaces what was said of them before. Raises
    PermissionDenied, and Refused with every problem.
    """
    day = on or clock.today()
    row = _own(asset, by=by, on=day)
    last_on = last_on or falls_on
    hours, why = list(times), why.strip()
    if found := exception_problems(hours, falls_on=falls_on, last_on=last_on, on=day):
        raise Refused(*found)
    spans = joined(parts(*each)[0][1:] for each in hours)
    days = [falls_on + dt.timedelta(days=n) for n in range((last_on - falls_on).days + 1)]
    with because(reason="Hours of single days said"):
        row.hours_exceptions.filter(falls_on__in=days).delete()
        made = HoursException.objects.bulk_create(
            HoursException(asset=row, falls_on=each, starts_at=starts, ends_at=ends, why=why)
            for each in days
            for starts, ends in spans or [(None, None)]
        )
    row.touch()
    return made


def exception_problems(
    times: Sequence[Hours], *, falls_on: dt.date, last_on: dt.date, on: dt.date
) -> list[str]:
    """Why other hours cannot be kept on the days: sentences."""
    found = []
    if falls_on < on:
        found.append("The day has passed already. Give today or a later one.")
    if last_on < falls_on:
        found.append("The last day must not come before the first.")
    elif (last_on - falls_on).days >= LONGEST_EXCEPTION:
        found.append(
            f"These are more than {LONGEST_EXCEPTION} days in a row. Give the week's hours"
            " between two days instead."
        )
    if max(falls_on, last_on) > on + FARTHEST:
        found.append("That is more than three years away. Check the year.")
    if len(times) > MOST_SLOTS_A_DAY:
        found.append(f"Give at most {MOST_SLOTS_A_DAY} times for one day.")
    if any(len(parts(*each)) > 1 for each in times):
        found.append("The times of a single day end at midnight. Give the next day its own.")
    return found


@transaction.atomic
def remove_exception(
    *,
    asset: Asset,
    falls_on: dt.date,
    last_on: dt.date | None = None,
    by: Person,
    on: dt.date | None = None,
) -> None:
    """Let the week's hours hold again on a day, or on each until and with `last_on`.

    Raises PermissionDenied, and Refused where nothing was said of the day.
    """
    row = _own(asset, by=by, on=on or clock.today())
    found = row.hours_exceptions.filter(falls_on__range=(falls_on, last_on or falls_on))
    if not found.exists():
        raise Refused("The usual hours of the week hold on that day already.")
    with because(reason="The week's hours hold again"):
        found.delete()
    row.touch()


def _own(asset: Asset, *, by: Person, on: dt.date) -> Asset:
    row = asset.lock()
    if not permissions.may_edit_asset(by, row):
        raise PermissionDenied("Only people who work for its owner or steward say when it is free.")
    if row.has_gone(on):
        raise Refused(GONE)
    return row
