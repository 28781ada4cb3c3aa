"""Setting a pre-election period, and giving a reason why something goes ahead in one."""

import datetime as dt
from typing import Any

from django import forms

from groundwork.date_parts import DatePartsField
from partners.models import Organisation
from places.models import Area
from sizes.forms.answers import LongText
from sizes.models import PreElectionPeriod
from sizes.pre_election import DAY, areas_of, mark, problems


class PeriodForm(forms.Form):
    """Where, before which election, and from when until when. The last day is included."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    area = forms.ModelChoiceField(
        label="Where is the election?",
        queryset=Area.objects.none(),
        empty_label="Choose an area",
        error_messages={"required": "Choose the area in which the election is held."},
    )
    election = forms.CharField(
        label="Which election?",
        max_length=150,
        help_text="As people know it. For example: local elections 2027.",
        error_messages={"required": "Say which election it is."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    starts_on = DatePartsField(
        label="First day", help_text="Usually the day after the notice of election is published."
    )
    last_on = DatePartsField(label="Last day", help_text="Usually the day of the election.")

    def __init__(
        self,
        *args: Any,
        council: Organisation,
        on: dt.date,
        period: PreElectionPeriod | None = None,
        **kwargs: Any,
    ):
        initial = {
            "seen": mark(period),
            "area": period.area_id,
            "election": period.election,
            "starts_on": period.starts_on,
            "last_on": period.ends_on - DAY,
        } if period else {}  # fmt: skip
        super().__init__(*args, initial=initial, label_suffix="", **kwargs)
        self.council, self.on = council, on
        field: Any = self.fields["area"]
        field.queryset = areas_of(council, on)
        field.label_from_instance = lambda area: f"{area.name} ({area.get_kind_display().lower()})"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        needed = ("area", "election", "starts_on", "last_on")
        if all(cleaned.get(name) for name in needed):
            for name, sentence in problems(council=self.council, on=self.on, **self.given()):
                self.add_error(name, sentence)
        return cleaned

    def given(self) -> dict[str, Any]:
        """The values of the period: half-open, as it is kept."""
        return {
            "area": self.cleaned_data["area"],
            "election": self.cleaned_data["election"],
            "starts_on": self.cleaned_data["starts_on"],
            "ends_on": self.cleaned_data["last_on"] + DAY,
        }


class OverrideForm(forms.Form):
    """Why something goes ahead although a pre-election period runs."""

    reason = LongText(
        label="Why can it not wait?",
        help_text="Everybody can read it, in the zone’s history. Name no private person.",
        max_length=2000,
        rows=4,
        error_messages={"required": "Give a reason: everybody can read it."},
    )
