"""Community asset transfer: an asset passes to a community organisation, stage by stage."""

import datetime as dt
import secrets
from decimal import Decimal
from typing import Any, Self

import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from assets.models.asset import LETTERS, Asset
from groundwork import clock
from groundwork.history import track
from groundwork.versions import Versioned
from partners.models import Organisation, Person


class Right(models.TextChoices):
    """By what right an asset is held after a transfer."""

    LICENCE = "licence", "Licence"
    SHORT_LEASE = "short_lease", "Short lease (under 10 years)"
    LEASE = "lease", "Lease (10 to 20 years)"
    LONG_LEASE = "long_lease", "Long lease (over 20 years)"
    FREEHOLD = "freehold", "Freehold"


class TransferState(models.TextChoices):
    """Where a transfer has got to. It changes only by a step of assets.transferring."""

    DRAFT = "draft", "Being written"
    INTEREST = "interest", "Expression of interest"
    BUSINESS_CASE = "business_case", "Business case"
    ASSESSMENT = "assessment", "Assessment"
    DECISION = "decision", "Advice and decision"
    TERMS = "terms", "Heads of terms and lease"
    MONITORING = "monitoring", "Completed and monitored"
    WITHDRAWN = "withdrawn", "Withdrawn"
    REFUSED = "refused", "Refused"
    LAPSED = "lapsed", "Lapsed"
    ENDED = "ended", "Ended"


STAGES = (
    TransferState.INTEREST,
    TransferState.BUSINESS_CASE,
    TransferState.ASSESSMENT,
    TransferState.DECISION,
    TransferState.TERMS,
)
LEGAL_MOVES = (
    ("draft", "interest"),
    ("interest", "business_case"),
    ("business_case", "assessment"),
    ("assessment", "business_case"),
    ("assessment", "decision"),
    ("decision", "terms"),
    ("terms", "monitoring"),
    ("monitoring", "ended"),
    *((str(stage), "withdrawn") for stage in STAGES),
    *((str(stage), "lapsed") for stage in STAGES),
    *((str(stage), "refused") for stage in STAGES[:4]),
)


def new_transfer_reference() -> str:
    """A reference drawn by lot, such as CAT-7K3FQ9."""
    return "CAT-" + "".join(secrets.choice(LETTERS) for _ in range(6))


@track()
class TransferScheme(Versioned):
    """How an organisation transfers assets: how long each stage takes, and what rebate it gives.

    `share` is the share of the annual social value that is taken off the market rent. The weeks
    are how long whoever must answer in a stage has for it.
    """

    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="+")
    introduction = models.TextField(blank=True, max_length=4000)
    share = models.DecimalField(
        max_digits=5, decimal_places=4, default=Decimal(1),
        validators=[MinValueValidator(0), MaxValueValidator(1)],
    )  # fmt: skip
    announcement_weeks = models.PositiveSmallIntegerField(default=4)
    interest_weeks = models.PositiveSmallIntegerField(default=3)
    business_case_weeks = models.PositiveSmallIntegerField(default=4)
    assessment_weeks = models.PositiveSmallIntegerField(default=4)
    decision_weeks = models.PositiveSmallIntegerField(default=8)
    terms_weeks = models.PositiveSmallIntegerField(default=6)
    review_years = models.PositiveSmallIntegerField(default=5)

    class Meta:
        ordering = ["organisation"]
        constraints = [
            models.CheckConstraint(
                condition=Q(share__gte=0, share__lte=1), name="transfer_scheme_share_is_a_share"
            )
        ]

    def __str__(self) -> str:
        return f"transfers of {self.organisation}"


@track()
class TransferTest(models.Model):
    """Something by which an owner judges a business case, with a score from 0 to `most_points`."""

    scheme = models.ForeignKey(TransferScheme, on_delete=models.CASCADE, related_name="tests")
    name = models.CharField(max_length=150)
    explanation = models.TextField(blank=True, max_length=1000)
    most_points = models.PositiveSmallIntegerField(default=5, validators=[MinValueValidator(1)])
    position = models.PositiveSmallIntegerField(default=100)
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["scheme", "position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(most_points__gt=0), name="transfer_test_has_points")
        ]

    def __str__(self) -> str:
        return self.name


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    """Announcements, asked for in the product's words."""

    def open_on(self, on: dt.date) -> Self:
        """Announcements for which interest can be expressed on the day."""
        return self.filter(announced_on__lte=on, closes_on__gte=on, withdrawn_on=None)


