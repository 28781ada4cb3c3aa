"""How assets are searched: one set of filters for the page, the map and the API.

No filter tells what the public may not know. A sensitive place is found near nothing, in no window
and by no word of its record but its owner's name; that something stands empty is asked only of what
its owner shows as available; and what a register sorts an asset under is not searched.
"""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from assets import filter_words, whereabouts
from assets.hours import free_in_sql, free_on_in_sql
from assets.models import Asset, AssetQuerySet, FreeHours, HoursException, Weekday, Willingness
from assets.week import PARTS_OF_DAY
from assets.whereabouts import Near, read_near
from groundwork import clock
from groundwork.searching import SearchFilterSet
from groundwork.time_of_day import TimeOfDayField
from partners.models import Organisation
from places.filters import WindowFilter
from places.lookup import LONGEST_TEXT

MOST_WORDS = 8
MOST_PEOPLE = 100_000
FARTHEST_M = 100_000
FIRST_DAY, LAST_DAY = dt.date(1990, 1, 1), dt.date(2199, 12, 31)
AVAILABLE = "available"
USES = [
    (AVAILABLE, "Available"),
    (Asset.UseState.IN_USE.value, "In use"),
    (Asset.UseState.PARTLY.value, "Used in part"),
]
WEEKDAYS = [(weekday.name.lower(), weekday.label) for weekday in Weekday]
DAY_PARTS = [
    ("morning", "Morning, 9am to midday"),
    ("afternoon", "Afternoon, midday to 5pm"),
    ("evening", "Evening, 5pm to 10pm"),
]
YES_ONLY = ("step_free", "accessible_toilet", "hearing_loop", "blue_badge_parking")


class NearField(forms.CharField):
    """Cleans what somebody typed to a place to look near."""

    def clean(self, value: Any) -> Near | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return read_near(text, on=clock.today())
        except ValueError as problem:
            raise ValidationError(str(problem), code="unknown") from problem


@extend_schema_field(OpenApiTypes.STR)
class NearFilter(filters.Filter):
    """A place by its name, postcode, or position."""

    field_class = NearField


@extend_schema_field(OpenApiTypes.STR)
class TimeFilter(filters.Filter):
    """A time of day, however it is written."""

    field_class = TimeOfDayField


@extend_schema_field(OpenApiTypes.INT)
class WholeNumberFilter(filters.Filter):
    """A number without a fraction."""

    field_class = forms.IntegerField


class AssetSearchForm(forms.Form):
    """The boxes of a search for assets, and what they say together.

    Cleans `weekday` to a number (0 is Monday), and `part` or the two times to `hours`.
    """

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or self.cleaned_data
        part, starts, ends = (asked.get(name) for name in ("part", "starts", "ends"))
        asked["hours"] = PARTS_OF_DAY[part] if part else None
        if part and (starts or ends):
            self.add_error("part", "Choose a part of the day or write two times, not both.")
        elif (starts is None) != (ends is None) and not {"starts", "ends"} & set(self.errors):
            missing = "starts" if starts is None else "ends"
            self.add_error(missing, "Write both times: from when and until when.")
        elif starts is not None:
            asked["hours"] = starts, ends
        weekday = asked.get("weekday")
        asked["weekday"] = Weekday[weekday.upper()].value if weekday else None
        if weekday and asked.get("day"):
            self.add_error("day", "Choose a day of the week or one date, not both.")
        if asked.get("metres") and not asked.get("near") and "near" not in self.errors:
            self.add_error("near", "Write the place that it should be near, or leave out how far.")
        return asked


def _checkbox(label: str, **more: Any) -> filters.BooleanFilter:
    return filters.BooleanFilter(label=label, widget=forms.CheckboxInput, **more)


def _choices(label: str, choices: Any, **more: Any) -> filters.MultipleChoiceFilter:
    return filters.MultipleChoiceFilter(
        label=label, choices=choices, widget=forms.CheckboxSelectMultiple, **more
    )


