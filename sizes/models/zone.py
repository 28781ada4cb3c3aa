"""The zone itself, who takes part in it, and its dates."""

import datetime as dt
from typing import Any, Self

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from groundwork import clock
from groundwork.history import track
from groundwork.versions import Versioned
from partners.models import Organisation, Person
from sizes.status import MOVES, RUNNING, State, Status, state_in_sql, status_in_sql, status_on


class ZoneQuerySet(models.QuerySet["Zone"]):
    """Zones, asked for in the product's words."""

    def with_status(self, on: dt.date) -> Self:
        """Each zone with `status_that_day`, the public status on the day."""
        return self.annotate(state_that_day=state_in_sql(on)).annotate(
            status_that_day=status_in_sql(on)
        )

    def having_status(self, *statuses: str, on: dt.date) -> Self:
        """Zones whose public status on the day is one of these."""
        return self.with_status(on).filter(status_that_day__in=[str(s) for s in statuses])

    def running(self, on: dt.date) -> Self:
        """Zones whose declaration holds on the day."""
        return self.having_status(*RUNNING, on=on)

    def published(self) -> Self:
        """Zones that were ever proposed: these are public, and stay so."""
        return self.filter(proposed_on__isnull=False)

    def visible_to(self, person: Any) -> Self:
        """Published zones, and drafts that the person began or whose leads the person is one of."""
        public = Q(proposed_on__isnull=False)
        if not person.is_authenticated:
            return self.filter(public)
        theirs = Organisation.objects.of(person, clock.today())
        led = Participant.objects.filter(
            part=Participant.Part.LEAD, declined_on=None, organisation__in=theirs
        )
        return self.filter(public | Q(started_by=person) | Q(pk__in=led.values("zone")))


@track(leaving_out=("started_by",))
class Zone(Versioned):
    """A publicly declared, time-limited area of shared intention to improve some outcomes."""

    reference = models.CharField(max_length=20, unique=True, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    state = models.CharField(
        max_length=20, choices=State, default=State.DRAFT, editable=False, db_index=True
    )
    term = models.PositiveSmallIntegerField(default=1, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    purpose = models.TextField(blank=True, max_length=1000)
    place_in_words = models.CharField(blank=True, max_length=300)
    why_here = models.TextField(blank=True, max_length=4000)
    summary = models.TextField(blank=True, max_length=2000)
    what_stays = models.TextField(blank=True, max_length=4000)
    how_far = models.TextField(blank=True, max_length=4000)

    starts_on = models.DateField(null=True, blank=True)
    target_on = models.DateField(null=True, blank=True)
    why_so_long = models.TextField(blank=True, max_length=2000)
    why_beyond_area = models.TextField(blank=True, max_length=2000)

    started_at = models.DateTimeField(default=clock.now, editable=False)
    started_by = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    state_since_on = models.DateField(default=clock.today, editable=False)
    proposed_on = models.DateField(null=True, editable=False)
    declared_on = models.DateField(null=True, editable=False)

    objects = ZoneQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(target_on=None) | Q(starts_on__lt=F("target_on")),
                name="zone_starts_before_its_target",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.PROPOSED, State.DECLARED, State.UNDER_REVIEW])
                | Q(proposed_on__isnull=False, starts_on__isnull=False, target_on__isnull=False),
                name="zone_has_dates_once_proposed",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.DECLARED, State.UNDER_REVIEW])
                | Q(declared_on__isnull=False),
                name="zone_has_declared_on_once_declared",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="zone_takes_legal_steps_only",
                field="state",
                transitions=sorted(
                    {(str(state), str(to)) for states, to in MOVES.values() for state in states}
                ),
            ),
            pgtrigger.Protect(
                name="zone_begins_as_a_draft",
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__state__df=State.DRAFT),
            ),
            pgtrigger.Protect(
                name="zone_is_kept_once_proposed",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__proposed_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("zone", args=[self.slug])

    def status(self, on: dt.date) -> Status:
        """The public status on the day."""
        return status_on(self, on)

    @property
    def is_public(self) -> bool:
        return self.proposed_on is not None

    @property
    def is_open_to_edits(self) -> bool:
        """What it says can be changed freely until it is declared."""
        return self.state in (State.DRAFT, State.PROPOSED)


class Participant(models.Model):
    """An organisation, registered or only named, asked to lead or join a zone, or next to it."""

    class Part(models.TextChoices):
        LEAD = "lead", "Lead"
        PARTNER = "partner", "Invited partner"
        NEIGHBOUR = "neighbour", "Neighbour just outside"

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="participants")
    part = models.CharField(max_length=20, choices=Part)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(max_length=200, blank=True)
    contact = models.CharField(
        max_length=200, blank=True, help_text="How to reach them; never shown to the public."
    )
    asked_on = models.DateField(default=clock.today)
    agreed_on = models.DateField(null=True, blank=True)
    declined_on = models.DateField(null=True, blank=True)
    agreed_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["part", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "part", "organisation"],
                condition=Q(organisation__isnull=False),
                name="participant_once_in_each_part",
            ),
            models.CheckConstraint(
                condition=~Q(part="lead") | Q(organisation__isnull=False),
                name="participant_lead_is_registered",
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | ~Q(name=""),
                name="participant_has_a_name",
            ),
            models.CheckConstraint(
                condition=Q(agreed_on=None) | Q(declined_on=None),
                name="participant_agreed_or_declined",
            ),
        ]

    def __str__(self) -> str:
        return self.organisation.name if self.organisation else self.name


class InterimReview(models.Model):
    """A day before the target date on which the zone is looked at."""

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="interim_reviews")
    due_on = models.DateField()

    class Meta:
        ordering = ["due_on"]
        constraints = [
            models.UniqueConstraint(fields=["zone", "due_on"], name="interim_review_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.zone}: {self.due_on}"
