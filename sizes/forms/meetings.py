"""The forms of a zone's meetings: arranging one, recording what came of it, calling it off."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from groundwork.date_parts import DatePartsField
from groundwork.time_of_day import TimeOfDayField, time_in_words
from partners.models import Organisation
from sizes.forms.answers import LongText, TidyText
from sizes.forms.who import the_organisation_named
from sizes.meetings import MeetingGiven, RecordGiven, may_be_represented
from sizes.models import Meeting, Zone
from sizes.words import day_in_words, joined


class MeetingForm(forms.Form):
    """When and where a meeting is, and what it is about."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = TidyText(
        label="What kind of meeting is it?",
        help_text="In a few words, for example: Open evening for neighbours.",
        max_length=150,
        error_messages={"required": "Say in a few words what kind of meeting it is"},
    )
    held_on = DatePartsField(
        label="Date", help_text="For example 2 3 2027. It may be past, or still to come."
    )
    starts_at = TimeOfDayField(
        label="Starts at", help_text="For example 7pm, or 19:00.", required=False
    )
    ends_at = TimeOfDayField(label="Ends at", required=False)
    place = TidyText(
        label="Where?",
        help_text="The place and its address, and how to join from elsewhere.",
        required=False,
        max_length=300,
    )
    agenda = LongText(
        label="What is it about?",
        help_text="The agenda, one thing a line. Name no private person.",
        required=False,
        max_length=4000,
        rows=6,
    )

    def __init__(self, data: Any = None, *, meeting: Meeting | None = None):
        initial = kept(meeting) if meeting else None
        super().__init__(data, initial=initial, label_suffix="")

    def given(self) -> MeetingGiven:
        """What the verbs take."""
        names = MeetingGiven.__dataclass_fields__
        return MeetingGiven(**{name: self.cleaned_data[name] for name in names})


def kept(meeting: Meeting) -> dict[str, Any]:
    """What was written before."""
    return {name: getattr(meeting, name) for name in MeetingForm.base_fields}


class RecordForm(forms.Form):
    """What came of a meeting: who was represented, what was talked about, what was decided."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    represented = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label="Who was represented?",
        help_text="These take part in the zone, or signed it.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    more = LongText(
        label="Other organisations that were represented",
        help_text="As they are registered here, one a line.",
        required=False,
        max_length=2000,
        rows=2,
    )
    others = TidyText(
        label="Who else was there?",
        help_text="Groups and numbers, no names: for example 14 neighbours and two shopkeepers.",
        required=False,
        max_length=500,
    )
    notes = LongText(
        label="What was talked about?",
        help_text="Anyone can read this. Name no private person.",
        required=False,
        max_length=10_000,
        rows=8,
    )
    decisions = LongText(
        label="What was decided?",
        help_text="One decision a line. Leave it empty if nothing was.",
        required=False,
        max_length=4000,
        rows=5,
    )
    represented.hides_optional = more.hides_optional = True

    def __init__(self, data: Any = None, *, zone: Zone, meeting: Meeting):
        super().__init__(data, initial=recorded(meeting), label_suffix="")
        self.fields["represented"].queryset = may_be_represented(zone, meeting)
        if not self.fields["represented"].queryset:
            del self.fields["represented"]
            self.fields["more"].label = "Which organisations were represented?"

    def clean_more(self) -> list[Organisation]:
        found, unknown = [], []
        for name in (line.strip() for line in self.cleaned_data["more"].splitlines()):
            body = the_organisation_named(name) if name else None
            if body is not None:
                found.append(body)
            elif name:
                unknown.append(name)
        if unknown:
            verb = "is" if len(unknown) == 1 else "are"
            raise ValidationError(
                f"{joined(unknown)} {verb} not registered under that name. Write it below, under "
                "“Who else was there?”"
            )
        return found

    def given(self) -> RecordGiven:
        """What the verb takes."""
        values = self.cleaned_data
        bodies = {body.pk: body for body in [*values.get("represented", ()), *values["more"]]}
        return RecordGiven(
            represented=[*bodies.values()],
            others=values["others"],
            notes=values["notes"],
            decisions=values["decisions"],
        )


def recorded(meeting: Meeting) -> dict[str, Any]:
    """What was recorded before."""
    names = ("version", "others", "notes", "decisions")
    return {"represented": [*meeting.represented.all()]} | {
        name: getattr(meeting, name) for name in names
    }


class CancelForm(forms.Form):
    """Why a meeting does not take place, or did not."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    why = LongText(
        label="Why?",
        help_text="Everyone who meant to come reads this. Name no private person.",
        max_length=500,
        rows=3,
        error_messages={"required": "Say why: everyone who meant to come reads this"},
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, label_suffix="", **kwargs)


def in_words(value: Any) -> str:
    """A value of one of these forms as a person reads it."""
    if value is None or value in ("", []):
        return "Nothing"
    if hasattr(value, "year"):
        return day_in_words(value)
    if hasattr(value, "hour"):
        return time_in_words(value)
    if isinstance(value, str):
        return value
    return joined(sorted(str(each) for each in value))
