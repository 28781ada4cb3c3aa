"""The day and the moment. Nothing else in the project asks a clock.

The day is the day in settings.TIME_ZONE. Tests replace `today` and `now` in process; a request
cannot.
"""

import datetime as dt

from django.db.models import DateField, Func
from django.utils import timezone


def now() -> dt.datetime:
    """This moment, aware."""
    return timezone.now()


def today() -> dt.date:
    """This day, where the product is used."""
    return timezone.localdate(now())


def day_of(moment: dt.datetime) -> dt.date:
    """The day of a moment, where the product is used."""
    return timezone.localdate(moment)


class DayOfWriting(Func):
    """The day on which the database writes a row: for rows that are not written by this product."""

    template = "CURRENT_DATE"
    output_field = DateField()
    allowed_default = True
