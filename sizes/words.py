"""Facts about a zone as plain English: how long is left, and the sentence that opens its page."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.utils.formats import date_format

from sizes.models import Zone
from sizes.status import Status

PREPOSITIONS = ("in ", "within ", "around ", "round ", "near ", "at ", "on ", "along ", "between ")
FEW_DAYS = 14
FEW_MONTHS = 2
MANY_MONTHS = 24
MONTHS_A_YEAR = 12
DAYS_A_WEEK = 7
# From here on a share of something is called all of it: lines drawn apart never quite meet.
WHOLE_SHARE = 0.995

# What a step did, once it is done; a step not listed is named by the state that it led to.
DONE = {
    "publish": "Proposed",
    "return": "Taken back to draft",
    "withdraw": "Withdrawn",
    "declare": "Declared",
    "open_review": "Review opened",
    "renew": "Renewed",
    "mainstream": "Made normal practice",
    "dissolve": "Dissolved",
}


def day_in_words(day: dt.date) -> str:
    """Return a day as people write it: 27 March 2027."""
    return date_format(day, "j F Y")


def joined(names: Iterable[str]) -> str:
    """Return names as a list in a sentence: "A", "A and B", "A, B and C"."""
    *first, last = [*names] or [""]
    return f"{', '.join(first)} and {last}" if first else last


def percent_in_words(share: float) -> str:
    """Return a share from 0 to 1 in whole per cent, never 0% nor, of a part, 100%."""
    whole = round(share * 100)
    if whole == 0:
        return "less than 1%"
    return "over 99%" if whole == 100 and share < 1 else f"{whole}%"


def time_left(until: dt.date, on: dt.date) -> str:
    """Return how long is left on a day, in the largest whole unit that still tells enough.

    "2 years and 3 months left", "7 months left", "3 weeks left", "5 days left", "last day"; after
    the day itself "3 weeks over".
    """
    if until == on:
        return "last day"
    if until > on:
        return f"{_span(on, until)} left"
    return f"{_span(until, on)} over"


def _span(first: dt.date, last: dt.date) -> str:
    days = (last - first).days
    months = (last.year - first.year) * MONTHS_A_YEAR + last.month - first.month
    months -= last.day < first.day
    if days < FEW_DAYS:
        return _count(days, "day")
    if months < FEW_MONTHS:
        return _count(days // DAYS_A_WEEK, "week")
    if months < MANY_MONTHS:
        return _count(months, "month")
    years, months = divmod(months, MONTHS_A_YEAR)
    return (
        f"{_count(years, 'year')} and {_count(months, 'month')}"
        if months
        else _count(years, "year")
    )


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def opening(zone: Zone, *, status: Status, themes: Sequence[str], leads: Sequence[str]) -> str:
    """Return the sentence that says what a zone is, where, until when, and who leads it.

    `themes` and `leads` are names; what is not known yet is left out.
    """
    about = f" for {joined(_lower(theme) for theme in themes)}" if themes else ""
    where = located(zone.place_in_words)
    who = f", led by {joined(leads)}" if leads else ""
    what = f"a Social Innovation Zone{about}{where}"
    dates = _dates(zone)
    since = day_in_words(zone.state_since_on)
    match status:
        case Status.DRAFT:
            return f"This is a draft of {what}{dates}{who}."
        case Status.OPEN_FOR_SIGNATURES:
            return f"This is a proposal for {what}{dates}{who}."
        case Status.WITHDRAWN:
            return f"This was a proposal for {what}{who}; it was withdrawn on {since}."
        case Status.STARTING:
            return f"This will be {what}{dates}{who}."
        case Status.DISSOLVED:
            return f"This was {what}{who}; it was dissolved on {since}."
        case Status.MAINSTREAMED:
            return f"This was {what}{who}; on {since} what it tried was made normal practice."
        case Status.LAPSED:
            return f"This was {what}{who}; it lapsed, because nobody decided by {_grace_end(zone)}."
        case Status.REVIEW_OVERDUE:
            return (
                f"This is {what}{who}; it was to be reviewed or dissolved by "
                f"{_written(zone.target_on)}, and no decision is recorded yet."
            )
        case Status.UNDER_REVIEW:
            return (
                f"This is {what}{who}; it is being reviewed, and goes on until that is decided, at "
                f"the latest {_grace_end(zone)}."
            )
        case _:
            return f"This is {what}, until {_written(zone.target_on)}{who}."


def located(place: str) -> str:
    """Return a place in words as it goes on in a sentence: " in Stirchley ward", or ""."""
    place = place.strip().rstrip(".")
    if place.lower().startswith(PREPOSITIONS):
        return f" {place[:1].lower()}{place[1:]}"
    return f" in {place}" if place else ""


def _dates(zone: Zone) -> str:
    if zone.starts_on and zone.target_on:
        return f", from {day_in_words(zone.starts_on)} until {day_in_words(zone.target_on)}"
    return f", until {day_in_words(zone.target_on)}" if zone.target_on else ""


def _written(day: dt.date | None) -> str:
    return day_in_words(day) if day else "a day not set yet"


def _grace_end(zone: Zone) -> str:
    if zone.target_on is None:
        return "its target date"
    return day_in_words(zone.target_on + dt.timedelta(days=settings.GRACE_DAYS))


def _lower(name: str) -> str:
    """Return a vocabulary's word as it stands inside a sentence; "NHS" stays as it is."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
