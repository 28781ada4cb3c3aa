"""What people say of a zone or a variation, once somebody has seen that it can be shown."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.contrib.gis.db.models import PointField
from django.db import models
from django.db.models import Q

from groundwork import clock
from partners.models import Person
from sizes.models.variation import Variation
from sizes.models.zone import Zone


class WhereFrom(models.TextChoices):
    """Where a voice comes from, in a zone's terms; all that is kept of a place for counting."""

    CORE = "core", "In the core"
    FRINGE = "fringe", "In the fringe"
    OUTSIDE = "outside", "Outside"
    UNKNOWN = "unknown", "Not said"


class CommentQuerySet(models.QuerySet["Comment"]):
    """Comments, asked for in the product's words."""

    def shown(self) -> Self:
        """Those that the public sees."""
        return self.filter(state=Comment.State.SHOWN)

    def waiting(self) -> Self:
        """Those that a moderator has to look at: new ones, and those complained of."""
        return self.filter(state=Comment.State.HELD)

    def older_than(self, day: dt.date) -> Self:
        """Those made before the day."""
        return self.filter(made_at__date__lt=day)


class Comment(models.Model):
    """Somebody's words about a zone or a variation. Held back until a moderator passes them."""

    class State(models.TextChoices):
        HELD = "held", "Held"
        SHOWN = "shown", "Shown"
        HIDDEN = "hidden", "Hidden"

    class Tie(models.TextChoices):
        LIVES = "lives", "I live here"
        WORKS = "works", "I work here"
        RUNS = "runs", "I run something here"
        ELSEWHERE = "elsewhere", "I am from elsewhere"

    class Channel(models.TextChoices):
        ONLINE = "online", "Written here"
        TELEPHONE = "telephone", "By telephone"
        PAPER = "paper", "On paper"

    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, related_name="comments")
    variation = models.ForeignKey(
        Variation, null=True, blank=True, on_delete=models.PROTECT, related_name="comments"
    )
    text = models.TextField(max_length=4000)
    tie = models.CharField(max_length=10, choices=Tie, blank=True)
    name = models.CharField(max_length=150, blank=True)
    is_name_shown = models.BooleanField(default=False)
    contact = models.CharField(max_length=200, blank=True)
    point = PointField(srid=settings.METRIC_SRID, null=True, blank=True, spatial_index=False)
    where_from = models.CharField(max_length=10, choices=WhereFrom, default=WhereFrom.UNKNOWN)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.ONLINE)
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    typed_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State, default=State.HELD)
    moderated_at = models.DateTimeField(null=True, blank=True)
    moderated_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    why_hidden = models.CharField(max_length=300, blank=True)
    complained_at = models.DateTimeField(null=True, blank=True)
    complaint = models.TextField(blank=True, max_length=1000)
    answer = models.TextField(blank=True, max_length=4000)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    forgotten_at = models.DateTimeField(
        null=True, blank=True, help_text="When name, contact and place were removed."
    )

    redacted_on = models.DateField(null=True, editable=False)
    why_redacted = models.CharField(max_length=300, blank=True, db_default="")

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="hidden") | ~Q(why_hidden=""),
                name="comment_hidden_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="shown") | Q(moderated_at__isnull=False),
                name="comment_shown_only_once_moderated",
            ),
            models.CheckConstraint(
                condition=Q(redacted_on=None) | ~Q(why_redacted=""),
                name="comment_redacted_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"comment {self.pk} on {self.variation or self.zone}"


class Verdict(models.Model):
    """Whether a variation worked for somebody: yes, partly or no. A count, without words."""

    class Worked(models.TextChoices):
        YES = "yes", "Yes"
        PARTLY = "partly", "Partly"
        NO = "no", "No"

    variation = models.ForeignKey(Variation, on_delete=models.PROTECT, related_name="verdicts")
    worked = models.CharField(max_length=10, choices=Worked)
    where_from = models.CharField(max_length=10, choices=WhereFrom, default=WhereFrom.UNKNOWN)
    made_at = models.DateTimeField(default=clock.now)
    comment = models.OneToOneField(
        Comment, null=True, blank=True, on_delete=models.SET_NULL, related_name="verdict"
    )
    made_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["variation", "made_by"],
                condition=Q(made_by__isnull=False),
                name="verdict_once_a_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.variation}: {self.worked}"
