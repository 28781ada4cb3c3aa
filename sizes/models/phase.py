"""What a zone was, day by day: kept by the database from the zone's own row."""

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from places.constraints import DayRange
from sizes.models.zone import Zone
from sizes.status import State


class Phase(models.Model):
    """A stretch of days on which a zone had one state, one start and one target date.

    Written by a trigger of Zone and by nothing else, so that a past day is answered as it stood.
    The last one has no end.
    """

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="phases")
    since_on = models.DateField()
    until_on = models.DateField(null=True, help_text="The first day it was no longer so.")
    state = models.CharField(max_length=20, choices=State)
    term = models.PositiveSmallIntegerField()
    starts_on = models.DateField(null=True)
    target_on = models.DateField(null=True)

    class Meta:
        ordering = ["zone", "since_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(since_on__lt=F("until_on")),
                name="phase_since_before_until",
            ),
            ExclusionConstraint(
                name="phase_dates_do_not_overlap",
                expressions=[
                    (F("zone"), RangeOperators.EQUAL),
                    (DayRange("since_on", "until_on"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

        triggers = [
            pgtrigger.Trigger(
                name="phase_is_written_by_its_zone",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                # Within the zone's own trigger, or with a zone that was never proposed.
                func="""
                    IF pg_trigger_depth() > 1 OR (TG_OP = 'DELETE' AND NOT EXISTS (
                        SELECT FROM sizes_zone
                        WHERE id = OLD.zone_id AND proposed_on IS NOT NULL))
                    THEN
                        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                        RETURN NEW;
                    END IF;
                    RAISE EXCEPTION 'phases are written by their zone alone';
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.zone}: {self.state} since {self.since_on}"
