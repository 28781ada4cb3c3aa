"""Where a zone lies: a core and a reach, in versions whose dates never overlap."""

import datetime as dt
from typing import Self

import pgtrigger
from django.conf import settings
from django.contrib.gis.db.models import MultiLineStringField, MultiPolygonField
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Case, F, Func, IntegerField, Q, When

from groundwork import clock
from groundwork.history import track
from partners.models import Person
from places.constraints import DayRange, sound_shape
from sizes.models.zone import Zone


class CoreWithinReach(Func):
    """Whether the core lies in the reach, give or take half a metre: crisp edges are rounded."""

    template = '(ST_CoveredBy("core", "reach") OR ST_CoveredBy("core", ST_Buffer("reach", 0.5)))'
    output_field = models.BooleanField()


class BoundaryQuerySet(models.QuerySet["Boundary"]):
    """Boundaries, asked for in the product's words."""

    def in_force(self, on: dt.date) -> Self:
        """Versions whose dates include the day."""
        return self.filter(starts_on__lte=on).filter(Q(ends_on=None) | Q(ends_on__gt=on))

    def newest_first(self) -> Self:
        """Those that were declared before those that were not, in each the newest first.

        Of a declared zone, a version that was not belongs to a change that is not made yet.
        """
        undated = Case(When(starts_on=None, then=1), default=0, output_field=IntegerField())
        return self.order_by(undated, "-number")


@track(leaving_out=("core", "reach", "made_by"))
class Boundary(models.Model):
    """A version of where a zone lies. Its shapes never change: a change is a new version.

    `core` is certainly inside, `reach` possibly; where they coincide the edge is crisp. Both are
    metric. A version without dates was not, or not yet, declared.
    """

    class Method(models.TextChoices):
        PICKED = "picked", "Areas picked from a list"
        RADIUS = "radius", "A circle round a place"
        DRAWN = "drawn", "Drawn on the map"
        FILE = "file", "Read from a file"
        TYPED = "typed", "Typed or pasted"

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="boundaries")
    number = models.PositiveIntegerField()
    core = MultiPolygonField(srid=settings.METRIC_SRID)
    reach = MultiPolygonField(srid=settings.METRIC_SRID)
    method = models.CharField(max_length=10, choices=Method)
    recipe = models.JSONField(
        default=dict, help_text="How the shape was made, so that it can be taken up again."
    )
    starts_on = models.DateField(null=True, editable=False)
    ends_on = models.DateField(null=True, editable=False)
    made_at = models.DateTimeField(default=clock.now, editable=False)
    made_by = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )

    objects = BoundaryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "boundaries"
        ordering = ["zone", "number"]
        constraints = [
            models.UniqueConstraint(fields=["zone", "number"], name="boundary_number_once"),
            *sound_shape("core", name="boundary_core"),
            *sound_shape("reach", name="boundary_reach"),
            models.CheckConstraint(condition=CoreWithinReach(), name="boundary_within_reach"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on__lt=F("ends_on")),
                name="boundary_starts_before_it_ends",
            ),
            ExclusionConstraint(
                name="boundary_dates_do_not_overlap",
                expressions=[
                    (F("zone"), RangeOperators.EQUAL),
                    (DayRange("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                condition=Q(starts_on__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="boundary_shapes_never_change",
                fields=["zone", "number", "core", "reach", "method", "recipe"],
            ),
            pgtrigger.Protect(
                name="boundary_is_kept_once_declared",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__starts_on__isnull=False),
            ),
            # The look-up table is written here and nowhere else, so that it is never out of step.
            pgtrigger.Trigger(
                name="boundary_keeps_footprint",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("starts_on", "ends_on"),
                func="""
                    IF NEW.starts_on IS NULL THEN
                        DELETE FROM sizes_footprint WHERE boundary_id = NEW.id;
                    ELSE
                        INSERT INTO sizes_footprint
                            (boundary_id, zone_id, starts_on, ends_on, core, reach, edge)
                        VALUES (NEW.id, NEW.zone_id, NEW.starts_on, NEW.ends_on, NEW.core,
                                NEW.reach, ST_Multi(ST_Boundary(NEW.reach)))
                        ON CONFLICT (boundary_id) DO UPDATE
                            SET starts_on = EXCLUDED.starts_on, ends_on = EXCLUDED.ends_on;
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.zone}, boundary {self.number}"


class BoundaryPart(models.Model):
    """A shape of a boundary made ready to be sent: longitude and latitude, at six decimals."""

    class Part(models.TextChoices):
        CORE = "core", "Core"
        CLOSE = "close", "Close fringe"
        MIDDLE = "middle", "Middle fringe"
        EDGE = "edge", "Edge of the fringe"
        REACH = "reach", "Reach"

    boundary = models.ForeignKey(Boundary, on_delete=models.CASCADE, related_name="parts")
    part = models.CharField(max_length=10, choices=Part)
    shape = MultiPolygonField(srid=settings.LONLAT_SRID)

    class Meta:
        ordering = ["boundary", "part"]
        constraints = [
            models.UniqueConstraint(fields=["boundary", "part"], name="boundary_part_once")
        ]

    def __str__(self) -> str:
        return f"{self.boundary}: {self.part}"


class Footprint(models.Model):
    """One narrow row a dated boundary version, in metres, for asking what lies at a point.

    Kept in step by a trigger of Boundary. `edge` is the reach's boundary line, stored because it
    is what the distance is measured to.
    """

    boundary = models.OneToOneField(
        Boundary, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    core = MultiPolygonField(srid=settings.METRIC_SRID, spatial_index=False)
    reach = MultiPolygonField(srid=settings.METRIC_SRID)
    edge = MultiLineStringField(srid=settings.METRIC_SRID, spatial_index=False)

    def __str__(self) -> str:
        return f"footprint of {self.boundary_id}"
