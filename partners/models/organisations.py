"""Bodies that lead, join or support zones, and what people do in them."""

import datetime as dt
from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from groundwork import clock
from groundwork.history import track, track_links
from groundwork.versions import Versioned
from partners.models.dates import in_force
from partners.models.people import Person
from places.constraints import DayRange
from places.models import Area


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Organisations, asked for in the product's words."""

    def in_force(self, on: dt.date) -> Self:
        return self.filter(in_force(on))

    def councils(self) -> Self:
        return self.filter(sector=Organisation.Sector.COUNCIL)

    def of(self, person: Any, on: dt.date) -> Self:
        """Organisations the person belongs to on the day."""
        if not person.is_authenticated:
            return self.none()
        return self.filter(
            pk__in=Membership.objects.in_force(on).filter(person=person).values("organisation")
        )


@track(leaving_out=("contact_name", "contact_email", "contact_telephone", "mailbox"))
class Organisation(Versioned):
    """A body that leads, joins or supports zones: a council, a charity, a firm, a residents' group.

    A group with no constitution needs a name and a way to reach it, nothing more.
    """

    class Sector(models.TextChoices):
        COUNCIL = "council", "Council"
        PUBLIC = "public", "Other public body"
        VOLUNTARY = "voluntary", "Charity or voluntary organisation"
        COMMUNITY = "community", "Community group"
        PRIVATE = "private", "Business"

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80, unique=True)
    sector = models.CharField(max_length=20, choices=Sector)
    description = models.TextField(blank=True, max_length=2000)
    website = models.URLField(blank=True)
    contact_name = models.CharField(
        max_length=150, blank=True, help_text="A role is better than a person: Ward officer."
    )
    contact_email = models.EmailField(blank=True)
    contact_telephone = models.CharField(max_length=40, blank=True)
    contact_place = models.CharField(
        max_length=200, blank=True, help_text="Where people can ask face to face."
    )
    mailbox = models.EmailField(
        blank=True,
        help_text="A shared address to which letters go, beside the people's own. Not shown.",
    )
    areas = models.ManyToManyField(Area, blank=True, related_name="+")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True, help_text="The first day it no longer is.")
    successor = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors"
    )
    why_ended = models.CharField(max_length=300, blank=True)
    verified_on = models.DateField(null=True, blank=True, editable=False)
    registered_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    verified_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(starts_on__lt=F("ends_on")),
                name="organisation_starts_before_it_ends",
            ),
            models.CheckConstraint(
                condition=Q(successor=None) | (Q(ends_on__isnull=False) & ~Q(successor=F("pk"))),
                name="organisation_followed_only_once_ended",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/partners/{self.slug}/"

    @property
    def is_council(self) -> bool:
        return self.sector == self.Sector.COUNCIL

    @property
    def is_verified(self) -> bool:
        return self.verified_on is not None


@track_links()
class OrganisationArea(Organisation.areas.through):
    """An area that an organisation serves."""

    class Meta:
        proxy = True


@track()
class OrganisationIdentifier(models.Model):
    """What an organisation is called in a public list, by the org-id.guide scheme of that list."""

    class Scheme(models.TextChoices):
        CHARITY = "GB-CHC", "Charity Commission (England and Wales)"
        COMPANY = "GB-COH", "Companies House"
        SCOTTISH_CHARITY = "GB-SC", "Scottish Charity Register"
        NORTHERN_IRISH_CHARITY = "GB-NIC", "Charity Commission for Northern Ireland"
        MUTUAL = "GB-MPR", "Mutuals Public Register"
        COUNCIL = "GB-LAE", "Local authority (England)"
        GOVERNMENT = "GB-GOR", "Government organisations register"
        NHS = "GB-NHS", "NHS organisation"

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="identifiers"
    )
    scheme = models.CharField(max_length=20, choices=Scheme)
    identifier = models.CharField(max_length=40, help_text="As published; leading zeros count.")

    class Meta:
        ordering = ["scheme", "identifier"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "identifier"], name="organisation_identifier_is_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.scheme}-{self.identifier}"


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships, asked for in the product's words."""

    def in_force(self, on: dt.date) -> Self:
        return self.filter(in_force(on))


@track()
class Membership(models.Model):
    """What a person does in an organisation, from when until when."""

    class Role(models.TextChoices):
        EDITOR = "editor", "Editor: drafts and proposes"
        REPRESENTATIVE = "representative", "Representative: agrees, signs and commits"
        COUNCILLOR = "councillor", "Councillor: a representative who may declare zones"
        OFFICER = "officer", "Officer: verifies, moderates and imports"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=20, choices=Role)
    starts_on = models.DateField(default=clock.today)
    ends_on = models.DateField(null=True, blank=True, help_text="The first day it no longer is.")

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["organisation", "role", "pk"]
        constraints = [
            ExclusionConstraint(
                name="membership_dates_do_not_overlap",
                expressions=[
                    (F("person"), RangeOperators.EQUAL),
                    (F("organisation"), RangeOperators.EQUAL),
                    (F("role"), RangeOperators.EQUAL),
                    (DayRange("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on__lt=F("ends_on")),
                name="membership_starts_before_it_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} in {self.organisation}: {self.role}"
