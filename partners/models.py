"""Who: people, organisations, what a person does in an organisation, and the short vocabularies."""

import datetime as dt
from typing import Any, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from groundwork import clock
from groundwork.history import track
from groundwork.versions import Versioned
from places.constraints import DayRange
from places.models import Area


def in_force(on: dt.date, prefix: str = "") -> Q:
    """Rows whose half-open range of days includes the day."""
    starts, ends = f"{prefix}starts_on", f"{prefix}ends_on"
    return (Q(**{starts: None}) | Q(**{f"{starts}__lte": on})) & (
        Q(**{ends: None}) | Q(**{f"{ends}__gt": on})
    )


class PersonManager(BaseUserManager["Person"]):
    """Makes people. An e-mail address is kept in lower case, as it is compared."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **more: Any) -> "Person":
        person = self.model(email=email.strip().lower(), **more)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **more: Any) -> "Person":
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True} | more)

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email=(username or "").lower())


class Person(AbstractBaseUser, PermissionsMixin):
    """Someone who signs in. The name is shown only where they act for an organisation."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=150, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=clock.now, editable=False)

    objects = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name_plural = "people"
        constraints = [
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="person_email_is_lower_case"
            )
        ]

    def __str__(self) -> str:
        return self.name or f"person {self.pk}"

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]


class Vocabulary(models.Model):
    """A short list of words that administrators edit."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    position = models.PositiveSmallIntegerField(default=100)
    retired_on = models.DateField(
        null=True, blank=True, help_text="From this day it is no longer offered in forms."
    )

    class Meta:
        abstract = True
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class Theme(Vocabulary):
    """What a zone is about, in a word or two: health and well-being, jobs and skills."""

    class Meta(Vocabulary.Meta):
        pass


class Service(Vocabulary):
    """Something that is provided to people: libraries, parks, home care."""

    class Meta(Vocabulary.Meta):
        pass


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


@track(leaving_out=("contact_name", "contact_email", "contact_telephone"))
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
    areas = models.ManyToManyField(Area, blank=True, related_name="+")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True, help_text="The first day it no longer is.")
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


class OrganisationIdentifier(models.Model):
    """What an organisation is called in a public list, by the org-id.guide scheme of that list."""

    class Scheme(models.TextChoices):
        CHARITY = "GB-CHC", "Charity Commission (England and Wales)"
        COMPANY = "GB-COH", "Companies House"
        SCOTTISH_CHARITY = "GB-SC", "Scottish Charity Register"
        MUTUAL = "GB-MPR", "Mutuals Public Register"
        COUNCIL = "GB-LAE", "Local authority (England)"
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
