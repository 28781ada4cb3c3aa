"""Finding areas by what people type, in searches of any kind."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from places.models import Area


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
