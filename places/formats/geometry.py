"""Builds a shape from nested lists of numbers, checking everything before GEOS sees it."""

import math

from shapely import Geometry, GeometryCollection, MultiPolygon, Point, Polygon

from places.formats.records import MOST_POINTS, Unreadable

TOO_MANY_POINTS = f"It has more than {MOST_POINTS:,} points. Simplify the shape and try again."
LINES = {"LineString", "MultiLineString"}
SHALLOW = (
    "The coordinates of a {kind} must be a list of {parts}, nested neither more nor less deeply."
)


class Builder:
    """Builds the shapes of one file; counts their points, and remembers dropped heights."""

    def __init__(self) -> None:
        self.has_heights = False
        self.points = 0
        self._points_before = 0

    def built(self, kind: str, coordinates: object) -> Geometry:
        """Return a shapely Point, Polygon or MultiPolygon in the coordinates given."""
        self._points_before = self.points
        if kind == "Point":
            return Point(self._position(coordinates))
        if kind == "Polygon":
            return self._polygon(coordinates, kind)
        if kind == "MultiPolygon":
            if not isinstance(coordinates, list | tuple):
                raise Unreadable(SHALLOW.format(kind=kind, parts="polygons"))
            return MultiPolygon([self._polygon(part, kind) for part in coordinates])
        if kind in LINES:
            raise Unreadable("It is a line, and an area is needed.")
        if kind == "MultiPoint":
            raise Unreadable("It is a set of points, and an area is needed.")
        raise Unreadable(f"“{kind[:40]}” is not a kind of shape that can be read.")

    def _polygon(self, rings: object, kind: str) -> Polygon:
        if not isinstance(rings, list | tuple):
            raise Unreadable(SHALLOW.format(kind=kind, parts="rings"))
        if not rings:
            return Polygon()
        shell, *holes = [self._ring(ring, kind) for ring in rings]
        return Polygon(shell, holes)

    def _ring(self, positions: object, kind: str) -> list[tuple[float, float]]:
        if not isinstance(positions, list | tuple) or not all(
            isinstance(p, list | tuple) for p in positions
        ):
            raise Unreadable(SHALLOW.format(kind=kind, parts="rings, each a list of positions"))
        self.points += len(positions)
        if self.points - self._points_before > MOST_POINTS:
            raise Unreadable(TOO_MANY_POINTS)
        ring = [self._position(position) for position in positions]
        if ring and ring[0] != ring[-1]:
            raise Unreadable(
                "A ring is not closed: its last point must be the same as its first"
                f" ({_said(ring[0])})."
            )
        if len(ring) < 4:
            raise Unreadable(
                f"A ring has {len(ring)} points; it needs at least four,"
                " the last the same as the first."
            )
        return ring

    def _position(self, position: object) -> tuple[float, float]:
        if not isinstance(position, list | tuple):
            raise Unreadable("A position must be a list of two numbers.")
        if any(isinstance(value, list | tuple) for value in position):
            raise Unreadable("The coordinates are nested too deeply: a number was expected.")
        if len(position) < 2:
            raise Unreadable("A position is empty or cut short: each needs two numbers.")
        if len(position) > 4:
            raise Unreadable("A position has more than four numbers.")
        if len(position) > 2:
            self.has_heights = True
        x, y = (_number(value) for value in position[:2])
        return x, y


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unreadable(f"A coordinate is not a number: “{str(value)[:40]}”.")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise Unreadable("A coordinate is not a finite number.")
    return number


def _said(position: tuple[float, float]) -> str:
    return ", ".join(f"{value:.6f}".rstrip("0").rstrip(".") for value in position)


def joined(parts: list[Geometry]) -> Geometry:
    """Return the one shape, or the polygons of several as one MultiPolygon, unaltered."""
    if len(parts) == 1:
        return parts[0]
    polygons = [
        polygon
        for part in parts
        for polygon in (part.geoms if isinstance(part, MultiPolygon) else [part])
    ]
    if all(isinstance(polygon, Polygon) for polygon in polygons):
        return MultiPolygon(polygons)
    return GeometryCollection(parts)
