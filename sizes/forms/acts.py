"""Forms that confirm an act on a commitment or a variation, and say why."""

from typing import Any

from django import forms

from groundwork import clock
from partners.models import Commitment, Organisation
from sizes.conflicts import Conflict, leads_of
from sizes.forms.answers import LongText
from sizes.models import Outcome, Zone
from sizes.variation_status import DAY
from sizes.words import day_in_words


class ReasonForm(forms.Form):
    """A reason, and the version of what the person has seen."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    note = LongText(required=False, max_length=1000, rows=4)

    def __init__(
        self, *args: Any, label: str, help_text: str = "", needed: str = "", **kwargs: Any
    ):
        super().__init__(*args, label_suffix="", **kwargs)
        note = self.fields["note"]
        note.label, note.help_text = label, help_text
        note.required = bool(needed)
        note.error_messages["required"] = needed


class AcceptForm(ReasonForm):
    """The outcome for the sake of which a zone takes a commitment up."""

    outcome = forms.ModelChoiceField(
        Outcome.objects.none(),
        label="Which outcome is it meant to improve?",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choose the outcome that it is meant to improve"},
    )
    field_order = ("version", "outcome", "note")

    def __init__(self, *args: Any, zone: Zone, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["outcome"].queryset = zone.outcomes.in_force(clock.today())


class PutForm(forms.Form):
    """Which commitment is put to the zone: one of the person's own, or a standing offer."""

    commitment = forms.ModelChoiceField(
        Commitment.objects.none(),
        label="Which commitment?",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choose a commitment"},
    )
    outcome = forms.ModelChoiceField(
        Outcome.objects.none(),
        label="Which outcome could it improve?",
        help_text="Those who lead the zone decide; this helps them.",
        required=False,
        widget=forms.RadioSelect,
        empty_label="I leave that to them",
    )
    outcome.hides_optional = True

    def __init__(self, *args: Any, zone: Zone, offered: Any, **kwargs: Any):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["commitment"].queryset = offered
        self.fields["commitment"].label_from_instance = described
        self.fields["outcome"].queryset = zone.outcomes.in_force(clock.today())


def described(commitment: Commitment) -> str:
    """A commitment and whose it is."""
    until = f", until {day_in_words(commitment.ends_on - DAY)}" if commitment.ends_on else ""
    kind = " (a standing offer)" if commitment.is_standing else ""
    return f"{commitment.title}: {commitment.organisation}{kind}{until}"


class ConflictForm(forms.Form):
    """Which of two variations holds where they overlap, or who will decide."""

    decision = forms.ChoiceField(
        label="Which of the two holds where they overlap?",
        widget=forms.RadioSelect,
        error_messages={"required": "Say which of the two holds, or who will decide"},
    )
    note = LongText(
        label="Why?",
        help_text="Residents of both zones read this. Name no private person.",
        rows=4,
        max_length=1000,
        error_messages={"required": "Say why: residents of both zones read this"},
    )

    def __init__(self, *args: Any, conflict: Conflict, **kwargs: Any):
        super().__init__(*args, label_suffix="", **kwargs)
        self.conflict = conflict
        self.leads = list(leads_of(conflict))
        self.fields["decision"].choices = [
            *(
                (f"holds-{each.pk}", f"“{each.title}” of {each.acceptance.zone} holds")
                for each in conflict.both
            ),
            *((f"by-{lead.pk}", f"It is open: {lead} decides") for lead in self.leads),
        ]

    def given(self) -> dict[str, Any]:
        """What `conflicts.answer` takes."""
        kind, _, key = self.cleaned_data["decision"].partition("-")
        holds = [each for each in self.conflict.both if kind == "holds" and each.pk == int(key)]
        resolver: list[Organisation] = [
            lead for lead in self.leads if kind == "by" and lead.pk == int(key)
        ]
        return {
            "holds": holds[0] if holds else None,
            "resolver": resolver[0] if resolver else None,
            "note": self.cleaned_data["note"],
        }


def kept_answer(conflict: Conflict) -> dict[str, str]:
    """What was decided before, to start from."""
    if conflict.answer is None:
        return {}
    if conflict.holds:
        return {"decision": f"holds-{conflict.holds.pk}", "note": conflict.answer.note}
    return {"decision": f"by-{conflict.answer.resolver_id}", "note": conflict.answer.note}
