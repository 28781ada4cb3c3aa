"""What was read from a file that somebody brought, kept until they have ticked what to use."""

import datetime as dt
from typing import Self

from django.db import models

from groundwork import clock
from partners.models import Person
from sizes.models.zone import Zone


class ParkedReadingQuerySet(models.QuerySet["ParkedReading"]):
    """Parked readings, asked for in the product's words."""

    def older_than(self, days: int) -> Self:
        """Readings that nobody came back for in so many days."""
        return self.filter(made_at__lt=clock.now() - dt.timedelta(days=days))


class ParkedReading(models.Model):
    """The shapes understood of one person's file for one zone; the file itself is never kept.

    `features` is a list of {"row", "name", "reference", "wkb"}, the shape being metric and written
    as hexadecimal WKB; `refused` of {"row", "name", "why", "at"}; `notes` of sentences.
    """

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="parked_readings")
    made_by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    filename = models.CharField(max_length=200)
    features = models.JSONField(default=list)
    refused = models.JSONField(default=list)
    notes = models.JSONField(default=list)

    objects = ParkedReadingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "made_by"], name="parked_reading_once_a_person")
        ]

    def __str__(self) -> str:
        return self.filename
