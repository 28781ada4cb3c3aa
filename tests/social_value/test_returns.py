"""The golden figures of the calculation, its edges, and what must hold for any numbers."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from social_value import GREEN_BOOK, Change, RateFrom, discount_factors, social_return
from social_value import switching_quantity as switching

INPUTS = Decimal(5000)
CHANGES = (
    Change(
        "A",
        Decimal(100),
        Decimal(50),
        3,
        Decimal("0.2"),
        Decimal("0.1"),
        Decimal("0.25"),
        Decimal("0.1"),
    ),
    Change("B", Decimal(40), Decimal("12.50")),
    Change("C", Decimal(10), Decimal(-30), 2, attribution=Decimal("0.5")),
)


def flat(rate: str) -> list[RateFrom]:
    return [RateFrom(0, Decimal(rate))]


def test_impacts_are_the_golden_ones():
    impacts = [[change.impact(year) for year in (1, 2, 3, 4)] for change in CHANGES]
    assert impacts == [[2700, 2430, 2187, 0], [500, 0, 0, 0], [-150, -150, 0, 0]]


def test_what_drops_off_at_once_is_worth_something_in_its_first_year():
    change = replace(CHANGES[0], drop_off=Decimal(1))
    assert [change.impact(year) for year in (1, 2)] == [2700, 0]


def test_return_is_the_golden_one():
    found = social_return(CHANGES, inputs=INPUTS, rates=GREEN_BOOK)
    assert found.totals == (3050, 2280, 2187)
    assert round(found.present_value, 8) == Decimal("7047.81299751")
    assert round(found.net_present_value, 8) == Decimal("2047.81299751")
    assert round(found.ratio, 8) == Decimal("1.40956260")
    assert round(found.payback_months, 6) == Decimal("19.672131")


@pytest.mark.parametrize(("rate", "ratio"), [("0.015", "1.46190003"), ("0.05", "1.37240039")])
def test_ratio_follows_the_rate(rate, ratio):
    found = social_return(CHANGES, inputs=INPUTS, rates=flat(rate))
    assert round(found.ratio, 8) == Decimal(ratio)


def test_first_year_can_be_left_undiscounted():
    factors = discount_factors(3, flat("0.25"), first_year_discounted=False)
    assert factors == [1, Decimal("0.8"), Decimal("0.64")]


def test_later_years_take_later_rates():
    factors = discount_factors(32, GREEN_BOOK)
    assert round(factors[29] / factors[30], 10) == Decimal("1.03")
    assert round(factors[28] / factors[29], 10) == Decimal("1.035")


def test_without_inputs_there_is_no_ratio():
    found = social_return(CHANGES, inputs=Decimal(0), rates=GREEN_BOOK)
    assert found.ratio is None
    assert found.net_present_value == found.present_value


@pytest.mark.parametrize("changes", [(), (CHANGES[2],)])
def test_without_value_in_the_first_year_nothing_is_paid_back(changes):
    assert social_return(changes, inputs=INPUTS, rates=GREEN_BOOK).payback_months is None


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"deadweight": Decimal("1.1")}, "deadweight must be between 0 and 1"),
        ({"drop_off": Decimal("-0.1")}, "drop_off must be between 0 and 1"),
        ({"years": 0}, "at least a year"),
        ({"quantity": Decimal(-1)}, "cannot be negative"),
    ],
)
def test_a_change_that_cannot_be_is_refused(wrong, sentence):
    with pytest.raises(ValueError, match=sentence):
        replace(CHANGES[0], **wrong)


def test_a_year_without_a_rate_is_refused():
    with pytest.raises(ValueError, match="year 1"):
        discount_factors(1, [RateFrom(5, Decimal("0.03"))])


def test_switching_quantity_brings_the_ratio_to_one():
    quantity = switching(CHANGES, 0, inputs=INPUTS, rates=GREEN_BOOK)
    varied = [replace(CHANGES[0], quantity=quantity), *CHANGES[1:]]
    found = social_return(varied, inputs=INPUTS, rates=GREEN_BOOK)
    assert round(found.ratio, 20) == 1


def test_there_is_no_switching_quantity_where_a_change_is_worth_nothing():
    changes = [replace(CHANGES[1], proxy=Decimal(0))]
    assert switching(changes, 0, inputs=INPUTS, rates=GREEN_BOOK) is None


SHARE = st.decimals(0, 1, places=2)
ANY_CHANGE = st.builds(
    Change,
    st.just("any"),
    st.decimals(0, 1000, places=1),
    st.decimals(-100, 100, places=2),
    st.integers(1, 10),
    SHARE,
    SHARE,
    SHARE,
    SHARE,
)


@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.lists(ANY_CHANGE, max_size=5), st.lists(ANY_CHANGE, max_size=5))
def test_the_value_of_two_lists_is_the_sum_of_their_values(some, others):
    worth = [
        social_return(changes, inputs=Decimal(1), rates=GREEN_BOOK).present_value
        for changes in (some, others, some + others)
    ]
    assert abs(worth[0] + worth[1] - worth[2]) < Decimal("1e-15")


@settings(max_examples=60, derandomize=True, deadline=None)
@given(ANY_CHANGE)
def test_no_year_is_worth_more_than_the_one_before(change):
    sizes = [abs(change.impact(year)) for year in range(1, 13)]
    assert sizes == sorted(sizes, reverse=True)
