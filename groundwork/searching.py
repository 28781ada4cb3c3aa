"""What every search has in common: one set of filters for a page and for its API."""

from typing import Any

from django import forms
from django.http import QueryDict
from django_filters import rest_framework as filters


class SearchFilterSet(filters.FilterSet):
    """Filters of which each may be left empty, and then asks for nothing."""

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
