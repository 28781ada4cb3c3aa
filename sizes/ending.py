"""When a zone ends: planned, at the latest, and once it has; reckoned from the dates alone.

Its target date still belongs to the zone. While a review of it is to be decided, the zone goes on
for the days of grace after that; then it has lapsed, whether or not anybody wrote that down.
"""

import datetime as dt
from typing import Any

from django.conf import settings

from sizes.status import ENDED, State, Status, phase_on, status_on

DAY = dt.timedelta(days=1)
STOPPED = (State.DISSOLVED, State.MAINSTREAMED, State.WITHDRAWN)


def lapses_on(target_on: dt.date) -> dt.date:
    """The first day on which a zone with this target date has lapsed, if nobody decides."""
    return target_on + (settings.GRACE_DAYS + 1) * DAY


def stopped_on(held: Any, zone: Any) -> dt.date | None:
    """The day on which a person's step ended the zone, by its phase; None where none did."""
    if held.state not in STOPPED:
        return None
    return held.state_since_on if held is zone else held.since_on


def ended_on(zone: Any, *, on: dt.date) -> dt.date | None:
    """The first day on which what the zone declared no longer held; None while it does.

    That is the day of the step that ended it, or the day on which it lapsed, whichever came first.
    A proposal that was withdrawn never held.
    """
    status = status_on(zone, on)
    if status not in ENDED or status == Status.WITHDRAWN:
        return None
    held = phase_on(zone, on)
    days = [stopped_on(held, zone), lapses_on(held.target_on)]
    return min(day for day in days if day)
