"""Commitments that were put to zones, and what came of them."""

import datetime as dt
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Q

from groundwork import clock
from groundwork.history import track
from groundwork.versions import Versioned
from partners.models import Commitment, Person
from sizes.models.subject import Outcome
from sizes.models.zone import Zone


class AcceptanceQuerySet(models.QuerySet["Acceptance"]):
    """Acceptances, asked for in the product's words."""

    def accepted(self) -> Self:
        """Those that the zone took up and that were not withdrawn since."""
        return self.filter(state=Acceptance.State.ACCEPTED)

    def standing(self, on: dt.date) -> Self:
        """Accepted ones whose commitment still stands on the day: its end is seen here, on read."""
        return self.accepted().filter(
            Q(commitment__withdrawn_on=None) | Q(commitment__withdrawn_on__gt=on),
            Q(commitment__ends_on=None) | Q(commitment__ends_on__gt=on),
            answered_on__lte=on,
        )


@track(leaving_out=("put_by", "answered_by", "withdrawn_by"))
class Acceptance(Versioned):
    """A commitment put to a zone: waiting for an answer, accepted, declined, or withdrawn since."""

    class State(models.TextChoices):
        PUT = "put", "Waiting for the zone’s answer"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"

    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, related_name="acceptances")
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="+")
    outcome = models.ForeignKey(
        Outcome, null=True, blank=True, on_delete=models.SET_NULL, related_name="acceptances"
    )
    state = models.CharField(max_length=10, choices=State, default=State.PUT, editable=False)
    put_on = models.DateField(default=clock.today)
    put_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    note = models.CharField(max_length=500, blank=True)
    varied = models.TextField(
        blank=True, max_length=2000, help_text="How what is done differs from what was offered."
    )
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    why_withdrawn = models.TextField(blank=True, max_length=2000)

    objects = AcceptanceQuerySet.as_manager()

    class Meta:
        ordering = ["zone", "put_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "commitment"],
                condition=Q(state__in=["put", "accepted"]),
                name="acceptance_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "declined"]) | Q(answered_on__isnull=False),
                name="acceptance_answered_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn")
                | (Q(withdrawn_on__isnull=False) & ~Q(why_withdrawn="")),
                name="acceptance_withdrawn_with_a_reason",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="acceptance_is_kept", operation=pgtrigger.Delete),
            pgtrigger.FSM(
                name="acceptance_takes_legal_steps_only",
                field="state",
                transitions=[
                    ("put", "accepted"),
                    ("put", "declined"),
                    ("put", "withdrawn"),
                    ("accepted", "withdrawn"),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment} in {self.zone}"


class AcceptanceAct(models.Model):
    """Something done with an acceptance, dated and with a reason: put, kept, varied, withdrawn."""

    class Act(models.TextChoices):
        PUT = "put", "Put to the zone"
        ACCEPT = "accept", "Accepted"
        DECLINE = "decline", "Declined"
        KEEP = "keep", "Kept"
        VARY = "vary", "Varied"
        WITHDRAW = "withdraw", "Withdrawn"

    acceptance = models.ForeignKey(Acceptance, on_delete=models.PROTECT, related_name="acts")
    act = models.CharField(max_length=10, choices=Act)
    acted_on = models.DateField()
    acted_at = models.DateTimeField(default=clock.now)
    acted_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    note = models.TextField(blank=True, max_length=2000)

    class Meta:
        ordering = ["pk"]
        triggers = [
            pgtrigger.Protect(
                name="acceptance_act_only_grows", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.acceptance}: {self.act}"
