"""The forms that draft a change to a declared zone, a part each; and those that act on one."""

from typing import Any

from django import forms

from groundwork import clock
from groundwork.date_parts import DatePartsField
from partners.models import Service, Theme
from sizes.amending.contents import (
    SIGNED_WORDS,
    as_it_would_be,
    limits_then,
    outcomes_added,
    reviews_then,
)
from sizes.drafting import OutcomeGiven
from sizes.forms.answers import AnswerForm, LongText, TidyText
from sizes.forms.dates import InterimReviewRow
from sizes.forms.subject import OutcomeRow
from sizes.forms.words import CLOSED, OPEN, LimitsForm, Ticked
from sizes.models import Amendment, Objection, Outcome, Signature, Zone
from sizes.words import day_in_words


class PartForm(AnswerForm):
    """A part of a change. It is shown, and says what is saved, as the change would leave it."""

    def __init__(self, *args: Any, zone: Amendment, **kwargs: Any):
        # The pages of the wizard hold a zone: here a change stands for the zone it would make.
        self.amendment = zone
        super().__init__(*args, zone=as_it_would_be(zone), **kwargs)

    def again(self, **kwargs: Any) -> AnswerForm:
        """The same page with what was typed, as for the wizard."""
        self.zone = self.amendment
        return super().again(**kwargs)


class ChangeWordsForm(PartForm):
    """What the zone is called and says."""

    name = TidyText(
        label="Name of the zone",
        help_text="Its page moves with its name; the old address sends people on.",
        max_length=120,
        error_messages={"required": "Give the zone a name"},
    )
    purpose = LongText(
        label="What it is for",
        help_text="This was signed: other words are open for objection first.",
        max_length=1000,
        rows=3,
        error_messages={"required": "Say what the zone is for: it was signed"},
    )
    how_far = LongText(
        label="What may be different here",
        help_text="This was signed: other words are open for objection first.",
        max_length=4000,
        rows=5,
        error_messages={"required": "Say what may be different: it was signed"},
    )
    what_stays = LongText(
        label="What will not change",
        help_text="This was signed: other words are open for objection first.",
        max_length=4000,
        rows=5,
        error_messages={"required": "Say what will not change: it was signed"},
    )
    place_in_words = TidyText(
        label="Where it is, in a few words",
        required=False,
        max_length=300,
    )
    why_here = LongText(label="Why here", required=False, max_length=4000, rows=6)
    summary = LongText(label="All of it in plain words", required=False, max_length=2000, rows=6)

    def __init__(self, *args: Any, zone: Amendment, **kwargs: Any):
        super().__init__(*args, zone=zone, **kwargs)
        for name in SIGNED_WORDS:
            self.fields[name].required = bool(getattr(zone.zone, name))


class ChangeDatesForm(PartForm):
    """Until when, and when it is looked at on the way."""

    lists = {"interim_reviews": InterimReviewRow}
    list_labels = {"interim_reviews": "Interim reviews"}

    target_on = DatePartsField(
        label="Target date",
        help_text=(
            "An earlier day is an adjustment. A later one puts it off: once in a term, by six "
            "months at most, and open for objection first."
        ),
    )
    why_so_long = LongText(
        label="Why does it need more than five years?",
        help_text="Answer only if the zone runs for more than five years.",
        required=False,
        max_length=2000,
        rows=3,
    )
    why_so_long.hides_optional = True

    def saved(self, zone: Zone) -> dict[str, Any]:
        return {
            "target_on": zone.target_on,
            "why_so_long": zone.why_so_long,
            "interim_reviews": [
                {"pk": None, "due_on": day} for day in reviews_then(self.amendment)
            ],
        }

    def clean_target_on(self) -> Any:
        day = self.cleaned_data["target_on"]
        if day and day <= clock.today():
            raise forms.ValidationError("Target date must be in the future")
        return day

    def values(self) -> dict[str, Any]:
        """As typed, with each interim review once and in order."""
        values = super().values()
        days = sorted({row["due_on"] for row in values["interim_reviews"]})
        return values | {"interim_reviews": [{"pk": None, "due_on": day} for day in days]}

    def given(self) -> dict[str, Any]:
        """What `amending.change_dates` takes."""
        values = self.values()
        days = [row["due_on"] for row in values["interim_reviews"]]
        return values | {"interim_reviews": days}


