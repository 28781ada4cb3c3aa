"""The zones that an asset lies in, or near: for the pages of assets, which know no zones."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import template
from django.conf import settings
from django.contrib.gis.db.models.functions import Distance
from django.db.models import Q

from assets.models import Asset
from groundwork import clock
from sizes.here import Standing
from sizes.models import Footprint, Zone
from sizes.status import RUNNING, Status, status_in_sql

register = template.Library()


@dataclass(frozen=True)
class Round:
    """The zones round an asset: those it lies in, most of it first, and those it is near."""

    inside: list[Standing]
    near: list[Standing]
    is_placed: bool = True


def zones_round_of(asset: Asset, on: dt.date) -> Round:
    """The running public zones that hold the asset's public place on the day, or are near it.

    Near is within JUST_OUTSIDE_M of the reach. Of what has no public place, sensitive places among
    them, nothing is said. One query, or none.
    """
    point = asset.public_point
    if point is None or asset.is_sensitive:
        return Round([], [], is_placed=False)
    rows = (
        Footprint.objects.filter(
            Q(ends_on=None) | Q(ends_on__gt=on),
            starts_on__lte=on,
            reach__dwithin=(point, settings.JUST_OUTSIDE_M),
            zone__in=Zone.objects.published(),
        )
        .annotate(
            zone_status=status_in_sql(on, zone="zone__"),
            core_m=Distance("core", point),
            edge_m=Distance("edge", point),
            reach_m=Distance("reach", point),
        )
        .filter(zone_status__in=[str(status) for status in RUNNING])
        .select_related("zone")
        .defer("core", "reach", "edge")
    )
    found = [_standing(row) for row in rows]
    inside = [each for each in found if each.is_inside]
    near = [each for each in found if not each.is_inside]
    return Round(
        sorted(inside, key=lambda each: (-(each.membership or 0), each.zone.name)),
        sorted(near, key=lambda each: (each.reach_distance_m, each.zone.name)),
    )


def _standing(row: Any) -> Standing:
    """How the point stands to a footprint: the membership as `places.fuzzy` defines it."""
    core_m, edge_m, reach_m = (each.m for each in (row.core_m, row.edge_m, row.reach_m))
    if core_m == 0:
        membership = 1.0
    else:
        membership = 0.0 if reach_m else edge_m / (core_m + edge_m)
    return Standing(
        zone=row.zone,
        status=Status(row.zone_status),
        membership=membership,
        core_distance_m=core_m,
        edge_distance_m=edge_m,
        reach_distance_m=reach_m,
    )


@register.inclusion_tag("sizes/zones_round.html")
def zones_round(asset: Asset) -> dict[str, Any]:
    """The running zones that a public asset lies in, and those near it, in words. One query."""
    on = clock.today()
    found = zones_round_of(asset, on) if asset.is_public(on) else Round([], [], is_placed=False)
    return {"round": found}
