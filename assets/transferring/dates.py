"""Days that a transfer reckons with: so many weeks or years on, and how late something is."""

import datetime as dt

from django.utils.formats import date_format

FEW_DAYS = 14
DAYS_A_WEEK = 7
LAST_OF_FEBRUARY = 28


def weeks_after(day: dt.date, weeks: int) -> dt.date:
    """The same weekday so many weeks on."""
    return day + dt.timedelta(weeks=weeks)


def years_after(day: dt.date, years: int) -> dt.date:
    """The same day of the year so many years on; 28 February where that year has no 29th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=LAST_OF_FEBRUARY)


def last_day_of(ends_on: dt.date | None) -> dt.date | None:
    """The last day that a lease is held, of the first day that it is not."""
    return ends_on - dt.timedelta(days=1) if ends_on else None


def in_words(day: dt.date) -> str:
    """A day as people write it: 27 March 2027."""
    return date_format(day, "j F Y")


def lateness(due_on: dt.date, on: dt.date) -> str:
    """How long ago a day was: "1 day", "3 weeks"; empty where it has not passed."""
    days = (on - due_on).days
    if days <= 0:
        return ""
    count, unit = (days, "day") if days < FEW_DAYS else (days // DAYS_A_WEEK, "week")
    return f"{count} {unit}{'' if count == 1 else 's'}"
