"""How zones are searched: one set of filters for the page, the map and the API."""

import datetime as dt
import math
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.gis.geos import Polygon
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from groundwork import clock
from partners.models import Theme
from places.models import Area
from sizes.listing import for_cards
from sizes.models import Boundary, BoundaryPart, Zone, ZoneTheme
from sizes.models.zone import ZoneQuerySet
from sizes.status import ENDED, Status

FIRST_DAY, LAST_DAY = dt.date(1990, 1, 1), dt.date(2199, 12, 31)
MOST_WORDS = 8
PUBLIC_STATUSES = [(s.value, s.label) for s in Status if s is not Status.DRAFT]
WINDOW_REFUSED = (
    "Give the map window as west,south,east,north in degrees, such as -1.95,52.4,-1.9,52.45."
)


class WindowField(forms.CharField):
    """Cleans "west,south,east,north" in degrees to a Polygon in longitude and latitude."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> Polygon | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            west, south, east, north = (float(part) for part in text.split(","))
        except ValueError as error:
            raise ValidationError(WINDOW_REFUSED, code="invalid") from error
        if not all(math.isfinite(edge) for edge in (west, south, east, north)):
            raise ValidationError(WINDOW_REFUSED, code="invalid")
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
            raise ValidationError(WINDOW_REFUSED, code="invalid")
        window = Polygon.from_bbox((west, south, east, north))
        window.srid = settings.LONLAT_SRID
        return window


class AreaNameField(forms.CharField):
    """Cleans a name or reference to the keys of the areas meant: exact ones, else those like it."""

    def clean(self, value: Any) -> list[int]:
        text = super().clean(value)
        if not text:
            return []
        exact = Q(name__iexact=text) | Q(reference__iexact=text)
        found = [*Area.objects.filter(exact).values_list("pk", flat=True)]
        found = found or [*Area.objects.named(text).values_list("pk", flat=True)]
        if not found:
            raise ValidationError(
                "No ward, council area or other place here is called “%(text)s”.",
                code="unknown",
                params={"text": text},
            )
        return found


@extend_schema_field(OpenApiTypes.STR)
class WindowFilter(filters.Filter):
    """A map window."""

    field_class = WindowField


@extend_schema_field(OpenApiTypes.STR)
class AreaNameFilter(filters.Filter):
    """A place by its name or reference."""

    field_class = AreaNameField


@extend_schema_field({"type": "array", "items": {"type": "string"}})
class ThemeFilter(filters.ModelMultipleChoiceFilter):
    """Themes by their slugs."""


class ZoneFilter(filters.FilterSet):
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
        help_text="Zones as they were, or will be, on that day. Left empty, today.",
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

    def __init__(self, data: QueryDict | None = None, *args: Any, **kwargs: Any):
        # A box that is left empty asks for nothing, whichever kind of box it is.
        asked = data.copy() if data else QueryDict(mutable=True)
        for name, values in [*asked.lists()]:
            asked.setlist(name, [value for value in values if value.strip()])
        super().__init__(asked, *args, **kwargs)

    @property
    def form(self) -> forms.Form:
        form = super().form
        for field in form.fields.values():
            # Every filter is: to say so at each would be noise.
            field.hides_optional = True
        return form

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
