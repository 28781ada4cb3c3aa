"""Assets by the zone that they lie in: what the search for assets takes besides, from up here.

A zone has a core and a reach; its fringe is what of the reach is not in the core. Only a place that
the public may know can lie in one, so a sensitive place is found in none.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from assets.filters import AssetFilter, AssetSearchForm
from assets.models import AssetQuerySet
from groundwork import clock
from sizes.listing import boundary_to_show
from sizes.models import Boundary, Zone

CORE, FRINGE, REACH = "core", "fringe", "reach"
BANDS = [(REACH, "All of it"), (CORE, "Its core"), (FRINGE, "Its fringe, outside the core")]
IN_WORDS = {CORE: "in the core of {}", FRINGE: "in the fringe of {}", REACH: "in {}"}
NO_BOUNDARY = "It is not known yet where %(zone)s lies, so nothing can be found in it."


@extend_schema_field(OpenApiTypes.STR)
class ZoneChoiceFilter(filters.ModelChoiceFilter):
    """A public zone by its slug."""


class ZoneAssetSearchForm(AssetSearchForm):
    """Cleans `boundary` to where the zone asked for lies on the day, or lay last."""

    def clean(self) -> dict[str, Any]:
        asked = super().clean()
        asked["boundary"] = None
        zone = asked.get("zone")
        if zone is not None:
            shown = boundary_to_show(clock.today(), zone="zone")
            asked["boundary"] = Boundary.objects.filter(zone=zone, pk=shown).first()
            if asked["boundary"] is None:
                self.add_error("zone", ValidationError(NO_BOUNDARY, params={"zone": zone}))
        elif asked.get("band") in (CORE, FRINGE) and "zone" not in self.errors:
            self.add_error("zone", "Choose the zone in whose core or fringe to look.")
        return asked


class ZoneAssetFilter(AssetFilter):
    """Finds public assets, those in a zone too."""

    zone = ZoneChoiceFilter(
        label="In the zone",
        queryset=Zone.objects.published().only("name", "slug").order_by("name", "pk"),
        to_field_name="slug",
        empty_label="Anywhere",
        help_text="Where it lies today, or lay last.",
        error_messages={"invalid_choice": "There is no such zone."},
    )
    band = filters.ChoiceFilter(
        label="In which part of the zone",
        choices=BANDS,
        empty_label=None,
    )

    places = ("zone", *AssetFilter.places)
    refinements = ("band", *AssetFilter.refinements)

    class Meta(AssetFilter.Meta):
        form = ZoneAssetSearchForm

    def by_place(self, assets: AssetQuerySet) -> AssetQuerySet:
        found, boundary = super().by_place(assets), self.asked["boundary"]
        if boundary is None:
            return found
        if self.asked["band"] == CORE:
            return found.filter(public_point__coveredby=boundary.core)
        found = found.filter(public_point__coveredby=boundary.reach)
        if self.asked["band"] == FRINGE:
            found = found.exclude(public_point__coveredby=boundary.core)
        return found

    def further_words(self) -> list[str]:
        zone = self.asked["zone"]
        return [IN_WORDS[self.asked["band"] or REACH].format(zone)] if zone else []

    def map_ground(self) -> str:
        zone = self.asked["zone"]
        if zone is None:
            return ""
        return f"{reverse('api-zone', args=[zone.slug])}?format=geojson&geometry=bands"
