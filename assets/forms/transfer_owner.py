"""What an owner writes about a transfer: scores, interests, decisions, terms, reports."""

from collections.abc import Iterable
from typing import Any

from django import forms

from assets.forms.amounts import MoneyField, ShareField
from assets.forms.transfers import TidyText, TransferForm, long_text
from assets.models import Right, TransferScore, TransferTest
from assets.transferring.assessing import Given
from assets.transferring.steps import Step
from groundwork import clock
from groundwork.date_parts import DatePartsField


class ScoresForm(TransferForm):
    """A score and a note for each of the owner's tests."""

    def __init__(
        self,
        *args: Any,
        tests: Iterable[TransferTest],
        scores: Iterable[TransferScore],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.tests = [*tests]
        kept = {score.test_id: score for score in scores}
        for test in self.tests:
            score = kept.get(test.pk)
            self.fields[f"points_{test.pk}"] = forms.IntegerField(
                label=f"Score for “{test}”, from 0 to {test.most_points}",
                required=False,
                min_value=0,
                max_value=test.most_points,
                initial=score.points if score else None,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input--date"}),
            )
            self.fields[f"note_{test.pk}"] = long_text(
                label=f"Why “{test}” has this score",
                required=False,
                max_length=2000,
                rows=3,
                initial=score.note if score else "",
            )
            for name in (f"points_{test.pk}", f"note_{test.pk}"):
                self.fields[name].hides_optional = True

    def groups(self) -> list[tuple[TransferTest, Any, Any]]:
        """Each test with its two fields."""
        return [(t, self[f"points_{t.pk}"], self[f"note_{t.pk}"]) for t in self.tests]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for test in self.tests:
            points, note = given.get(f"points_{test.pk}"), given.get(f"note_{test.pk}")
            if points is not None and not note and f"note_{test.pk}" not in self.errors:
                self.add_error(f"note_{test.pk}", f"Say why “{test}” has this score")
            if points is None and note and f"points_{test.pk}" not in self.errors:
                self.add_error(f"points_{test.pk}", f"Give “{test}” a score, too")
        return given

    def given(self) -> Given:
        """The scores as the verb takes them."""
        data = self.cleaned_data
        return {t.pk: (data[f"points_{t.pk}"], data[f"note_{t.pk}"]) for t in self.tests}


class DeclareForm(TransferForm):
    """An interest in the decision, and what was done about it."""

    who = TidyText(
        label="Who",
        max_length=150,
        help_text="Their role and not their name: the councillor for a ward, the head of estates.",
        error_messages={"required": "Say who, by their role"},
    )
    interest = TidyText(
        label="What the interest is",
        max_length=500,
        help_text="For example: is a trustee of the group that asks. Everyone can read it.",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say what the interest is"},
    )
    what_was_done = TidyText(
        label="What was done about it",
        max_length=300,
        required=False,
        help_text="For example: took no part in the assessment and left the meeting.",
    )


class DoneForm(TransferForm):
    """What was done about an interest."""

    what_was_done = TidyText(
        label="What was done about it",
        max_length=300,
        error_messages={"required": "Say what was done about it"},
    )


class TermsForm(TransferForm):
    """Heads of terms: the rent from which the rebate is taken, and the rest in words."""

    market_rent = MoneyField(
        label="Market rent for a year",
        required=False,
        help_text="In pounds, as valued. Write 0 where there is none.",
    )
    market_rent.hides_optional = True
    share = ShareField(
        label="Share of the social value that is taken off the rent",
        required=False,
        help_text="Left empty, it is the share of your scheme.",
    )
    terms = long_text(
        label="Heads of terms",
        max_length=10_000,
        rows=12,
        required=False,
        help_text=(
            "Repairs, insurance, use, breaks, what happens at the end. Everyone can read them once "
            "the transfer is completed."
        ),
    )
    terms.hides_optional = True


class TransferStepForm(TransferForm):
    """What a step asks for: a reason, a decision, the days of a lease."""

    right_agreed = forms.ChoiceField(
        label="By what right will the group hold it?",
        choices=Right.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say by what right the group will hold it"},
    )
    decided_on = DatePartsField(label="Day of the decision", help_text="For example 27 3 2027.")
    decided_by_body = TidyText(
        label="Who decided",
        max_length=200,
        help_text="A cabinet, a committee, a board, or the holder of an office.",
        error_messages={"required": "Say who decided"},
    )
    decision_url = forms.URLField(
        label="Link to the decision",
        required=False,
        max_length=200,
        assume_scheme="https",
        help_text="Where anyone can read it, such as the page of the minutes.",
    )
    reasons = long_text(
        label="Reasons",
        max_length=4000,
        help_text="Everyone can read them. Name no private person.",
        error_messages={"required": "Give the reasons: everyone can read them"},
    )
    lease_starts_on = DatePartsField(
        label="Held from", help_text="The first day. For example 1 4 2027."
    )
    lease_ends_on = DatePartsField(
        label="Ends on",
        required=False,
        help_text="The first day on which the group no longer holds it. A freehold has none.",
    )
    lease_ends_on.hides_optional = True
    note = long_text(
        label="Note",
        required=False,
        max_length=2000,
        rows=4,
        help_text="Kept with the transfer for everyone to read. Name no private person.",
        error_messages={"required": "Give a reason: it is kept with the transfer"},
    )

    def __init__(self, *args: Any, step: Step, transfer: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.step, self.transfer = step, transfer
        for name in [*self.fields]:
            if name not in ("version", "note", *step.takes):
                del self.fields[name]
        if "reasons" in step.takes:
            del self.fields["note"]
        if step.needs_note:
            self.fields["note"].required = True
            self.fields["note"].label = "Reason"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        values = {name: given.get(name) for name in self.step.takes}
        for name, sentence in self.step.faults(self.transfer, values, clock.today()):
            if name not in self.errors:
                self.add_error(name, sentence)
        return given

    def reason(self) -> str:
        """The reason or note; a decision's reasons stand by themselves."""
        return self.cleaned_data.get("note", "")

    def values(self) -> dict[str, Any]:
        """What the step is given."""
        return {name: self.cleaned_data[name] for name in self.step.takes}


class ReportForm(TransferForm):
    """What came of a year, or a review of what was agreed."""

    words = long_text(
        label="What came of it",
        max_length=4000,
        rows=8,
        help_text="What was done, for whom, and what did not go well. Everyone can read it.",
        error_messages={"required": "Say in words what came of it"},
    )
    social_value = MoneyField(
        label="Social value of the year, in pounds",
        least=None,
        required=False,
        help_text="Worked out as in the business case, with what really happened.",
    )
    received_on = DatePartsField(
        label="Received on", required=False, help_text="Left empty, today."
    )
