"""How the register of transfers is searched: one set of filters for the page and the file."""

from typing import Any

from django import forms
from django.db.models import Case, Q, When
from django_filters import rest_framework as filters

from assets.models import Right, Transfer, TransferState
from groundwork.searching import SearchFilterSet
from partners.models import Organisation

MOST_WORDS = 8
FIRST_YEAR, LAST_YEAR = 1900, 2200
STATES = [choice for choice in TransferState.choices if choice[0] != TransferState.DRAFT]


class YearFilter(filters.NumberFilter):
    """A year, as a whole number."""

    field_class = forms.IntegerField


class TransferFilter(SearchFilterSet):
    """Finds transfers that were asked for, whatever became of them."""

    q = filters.CharFilter(
        label="Words",
        max_length=100,
        help_text="In the name of the asset or of the group, or the reference.",
    )
    owner = filters.CharFilter(label="Owner", max_length=200, help_text="Its name or a part of it.")
    state = filters.MultipleChoiceFilter(
        label="Where it stands", choices=STATES, widget=forms.CheckboxSelectMultiple
    )
    right = filters.MultipleChoiceFilter(
        label="Right, as agreed or else as asked for",
        choices=Right.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    year = YearFilter(
        label="Year in which it was asked for",
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input--date"}),
    )

    class Meta:
        model = Transfer
        fields: list[str] = []

    def filter_queryset(self, queryset: Any) -> Any:
        asked = self.form.cleaned_data
        found = queryset.select_related("asset__owner", "asset__steward", "applicant")
        for word in (asked["q"] or "").split()[:MOST_WORDS]:
            found = found.filter(
                # The name of a sensitive place may say where it is.
                Q(asset__name__icontains=word, asset__is_sensitive=False)
                | Q(applicant__name__icontains=word)
                | Q(reference__icontains=word)
            )
        if name := asked["owner"]:
            found = found.filter(
                Q(asset__owner__name__icontains=name) | Q(asset__owner__slug=name.lower())
            )
        if asked["state"]:
            found = found.filter(state__in=asked["state"])
        if asked["right"]:
            right = Case(When(right_agreed="", then="right_asked"), default="right_agreed")
            found = found.alias(right=right).filter(right__in=asked["right"])
        if asked["year"]:
            found = found.filter(requested_on__year=int(asked["year"]))
        return found.order_by("-requested_on", "-pk")

    def owner_meant(self) -> Organisation | None:
        """The one owner that was asked for by its whole name or the end of its page's address."""
        name = self.form.cleaned_data.get("owner") if self.is_valid() else ""
        if not name:
            return None
        found = Organisation.objects.filter(Q(name__iexact=name) | Q(slug=name.lower()))[:2]
        return found[0] if len(found) == 1 else None
