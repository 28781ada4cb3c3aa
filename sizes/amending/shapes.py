"""Where a zone lay before a change and after it: two drawings of one scale, and sizes in words."""

import datetime as dt
from dataclasses import dataclass

import shapely
from django.conf import settings
from django.contrib.gis.db.models.functions import AsWKB, Transform
from django.core.cache import cache
from django.utils.safestring import SafeString, mark_safe
from shapely import Geometry, MultiPolygon

from places.drawing import draw_bands
from places.fuzzy import DRAWN_BANDS, Band, hectares_in_words
from sizes.amending.contents import boundary_before
from sizes.boundaries import as_shapely
from sizes.models import Amendment, Boundary, BoundaryPart
from sizes.surroundings import wards_around

KEPT_SECONDS = 3600
# Lines drawn apart never quite meet: less than this is no difference worth a word.
LEAST_M2 = 50


@dataclass(frozen=True)
class Side:
    """A zone's place before or after: a drawing, and its size in words."""

    drawing: SafeString
    size: str
    is_crisp: bool


@dataclass(frozen=True)
class Places:
    """The place before and after, and in sentences what is gained and lost."""

    before: Side
    after: Side
    sentences: list[str]


def places_of(amendment: Amendment, on: dt.date) -> Places | None:
    """Where the zone lies before and after the change; None where that stays as it is.

    Versions of a boundary never change, so that what is reckoned of two is kept.
    """
    before, after = boundary_before(amendment), amendment.boundary
    if before is None or after is None:
        return None
    key = f"change-places-{before.pk}-{after.pk}-{on.isoformat()}"
    kept = cache.get(key)
    if kept is None:
        kept = _reckoned(before, after, on)
        cache.set(key, kept, KEPT_SECONDS)
    sides = [Side(mark_safe(drawing), size, is_crisp) for drawing, size, is_crisp in kept[0]]
    return Places(*sides, kept[1])


def _reckoned(
    before: Boundary, after: Boundary, on: dt.date
) -> tuple[list[tuple[str, str, bool]], list[str]]:
    cores = [as_shapely(each.core) for each in (before, after)]
    reaches = [as_shapely(each.reach) for each in (before, after)]
    window = shapely.union_all(reaches)
    wards = wards_around(window, on=on)
    drawn = []
    for name, boundary, core, reach in zip(
        ("before", "after"), (before, after), cores, reaches, strict=True
    ):
        drawing = draw_bands(
            _bands_of(boundary),
            context=wards,
            width=540,
            height=480,
            title=f"Map of where the zone lies {name} the change",
            name=f"change-{name}",
            window=window,
        )
        is_crisp = reach.area - core.area < LEAST_M2
        drawn.append((str(drawing), _size(core, reach, is_crisp=is_crisp), is_crisp))
    sentences = [
        *_moved("The core", cores),
        *_moved("The zone with its fringe", reaches),
    ]
    return drawn, sentences


def _bands_of(boundary: Boundary) -> dict[Band, Geometry]:
    parts = BoundaryPart.objects.filter(boundary=boundary, part__in=[*DRAWN_BANDS])
    metric = parts.annotate(wkb=AsWKB(Transform("shape", settings.METRIC_SRID)))
    found = {
        Band(part): shapely.from_wkb(bytes(wkb)) for part, wkb in metric.values_list("part", "wkb")
    }
    return {band: found.get(band, MultiPolygon()) for band in DRAWN_BANDS}


def _size(core: Geometry, reach: Geometry, *, is_crisp: bool) -> str:
    whole = hectares_in_words(core.area)
    if is_crisp:
        return f"{whole}, with a crisp edge all round"
    return f"a core of {whole}, and {hectares_in_words(reach.area)} with its fringe"


def _moved(what: str, shapes: list[Geometry]) -> list[str]:
    before, after = shapes
    gained, lost = after.difference(before).area, before.difference(after).area
    if gained < LEAST_M2 and lost < LEAST_M2:
        return [f"{what} stays as it is."]
    parts = []
    if gained >= LEAST_M2:
        parts.append(f"gains {hectares_in_words(gained)}")
    if lost >= LEAST_M2:
        parts.append(f"loses {hectares_in_words(lost)}")
    return [f"{what} {' and '.join(parts)}."]
