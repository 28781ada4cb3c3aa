"""How long personal details are kept: one number of days for all of them, a setting."""

import datetime as dt

from django.conf import settings


def first_day_kept(on: dt.date) -> dt.date:
    """What came in before this day is nobody's any more on the day."""
    return on - dt.timedelta(days=settings.FORGET_AFTER_DAYS)
