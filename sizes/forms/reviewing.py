"""Forms of a review, of the closing page, and of what happens with a variation afterwards."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from groundwork import clock
from groundwork.date_parts import DatePartsField
from sizes import afterwards, closing, deciding, reviewing
from sizes.afterwards import What
from sizes.deciding import ReviewGiven
from sizes.forms.answers import AnswerForm, LongText
from sizes.models import InterimReview, Meeting, Review, Variation, Zone
from sizes.reviewing import Decision
from sizes.words import day_in_words

NAME_NOBODY = "Name no private person."


def called(meeting: Meeting) -> str:
    """A meeting as it stands in a list to choose from."""
    return f"{day_in_words(meeting.held_on)}: {meeting.title}"


class MeetingField(forms.ModelChoiceField):
    """One of a zone's meetings that were not called off."""

    def __init__(self, **kwargs: Any):
        super().__init__(Meeting.objects.none(), required=False, **kwargs)
        self.label_from_instance = called  # type: ignore[method-assign]

    def of(self, zone: Zone) -> None:
        """Offer the meetings of the zone."""
        self.queryset = zone.meetings.filter(cancelled_on=None)


class ReviewForm(AnswerForm):
    """The review that decides a term. Nothing is required: it is written bit by bit."""

    findings = LongText(
        label="What does the evidence show?",
        help_text=f"In the words of those who lead. Published with the decision. {NAME_NOBODY}",
        required=False,
        rows=8,
        max_length=8000,
    )
    meeting = MeetingField(
        label="Which meeting decides?",
        help_text="It is named in public as soon as you save.",
        empty_label="Not chosen yet",
    )
    decision = forms.ChoiceField(
        label="What is decided?",
        choices=[
            (Decision.RENEW, "Renew: the zone goes on until a new target date"),
            (Decision.MAINSTREAM, "Make normal practice: what it tried becomes the rule"),
            (Decision.DISSOLVE, "Dissolve: the zone ends"),
            ("", "Not decided yet"),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    new_target_on = DatePartsField(
        label="New target date",
        help_text="Only for renewing. For example 31 3 2029.",
        required=False,
    )
    reason = LongText(
        label="Why?",
        help_text="Published with the decision.",
        required=False,
        rows=5,
        max_length=4000,
    )
    effect = LongText(
        label="What does it mean for people, and from when?",
        help_text="For example: “From 1 April 2029 every library opens on Sundays.”",
        required=False,
        rows=5,
        max_length=4000,
    )
    # What is left out is asked for when the decision is carried out.
    for _field in (findings, meeting, decision, new_target_on, reason, effect):
        _field.hides_optional = True  # type: ignore[attr-defined]
    del _field

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        zone: Zone,
        values: dict[str, Any] | None = None,
    ):
        super().__init__(data, zone=zone, values=values)
        self.fields["meeting"].of(zone)  # type: ignore[attr-defined]

    def saved(self, zone: Zone) -> dict[str, Any]:
        review = reviewing.last_review(zone) or Review(zone=zone)
        names = [name for name in self.base_fields if name not in self.bookkeeping]
        return {name: getattr(review, name) for name in names}

    def suggested(self, saved: dict[str, Any]) -> dict[str, Any]:
        review = reviewing.last_review(self.zone)
        return saved | {"version": review.version if review else 0}

    def in_words(self, name: str, value: Any) -> str:
        if name == "meeting":
            return called(value) if value else "Not chosen yet"
        return super().in_words(name, value)

    def given(self) -> ReviewGiven:
        """What `deciding.write` takes."""
        return ReviewGiven(**self.values())

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        names = ReviewGiven.__dataclass_fields__
        given = ReviewGiven(**{name: values[name] for name in names if name in values})
        for name, sentence in deciding.problems(self.zone, given, on=clock.today()):
            self.add_error(name, sentence)
        return values


class InterimForm(forms.Form):
    """An interim review that was held: what it found, and why the zone goes on."""

    held_on = DatePartsField(label="On what day was it held?")
    meeting = MeetingField(label="At which meeting?", empty_label="At none")
    findings = LongText(
        label="What did it find?",
        help_text=f"Everyone can read it. {NAME_NOBODY}",
        rows=8,
        max_length=8000,
        error_messages={"required": "Say what the review found"},
    )
    reason = LongText(
        label="Why does the zone go on?",
        help_text=(
            "A change to the zone, or its end, has a step of its own. Here you say why it goes on "
            "until its next review."
        ),
        rows=4,
        max_length=4000,
        error_messages={"required": "Say why the zone goes on"},
    )
    meeting.hides_optional = True  # type: ignore[attr-defined]

    def __init__(self, *args: Any, interim: InterimReview, **kwargs: Any):
        super().__init__(*args, label_suffix="", **kwargs)
        self.interim = interim
        self.fields["meeting"].of(interim.zone)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("held_on"):
            found = reviewing.interim_problems(
                self.interim.zone,
                held_on=given["held_on"],
                meeting=given.get("meeting"),
                on=clock.today(),
            )
            for name, sentence in found:
                self.add_error(name, sentence)
        return given


class ClosingForm(AnswerForm):
    """The page that a zone leaves behind. It can be written bit by bit; the end asks for all."""

    tried = LongText(
        label="What was tried?",
        help_text="What was done differently, by whom, for how long.",
        required=False,
        rows=6,
        max_length=8000,
    )
    changed = LongText(
        label="What changed?",
        help_text="For people, and in figures if you have them. Say what is only a guess.",
        required=False,
        rows=6,
        max_length=8000,
    )
    failed = LongText(
        label="What failed?",
        help_text="What did not work, and why. This is what helps others most.",
        required=False,
        rows=6,
        max_length=8000,
    )
    cost = LongText(
        label="What did it cost?",
        help_text="Money, time and good will; whose; and what it saved. “Nothing” needs a reason.",
        required=False,
        rows=4,
        max_length=4000,
    )
    lessons = LongText(
        label="What should others know who think of the same?",
        help_text="What you would do again, what you would not, and whom to ask first.",
        required=False,
        rows=6,
        max_length=8000,
    )
    merged_into = forms.CharField(
        label="Was it merged into another zone?",
        help_text=(
            "Only where the zone is dissolved because another goes on with it. Write that zone’s "
            "reference, address or name. Otherwise leave it empty."
        ),
        required=False,
        max_length=200,
    )
    for _field in (tried, changed, failed, cost, lessons, merged_into):
        _field.hides_optional = True  # type: ignore[attr-defined]
    del _field
    merged_into.errors_name_it = True  # type: ignore[attr-defined]

    successor: Zone | None = None

    def saved(self, zone: Zone) -> dict[str, Any]:
        page = closing.closing_of(zone)
        texts = {name: getattr(page, name) if page else "" for name in reviewing.PAGES}
        return texts | {"merged_into": zone.successor.reference if zone.successor else ""}

    def suggested(self, saved: dict[str, Any]) -> dict[str, Any]:
        page = closing.closing_of(self.zone)
        return saved | {"version": page.version if page else 0}

    def clean_merged_into(self) -> str:
        """Find the zone; a sentence says what to write where there is none, or more than one."""
        text = self.cleaned_data["merged_into"].strip()
        if not text:
            return ""
        found = [*closing.zones_called(text)[:2]]
        if not found:
            raise ValidationError(
                f"There is no public zone called “{text}”: write its reference, such as "
                "SIZ-2027-0001.",
                code="unknown",
            )
        if len(found) > 1:
            raise ValidationError(
                f"More than one zone is called “{text}”: write its reference.", code="ambiguous"
            )
        sentences = closing.successor_problems(self.zone, found[0], on=clock.today())
        if sentences:
            raise ValidationError(sentences[0], code="no successor")
        self.successor = found[0]
        return found[0].reference

    def given(self) -> dict[str, Any]:
        """What `closing.write` takes."""
        values = self.values()
        values.pop("merged_into")
        return {"texts": values, "successor": self.successor}


class AfterwardsForm(forms.Form):
    """What happens with a variation that is no longer under a zone."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    what = forms.ChoiceField(
        label="What happens with it now?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what happens with it"},
    )
    words = LongText(
        label="In your own words",
        help_text=f"From when, and where people can ask. Everyone can read it. {NAME_NOBODY}",
        required=False,
        rows=4,
        max_length=2000,
    )

    def __init__(self, *args: Any, variation: Variation, **kwargs: Any):
        super().__init__(*args, label_suffix="", **kwargs)
        self.variation = variation
        self.fields["what"].choices = afterwards.choices_for(  # type: ignore[attr-defined]
            variation.acceptance.zone
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        what = given.get("what", "")
        if what in afterwards.NEEDS_WORDS and not given.get("words", "").strip():
            self.add_error("words", afterwards.NEEDS_WORDS[What(what)])
        return given
