"""Where an asset is, from what a person typed: its point, and the parts of its address."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

import shapely
from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon
from shapely import Geometry

from assets.models import Asset
from places.crs import lonlat_of
from places.fuzzy.multipolygon import as_multipolygon
from places.lookup import Found, find
from places.models import Area
from places.shapes import check_shape

# Places that are too wide for a pin to say anything: their name is kept, and no point.
WIDE = frozenset(
    {Area.Kind.WARD, Area.Kind.DISTRICT, Area.Kind.NEIGHBOURHOOD, Area.Kind.STATISTICAL}
)
_NUMBER_AND_STREET = re.compile(r"(\d+[A-Za-z]?(?:\s*[-–/]\s*\d+[A-Za-z]?)?)[\s,]+(.+)")
PIN_DECIMALS = 5


@dataclass(frozen=True)
class Place:
    """What a text says of where an asset is. `words` are what the register's verbs take.

    `note` says in a sentence what the text was not enough for, or how it was read.
    """

    found: Found
    words: dict[str, Any]
    note: str = ""


def place_of(text: str, *, on: dt.date) -> Place:
    """Return what a postcode, address, name of a place or "latitude, longitude" says.

    Where `found.problem` is filled, nothing was understood and there are no words.
    """
    found = find(text, on=on)
    if found.problem:
        return Place(found, {})
    if found.kind == "postcode":
        words = address_of(text, postcode=found.label) | {"point": found.point}
        return Place(found, words, found.note)
    if found.kind == "area" and found.area is not None:
        if found.area.kind in WIDE:
            note = (
                f"{found.label} is too wide for a pin, so it is not on the map yet. "
                "Give its postcode, or put a pin, and it will be found by distance."
            )
            return Place(found, {"town": found.area.name[:100]}, note)
        return Place(found, {"point": found.point})
    return Place(found, {"point": found.point})


def address_of(text: str, *, postcode: str) -> dict[str, str]:
    """The number, street and town of an address that ends in its postcode, as far as it has them.

    "12 High Street, Stirchley, B30 2HA" gives all four parts; "B30 2HA" the postcode alone.
    """
    words = {"postcode": postcode}
    squeezed = re.sub(r"\s+", "", text).upper()
    if squeezed == postcode.replace(" ", "") or "," not in text:
        return words
    parts = [" ".join(part.split()) for part in text.split(",")]
    # The postcode stands last, alone or after the town.
    last = re.sub(r"\s*[A-Za-z]{1,2}[0-9][A-Za-z0-9]?\s*[0-9][A-Za-z]{2}$", "", parts.pop())
    parts = [part for part in [*parts, last] if part]
    if not parts:
        return words
    road = parts.pop(0)
    if road.isdigit() and parts:  # "12, High Street"
        road = f"{road} {parts.pop(0)}"
    if match := _NUMBER_AND_STREET.fullmatch(road):
        words |= {"street_number": match[1][:60], "street": match[2][:200]}
    else:
        words["street"] = road[:200]
    if parts:
        words["town"] = parts[-1][:100]
    return words


def pin_of(asset: Asset) -> str:
    """Where an asset's point is, as "latitude, longitude"; empty where it has none."""
    if asset.point is None:
        return ""
    lon, lat = lonlat_of(asset.point.x, asset.point.y, source=settings.METRIC_SRID)
    return f"{lat:.{PIN_DECIMALS}f}, {lon:.{PIN_DECIMALS}f}"


def boundary_of(shapes: list[Geometry]) -> MultiPolygon:
    """Metric areas joined into the boundary of an asset; ShapeRefused where that is not sound."""
    whole = as_multipolygon(shapely.force_2d(shapely.union_all(shapes)))
    check_shape(whole, srid=settings.METRIC_SRID)
    return GEOSGeometry(memoryview(shapely.to_wkb(whole)), srid=settings.METRIC_SRID)
