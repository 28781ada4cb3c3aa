"""The asset itself: what it is, whose, where, in what state, and how to ask about it."""

import datetime as dt
import secrets
from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.contrib.gis.db.models import MultiPolygonField, PointField
from django.contrib.gis.geos import GEOSGeometry
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Case, F, Q, When
from django.urls import reverse

from groundwork import clock
from groundwork.history import track
from groundwork.versions import Versioned
from partners.models import Organisation, Person
from places.constraints import sound_shape

LETTERS = "23456789BCDFGHJKMNPQRSTVWXYZ"  # none that is taken for another, and no vowels


def new_reference() -> str:
    """A reference drawn by lot, such as AS-7K3FQ9W: easy to say on the telephone."""
    return "AS-" + "".join(secrets.choice(LETTERS) for _ in range(7))


class AssetQuerySet(models.QuerySet["Asset"]):
    """Assets, asked for in the product's words."""

    def public(self, on: dt.date) -> Self:
        """Assets that were put before the public by the day; those that have gone too."""
        return self.filter(published_on__lte=on)

    def current(self, on: dt.date) -> Self:
        """Assets that have not gone by the day."""
        return self.filter(Q(gone_on=None) | Q(gone_on__gt=on))

    def listed(self, on: dt.date) -> Self:
        """What the register shows on the day: public, and not gone."""
        return self.public(on).current(on)

    def of(self, organisation: Organisation) -> Self:
        """Assets that the organisation owns or looks after."""
        return self.filter(Q(owner=organisation) | Q(steward=organisation))

    def visible_to(self, person: Any) -> Self:
        """Public ones, and those of organisations that the person belongs to."""
        public = Q(published_on__isnull=False)
        if not person.is_authenticated:
            return self.filter(public)
        theirs = Organisation.objects.of(person, clock.today())
        return self.filter(public | Q(owner__in=theirs) | Q(steward__in=theirs))

    def within(self, shape: GEOSGeometry, *, metres: float = 0) -> Self:
        """Assets whose public place is no further than that from a metric shape.

        What has no public place, sensitive places among them, is never found.
        """
        return self.filter(public_point__dwithin=(shape, metres))


