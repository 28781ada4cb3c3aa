"""Between longitude and latitude and metres.

Shapes are reckoned in a metric reference system (EPSG:27700, the British National Grid, in metres
east and north) and exchanged as longitude and latitude (EPSG:4326). The change is made by the same
PROJ operation as PostGIS's ST_Transform, without grids, so that Python and SQL agree to a
centimetre. Shapes here are shapely's; arrays of shapes go through in one pass.
"""

import threading
from collections.abc import Sequence
from typing import overload

import numpy as np
import shapely
from django.contrib.gis.gdal import CoordTransform, GDALException, OGRGeometry, SpatialReference
from django.contrib.gis.geos import GEOSGeometry
from shapely import Geometry

from places.constraints import METRIC_BOX

METRIC, LONLAT = 27700, 4326
DEGREE_DECIMALS = 6  # about 0.1 m, as RFC 7946 advises

_kept = threading.local()  # PROJ's transformations may not be shared between threads


class NotTransformable(Exception):
    """Coordinates that a reference system gives no place to, or an unknown reference system."""


@overload
def to_metric(shape: Geometry, *, source: int = ..., metric: int = ...) -> Geometry: ...
@overload
def to_metric(
    shape: Sequence[Geometry] | np.ndarray, *, source: int = ..., metric: int = ...
) -> np.ndarray: ...
def to_metric(shape, *, source=LONLAT, metric=METRIC):
    """Return a shape, or an array of them, in metres; `source` is the EPSG number it is in."""
    return _transformed(shape, source, metric)


@overload
def to_lonlat(shape: Geometry, *, metric: int = ...) -> Geometry: ...
@overload
def to_lonlat(shape: Sequence[Geometry] | np.ndarray, *, metric: int = ...) -> np.ndarray: ...
def to_lonlat(shape, *, metric=METRIC):
    """Return a metric shape, or an array of them, in degrees rounded to six decimals."""
    return _transformed(shape, metric, LONLAT, decimals=DEGREE_DECIMALS)


def metric_of(lon: float, lat: float, *, metric: int = METRIC) -> tuple[float, float]:
    """Return a position in metres east and north; raise NotTransformable where it has none."""
    return _position(lon, lat, LONLAT, metric)


def lonlat_of(x: float, y: float, *, source: int = METRIC) -> tuple[float, float]:
    """Return a position in degrees, rounded to six decimals."""
    lon, lat = _position(x, y, source, LONLAT)
    return round(lon, DEGREE_DECIMALS), round(lat, DEGREE_DECIMALS)


def moved(shape: GEOSGeometry, srid: int) -> GEOSGeometry:
    """Return one of Django's shapes in another reference system, every decimal kept.

    Its own `transform` makes PROJ's operation anew each time, which takes some 15 ms; this does so
    once a thread. Raises NotTransformable for an unknown reference system.
    """
    return shape.transform(_transformation(shape.srid, srid), clone=True)


@overload
def inside_area_of_use(x: float, y: float) -> bool: ...
@overload
def inside_area_of_use(x: np.ndarray, y: np.ndarray) -> np.ndarray: ...
def inside_area_of_use(x, y):
    """Whether metric positions lie where the metric reference system means anything."""
    west, south, east, north = METRIC_BOX
    return (west <= x) & (x <= east) & (south <= y) & (y <= north)


def is_known(srid: int) -> bool:
    """Whether an EPSG number names a reference system that shapes can be moved from."""
    try:
        _transformation(srid, METRIC)
    except NotTransformable:
        return False
    return True


def _position(x: float, y: float, source: int, target: int) -> tuple[float, float]:
    ((x, y),) = _moved(np.array([[x, y], [x, y]], dtype=float), source, target)[:1]
    return float(x), float(y)


def _transformed(shape, source: int, target: int, decimals: int | None = None):
    if source == target:
        return shape
    coordinates = shapely.get_coordinates(shape)
    if len(coordinates):
        repeated = np.vstack([coordinates, coordinates[-1:]])  # a line needs two positions
        coordinates = _moved(repeated, source, target)[:-1]
    if decimals is not None:
        coordinates = np.round(coordinates, decimals)
    copy = np.array(shape, dtype=object)
    moved = shapely.set_coordinates(copy, coordinates)
    return moved.item() if isinstance(shape, Geometry) else moved


def _moved(coordinates: np.ndarray, source: int, target: int) -> np.ndarray:
    """Return coordinates moved from one reference system to another, all as one line at once."""
    most = (180, 90) if source == LONLAT else (1e9, 1e9)
    if not (np.abs(coordinates) <= most).all():  # which also finds what is no number
        raise NotTransformable(f"These coordinates are nowhere in EPSG:{source}.")
    line = OGRGeometry(memoryview(shapely.to_wkb(shapely.linestrings(coordinates))))
    try:
        line.transform(_transformation(source, target))
    except GDALException:
        raise NotTransformable(f"No place in EPSG:{target} for these coordinates.") from None
    moved = shapely.get_coordinates(shapely.from_wkb(bytes(line.wkb)))
    if not np.isfinite(moved).all():
        raise NotTransformable(f"No place in EPSG:{target} for these coordinates.")
    return moved


def _transformation(source: int, target: int) -> CoordTransform:
    known = _kept.__dict__.setdefault("transformations", {})
    if (source, target) not in known:
        try:
            ends = SpatialReference(source), SpatialReference(target)
            known[source, target] = CoordTransform(*ends)
        except GDALException:
            raise NotTransformable(f"EPSG:{source} or EPSG:{target} is not known.") from None
    return known[source, target]
