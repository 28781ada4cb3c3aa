"""Sound shapes moved into metres, tidied on the way, with a sentence for each kind of tidying."""

import numpy as np
import shapely
from shapely import Geometry, MultiPolygon, Polygon

from places.crs import LONLAT, NotTransformable, to_metric
from places.shapes.reference_systems import counted
from places.shapes.soundness import OUTSIDE, in_area_of_use

METRE_DECIMALS = 3
DEGREE_DECIMALS = 8
TOO_FINE = "It touches itself so finely that it does not survive being measured in metres."


def in_metres(
    shapes: np.ndarray, *, source: int, srid: int
) -> tuple[list[tuple[Geometry | None, str]], list[str]]:
    """Return for each shape either it in metres, or None and why; and what was mended in all.

    Repeated points are dropped, positions rounded to a millimetre, shells turned anticlockwise.
    """
    if not len(shapes):
        return [], []
    clean = shapely.remove_repeated_points(shapes, 0)
    notes = []
    repeated = int(np.sum(shapely.get_num_coordinates(shapes) - shapely.get_num_coordinates(clean)))
    if repeated:
        notes.append(f"{counted(repeated, 'repeated point')} removed.")
    if _is_too_precise(shapely.get_coordinates(clean), source):
        notes.append("Positions finer than a millimetre were rounded.")
    return _settled(_moved(clean, source, srid)), notes


def winding_note(shapes: np.ndarray) -> list[str]:
    """Return a sentence where shells do not run anticlockwise, or holes clockwise (RFC 7946)."""
    turned = sum(_is_wound_wrongly(shape) for shape in shapes)
    if not turned:
        return []
    return [f"Rings ran the wrong way round in {counted(turned, 'shape')}: mended."]


def _moved(shapes: np.ndarray, source: int, srid: int) -> np.ndarray:
    """Return shapes in metres, all at once if that can be, None for those with no place there."""
    try:
        return to_metric(shapes, source=source, metric=srid)
    except NotTransformable:
        if len(shapes) == 1:
            return np.array([None], dtype=object)
    halves = np.array_split(shapes, 2)
    return np.concatenate([_moved(half, source, srid) for half in halves])


def _settled(shapes: np.ndarray) -> list[tuple[Geometry | None, str]]:
    """Return shapes at whole millimetres where that keeps them sound, shells anticlockwise."""
    rounded = shapely.transform(shapes, lambda pairs: np.round(pairs, METRE_DECIMALS))
    best = np.where(shapely.is_valid(rounded), rounded, shapes)
    turned = shapely.orient_polygons(best)
    here, sound = in_area_of_use(best), shapely.is_valid(best)
    return [
        (shape, "") if is_here and is_sound else (None, TOO_FINE if is_here else OUTSIDE)
        for shape, is_here, is_sound in zip(turned, here, sound, strict=True)
    ]


def _is_too_precise(coordinates: np.ndarray, source: int) -> bool:
    """Whether positions are written finer than a millimetre, floats' own error apart."""
    decimals, error = (DEGREE_DECIMALS, 1e-12) if source == LONLAT else (METRE_DECIMALS, 1e-6)
    return not np.allclose(coordinates, np.round(coordinates, decimals), rtol=0, atol=error)


def _is_wound_wrongly(shape: Geometry) -> bool:
    polygons = shape.geoms if isinstance(shape, MultiPolygon) else [shape]
    return any(
        not polygon.exterior.is_ccw or any(hole.is_ccw for hole in polygon.interiors)
        for polygon in polygons
        if isinstance(polygon, Polygon)
    )
