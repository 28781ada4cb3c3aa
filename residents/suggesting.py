"""Suggesting where a zone might be useful, and who will read it."""

from collections.abc import Iterable
from typing import Any

from django.contrib.gis.geos import Point
from django.core.cache import cache
from django.db import transaction

from groundwork import clock
from groundwork.problems import Refused
from partners.models import Organisation, Theme
from places.models import Area
from residents.models import Suggestion

MOST_AN_HOUR = 10
HOUR_S = 3600


def suggest(
    *,
    place: str,
    point: Point,
    area: Area | None,
    themes: Iterable[Theme],
    why: str,
    contact: str,
    by: Any,
    sender: str,
) -> Suggestion:
    """Keep a suggestion for the council of the area.

    `point` is metric. `sender` is the network address it came from, kept for an hour and only to
    count. Raises Refused where too many came from there.
    """
    who = f"person-{by.pk}" if by.is_authenticated else f"address-{sender}"
    key = f"suggestions-{who}"
    cache.add(key, 0, timeout=HOUR_S)
    if cache.get(key, 0) >= MOST_AN_HOUR:
        raise Refused(
            f"{MOST_AN_HOUR} suggestions came from you or your network in the last hour. "
            "Nothing you typed is lost: send it again in an hour."
        )
    with transaction.atomic():
        suggestion = Suggestion.objects.create(
            place=place,
            point=point,
            area=area,
            why=why,
            contact=contact,
            suggested_by=by if by.is_authenticated else None,
        )
        suggestion.themes.set(themes)
    cache.incr(key)
    return suggestion


def councils_reading(suggestion: Suggestion) -> list[Organisation]:
    """The verified councils whose area served holds the place: they read it."""
    return list(
        Organisation.objects.councils()
        .in_force(clock.today())
        .filter(
            verified_on__isnull=False,
            pk__in=Organisation.areas.through.objects.filter(
                area__shape__covers=suggestion.point
            ).values("organisation"),
        )
    )
