"""How zones are searched: one set of filters for the page, the map and the API."""

from typing import Any

from django import forms
from django.contrib.gis.geos import Point, Polygon
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Exists, OuterRef, Q
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from groundwork import clock
from groundwork.searching import SearchFilterSet
from partners.models import Theme
from places.filters import AreaNameFilter, WindowFilter
from places.lookup import find_spot
from places.models import Area
from sizes.covering import ready
from sizes.dates import FIRST_DAY, LAST_DAY
from sizes.listing import boundary_to_show, for_cards
from sizes.models import Boundary, BoundaryPart, Footprint, Variation, Zone, ZoneTheme
from sizes.models.variation import VariationQuerySet
from sizes.models.zone import ZoneQuerySet
from sizes.status import ENDED, Status
from sizes.variation_status import VariationStatus

MOST_WORDS = 8
PUBLIC_STATUSES = [(s.value, s.label) for s in Status if s is not Status.DRAFT]
VARIATION_STATUSES = [
    (s.value, s.label) for s in VariationStatus if s is not VariationStatus.PROPOSED
]
POINT_REFUSED = "Give the spot as longitude,latitude in degrees, such as -1.9309,52.4194."


@extend_schema_field({"type": "array", "items": {"type": "string"}})
class ThemeFilter(filters.ModelMultipleChoiceFilter):
    """Themes by their slugs."""


class ZoneFilter(SearchFilterSet):
    """Finds zones, made ready for cards. Without a word on it, those that ended are left out."""

    q = filters.CharFilter(
        label="Words",
        max_length=100,
        help_text="In the name, place, purpose or reference; each word must occur.",
    )
    area = AreaNameFilter(
        label="Ward or other place",
        max_length=100,
        help_text="Its name or code, such as Stirchley or E05011172.",
    )
    status = filters.MultipleChoiceFilter(
        label="Status", choices=PUBLIC_STATUSES, widget=forms.CheckboxSelectMultiple
    )
    theme = ThemeFilter(
        label="Theme",
        queryset=Theme.objects.all(),
        to_field_name="slug",
        widget=forms.CheckboxSelectMultiple,
    )
    on = filters.DateFilter(
        label="On the day",
        help_text="Zones as they stood at the end of that day, or will. Left empty, today.",
        validators=[
            MinValueValidator(FIRST_DAY, "Choose a day from 1990 on."),
            MaxValueValidator(LAST_DAY, "Choose a day before 2200."),
        ],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Write the day as year-month-day, such as 2027-03-27."},
    )
    ended = filters.BooleanFilter(
        label="Show zones that ended or were withdrawn, too", widget=forms.CheckboxInput
    )
    bbox = WindowFilter(label="Map window", help_text="west,south,east,north in degrees")

    class Meta:
        model = Zone
        fields: list[str] = []

    def filter_queryset(self, queryset: ZoneQuerySet) -> ZoneQuerySet:
        asked = self.form.cleaned_data
        on = asked["on"] or clock.today()
        # On a day before it was proposed, a zone was nobody's business but its makers'.
        zones = for_cards(queryset, on).exclude(status_that_day=Status.DRAFT)
        if asked["status"]:
            zones = zones.filter(status_that_day__in=asked["status"])
        elif not asked["ended"]:
            zones = zones.exclude(status_that_day__in=ENDED)
        for word in (asked["q"] or "").split()[:MOST_WORDS]:
            zones = zones.filter(
                Q(name__icontains=word)
                | Q(place_in_words__icontains=word)
                | Q(purpose__icontains=word)
                | Q(reference__iexact=word)
            )
        if asked["theme"]:
            about = ZoneTheme.objects.filter(zone=OuterRef("pk"), theme__in=asked["theme"])
            zones = zones.filter(Exists(about))
        if asked["area"]:
            zones = zones.filter(boundary_pk__in=_overlapping(asked["area"]))
        if asked["bbox"]:
            zones = zones.filter(boundary_pk__in=_seen_in(asked["bbox"]))
        return zones


