"""Changes to what was declared: at once within the limits, or after a time for objection."""

from typing import Self

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from groundwork.history import track
from groundwork.triggers import FinalOnce
from groundwork.versions import Versioned
from partners.models import Person
from sizes.models.boundary import Boundary
from sizes.models.signature import Signature
from sizes.models.zone import Zone


class AmendmentQuerySet(models.QuerySet["Amendment"]):
    """Changes, asked for in the product's words."""

    def public(self) -> Self:
        """Those that were opened or made: everyone can read them, whatever became of them."""
        return self.filter(Q(opened_on__isnull=False) | Q(state="made"))


@track(leaving_out=("drafted_by", "made_by"))
class Amendment(Versioned):
    """A change to a declared zone. The zone is as it was until the change is made.

    An *adjustment* keeps within what was signed and is made at once; an *amendment* goes further
    and is first open for objection. `changes` says what it would write, and `before` what it
    found when it was made, both with the same keys, each only where it changes something:

        {"words": {"how_far": "…"},
         "target_on": "2028-05-31",
         "limits": {"themes": [1], "services": [2], "fixed_services": [], "longest_days": 90,
                    "is_fringe_open": true},
         "outcomes": {"added": [{"statement", "indicator", "baseline", "target", "scope"}],
                      "dropped": [7]},
         "interim_reviews": ["2027-11-30"]}

    `boundary` is the version of where the zone lies that it would bring in.
    """

    class Kind(models.TextChoices):
        ADJUSTMENT = "adjustment", "Adjustment"
        AMENDMENT = "amendment", "Amendment"

    class State(models.TextChoices):
        DRAFTED = "drafted", "Being drafted"
        OPEN = "open", "Open for objection"
        MADE = "made", "Made"
        ABANDONED = "abandoned", "Abandoned"

    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, related_name="amendments")
    number = models.PositiveSmallIntegerField()
    term = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=12, choices=Kind, blank=True, editable=False)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFTED, editable=False)
    reason = models.TextField(blank=True, max_length=2000)
    changes = models.JSONField(default=dict)
    before = models.JSONField(default=dict, editable=False)
    boundary = models.ForeignKey(
        Boundary, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    replaces = models.ForeignKey(
        Boundary, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    drafted_on = models.DateField()
    drafted_by = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    opened_on = models.DateField(null=True, editable=False)
    closes_on = models.DateField(
        null=True, editable=False, help_text="The last day on which signatories may object."
    )
    made_on = models.DateField(null=True, editable=False)
    made_by = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    abandoned_on = models.DateField(null=True, editable=False)
    why_abandoned = models.TextField(blank=True, max_length=2000)

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        ordering = ["zone", "number"]
        constraints = [
            models.UniqueConstraint(fields=["zone", "number"], name="amendment_number_once"),
            models.UniqueConstraint(
                fields=["zone"],
                condition=Q(state__in=["drafted", "open"]),
                name="amendment_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state="drafted") | Q(state="abandoned") | ~Q(reason=""),
                name="amendment_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="open")
                | Q(kind="amendment", opened_on__isnull=False, closes_on__isnull=False),
                name="amendment_open_until_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="made") | (Q(made_on__isnull=False) & ~Q(kind="")),
                name="amendment_made_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="made", kind="amendment") | Q(made_on__gt=F("closes_on")),
                name="amendment_made_once_objections_closed",
            ),
            models.CheckConstraint(
                condition=~Q(state="abandoned") | Q(abandoned_on__isnull=False),
                name="amendment_abandoned_on_a_day",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="amendment_takes_legal_steps_only",
                field="state",
                transitions=[
                    ("drafted", "open"),
                    ("drafted", "made"),
                    ("drafted", "abandoned"),
                    ("open", "made"),
                    ("open", "abandoned"),
                ],
            ),
            pgtrigger.Protect(
                name="amendment_begins_as_a_draft",
                operation=pgtrigger.Insert,
                condition=~pgtrigger.Q(new__state="drafted"),
            ),
            pgtrigger.Protect(
                name="amendment_is_kept_once_public",
                operation=pgtrigger.Delete,
                condition=~pgtrigger.Q(old__state="drafted"),
            ),
            FinalOnce(
                name="amendment_never_changes_once_public",
                fields=["zone", "number", "reason", "changes", "boundary"],
                condition=~pgtrigger.Q(old__state="drafted"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.zone}, change {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("zone-change", args=[self.zone.slug, self.number])

    @property
    def is_public(self) -> bool:
        """Whether everyone can read it; one given up as a draft was never told to anybody."""
        return self.opened_on is not None or self.state == self.State.MADE


@track(leaving_out=("why", "objected_by", "answered_by"))
class Objection(Versioned):
    """A signatory's objection to an open amendment, and whether they signed again or left."""

    class Answer(models.TextChoices):
        SIGNED_AGAIN = "signed_again", "Signed again"
        LEFT = "left", "Left"

    amendment = models.ForeignKey(Amendment, on_delete=models.PROTECT, related_name="objections")
    signature = models.ForeignKey(Signature, on_delete=models.PROTECT, related_name="+")
    why = models.TextField(max_length=2000)
    objected_on = models.DateField()
    objected_by = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    answer = models.CharField(max_length=15, choices=Answer, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    redacted_on = models.DateField(null=True, editable=False)
    why_redacted = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["amendment", "signature"], name="objection_once_a_signature"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_on=None) | (~Q(answer="") & ~Q(answered_on=None)),
                name="objection_answered_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(redacted_on=None) | ~Q(why_redacted=""),
                name="objection_redacted_with_a_reason",
            ),
        ]
        triggers = [pgtrigger.Protect(name="objection_is_kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.signature} objects to {self.amendment}"

    @property
    def zone(self) -> Zone:
        """The zone that the change is about."""
        return self.amendment.zone
