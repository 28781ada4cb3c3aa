"""Keeping what was read from a file between two pages: the shapes, never the file."""

from typing import BinaryIO

import shapely
from django.conf import settings
from django.db import transaction
from shapely import Geometry

from partners.models import Person
from places.shapes import ShapeRefused, read_file
from sizes.models import ParkedReading, Zone

MOST_FEATURES = 1_000
DAYS_KEPT = 2
TOO_MANY = (
    "The file holds {found:,} shapes, and at most {most:,} can be offered to tick."
    " Cut it down to the area around the zone."
)


def park(*, zone: Zone, file: BinaryIO, filename: str, by: Person) -> ParkedReading:
    """Read a file and keep its shapes for the person and zone, in place of what was kept before.

    Raises ShapeRefused where nothing can be read of it, or it holds too many shapes to tick.
    """
    reading = read_file(file, filename, srid=settings.METRIC_SRID)
    if len(reading.features) > MOST_FEATURES:
        raise ShapeRefused([TOO_MANY.format(found=len(reading.features), most=MOST_FEATURES)])
    features = [
        {
            "row": feature.row,
            "name": feature.name,
            "reference": feature.reference,
            "wkb": shapely.to_wkb(feature.shape, hex=True),
        }
        for feature in reading.features
    ]
    refused = [
        {"row": each.row, "name": each.name, "why": each.why, "at": each.at}
        for each in reading.refused
    ]
    with transaction.atomic():
        ParkedReading.objects.older_than(DAYS_KEPT).delete()
        parked, _ = ParkedReading.objects.update_or_create(
            zone=zone,
            made_by=by,
            defaults={
                "filename": filename[:200],
                "features": features,
                "refused": refused,
                "notes": reading.notes,
            },
        )
    return parked


def parked_reading(zone: Zone, person: Person) -> ParkedReading | None:
    """What the person's last file for this zone held, if it is still kept."""
    return zone.parked_readings.filter(made_by=person).first()


def shape_of(feature: dict) -> Geometry:
    """The metric shape of a parked feature."""
    return shapely.from_wkb(feature["wkb"])
