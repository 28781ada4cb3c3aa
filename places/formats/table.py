"""Tables of comma-separated values: well-known text, GeoJSON or coordinates in their columns."""

import csv
import re
from collections import Counter
from io import StringIO

from shapely import Geometry, Point

from places.formats import geojson, wkt
from places.formats.geometry import Builder
from places.formats.records import MEBIBYTE, Limits, Record, Sheet, Unreadable

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
THOUSANDS = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")
LOOKED_AT = 50
MOST_COLUMNS = 500


def read(data: bytes, *, limits: Limits) -> Sheet:
    """Return a record for each row that is not blank, of the shape or coordinates in it."""
    sheet = Sheet("CSV", [])
    text = _decoded(data, sheet)
    rows = _rows(text)
    header = next(rows, None)
    if header is None:
        raise Unreadable("The file is empty.")
    names = _headers(header, sheet)
    table = []
    for number, cells in rows:
        table.append((number, cells))
        if len(table) > limits.records:
            raise Unreadable(f"It has more than {limits.records:,} rows.")
    if not table:
        raise Unreadable("It has a header and no rows.")
    _note_ragged(table, len(names), sheet)
    keys = [_key(name) for name in names]
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


def _decoded(data: bytes, sheet: Sheet) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252", "latin-1"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding in {"cp1252", "latin-1"}:
            sheet.notes.append("The file is not UTF-8; its letters were read as Windows-1252.")
        if "\0" in text:
            break
        return text
    raise Unreadable("It is not a text file, nor any other kind of file that can be read.")


def _rows(text: str):
    """Yield the header, then (row number, cells) for every row that is not blank."""
    csv.field_size_limit(64 * MEBIBYTE)
    first_line = text.partition("\n")[0]
    delimiter = max(",;\t|", key=first_line.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    try:
        for number, cells in enumerate(reader, start=1):
            if number == 1:
                yield cells
            elif any(cell.strip() for cell in cells):
                yield number, cells
    except csv.Error as error:
        raise Unreadable(f"It is not a sound CSV file ({error}).") from None


def _headers(cells: list[str], sheet: Sheet) -> list[str]:
    """Return names unlike each other; a blank or repeated one gets its column's number."""
    if len(cells) > MOST_COLUMNS:
        raise Unreadable(f"It has more than {MOST_COLUMNS:,} columns.")
    names: list[str] = []
    for number, cell in enumerate(cells, start=1):
        name = " ".join(cell.split())[:100]
        if not name:
            name = f"column {number}"
        elif name in names:
            sheet.notes.append(f"Two columns are headed “{name}”; the first was used.")
            name = f"{name} (column {number})"
        names.append(name)
    return names


def _key(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())


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
