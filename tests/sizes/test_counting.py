"""Counts that tell on nobody, as a table of cases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sizes.counting import LEAST, Count, merged
from sizes.models import WhereFrom
from sizes.voices import places_in_words, worked_in_words

CORE, FRINGE, OUTSIDE, UNKNOWN = (str(each) for each in WhereFrom)

# Counts of a, b, c; whether a reader can add up; what is shown, None for "fewer than 10".
CASES = [
    ((0, 0, 0), True, {}),
    ((9, 0, 0), True, {"a": None}),
    ((10, 0, 0), True, {"a": 10}),
    ((3, 4, 0), True, {"ab": None}),
    ((5, 5, 0), True, {"ab": 10}),
    ((12, 3, 8), True, {"a": 12, "bc": 11}),
    ((12, 3, 0), True, {"ab": 15}),
    ((12, 3, 20), True, {"c": 20, "ab": 15}),
    ((12, 3, 4), True, {"abc": 19}),
    ((12, 3, 0), False, {"a": 12, "b": None}),
    ((12, 3, 4), False, {"a": 12, "bc": None}),
    ((12, 3, 8), False, {"a": 12, "bc": 11}),
    ((1, 0, 0), False, {"a": None}),
    ((30, 20, 10), False, {"a": 30, "b": 20, "c": 10}),
]


@pytest.mark.parametrize(("counts", "can_be_added_up", "shown"), CASES)
def test_small_counts_are_merged(counts, can_be_added_up, shown):
    made = merged(dict(zip("abc", counts, strict=True)), can_be_added_up=can_be_added_up)
    assert made == [Count(tuple(kinds), number) for kinds, number in shown.items()]


@given(st.lists(st.integers(0, 30), min_size=4, max_size=4))
def test_no_count_under_ten_is_shown_or_can_be_reckoned(numbers):
    counts = dict(zip("abcd", numbers, strict=True))
    shown = merged(counts, can_be_added_up=True)
    hidden = [each for each in shown if each.number is None]
    assert all(each.number is None or each.number >= LEAST for each in shown)
    # What a reader gets by taking all that is shown from the whole says only that it is all.
    assert not hidden or (len(shown) == 1 and sum(numbers) < LEAST)
    assert {kind for each in shown for kind in each.kinds} == {k for k in counts if counts[k]}


def test_places_are_counted_in_words():
    assert places_in_words({CORE: 3}) == []
    assert places_in_words({CORE: 12, FRINGE: 4, OUTSIDE: 7}) == [
        "12 from the core",
        "11 from the fringe and outside",
    ]


def test_verdicts_are_counted_in_words():
    assert worked_in_words({"yes": 12, "partly": 3, "no": 1}) == [
        "12 said yes",
        "fewer than 10 said partly or no",
    ]
    assert worked_in_words({}) == []
