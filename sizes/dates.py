"""Days: as people write them, and reckoning with them where a month has no such day."""

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from groundwork.date_parts import month_number

LONG_TERM_YEARS = 5
MONTHS_A_YEAR = 12
# The days that may be asked about.
FIRST_DAY, LAST_DAY = dt.date(1990, 1, 1), dt.date(2199, 12, 31)
LONGEST_DAY = 40
GIVE_A_DAY = "Write the day as 3 5 2027, 3 May 2027 or 2027-05-03."

_DAY_FIRST = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[\s./-]+([a-z]+\.?|\d{1,2}),?[\s./-]+(\d{4})", re.I
)


@dataclass(frozen=True)
class DayAsked:
    """The day that a page is asked about with `on`; today where none is, or none understood.

    `text` is as typed, to be shown again; `problem` a sentence on what to mend, or "".
    """

    on: dt.date
    today: dt.date
    text: str = ""
    problem: str = ""

    @property
    def is_today(self) -> bool:
        return self.on == self.today

    @property
    def is_past(self) -> bool:
        return self.on < self.today

    @property
    def query(self) -> str:
        """What to put behind the address of another page to ask it about the same day."""
        return "" if self.is_today else f"?on={self.on.isoformat()}"

    @property
    def more_query(self) -> str:
        """The same behind an address that asks for something already."""
        return self.query.replace("?", "&")


def day_asked(text: str, *, today: dt.date) -> DayAsked:
    """Read what was asked with `on`, whatever it holds."""
    typed = text.replace("\0", "").strip()
    if not typed:
        return DayAsked(today, today)
    try:
        return DayAsked(read_day(typed), today, typed[:LONGEST_DAY])
    except ValueError as error:
        return DayAsked(today, today, typed[:LONGEST_DAY], str(error))


def read_day(text: str) -> dt.date:
    """Read a day as people write it. Raises ValueError, with a sentence, where it is none."""
    if len(text) > LONGEST_DAY:
        raise ValueError(GIVE_A_DAY)
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        day = _day_first(text)
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"Choose a day from {FIRST_DAY.year} to {LAST_DAY.year}.")
    return day


def _day_first(text: str) -> dt.date:
    match = _DAY_FIRST.fullmatch(" ".join(text.split()))
    if not match:
        raise ValueError(GIVE_A_DAY)
    try:
        return dt.date(int(match[3]), month_number(match[2]), int(match[1]))
    except ValueError:
        raise ValueError(GIVE_A_DAY) from None


def years_after(day: dt.date, years: int) -> dt.date:
    """The same day so many years on; 29 February becomes 28 where there is none."""
    return months_after(day, years * MONTHS_A_YEAR)


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day so many months on, or the last of that month where there is none."""
    year, month = divmod(day.year * MONTHS_A_YEAR + day.month - 1 + months, MONTHS_A_YEAR)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))
