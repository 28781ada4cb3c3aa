"""The weeks before an election, in which a council publishes nothing that could sway it."""

import datetime as dt
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import F, Q

from groundwork import clock
from groundwork.history import track
from partners.models import Organisation, Person
from places.models import Area
from sizes.models.zone import Zone


class PreElectionPeriodQuerySet(models.QuerySet["PreElectionPeriod"]):
    """Pre-election periods, asked for in the product's words."""

    def in_force(self, on: dt.date) -> Self:
        """Those whose dates include the day."""
        return self.filter(starts_on__lte=on, ends_on__gt=on)


@track(leaving_out=("set_by",))
class PreElectionPeriod(models.Model):
    """Days before an election in an area: new proposals, notices and promotion wait until then."""

    council = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    election = models.CharField(max_length=150)
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="The first day it no longer is.")
    set_at = models.DateTimeField(default=clock.now, editable=False)
    set_by = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )

    objects = PreElectionPeriodQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__lt=F("ends_on")),
                name="pre_election_starts_before_it_ends",
            )
        ]

    def __str__(self) -> str:
        return f"{self.election}, {self.area}"


class PreElectionOverride(models.Model):
    """Why something was published although a pre-election period ran: dated, with a reason."""

    period = models.ForeignKey(PreElectionPeriod, on_delete=models.PROTECT, related_name="+")
    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, related_name="pre_election_overrides")
    act = models.CharField(max_length=30)
    reason = models.TextField(max_length=2000)
    overridden_on = models.DateField()
    overridden_by = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        triggers = [
            pgtrigger.Protect(
                name="pre_election_override_only_grows",
                operation=pgtrigger.Update | pgtrigger.Delete,
            )
        ]

    def __str__(self) -> str:
        return f"{self.zone}: {self.act} although {self.period}"
