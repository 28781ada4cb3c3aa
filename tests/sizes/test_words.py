"""How long is left, and the sentence that opens a zone's page."""

import datetime as dt

import pytest

from sizes.models import Zone
from sizes.status import Status
from sizes.words import joined, located, opening, percent_in_words, time_left

ON = dt.date(2026, 11, 21)


@pytest.mark.parametrize(
    ("until", "words"),
    [
        ("2026-11-21", "last day"),
        ("2026-11-22", "1 day left"),
        ("2026-12-04", "13 days left"),
        ("2026-12-05", "2 weeks left"),
        ("2027-01-20", "8 weeks left"),
        ("2027-01-21", "2 months left"),
        ("2027-06-21", "7 months left"),
        ("2027-07-20", "7 months left"),
        ("2028-11-20", "23 months left"),
        ("2028-11-21", "2 years left"),
        ("2028-12-21", "2 years and 1 month left"),
        ("2026-11-20", "1 day over"),
        ("2026-10-31", "3 weeks over"),
    ],
)
def test_time_left_is_in_the_largest_unit_that_tells_enough(until, words):
    assert time_left(dt.date.fromisoformat(until), ON) == words


@pytest.mark.parametrize(
    ("names", "words"),
    [([], ""), (["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")],
)
def test_joined_names_read_as_a_list(names, words):
    assert joined(names) == words


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (Status.DRAFT, "This is a draft of {what}, from 1 March 2026 until 1 March 2027{who}."),
        (
            Status.OPEN_FOR_SIGNATURES,
            "This is a proposal for {what}, from 1 March 2026 until 1 March 2027{who}.",
        ),
        (Status.STARTING, "This will be {what}, from 1 March 2026 until 1 March 2027{who}."),
        (Status.ACTIVE, "This is {what}, until 1 March 2027{who}."),
        (Status.REVIEW_DUE, "This is {what}, until 1 March 2027{who}."),
        (
            Status.UNDER_REVIEW,
            (
                "This is {what}{who}; it is being reviewed, and goes on until that is decided, at "
                "the latest 30 May 2027."
            ),
        ),
        (
            Status.REVIEW_OVERDUE,
            (
                "This is {what}{who}; it was to be reviewed or dissolved by 1 March 2027, "
                "and no decision is recorded yet."
            ),
        ),
        (
            Status.LAPSED,
            "This was {what}{who}; it lapsed, because nobody decided by 30 May 2027.",
        ),
        (Status.WITHDRAWN, "This was a proposal for {what}{who}; it was withdrawn on 2 May 2026."),
        (Status.DISSOLVED, "This was {what}{who}; it was dissolved on 2 May 2026."),
        (
            Status.MAINSTREAMED,
            "This was {what}{who}; on 2 May 2026 what it tried was made normal practice.",
        ),
    ],
)
def test_opening_says_what_where_until_when_and_who(status, said):
    zone = Zone(
        place_in_words="Stirchley ward",
        starts_on=dt.date(2026, 3, 1),
        target_on=dt.date(2027, 3, 1),
        state_since_on=dt.date(2026, 5, 2),
    )
    what = "a Social Innovation Zone for health and NHS care in Stirchley ward"
    wanted = said.format(what=what, who=", led by the Council and the Friends")
    themes, leads = ["Health", "NHS care"], ["the Council", "the Friends"]
    assert opening(zone, status=status, themes=themes, leads=leads) == wanted


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("", ""),
        ("Stirchley ward.", " in Stirchley ward"),
        ("In Newtown ward", " in Newtown ward"),
        ("Within 300 m of B30 2HA", " within 300 m of B30 2HA"),
        ("Inner Handsworth", " in Inner Handsworth"),
    ],
)
def test_located_goes_on_in_a_sentence(place, words):
    assert located(place) == words


def test_opening_leaves_out_what_is_not_known():
    zone = Zone(state_since_on=ON)
    said = opening(zone, status=Status.DRAFT, themes=[], leads=[])
    assert said == "This is a draft of a Social Innovation Zone."


@pytest.mark.parametrize(
    ("share", "words"), [(0.5, "50%"), (0.001, "less than 1%"), (0.999, "over 99%"), (1, "100%")]
)
def test_percent_is_never_nought_nor_all_of_a_part(share, words):
    assert percent_in_words(share) == words
