"""Pre-election periods: what waits while one runs, and what was published all the same."""

import datetime as dt

from django.db.models import QuerySet

from sizes.models import PreElectionOverride, PreElectionPeriod, Zone
from sizes.words import day_in_words


def periods_over(zone: Zone, on: dt.date) -> QuerySet[PreElectionPeriod]:
    """The periods that run on the day where the zone lies."""
    boundary = zone.newest_boundary()
    if boundary is None:
        return PreElectionPeriod.objects.none()
    running = PreElectionPeriod.objects.in_force(on)
    return running.filter(area__shape__intersects=boundary.reach).select_related("area")


def in_the_way(zone: Zone, act: str, on: dt.date) -> list[str]:
    """Why the act must wait: a sentence for each period over the zone that nobody overrode."""
    overridden = PreElectionOverride.objects.filter(zone=zone, act=act).values("period")
    return [
        f"New notices wait until the election is over ({period.election}, {period.area}): this "
        f"can be done from {day_in_words(period.ends_on)}, or now if an officer gives a reason."
        for period in periods_over(zone, on).exclude(pk__in=overridden)
    ]
