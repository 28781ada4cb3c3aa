"""How an owner says that assets can pass to groups: announcements, its scheme, its tests."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from assets.forms.amounts import ShareField
from assets.forms.transfers import TidyText, TransferForm, long_text
from assets.models import Right, TransferScheme, TransferTest
from assets.transferring.announcing import word_faults
from assets.transferring.scheme import (
    MOST_POINTS,
    MOST_REVIEW_YEARS,
    MOST_WEEKS,
    SETTINGS,
    WEEKS,
    RowOfTest,
    list_faults,
)
from groundwork.date_parts import DatePartsField

SPARE_ROWS = 3


class AnnounceForm(TransferForm):
    """What an owner announces; of one that stands, its words and its last day."""

    right = forms.ChoiceField(
        label="By what right could a group hold it?",
        choices=Right.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say by what right the group would hold it"},
    )
    words = long_text(
        label="What is offered, and what you look for",
        max_length=4000,
        rows=8,
        help_text="Its state and costs, what it may be used for, what a group should bring.",
        error_messages={"required": "Say what is offered, and what you look for in a group"},
    )
    closes_on = DatePartsField(label="Last day for interest")

    def __init__(self, *args: Any, earliest_on: dt.date, right: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.earliest_on, self.right = earliest_on, right
        if right:
            del self.fields["right"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        faults = word_faults(
            right=self.right or given.get("right", ""),
            words=given.get("words", ""),
            closes_on=given.get("closes_on"),
            earliest_on=self.earliest_on,
        )
        for name, sentence in faults:
            if name not in self.errors:
                self.add_error(name, sentence)
        return given


class WhyForm(TransferForm):
    """Why something public is taken back."""

    why = long_text(
        label="Why it is withdrawn",
        max_length=500,
        rows=3,
        help_text="Everyone can read this.",
        error_messages={"required": "Say why: the reason is shown to everyone"},
    )


def whole(label: str, most: int, help_text: str = "") -> forms.IntegerField:
    """A whole number from 1 in a text box."""
    return forms.IntegerField(
        label=label,
        min_value=1,
        max_value=most,
        help_text=help_text,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input--date"}),
    )


class SchemeForm(TransferForm):
    """How long each stage takes, and the rebate."""

    introduction = long_text(
        label="How transfers work with you",
        max_length=4000,
        required=False,
        rows=8,
        help_text="Which assets, which groups, whom to talk to first. Everyone can read it.",
    )
    share = ShareField(
        label="Share of the annual social value that is taken off the market rent",
        help_text="In per cent. The rebate is never more than the rent.",
    )
    announcement_weeks = whole("Weeks an announcement is open for interest, at least", MOST_WEEKS)
    interest_weeks = whole("Weeks you have to answer an expression of interest", MOST_WEEKS)
    business_case_weeks = whole("Weeks a group has for its business case", MOST_WEEKS)
    assessment_weeks = whole("Weeks you have to assess a business case", MOST_WEEKS)
    decision_weeks = whole("Weeks you have to take advice and decide", MOST_WEEKS)
    terms_weeks = whole("Weeks for heads of terms, lease and completion", MOST_WEEKS)
    review_years = whole(
        "Years between reviews of the agreed social value", MOST_REVIEW_YEARS, "Often five."
    )


def scheme_values(scheme: TransferScheme) -> dict[str, Any]:
    """What the form shows of a scheme before anything is typed."""
    version = scheme.version if scheme.pk else 0
    return {name: getattr(scheme, name) for name in SETTINGS} | {"version": version}


class ATestForm(forms.Form):
    """One of the owner's tests."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = TidyText(label="Test", max_length=150, required=False)
    name.hides_optional = True
    explanation = TidyText(
        label="What it means",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    most_points = forms.IntegerField(
        label="Highest score",
        min_value=1,
        max_value=MOST_POINTS,
        required=False,
        initial=5,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input--date"}),
    )
    most_points.hides_optional = True
    is_dropped = forms.BooleanField(label="No longer used", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)


class TestsForm(TransferForm):
    """The owner's own list of tests, with some empty rows to write in."""

    __test__ = False

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, tests: Sequence[TransferTest], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        given = [
            {name: getattr(test, name) for name in ("pk", "name", "explanation", "most_points")}
            for test in tests
        ]
        spare: list[dict[str, Any]] = [{}] * SPARE_ROWS
        count = len(given) + SPARE_ROWS
        if data is not None:
            posted = data.get("count", "")
            is_number = posted.isascii() and posted.isdigit() and len(posted) < len("1000")
            count = min(int(posted), 2 * MOST_POINTS) if is_number else 0
            given, spare = [], [{}] * count
        self.rows = [
            ATestForm(data, initial=initial, prefix=f"test-{number}", auto_id="id_%s")
            for number, initial in enumerate([*given, *spare])
        ]
        self.count = count

    def is_valid(self) -> bool:
        are_valid = [row.is_valid() for row in self.rows]
        if not all(are_valid):
            self.add_error(None, "Put right what is marked below: a highest score, or a name.")
        if not super().is_valid():
            return False
        for sentence in list_faults(self.wanted()):
            self.add_error(None, sentence)
        return not self.errors

    def wanted(self) -> list[RowOfTest]:
        """The tests as the verb takes them; rows that were left empty are none."""
        found = []
        for row in self.rows:
            given = row.cleaned_data
            if not given["pk"] and not given["name"] and not given["explanation"]:
                continue
            found.append(
                RowOfTest(
                    pk=given["pk"],
                    name=given["name"],
                    explanation=given["explanation"],
                    most_points=given["most_points"] or 5,
                    is_dropped=given["is_dropped"],
                )
            )
        return found


__all__ = ["WEEKS", "AnnounceForm", "SchemeForm", "TestsForm", "WhyForm", "scheme_values"]
