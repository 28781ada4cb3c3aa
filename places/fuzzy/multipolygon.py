"""The one shape that cores, reaches and bands are kept in: a MultiPolygon."""

from __future__ import annotations

import numpy as np
import shapely
from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry

THINNEST_BAND_M = 0.1


def as_multipolygon(geom: BaseGeometry) -> MultiPolygon:
    """Return the polygons of `geom` as one MultiPolygon, in its own CRS.

    Overlays and buffers return polygons, several polygons, or a collection with stray points and
    lines where edges only touch; a database column takes one type. Points, lines and empty parts
    are left out, so a shape without any area gives an empty MultiPolygon.
    """
    if isinstance(geom, MultiPolygon):
        return geom
    parts = shapely.get_parts(geom)
    if geom.geom_type == "GeometryCollection":
        parts = shapely.get_parts(parts)
    is_polygon = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    return MultiPolygon(list(parts[is_polygon & ~shapely.is_empty(parts)]))


def without_slivers(geom: BaseGeometry, thickness_m: float = THINNEST_BAND_M) -> MultiPolygon:
    """Return `geom` without the parts whose mean thickness is under `thickness_m` metres.

    Thickness is twice the area over the perimeter: for a long strip, its width.
    """
    parts = np.asarray(shapely.get_parts(as_multipolygon(geom)), dtype=object)
    thick = 2 * shapely.area(parts) >= thickness_m * shapely.length(parts)
    return MultiPolygon(list(parts[thick]))
