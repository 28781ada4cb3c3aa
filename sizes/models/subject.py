"""What a zone is for. The subject is fuzzy too: each part is core, or may also be touched."""

from django.db import models

from partners.models import Service, Theme
from sizes.models.zone import Zone


class Scope(models.TextChoices):
    """Whether something is at the heart of a zone, or at its edge."""

    CORE = "core", "Core"
    TOUCH = "touch", "May also touch"


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


class Outcome(models.Model):
    """What will be better for people, and how anyone would know."""

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="outcomes")
    position = models.PositiveSmallIntegerField(default=0)
    scope = models.CharField(max_length=10, choices=Scope, default=Scope.CORE)
    statement = models.CharField(max_length=500)
    indicator = models.CharField(max_length=300, blank=True)
    baseline = models.CharField(max_length=100, blank=True)
    target = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["scope", "position", "pk"]

    def __str__(self) -> str:
        return self.statement


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
