"""For whom: what residents suggest."""

from django.conf import settings
from django.contrib.gis.db.models import PointField
from django.db import models
from django.db.models import Q

from groundwork import clock
from partners.models import Person, Theme
from places.models import Area


class Suggestion(models.Model):
    """Where somebody thinks a zone might be useful. Read by the council of the area, not shown."""

    place = models.CharField(max_length=200)
    point = PointField(srid=settings.METRIC_SRID, null=True, blank=True)
    area = models.ForeignKey(
        Area, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    themes = models.ManyToManyField(Theme, blank=True, related_name="+")
    why = models.TextField(max_length=2000)
    contact = models.CharField(max_length=200, blank=True)
    suggested_at = models.DateTimeField(default=clock.now, editable=False)
    suggested_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )

    class Meta:
        ordering = ["-suggested_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(why=""), name="suggestion_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.place} ({self.suggested_at:%d %B %Y})"
