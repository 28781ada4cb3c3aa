"""Where assets are looked for: near a place that somebody named, and in a window of a map."""

import datetime as dt
import re
from dataclasses import dataclass

import shapely
from django.conf import settings
from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import GEOSGeometry, Polygon

from assets.models import AssetQuerySet
from places.crs import to_metric
from places.fuzzy import distance_in_words
from places.lookup import Found, find, find_spot
from places.models import Area

MOST_CHOICES = 4
# Great Britain in degrees, with something to spare: what a window shows beyond it is nowhere here.
BRITAIN = (-9.5, 49.5, 3.0, 61.5)
LONGEST_EDGE = 0.2  # degrees: a straight edge of a window is a curve in metres
LON_LAT = re.compile(r"\s*(-?\d{1,2}(?:\.\d{1,15})?)\s*,\s*(\d{2}(?:\.\d{1,15})?)\s*")


@dataclass(frozen=True)
class Near:
    """A place to look near, and how far at most: metric, in metres; None is as far as there is any.

    An area is looked in where no distance is given. `is_spot` is somebody's position, which may be
    kept nowhere.
    """

    label: str
    shape: GEOSGeometry
    is_area: bool = False
    is_spot: bool = False
    note: str = ""

    def limit(self, metres: int | None) -> int | None:
        """How far from it to look."""
        return 0 if metres is None and self.is_area else metres

    def in_words(self, metres: int | None) -> str:
        """Return "within 800 m of B30 2HA", "in Stirchley ward" or "nearest to B30 2HA first"."""
        limit = self.limit(metres)
        if limit is None:
            return f"nearest to {self.label} first"
        if self.is_area and limit == 0:
            return f"in {self.label}"
        return f"within {distance_in_words(limit)} of {self.label}"


def read_near(text: str, *, on: dt.date) -> Near:
    """Read a postcode, a place with a name, "latitude, longitude", or "lon,lat" as the API has it.

    Raises ValueError with a sentence on what to write instead.
    """
    swapped = LON_LAT.fullmatch(text)
    # In Great Britain no longitude can be taken for a latitude.
    found = find_spot(float(swapped[1]), float(swapped[2])) if swapped else Found(problem="-")
    if found.point is None:
        found = find(text, on=on)
    if found.problem or found.point is None:
        names = ", ".join(_told_apart(area) for area in found.choices[:MOST_CHOICES])
        raise ValueError(f"{found.problem} {names}.".strip() if names else found.problem)
    if found.area is not None:
        shape = Area.objects.values_list("shape", flat=True).get(pk=found.area.pk)
        return Near(found.label, shape, is_area=True)
    is_spot = found.kind == "point"
    return Near("this spot" if is_spot else found.label, found.point, False, is_spot, found.note)


def _told_apart(area: Area) -> str:
    return f"{area.name}, {area.authority}" if area.authority else f"{area.name} ({area.reference})"


def near(assets: AssetQuerySet, place: Near, metres: int | None) -> AssetQuerySet:
    """Assets with a public place, no further from there than that."""
    limit = place.limit(metres)
    if limit is None:
        return assets.filter(public_point__isnull=False)
    return assets.within(place.shape, metres=limit)


def with_distance(assets: AssetQuerySet, place: Near) -> AssetQuerySet:
    """Assets with their `distance` from there, the nearest first."""
    measured = assets.annotate(distance=Distance("public_point", place.shape))
    return measured.order_by("distance", "name", "pk")


def metric_window(window: Polygon) -> GEOSGeometry | None:
    """A window in degrees as a metric shape, as far as it shows Great Britain; None if nothing."""
    west, south, east, north = window.extent
    box = (max(west, BRITAIN[0]), max(south, BRITAIN[1]), min(east, BRITAIN[2]),
           min(north, BRITAIN[3]))  # fmt: skip
    if box[0] >= box[2] or box[1] >= box[3]:
        return None
    outline = shapely.segmentize(shapely.box(*box), LONGEST_EDGE)
    metric = to_metric(outline, metric=settings.METRIC_SRID)
    return GEOSGeometry(memoryview(shapely.to_wkb(metric)), srid=settings.METRIC_SRID)


def in_window(assets: AssetQuerySet, window: Polygon) -> AssetQuerySet:
    """Assets whose public place a window in degrees shows."""
    shape = metric_window(window)
    if shape is None:
        return assets.none()
    return assets.filter(public_point__intersects=shape)
