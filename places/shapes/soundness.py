"""What a shape must be, and the sentences that say what it is not."""

from collections.abc import Sequence, Set

import numpy as np
import shapely
from shapely import Geometry, MultiPolygon, Point, Polygon

from places.crs import METRIC, NotTransformable, inside_area_of_use, lonlat_of
from places.formats.flaws import flaw

AREA = frozenset({"polygon"})
POINT = frozenset({"point"})
OUTSIDE = (
    "It lies outside Great Britain, where this map cannot measure. Check that its longitude and"
    " latitude, or its eastings and northings, are the right way round."
)


class ShapeRefused(Exception):
    """A shape, text or file that cannot be used.

    `sentences` say why, fit to show. `at` is (longitude, latitude) where an outline crosses
    itself, to be shown on the map, or None.
    """

    def __init__(self, sentences: Sequence[str], at: tuple[float, float] | None = None) -> None:
        super().__init__(*sentences)
        self.sentences = list(sentences)
        self.at = at


def check_shape(shape: Geometry, *, srid: int = METRIC, kinds: Set[str] = AREA) -> None:
    """Raise ShapeRefused unless a metric shape is sound and lies in the area of use.

    `kinds` holds "polygon" (Polygon and MultiPolygon), "point", or both.
    """
    why, at = misfit(shape, kinds), None
    if not why and shape.is_empty:
        why = "It is empty."
    if not why and not isinstance(shape, Point):
        why, at = flaw(shape)
    if not why and not in_area_of_use(shape):
        why = OUTSIDE
    if why:
        raise ShapeRefused([why], crossing_lonlat(at, srid))


def misfit(shape: Geometry, kinds: Set[str] = AREA) -> str:
    """Return why a shape is not of the kinds asked for, or ""."""
    if isinstance(shape, Point):
        return "" if "point" in kinds else "It is a point, and an area is needed."
    if not isinstance(shape, Polygon | MultiPolygon):
        return "It is not an area."
    return "" if "polygon" in kinds else "It is an area, and a point is needed."


def in_area_of_use(shapes: Geometry | np.ndarray) -> np.ndarray:
    """Whether the whole of each metric shape lies in the area of use; nothing and None do not."""
    west, south, east, north = shapely.bounds(shapes).T
    return inside_area_of_use(west, south) & inside_area_of_use(east, north)


def crossing_lonlat(at: tuple[float, float] | None, srid: int) -> tuple[float, float] | None:
    """Return where a crossing is in longitude and latitude, or None where that cannot be told."""
    if at is None:
        return None
    try:
        return lonlat_of(*at, source=srid)
    except NotTransformable:
        return None
