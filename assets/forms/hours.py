"""Writing down when an asset is free: a week as people write it, and single days."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from assets.hours import Season, Slot, exception_problems, season_problems
from assets.models import Weekday
from assets.reading_hours import EXAMPLE, NotHours, read_hours, written
from assets.week import END, START, Hours, joined, with_nights
from groundwork import clock
from groundwork.date_parts import DatePartsField

WORKDAYS, WEEKEND, EVERY_DAY = range(5), range(5, 7), range(7)
OFFICE_HOURS = (dt.time(9), dt.time(17))
EVENING = (dt.time(18), dt.time(22))
# Quick choices: what a button says, and what it writes into which boxes.
QUICK: dict[str, tuple[str, Sequence[int], Hours]] = {
    "workdays": ("Monday to Friday, 9am to 5pm", WORKDAYS, OFFICE_HOURS),
    "evenings": ("Monday to Friday, 6pm to 10pm", WORKDAYS, EVENING),
    "weekends": ("Saturday and Sunday, 9am to 5pm", WEEKEND, OFFICE_HOURS),
    "always": ("Every day, all day", EVERY_DAY, (START, END)),
}
SAME, CLEAR = "monday", "clear"
LONGEST = 200


class HoursField(forms.CharField):
    """Hours of one day as people write them; cleans to a list of times from and until."""

    def __init__(self, **kwargs: Any):
        box = forms.TextInput(attrs={"autocomplete": "off"})
        super().__init__(max_length=LONGEST, required=False, widget=box, **kwargs)

    def clean(self, value: Any) -> list[Hours]:
        try:
            return read_hours(super().clean(value))
        except NotHours as error:
            raise ValidationError(str(error), code="invalid") from error


class WeekForm(forms.Form):
    """The hours of each weekday, and between which days they hold."""

    starts_on = DatePartsField(
        label="From", required=False, help_text="Left empty, they hold already."
    )
    last_on = DatePartsField(
        label="Last day", required=False, help_text="Left empty, they hold until you change them."
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, season: Season | None = None, version: int = 0, **kwargs: Any):
        initial: dict[str, Any] = {"version": version}
        if season is not None:
            initial |= {"starts_on": season.starts_on, "last_on": season.last_on}
            initial |= as_written(season.slots)
        super().__init__(*args, initial=initial, label_suffix="", **kwargs)
        for weekday in Weekday:
            field = HoursField(label=str(weekday.label))
            field.hides_optional = True
            self.fields[name_of(weekday)] = field

    def days(self) -> list[forms.BoundField]:
        """The boxes of the seven days."""
        return [self[name_of(weekday)] for weekday in Weekday]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        season = {"starts_on": cleaned.get("starts_on"), "ends_on": self.ends_on()}
        for sentence in season_problems(self.slots(), on=clock.today(), **season):
            self.add_error("last_on" if "last day" in sentence else None, sentence)
        return cleaned

    def ends_on(self) -> dt.date | None:
        """The first day on which the week does not hold; none where it holds until changed."""
        last_on = self.cleaned_data.get("last_on")
        return last_on + dt.timedelta(days=1) if last_on else None

    def slots(self) -> list[Slot]:
        """The week as it was written."""
        return [
            Slot(int(weekday), *hours)
            for weekday in Weekday
            for hours in self.cleaned_data.get(name_of(weekday)) or []
        ]


class ExceptionForm(forms.Form):
    """Single days on which other hours are kept."""

    falls_on = DatePartsField(label="Day", help_text="For example 24 12 2027.")
    last_on = DatePartsField(
        label="Last day", required=False, help_text="Only where it is more than one day."
    )
    times = HoursField(
        label="Free at", help_text=f"Left empty, it is not free at all. Or write: {EXAMPLE}."
    )
    why = forms.CharField(
        label="Why", max_length=200, required=False, help_text="For example: polling day."
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["times"].hides_optional = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if falls_on := cleaned.get("falls_on"):
            last_on = cleaned.get("last_on") or falls_on
            for sentence in exception_problems(
                cleaned.get("times") or [], falls_on=falls_on, last_on=last_on, on=clock.today()
            ):
                self.add_error(None, sentence)
        return cleaned


class RemoveExceptionForm(forms.Form):
    """Days on which the week's hours are to hold again."""

    falls_on = forms.DateField()
    last_on = forms.DateField()


def name_of(weekday: int) -> str:
    """The name of a weekday's box."""
    return f"day_{int(weekday)}"


def as_written(slots: Sequence[Slot]) -> dict[str, str]:
    """What stands in the boxes for a week."""
    days = with_nights(slots)
    return {name_of(weekday): written(list(hours)) for weekday, hours in enumerate(days) if hours}


def filled(data: dict[str, str], choice: str) -> dict[str, str]:
    """What was typed, with a quick choice added; boxes that cannot be read stay as they are."""
    data = dict(data)
    if choice == CLEAR:
        return data | {name_of(weekday): "" for weekday in EVERY_DAY}
    if choice == SAME:
        return data | {name_of(weekday): data.get(name_of(0), "") for weekday in WORKDAYS}
    if choice in QUICK:
        _, weekdays, hours = QUICK[choice]
        for weekday in weekdays:
            name = name_of(weekday)
            try:
                data[name] = written(joined([*read_hours(data.get(name, "")), hours]))
            except NotHours:
                continue
    return data
