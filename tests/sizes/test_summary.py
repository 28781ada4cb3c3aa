"""The generated summary: sentences from what is known, and nothing from what is not."""

import datetime as dt

import pytest

from sizes.summary import LONGEST, first_sentence, summarise

A_ZONE = "Stirchley is a Social Innovation Zone"
NOTHING = {
    "name": "Stirchley",
    "purpose": "",
    "place": "",
    "outcomes": [],
    "subjects": [],
    "starts_on": None,
    "target_on": None,
    "leads": [],
    "what_stays": "",
}
CASES = [
    ({}, f"{A_ZONE}. It has no statutory force."),
    (
        {"place": "Stirchley ward", "leads": ["Birmingham", "Park Friends"]},
        (
            f"{A_ZONE} in Stirchley ward, led by Birmingham and Park "
            "Friends. It has no statutory force."
        ),
    ),
    (
        {"place": "Within 200 m of B30 2HA", "target_on": dt.date(2029, 1, 1)},
        (f"{A_ZONE} within 200 m of B30 2HA, until 1 January 2029. It has no statutory force."),
    ),
    (
        {"subjects": ["Health", "NHS services"], "outcomes": ["More walk.", "Fewer fall"]},
        (
            f"{A_ZONE}. It is about health and NHS services. What should "
            "get better: More walk; Fewer fall. It has no statutory force."
        ),
    ),
    (
        {"purpose": "Be well\ntogether", "what_stays": "The surgery stays. And more.\nMuch more."},
        (
            f"{A_ZONE}. What it is for: Be well together. What will not "
            "change: The surgery stays. It has no statutory force."
        ),
    ),
    (
        {"starts_on": dt.date(2027, 1, 1), "target_on": dt.date(2029, 1, 1)},
        (
            f"{A_ZONE}, until 1 January 2029. It starts on 1 January 2027, "
            "and by 1 January 2029 it is reviewed or dissolved. It has no statutory force."
        ),
    ),
]


@pytest.mark.parametrize(("facts", "text"), CASES)
def test_summary_says_what_is_known(facts, text):
    assert summarise(**NOTHING | facts) == text


def test_summary_is_never_longer_than_its_column():
    text = summarise(**NOTHING | {"purpose": "x" * 1000, "outcomes": ["y" * 500] * 3})
    assert len(text) == LONGEST
    assert text.endswith("…")


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("One. Two.", "One."),
        ("One\nTwo", "One"),
        ("Why? Because.", "Why?"),
        ("It costs £2.50 a day", "It costs £2.50 a day"),
        ("", ""),
    ],
)
def test_first_sentence_ends_where_the_sentence_does(text, first):
    assert first_sentence(text) == first
