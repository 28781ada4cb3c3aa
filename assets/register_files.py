"""A register's table written out: as CSV, as a spreadsheet, as GeoJSON."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice
from typing import Any, BinaryIO

import shapely

from assets.exporting import ATTRIBUTION, Record, Table
from groundwork.media import csv_lines
from groundwork.workbook import workbook
from places.crs import to_lonlat

CHUNK = 1000


def as_csv(table: Table) -> Iterator[str]:
    """The table line by line, every cell guarded; numbers stay numbers."""
    return csv_lines(table.header, (_plain(record.cells) for record in table.rows))


def _plain(cells: list[Any]) -> list[Any]:
    """Decimals are numbers too, and without the noughts that nobody wrote."""
    return [float(cell) if isinstance(cell, Decimal) else cell for cell in cells]


def as_xlsx(table: Table, about: Iterable[tuple[str, str]]) -> BinaryIO:
    """The table as a spreadsheet file, with a second sheet of pairs that say what it is."""
    rows = (record.cells for record in table.rows)
    note = [("About this file", ""), *about, ("Licence", ATTRIBUTION)]
    return workbook([("Register", _headed(table.header, rows)), ("About this file", note)])


def _headed(header: list[str], rows: Iterable[list[Any]]) -> Iterator[list[Any]]:
    yield header
    yield from rows


def as_geojson(table: Table) -> Iterator[str]:
    """The table as a GeoJSON collection, piece by piece: longitude and latitude, six decimals.

    What lies nowhere is a feature without a shape. Empty cells are left out.
    """
    yield f'{{"type": "FeatureCollection", "attribution": {json.dumps(ATTRIBUTION)}, "features": ['
    is_first = True
    while chunk := [*islice(table.rows, CHUNK)]:
        for record, shape in zip(chunk, _shapes(chunk), strict=True):
            feature = {
                "type": "Feature",
                "id": record.reference,
                "geometry": shape,
                "properties": {
                    name: _in_json(cell)
                    for name, cell in zip(table.header, record.cells, strict=True)
                    if cell not in (None, "")
                },
            }
            yield ("" if is_first else ",") + "\n" + json.dumps(feature, ensure_ascii=False)
            is_first = False
    yield "\n]}\n"


def _shapes(records: list[Record]) -> list[dict[str, Any] | None]:
    """The records' shapes in degrees as GeoJSON has them, moved in one pass."""
    metric = [shapely.from_wkb(bytes(r.shape.wkb)) if r.shape else None for r in records]
    moved = iter(to_lonlat([shape for shape in metric if shape is not None]))
    return [json.loads(shapely.to_geojson(next(moved))) if shape else None for shape in metric]


def _in_json(cell: Any) -> Any:
    if isinstance(cell, Decimal):
        return float(cell)
    return cell.isoformat() if isinstance(cell, dt.date) else cell
