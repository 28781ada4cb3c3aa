"""The forms of what a zone needs: a thing or money, ending it, and the search of the board."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from assets.forms.fields import WrittenNumberField
from assets.models import Asset, Weekday, Willingness
from assets.transferring.worth import pounds
from assets.week import Slot, hours_in_words
from groundwork.date_parts import DatePartsField
from groundwork.time_of_day import TimeOfDayField
from partners.models import Theme
from places.fuzzy import distance_in_words
from sizes.forms.answers import Difference, Faults, LongText, RowForm, Rows, TidyText, typed_in
from sizes.models import Need, Scope, Zone, ZoneTheme
from sizes.needs import MOST_PEOPLE, accountable_bodies, slots_asked
from sizes.words import day_in_words, joined

WEEKDAYS, DAILY = "weekdays", "daily"
DAYS: dict[str, tuple[int, ...]] = {
    **{str(each.value): (each.value,) for each in Weekday},
    WEEKDAYS: tuple(range(5)),
    DAILY: tuple(range(7)),
}
DAY_CHOICES = [
    ("", "Choose a day"),
    *((str(each.value), each.label) for each in Weekday),
    (WEEKDAYS, "Monday to Friday"),
    (DAILY, "Every day"),
]
BEYOND_M = (0, 250, 500, 1_000, 2_000, 5_000, 10_000, 30_000)
ACCESS = {
    "is_step_free": "Step-free",
    "has_accessible_toilet": "An accessible toilet",
    "has_hearing_loop": "A hearing loop",
}
# What a need is, by the name of its form field; hours and access are put together in the form.
PLAIN = (
    "title", "words", "outcome", "kinds", "acts", "facilities", "capacity", "beyond_m", "amount",
    "needed_by_on", "accountable_body", "contact_role", "contact_telephone", "contact_address",
)  # fmt: skip
MONEY_ASKED = "money"
THINGS_ASKED = "things"
TOO_MUCH = "That is more than can be asked for here: look at the sum again"


class HoursRow(RowForm):
    """A time of the week."""

    leading = "day"
    needed = "Choose the day"

    day = forms.ChoiceField(label="Day", choices=DAY_CHOICES, required=False)
    starts_at = TimeOfDayField(label="From", required=False, help_text="For example 11am.")
    ends_at = TimeOfDayField(label="Until", required=False, help_text="For example 2pm.")
    day.hides_optional = starts_at.hides_optional = ends_at.hides_optional = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("day") and not self.errors:
            if given.get("starts_at") is None:
                self.add_error("starts_at", "Say from when, such as 11am")
            if given.get("ends_at") is None:
                self.add_error("ends_at", "Say until when, such as 2pm")
            elif given["ends_at"] == given.get("starts_at"):
                self.add_error("ends_at", "It ends when it begins: give a later time")
        return given


class PeopleNumberField(forms.IntegerField):
    """How many people, in figures, with or without commas: "1,000"."""

    def to_python(self, value: Any) -> int | None:
        return super().to_python(value.replace(",", "") if isinstance(value, str) else value)


class NeedForm(forms.Form):
    """What money and things have in common. `need` is the one being changed, if any."""

    is_money = False

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    why = TidyText(
        label="Why do you change it?",
        max_length=200,
        help_text="Everyone can read the reason.",
        error_messages={"required": "Say why it is changed: everyone can read the reason"},
    )
    title = TidyText(
        label="What is needed?",
        help_text="In a few words, for example: a kitchen for a Tuesday lunch club.",
        max_length=150,
        error_messages={"required": "Say in a few words what is needed"},
    )
    words = LongText(
        label="What is it for?",
        help_text="Who it would help, and how. Anyone can read this. Name no private person.",
        required=False,
        max_length=2000,
        rows=3,
    )
    outcome = forms.ModelChoiceField(
        label="Which outcome of the zone would it help?",
        queryset=None,
        required=False,
        empty_label="None of them in particular",
    )
    needed_by_on = DatePartsField(
        label="By when?", required=False, help_text="For example 1 4 2027."
    )
    contact_role = TidyText(
        label="Whom do people ask for?",
        help_text="A role, not a person: the ward officer, the lunch club’s organisers.",
        max_length=150,
        error_messages={"required": "Say whom people ask for: a role, such as the ward officer"},
    )
    contact_telephone = TidyText(
        label="Telephone number that anyone may use",
        help_text="This, or the next.",
        required=False,
        max_length=40,
    )
    contact_address = TidyText(
        label="Shared e-mail address, or a place to ask", required=False, max_length=200
    )
    contact_telephone.hides_optional = contact_address.hides_optional = True  # type: ignore[attr-defined]

    def __init__(
        self,
        data: Any = None,
        *,
        zone: Zone,
        need: Need | None = None,
        values: dict[str, Any] | None = None,
    ):
        self.zone, self.need = zone, need
        shown = values or (kept(need) if need else {"beyond_m": 1_000})
        super().__init__(data, initial=shown, label_suffix="")
        self.fields["outcome"].queryset = zone.outcomes.all()  # type: ignore[attr-defined]
        if need is None or not zone.is_public:
            del self.fields["why"]
        self.rows = {
            name: Rows(form, name, data=data, values=shown.get(name, []))
            for name, form in self.lists().items()
        }

    def lists(self) -> dict[str, type[RowForm]]:
        """The lists of rows that the form has."""
        return {}

    def is_valid(self) -> bool:
        return all([super().is_valid(), *(form.is_valid() for form in self.row_forms())])

    def row_forms(self) -> list[RowForm]:
        return [form for rows in self.rows.values() for form in rows]

    @property
    def faults(self) -> Faults:
        """What is wrong on the whole page, rows included, for the error summary."""
        return Faults(self)  # type: ignore[arg-type]

    def again(self, *, without: int | None = None) -> dict[str, Any]:
        """What was typed, unchecked, to show again with a row more, or with one less."""
        typed = typed_in(self)
        return typed | {name: rows.typed(without=without) for name, rows in self.rows.items()}

    def slots(self) -> list[Slot]:
        """The times of the week that were typed."""
        return []

    def given(self) -> dict[str, Any]:
        """What the verbs take, but for `slots`."""
        given = {name: self.cleaned_data[name] for name in PLAIN if name in self.fields}
        given.setdefault("amount", None)
        return given

    def differences(self, current: Need) -> list[Difference]:
        """What is saved and what was typed, where they differ."""
        saved, typed = kept(current), self.cleaned_data
        found = []
        for name, field in self.fields.items():
            if name in ("version", "why"):
                continue
            one, other = shown(field, saved.get(name)), shown(field, typed.get(name))
            if one != other:
                found.append(Difference(str(field.label), one, other, True))
        if "hours" in self.rows:
            one = hours_in_words(slots_asked(current)) or "Nothing"
            other = hours_in_words(self.slots()) or "Nothing"
            if one != other:
                found.append(Difference("Times of the week", one, other, True))
        return found


class ThingForm(NeedForm):
    """A thing that a zone needs: a room, land, equipment, people’s time, information."""

    kinds = forms.MultipleChoiceField(
        label="What kind of thing would do?",
        help_text="Choose all that would.",
        choices=[(kind.value, kind.label) for kind in Asset.Kind if kind is not Asset.Kind.MONEY],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose what kind of thing would do: one, or several"},
    )
    facilities = forms.MultipleChoiceField(
        label="What must it have?",
        choices=Asset.Facility.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    access = forms.MultipleChoiceField(
        label="Access",
        help_text="Choose what is needed; what is in part so is shown as such.",
        choices=[*ACCESS.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    capacity = PeopleNumberField(
        label="For how many people?",
        required=False,
        min_value=1,
        max_value=MOST_PEOPLE,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input--short"}),
        error_messages={
            "invalid": "Write how many people in figures, such as 30",
            "max_value": f"Write at most {MOST_PEOPLE:,} people",
        },
    )
    beyond_m = forms.TypedChoiceField(
        label="How far outside the zone may it be?", choices=[], coerce=int
    )
    acts = forms.MultipleChoiceField(
        label="What would help?",
        help_text="Leave all empty if anything would.",
        choices=[
            (Willingness.Act.SHARE.value, "To share it"),
            (Willingness.Act.LEND.value, "To borrow it"),
            (Willingness.Act.LEASE.value, "To lease it"),
            (Willingness.Act.TRANSFER.value, "To be given it, by a transfer"),
            (Willingness.Act.CHANGE_USE.value, "To have its use changed"),
        ],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    facilities.hides_optional = access.hides_optional = acts.hides_optional = True  # type: ignore[attr-defined]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        choices = {metres: beyond_in_words(metres) for metres in BEYOND_M}
        kept_m = self.initial.get("beyond_m")
        if isinstance(kept_m, int) and kept_m not in choices:
            choices = dict(sorted((choices | {kept_m: beyond_in_words(kept_m)}).items()))
        self.fields["beyond_m"].choices = [*choices.items()]  # type: ignore[attr-defined]

    def lists(self) -> dict[str, type[RowForm]]:
        return {"hours": HoursRow}

    def slots(self) -> list[Slot]:
        return [
            Slot(weekday, row["starts_at"], row["ends_at"])
            for row in self.rows["hours"].values()
            for weekday in DAYS[row["day"]]
        ]

    def given(self) -> dict[str, Any]:
        access = self.cleaned_data["access"]
        return super().given() | {name: name in access for name in ACCESS}


class MoneyForm(NeedForm):
    """Money that a zone needs: how much, what for, by when, and who would account for it."""

    is_money = True

    amount = WrittenNumberField(
        label="How much?",
        help_text="In pounds, for example 2,500.",
        max_digits=12,
        decimal_places=2,
        min_value=1,
        error_messages={
            "required": "Say how much is needed, in pounds",
            "invalid": "Write a sum in pounds, such as 2,500",
            "max_decimal_places": "Write at most two figures for the pence",
            "max_whole_digits": TOO_MUCH,
            "max_digits": TOO_MUCH,
        },
    )
    accountable_body = forms.ModelChoiceField(
        label="Which organisation would account for it?",
        help_text="One that takes part in the zone.",
        queryset=None,
        empty_label="Choose one",
        error_messages={"required": "Say which organisation would account for it"},
    )
    field_order = (
        "version", "why", "title", "amount", "words", "needed_by_on", "accountable_body", "outcome",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        title, words, by = (self.fields[name] for name in ("title", "words", "needed_by_on"))
        title.help_text = "In a few words, for example: cookers for a community kitchen."
        words.required = by.required = True
        words.error_messages["required"] = "Say what the money is for"
        self.fields["accountable_body"].queryset = accountable_bodies(self.zone)  # type: ignore[attr-defined]


def form_for(need: Need) -> type[NeedForm]:
    """The form of a need: that of money, or that of a thing."""
    return MoneyForm if need.is_for_money else ThingForm


def kept(need: Need) -> dict[str, Any]:
    """What was written before, as the form shows it."""
    rows = [
        {"day": str(slot.weekday), "starts_at": slot.starts_at, "ends_at": slot.ends_at}
        for slot in slots_asked(need)
    ]
    return {name: getattr(need, name) for name in PLAIN} | {
        "version": need.version,
        "access": [name for name in ACCESS if getattr(need, name)],
        "hours": rows,
    }


def beyond_in_words(metres: int) -> str:
    """How far outside a zone something may be, as a choice."""
    return f"Up to {distance_in_words(metres)} outside" if metres else "In the zone only"


def shown(field: forms.Field, value: Any) -> str:
    """A value of the form as a person reads it."""
    if value is None or value in ("", []):
        return "Nothing"
    if isinstance(field, WrittenNumberField):
        return pounds(value)
    if isinstance(value, dt.date):
        return day_in_words(value)
    choices = None if isinstance(field, forms.ModelChoiceField) else getattr(field, "choices", None)
    if choices is None:
        return str(value)
    labels = dict(choices)
    if isinstance(value, list):
        return joined(str(labels.get(each, each)) for each in value)
    return str(labels.get(value, value))


class EndForm(forms.Form):
    """That a need was met, or is no longer one, and how or why."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    how = forms.ChoiceField(
        label="What became of it?",
        choices=[
            (Need.End.MET.value, "It was met"),
            (Need.End.WITHDRAWN.value, "It is no longer needed"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it was met or is no longer needed"},
    )
    why = LongText(
        label="How was it met, or why is it no longer needed?",
        help_text="Everyone can read this. Name no private person.",
        max_length=500,
        rows=3,
        error_messages={"required": "Say how it was met, or why it is no longer needed"},
    )


class NeedSearchForm(forms.Form):
    """Words, a kind, a theme, and money or things, to search the board of open needs by."""

    q = forms.CharField(label="Words", max_length=100, required=False)
    what = forms.ChoiceField(
        label="Money or things",
        choices=[("", "Both"), (MONEY_ASKED, "Money"), (THINGS_ASKED, "Things and people’s time")],
        required=False,
    )
    kind = forms.ChoiceField(
        label="Kind",
        choices=[
            ("", "Any"),
            *((kind.value, kind.label) for kind in Asset.Kind if kind is not Asset.Kind.MONEY),
        ],
        required=False,
    )
    theme = forms.ModelChoiceField(
        label="Theme of the zone",
        queryset=Theme.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label="Any",
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["theme"].queryset = Theme.objects.all()  # type: ignore[attr-defined]
        for field in self.fields.values():
            # Every filter is: to say so at each would be noise.
            field.hides_optional = True  # type: ignore[attr-defined]

    def narrowed(self, needs: QuerySet[Need]) -> QuerySet[Need]:
        """The needs that fit what was asked; none, where it made no sense."""
        if not self.is_valid():
            return needs.none()
        asked = self.cleaned_data
        for word in asked["q"].split()[:8]:
            needs = needs.filter(
                Q(title__icontains=word) | Q(words__icontains=word) | Q(zone__name__icontains=word)
            )
        if asked["what"]:
            needs = needs.filter(amount__isnull=asked["what"] == THINGS_ASKED)
        if asked["kind"]:
            needs = needs.filter(kinds__contains=[asked["kind"]])
        if asked["theme"]:
            about = ZoneTheme.objects.filter(theme=asked["theme"], scope=Scope.CORE)
            needs = needs.filter(zone__in=about.values("zone"))
        return needs
