"""Where a zone is likely to be before it has a shape, and the areas that can be picked there."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.contrib.gis.db.models import Extent
from django.contrib.gis.geos import Polygon
from django.db.models import Case, IntegerField, Q, Value, When
from shapely import Geometry

from groundwork import clock
from partners.models import Organisation
from places.models import Area
from sizes.boundaries import as_shapely, latest_boundary
from sizes.models import Participant, Zone

AROUND_M = 2_500
MOST_LISTED = 200
MOST_DRAWN = 60
Bounds = tuple[float, float, float, float]

# In the order in which they are offered: most zones are made of wards.
KINDS = (
    Area.Kind.WARD,
    Area.Kind.NEIGHBOURHOOD,
    Area.Kind.ESTATE,
    Area.Kind.HIGH_STREET,
    Area.Kind.STREET,
    Area.Kind.TOWER_BLOCK,
    Area.Kind.PARK,
    Area.Kind.HALL,
    Area.Kind.OTHER,
    Area.Kind.DISTRICT,
    Area.Kind.STATISTICAL,
)


def surroundings(zone: Zone, person: Any, *, on: dt.date | None = None) -> Bounds | None:
    """The metric box in which to look first: west, south, east, north; None where nothing tells.

    Round the zone's own shape; else the areas of the organisations that lead it; else of those
    that the person belongs to.
    """
    latest = latest_boundary(zone)
    if latest:
        west, south, east, north = latest.reach.extent
        return west - AROUND_M, south - AROUND_M, east + AROUND_M, north + AROUND_M
    day = on or clock.today()
    leads = Participant.objects.filter(zone=zone, part=Participant.Part.LEAD, declined_on=None)
    for organisations in (leads.values("organisation"), Organisation.objects.of(person, day)):
        served = Organisation.areas.through.objects.filter(organisation__in=organisations)
        areas = Area.objects.in_force(day).filter(pk__in=served.values("area"))
        extent = areas.aggregate(extent=Extent("shape"))["extent"]
        if extent:
            return extent
    return None


def areas_to_pick(
    bounds: Bounds | None,
    *,
    find: str = "",
    kind: str = "",
    ticked: Collection[str] = (),
    on: dt.date | None = None,
) -> tuple[list[Area], int]:
    """Areas to offer, in the order of KINDS, and how many there would be without the limit.

    Ticked areas are always among them. A text is looked for everywhere, in names, references and
    council areas; without one, areas in the box are offered (everywhere, if it holds none),
    statistical ones only when asked for.
    """
    areas = Area.objects.in_force(on or clock.today()).without_shapes()
    wanted = Q()
    if kind in Area.Kind.values:
        wanted &= Q(kind=kind)
    elif not find:
        wanted &= ~Q(kind=Area.Kind.STATISTICAL)
    if find:
        named = Q(name__icontains=find) | Q(reference__iexact=find) | Q(authority__icontains=find)
        wanted &= named
    elif bounds:
        box = Polygon.from_bbox(bounds)
        box.srid = Area._meta.get_field("shape").srid
        wanted &= Q(shape__bboverlaps=box)
    order = Case(
        *(When(kind=kind, then=Value(position)) for position, kind in enumerate(KINDS)),
        output_field=IntegerField(),
    )
    found = areas.filter(wanted).order_by(order, "authority", "name", "reference")
    listed = list(found[: MOST_LISTED + 1])
    total = found.count() if len(listed) > MOST_LISTED else len(listed)
    listed = listed[:MOST_LISTED]
    if bounds and not total and not find:
        return areas_to_pick(None, kind=kind, ticked=ticked, on=on)
    missing = set(ticked) - {area.reference for area in listed}
    if missing:
        listed = [*areas.filter(reference__in=missing).order_by("name"), *listed]
    return listed, total


def wards_around(shape: Geometry, *, on: dt.date | None = None) -> list[tuple[str, Geometry]]:
    """Names and shapes of the wards in and about a metric shape, to be drawn beneath it."""
    west, south, east, north = shape.bounds
    margin = max(east - west, north - south) / 4
    box = Polygon.from_bbox((west - margin, south - margin, east + margin, north + margin))
    box.srid = Area._meta.get_field("shape").srid
    wards = Area.objects.in_force(on or clock.today()).filter(
        kind=Area.Kind.WARD, shape__bboverlaps=box
    )
    return [(ward.name, as_shapely(ward.shape)) for ward in wards.defer("outline")[:MOST_DRAWN]]
