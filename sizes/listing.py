"""What a list, a map and a page show of zones: their status, who leads them, and which boundary."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.http import Http404

from sizes.models import Boundary, Participant, Scope, Zone, ZoneTheme
from sizes.models.zone import ZoneQuerySet


def boundary_to_show(on: dt.date, *, zone: str = "pk") -> Subquery:
    """The key of the version that holds on the day; else the newest dated, else the newest.

    `zone` is where rows of another table have the key of their zone.
    """
    holds = Q(starts_on__lte=on) & (Q(ends_on=None) | Q(ends_on__gt=on))
    versions = Boundary.objects.filter(zone=OuterRef(zone)).alias(
        rank=Case(
            When(holds, then=Value(0)),
            When(starts_on__isnull=False, then=Value(1)),
            default=Value(2),
            output_field=IntegerField(),
        )
    )
    return Subquery(versions.order_by("rank", "-number").values("pk")[:1])


def for_cards(zones: ZoneQuerySet, on: dt.date) -> ZoneQuerySet:
    """Zones with what a card says: `status_that_day`, `leads`, `core_themes`, `boundary_pk`.

    `leads` are the names of the organisations that agreed to lead, in the order they were asked.
    """
    leads = Participant.objects.filter(
        zone=OuterRef("pk"), part=Participant.Part.LEAD, agreed_on__isnull=False
    ).order_by("pk")
    themes = ZoneTheme.objects.filter(zone=OuterRef("pk"), scope=Scope.CORE)
    return zones.with_status(on).annotate(
        leads=ArraySubquery(leads.values(lead_name=F("organisation__name"))),
        core_themes=ArraySubquery(
            themes.order_by("theme__position", "pk").values(theme_name=F("theme__name"))
        ),
        boundary_pk=boundary_to_show(on),
    )


def zone_at(slug: str, *, person: Callable[[], Any], on: dt.date) -> Zone:
    """The zone at an address, made ready for cards; Http404 when there is none for this person.

    `person` is asked for only when the zone is not public, so that a public answer depends on
    nobody and can be kept for everybody.
    """
    zone = for_cards(Zone.objects.published().filter(slug=slug), on).first()
    if zone is None:
        zone = for_cards(Zone.objects.visible_to(person()).filter(slug=slug), on).first()
    if zone is None:
        raise Http404("no zone here for this person")
    return zone
