"""The forms of opportunities: spotting one, what joins it, a step with it, hiding it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from groundwork import clock
from partners.models import Organisation
from sizes.forms.answers import Difference, LongText, TidyText
from sizes.forms.who import the_organisation_named
from sizes.models import Need, Opportunity, Outcome, Zone
from sizes.opportunities import OpportunityGiven, Step


class OpportunityForm(forms.Form):
    """What could be done, in whose words, for which outcome, and which need it answers."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = TidyText(
        label="What could be done?",
        help_text="In a few words, for example: Lunch club in the empty school kitchen.",
        max_length=150,
        error_messages={"required": "Say in a few words what could be done"},
    )
    words = LongText(
        label="What could be joined, and what would come of it?",
        help_text=(
            "Which rooms, things, people or knowledge of different owners, and who would be better "
            "off. Name no private person."
        ),
        max_length=3000,
        rows=6,
        error_messages={"required": "Say what could be joined, and what would come of it"},
    )
    outcome = forms.ModelChoiceField(
        Outcome.objects.none(),
        label="Which outcome of the zone does it work towards?",
        required=False,
        empty_label="None of these, or not sure",
    )
    need = forms.ModelChoiceField(
        Need.objects.none(),
        label="Which need of the zone does it answer?",
        required=False,
        empty_label="None of these",
    )

    def __init__(self, data: Any = None, *, zone: Zone, opportunity: Opportunity | None = None):
        super().__init__(data, initial=kept(opportunity) if opportunity else None, label_suffix="")
        today = clock.today()
        outcomes = Q(ends_on=None) | Q(ends_on__gt=today)
        needs = Q(pk__in=zone.needs.public().open_on(today).values("pk"))
        if opportunity:
            outcomes |= Q(pk=opportunity.outcome_id)
            needs |= Q(pk=opportunity.need_id)
        self.fields["outcome"].queryset = zone.outcomes.filter(outcomes)
        self.fields["need"].queryset = zone.needs.filter(needs)
        for name in ("outcome", "need"):
            if not self.fields[name].queryset.exists():
                del self.fields[name]

    def given(self) -> OpportunityGiven:
        """What the verbs take."""
        values = self.cleaned_data
        return OpportunityGiven(
            values["title"], values["words"], values.get("outcome"), values.get("need")
        )

    def differences(self, now: Opportunity) -> list[Difference]:
        """What is saved and what was typed, where they differ."""
        typed = self.cleaned_data
        return [
            Difference(str(self.fields[name].label), _words(value), _words(typed[name]), True)
            for name, value in kept(now).items()
            if name != "version" and name in self.fields and value != typed[name]
        ]


def kept(opportunity: Opportunity) -> dict[str, Any]:
    """What was written before."""
    return {name: getattr(opportunity, name) for name in OpportunityForm.base_fields}


def _words(value: Any) -> str:
    return str(value or "") or "Nothing"


class HideForm(forms.Form):
    """Why something is not shown on the board."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    why = LongText(
        label="Why is it not shown?",
        help_text="Whoever spotted it reads this. If it was on the board, so does everyone.",
        max_length=500,
        rows=3,
        error_messages={"required": "Say why: whoever spotted it reads this"},
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, label_suffix="", **kwargs)


class OpportunityStepForm(forms.Form):
    """A step with an opportunity, and what is said with it."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    note = LongText(
        label="A note",
        help_text="Anyone can read this. Name no private person.",
        max_length=2000,
        rows=4,
        required=False,
    )

    def __init__(self, *args: Any, step: Step, **kwargs: Any):
        super().__init__(*args, label_suffix="", **kwargs)
        field = self.fields["note"]
        field.label = step.note
        field.required = bool(step.needed)
        field.error_messages["required"] = step.needed.rstrip(".")
        field.hides_optional = True  # type: ignore[attr-defined]


class PeopleForm(forms.Form):
    """What the people of an organisation bring."""

    organisation = TidyText(
        label="Organisation",
        help_text="As it is registered here. Begin to type, and choose from the list.",
        max_length=200,
        error_messages={"required": "Name the organisation whose people bring something"},
        widget=forms.TextInput(attrs={"list": "organisations", "autocomplete": "off"}),
    )
    brings = TidyText(
        label="What do its people bring?",
        help_text="Time, skills or knowledge, for example: two volunteers who cook on Tuesdays.",
        max_length=300,
        error_messages={"required": "Say what its people bring: time, skills, knowledge"},
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, label_suffix="", **kwargs)

    def clean_organisation(self) -> Organisation:
        return registered(self.cleaned_data["organisation"])


class AssetPartForm(forms.Form):
    """An asset chosen from those found, and what it is for."""

    asset = forms.CharField(max_length=20)
    brings = TidyText(max_length=300, required=False)


def registered(name: str) -> Organisation:
    """The organisation registered under the name. Raises ValidationError for none or two."""
    found = the_organisation_named(name)
    if found is None:
        raise ValidationError(
            f"No organisation is registered as {name}. Register it first, or choose from the list."
        )
    return found
