"""Who signs what a zone declares, in what capacity and with what authority."""

import datetime as dt
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Q

from groundwork import clock, stores
from groundwork.history import track
from groundwork.triggers import FinalOnce
from groundwork.versions import Versioned
from partners.models import Organisation, Person
from sizes.models.comment_period import CommentPeriod
from sizes.models.zone import Zone


def _is_rewritten(column: str) -> pgtrigger.Q:
    """Whether an update puts other words into the column, rather than emptying it."""
    other = pgtrigger.Q(**{f"new__{column}__df": pgtrigger.F(f"old__{column}")})
    return other & ~pgtrigger.Q(**{f"new__{column}": ""})


class Capacity(models.TextChoices):
    """As what somebody signs."""

    COUNCIL = "council", "Council"
    COMMUNITY = "community", "Community"
    LOCAL_LEADER = "local_leader", "Local leader"
    PARTNER = "partner", "Partner"


class SignatureQuerySet(models.QuerySet["Signature"]):
    """Signatures, asked for in the product's words."""

    def made(self, on: dt.date | None = None) -> Self:
        """Those that were signed, by the day where one is given; withdrawn ones too."""
        signed = self.filter(signed_on__isnull=False)
        return signed if on is None else signed.filter(signed_on__lte=on)

    def standing(self, on: dt.date) -> Self:
        """Those that were signed by the day and not withdrawn by then."""
        return self.made(on).filter(Q(withdrawn_on=None) | Q(withdrawn_on__gt=on))

    def asked(self) -> Self:
        """Invitations that were neither signed nor declined."""
        return self.filter(signed_on=None, declined_on=None)


@track(
    leaving_out=(
        "signatory",
        "name",
        "interests",
        "why_declined",
        "why_withdrawn",
        "contact",
        "scan",
        "invited_by",
        "signed_by",
        "recorded_by",
        "withdrawn_by",
    )
)
class Signature(Versioned):
    """An invitation to sign what a zone declares, and the signature that came of it.

    Who signs is an organisation, or, on paper, somebody named in `signatory`; of residents only
    the number is published. Once signed it never changes; a withdrawal is written beside it.
    """

    class Authority(models.TextChoices):
        DELEGATION = "delegation", "Delegated decision"
        CABINET = "cabinet", "Cabinet"
        COMMITTEE = "committee", "Committee"

    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, related_name="signatures")
    capacity = models.CharField(max_length=15, choices=Capacity)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    signatory = models.CharField(
        max_length=200, blank=True, help_text="Who signs, where no registered organisation does."
    )
    residents = models.PositiveIntegerField(
        null=True, blank=True, help_text="How many residents sign; their names are not published."
    )
    contact = models.CharField(max_length=200, blank=True, help_text="Never shown to the public.")
    invited_on = models.DateField(default=clock.today)
    invited_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    declined_on = models.DateField(null=True, blank=True)
    why_declined = models.CharField(max_length=500, blank=True)

    position = models.PositiveSmallIntegerField(null=True, editable=False)
    period = models.ForeignKey(
        CommentPeriod, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    signed_on = models.DateField(null=True, editable=False)
    signed_at = models.DateTimeField(null=True, editable=False)
    signed_by = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    name = models.CharField(max_length=150, blank=True, help_text="Who signs, by name.")
    role = models.CharField(max_length=150, blank=True)
    interests = models.TextField(blank=True, max_length=2000)
    authority = models.CharField(max_length=15, choices=Authority, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decision_url = models.URLField(blank=True)
    is_on_paper = models.BooleanField(default=False)
    recorded_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    scan = models.FileField(storage=stores.private, upload_to="", blank=True, max_length=100)

    withdrawn_on = models.DateField(null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    why_withdrawn = models.TextField(blank=True, max_length=2000)
    redacted_on = models.DateField(null=True, editable=False)
    why_redacted = models.CharField(max_length=300, blank=True)

    objects = SignatureQuerySet.as_manager()

    class Meta:
        ordering = ["zone", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["zone", "position"], name="signature_position_once"),
            models.UniqueConstraint(
                fields=["zone", "organisation"],
                condition=Q(organisation__isnull=False, signed_on=None, declined_on=None),
                name="signature_asked_for_once",
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False)
                | ~Q(signatory="")
                | Q(redacted_on__isnull=False),
                name="signature_says_who",
            ),
            models.CheckConstraint(
                condition=Q(residents=None) | Q(capacity="community", residents__gt=0),
                name="signature_counts_residents_of_a_community",
            ),
            models.CheckConstraint(
                condition=Q(signed_on=None)
                | (
                    Q(position__isnull=False, signed_at__isnull=False, declined_on=None)
                    & ~Q(role="")
                ),
                name="signature_signed_in_a_role",
            ),
            models.CheckConstraint(
                condition=Q(signed_on=None)
                | ~Q(capacity="council")
                | (~Q(authority="") & Q(decided_on__isnull=False) & ~Q(decision_url="")),
                name="signature_of_a_council_has_authority",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None)
                | (
                    Q(signed_on__isnull=False)
                    & (~Q(why_withdrawn="") | Q(redacted_on__isnull=False))
                ),
                name="signature_withdrawn_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(redacted_on=None) | ~Q(why_redacted=""),
                name="signature_redacted_with_a_reason",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="signature_is_kept_once_signed",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__signed_on__isnull=False),
            ),
            # They can be emptied, where they should never have been published, and no more.
            pgtrigger.Protect(
                name="signature_words_only_go",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__signed_on__isnull=False)
                & (
                    _is_rewritten("signatory")
                    | _is_rewritten("name")
                    | _is_rewritten("interests")
                    | (
                        pgtrigger.Q(old__withdrawn_on__isnull=False)
                        & _is_rewritten("why_withdrawn")
                    )
                ),
            ),
            FinalOnce(
                name="signature_withdrawal_stays",
                fields=["withdrawn_on"],
                condition=pgtrigger.Q(old__withdrawn_on__isnull=False),
            ),
            FinalOnce(
                name="signature_never_changes",
                fields=[
                    "zone",
                    "capacity",
                    "organisation",
                    "residents",
                    "position",
                    "period",
                    "signed_on",
                    "signed_at",
                    "role",
                    "authority",
                    "decided_on",
                    "decision_url",
                    "is_on_paper",
                ],
                condition=pgtrigger.Q(old__signed_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        if self.organisation:
            return self.organisation.name
        return self.signatory or "Somebody whose name was removed"

    @property
    def is_signed(self) -> bool:
        return self.signed_on is not None


@track()
class MissingCapacity(models.Model):
    """The one capacity in which nobody signed: who was asked, when, and why they did not."""

    zone = models.OneToOneField(Zone, on_delete=models.CASCADE, related_name="missing_capacity")
    capacity = models.CharField(max_length=15, choices=Capacity)
    who_was_asked = models.CharField(max_length=300)
    asked_on = models.DateField()
    why_not = models.TextField(max_length=1000)

    class Meta:
        verbose_name_plural = "missing capacities"

    def __str__(self) -> str:
        return f"{self.zone}: nobody signs as {self.capacity}"
