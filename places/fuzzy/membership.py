"""Degree of membership of a point in a fuzzy zone, and the five bands it falls into.

A zone has two crisp shapes, the egg-yolk of Cohn and Gotts (1996): the *core*, certainly inside,
and the *reach*, possibly inside. All coordinates are metres in one planar CRS.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike
from shapely import Point
from shapely.geometry.base import BaseGeometry

from places.fuzzy.edges import Edge, Floats

CLOSE_FROM = 0.67
MIDDLE_FROM = 0.33


class Band(StrEnum):
    """A plateau of membership: 1, [0.67, 1), [0.33, 0.67), (0, 0.33) and 0."""

    CORE = "core"
    CLOSE = "close"
    MIDDLE = "middle"
    EDGE = "edge"
    OUTSIDE = "outside"


DRAWN_BANDS = (Band.CORE, Band.CLOSE, Band.MIDDLE, Band.EDGE)


@dataclass(frozen=True)
class Measure:
    """Where one point stands towards a zone; distances in metres.

    `core_distance_m` is 0 in the core. `edge_distance_m` is the way to the edge of the reach from
    within, 0 outside it. `reach_distance_m` is the way to the reach from outside, 0 within it.
    """

    membership: float
    band: Band
    core_distance_m: float
    edge_distance_m: float
    reach_distance_m: float


def membership(
    core: BaseGeometry, reach: BaseGeometry, x: ArrayLike, y: ArrayLike
) -> float | Floats:
    """Return the degree of membership, from 0 to 1, of the point or points (`x`, `y`).

    1 in the closed core; 0 outside the reach or on its outer edge; between them
    d_out / (d_core + d_out), d_core being the metres to the core and d_out the metres to the
    reach's boundary. Where the core touches the reach's edge, the core wins.
    Numbers give a float, arrays an array of their common shape.
    """
    xs, ys = np.broadcast_arrays(np.asarray(x, dtype=float), np.asarray(y, dtype=float))
    degrees = membership_by_edges(Edge(core), Edge(reach), xs.ravel(), ys.ravel())
    return float(degrees[0]) if xs.ndim == 0 else degrees.reshape(xs.shape)


def membership_by_edges(core: Edge, reach: Edge, x: Floats, y: Floats) -> Floats:
    """Return the membership of the points of the flat arrays `x`, `y`, for edges kept at hand."""
    in_core = core.holds(x, y)
    degrees = in_core.astype(float)
    between = np.flatnonzero(~in_core & reach.holds(x, y))
    if len(between):
        d_out = reach.distance(x[between], y[between])
        d_core = core.distance(x[between], y[between])
        # Rounding may put a point on the core's edge at no distance from it, yet not in it.
        degrees[between] = np.where(
            d_core == 0, 1.0, d_out / np.where(d_core == 0, 1, d_core + d_out)
        )
    return degrees


def band_of(membership: float) -> Band:
    """Return the band of a degree of membership."""
    if membership >= 1:
        return Band.CORE
    if membership >= CLOSE_FROM:
        return Band.CLOSE
    if membership >= MIDDLE_FROM:
        return Band.MIDDLE
    return Band.EDGE if membership > 0 else Band.OUTSIDE


def measure(core: BaseGeometry, reach: BaseGeometry, point: Point) -> Measure:
    """Return how `point` stands towards the zone: its membership, band and distances in metres."""
    degree = membership(core, reach, point.x, point.y)
    within_reach = reach.intersects(point)
    return Measure(
        membership=degree,
        band=band_of(degree),
        core_distance_m=core.distance(point),
        edge_distance_m=reach.boundary.distance(point) if within_reach else 0.0,
        reach_distance_m=0.0 if degree == 1 else reach.distance(point),
    )
