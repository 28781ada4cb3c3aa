"""Where a row of a register says that its asset is: in whichever way it says it.

The coordinates are believed before what the file states of them: numbers tell by their range
whether they are metres of the British National Grid or degrees. Latitude and longitude in the
wrong order are turned round.
"""

import re
from dataclasses import dataclass, field

import numpy as np
from shapely import Geometry, MultiPolygon, Point, Polygon

from assets.importing.cells import is_nothing, plain_number, tidy
from groundwork.tables import Unreadable
from places.crs import LONLAT, METRIC, NotTransformable, inside_area_of_use, metric_of
from places.formats import geojson, wkt
from places.formats.flaws import flaw
from places.formats.geometry import Builder
from places.shapes import ShapeRefused, check_shape
from places.shapes.metres import in_metres
from places.shapes.reference_systems import BRITAIN, stated_srid

NAMES = {
    METRIC: "eastings and northings of the British National Grid",
    LONLAT: "longitude and latitude",
}
PAIR = re.compile(r"[-+]?\d+(?:\.\d+)?")
LABELLED = re.compile(
    r"(?P<which>lat|lon|lng)[a-z]*\s*[:=]?\s*(?P<value>[-+]?\d+(?:\.\d+)?)",
    re.IGNORECASE,
)
GRID_REFERENCE = re.compile(
    r"\b([HNOST][A-HJ-Z])\s*(\d{3,5})\s+(\d{3,5})\b|\b([HNOST][A-HJ-Z])\s*(\d{6,10})\b",
    re.IGNORECASE,
)
GRID_LETTERS = "ABCDEFGHJKLMNOPQRSTUVWXYZ"  # of squares, without I
SQUARE_M = 100_000
CENTIMETRES = 2
LEAST_METRES = 1_000  # there is no land nearer to the grid's edges, so smaller numbers mean another


@dataclass
class Where:
    """A place in metres, or none: a point, an outline, and what was put right, by kind."""

    point: tuple[float, float] | None = None
    outline: Geometry | None = None
    mends: list[tuple[str, str]] = field(default_factory=list)
    said: str = ""  # the reference system that it turned out to be in


def system_of(x: float, y: float) -> tuple[int | None, bool]:
    """Return the EPSG number that two numbers can only be in, and whether they are swapped."""
    west, south, east, north = BRITAIN
    if west <= x <= east and south <= y <= north:
        return LONLAT, False
    if west <= y <= east and south <= x <= north:
        return LONLAT, True
    if x < LEAST_METRES or y < LEAST_METRES:
        return None, False
    return (METRIC, False) if inside_area_of_use(x, y) else (None, False)


def of_numbers(x: float, y: float, *, stated: str = "", chosen: str = "") -> Where:
    """Return the place of two numbers. `stated` is what the file says, `chosen` what a person."""
    where = Where()
    if x == 0 and y == 0:
        where.mends.append(("no place", "Its coordinates are 0 and 0, so it has no place."))
        return where
    srid, is_swapped = system_of(x, y)
    if srid is None or (chosen and str(srid) != chosen):
        said = f" as {NAMES[int(chosen)]}" if chosen and int(chosen) in NAMES else ""
        why = f"Its coordinates, {x:g} and {y:g}, are nowhere in Great Britain{said}: left out."
        where.mends.append(("no place", why))
        return where
    if is_swapped:
        x, y = y, x
        why = "Latitude and longitude stood the wrong way round: swapped."
        where.mends.append(("swapped", why))
    believed = stated_srid(stated) if stated.strip() else None
    if believed is not None and believed != srid:
        why = f"The file says “{tidy(stated)[:40]}”, but these are {NAMES[srid]}: read as such."
        where.mends.append(("false system", why))
    try:
        metric = metric_of(x, y) if srid == LONLAT else (x, y)
    except NotTransformable:
        where.mends.append(("no place", "Its coordinates are nowhere in Great Britain: left out."))
        return where
    where.point = round(metric[0], CENTIMETRES), round(metric[1], CENTIMETRES)
    where.said = str(srid)
    return where


def of_cells(x: str, y: str, *, stated: str = "", chosen: str = "") -> Where:
    """Return the place that two cells give."""
    cells = [tidy(x), tidy(y)]
    blank = [is_nothing(cell) for cell in cells]
    if all(blank):
        return Where()
    if any(blank):
        return _none("It has only one of its two coordinates, so it has no place.")
    numbers = [plain_number(cell) for cell in cells]
    if None in numbers:
        wrong = next(cell for cell, number in zip(cells, numbers, strict=True) if number is None)
        both = of_text(" ".join(cells), stated=stated, chosen=chosen)
        if both.point:
            return both
        return _none(f"“{wrong[:40]}” is not a coordinate, so it has no place.")
    return of_numbers(*(float(number or 0) for number in numbers), stated=stated, chosen=chosen)


