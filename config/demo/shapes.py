"""The places of the demonstration, recorded by the same verbs as a council's own files."""

from collections.abc import Sequence

import shapely

from config.demo.places import CITY, HIGH_STREET, PARK, POSTCODES, TOWER, WARDS
from places.crs import METRIC, to_metric
from places.models import Area
from places.register import load_areas, load_postcodes
from places.shapes import Feature, Reading

SOURCE = "Rough outlines for demonstration"
NAMED_PLACES = {
    (Area.Kind.DISTRICT, "demo-city", "Birmingham"): CITY,
    (Area.Kind.TOWER_BLOCK, "demo-tower", "Brookside Tower"): TOWER,
    (Area.Kind.HIGH_STREET, "demo-high-street", "Pershore Road shops"): HIGH_STREET,
    (Area.Kind.PARK, "demo-park", "Cotteridge Park"): PARK,
}


def metric_polygon(corners: Sequence[tuple[float, float]]) -> shapely.Polygon:
    """The area with these corners, longitude and latitude, in metres."""
    return to_metric(shapely.Polygon(corners))


def _reading(features: list[Feature]) -> Reading:
    return Reading(features, [], f"EPSG:{METRIC}", "stated", "typed in")


def record_places() -> None:
    """Record the wards, the named places and the postcodes of the demonstration."""
    wards = [
        Feature(row, name, reference, {}, metric_polygon(corners))
        for row, ((reference, name), corners) in enumerate(WARDS.items(), start=1)
    ]
    load_areas(_reading(wards), kind=Area.Kind.WARD, authority="Birmingham", source=SOURCE)
    for (kind, reference, name), corners in NAMED_PLACES.items():
        feature = Feature(1, name, reference, {}, metric_polygon(corners))
        load_areas(_reading([feature]), kind=kind, authority="Birmingham", source=SOURCE)
    points = [
        Feature(row, code, code, {"postcode": code}, to_metric(shapely.Point(position)))
        for row, (code, position) in enumerate(POSTCODES.items(), start=1)
    ]
    load_postcodes(_reading(points))
