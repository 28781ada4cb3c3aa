"""The social return on what is put in: impact by year, present value, ratio, payback, sensitivity.

    impact_1 = quantity × proxy × (1 − deadweight) × (1 − displacement) × (1 − attribution)
    impact_t = impact_1 × (1 − drop_off)^(t−1), for t = 1 … years; 0 after

as in the Guide to Social Return on Investment (Social Value UK). Amounts are pounds, shares are
between 0 and 1, all are Decimals; nothing is rounded here. Ratios of different places are no
league table: they rest on different outcomes and proxies.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from social_value.discounting import RateFrom, discount_factors

SHARES = ("deadweight", "displacement", "attribution", "drop_off")


@dataclass(frozen=True)
class Change:
    """A change in people's lives, how often it happens, and what one is worth.

    `proxy` may be negative: some changes make people worse off. `attribution` is the share that is
    due to others.
    """

    name: str
    quantity: Decimal
    proxy: Decimal
    years: int = 1
    deadweight: Decimal = Decimal(0)
    displacement: Decimal = Decimal(0)
    attribution: Decimal = Decimal(0)
    drop_off: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        for share in SHARES:
            if not 0 <= getattr(self, share) <= 1:
                raise ValueError(f"{self.name}: {share} must be between 0 and 1.")
        if self.years < 1:
            raise ValueError(f"{self.name}: it must last at least a year.")
        if self.quantity < 0:
            raise ValueError(f"{self.name}: the quantity cannot be negative.")

    def first_year_impact(self) -> Decimal:
        """Pounds of value in the first year that would not have come about otherwise."""
        return (
            self.quantity
            * self.proxy
            * (1 - self.deadweight)
            * (1 - self.displacement)
            * (1 - self.attribution)
        )

    def impact(self, year: int) -> Decimal:
        """Pounds of value in a year, counted from 1; nothing once it no longer lasts."""
        if not 1 <= year <= self.years:
            return Decimal(0)
        # Decimal has no 0 to the power of 0, which a drop-off of 1 would ask for in the first year.
        kept = (1 - self.drop_off) ** (year - 1) if year > 1 else 1
        return self.first_year_impact() * kept


@dataclass(frozen=True)
class Return:
    """What comes of the inputs, in pounds. `ratio` and `payback_months` may be undefined: None."""

    totals: tuple[Decimal, ...]
    inputs: Decimal
    present_value: Decimal
    net_present_value: Decimal
    ratio: Decimal | None
    payback_months: Decimal | None


def social_return(
    changes: Sequence[Change],
    *,
    inputs: Decimal,
    rates: Sequence[RateFrom],
    first_year_discounted: bool = True,
) -> Return:
    """The return of the changes on the inputs; with no inputs recorded there is no ratio.

    Volunteers' time is an input, with a value. The payback is in months of the first year's value,
    and undefined where that is not positive.
    """
    if inputs < 0:
        raise ValueError("Inputs cannot be negative.")
    years = max((change.years for change in changes), default=0)
    totals = tuple(
        sum((change.impact(year) for change in changes), Decimal(0)) for year in range(1, years + 1)
    )
    factors = discount_factors(years, rates, first_year_discounted=first_year_discounted)
    worth = sum((total * factor for total, factor in zip(totals, factors, strict=True)), Decimal(0))
    pays = bool(totals) and totals[0] > 0
    return Return(
        totals=totals,
        inputs=inputs,
        present_value=worth,
        net_present_value=worth - inputs,
        ratio=worth / inputs if inputs else None,
        payback_months=inputs / (totals[0] / 12) if pays else None,
    )


def switching_quantity(
    changes: Sequence[Change], index: int, *, inputs: Decimal, rates: Sequence[RateFrom]
) -> Decimal | None:
    """The quantity of one change at which the ratio is 1, all else the same; None where none is.

    The present value is a straight line in each quantity, so two points of it tell.
    """

    def worth_with(quantity: Decimal) -> Decimal:
        varied = [*changes]
        varied[index] = replace(changes[index], quantity=quantity)
        return social_return(varied, inputs=inputs, rates=rates).present_value

    without = worth_with(Decimal(0))
    slope = worth_with(Decimal(1)) - without
    if slope == 0:
        return None
    quantity = (inputs - without) / slope
    return quantity if quantity >= 0 else None
