"""The bands of a zone as shapes to draw and store: contours of its membership.

A buffer of the core would be wrong wherever the fringe's width changes: in the bays of a concave
core, in holes, and in a reach drawn by hand.
"""

from __future__ import annotations

import numpy as np
import shapely
from shapely import LinearRing, MultiPolygon
from shapely.geometry.base import BaseGeometry

from places.fuzzy.contours import Contours
from places.fuzzy.edges import Edge
from places.fuzzy.membership import (
    CLOSE_FROM,
    DRAWN_BANDS,
    MIDDLE_FROM,
    Band,
    band_of,
    membership_by_edges,
)
from places.fuzzy.multipolygon import as_multipolygon, without_slivers

# The squares of a contour: about so many along the edges of the zone, within these sizes.
_STEPS_ALONG_EDGES = 4_000
_SHORTEST_STEP_M = 0.1
_LONGEST_STEP_M = 10.0
# Lines meet on a grid of a millimetre, so that faces close.
_GRID_M = 0.001
MOST_CONTOUR_VERTICES = 20_000


def bands(core: BaseGeometry, reach: BaseGeometry) -> dict[Band, MultiPolygon]:
    """Return the core, close, middle and edge bands of a zone, in its planar CRS in metres.

    `core` and `reach` are valid Polygons or MultiPolygons, core within reach. The core comes back
    as it is; the others are adjacent, tile the rest of the reach to a millimetre, and follow the
    membership to about half a metre. They are empty where core and reach are the same.
    ValueError where the core or the reach is empty.
    """
    if core.is_empty or reach.is_empty:
        raise ValueError("A zone needs a core and a reach.")
    drawn = {band: MultiPolygon() for band in DRAWN_BANDS}
    drawn[Band.CORE] = as_multipolygon(core)
    fringe = without_slivers(shapely.difference(reach, core))
    if fringe.is_empty:
        return drawn
    core_edge, reach_edge = Edge(core), Edge(reach)
    step = _step(core, reach, fringe)
    tolerance_m = min(0.25, step / 10)
    contours = Contours(core_edge, reach_edge, shapely.total_bounds([core, reach]), step)
    lines = [fringe.boundary]
    for rings in contours.rings((CLOSE_FROM, MIDDLE_FROM), tolerance_m):
        lines += _simplified(rings, tolerance_m)
    faces = np.asarray(
        shapely.get_parts(
            shapely.polygonize([*shapely.get_parts(shapely.union_all(lines, grid_size=_GRID_M))])
        ),
        dtype=object,
    )
    inner = shapely.get_coordinates(shapely.point_on_surface(faces))
    shapely.prepare(fringe)
    in_fringe = shapely.contains_xy(fringe, inner)
    faces, inner = faces[in_fringe], inner[in_fringe]
    degrees = membership_by_edges(core_edge, reach_edge, inner[:, 0], inner[:, 1])
    found = np.array([band_of(degree) for degree in degrees], dtype=object)
    for band in (Band.CLOSE, Band.MIDDLE, Band.EDGE):
        drawn[band] = without_slivers(shapely.union_all(faces[found == band], grid_size=_GRID_M))
    return drawn


def _step(core: BaseGeometry, reach: BaseGeometry, fringe: BaseGeometry) -> float:
    """Return the metres between the points of a contour: finer for small zones, thin fringes."""
    along_edges = (core.length + reach.length) / _STEPS_ALONG_EDGES
    thickness_m = 2 * fringe.area / fringe.length
    return max(min(along_edges, thickness_m / 10, _LONGEST_STEP_M), _SHORTEST_STEP_M)


def _simplified(rings: list[LinearRing], tolerance_m: float) -> list[LinearRing]:
    """Return the rings without needless vertices, more loosely only where there are too many."""
    simpler = shapely.simplify(rings, tolerance_m)
    while shapely.get_num_coordinates(simpler).sum() > MOST_CONTOUR_VERTICES and tolerance_m < 8:
        tolerance_m *= 2
        simpler = shapely.simplify(rings, tolerance_m)
    return list(simpler)
