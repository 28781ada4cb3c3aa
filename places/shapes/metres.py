"""Sound shapes moved into metres, tidied on the way, with a sentence for each kind of tidying."""

import numpy as np
import shapely
from shapely import Geometry, MultiPolygon, Polygon

from places.crs import LONLAT, NotTransformable, to_metric
from places.shapes.reference_systems import counted
from places.shapes.soundness import OUTSIDE, is_in_area_of_use

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
    return [_settled(shape) for shape in _moved(clean, source, srid)], notes


def winding_note(shapes: np.ndarray) -> list[str]:
    """Return a sentence where shells do not run anticlockwise, or holes clockwise (RFC 7946)."""
    turned = sum(_is_wound_wrongly(shape) for shape in shapes)
    if not turned:
        return []
    return [f"Rings ran the wrong way round in {counted(turned, 'shape')}: mended."]


def _moved(shapes: np.ndarray, source: int, srid: int) -> list[Geometry | None]:
    """Return shapes in metres, all at once if that can be, None for those with no place there."""
    try:
        return list(to_metric(shapes, source=source, metric=srid))
    except NotTransformable:
        if len(shapes) == 1:
            return [None]
    return [_moved(shapes[index : index + 1], source, srid)[0] for index in range(len(shapes))]


def _settled(shape: Geometry | None) -> tuple[Geometry | None, str]:
    if shape is None or not is_in_area_of_use(shape):
        return None, OUTSIDE
    rounded = shapely.transform(shape, lambda pairs: np.round(pairs, METRE_DECIMALS))
    for candidate in (rounded, shape):
        if candidate.is_valid:
            return shapely.orient_polygons(candidate), ""
    return None, TOO_FINE


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