class ChangeLimitsForm(PartForm, LimitsForm):
    """The limits that each variation is checked against; their words are with the other words."""

    what_stays = None
    how_far = None

    def limits_kept(self, zone: Zone) -> dict[str, Any]:
        said = limits_then(self.amendment)
        lists = ("services", "fixed_services", "themes")
        return {name: [str(key) for key in said[name]] for name in lists} | {
            "longest_days": said["longest_days"],
            "fringe": OPEN if said["is_fringe_open"] else CLOSED,
        }

    def saved(self, zone: Zone) -> dict[str, Any]:
        return dict(self.kept)

    def own_words(self) -> list[forms.BoundField]:
        return []

    def given(self) -> dict[str, Any]:
        """What `amending.change_limits` takes."""
        values = self.values()
        return {
            "themes": Theme.objects.filter(pk__in=values["themes"]),
            "services": Service.objects.filter(pk__in=values["services"]),
            "fixed_services": Service.objects.filter(pk__in=values["fixed_services"]),
            "longest_days": values["longest_days"],
            "is_fringe_open": values["fringe"] == OPEN,
        }


class ChangeOutcomesForm(PartForm):
    """Which outcomes the zone aims at no longer, and which besides."""

    lists = {"added": OutcomeRow}
    list_labels = {"added": "Outcomes to add"}

    def __init__(self, *args: Any, zone: Amendment, **kwargs: Any):
        there = Outcome.objects.filter(zone=zone.zone_id, ends_on=None)
        self.there = [(str(each.pk), each.statement) for each in there]
        super().__init__(*args, zone=zone, **kwargs)
        self.fields["dropped"] = Ticked(
            label="Which outcomes does the zone no longer aim at?",
            help_text=(
                "They stay on the zone’s page, with the day and the reason. To put one into other "
                "words, tick it and add it anew below."
            ),
            required=False,
            choices=self.there,
        )

    def saved(self, zone: Zone) -> dict[str, Any]:
        dropped = self.amendment.changes.get("outcomes", {}).get("dropped", [])
        return {
            "dropped": [str(key) for key in dropped],
            "added": [{"pk": None, **each} for each in outcomes_added(self.amendment)],
        }

    def in_words(self, name: str, value: Any) -> str:
        if name == "dropped":
            words = dict(self.there)
            return "\n".join(words.get(key, key) for key in value) or "Nothing"
        return super().in_words(name, value)

    def given(self) -> dict[str, Any]:
        """What `amending.change_outcomes` takes."""
        values = self.values()
        return {
            "dropped": [int(key) for key in values["dropped"]],
            "added": [OutcomeGiven(**row) for row in values["added"]],
        }


class ReasonForm(PartForm):
    """Why the zone is changed."""

    reason = LongText(
        label="Why is the zone changed?",
        help_text="Everyone can read this. Name no private person.",
        max_length=2000,
        rows=5,
        error_messages={"required": "Give the reason: everyone can read it"},
    )

    def saved(self, zone: Zone) -> dict[str, Any]:
        return {"reason": self.amendment.reason}


# --- Acts on a change -----------------------------------------------------------------------------


class ConfirmForm(forms.Form):
    """The version that the person has seen, and a reason where one is asked for."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    note = LongText(label="Why?", max_length=2000, rows=4)

    def __init__(self, *args: Any, label: str, needed: str, help_text: str = "", **kwargs: Any):
        super().__init__(*args, label_suffix="", **kwargs)
        if not label:
            del self.fields["note"]
            return
        note = self.fields["note"]
        note.label, note.help_text, note.required = label, help_text, bool(needed)
        note.error_messages["required"] = needed


class ObjectForm(ConfirmForm):
    """For which signatory somebody objects, and why."""

    signature = forms.ModelChoiceField(
        Signature.objects.none(),
        label="For whom do you object?",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choose for whom you object"},
    )
    field_order = ("version", "signature", "note")

    def __init__(self, *args: Any, signatures: list[Signature], **kwargs: Any):
        super().__init__(*args, **kwargs)
        field = self.fields["signature"]
        field.queryset = Signature.objects.filter(pk__in=[each.pk for each in signatures])
        field.label_from_instance = _signatory
        if len(signatures) == 1:
            field.initial = signatures[0].pk


class AnswerObjectionForm(ConfirmForm):
    """For which signatory somebody signs again or leaves."""

    objection = forms.ModelChoiceField(
        Objection.objects.none(),
        label="For whom?",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choose for whom"},
    )
    field_order = ("version", "objection", "note")

    def __init__(self, *args: Any, objections: list[Objection], **kwargs: Any):
        super().__init__(*args, **kwargs)
        field = self.fields["objection"]
        field.queryset = Objection.objects.filter(pk__in=[each.pk for each in objections])
        field.label_from_instance = lambda each: _signatory(each.signature)
        if len(objections) == 1:
            field.initial = objections[0].pk


def _signatory(signature: Signature) -> str:
    signed = day_in_words(signature.signed_on) if signature.signed_on else ""
    return f"{signature}, as {signature.get_capacity_display().lower()}, signed on {signed}"
