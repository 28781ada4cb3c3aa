"""Tables of comma-separated values: well-known text, GeoJSON or coordinates in their columns."""

from collections import Counter

from shapely import Geometry, Point

from groundwork.tables import THOUSANDS, decoded, key_of, rows_of, unlike_names
from places.formats import geojson, wkt
from places.formats.geometry import Builder
from places.formats.records import Limits, Record, Sheet, Unreadable

SHAPE_COLUMNS = (
    "geometry",
    "wkt",
    "geom",
    "thegeom",
    "wktgeometry",
    "geometrywkt",
    "multipolygon",
    "polygon",
    "geojson",
    "shape",
    "boundary",
    "point",
)
# Pairs of columns, east first. Metres come before degrees: where a file has both, they are exact.
COORDINATE_COLUMNS = (
    ("easting", "northing"),
    ("eastings", "northings"),
    ("oseast1m", "osnrth1m"),
    ("xcoordinate", "ycoordinate"),
    ("xcoord", "ycoord"),
    ("geometryx", "geometryy"),
    ("longitude", "latitude"),
    ("long", "lat"),
    ("lng", "lat"),
    ("lon", "lat"),
    ("geox", "geoy"),
    ("x", "y"),
)
SYSTEM_COLUMNS = (
    "coordinatereferencesystem",
    "coordinatesystem",
    "crs",
    "srid",
)
LOOKED_AT = 50


def read(data: bytes, *, limits: Limits) -> Sheet:
    """Return a record for each row that is not blank, of the shape or coordinates in it."""
    sheet = Sheet("CSV", [])
    rows = rows_of(decoded(data, sheet.notes))
    _, header = next(rows, (0, None))
    if header is None:
        raise Unreadable("The file is empty.")
    names = unlike_names(header, sheet.notes)
    table = []
    for number, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        table.append((number, cells))
        if len(table) > limits.records:
            raise Unreadable(f"It has more than {limits.records:,} rows.")
    if not table:
        raise Unreadable("It has a header and no rows.")
    _note_ragged(table, len(names), sheet)
    keys = [key_of(name) for name in names]
    shape_columns = _shape_columns(keys, [cells for _, cells in table[:LOOKED_AT]])
    pair = next((pair for pair in COORDINATE_COLUMNS if set(pair) <= set(keys)), None)
    if not shape_columns and not pair:
        raise Unreadable(
            "No column of shapes or coordinates was found. Name one “geometry” (well-known text or"
            " GeoJSON), or two “easting” and “northing”, or “longitude” and “latitude”."
        )
    builder = Builder()
    stated: Counter[str] = Counter()
    system = next((keys.index(key) for key in SYSTEM_COLUMNS if key in keys), None)
    for number, cells in table:
        cells = cells + [""] * (len(names) - len(cells))
        properties = {name: cell for name, cell in zip(names, cells, strict=False) if cell.strip()}
        try:
            if shape_columns:
                shape, said = _shape(cells, shape_columns, builder)
            else:
                shape, said = _point(cells, keys, pair), ""
            sheet.records.append(Record(number, properties, shape))
            stated[said or (cells[system].strip()[:80] if system is not None else "")] += 1
        except Unreadable as problem:
            sheet.records.append(Record(number, properties, why=problem.sentence))
        if builder.points > limits.points:
            raise Unreadable(f"It has more than {limits.points:,} points in all.")
    if stated:
        sheet.stated = stated.most_common(1)[0][0]
    if builder.has_heights:
        sheet.notes.append("Heights (third coordinates) were dropped.")
    return sheet


def _note_ragged(table: list[tuple[int, list[str]]], width: int, sheet: Sheet) -> None:
    long = [str(row) for row, cells in table if any(cell.strip() for cell in cells[width:])]
    if long:
        more = " and others" if len(long) > 5 else ""
        sheet.notes.append(
            f"Some rows have more cells than the header has names, and the extra cells were left"
            f" out: row {', '.join(long[:5])}{more}."
        )


def _shape_columns(keys: list[str], sample: list[list[str]]) -> list[int]:
    """Return the columns whose cells hold shapes, those with a telling name first."""

    def holds_shapes(column: int) -> bool:
        cells = [cells[column] for cells in sample if len(cells) > column]
        return any(cell.lstrip().startswith("{") or wkt.looks_like(cell) for cell in cells)

    named = [keys.index(key) for key in SHAPE_COLUMNS if key in keys]
    others = [column for column in range(len(keys)) if column not in named]
    return [column for column in named + others if holds_shapes(column)]


def _shape(cells: list[str], columns: list[int], builder: Builder) -> tuple[Geometry, str]:
    """Return the first shape of a row, and the reference system that it states or ""."""
    cell = next((cells[column].strip() for column in columns if cells[column].strip()), "")
    if not cell:
        raise Unreadable("It has no shape.")
    if cell.startswith("{"):
        value = geojson.parsed(cell)
        if isinstance(value, dict) and value.get("type") == "Feature":
            value = value.get("geometry")
        return geojson.geometry(value, builder), ""
    return wkt.geometry(cell, builder)


def _point(cells: list[str], keys: list[str], pair: tuple[str, str]) -> Point:
    numbers = []
    for key in pair:
        cell = cells[keys.index(key)].strip()
        if not cell:
            raise Unreadable("It has no coordinates.")
        try:
            number = float(cell.replace(",", "") if THOUSANDS.fullmatch(cell) else cell)
        except ValueError:
            raise Unreadable(f"A coordinate is not a number: “{cell[:40]}”.") from None
        if not abs(number) < 1e9:
            raise Unreadable("A coordinate is not a finite number.")
        numbers.append(number)
    return Point(numbers)
