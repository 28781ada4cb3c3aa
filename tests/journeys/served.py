"""The product as it is served, with a clock that a journey can move.

How many days it is ahead stands in a file of the test's. The product itself knows no such door: the
clock is replaced here, in this process.
"""

import datetime as dt
import os
from pathlib import Path

from config.wsgi import application
from groundwork import clock

__all__ = ["application"]

AHEAD = Path(os.environ["JOURNEY_DAYS_AHEAD"])
really_now = clock.now


def now() -> dt.datetime:
    """This moment, as many days later as the file says."""
    return really_now() + dt.timedelta(days=int(AHEAD.read_text()))


clock.now = now
