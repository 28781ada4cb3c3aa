"""How far variations may go in a zone, as data that refuses what goes further."""

from django.db import models
from django.db.models import Q

from groundwork.history import track, track_links
from partners.models import Service, Theme
from sizes.models.zone import Zone


@track()
class Limits(models.Model):
    """What a zone's variations may touch, for how long, and whether the fringe is included.

    The words for people are the zone's `what_stays` and `how_far`; these are the same, to be
    checked. No themes or services listed means all those of the zone.
    """

    zone = models.OneToOneField(Zone, on_delete=models.CASCADE, related_name="limits")
    themes = models.ManyToManyField(Theme, blank=True, related_name="+")
    services = models.ManyToManyField(Service, blank=True, related_name="+")
    fixed_services = models.ManyToManyField(
        Service, blank=True, related_name="+", help_text="Services that may not vary at all."
    )
    longest_days = models.PositiveIntegerField(null=True, blank=True)
    is_fringe_open = models.BooleanField(default=True)

    class Meta:
        verbose_name_plural = "limits"
        constraints = [
            models.CheckConstraint(
                condition=Q(longest_days=None) | Q(longest_days__gt=0),
                name="limits_longest_is_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"limits of {self.zone}"


@track_links()
class LimitsTheme(Limits.themes.through):
    """A theme that variations may be about."""

    class Meta:
        proxy = True


@track_links()
class LimitsService(Limits.services.through):
    """A service that may vary."""

    class Meta:
        proxy = True


@track_links()
class LimitsFixedService(Limits.fixed_services.through):
    """A service that may not vary."""

    class Meta:
        proxy = True