@track(
    leaving_out=(
        "point",
        "boundary",
        "public_point",
        "contact_role",
        "contact_address",
        "contact_telephone",
        "made_by",
    )
)
class Asset(Versioned):
    """A resource that can be put to use: land, a room, a van, skills, information, money.

    It is its owner's, and may be looked after by a steward. Every locating field is optional.
    `point` and `boundary` are metric. `public_point` is where lists, maps, tiles, the API,
    distances and sorting take it to be: the point, or else a spot on the boundary's surface, and
    nothing at all for a sensitive place. The database keeps it, so that no door can forget.
    """

    class Kind(models.TextChoices):
        LAND = "land", "Land"
        BUILDING = "building", "Building"
        ROOM = "room", "Room or hall"
        EQUIPMENT = "equipment", "Equipment"
        VEHICLE = "vehicle", "Vehicle"
        SKILLS = "skills", "Skills and staff time"
        INFORMATION = "information", "Information"
        LICENCE = "licence", "Licence or permission"
        MONEY = "money", "Money"
        OTHER = "other", "Something else"

    class Tenure(models.TextChoices):
        FREEHOLD = "freehold", "Freehold"
        LEASEHOLD = "leasehold", "Leasehold"
        OTHER = "other", "Other"

    class TenureDetail(models.TextChoices):
        OCCUPIED = "occupied", "Occupied by the owner"
        GROUND_LEASEHOLD = "ground_leasehold", "Ground leasehold"
        LEASEHOLD = "leasehold", "Leasehold"
        SUB_LEASEHOLD = "sub_leasehold", "Sub leasehold"
        LICENCE = "licence", "Licence"
        VACANT = "vacant", "Vacant"

    class Holding(models.TextChoices):
        LAND = "land", "Land"
        BUILDINGS = "buildings", "Buildings"
        BOTH = "both", "Land and buildings"

    class UseState(models.TextChoices):
        IN_USE = "in_use", "In use"
        PARTLY = "partly", "Used in part"
        EMPTY = "empty", "Empty"

    class Answer(models.TextChoices):
        YES = "yes", "Yes"
        PARTLY = "partly", "In part"
        NO = "no", "No"

    class Facility(models.TextChoices):
        KITCHEN = "kitchen", "Kitchen"
        MEETING_SPACE = "meeting_space", "Space to meet"
        STAGE = "stage", "Stage"
        OUTDOORS = "outdoors", "Space outdoors"
        GROWING = "growing", "Space for growing"
        WORKSHOP = "workshop", "Workshop"
        STORAGE = "storage", "Storage"
        OFFICE = "office", "Desks"
        INTERNET = "internet", "Internet"
        SCREEN = "screen", "Screen or projector"
        SPORTS = "sports", "Sports"
        TOILETS = "toilets", "Toilets"

    reference = models.CharField(max_length=20, unique=True, default=new_reference, editable=False)
    kind = models.CharField(max_length=15, choices=Kind)
    name = models.CharField(max_length=200)
    description = models.TextField(
        blank=True, max_length=4000, help_text="What is offered, as its people would say it."
    )
    owner = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    owner_name = models.CharField(
        max_length=200, blank=True, help_text="Where the owner is not registered here."
    )
    owner_sector = models.CharField(max_length=20, choices=Organisation.Sector, blank=True)
    steward = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    uprn = models.CharField(
        max_length=12, blank=True, help_text="Unique property reference number, zeros and all."
    )
    asset_code = models.CharField(
        max_length=100, blank=True, help_text="What the owner's own register calls it."
    )
    street_number = models.CharField(max_length=60, blank=True)
    street = models.CharField(max_length=200, blank=True)
    town = models.CharField(max_length=100, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    point = PointField(srid=settings.METRIC_SRID, null=True, blank=True, spatial_index=False)
    boundary = MultiPolygonField(
        srid=settings.METRIC_SRID, null=True, blank=True, spatial_index=False
    )
    public_point = PointField(srid=settings.METRIC_SRID, null=True, editable=False)
    is_sensitive = models.BooleanField(
        default=False, help_text="A refuge, a hostel, a children's home: never located in public."
    )

    tenure = models.CharField(max_length=10, choices=Tenure, blank=True)
    tenure_detail = models.CharField(max_length=20, choices=TenureDetail, blank=True)
    holding = models.CharField(max_length=10, choices=Holding, blank=True)
    category = models.CharField(
        max_length=200, blank=True, help_text="What the owner's register sorts it under."
    )
    building_m2 = models.DecimalField(
        max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    land_ha = models.DecimalField(
        max_digits=14, decimal_places=4, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    energy_rating = models.CharField(max_length=10, blank=True)
    use_state = models.CharField(max_length=10, choices=UseState, blank=True)
    is_vacancy_public = models.BooleanField(
        default=False, help_text="Whether the public may know that it is empty: it says available."
    )

    step_free = models.CharField(max_length=6, choices=Answer, blank=True)
    accessible_toilet = models.CharField(max_length=6, choices=Answer, blank=True)
    hearing_loop = models.CharField(max_length=6, choices=Answer, blank=True)
    blue_badge_parking = models.CharField(max_length=6, choices=Answer, blank=True)
    access_note = models.TextField(blank=True, max_length=1000)
    facilities = ArrayField(
        models.CharField(max_length=20, choices=Facility), default=list, blank=True
    )
    capacity = models.PositiveIntegerField(
        null=True, blank=True, help_text="How many people it takes, or seats it has."
    )
    amount = models.DecimalField(
        max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)],
        help_text="Of money: how much there is, in pounds.",
    )  # fmt: skip

    contact_role = models.CharField(
        max_length=150, blank=True, help_text="A role, such as the hall's bookings desk."
    )
    contact_address = models.CharField(
        max_length=200, blank=True, help_text="A shared e-mail address, or a place to ask."
    )
    contact_telephone = models.CharField(max_length=40, blank=True)

    effective_on = models.DateField(
        null=True, blank=True, help_text="As at which day the record is true."
    )
    source = models.CharField(max_length=300, blank=True)
    licence = models.CharField(max_length=200, blank=True)
    other_columns = models.JSONField(
        default=dict, blank=True, help_text="What else the owner's file says of it, as written."
    )
    is_imported = models.BooleanField(default=False, editable=False)

    made_at = models.DateTimeField(default=clock.now, editable=False)
    made_by = models.ForeignKey(
        Person, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    published_on = models.DateField(null=True, editable=False)
    gone_on = models.DateField(
        null=True, editable=False, help_text="From when it is no longer on the owner's register."
    )
    why_gone = models.CharField(max_length=500, blank=True, editable=False)

    objects = AssetQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner__isnull=False) | Q(steward__isnull=False),
                name="asset_is_somebodys",
            ),
            models.CheckConstraint(
                condition=Q(owner=None) | Q(owner_name="", owner_sector=""),
                name="asset_owner_named_once",
            ),
            models.CheckConstraint(
                condition=Q(uprn="") | Q(uprn__regex=r"^\d{1,12}$"), name="asset_uprn_is_digits"
            ),
            models.CheckConstraint(
                condition=Q(building_m2=None) | Q(building_m2__gte=0),
                name="asset_building_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(land_ha=None) | Q(land_ha__gte=0), name="asset_land_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gte=0), name="asset_amount_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(gone_on=None) | ~Q(why_gone=""), name="asset_gone_with_a_reason"
            ),
            *sound_shape("boundary", name="asset_boundary"),
        ]
        indexes = [
            GinIndex(fields=["name"], name="asset_name_trigrams", opclasses=["gin_trgm_ops"]),
            GinIndex(fields=["facilities"], name="asset_facilities"),
            # As the public list sorts: a sensitive place's name may tell where it is.
            models.Index(
                Case(When(is_sensitive=True, then=F("kind")), default=F("name")),
                "id",
                name="asset_by_told_name",
            ),
            models.Index(fields=["owner", "asset_code"], name="asset_by_code"),
            models.Index(fields=["owner", "uprn"], name="asset_by_uprn", condition=~Q(uprn="")),
            models.Index(fields=["kind", "name", "id"], name="asset_by_kind"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="asset_keeps_its_public_point",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF NEW.is_sensitive THEN
                        NEW.public_point := NULL;
                    ELSE
                        NEW.public_point := COALESCE(NEW.point, ST_PointOnSurface(NEW.boundary));
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(
                name="asset_is_kept_once_published",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__published_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("asset", args=[self.reference])

    @property
    def owner_says(self) -> str:
        """The owner's name, registered here or not; empty where nobody said."""
        return self.owner.name if self.owner else self.owner_name

    @property
    def keeper(self) -> Organisation:
        """The organisation whose people keep the record: the owner's, or else the steward's."""
        keeper = self.owner or self.steward
        if keeper is None:  # the database does not let this be
            raise ValueError("An asset is somebody's.")
        return keeper

    def is_public(self, on: dt.date) -> bool:
        """Whether it was put before the public by the day."""
        return self.published_on is not None and self.published_on <= on

    def has_gone(self, on: dt.date) -> bool:
        """Whether it is no longer on the register on the day."""
        return self.gone_on is not None and self.gone_on <= on

    def is_available(self) -> bool:
        """Whether the public may know that it stands empty."""
        return self.use_state == self.UseState.EMPTY and self.is_vacancy_public
