"""The map of many assets: what a window shows, made by the database for the window and the zoom.

Few assets are told one by one. Many are counted in the cells of a square grid, in metres, whose
lines stay where they are when the map is moved: a cell stands at the middle of its assets. However
many assets there are, an answer is short, and the database is given little time for it.
"""

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.gis.db.models import Extent
from django.contrib.gis.geos import GEOSGeometry, Polygon
from django.db.models import Avg, Count, F, FloatField, Func, IntegerField

from assets.listing import LonLat, lonlats
from assets.models import AssetQuerySet
from assets.public_facts import public_facts, ready_to_tell
from assets.whereabouts import in_window, metric_window
from groundwork.time_limit import at_most
from places.features import collection, feature, point_text

MOST_POINTS = 200
MOST_CELLS = 400
CELL_PIXELS = 60
LEAST_CELL_M, MOST_CELL_M = 8, 262_144
PIXEL_AT_ZOOM_0_M = 156_543.03
MIDDLE_OF_BRITAIN = 54.0  # degrees north, for which the size of a pixel is reckoned
LONGEST_MS = 3_000
MARGIN = 0.0003  # degrees: some thirty metres

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Spot:
    """An asset on the map."""

    about: dict[str, Any]
    place: LonLat


@dataclass(frozen=True)
class Cell:
    """Assets of one square of the grid; `box` is west, south, east, north, round all of them."""

    count: int
    place: LonLat
    box: Box


@dataclass(frozen=True)
class Picture:
    """What a window shows: spots, or cells where there are too many to tell one by one.

    `found` are all that fit the search, `without_place` those of them that stand on no map, and
    `outside_list` those in view that the window of the list leaves out.
    """

    found: int
    without_place: int
    in_window: int
    outside_list: int = 0
    spots: tuple[Spot, ...] = ()
    cells: tuple[Cell, ...] = ()

    def as_geojson(self) -> Iterator[str]:
        """The picture as a FeatureCollection with its numbers, piece by piece."""
        return collection(
            self._features(),
            found=self.found,
            without_place=self.without_place,
            in_window=self.in_window,
            outside_list=self.outside_list,
            grouped=bool(self.cells),
        )

    def _features(self) -> Iterator[str]:
        for spot in self.spots:
            yield feature(spot.about, point_text(spot.place))
        for cell in self.cells:
            yield feature({"count": cell.count, "box": cell.box}, point_text(cell.place))


class _CellOf(Func):
    """The number of a column or row of the grid."""

    template = "floor(%(function)s(%(expressions)s) / %(size)s)::int"
    output_field = IntegerField()


class _Coordinate(Func):
    output_field = FloatField()


def picture(
    assets: AssetQuerySet,
    window: Polygon | None,
    *,
    zoom: float | None,
    on: dt.date,
    list_window: Polygon | None = None,
) -> Picture:
    """What a window of the map, in degrees, shows of public assets that were found.

    Without a window, all of them. `zoom` is that of web maps. A query that takes too long is
    stopped.
    """
    with at_most(LONGEST_MS):
        totals = assets.aggregate(found=Count("pk"), placed=Count("public_point"))
        found, placed = totals["found"], totals["placed"]
        shape = metric_window(window) if window else None
        if window and shape is None:
            return Picture(found, found - placed, 0)
        inside = assets.filter(public_point__isnull=False)
        seen = placed
        if shape is not None:
            inside = inside.filter(public_point__intersects=shape)
            seen = inside.count()
        outside = seen - in_window(inside, list_window).count() if list_window else 0
        told = Picture(found, found - placed, seen, outside)
        if seen <= MOST_POINTS:
            return replace(told, spots=tuple(_spots(inside, on)))
        size = cell_size(shape or _whole(inside), zoom)
        return replace(told, cells=tuple(_cells(inside, size)))


def cell_size(shape: GEOSGeometry, zoom: float | None) -> int:
    """The side of a cell in metres: a power of two, 60 to 120 pixels wide on the screen.

    Where no zoom is given, or one that does not go with the window, what gives few enough cells.
    """
    west, south, east, north = shape.extent
    width, height = max(east - west, 1.0), max(north - south, 1.0)
    least = max(math.sqrt(width * height / MOST_CELLS), max(width, height) / MOST_CELLS)
    wanted = least
    if zoom is not None:
        pixel = PIXEL_AT_ZOOM_0_M * math.cos(math.radians(MIDDLE_OF_BRITAIN)) / 2**zoom
        wanted = max(CELL_PIXELS * pixel, least)
    size = 2 ** math.ceil(math.log2(wanted))
    return int(min(max(size, LEAST_CELL_M), MOST_CELL_M))


def _whole(assets: AssetQuerySet) -> GEOSGeometry:
    return Polygon.from_bbox(assets.aggregate(box=Extent("public_point"))["box"])


def _spots(assets: AssetQuerySet, on: dt.date) -> Iterator[Spot]:
    facts = [
        public_facts(asset, on=on)
        for asset in ready_to_tell(assets).order_by("name", "pk")[:MOST_POINTS]
    ]
    places = lonlats([(each.point.x, each.point.y) if each.point else None for each in facts])
    for each, place in zip(facts, places, strict=True):
        if place is not None:
            about = {"reference": each.reference, "name": each.name, "kind": each.kind,
                     "kind_label": each.kind_label, "url": each.url}  # fmt: skip
            yield Spot(about, place)


def _cells(assets: AssetQuerySet, size: int) -> Iterator[Cell]:
    where = F("public_point")
    rows = (
        assets.order_by()
        .annotate(
            column=_CellOf(where, function="ST_X", size=size),
            row=_CellOf(where, function="ST_Y", size=size),
        )
        .values("column", "row")
        .annotate(
            count=Count("pk"),
            x=Avg(_Coordinate(where, function="ST_X")),
            y=Avg(_Coordinate(where, function="ST_Y")),
            box=Extent("public_point"),
        )
        .order_by("-count", "column", "row")
    )
    found = list(rows)
    middles = lonlats([(each["x"], each["y"]) for each in found])
    boxes = _boxes([each["box"] for each in found])
    for each, middle, box in zip(found, middles, boxes, strict=True):
        if middle is not None:
            yield Cell(each["count"], middle, box)


def _boxes(metric: list[Box]) -> Iterator[Box]:
    """Metric boxes in degrees, a little wider: the grid is turned against the meridians."""
    corners = [
        (x, y) for west, south, east, north in metric for x in (west, east) for y in (south, north)
    ]
    degrees = [corner for corner in lonlats(corners) if corner is not None]
    for first in range(0, len(degrees), 4):
        lons, lats = zip(*degrees[first : first + 4], strict=True)
        yield (
            round(min(lons) - MARGIN, 6),
            round(min(lats) - MARGIN, 6),
            round(max(lons) + MARGIN, 6),
            round(max(lats) + MARGIN, 6),
        )


def box_in_degrees(metric: Box) -> Box:
    """A metric box, west, south, east, north, in degrees and a little wider."""
    (box,) = _boxes([metric])
    return box
