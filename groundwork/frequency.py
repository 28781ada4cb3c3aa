"""How often somebody may send something: counted for an hour, in the cache, and no longer."""

from typing import Any

from django.core.cache import cache

from groundwork.problems import Refused

HOUR_S = 3600


def count_once(what: str, *, by: Any, sender: str, most: int) -> None:
    """Count one more of `what` ("comments") in this hour; Refused where there are `most` already.

    `by` is the person, signed in or not; `sender` the network address of those who are not.
    """
    who = f"person-{by.pk}" if by.is_authenticated else f"address-{sender}"
    key = f"{what}-{who}"
    cache.add(key, 0, timeout=HOUR_S)
    if cache.get(key, 0) >= most:
        raise Refused(
            f"{most} {what} came from you or your network in the last hour. "
            "Nothing you typed is lost: send it again in an hour."
        )
    cache.incr(key)
