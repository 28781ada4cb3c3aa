"""GeoJSON (RFC 7946), as text or as the values of a drawing."""

import json

from shapely import Geometry

from places.formats.geometry import Builder, joined
from places.formats.records import Limits, Record, Sheet, Unreadable

GEOMETRIES = {
    "Point",
    "MultiPoint",
    "LineString",
    "MultiLineString",
    "Polygon",
    "MultiPolygon",
    "GeometryCollection",
}
TYPES = {"Feature", "FeatureCollection", *GEOMETRIES}
DEEPEST_COLLECTION = 4


def parsed(text: str | bytes) -> object:
    """Return the values of a JSON text; raise Unreadable where it is not JSON."""
    try:
        return json.loads(text, parse_constant=_not_finite)
    except RecursionError:
        raise Unreadable("It is nested too deeply to be a map of anything.") from None
    except json.JSONDecodeError as error:
        raise Unreadable(
            f"It is not well-formed JSON: see line {error.lineno}, character {error.colno}."
        ) from None
    except ValueError as error:
        if isinstance(error.args[0], Unreadable):
            raise error.args[0] from None
        raise Unreadable("It is not well-formed JSON.") from None


def read(value: object, *, limits: Limits) -> Sheet:
    """Return the sheet of a parsed GeoJSON text: features, or a bare geometry as one record."""
    if not isinstance(value, dict):
        raise Unreadable("GeoJSON begins with an object that has a “type”.")
    kind = _type_of(value)
    if kind == "FeatureCollection":
        features = value.get("features")
        if not isinstance(features, list):
            raise Unreadable("The FeatureCollection has no list of features.")
        if not features:
            raise Unreadable("The FeatureCollection is empty: it has no features.")
    elif kind == "Feature":
        features = [value]
    else:
        features = [{"type": "Feature", "geometry": value}]
    if len(features) > limits.records:
        raise Unreadable(f"It has {len(features):,} features; {limits.records:,} at most.")
    builder = Builder()
    sheet = Sheet("GeoJSON", [], stated=_crs_of(value), standard=4326)
    for row, feature in enumerate(features, start=1):
        sheet.records.append(_record(row, feature, builder))
        if builder.points > limits.points:
            raise Unreadable(f"It has more than {limits.points:,} points in all.")
    if builder.has_heights:
        sheet.notes.append("Heights (third coordinates) were dropped.")
    return sheet


def geometry(value: object, builder: Builder, depth: int = 0) -> Geometry:
    """Return the shape of a GeoJSON geometry object, in its own coordinates."""
    if value is None:
        raise Unreadable("It has no shape (its geometry is null).")
    if not isinstance(value, dict):
        raise Unreadable("Its geometry is not a GeoJSON geometry.")
    kind = _type_of(value)
    if kind not in GEOMETRIES:
        raise Unreadable(f"A {kind} was found where a geometry was expected.")
    if kind != "GeometryCollection":
        return builder.built(kind, value.get("coordinates"))
    parts = value.get("geometries")
    if not isinstance(parts, list) or not parts:
        raise Unreadable("The GeometryCollection holds nothing.")
    if depth == DEEPEST_COLLECTION:
        raise Unreadable("Collections are nested too deeply.")
    return joined([geometry(part, builder, depth + 1) for part in parts])


def _record(row: int, feature: object, builder: Builder) -> Record:
    if not isinstance(feature, dict):
        return Record(row, {}, why="It is not a feature: it is empty.")
    properties = feature.get("properties")
    properties = dict(properties) if isinstance(properties, dict) else {}
    if isinstance(feature.get("id"), str | int):
        properties.setdefault("id", feature["id"])
    try:
        if _type_of(feature) != "Feature":
            raise Unreadable(f"It is a {feature['type']}, not a Feature.")
        return Record(row, properties, geometry(feature.get("geometry"), builder))
    except Unreadable as problem:
        return Record(row, properties, why=problem.sentence)


def _type_of(value: dict) -> str:
    kind = value.get("type")
    if not isinstance(kind, str):
        raise Unreadable("It has no “type”, so it is not GeoJSON.")
    if kind == "Topology":
        raise Unreadable("It is TopoJSON, which is not read. Save it as GeoJSON.")
    if kind not in TYPES:
        meant = next((known for known in TYPES if known.lower() == kind.lower()), None)
        hint = f" Did you mean “{meant}”?" if meant else ""
        raise Unreadable(f"“{kind[:40]}” is not a GeoJSON type.{hint}")
    return kind


def _crs_of(value: dict) -> str:
    """Return the name in the `crs` member of older files, or ""."""
    crs = value.get("crs")
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return name[:200] if isinstance(name, str) else ""


def _not_finite(name: str) -> float:
    raise ValueError(Unreadable(f"A number is {name}, which is not a finite number."))
