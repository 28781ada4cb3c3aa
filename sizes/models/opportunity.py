"""What people spot could be done with the assets, people and outcomes of a zone."""

import datetime as dt
from typing import Any, Self

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from assets.models import Asset
from groundwork import clock
from groundwork.history import track
from groundwork.versions import Versioned
from partners.models import Organisation, Person
from sizes.models.need import Need
from sizes.models.subject import Outcome
from sizes.models.zone import Zone


class OpportunityState(models.TextChoices):
    """How far an opportunity has come. It changes only by sizes.opportunities."""

    SPOTTED = "spotted", "Spotted"
    DEVELOPING = "developing", "Being developed"
    AGREED = "agreed", "Agreed"
    RUNNING = "running", "Running"
    ENDED = "ended", "Ended"


OPPORTUNITY_MOVES = (
    ("spotted", "developing"),
    ("developing", "agreed"),
    ("agreed", "developing"),
    ("agreed", "running"),
    ("running", "ended"),
    ("spotted", "ended"),
    ("developing", "ended"),
    ("agreed", "ended"),
)


class OpportunityQuerySet(models.QuerySet["Opportunity"]):
    """Opportunities, asked for in the product's words."""

    def public(self) -> Self:
        """Those that a member of the zone let onto the board."""
        return self.filter(shown_on__isnull=False, hidden_on=None)

    def waiting(self) -> Self:
        """Those that nobody has looked at yet."""
        return self.filter(shown_on=None, hidden_on=None)


@track(leaving_out=("words", "title", "spotted_by", "shown_by"))
class Opportunity(Versioned):
    """Something that could be done in a zone by joining assets, people and an outcome.

    Anyone signed in spots one; it is on the board once a member of the zone has let it on, so that
    nobody's words are published unread. Members develop it.
    """

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="opportunities")
    title = models.CharField(max_length=150)
    words = models.TextField(max_length=3000)
    outcome = models.ForeignKey(
        Outcome, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    need = models.ForeignKey(
        Need, null=True, blank=True, on_delete=models.SET_NULL, related_name="opportunities"
    )
    state = models.CharField(
        max_length=12, choices=OpportunityState, default=OpportunityState.SPOTTED, editable=False
    )
    state_since_on = models.DateField(default=clock.today, editable=False)
    spotted_on = models.DateField(default=clock.today, editable=False)
    spotted_by = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    shown_on = models.DateField(null=True, editable=False)
    shown_by = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    hidden_on = models.DateField(null=True, editable=False)
    why_hidden = models.CharField(max_length=500, blank=True, editable=False)

    objects = OpportunityQuerySet.as_manager()

    class Meta:
        ordering = ["-spotted_on", "-pk"]
        verbose_name_plural = "opportunities"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="spotted") | Q(shown_on__isnull=False),
                name="opportunity_developed_once_shown",
            ),
            models.CheckConstraint(
                condition=Q(hidden_on=None) | ~Q(why_hidden=""),
                name="opportunity_hidden_with_a_reason",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="opportunity_takes_legal_steps_only",
                field="state",
                transitions=sorted(OPPORTUNITY_MOVES),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("opportunity", args=[self.zone.slug, self.pk])

    def is_visible_to(self, person: Any) -> bool:
        """Whether it is on the board, or the person spotted it."""
        return (self.shown_on is not None and self.hidden_on is None) or (
            person.is_authenticated and self.spotted_by_id == person.pk
        )


class OpportunityMove(models.Model):
    """A step that an opportunity took, on which day, and why. It only grows."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.PROTECT, related_name="moves")
    from_state = models.CharField(max_length=12, choices=OpportunityState)
    to_state = models.CharField(max_length=12, choices=OpportunityState)
    taken_on = models.DateField()
    taken_at = models.DateTimeField(default=clock.now)
    taken_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True, max_length=2000)

    class Meta:
        ordering = ["opportunity", "pk"]
        triggers = [
            pgtrigger.Protect(
                name="opportunity_move_only_grows", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.opportunity}: {self.from_state} → {self.to_state}"


@track(leaving_out=("added_by", "brings"))
class OpportunityPart(models.Model):
    """What joins an opportunity: an asset, or what the people of an organisation bring."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="parts")
    asset = models.ForeignKey(
        Asset, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    brings = models.CharField(max_length=300, blank=True, help_text="What it brings, or is for.")
    added_on = models.DateField(default=clock.today)
    added_by = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )

    class Meta:
        ordering = ["opportunity", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(asset__isnull=False) | Q(organisation__isnull=False),
                name="opportunity_part_is_something",
            ),
            models.UniqueConstraint(
                fields=["opportunity", "asset"], name="opportunity_part_asset_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.asset or self.organisation)


@track(leaving_out=("made_by", "lender_agreed_by", "borrower_agreed_by"))
class Agreement(Versioned):
    """Who lends what to whom in an opportunity, from when until when, and on what terms.

    It holds once those who agree for both organisations have said yes. `ends_on` is the first day
    it no longer holds.
    """

    opportunity = models.ForeignKey(
        Opportunity, on_delete=models.PROTECT, related_name="agreements"
    )
    asset = models.ForeignKey(
        Asset, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    what = models.CharField(max_length=300)
    lender = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    borrower = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    terms = models.TextField(blank=True, max_length=3000)
    made_at = models.DateTimeField(default=clock.now, editable=False)
    made_by = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    lender_agreed_on = models.DateField(null=True, editable=False)
    lender_agreed_by = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    borrower_agreed_on = models.DateField(null=True, editable=False)
    borrower_agreed_by = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    why_ended = models.CharField(max_length=500, blank=True, editable=False)

    class Meta:
        ordering = ["opportunity", "starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__lt=F("ends_on")),
                name="agreement_starts_before_it_ends",
            ),
            models.CheckConstraint(
                condition=~Q(lender=F("borrower")), name="agreement_between_two"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="agreement_is_kept_once_agreed",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__lender_agreed_on__isnull=False)
                & pgtrigger.Q(old__borrower_agreed_on__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.lender} → {self.borrower}: {self.what}"

    def is_agreed(self) -> bool:
        """Whether both sides have said yes."""
        return self.lender_agreed_on is not None and self.borrower_agreed_on is not None

    def holds(self, on: dt.date) -> bool:
        """Whether both sides have said yes and the day is in its dates."""
        return self.is_agreed() and self.starts_on <= on < self.ends_on
