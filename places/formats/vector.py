"""GeoPackages and shapefiles, read by GDAL with every other driver switched off."""

import datetime as dt
import math
from pathlib import Path

import numpy as np
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError, FieldError

from places.formats.records import Limits, Record, Sheet, Unreadable

DRIVERS = {".gpkg": "GPKG", ".shp": "ESRI Shapefile"}
NAMES = {"GPKG": "GeoPackage", "ESRI Shapefile": "Shapefile"}


def read(path: Path, *, limits: Limits) -> Sheet:
    """Return a record for each feature of the file's one layer that has shapes."""
    try:
        return _read(path, limits)
    except (DataSourceError, DataLayerError, FieldError, UnicodeDecodeError, ValueError):
        raise Unreadable(
            "The file is damaged, or is not the kind of file that it says it is."
        ) from None


def _read(path: Path, limits: Limits) -> Sheet:
    layers = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
    if not layers:
        raise Unreadable("It has no layer of shapes.")
    info = pyogrio.read_info(path, layer=layers[0], force_feature_count=True)
    driver = DRIVERS[path.suffix]
    if info["driver"] != driver:
        raise Unreadable("It is not the kind of file that it says it is.")
    if info["features"] > limits.records:
        raise Unreadable(f"It has {info['features']:,} features; {limits.records:,} at most.")
    meta, _, shapes, columns = pyogrio.raw.read(path, layer=layers[0])
    sheet = Sheet(NAMES[driver], [], stated=meta["crs"] or "")
    if len(layers) > 1:
        sheet.notes.append(f"It has {len(layers)} layers; the first, “{layers[0]}”, was read.")
    fields = [str(name) for name in meta["fields"]]
    points = 0
    for index, wkb in enumerate(shapes):
        properties = {
            name: _plain(column[index]) for name, column in zip(fields, columns, strict=True)
        }
        if not wkb:
            sheet.records.append(Record(index + 1, properties, why="It has no shape."))
            continue
        try:
            shape = shapely.from_wkb(wkb)
        except (shapely.errors.ShapelyError, NotImplementedError):
            why = "Its shape is curved or damaged, and cannot be read."
            sheet.records.append(Record(index + 1, properties, why=why))
            continue
        points += int(shapely.get_num_coordinates(shape))
        if points > limits.points:
            raise Unreadable(f"It has more than {limits.points:,} points in all.")
        if shape.has_z and "Heights (third coordinates) were dropped." not in sheet.notes:
            sheet.notes.append("Heights (third coordinates) were dropped.")
        sheet.records.append(Record(index + 1, properties, shapely.force_2d(shape)))
    if not sheet.records:
        raise Unreadable("It has no features.")
    return sheet


def _plain(value: object) -> object:
    """Return a value that JSON can carry."""
    if isinstance(value, np.datetime64):
        return None if np.isnat(value) else str(value)
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return value if isinstance(value, str | int | float | bool | None) else None
