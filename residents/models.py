"""For whom: what residents suggest."""

from typing import Any, Self

from django.conf import settings
from django.contrib.gis.db.models import PointField
from django.db import models
from django.db.models import Exists, OuterRef, Q

from groundwork import clock
from partners.models import Membership, Organisation, Person, Theme
from partners.permissions import may_administer
from places.models import Area

# What one does in a council to read what people suggest in its area.
READING = (
    Membership.Role.OFFICER,
    Membership.Role.COUNCILLOR,
    Membership.Role.REPRESENTATIVE,
)


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    """Suggestions, asked for in the product's words."""

    def visible_to(self, person: Any) -> Self:
        """Those in the area served by a verified council the person reads for; all, if they
        administer the site.
        """
        if not person.is_authenticated or not person.is_active:
            return self.none()
        if may_administer(person):
            return self.all()
        theirs = Membership.objects.in_force(clock.today()).filter(person=person, role__in=READING)
        councils = (
            Organisation.objects.councils()
            .in_force(clock.today())
            .filter(verified_on__isnull=False, pk__in=theirs.values("organisation"))
        )
        served = Area.objects.filter(pk__in=councils.values("areas"))
        return self.filter(Exists(served.filter(shape__covers=OuterRef("point"))))


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

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["-suggested_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(why=""), name="suggestion_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.place} ({self.suggested_at:%d %B %Y})"
