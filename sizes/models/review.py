"""Looking at a zone: on the way, at its end, and what happens with its variations afterwards."""

import pgtrigger
from django.db import models
from django.db.models import Q

from groundwork import clock
from groundwork.history import track
from groundwork.triggers import FinalOnce
from groundwork.versions import Versioned
from partners.models import Person
from sizes.models.meeting import Meeting
from sizes.models.variation import Variation
from sizes.models.zone import InterimReview, Zone


@track(leaving_out=("opened_by", "decided_by"))
class Review(Versioned):
    """A look at what a zone did, and the decision that came of it.

    An interim one belongs to a planned day; the last decides whether the zone is renewed, made
    normal practice or dissolved. Opened by a person, or by nobody: because the date is near.
    """

    class Decision(models.TextChoices):
        GO_ON = "go_on", "Go on"
        RENEW = "renew", "Renew"
        MAINSTREAM = "mainstream", "Make normal practice"
        DISSOLVE = "dissolve", "Dissolve"

    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, related_name="reviews")
    term = models.PositiveSmallIntegerField(default=1)
    interim = models.OneToOneField(
        InterimReview, null=True, blank=True, on_delete=models.PROTECT, related_name="review"
    )
    opened_on = models.DateField()
    opened_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    findings = models.TextField(
        blank=True, max_length=8000, help_text="What the evidence shows, in the leads' words."
    )
    decision = models.CharField(max_length=15, choices=Decision, blank=True)
    reason = models.TextField(blank=True, max_length=4000)
    effect = models.TextField(
        blank=True, max_length=4000, help_text="What it means for people, and from when."
    )
    new_target_on = models.DateField(null=True, blank=True)
    decided_on = models.DateField(null=True, editable=False)
    decided_by = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )

    class Meta:
        ordering = ["-opened_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "term"],
                condition=Q(interim=None),
                name="review_last_once_a_term",
            ),
            models.CheckConstraint(
                condition=Q(decided_on=None) | (~Q(decision="") & ~Q(reason="")),
                name="review_decided_with_a_reason",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="review_is_kept", operation=pgtrigger.Delete),
            FinalOnce(
                name="review_never_changes_once_decided",
                fields=["zone", "term", "findings", "decision", "reason", "effect", "decided_on"],
                condition=pgtrigger.Q(old__decided_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"review of {self.zone}, {self.opened_on}"


@track(leaving_out=("written_by",))
class Closing(Versioned):
    """The page that a zone leaves behind: what was tried, changed, failed and cost; lessons."""

    zone = models.OneToOneField(Zone, on_delete=models.CASCADE, related_name="closing")
    tried = models.TextField(blank=True, max_length=8000)
    changed = models.TextField(blank=True, max_length=8000)
    failed = models.TextField(blank=True, max_length=8000)
    cost = models.TextField(blank=True, max_length=4000)
    lessons = models.TextField(
        blank=True, max_length=8000, help_text="What others should know who think of the same."
    )
    written_at = models.DateTimeField(default=clock.now, editable=False)
    written_by = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )

    def __str__(self) -> str:
        return f"closing page of {self.zone}"


@track(leaving_out=("said_by",))
class Afterwards(models.Model):
    """What happens with a variation that is no longer under a zone, said by its owner."""

    class What(models.TextChoices):
        NORMAL_RULE = "normal_rule", "The normal rule holds again"
        NEW_NORMAL = "new_normal", "The rule here becomes the normal rule"
        OWN_TERMS = "own_terms", "It goes on by an agreement of its own"
        OTHER = "other", "Something else"

    variation = models.OneToOneField(Variation, on_delete=models.PROTECT, related_name="afterwards")
    what = models.CharField(max_length=15, choices=What)
    words = models.TextField(blank=True, max_length=2000)
    said_on = models.DateField()
    said_by = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )

    class Meta:
        verbose_name_plural = "afterwards"
        triggers = [pgtrigger.Protect(name="afterwards_is_kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.variation}: {self.what}"