class AssetFilter(SearchFilterSet):
    """Finds public assets. Without a word on it, those that have gone are left out.

    With `near`, the nearest come first, with their `distance`; what has no public place is then
    left out, and is in `placeless`.
    """

    q = filters.CharFilter(
        label="Words",
        max_length=100,
        help_text="In its name, address or owner.",
    )
    near = NearFilter(
        label="Near",
        max_length=LONGEST_TEXT,
        help_text="A postcode or the name of a place.",
    )
    metres = WholeNumberFilter(
        label="At most this far, in metres",
        validators=[
            MinValueValidator(1, "Write how many metres, 1 or more."),
            MaxValueValidator(FARTHEST_M, "Write at most 100,000 metres."),
        ],
        help_text="800 m is about ten minutes’ walk.",
        widget=forms.NumberInput(attrs={"min": 1, "max": FARTHEST_M, "inputmode": "numeric"}),
    )
    kind = _choices("Kind", Asset.Kind.choices)
    act = _choices("The owner is willing to", Willingness.Act.choices)
    weekday = filters.ChoiceFilter(label="Free on", choices=WEEKDAYS, empty_label="Any day")
    part = filters.ChoiceFilter(label="Part of the day", choices=DAY_PARTS, empty_label="Any time")
    starts = TimeFilter(
        label="Free from", help_text="Instead of a part of the day: a time such as 10am."
    )
    ends = TimeFilter(label="Free until", help_text="Such as 12:30pm.")
    day = filters.DateFilter(
        label="Free on one date",
        help_text="Instead of a day of the week. Days with other hours are heeded.",
        validators=[
            MinValueValidator(FIRST_DAY, "Choose a day from 1990 on."),
            MaxValueValidator(LAST_DAY, "Choose a day before 2200."),
        ],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Write the day as year-month-day, such as 2027-03-27."},
    )
    capacity = WholeNumberFilter(
        label="For how many people",
        validators=[
            MinValueValidator(1, "Write how many people, 1 or more."),
            MaxValueValidator(MOST_PEOPLE, "Write at most 100,000 people."),
        ],
        widget=forms.NumberInput(attrs={"min": 1, "max": MOST_PEOPLE, "inputmode": "numeric"}),
    )
    step_free = _checkbox("Step-free")
    accessible_toilet = _checkbox("With an accessible toilet")
    hearing_loop = _checkbox("With a hearing loop")
    blue_badge_parking = _checkbox("With Blue Badge parking")
    facility = _choices("With", Asset.Facility.choices)
    owner = filters.CharFilter(
        label="Organisation",
        max_length=200,
        help_text="That owns it or looks after it: its name or a part of it.",
    )
    sector = _choices("Kind of owner", Organisation.Sector.choices)
    use = _choices("Use", USES)
    unplaced = _checkbox("Only what has no place on the map")
    gone = _checkbox("Show what is no longer on a register, too")
    bbox = WindowFilter(label="Map window", help_text="west,south,east,north in degrees")

    # Which of them say where, so that what has no public place is left out; and which say it more
    # exactly, and mean nothing alone.
    places: tuple[str, ...] = ("near", "bbox")
    refinements: tuple[str, ...] = ("metres",)

    class Meta:
        model = Asset
        fields: list[str] = []
        form = AssetSearchForm

    @property
    def asked(self) -> dict[str, Any]:
        """What was asked for, understood; only of a sound search."""
        return self.form.cleaned_data

    @property
    def is_about_a_place(self) -> bool:
        """Whether what has no public place is left out."""
        return any(self.asked.get(name) for name in self.places)

    @property
    def is_about_a_spot(self) -> bool:
        """Whether it holds somebody's position: such an answer is kept nowhere."""
        place = self.form.cleaned_data.get("near") if self.form.is_valid() else None
        return place is not None and place.is_spot

    def in_words(self, count: int) -> str:
        """What was asked for and how many there are, as one sentence without its full stop."""
        return filter_words.sentence(count, self.asked, self.further_words())

    def further_words(self) -> list[str]:
        """Phrases about what a filterset further up asks besides."""
        return []

    def map_ground(self) -> str:
        """The address of shapes to draw under the assets on the map; empty for none."""
        return ""

    def filter_queryset(self, queryset: AssetQuerySet) -> AssetQuerySet:
        found, place = self.matching(queryset), self.asked["near"]
        return whereabouts.with_distance(found, place) if place else by_name(found)

    def matching(self, queryset: AssetQuerySet, *, whole_map: bool = False) -> AssetQuerySet:
        """Assets that fit, in no order and with nothing added; `whole_map` leaves the window out.

        For counting, and for the map.
        """
        found = self.by_place(self.by_what(queryset)).order_by()
        if self.asked["bbox"] and not whole_map:
            found = whereabouts.in_window(found, self.asked["bbox"])
        return found

    def placeless(self, queryset: AssetQuerySet) -> AssetQuerySet:
        """What fits but for the place, and has no public place."""
        return by_name(self.by_what(queryset).filter(public_point=None))

    def by_place(self, assets: AssetQuerySet) -> AssetQuerySet:
        """Assets that lie where it was asked for, the window aside."""
        place = self.asked["near"]
        return whereabouts.near(assets, place, self.asked["metres"]) if place else assets

    def by_what(self, assets: AssetQuerySet) -> AssetQuerySet:
        """Assets that are what was asked for, wherever they are."""
        asked, on = self.asked, clock.today()
        found = assets.public(on) if asked["gone"] else assets.listed(on)
        for word in (asked["q"] or "").split()[:MOST_WORDS]:
            found = found.filter(_with_word(word))
        if asked["owner"]:
            found = found.filter(_of_organisation(asked["owner"]))
        if asked["kind"]:
            found = found.filter(kind__in=asked["kind"])
        if asked["sector"]:
            found = found.filter(
                Q(owner__sector__in=asked["sector"])
                | Q(owner=None, owner_sector__in=asked["sector"])
            )
        if asked["use"]:
            found = found.filter(_in_use(asked["use"]))
        if asked["act"]:
            said = Willingness.objects.standing(on).filter(act__in=asked["act"])
            found = found.filter(Exists(said.filter(asset=OuterRef("pk"))))
        found = found.filter(free(asked["weekday"], asked["day"], asked["hours"], on=on))
        found = found.filter(**{name: Asset.Answer.YES for name in YES_ONLY if asked[name]})
        if asked["facility"]:
            found = found.filter(facilities__contains=asked["facility"])
        if asked["capacity"]:
            found = found.filter(capacity__gte=asked["capacity"])
        return found.filter(public_point=None) if asked["unplaced"] else found


