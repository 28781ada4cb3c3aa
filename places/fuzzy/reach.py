"""Making and checking a zone's reach, in planar metres."""

from __future__ import annotations

import math

import shapely
from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry

from places.fuzzy.multipolygon import as_multipolygon

CORE_TOLERANCE_M = 0.5
THINNEST_FRINGE_M = 0.5
_ARC_ERROR_M = 0.25
_MANY_VERTICES = 1_000
_TOUCHING_M = 0.001


def reach_of_width(
    core: BaseGeometry, width_m: float, *, crisp_into: BaseGeometry | None = None
) -> MultiPolygon:
    """Return the reach with a fringe of `width_m` metres around `core`.

    The fringe keeps out of `crisp_into`, which makes the zone's edge crisp on that side; what it
    cuts off from the core is dropped, as are slivers of fringe thinner than half a metre between
    the two; a width under that is no fringe. The core is always within the reach. Arcs are true
    to half a metre.
    ValueError where the width is negative or not finite, or the core is empty.
    """
    if core.is_empty:
        raise ValueError("A zone needs a core.")
    if not math.isfinite(width_m) or width_m < 0:
        raise ValueError("The width of the fringe must be 0 metres or more.")
    if width_m < THINNEST_FRINGE_M:
        return as_multipolygon(core)
    reach = _grown(core, width_m)
    if crisp_into is not None:
        fringe = shapely.difference(reach, shapely.union(core, crisp_into))
        reach = shapely.union(core, _without_slivers_along(crisp_into, fringe))
    return MultiPolygon([part for part in as_multipolygon(reach).geoms if part.intersects(core)])


def core_within_reach(
    core: BaseGeometry, reach: BaseGeometry, tolerance_m: float = CORE_TOLERANCE_M
) -> bool:
    """Return whether no point of `core` is more than `tolerance_m` metres outside `reach`.

    A crisp edge is where the two coincide, and coordinates are rounded, so exactly within is too
    much to ask. An empty core is within any reach; nothing else is within an empty one.
    """
    if core.is_empty:
        return True
    if reach.is_empty:
        return False
    return bool(reach.covers(core) or reach.buffer(tolerance_m).covers(core))


def _grown(core: BaseGeometry, width_m: float) -> BaseGeometry:
    """Return `core` buffered by `width_m` metres.

    A jagged shape of many vertices, buffered at once, crosses itself everywhere: gigabytes and a
    minute for 20,000. Grown by doubling widths it is smooth before it is wide.
    """
    if shapely.get_num_coordinates(core) <= _MANY_VERTICES:
        return core.buffer(width_m, quad_segs=_quarter_segments(width_m))
    grown, done_m = core, 0.0
    for share in (1 / 64, 1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1):
        grown = grown.buffer(share * width_m - done_m, quad_segs=_quarter_segments(width_m))
        grown, done_m = grown.simplify(_ARC_ERROR_M / 10), share * width_m
    return grown


def _quarter_segments(width_m: float) -> int:
    """Return the segments in a quarter circle of that radius for chords true to the arc error."""
    if width_m <= _ARC_ERROR_M * 10:
        return 8
    angle = 2 * math.acos(1 - _ARC_ERROR_M / width_m)
    return max(8, math.ceil(math.pi / 2 / angle))


def _without_slivers_along(crisp_into: BaseGeometry, fringe: BaseGeometry) -> BaseGeometry:
    """Return `fringe` without its thin places beside `crisp_into`.

    Neighbours drawn apart meet only roughly; the gaps between them are no fringe.
    """
    half = THINNEST_FRINGE_M / 2
    # Grown back a little too far, so that only what is thin is left over.
    thick = fringe.buffer(-half).buffer(half * 1.05, join_style="mitre")
    thin = shapely.get_parts(shapely.difference(fringe, thick))
    return shapely.difference(
        fringe, shapely.union_all(thin[shapely.dwithin(thin, crisp_into, _TOUCHING_M)])
    )
