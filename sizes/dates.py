"""Reckoning with days: years and months after one, where there is no such day in the month."""

import calendar
import datetime as dt

LONG_TERM_YEARS = 5
MONTHS_A_YEAR = 12


def years_after(day: dt.date, years: int) -> dt.date:
    """The same day so many years on; 29 February becomes 28 where there is none."""
    return months_after(day, years * MONTHS_A_YEAR)


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day so many months on, or the last of that month where there is none."""
    year, month = divmod(day.year * MONTHS_A_YEAR + day.month - 1 + months, MONTHS_A_YEAR)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))
