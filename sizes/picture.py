"""A zone's map as a drawing made here: what the page shows without JavaScript, and in print."""

import datetime as dt
from dataclasses import dataclass

import shapely
from django.conf import settings
from django.contrib.gis.db.models.functions import AsWKB, Transform
from django.core.cache import cache
from django.utils.safestring import SafeString, mark_safe
from shapely import MultiPolygon

from places.drawing import draw_bands
from places.fuzzy import DRAWN_BANDS, Band
from places.models import Area
from sizes.models import Boundary, BoundaryPart, Zone

KEPT_SECONDS = 3600
MOST_AREAS = 40


@dataclass(frozen=True)
class Sheet:
    """What a drawing is drawn on: its size in pixels, and how much of the ground it shows at least.

    `name` begins the ids in the drawing; `look` is the style sheet of one that goes to paper.
    """

    width: int = 720
    height: int = 540
    least_m: float = 0
    name: str = "zone-drawing"
    look: str = ""


ON_A_PAGE = Sheet()


def picture_of(zone: Zone, on: dt.date) -> SafeString:
    """An SVG of the bands of a zone made ready for cards, among the wards of the day; or ""."""
    return picture_of_boundary(zone.boundary_pk, on, title=f"Map of {zone.name}")


def picture_of_boundary(
    boundary: int | None, on: dt.date, *, title: str, sheet: Sheet = ON_A_PAGE
) -> SafeString:
    """An SVG of a version of where a zone lies, by its key, among the wards of the day; or "".

    A version never changes, so its drawing is kept; wards change only on a day.
    """
    key = f"picture-{boundary}-{on.isoformat()}-{title}-{sheet}"
    drawn = cache.get(key)
    if drawn is None:
        drawn = _drawn(boundary, on, title, sheet)
        cache.set(key, drawn, KEPT_SECONDS)
    return mark_safe(drawn)


def _drawn(boundary: int | None, on: dt.date, title: str, sheet: Sheet) -> str:
    metric = Transform("shape", settings.METRIC_SRID)
    parts = BoundaryPart.objects.filter(boundary=boundary, part__in=[*DRAWN_BANDS])
    stored = parts.annotate(wkb=AsWKB(metric)).values_list("part", "wkb")
    bands = {Band(part): shapely.from_wkb(bytes(wkb)) for part, wkb in stored}
    if Band.CORE not in bands:
        return ""
    bands = {band: bands.get(band, MultiPolygon()) for band in DRAWN_BANDS}
    return str(
        draw_bands(
            bands,
            context=_wards_around(boundary, on, sheet.least_m),
            width=sheet.width,
            height=sheet.height,
            title=title,
            name=sheet.name,
            least_m=sheet.least_m,
            look=sheet.look,
        )
    )


def _wards_around(
    boundary: int | None, on: dt.date, around_m: float
) -> list[tuple[str, shapely.Geometry]]:
    """Names and shapes of the wards of the day that the reach touches or that lie so near it."""
    reach = Boundary.objects.filter(pk=boundary).values("reach")
    wards = Area.objects.in_force(on).filter(kind=Area.Kind.WARD)
    if around_m:
        wards = wards.filter(shape__dwithin=(reach.get()["reach"], around_m / 2))
    else:
        wards = wards.filter(shape__intersects=reach)
    found = wards.annotate(wkb=AsWKB("shape")).values_list("name", "wkb")[:MOST_AREAS]
    return [(name, shapely.from_wkb(bytes(wkb))) for name, wkb in found]
