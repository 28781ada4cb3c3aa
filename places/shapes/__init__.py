"""Reads the shapes that people type, paste, draw or upload, into sound shapes in metres.

Three doors: `read_text` (GeoJSON or well-known text), `read_geojson` (the values of a drawing) and
`read_file` (GeoJSON, KML, GeoPackage, zipped Shapefile, CSV). Each gives a `Reading`: the features
kept, those refused and why, and in sentences what was understood and what was mended. What is
wrong with a shape is never guessed away: a shape that crosses itself is refused, and the place of
the crossing told. A text or a drawing is one thought: if a part of it is refused, all of it is.
"""

from places.shapes.readings import (
    Feature,
    Reading,
    Refusal,
    read_file,
    read_geojson,
    read_text,
)
from places.shapes.soundness import ShapeRefused, check_shape

__all__ = [
    "Feature",
    "Reading",
    "Refusal",
    "ShapeRefused",
    "check_shape",
    "read_file",
    "read_geojson",
    "read_text",
]
