"""How offers are searched: one set of filters for the page and the API."""

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field

from groundwork import clock
from groundwork.searching import SearchFilterSet
from partners.models import Commitment, Organisation, Service, Theme
from partners.models.commitments import CommitmentQuerySet
from places.filters import AreaNameFilter
from places.models import Area

MOST_WORDS = 8


@extend_schema_field({"type": "array", "items": {"type": "string"}})
class WordFilter(filters.ModelMultipleChoiceFilter):
    """Themes or services by their slugs."""


class CommitmentFilter(SearchFilterSet):
    """Finds public offers; without a word on it, not those that ended or were withdrawn."""

    q = filters.CharFilter(
        label="Words",
        max_length=100,
        help_text="In the offer or the organisation’s name; each word must occur.",
    )
    organisation = filters.CharFilter(
        label="Organisation", max_length=200, help_text="Its name or a part of it."
    )
    area = AreaNameFilter(
        label="Ward or other place",
        max_length=100,
        help_text="Its name or code. Offers that name no place hold anywhere, so they are shown.",
    )
    verb = filters.MultipleChoiceFilter(
        label="Willing to",
        choices=Commitment.Verb.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    subject = filters.MultipleChoiceFilter(
        label="What",
        choices=[
            (value, label[0].upper() + label[1:]) for value, label in Commitment.Subject.choices
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    sector = filters.MultipleChoiceFilter(
        label="Kind of organisation",
        choices=Organisation.Sector.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    theme = WordFilter(
        label="Theme",
        queryset=Theme.objects.all(),
        to_field_name="slug",
        widget=forms.CheckboxSelectMultiple,
    )
    service = WordFilter(
        label="Service",
        queryset=Service.objects.all(),
        to_field_name="slug",
        widget=forms.CheckboxSelectMultiple,
    )
    standing = filters.BooleanFilter(
        label="Only standing offers, which any zone may take up", widget=forms.CheckboxInput
    )
    ended = filters.BooleanFilter(
        label="Show offers that ended or were withdrawn, too", widget=forms.CheckboxInput
    )

    class Meta:
        model = Commitment
        fields: list[str] = []

    def filter_queryset(self, queryset: CommitmentQuerySet) -> CommitmentQuerySet:
        asked, on = self.form.cleaned_data, clock.today()
        found = queryset.filter(published_on__lte=on) if asked["ended"] else queryset.offered(on)
        for word in (asked["q"] or "").split()[:MOST_WORDS]:
            found = found.filter(_with_word(word))
        if asked["organisation"]:
            name = asked["organisation"]
            found = found.filter(
                Q(organisation__name__icontains=name) | Q(organisation__slug=name.lower())
            )
        for name, lookup in (
            ("verb", "verb__in"),
            ("subject", "subject__in"),
            ("sector", "organisation__sector__in"),
        ):
            if asked[name]:
                found = found.filter(**{lookup: asked[name]})
        for field, name in ((Commitment.themes, "theme"), (Commitment.services, "service")):
            if asked[name]:
                links = field.through.objects.filter(**{f"{name}__in": asked[name]})
                found = found.filter(pk__in=links.values("commitment"))
        if asked["standing"]:
            found = found.standing()
        if asked["area"]:
            found = found.filter(_holding_in(asked["area"]))
        return found.for_cards()


def _with_word(word: str) -> Q:
    places = ("title", "normal_now", "instead", "enables", "organisation__name")
    either = Q()
    for place in places:
        either |= Q(**{f"{place}__icontains": word})
    return either


def _holding_in(areas: list[int]) -> Any:
    """Offers that share ground, not only an edge, with one of the areas, or name no place."""
    shared = Area.objects.filter(pk__in=areas, shape__intersects=OuterRef("shape")).exclude(
        shape__touches=OuterRef("shape")
    )
    links = Commitment.areas.through.objects.all()
    meant = links.filter(area__in=Area.objects.filter(Exists(shared)))
    return Q(pk__in=meant.values("commitment")) | ~Q(pk__in=links.values("commitment"))
