"""What a transfer is worth to people in a year, and what that takes off the rent.

    rebate = min(market_rent, share × annual_social_value), and never below nothing

The annual social value is the sum of the first-year impacts of the benefits, as in `social_value`.
All amounts are Decimals in pounds; nothing is rounded but in the words.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from assets.models import Benefit, Transfer, TransferScheme
from social_value import Change

PENNY = Decimal("0.01")
MOST_OF_THE_SHARE = Decimal(1)


@dataclass(frozen=True)
class Line:
    """One benefit, what it comes to in a year, and the working in words."""

    benefit: Benefit
    worth: Decimal
    working: str


@dataclass(frozen=True)
class Worth:
    """What a transfer comes to in a year. Rent, rebate and what is left: None before a rent is set.

    `share` is the part of the social value that the owner takes off the rent, between 0 and 1.
    """

    lines: tuple[Line, ...]
    annual: Decimal
    share: Decimal
    market_rent: Decimal | None
    rebate: Decimal | None
    rent: Decimal | None

    @property
    def working(self) -> str:
        """How the rebate comes about, in a sentence; empty before a rent is set."""
        if self.market_rent is None or self.rebate is None:
            return ""
        part = self.share * self.annual
        says = (
            f"{percent(self.share)} of a social value of {pounds(self.annual)} a year is "
            f"{pounds(part)}."
        )
        if part <= 0:
            return f"{says} Nothing is taken off the rent of {pounds(self.market_rent)}."
        if part >= self.market_rent:
            return f"{says} That is as much as the rent of {pounds(self.market_rent)} or more."
        return f"{says} The rent of {pounds(self.market_rent)} becomes {pounds(self.rent)}."


def worth_of(transfer: Transfer) -> Worth:
    """What the transfer comes to by its benefits, its rent and its share, or the scheme's share."""
    return worth(
        transfer.benefits.all(), market_rent=transfer.market_rent, share=share_of(transfer)
    )


def worth(benefits: Iterable[Benefit], *, market_rent: Decimal | None, share: Decimal) -> Worth:
    """What benefits come to in a year, in pounds, and what is taken off a year's market rent."""
    lines = tuple(line_of(benefit) for benefit in benefits)
    annual = sum((line.worth for line in lines), Decimal(0))
    if market_rent is None:
        return Worth(lines, annual, share, None, None, None)
    rebate = rebate_of(market_rent, share=share, annual=annual)
    return Worth(lines, annual, share, market_rent, rebate, market_rent - rebate)


def rebate_of(market_rent: Decimal, *, share: Decimal, annual: Decimal) -> Decimal:
    """What is taken off a year's rent: never more than the rent, and never less than nothing."""
    return max(Decimal(0), min(market_rent, share * annual))


def share_of(transfer: Transfer) -> Decimal:
    """The share agreed in the terms; before that the scheme's; with no scheme all of the value."""
    if transfer.share is not None:
        return transfer.share
    scheme = TransferScheme.objects.filter(organisation=transfer.asset.owner_id).first()
    return scheme.share if scheme else MOST_OF_THE_SHARE


def line_of(benefit: Benefit) -> Line:
    """What one benefit is worth in its first year, with the working in words."""
    worth_of_one = change_of(benefit).first_year_impact()
    parts = [f"{number(benefit.quantity)} × {pounds(benefit.proxy)} {benefit.unit}".rstrip()]
    for share, why in (
        (benefit.deadweight, "would happen anyway"),
        (benefit.displacement, "moves from elsewhere"),
        (benefit.attribution, "is due to others"),
    ):
        if share:
            parts.append(f"less {percent(share)} that {why}")
    return Line(benefit, worth_of_one, f"{', '.join(parts)}: {pounds(worth_of_one)}")


def change_of(benefit: Benefit) -> Change:
    """The benefit as the calculation of social return knows it, over one year."""
    return Change(
        benefit.name,
        quantity=benefit.quantity,
        proxy=benefit.proxy,
        deadweight=benefit.deadweight,
        displacement=benefit.displacement,
        attribution=benefit.attribution,
    )


def pounds(amount: Decimal | None) -> str:
    """An amount as people write it: £2,700, £12.50, −£150."""
    if amount is None:
        return ""
    rounded = amount.quantize(PENNY, rounding=ROUND_HALF_UP)
    sign = "−" if rounded < 0 else ""
    whole = rounded == rounded.to_integral_value()
    return f"{sign}£{abs(rounded):,.0f}" if whole else f"{sign}£{abs(rounded):,.2f}"


def percent(share: Decimal) -> str:
    """A share between 0 and 1 as people write it: 20%, 12.5%."""
    return f"{number(share * 100)}%"


def number(value: Decimal) -> str:
    """A number without idle zeros, thousands set apart."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
