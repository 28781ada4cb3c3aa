"""What organisations say in public that they are willing to change."""

import datetime as dt
from typing import Any, Self

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from groundwork import clock
from groundwork.history import track, track_links
from groundwork.versions import Versioned
from partners.models.organisations import Organisation
from partners.models.people import Person
from partners.models.vocabulary import Service, Theme
from places.models import Area


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    """Commitments, asked for in the product's words."""

    def published(self) -> Self:
        """Commitments that were ever put before the public; they stay so."""
        return self.filter(published_on__isnull=False)

    def offered(self, on: dt.date) -> Self:
        """Published commitments that stand on the day: begun, neither ended nor withdrawn."""
        return self.published().filter(
            Q(withdrawn_on=None) | Q(withdrawn_on__gt=on),
            Q(ends_on=None) | Q(ends_on__gt=on),
            published_on__lte=on,
        )

    def standing(self) -> Self:
        """Commitments that any zone may take up."""
        return self.filter(is_standing=True)

    def for_cards(self) -> Self:
        """Commitments with all that a list or a page says of them, in four queries."""
        return self.select_related("organisation", "enabled_organisation").prefetch_related(
            "themes",
            "services",
            models.Prefetch("areas", Area.objects.without_shapes()),
        )

    def visible_to(self, person: Any) -> Self:
        """Published ones, and those of organisations that the person belongs to."""
        if not person.is_authenticated:
            return self.published()
        theirs = Organisation.objects.of(person, clock.today())
        return self.filter(Q(published_on__isnull=False) | Q(organisation__in=theirs))


@track(leaving_out=("made_by", "published_by", "withdrawn_by"))
class Commitment(Versioned):
    """What an organisation is willing to change, and on what conditions. An offer, no contract."""

    class Verb(models.TextChoices):
        CHANGE = "change", "Change"
        SUSPEND = "suspend", "Suspend"
        AMEND = "amend", "Amend"
        REVISE = "revise", "Revise"

    class Subject(models.TextChoices):
        POLICY = "policy", "a policy"
        PRACTICE = "practice", "a practice"
        ASSETS = "assets", "how assets are used"
        PEOPLE = "people", "how people work"
        INFORMATION = "information", "how information is used"

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="commitments"
    )
    title = models.CharField(max_length=150)
    verb = models.CharField(max_length=10, choices=Verb)
    subject = models.CharField(max_length=15, choices=Subject)
    normal_now = models.TextField(max_length=2000)
    instead = models.TextField(max_length=2000)
    enables = models.TextField(
        blank=True, max_length=1000, help_text="Whose change this makes possible, and how."
    )
    enabled_organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    conditions = models.TextField(blank=True, max_length=2000)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True, help_text="The first day it no longer holds.")
    contact_role = models.CharField(max_length=150)
    contact_address = models.CharField(
        max_length=200, blank=True, help_text="A shared e-mail address, or a place to ask."
    )
    contact_telephone = models.CharField(max_length=40, blank=True)
    is_standing = models.BooleanField(default=False)
    themes = models.ManyToManyField(Theme, blank=True, related_name="+")
    services = models.ManyToManyField(Service, blank=True, related_name="+")
    areas = models.ManyToManyField(Area, blank=True, related_name="+")

    made_at = models.DateTimeField(default=clock.now, editable=False)
    made_by = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    published_on = models.DateField(null=True, editable=False)
    published_by = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    withdrawn_on = models.DateField(null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    why_withdrawn = models.TextField(blank=True, max_length=2000, editable=False)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = ["-published_on", "title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(starts_on__lt=F("ends_on")),
                name="commitment_starts_before_it_ends",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | Q(published_on__isnull=False),
                name="commitment_withdrawn_only_once_published",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | ~Q(why_withdrawn=""),
                name="commitment_withdrawn_with_a_reason",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="commitment_is_kept_once_published",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__published_on__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("offer", args=[self.pk])

    def is_offered(self, on: dt.date) -> bool:
        """Whether it stands on the day: published, begun to be offered, not ended or withdrawn."""
        return self.published_on is not None and self.published_on <= on and not self.has_ended(on)

    def has_ended(self, on: dt.date) -> bool:
        """Whether it was withdrawn, or has come to its end, by the day."""
        return (self.withdrawn_on is not None and self.withdrawn_on <= on) or (
            self.ends_on is not None and self.ends_on <= on
        )


@track_links()
class CommitmentTheme(Commitment.themes.through):
    """A theme that a commitment is about."""

    class Meta:
        proxy = True


@track_links()
class CommitmentService(Commitment.services.through):
    """A service that a commitment is about."""

    class Meta:
        proxy = True


@track_links()
class CommitmentArea(Commitment.areas.through):
    """An area where a commitment holds."""

    class Meta:
        proxy = True


@track(leaving_out=("organisation", "act", "agreed_by"))
class Dependency(models.Model):
    """What a commitment needs: another commitment, or a named act of another organisation by a day.

    The organisation is not named in public until it agrees.
    """

    commitment = models.ForeignKey(
        Commitment, on_delete=models.CASCADE, related_name="dependencies"
    )
    needs = models.ForeignKey(
        Commitment, null=True, blank=True, on_delete=models.PROTECT, related_name="needed_by"
    )
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    act = models.CharField(max_length=300, blank=True)
    due_on = models.DateField(null=True, blank=True)
    asked_on = models.DateField(default=clock.today)
    agreed_on = models.DateField(null=True, blank=True)
    agreed_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    met_on = models.DateField(null=True, blank=True)
    fallen_on = models.DateField(null=True, blank=True)
    why_fallen = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["commitment", "pk"]
        verbose_name_plural = "dependencies"
        constraints = [
            models.CheckConstraint(
                condition=Q(needs__isnull=False, organisation=None, act="")
                | (Q(needs=None, organisation__isnull=False, due_on__isnull=False) & ~Q(act="")),
                name="dependency_on_a_commitment_or_an_act",
            ),
            models.CheckConstraint(
                condition=Q(needs=None) | ~Q(needs=F("commitment")),
                name="dependency_not_on_itself",
            ),
            models.CheckConstraint(
                condition=Q(met_on=None) | Q(fallen_on=None), name="dependency_met_or_fallen"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment} needs {self.needs or self.act}"

    def has_fallen(self, on: dt.date) -> bool:
        """Whether what is needed is gone by the day: said so, not done in time, or ended."""
        if self.fallen_on is not None:
            return self.fallen_on <= on
        if self.needs is not None:
            return self.needs.has_ended(on)
        return self.met_on is None and self.due_on is not None and self.due_on < on
