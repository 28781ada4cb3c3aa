"""What stopped a change, and who was asked to lift it."""

import pgtrigger
from django.db import models
from django.db.models import Q

from groundwork import clock
from groundwork.history import track
from groundwork.versions import Versioned
from partners.models import Organisation, Person, Service
from sizes.models.zone import Zone


@track(leaving_out=("noted_by",))
class Barrier(Versioned):
    """A rule that stopped a change: whose it is, what was asked for, and how it was answered."""

    class State(models.TextChoices):
        MET = "met", "Met, nobody asked yet"
        ASKED = "asked", "Asked to be waived"
        WAIVED = "waived", "Waived"
        REFUSED = "refused", "Refused"
        ESCALATED = "escalated", "Taken further up"

    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, related_name="barriers")
    service = models.ForeignKey(
        Service, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    rule = models.CharField(max_length=300)
    owner = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    owner_name = models.CharField(
        max_length=200, blank=True, help_text="Whose rule it is, where they are not registered."
    )
    stopped = models.TextField(max_length=2000, help_text="What it stopped.")
    state = models.CharField(max_length=10, choices=State, default=State.MET, editable=False)
    noted_at = models.DateTimeField(default=clock.now, editable=False)
    noted_by = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )

    class Meta:
        ordering = ["-noted_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner__isnull=False) | ~Q(owner_name=""),
                name="barrier_says_whose_rule",
            )
        ]

    def __str__(self) -> str:
        return self.rule


class BarrierAct(models.Model):
    """A step with a barrier: asked, waived, refused or taken further up, by whom and why."""

    barrier = models.ForeignKey(Barrier, on_delete=models.PROTECT, related_name="acts")
    to_state = models.CharField(max_length=10, choices=Barrier.State)
    asked_for = models.TextField(blank=True, max_length=1000)
    decided_by_whom = models.CharField(
        max_length=200, blank=True, help_text="The role or body that asked or answered."
    )
    acted_on = models.DateField(default=clock.today)
    acted_at = models.DateTimeField(default=clock.now)
    acted_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    note = models.TextField(blank=True, max_length=2000)

    class Meta:
        ordering = ["pk"]
        triggers = [
            pgtrigger.Protect(
                name="barrier_act_only_grows", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.barrier}: {self.to_state}"
