"""Hours of a week as plain values: joined where they meet, and put in words.

A day's last moment is written 23:59:59, because a time of day has no 24:00. Hours that go on after
midnight are two: until midnight, and from midnight on the next day.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assets.models import Weekday
from groundwork.time_of_day import time_in_words

START, END = dt.time(0), dt.time(23, 59, 59)
LAST_MINUTE = dt.time(23, 59)
LATEST_NIGHT = dt.time(6)
DAYS = 7
TWO = 2

Hours = tuple[dt.time, dt.time]

# As people ask for it, and as the filters and matches understand it.
PARTS_OF_DAY: dict[str, Hours] = {
    "morning": (dt.time(9), dt.time(12)),
    "afternoon": (dt.time(12), dt.time(17)),
    "evening": (dt.time(17), dt.time(22)),
}


@dataclass(frozen=True, order=True)
class Slot:
    """A time of a weekday (0 is Monday). One that ends no later than it starts passes midnight."""

    weekday: int
    starts_at: dt.time
    ends_at: dt.time

    @property
    def hours(self) -> Hours:
        return self.starts_at, self.ends_at


def parts(starts_at: dt.time, ends_at: dt.time) -> list[tuple[int, dt.time, dt.time]]:
    """Return the hours day by day: how many days on (0 or 1), from, until. Midnight is END."""
    starts_at, ends_at = starts_at.replace(second=0, microsecond=0), _end(ends_at)
    if starts_at < ends_at:
        return [(0, starts_at, ends_at)]
    return [(0, starts_at, END), (1, START, ends_at)]


def _end(time: dt.time) -> dt.time:
    return END if time == START or time >= LAST_MINUTE else time.replace(second=0, microsecond=0)


def joined(hours: Iterable[Hours]) -> list[Hours]:
    """Return hours of one day in order, those that meet or overlap as one."""
    found: list[Hours] = []
    for starts_at, ends_at in sorted(hours):
        if found and starts_at <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], ends_at)
        else:
            found.append((starts_at, ends_at))
    return found


def merged(slots: Iterable[Slot]) -> list[Slot]:
    """Return the slots in order, cut at midnight, those of a weekday that meet as one."""
    days: list[list[Hours]] = [[] for _ in range(DAYS)]
    for slot in slots:
        for on, starts_at, ends_at in parts(slot.starts_at, slot.ends_at):
            days[(slot.weekday + on) % DAYS].append((starts_at, ends_at))
    return [Slot(weekday, *each) for weekday, day in enumerate(days) for each in joined(day)]


def by_weekday(slots: Iterable[Slot]) -> list[tuple[Hours, ...]]:
    """Return the hours of each of the seven days, Monday first."""
    days: list[list[Hours]] = [[] for _ in range(DAYS)]
    for slot in merged(slots):
        days[slot.weekday].append(slot.hours)
    return [tuple(day) for day in days]


def with_nights(slots: Iterable[Slot]) -> list[tuple[Hours, ...]]:
    """Return the hours of each of the seven days as people say them: a night is its evening's.

    Hours that end at midnight and go on until LATEST_NIGHT at most are one, which ends before it
    starts: Friday, 6pm to 2am.
    """
    days = [list(day) for day in by_weekday(slots)]
    for weekday, day in enumerate(days):
        after = days[(weekday + 1) % DAYS]
        if not (day and after) or day[-1][1] != END or after[0][0] != START:
            continue
        starts_at, ends_at = day[-1][0], after[0][1]
        if ends_at <= LATEST_NIGHT and starts_at > ends_at:
            day[-1] = starts_at, ends_at
            del after[0]
    return [tuple(day) for day in days]


def ends_in_words(time: dt.time) -> str:
    """Return the end of hours in words: 23:59:59 is midnight."""
    return time_in_words(_end(time) if _end(time) != END else START)


def times_in_words(hours: Sequence[Hours]) -> str:
    """Return hours of one day in words: "9am to midday and 6pm to 9pm", "all day"."""
    words = [
        "all day" if each == (START, END)
        else f"{time_in_words(each[0])} to {ends_in_words(each[1])}"
        for each in hours
    ]  # fmt: skip
    return _listed(words)


def hours_in_words(slots: Iterable[Slot]) -> str:
    """Return a week's hours in words, days with the same hours together; empty for none.

    "Monday to Friday, 9am to 5pm; Saturday, 6pm to 2am", or "every day, all day".
    """
    days = with_nights(slots)
    sentences = []
    said: set[tuple[Hours, ...]] = set()
    for hours in days:
        if hours and hours not in said:
            said.add(hours)
            same = [weekday for weekday, each in enumerate(days) if each == hours]
            sentences.append(f"{days_in_words(same)}, {times_in_words(hours)}")
    return "; ".join(sentences)


def days_in_words(weekdays: Sequence[int]) -> str:
    """Return weekdays in words, three or more in a row as one: "Monday to Wednesday and Friday"."""
    if len(weekdays) == DAYS:
        return "every day"
    rows: list[list[int]] = []
    for weekday in weekdays:
        if rows and weekday == rows[-1][-1] + 1:
            rows[-1].append(weekday)
        else:
            rows.append([weekday])
    words = []
    for row in rows:
        names = [str(Weekday(weekday).label) for weekday in row]
        words += [f"{names[0]} to {names[-1]}"] if len(names) > TWO else names
    return _listed(words)


def _listed(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
