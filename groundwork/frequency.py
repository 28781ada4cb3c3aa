"""How often somebody may send something: the moments of an hour, in the cache, and no longer."""

import datetime as dt
from typing import Any

from django.core.cache import cache

from groundwork import clock
from groundwork.problems import Refused

HOUR_S = 3600


def key_of(what: str, *, by: Any, sender: str) -> str:
    """What is counted for whom: a person signed in, or else the network address of `sender`."""
    who = f"person-{by.pk}" if by.is_authenticated else f"address-{sender}"
    return f"{what}-{who}"


def check(what: str, *, by: Any, sender: str, most: int) -> None:
    """Raise Refused where `most` of `what` ("comments") came in the hour that ends now."""
    if len(_this_hour(key_of(what, by=by, sender=sender))) >= most:
        raise Refused(
            f"{most} {what} came from you or your network in the last hour. "
            "Nothing you typed is lost: send it again in an hour."
        )


def count(what: str, *, by: Any, sender: str) -> None:
    """Count one more of `what`."""
    key = key_of(what, by=by, sender=sender)
    # Written whole each time: the cache's own increment would shorten how long it is kept.
    cache.set(key, [*_this_hour(key), clock.now()], HOUR_S)


def count_once(what: str, *, by: Any, sender: str, most: int) -> None:
    """Count one more of `what`; Refused where there are `most` already."""
    check(what, by=by, sender=sender, most=most)
    count(what, by=by, sender=sender)


def _this_hour(key: str) -> list[dt.datetime]:
    since = clock.now() - dt.timedelta(seconds=HOUR_S)
    return [at for at in cache.get(key, []) if at > since]
