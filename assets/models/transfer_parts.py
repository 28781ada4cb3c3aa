"""What a transfer gathers on its way: moves, scores, benefits, interests, papers and reports."""

import datetime as dt
from decimal import Decimal

import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from assets.models.transfer import Transfer, TransferState, TransferTest
from groundwork import clock, stores
from groundwork.history import track
from partners.models import Person

A_SHARE = [MinValueValidator(0), MaxValueValidator(1)]


class TransferMove(models.Model):
    """A step that a transfer took: from where to where, on which day, and why. It only grows."""

    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="moves")
    from_state = models.CharField(max_length=15, choices=TransferState)
    to_state = models.CharField(max_length=15, choices=TransferState)
    taken_on = models.DateField()
    taken_at = models.DateTimeField(default=clock.now)
    taken_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True, max_length=4000)

    class Meta:
        ordering = ["transfer", "pk"]
        triggers = [
            pgtrigger.Protect(
                name="transfer_move_only_grows", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.transfer}: {self.from_state} → {self.to_state}"


@track(leaving_out=("scored_by",))
class TransferScore(models.Model):
    """How well a business case meets one of the owner's tests, with a note."""

    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="scores")
    test = models.ForeignKey(TransferTest, on_delete=models.PROTECT, related_name="+")
    points = models.PositiveSmallIntegerField()
    note = models.TextField(max_length=2000)
    scored_on = models.DateField()
    scored_by = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )

    class Meta:
        ordering = ["transfer", "test"]
        constraints = [
            models.UniqueConstraint(fields=["transfer", "test"], name="transfer_score_once"),
            models.CheckConstraint(condition=~Q(note=""), name="transfer_score_with_a_note"),
        ]

    def __str__(self) -> str:
        return f"{self.test}: {self.points}"


@track()
class Benefit(models.Model):
    """A change in people's lives that a group expects to bring about in a year, and its worth.

    `proxy` is pounds for one `unit`; negative where people are worse off. The shares are between
    0 and 1. What it comes to is social_value's first-year impact.
    """

    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="benefits")
    name = models.CharField(max_length=200)
    for_whom = models.CharField(max_length=200, blank=True)
    quantity = models.DecimalField(
        max_digits=12, decimal_places=2, validators=[MinValueValidator(0)]
    )
    proxy = models.DecimalField(max_digits=12, decimal_places=2)
    unit = models.CharField(max_length=100, help_text="Of what the value is: per person a year.")
    proxy_source = models.CharField(max_length=300, help_text="Where the value comes from.")
    proxy_url = models.URLField(blank=True)
    price_year = models.PositiveSmallIntegerField(null=True, blank=True)
    deadweight = models.DecimalField(
        max_digits=5, decimal_places=4, default=Decimal(0), validators=A_SHARE
    )
    displacement = models.DecimalField(
        max_digits=5, decimal_places=4, default=Decimal(0), validators=A_SHARE
    )
    attribution = models.DecimalField(
        max_digits=5, decimal_places=4, default=Decimal(0), validators=A_SHARE,
        help_text="The share that is due to others.",
    )  # fmt: skip
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["transfer", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gte=0)
                & Q(deadweight__gte=0, deadweight__lte=1)
                & Q(displacement__gte=0, displacement__lte=1)
                & Q(attribution__gte=0, attribution__lte=1),
                name="benefit_shares_are_shares",
            )
        ]

    def __str__(self) -> str:
        return self.name


@track()
class DeclaredInterest(models.Model):
    """An interest that somebody who takes part in a decision has in it, and what they did."""

    transfer = models.ForeignKey(
        Transfer, on_delete=models.CASCADE, related_name="declared_interests"
    )
    who = models.CharField(max_length=150, help_text="The role: Councillor for Stirchley.")
    interest = models.CharField(max_length=500)
    what_was_done = models.CharField(max_length=300, blank=True)
    declared_on = models.DateField()

    class Meta:
        ordering = ["transfer", "declared_on", "pk"]

    def __str__(self) -> str:
        return f"{self.who}: {self.interest}"


@track(leaving_out=("file", "added_by"))
class TransferDocument(models.Model):
    """A paper of a transfer: accounts, a constitution, a survey, the draft lease."""

    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="documents")
    title = models.CharField(max_length=150)
    file = models.FileField(storage=stores.private)
    is_public = models.BooleanField(default=False)
    added_at = models.DateTimeField(default=clock.now, editable=False)
    added_by = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )

    class Meta:
        ordering = ["transfer", "title", "pk"]

    def __str__(self) -> str:
        return self.title


@track(leaving_out=("made_by",))
class MonitoringReport(models.Model):
    """What came of a transfer in a year: by the group, and each few years a review of the terms."""

    class Kind(models.TextChoices):
        YEARLY = "yearly", "Yearly report"
        REVIEW = "review", "Review of the agreed social value"

    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="reports")
    kind = models.CharField(max_length=10, choices=Kind)
    number = models.PositiveSmallIntegerField(help_text="The year since completion.")
    due_on = models.DateField()
    received_on = models.DateField(null=True, blank=True)
    words = models.TextField(blank=True, max_length=4000)
    social_value = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    made_by = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )

    class Meta:
        ordering = ["transfer", "due_on", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["transfer", "kind", "number"], name="monitoring_report_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.transfer}: {self.get_kind_display()} {self.number}"

    def is_overdue(self, on: dt.date) -> bool:
        """Whether its day has passed and it has not come."""
        return self.received_on is None and self.due_on < on
