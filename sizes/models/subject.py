"""What a zone is for. The subject is fuzzy too: each part is core, or may also be touched."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Q

from groundwork.history import track
from partners.models import Service, Theme
from sizes.models.zone import Zone


class Scope(models.TextChoices):
    """Whether something is at the heart of a zone, or at its edge."""

    CORE = "core", "Core"
    TOUCH = "touch", "May also touch"


@track()
class ZoneTheme(models.Model):
    """A theme that a zone is about."""

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="themes")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="+")
    scope = models.CharField(max_length=10, choices=Scope)

    class Meta:
        ordering = ["scope", "theme__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["zone", "theme"], name="zone_theme_once"),
        ]

    def __str__(self) -> str:
        return str(self.theme)


@track()
class ZoneService(models.Model):
    """A service that a zone may change."""

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="services")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    scope = models.CharField(max_length=10, choices=Scope)

    class Meta:
        ordering = ["scope", "service__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["zone", "service"], name="zone_service_once"),
        ]

    def __str__(self) -> str:
        return str(self.service)


class OutcomeQuerySet(models.QuerySet["Outcome"]):
    """Outcomes, asked for in the product's words."""

    def in_force(self, on: dt.date) -> Self:
        """Those that the zone aims at on the day; what was signed first has no start."""
        return self.filter(
            Q(starts_on=None) | Q(starts_on__lte=on), Q(ends_on=None) | Q(ends_on__gt=on)
        )


@track()
class Outcome(models.Model):
    """What will be better for people, and how anyone would know.

    Once a zone is declared an outcome is never taken away: one that is no longer aimed at ends.
    """

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="outcomes")
    position = models.PositiveSmallIntegerField(default=0)
    scope = models.CharField(max_length=10, choices=Scope, default=Scope.CORE)
    statement = models.CharField(max_length=500)
    indicator = models.CharField(max_length=300, blank=True)
    baseline = models.CharField(max_length=100, blank=True)
    target = models.CharField(max_length=100, blank=True)
    starts_on = models.DateField(
        null=True, blank=True, help_text="When it was added, if after the declaration."
    )
    ends_on = models.DateField(null=True, blank=True, help_text="The first day it no longer is.")

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        ordering = ["scope", "position", "pk"]

    def __str__(self) -> str:
        return self.statement


@track()
class Initiative(models.Model):
    """Something that already goes on in the zone or just outside it, and can be built upon."""

    class Place(models.TextChoices):
        HERE = "here", "In the zone"
        JUST_OUTSIDE = "just_outside", "Just outside"

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="initiatives")
    name = models.CharField(max_length=200)
    description = models.CharField(max_length=500, blank=True)
    place = models.CharField(max_length=20, choices=Place, default=Place.HERE)
    website = models.URLField(blank=True)

    class Meta:
        ordering = ["place", "name", "pk"]

    def __str__(self) -> str:
        return self.name
