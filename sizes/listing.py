"""What a list, a map and a page show of zones: their status, who leads them, and which boundary."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.http import Http404

from groundwork import clock
from sizes.as_it_stood import NotPublicThen, end_of, was_public, zones_as_they_stood
from sizes.models import Boundary, Participant, Scope, Zone, ZoneTheme
from sizes.models.zone import ZoneQuerySet
from sizes.words import day_in_words


def boundary_to_show(on: dt.date, *, zone: str = "pk") -> Subquery:
    """The key of the version that holds on the day; else the newest dated, else the newest.

    Versions that were made after the day come last: nobody had seen them. `zone` is where rows of
    another table have the key of their zone.
    """
    holds = Q(starts_on__lte=on) & (Q(ends_on=None) | Q(ends_on__gt=on))
    was_made = Q(made_at__lte=end_of(on))
    versions = Boundary.objects.filter(zone=OuterRef(zone)).alias(
        rank=Case(
            When(holds, then=Value(0)),
            When(was_made, starts_on__isnull=False, then=Value(1)),
            When(was_made, then=Value(2)),
            When(starts_on__isnull=False, then=Value(3)),
            default=Value(4),
            output_field=IntegerField(),
        )
    )
    return Subquery(versions.order_by("rank", "-number").values("pk")[:1])


def for_cards(zones: ZoneQuerySet, on: dt.date) -> ZoneQuerySet:
    """Zones with what a card says: `status_that_day`, `leads`, `core_themes`, `boundary_pk`.

    `leads` are the names of the organisations that had agreed to lead by the day, in the order they
    were asked.
    """
    leads = Participant.objects.filter(
        zone=OuterRef("pk"), part=Participant.Part.LEAD, agreed_on__lte=on
    ).order_by("pk")
    themes = ZoneTheme.objects.filter(zone=OuterRef("pk"), scope=Scope.CORE)
    return zones.with_status(on).annotate(
        leads=ArraySubquery(leads.values(lead_name=F("organisation__name"))),
        core_themes=ArraySubquery(
            themes.order_by("theme__position", "pk").values(theme_name=F("theme__name"))
        ),
        boundary_pk=boundary_to_show(on),
    )


def public_zone(slug: str) -> Zone:
    """The public zone at an address; Http404 where there is none.

    Where it went, if it was renamed or removed, is told by `absence_of`: one middleware asks for
    every address below a zone's, so that no view has to.
    """
    zone = Zone.objects.published().filter(slug=slug).first()
    if zone is None:
        raise Http404("no public zone here")
    return zone


def zone_at(slug: str, *, person: Callable[[], Any], on: dt.date) -> Zone:
    """The zone at an address as it stood on the day, made ready for cards.

    Raises Http404 when there is none for this person, and NotPublicThen when it was proposed only
    later. `person` is asked for only when the zone is not public, so that a public answer depends
    on nobody and can be kept for everybody. A draft is as it is now, whatever the day.
    """
    zone = for_cards(Zone.objects.published().filter(slug=slug), on).first()
    if zone is None:
        zone = for_cards(Zone.objects.visible_to(person()).filter(slug=slug), on).first()
    if zone is None:
        raise Http404("no zone here for this person")
    if zone.is_public:
        see_then([zone], on=on)
    return zone


def see_then(zones: Sequence[Zone], *, on: dt.date) -> None:
    """Make public zones that were read what they were on the day, where that is over.

    Raises NotPublicThen where one had not been proposed yet.
    """
    today = clock.today()
    for zone in zones:
        if on < today and not was_public(zone, on):
            raise NotPublicThen(zone, not_public_then(zone, on))
    zones_as_they_stood(zones, on=on, today=today)


def not_public_then(zone: Zone, on: dt.date) -> str:
    """The sentence that says that a zone was proposed only after the day."""
    return (
        f"{zone} was not public on {day_in_words(on)}: it was proposed on "
        f"{day_in_words(zone.proposed_on)}."
    )
