"""Where: areas with dates, and postcodes."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.contrib.gis.db.models import MultiPolygonField, PointField
from django.contrib.gis.geos import GEOSGeometry, Point
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from places.constraints import DayRange, sound_shape


class AreaQuerySet(models.QuerySet["Area"]):
    """Areas, asked for in the product's words."""

    def in_force(self, on: dt.date) -> Self:
        """Areas whose dates include the day."""
        return self.filter(
            Q(starts_on=None) | Q(starts_on__lte=on), Q(ends_on=None) | Q(ends_on__gt=on)
        )

    def covering(self, point: Point) -> Self:
        """Areas that a metric point lies in, edges included."""
        return self.filter(shape__covers=point)

    def touching(self, shape: GEOSGeometry) -> Self:
        """Areas that share any point with a metric shape."""
        return self.filter(shape__intersects=shape)

    def without_shapes(self) -> Self:
        """Areas with their words only: shapes are large."""
        return self.defer("shape", "outline")

    def named(self, text: str) -> Self:
        """Areas whose name or reference is, or holds, the text, in any case."""
        return self.filter(Q(name__icontains=text) | Q(reference__iexact=text))


class Area(models.Model):
    """A place with a name, a shape and dates: a ward, a district, a park, a tower block.

    The same reference may stand for different shapes at different times, never at the same time.
    """

    class Kind(models.TextChoices):
        WARD = "ward", "Ward"
        DISTRICT = "district", "Council area"
        NEIGHBOURHOOD = "neighbourhood", "Neighbourhood"
        ESTATE = "estate", "Estate"
        HIGH_STREET = "high_street", "High street"
        STREET = "street", "Street"
        TOWER_BLOCK = "tower_block", "Tower block"
        PARK = "park", "Park"
        HALL = "hall", "Hall or centre"
        STATISTICAL = "statistical", "Statistical area"
        OTHER = "other", "Other place"

    kind = models.CharField(max_length=20, choices=Kind)
    reference = models.CharField(max_length=60, help_text="The code its publisher gives it.")
    name = models.CharField(max_length=200)
    authority = models.CharField(
        max_length=100, blank=True, help_text="The council area it lies in, as its source says."
    )
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True, help_text="The first day it no longer is.")
    source = models.CharField(max_length=300, blank=True)
    licence = models.CharField(max_length=200, blank=True)
    shape = MultiPolygonField(srid=settings.METRIC_SRID)
    outline = MultiPolygonField(
        srid=settings.LONLAT_SRID,
        spatial_index=False,
        help_text="The same shape in longitude and latitude, at six decimals, ready to be sent.",
    )

    objects = AreaQuerySet.as_manager()

    class Meta:
        ordering = ["name", "reference"]
        constraints = [
            ExclusionConstraint(
                name="area_dates_do_not_overlap",
                expressions=[
                    (F("kind"), RangeOperators.EQUAL),
                    (F("reference"), RangeOperators.EQUAL),
                    (DayRange("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(starts_on__lt=F("ends_on")),
                name="area_starts_before_it_ends",
            ),
            *sound_shape("shape", name="area_shape"),
        ]
        indexes = [
            GinIndex(fields=["name"], name="area_name_trigrams", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.name


class PostcodeQuerySet(models.QuerySet["Postcode"]):
    """Postcodes, asked for in the product's words."""

    def within(self, shape: GEOSGeometry) -> Self:
        """Postcodes whose centre lies in a metric shape, edges included."""
        return self.filter(point__coveredby=shape)


class Postcode(models.Model):
    """A postcode and the centre of the addresses that share it."""

    code = models.CharField(
        primary_key=True, max_length=8, help_text="In capitals, without the space: B302HA."
    )
    point = PointField(srid=settings.METRIC_SRID)

    objects = PostcodeQuerySet.as_manager()

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code[:-3]} {self.code[-3:]}"