def of_text(text: str, *, stated: str = "", chosen: str = "") -> Where:
    """Return the place in a text such as "Latitude: 50.72 Longitude: -3.53" or "SO 949 222"."""
    text = tidy(text)
    if is_nothing(text):
        return Where()
    if found := GRID_REFERENCE.search(text):
        place = _of_grid_reference(found)
        if place:
            where = Where(point=place, said=str(METRIC))
            why = f"Its place was read from the grid reference {found[0]}."
            where.mends.append(("place from text", why))
            return where
    labels = {m["which"][:3].lower(): float(m["value"]) for m in LABELLED.finditer(text)}
    if {"lat"} <= set(labels) and {"lon", "lng"} & set(labels):
        pair = labels.get("lon", labels.get("lng", 0.0)), labels["lat"]
    else:
        numbers = [float(number) for number in PAIR.findall(text.replace(", ", " "))]
        if len(numbers) != 2:
            return _none(f"“{text[:60]}” gives no place that could be read.")
        pair = numbers[0], numbers[1]
    srid, is_swapped = system_of(*pair)
    if srid == LONLAT and is_swapped:  # in one text, latitude first is the custom and no mistake
        pair = pair[1], pair[0]
    where = of_numbers(*pair, stated=stated, chosen=chosen)
    if where.point:
        where.mends.append(("place from text", f"Its place was read from the text “{text[:60]}”."))
    return where


def _of_grid_reference(found: re.Match) -> tuple[float, float] | None:
    letters = (found[1] or found[4]).upper()
    if found[1]:
        east, north = found[2], found[3]
        if len(east) != len(north):
            return None
    else:
        figures = found[5]
        if len(figures) % 2:
            return None
        east, north = figures[: len(figures) // 2], figures[len(figures) // 2 :]
    first, second = (GRID_LETTERS.index(letter) for letter in letters)
    column = ((first - 2) % 5) * 5 + second % 5
    row = (19 - (first // 5) * 5) - second // 5
    scale = 10 ** (5 - len(east))
    x, y = column * SQUARE_M + int(east) * scale, row * SQUARE_M + int(north) * scale
    return (float(x), float(y)) if inside_area_of_use(x, y) else None


def of_shape(cell: str, *, stated: str = "", chosen: str = "") -> Where:
    """Return the outline, or the point, in well-known text or GeoJSON."""
    text = cell.strip()
    if is_nothing(text):
        return Where()
    try:
        shape, said = _shape(text)
    except Unreadable as problem:
        return _none(f"Its outline was left out: {problem.sentence}", kind="no outline")
    if shape.is_empty:
        return _none("Its outline is empty, so it was left out.", kind="no outline")
    west, south, east, north = shape.bounds
    srid, is_swapped = system_of((west + east) / 2, (south + north) / 2)
    where = Where()
    if srid is None or is_swapped or (chosen and str(srid) != chosen):
        return _none("Its outline is nowhere in Great Britain: left out.", kind="no outline")
    believed = stated_srid(said or stated) if (said or stated).strip() else None
    if believed is not None and believed != srid:
        why = f"The file says “{(said or stated)[:40]}”, but these are {NAMES[srid]}: read as such."
        where.mends.append(("false system", why))
    where.said = str(srid)
    if isinstance(shape, Point):
        return of_numbers(shape.x, shape.y, stated=said or stated, chosen=chosen)
    why, _ = flaw(shape)
    if why:
        return _none(f"Its outline was left out: {why}", kind="no outline")
    ((metric, why),), _ = in_metres(np.array([shape], dtype=object), source=srid, srid=METRIC)
    try:
        if metric is None:
            raise ShapeRefused([why])
        check_shape(metric)
    except ShapeRefused as problem:
        sentence = f"Its outline was left out: {' '.join(problem.sentences)}"
        return _none(sentence, kind="no outline")
    where.outline = MultiPolygon([metric]) if isinstance(metric, Polygon) else metric
    return where


def _shape(text: str) -> tuple[Geometry, str]:
    if not text.startswith("{"):
        return wkt.geometry(text, Builder())
    value = geojson.parsed(text)
    if isinstance(value, dict) and value.get("type") == "Feature":
        value = value.get("geometry")
    return geojson.geometry(value, Builder()), ""


def _none(sentence: str, *, kind: str = "no place") -> Where:
    return Where(mends=[(kind, sentence)])
