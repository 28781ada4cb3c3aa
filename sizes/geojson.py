"""Zones as GeoJSON (RFC 7946), written from stored text: no shape is read, made or rounded here."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.contrib.gis.db.models.functions import AsGeoJSON, Transform
from django.db.models import Case, F, QuerySet, Value, When

from places.features import collection, feature
from sizes.models import BoundaryPart, Variation, Zone

__all__ = ["GEOMETRIES", "collection", "feature", "features", "properties", "variation_features"]

Part = BoundaryPart.Part
# What `geometry=` may ask for, and the stored shapes that answer it, drawn from the inside out.
GEOMETRIES = {
    "reach": [Part.REACH],
    "core": [Part.CORE],
    "bands": [Part.CORE, Part.CLOSE, Part.MIDDLE, Part.EDGE],
}
DECIMALS = 6


def properties(zone: Zone, root: str) -> dict[str, Any]:
    """What a feature says of a zone made ready for cards; `root` is the site's address."""
    return {
        "slug": zone.slug,
        "reference": zone.reference,
        "name": zone.name,
        "status": str(zone.status_that_day),
        "declared_on": _iso(zone.declared_on),
        "starts_on": _iso(zone.starts_on),
        "target_on": _iso(zone.target_on),
        "leads": zone.leads,
        "url": f"{root}{zone.get_absolute_url()}",
    }


def features(zones: Iterable[Zone], *, geometry: str, root: str) -> Iterator[str]:
    """Yield the zones' features one by one, in the zones' order; bands have one each and `band`.

    A zone without a boundary has a feature with no geometry, except where bands are asked for.
    """
    placed: dict[int, Zone] = {}
    for zone in zones:
        if zone.boundary_pk:
            placed[zone.boundary_pk] = zone
        elif geometry != "bands":
            yield feature(properties(zone, root), None)
    parts = GEOMETRIES[geometry]
    order = Case(*(When(part=part, then=Value(place)) for place, part in enumerate(parts)))
    shapes = (
        BoundaryPart.objects.filter(boundary__in=placed, part__in=parts)
        .order_by("boundary__zone__name", "boundary__zone", order)
        .annotate(text=AsGeoJSON("shape", precision=DECIMALS))
        .values_list("boundary_id", "part", "text")
    )
    for boundary, part, text in shapes.iterator(chunk_size=100):
        about = properties(placed[boundary], root)
        if geometry == "bands":
            about["band"] = part
        yield feature(about, text)


def variation_features(variations: Iterable[tuple[Variation, dict[str, Any]]]) -> Iterator[str]:
    """Yield a feature for each variation, given with its properties: its own area, or its zone's.

    The variations carry `boundary_pk`, the version of the zone's boundary to show.
    """
    pairs = [*variations]
    own = _texts(
        Variation.objects.filter(pk__in=[each.pk for each, _ in pairs], area__isnull=False),
        "pk",
        Transform("area", settings.LONLAT_SRID),
    )
    boundaries = {each.boundary_pk for each, _ in pairs if each.pk not in own}
    reaches = BoundaryPart.objects.filter(part=Part.REACH, boundary__in=boundaries - {None})
    reach = _texts(reaches, "boundary_id", F("shape"))
    for variation, about in pairs:
        yield feature(about, own.get(variation.pk) or reach.get(variation.boundary_pk))


def _texts(rows: QuerySet, key: str, shape: Any) -> dict[int, str]:
    texts = rows.annotate(text=AsGeoJSON(shape, precision=DECIMALS))
    return dict(texts.values_list(key, "text"))


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None
