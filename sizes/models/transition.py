"""The steps that were taken: a record that only grows."""

import pgtrigger
from django.db import models

from groundwork import clock
from partners.models import Person
from sizes.models.zone import Zone
from sizes.status import State


class Transition(models.Model):
    """A step that a person took with a zone: which, when, from what state to what, and why."""

    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, related_name="transitions")
    step = models.CharField(max_length=20)
    from_state = models.CharField(max_length=20, choices=State)
    to_state = models.CharField(max_length=20, choices=State)
    taken_on = models.DateField()
    taken_at = models.DateTimeField(default=clock.now)
    taken_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True, max_length=2000)

    class Meta:
        ordering = ["pk"]
        triggers = [
            pgtrigger.Protect(
                name="transition_only_grows", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.zone}: {self.step} on {self.taken_on}"