def by_name(assets: AssetQuerySet) -> AssetQuerySet:
    """Assets in the order of their names; sensitive places stand under what they are.

    Their names may be addresses, and where one stands among its neighbours would tell.
    """
    told = Case(When(is_sensitive=True, then=F("kind")), default=F("name"))
    return assets.order_by(told, "pk")


def _with_word(word: str) -> Q:
    told = Q(reference__iexact=word) | Q(owner__name__icontains=word)
    told |= Q(steward__name__icontains=word)
    # A word of a sensitive record could be its street: only who owns it is searched.
    names = ("name", "description", "owner_name", "street", "town", "postcode")
    record = Q(uprn=word)
    for name in names:
        record |= Q(**{f"{name}__icontains": word})
    return told | (Q(is_sensitive=False) & record)


def _of_organisation(text: str) -> Q:
    found = Q(is_sensitive=False, owner_name__icontains=text)
    for whose in ("owner", "steward"):
        found |= Q(**{f"{whose}__name__icontains": text}) | Q(**{f"{whose}__slug": text.lower()})
    return found


def _in_use(uses: list[str]) -> Q:
    found = Q(use_state__in=[use for use in uses if use != AVAILABLE])
    if AVAILABLE in uses:
        found |= Q(use_state=Asset.UseState.EMPTY, is_vacancy_public=True)
    return found


def free(
    weekday: int | None, day: dt.date | None, hours: tuple[dt.time, dt.time] | None, *, on: dt.date
) -> Q:
    """The condition that assets are free then; all of them where nothing was asked.

    With no hours, at any time of that day; with no day, on any day of the week.
    """
    if day is not None:
        return free_on_in_sql(day, *hours) if hours else _free_at_all_on(day)
    if hours is None:
        return Q() if weekday is None else _free_at_all(weekday, on)
    if weekday is not None:
        return free_in_sql(weekday, *hours, on)
    found = Q()
    for each in Weekday:
        found |= free_in_sql(each.value, *hours, on)
    return found


def _free_at_all(weekday: int, on: dt.date) -> Q:
    rows = FreeHours.objects.in_season(on).filter(weekday=weekday)
    return Q(Exists(rows.filter(asset=OuterRef("pk"))))


def _free_at_all_on(day: dt.date) -> Q:
    instead = HoursException.objects.filter(asset=OuterRef("pk"), falls_on=day)
    return Q(Exists(instead.filter(starts_at__isnull=False))) | (
        ~Q(Exists(instead)) & _free_at_all(day.weekday(), day)
    )
