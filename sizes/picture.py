"""A zone's map as a drawing made here: what the page shows without JavaScript, and in print."""

import datetime as dt

import shapely
from django.conf import settings
from django.contrib.gis.db.models.functions import AsWKB, Transform
from django.core.cache import cache
from django.utils.safestring import SafeString, mark_safe
from shapely import MultiPolygon

from places.drawing import draw_bands
from places.fuzzy import DRAWN_BANDS, Band
from places.models import Area
from sizes.models import BoundaryPart, Zone

KEPT_SECONDS = 3600
MOST_AREAS = 40


def picture_of(zone: Zone, on: dt.date) -> SafeString:
    """An SVG of the bands of a zone made ready for cards, among the wards of the day; or "".

    A boundary version never changes, so its drawing is kept; wards change only on a day.
    """
    key = f"picture-{zone.boundary_pk}-{on.isoformat()}"
    drawn = cache.get(key)
    if drawn is None:
        drawn = _drawn(zone, on)
        cache.set(key, drawn, KEPT_SECONDS)
    return mark_safe(drawn)


def _drawn(zone: Zone, on: dt.date) -> str:
    metric = Transform("shape", settings.METRIC_SRID)
    parts = BoundaryPart.objects.filter(boundary=zone.boundary_pk, part__in=[*DRAWN_BANDS])
    stored = parts.annotate(wkb=AsWKB(metric)).values_list("part", "wkb")
    bands = {Band(part): shapely.from_wkb(bytes(wkb)) for part, wkb in stored}
    if Band.CORE not in bands:
        return ""
    bands = {band: bands.get(band, MultiPolygon()) for band in DRAWN_BANDS}
    reach = zone.boundaries.filter(pk=zone.boundary_pk).values("reach")
    wards = Area.objects.in_force(on).filter(kind=Area.Kind.WARD, shape__intersects=reach)
    around = wards.annotate(wkb=AsWKB("shape")).values_list("name", "wkb")[:MOST_AREAS]
    context = [(name, shapely.from_wkb(bytes(wkb))) for name, wkb in around]
    return str(draw_bands(bands, context=context, title=f"Map of {zone.name}"))
