"""Contours of the membership: the closed lines along which it has one value.

The line of value t is where f = (1 - t) d_out - t d_core crosses zero, d_out being positive in the
reach and d_core negative in the core. f never changes faster than the ground covered, so a square
whose centre has |f| above its half diagonal is not crossed: only the crossed squares are cut into
four, down to the step asked. Marching squares on the smallest gives closed lines, and a line whose
chord strays gets a vertex moved onto the contour, which sharpens the corners.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from places.fuzzy.edges import Edge, Floats

Ints = NDArray[np.int64]

# Squares of one size held at once: coarser squares are marched rather than more of them made.
MOST_SQUARES = 100_000
# Squares along the longer side of the first grid.
_FIRST_SQUARES = 32
# A chord is halved at most so often.
_HALVINGS = 6
# The slope of f where it is smooth is at least |1 - 2t|, so |f| * 3 bounds the way to the line.
_LEAST_SLOPE = 0.33


@dataclass(frozen=True)
class _Squares:
    """Squares of side `side`, by column and row from `origin`, with d_core and d_out at centres."""

    origin: Floats
    side: float
    column: Ints
    row: Ints
    d_core: Floats
    d_out: Floats

    def crossed_by(self, value: float) -> NDArray[np.bool_]:
        f = (1 - value) * self.d_out - value * self.d_core
        return np.abs(f) <= self.side * 0.7072


class Contours:
    """The contours of one zone; `step` is the side in metres of the smallest square."""

    def __init__(self, core: Edge, reach: Edge, bounds: Floats, step: float) -> None:
        self._core = core
        self._reach = reach
        self._bounds = bounds
        self._step = step

    def rings(
        self, values: tuple[float, ...], tolerance_m: float
    ) -> list[list[shapely.LinearRing]]:
        """Return for each of `values` its contour: rings with the higher membership on the left.

        Chords stray from the contour by about `tolerance_m` metres at most.
        """
        squares = self._crossed_squares(values)
        return [self._rings(squares, value, tolerance_m) for value in values]

    def _distances(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        return -self._core.signed_distance(x, y), self._reach.signed_distance(x, y)

    def _f(self, points: Floats, value: float) -> Floats:
        d_core, d_out = self._distances(points[:, 0], points[:, 1])
        return (1 - value) * d_out - value * d_core

    def _crossed_squares(self, values: tuple[float, ...]) -> _Squares:
        left, bottom, right, top = self._bounds
        longest = max(right - left, top - bottom)
        halvings = max(0, int(np.ceil(np.log2(longest / _FIRST_SQUARES / self._step))))
        side = self._step * 2**halvings
        # A margin of one square: every contour lies within the reach.
        origin = np.array([left - side, bottom - side])
        columns = int((right - left) / side) + 3
        rows = int((top - bottom) / side) + 3
        column, row = (grid.ravel() for grid in np.meshgrid(np.arange(columns), np.arange(rows)))
        while True:
            squares = self._measured(origin, side, column, row)
            crossed = np.any([squares.crossed_by(value) for value in values], axis=0)
            column, row = column[crossed], row[crossed]
            if halvings == 0 or 4 * len(column) > MOST_SQUARES:
                return _Squares(
                    origin, side, column, row, squares.d_core[crossed], squares.d_out[crossed]
                )
            halvings, side = halvings - 1, side / 2
            column = (2 * column[:, None] + [0, 1, 0, 1]).ravel()
            row = (2 * row[:, None] + [0, 0, 1, 1]).ravel()

    def _measured(self, origin: Floats, side: float, column: Ints, row: Ints) -> _Squares:
        x = origin[0] + (column + 0.5) * side
        y = origin[1] + (row + 0.5) * side
        return _Squares(origin, side, column, row, *self._distances(x, y))

    def _rings(
        self, squares: _Squares, value: float, tolerance_m: float
    ) -> list[shapely.LinearRing]:
        points, following = self._march(squares, value)
        points, following = self._sharpen(points, following, value, tolerance_m)
        return _linked_rings(points, following)

    def _march(self, squares: _Squares, value: float) -> tuple[Floats, Ints]:
        """Return points on the contour and, for each, the index of the next one."""
        crossed = squares.crossed_by(value)
        column, row = squares.column[crossed], squares.row[crossed]
        if not len(column):
            return np.empty((0, 2)), np.empty(0, dtype=np.int64)
        width = int(column.max()) + 2
        # Corners anticlockwise from the bottom left, each numbered across the whole grid.
        corners = np.stack(
            [
                row * width + column,
                row * width + column + 1,
                (row + 1) * width + column + 1,
                (row + 1) * width + column,
            ],
            axis=1,
        )
        numbers, corner = np.unique(corners, return_inverse=True)
        corner = corner.reshape(corners.shape)
        at = squares.origin + squares.side * np.stack([numbers % width, numbers // width], axis=1)
        f = self._f(at, value)
        centre = (1 - value) * squares.d_out[crossed] - value * squares.d_core[crossed]
        starts, ends = _crossings(f[corner] >= 0, centre >= 0, corner)
        if not len(starts):
            return np.empty((0, 2)), np.empty(0, dtype=np.int64)
        # A crossing is named by its two corners; it ends one piece and starts the next.
        count = len(numbers)
        start_names = starts.min(1) * count + starts.max(1)
        end_names = ends.min(1) * count + ends.max(1)
        order = np.argsort(start_names)
        following = order[np.searchsorted(start_names[order], end_names)]
        points = self._on_contour(at[starts[:, 0]], at[starts[:, 1]], f[starts], value)
        return points, following

    def _on_contour(self, inner: Floats, outer: Floats, f: Floats, value: float) -> Floats:
        """Return the point between `inner` (f at or above 0) and `outer` (below) where f is 0."""
        low, high = np.zeros(len(f)), np.ones(len(f))
        f_low, f_high = f[:, 0].copy(), f[:, 1].copy()
        for _ in range(2):
            share = low + (high - low) * f_low / (f_low - f_high)
            found = self._f(inner + share[:, None] * (outer - inner), value)
            inside = found >= 0
            low, f_low = np.where(inside, share, low), np.where(inside, found, f_low)
            high, f_high = np.where(inside, high, share), np.where(inside, f_high, found)
        share = low + (high - low) * f_low / (f_low - f_high)
        return inner + share[:, None] * (outer - inner)

    def _sharpen(
        self, points: Floats, following: Ints, value: float, tolerance_m: float
    ) -> tuple[Floats, Ints]:
        """Return the linked points with more of them where chords stray from the contour."""
        chord = np.arange(len(points))
        for _ in range(_HALVINGS):
            if not len(chord):
                break
            begin, end = points[chord], points[following[chord]]
            middle, along = (begin + end) / 2, end - begin
            length = np.hypot(along[:, 0], along[:, 1])
            f = self._f(middle, value)
            strays = (np.abs(f) > tolerance_m * _LEAST_SLOPE) & (length > tolerance_m)
            chord, middle, f = chord[strays], middle[strays], f[strays]
            along, length = along[strays], length[strays]
            if not len(chord):
                break
            leftward = np.stack([-along[:, 1], along[:, 0]], axis=1) / length[:, None]
            # f changes by no more than the way gone, so a step of f does not overshoot.
            f_then = self._f(middle - leftward * f[:, None], value)
            slope = np.clip((f - f_then) / f, _LEAST_SLOPE, 1)
            away = np.clip(f / slope, -length, length)
            added = len(points) + np.arange(len(chord))
            points = np.concatenate([points, middle - leftward * away[:, None]])
            following = np.concatenate([following, following[chord]])
            following[chord] = added
            chord = np.concatenate([chord, added])
        return points, following


def _crossings(
    inside: NDArray[np.bool_], centre_inside: NDArray[np.bool_], corner: Ints
) -> tuple[Ints, Ints]:
    """Return the pieces of contour in squares: the sides where each starts and ends.

    A side is a pair of corners, the inside one first. Walking anticlockwise, a piece starts on a
    side that leaves the inside and ends on one that comes back to it. Where two pieces cross a
    square, the centre says whether they cut off the outside corners or the inside ones.
    """
    starts, ends = [], []
    nexts = np.roll(inside, -1, axis=1)
    leaves, returns = inside & ~nexts, ~inside & nexts
    for side in range(4):
        square = np.flatnonzero(leaves[:, side])
        turn = np.where(centre_inside[square], 1, -1)
        back = np.full(len(square), -1)
        for offset in (1, 2, 3):
            candidate = (side + turn * offset) % 4
            back = np.where((back < 0) & returns[square, candidate], candidate, back)
        starts.append(np.stack([corner[square, side], corner[square, (side + 1) % 4]], axis=1))
        ends.append(np.stack([corner[square, (back + 1) % 4], corner[square, back]], axis=1))
    return np.concatenate(starts), np.concatenate(ends)


def _linked_rings(points: Floats, following: Ints) -> list[shapely.LinearRing]:
    rings = []
    nexts = following.tolist()
    seen = bytearray(len(nexts))
    for first in range(len(nexts)):
        ring = []
        at = first
        while not seen[at]:
            seen[at] = 1
            ring.append(at)
            at = nexts[at]
        if len(ring) >= 3:
            rings.append(shapely.LinearRing(points[ring]))
    return rings
