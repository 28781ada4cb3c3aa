"""Where those who take part in a zone meet, and what came of it."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from groundwork import clock
from groundwork.history import track, track_links
from groundwork.versions import Versioned
from partners.models import Organisation, Person
from sizes.models.zone import Zone


@track(leaving_out=("others", "notes", "made_by"))
class Meeting(Versioned):
    """A dated meeting about a zone: its agenda, who was represented, notes and decisions."""

    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, related_name="meetings")
    title = models.CharField(max_length=150)
    held_on = models.DateField()
    starts_at = models.TimeField(null=True, blank=True)
    ends_at = models.TimeField(null=True, blank=True)
    place = models.CharField(max_length=300, blank=True)
    agenda = models.TextField(blank=True, max_length=4000)
    represented = models.ManyToManyField(Organisation, blank=True, related_name="+")
    others = models.CharField(
        max_length=500, blank=True, help_text="Who else was there: groups or numbers, no names."
    )
    notes = models.TextField(blank=True, max_length=10_000)
    decisions = models.TextField(blank=True, max_length=4000)
    cancelled_on = models.DateField(null=True, blank=True)
    why_cancelled = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField(default=clock.now, editable=False)
    made_by = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    redacted_on = models.DateField(null=True, editable=False)
    why_redacted = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(starts_at__lt=F("ends_at")),
                name="meeting_starts_before_it_ends",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_on=None) | ~Q(why_cancelled=""),
                name="meeting_cancelled_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(redacted_on=None) | ~Q(why_redacted=""),
                name="meeting_redacted_with_a_reason",
            ),
        ]
        triggers = [pgtrigger.Protect(name="meeting_is_kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.title}, {self.held_on}"


@track_links()
class MeetingOrganisation(Meeting.represented.through):
    """An organisation that was represented at a meeting."""

    class Meta:
        proxy = True
