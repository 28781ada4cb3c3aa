"""What can be wrong with a shape in any planar coordinates, and where.

Nothing is put right here: mending a shape that crosses itself takes minutes for a hostile one, and
guesses at what its owner meant.
"""

import re
from dataclasses import replace

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon

from places.formats.records import MOST_POINTS, Limits, Sheet, Unreadable

# Whether holes lie in holes is found by trying each against each: 1,000 take 0.1 s.
MOST_RINGS = 1_000
REASON = re.compile(r"(?P<why>[^\[]*)(?:\[(?P<x>\S+) (?P<y>[^\] ]+)[^\]]*\])?")
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


def flaw(shape: Polygon | MultiPolygon) -> tuple[str, tuple[float, float] | None]:
    """Return what is wrong with a shape, or "", and the place of it in the shape's coordinates."""
    parts = shapely.get_parts(shape)
    if not len(parts) or shapely.is_empty(parts).any():
        return "It, or a part of it, is empty.", None
    points = int(shapely.get_num_coordinates(shape))
    if points > MOST_POINTS:
        return (
            f"It has {points:,} points, and {MOST_POINTS:,} is the most. Simplify the shape and"
            " try again."
        ), None
    if _rings(parts) > MOST_RINGS:
        return f"It has more than {MOST_RINGS:,} parts or holes. Simplify it and try again.", None
    reason = shapely.is_valid_reason(shape)
    if reason == "Valid Geometry":
        return "", None
    found = REASON.fullmatch(reason)
    if not found:
        return "Its outline is not sound.", None
    place = (float(found["x"]), float(found["y"])) if found["x"] else None
    return SAID.get(found["why"], "Its outline is not sound."), place


def inspected(sheet: Sheet, *, limits: Limits) -> Sheet:
    """Return a sheet with each area's flaw told; raise Unreadable where it has too many rings."""
    shapes = [record.shape for record in sheet.records if record.shape is not None]
    areas = [shape for shape in shapes if isinstance(shape, Polygon | MultiPolygon)]
    if _rings(shapely.get_parts(areas)) > limits.rings:
        raise Unreadable(f"It has more than {limits.rings:,} outlines and holes in all.")
    for index, record in enumerate(sheet.records):
        if isinstance(record.shape, Polygon | MultiPolygon):
            why, place = flaw(record.shape)
            sheet.records[index] = replace(record, why=why, at=place)
    return sheet


def _rings(polygons: np.ndarray) -> int:
    return len(polygons) + int(np.sum(shapely.get_num_interior_rings(polygons)))
