"""Places in searches of any kind: areas by what people type, and the window of a map."""

import math
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.gis.geos import Polygon
from django.core.exceptions import ValidationError
from django.db.models import Q
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from places.models import Area

WINDOW_REFUSED = (
    "Give the map window as west,south,east,north in degrees, such as -1.95,52.4,-1.9,52.45."
)


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
class AreaNameFilter(filters.Filter):
    """A place by its name or reference."""

    field_class = AreaNameField


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


@extend_schema_field(OpenApiTypes.STR)
class WindowFilter(filters.Filter):
    """A map window."""

    field_class = WindowField
