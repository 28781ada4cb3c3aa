"""What a transfer is worth in a year and what that takes off the rent: sums done by hand."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.models import Benefit
from assets.transferring.worth import line_of, pounds, rebate_of, worth

D = Decimal

# The three changes of the golden table, in their first year.
GOLDEN = [
    Benefit(
        name="A",
        quantity=D(100),
        proxy=D("50.00"),
        unit="a person a year",
        deadweight=D("0.2"),
        displacement=D("0.1"),
        attribution=D("0.25"),
    ),
    Benefit(name="B", quantity=D(40), proxy=D("12.50"), unit="a visit"),
    Benefit(name="C", quantity=D(10), proxy=D("-30.00"), unit="", attribution=D("0.5")),
]


def test_each_benefit_is_worth_its_first_year_of_the_golden_table():
    found = worth(GOLDEN, market_rent=None, share=D(1))
    assert [line.worth for line in found.lines] == [D(2700), D(500), D(-150)]
    assert found.annual == D(3050)
    assert (found.rebate, found.rent, found.working) == (None, None, "")


@pytest.mark.parametrize(
    ("rent", "share", "rebate", "left"),
    [
        ("12000", "1", "3050", "8950"),  # the value is smaller than the rent
        ("12000", "0.5", "1525", "10475"),  # half of it counts
        ("2000", "1", "2000", "0"),  # the rebate is never more than the rent
        ("3050", "1", "3050", "0"),
        ("12000", "0", "0", "12000"),
        ("0", "1", "0", "0"),
    ],
)
def test_the_rebate_is_the_smaller_of_the_rent_and_the_share(rent, share, rebate, left):
    found = worth(GOLDEN, market_rent=D(rent), share=D(share))
    assert (found.rebate, found.rent) == (D(rebate), D(left))


def test_a_value_below_nothing_takes_nothing_off():
    found = worth(GOLDEN[2:], market_rent=D(1000), share=D(1))
    assert (found.annual, found.rebate, found.rent) == (D(-150), D(0), D(1000))
    assert found.working.endswith("Nothing is taken off the rent of £1,000.")


@pytest.mark.parametrize(
    ("benefit", "says"),
    [
        (
            GOLDEN[0],
            (
                "100 × £50 a person a year, less 20% that would happen anyway, less 10% that moves "
                "from elsewhere, less 25% that is due to others: £2,700"
            ),
        ),
        (GOLDEN[1], "40 × £12.50 a visit: £500"),
        (GOLDEN[2], "10 × −£30, less 50% that is due to others: −£150"),
    ],
)
def test_the_working_is_shown(benefit, says):
    assert line_of(benefit).working == says


@pytest.mark.parametrize(
    ("rent", "share", "says"),
    [
        (
            "12000",
            "0.5",
            (
                "50% of a social value of £3,050 a year is £1,525. "
                "The rent of £12,000 becomes £10,475."
            ),
        ),
        (
            "2000",
            "1",
            (
                "100% of a social value of £3,050 a year is £3,050. "
                "That is as much as the rent of £2,000 or more."
            ),
        ),
    ],
)
def test_the_working_of_the_rebate_is_a_sentence(rent, share, says):
    assert worth(GOLDEN, market_rent=D(rent), share=D(share)).working == says


@pytest.mark.parametrize(
    ("amount", "says"),
    [("0", "£0"), ("0.005", "£0.01"), ("1234567.5", "£1,234,567.50"), ("-0.001", "£0")],
)
def test_amounts_are_written_as_people_write_them(amount, says):
    assert pounds(D(amount)) == says


money = st.decimals(0, 10**7, places=2)


@given(rent=money, annual=st.decimals(-(10**7), 10**7, places=2), share=st.decimals(0, 1, places=4))
def test_the_rebate_lies_between_nothing_and_the_rent(rent, annual, share):
    assert 0 <= rebate_of(rent, share=share, annual=annual) <= rent