class PointField(forms.CharField):
    """Cleans "longitude,latitude" in degrees to a metric Point."""

    def clean(self, value: Any) -> Point | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            lon, lat = (float(part) for part in text.split(","))
        except ValueError as error:
            raise ValidationError(POINT_REFUSED, code="invalid") from error
        found = find_spot(lon, lat)
        if found.point is None:
            raise ValidationError(found.problem, code="invalid")
        return found.point


@extend_schema_field(OpenApiTypes.STR)
class PointFilter(filters.Filter):
    """A spot."""

    field_class = PointField


class VariationFilter(filters.FilterSet):
    """Finds agreed variations, ready for cards. Those that ended only where asked for."""

    zone = filters.CharFilter(label="Zone", max_length=80, help_text="By its slug.")
    service = filters.CharFilter(label="Service", max_length=80, help_text="By its slug.")
    organisation = filters.CharFilter(
        label="Organisation", max_length=80, help_text="Whose commitment it is under, by its slug."
    )
    status = filters.MultipleChoiceFilter(
        label="Status",
        choices=VARIATION_STATUSES,
    )
    ended = filters.BooleanFilter(label="Those that ended, too")
    on = filters.DateFilter(
        label="On the day",
        help_text="As it stood at the end of that day, or will. Left empty, today.",
        validators=[
            MinValueValidator(FIRST_DAY, "Choose a day from 1990 on."),
            MaxValueValidator(LAST_DAY, "Choose a day before 2200."),
        ],
        error_messages={"invalid": "Write the day as year-month-day, such as 2027-03-27."},
    )
    point = PointFilter(
        label="Spot",
        help_text=(
            "Longitude,latitude: those whose zone, and own area where there is one, hold the spot "
            "on the day. Whether they cover somebody there is told by /api/here/."
        ),
    )

    class Meta:
        model = Variation
        fields: list[str] = []

    def filter_queryset(self, queryset: VariationQuerySet) -> VariationQuerySet:
        asked = self.form.cleaned_data
        on = asked["on"] or clock.today()
        variations = (
            ready(queryset)
            .with_variation_status(on)
            .filter(acceptance__zone__proposed_on__isnull=False, acceptance__zone__removed_on=None)
            .exclude(variation_status=VariationStatus.PROPOSED)
            .exclude(zone_status=Status.DRAFT)
            .annotate(boundary_pk=boundary_to_show(on, zone="acceptance__zone"))
        )
        if asked["status"]:
            variations = variations.filter(variation_status__in=asked["status"])
        elif not asked["ended"]:
            variations = variations.exclude(variation_status=VariationStatus.ENDED)
        slugs = {
            "acceptance__zone__slug": asked["zone"],
            "service__slug": asked["service"],
            "acceptance__commitment__organisation__slug": asked["organisation"],
        }
        variations = variations.filter(**{path: slug for path, slug in slugs.items() if slug})
        if asked["point"]:
            there = Footprint.objects.filter(
                Q(ends_on=None) | Q(ends_on__gt=on),
                zone=OuterRef("acceptance__zone"),
                starts_on__lte=on,
                reach__covers=asked["point"],
            )
            variations = variations.filter(
                Exists(there), Q(area=None) | Q(area__covers=asked["point"])
            )
        return variations


def _overlapping(areas: list[int]) -> Any:
    """Boundaries whose reach shares ground, not only an edge, with one of the areas."""
    shared = Area.objects.filter(pk__in=areas, shape__intersects=OuterRef("reach")).exclude(
        shape__touches=OuterRef("reach")
    )
    return Boundary.objects.filter(Exists(shared)).values("pk")


def _seen_in(window: Polygon) -> Any:
    """Boundaries of whose reach the window shows some."""
    reaches = BoundaryPart.objects.filter(part=BoundaryPart.Part.REACH)
    return reaches.filter(shape__intersects=window).values("boundary")
