"""Suggesting where a zone might be useful, and who will read it."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.contrib.gis.geos import Point
from django.db import connection, transaction

from groundwork import clock, frequency
from partners.models import Organisation, Theme
from places.models import Area
from residents.models import Suggestion

WHAT = "suggestions"
MOST_AN_HOUR = 10
TWICE_WITHIN = dt.timedelta(minutes=2)


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
    count. Raises Refused where too many came from there. The same again within two minutes is a
    button pressed twice, and gives the suggestion that is there.
    """
    sent_by = {"by": by, "sender": sender}
    frequency.check(WHAT, **sent_by, most=MOST_AN_HOUR)
    words = {
        "place": place,
        "why": why,
        "contact": contact,
        "suggested_by": by if by.is_authenticated else None,
    }
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtext(%s))", [frequency.key_of(WHAT, **sent_by)]
            )
        just_made = Suggestion.objects.filter(**words, suggested_at__gt=clock.now() - TWICE_WITHIN)
        if just_made.exists():
            return just_made[0]
        suggestion = Suggestion.objects.create(point=point, area=area, **words)
        suggestion.themes.set(themes)
    frequency.count(WHAT, **sent_by)
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
