"""How far points are from an edge, for many points at once, in planar metres."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Floats = NDArray[np.float64]

# GEOS walks every segment for each point; beyond this many an index of segments is faster.
_FEW_VERTICES = 150
# An index is not worth building for a handful of points.
_FEW_POINTS = 50
# Points handed to the index at once, which bounds memory.
_BLOCK = 50_000


class Edge:
    """The boundary of a polygonal shape, asked again and again how far it is.

    Distances are exact (point to segment), in the units of the shape's planar CRS.
    """

    def __init__(self, shape: BaseGeometry) -> None:
        self._shape = shape
        self._lines = shape.boundary
        self._few = shapely.get_num_coordinates(shape) <= _FEW_VERTICES
        self._tree: shapely.STRtree | None = None
        shapely.prepare(self._shape)
        shapely.prepare(self._lines)

    def distance(self, x: Floats, y: Floats) -> Floats:
        """Return the metres from each point of the flat arrays `x`, `y` to the boundary."""
        if self._few or len(x) <= _FEW_POINTS:
            return shapely.distance(self._lines, shapely.points(x, y))
        if self._tree is None:
            self._tree = shapely.STRtree(_segments(self._lines))
        metres = np.empty(len(x))
        for start in range(0, len(x), _BLOCK):
            block = slice(start, start + _BLOCK)
            (asked, _), found = self._tree.query_nearest(
                shapely.points(x[block], y[block]), return_distance=True, all_matches=False
            )
            metres[start + asked] = found
        return metres

    def signed_distance(self, x: Floats, y: Floats) -> Floats:
        """Return the metres to the boundary, positive inside the shape and negative outside."""
        return np.where(self.holds(x, y), 1.0, -1.0) * self.distance(x, y)

    def holds(self, x: Floats, y: Floats) -> NDArray[np.bool_]:
        """Return whether each point is in the closed shape, its boundary included."""
        return shapely.intersects_xy(self._shape, x, y)


def _segments(lines: BaseGeometry) -> NDArray[np.object_]:
    coordinates, line = shapely.get_coordinates(shapely.get_parts(lines), return_index=True)
    joined = line[:-1] == line[1:]
    return shapely.linestrings(np.stack([coordinates[:-1][joined], coordinates[1:][joined]], 1))