@track(leaving_out=("announced_by",))
class Announcement(Versioned):
    """An owner says in public that an asset can pass to a community organisation.

    `closes_on` is the last day on which interest can be expressed.
    """

    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="announcements")
    right = models.CharField(max_length=12, choices=Right)
    words = models.TextField(max_length=4000)
    announced_on = models.DateField()
    closes_on = models.DateField()
    announced_by = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    withdrawn_on = models.DateField(null=True, editable=False)
    why_withdrawn = models.CharField(max_length=500, blank=True, editable=False)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        ordering = ["-announced_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(announced_on__lte=F("closes_on")), name="announcement_opens_first"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | ~Q(why_withdrawn=""),
                name="announcement_withdrawn_with_a_reason",
            ),
        ]
        triggers = [pgtrigger.Protect(name="announcement_is_kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.asset}, from {self.announced_on}"


class TransferQuerySet(models.QuerySet["Transfer"]):
    """Transfers, asked for in the product's words."""

    def public(self) -> Self:
        """Every transfer that a group asked for, whatever became of it."""
        return self.filter(requested_on__isnull=False)

    def visible_to(self, person: Any) -> Self:
        """Public ones, and the drafts of groups that the person belongs to."""
        if not person.is_authenticated:
            return self.public()
        theirs = Organisation.objects.of(person, clock.today())
        return self.filter(Q(requested_on__isnull=False) | Q(applicant__in=theirs))

    def running(self) -> Self:
        """Transfers in one of the stages, before completion."""
        return self.filter(state__in=STAGES)


@track(leaving_out=("contact_role", "contact_address", "contact_telephone", "started_by"))
class Transfer(Versioned):
    """A community organisation asks to take over an asset; public from the day it asks.

    `answer_due_on` is the day by which whoever must answer in this stage has to. Money is in
    pounds; `market_rent` is a year's. What is agreed is in `right_agreed`, `market_rent`, `share`
    and the benefits; the rebate follows from them (assets.worth).
    """

    reference = models.CharField(
        max_length=20, unique=True, default=new_transfer_reference, editable=False
    )
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="transfers")
    announcement = models.ForeignKey(
        Announcement, null=True, blank=True, on_delete=models.PROTECT, related_name="transfers"
    )
    applicant = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    right_asked = models.CharField(max_length=12, choices=Right)
    purpose = models.TextField(max_length=4000, help_text="What the group would do with it.")
    experience = models.TextField(blank=True, max_length=4000)
    business_case = models.TextField(blank=True, max_length=10_000)
    contact_role = models.CharField(max_length=150, blank=True)
    contact_address = models.CharField(max_length=200, blank=True)
    contact_telephone = models.CharField(max_length=40, blank=True)

    state = models.CharField(
        max_length=15, choices=TransferState, default=TransferState.DRAFT, editable=False
    )
    state_since_on = models.DateField(default=clock.today, editable=False)
    answer_due_on = models.DateField(null=True, editable=False)
    started_at = models.DateTimeField(default=clock.now, editable=False)
    started_by = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    requested_on = models.DateField(null=True, editable=False)

    decided_on = models.DateField(null=True, editable=False)
    decided_by_body = models.CharField(max_length=200, blank=True, editable=False)
    decision_url = models.URLField(blank=True, editable=False)
    reasons = models.TextField(blank=True, max_length=4000, editable=False)
    right_agreed = models.CharField(max_length=12, choices=Right, blank=True, editable=False)

    market_rent = models.DecimalField(
        max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    share = models.DecimalField(
        max_digits=5, decimal_places=4, null=True, blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text="The scheme's share of social value, as it was when the terms were agreed.",
    )  # fmt: skip
    terms = models.TextField(blank=True, max_length=10_000)
    lease_starts_on = models.DateField(null=True, blank=True)
    lease_ends_on = models.DateField(
        null=True, blank=True, help_text="The first day it is no longer held; none of a freehold."
    )
    ended_on = models.DateField(null=True, editable=False)
    why_ended = models.TextField(blank=True, max_length=2000, editable=False)

    objects = TransferQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft") | Q(requested_on__isnull=False),
                name="transfer_asked_once_public",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["refused", "terms", "monitoring"])
                | (Q(decided_on__isnull=False) & ~Q(reasons="")),
                name="transfer_decided_with_reasons",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["terms", "monitoring"]) | ~Q(right_agreed=""),
                name="transfer_agreed_by_a_right",
            ),
            models.CheckConstraint(
                condition=~Q(state="monitoring") | Q(lease_starts_on__isnull=False),
                name="transfer_completed_from_a_day",
            ),
            models.CheckConstraint(
                condition=Q(lease_ends_on=None) | Q(lease_starts_on__lt=F("lease_ends_on")),
                name="transfer_lease_starts_before_it_ends",
            ),
            models.CheckConstraint(
                condition=Q(share=None) | Q(share__gte=0, share__lte=1),
                name="transfer_share_is_a_share",
            ),
            models.CheckConstraint(
                condition=Q(market_rent=None) | Q(market_rent__gte=0),
                name="transfer_rent_not_negative",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="transfer_takes_legal_steps_only",
                field="state",
                transitions=sorted(LEGAL_MOVES),
            ),
            pgtrigger.Protect(
                name="transfer_is_kept_once_asked",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__requested_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asset} to {self.applicant}"

    def get_absolute_url(self) -> str:
        return reverse("transfer", args=[self.reference])
