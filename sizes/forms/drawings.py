"""Shapes as the text of the map's drawing: a GeoJSON geometry in longitude and latitude."""

import json

import shapely
from shapely import Geometry


def geojson_of(shape: Geometry) -> str:
    """A shape in longitude and latitude as a GeoJSON geometry."""
    return json.dumps(shapely.geometry.mapping(shape), separators=(",", ":"))


def taken_apart(text: str) -> str:
    """A drawing's MultiPolygon as one feature a polygon: several may be drawn over one another.

    Any other text comes back as it is.
    """
    try:
        drawing = json.loads(text)
    except (ValueError, RecursionError):
        return text
    if not isinstance(drawing, dict) or drawing.get("type") != "MultiPolygon":
        return text
    parts = drawing.get("coordinates")
    if not isinstance(parts, list):
        return text
    features = [
        {
            "type": "Feature",
            "properties": {},
            "geometry": {"type": "Polygon", "coordinates": part},
        }
        for part in parts
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})
