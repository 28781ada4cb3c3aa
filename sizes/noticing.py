"""Giving public notice: what is told of a zone on a day, kept word for word."""

import datetime as dt

from sizes.models import Amendment, Notice, Zone


def give(kind: str, *, zone: Zone, on: dt.date, amendment: Amendment | None = None) -> Notice:
    """Give notice of what just happened with the zone. Part of a step, in its transaction."""
    last = zone.notices.order_by("-number").first()
    return Notice.objects.create(
        zone=zone,
        number=last.number + 1 if last else 1,
        kind=kind,
        given_on=on,
        boundary=zone.newest_boundary(),
        amendment=amendment,
        content={},
    )
