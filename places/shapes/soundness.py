"""What a shape must be, and the sentences that say what it is not."""

import re
from collections.abc import Sequence

import shapely
from shapely import Geometry, MultiPolygon, Point, Polygon

from places.constraints import MOST_POINTS
from places.crs import METRIC, NotTransformable, inside_area_of_use, lonlat_of

AREA = frozenset({"polygon"})
POINT = frozenset({"point"})
OUTSIDE = (
    "It lies outside Great Britain, where this map cannot measure. Check that its longitude and"
    " latitude, or its eastings and northings, are the right way round."
)
REASON = re.compile(r"(?P<why>[^\[]+)(?:\[(?P<x>\S+) (?P<y>[^\]]+)\])?")
SAID = {
    "Self-intersection": "Its outline crosses itself.",
    "Ring Self-intersection": "Its outline touches or crosses itself.",
    "Hole lies outside shell": "A hole lies outside the shape that it is a hole in.",
    "Holes are nested": "A hole lies inside another hole.",
    "Interior is disconnected": "Its holes cut it in two.",
    "Nested shells": "One of its parts lies inside another.",
    "Duplicate Rings": "The same ring is in it twice.",
    "Too few points in geometry component": "It has no area: a ring doubles back on itself.",
    "Invalid Coordinate": "A coordinate is not a finite number.",
}


class ShapeRefused(Exception):
    """A shape, text or file that cannot be used.

    `sentences` say why, fit to show. `at` is (longitude, latitude) where an outline crosses
    itself, to be shown on the map, or None.
    """

    def __init__(self, sentences: Sequence[str], at: tuple[float, float] | None = None) -> None:
        super().__init__(*sentences)
        self.sentences = list(sentences)
        self.at = at


def check_shape(shape: Geometry, *, srid: int = METRIC, kinds: frozenset[str] = AREA) -> None:
    """Raise ShapeRefused unless a metric shape is sound and lies in the area of use.

    `kinds` holds "polygon" (Polygon and MultiPolygon), "point", or both.
    """
    sentences, crossing = faults(shape, kinds)
    if not sentences and not is_in_area_of_use(shape):
        sentences = [OUTSIDE]
    if sentences:
        raise ShapeRefused(sentences, crossing_lonlat(crossing, srid))


def faults(shape: Geometry, kinds: frozenset[str] = AREA) -> tuple[list[str], Point | None]:
    """Return what is wrong with a shape in any planar coordinates, and where, if it is a place."""
    if isinstance(shape, Point):
        if "point" not in kinds:
            return ["It is a point, and an area is needed."], None
        return (["It is empty."], None) if shape.is_empty else ([], None)
    if not isinstance(shape, Polygon | MultiPolygon):
        return ["It is not an area."], None
    if "polygon" not in kinds:
        return ["It is an area, and a point is needed."], None
    if shape.is_empty or (isinstance(shape, MultiPolygon) and shapely.is_empty(shape.geoms).any()):
        return ["It, or a part of it, is empty."], None
    points = int(shapely.get_num_coordinates(shape))
    if points > MOST_POINTS:
        return [
            f"It has {points:,} points, and {MOST_POINTS:,} is the most. Simplify the shape and"
            " try again."
        ], None
    if shape.is_valid:
        return [], None
    found = REASON.fullmatch(shapely.is_valid_reason(shape))
    why = SAID.get(found["why"], "Its outline is not sound.") if found else SAID["Nested shells"]
    crossing = Point(float(found["x"]), float(found["y"])) if found and found["x"] else None
    return [why], crossing


def is_in_area_of_use(shape: Geometry) -> bool:
    """Whether the whole of a metric shape lies in the area of use."""
    west, south, east, north = shape.bounds
    return inside_area_of_use(west, south) and inside_area_of_use(east, north)


def crossing_lonlat(crossing: Point | None, srid: int) -> tuple[float, float] | None:
    """Return where a crossing is in longitude and latitude, or None where that cannot be told."""
    if crossing is None:
        return None
    try:
        return lonlat_of(crossing.x, crossing.y, source=srid)
    except NotTransformable:
        return None
