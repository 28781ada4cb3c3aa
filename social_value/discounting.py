"""What a pound in a later year is worth today."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class RateFrom:
    """A yearly discount rate (0.035 is 3.5 %) that holds from a year on."""

    year: int
    rate: Decimal


# HM Treasury, The Green Book: 3.5 % real for years 0 to 30, 3.0 % to 75, 2.5 % after. It is under
# review, so whoever calculates gives the rates: these are only the ones that are usual.
GREEN_BOOK = (
    RateFrom(0, Decimal("0.035")),
    RateFrom(31, Decimal("0.030")),
    RateFrom(76, Decimal("0.025")),
)


def discount_factors(
    years: int, rates: Sequence[RateFrom], *, first_year_discounted: bool = True
) -> list[Decimal]:
    """The factors by which the totals of years 1 … `years` are multiplied.

    Each year's factor is the one before divided by 1 + the rate of that year. Without
    `first_year_discounted` the first is 1. ValueError where no rate holds for a year.
    """
    factors = []
    factor = Decimal(1)
    for year in range(1, years + 1):
        if year > 1 or first_year_discounted:
            factor /= 1 + rate_of(year, rates)
        factors.append(factor)
    return factors


def rate_of(year: int, rates: Sequence[RateFrom]) -> Decimal:
    """The rate that holds in a year, counted from 0."""
    begun = [each for each in rates if each.year <= year]
    if not begun:
        raise ValueError(f"No discount rate is given for year {year}.")
    return max(begun, key=lambda each: each.year).rate
