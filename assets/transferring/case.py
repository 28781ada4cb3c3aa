"""A group writes its business case, and what people would gain from it in a year."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from assets import permissions
from assets.models import Benefit, Transfer, TransferState
from groundwork.history import because
from groundwork.problems import Refused
from partners.models import Person

MOST_BENEFITS = 50
FIGURES = ("quantity", "proxy", "deadweight", "displacement", "attribution")
BENEFIT_WORDS = ("name", "for_whom", "unit", "proxy_source", "proxy_url", "price_year", *FIGURES)
SHARES = ("deadweight", "displacement", "attribution")
NEEDED = {
    "name": "Say what changes for people.",
    "quantity": "Say how many there are in a year.",
    "proxy": "Say what one is worth, in pounds.",
    "unit": "Say of what that is the value: per person a year.",
    "proxy_source": "Say where the value comes from.",
    "price_year": "Say of which year the prices are.",
}
ONLY_THE_GROUP = "Only people who act for the group write its business case."
NOT_NOW = "The business case can be written only while the group has been asked for it."
# Once it was sent, everyone can read it, whatever became of the transfer.
WRITING = (TransferState.DRAFT, TransferState.INTEREST, TransferState.BUSINESS_CASE)


def was_submitted(transfer: Transfer) -> bool:
    """Whether a business case was sent in and is not being written anew."""
    if transfer.state in WRITING:
        return False
    return any(move.to_state == TransferState.ASSESSMENT for move in transfer.moves.all())


def case_lacks(transfer: Transfer) -> list[str]:
    """What is missing before the business case can be sent: sentences."""
    found = []
    if not transfer.business_case.strip():
        found.append("Write the business case.")
    if not transfer.benefits.exists():
        found.append("Add at least one benefit: what people gain in a year, and what it is worth.")
    return found


def _open_for_writing(transfer: Transfer, by: Person, expected: int | None) -> Transfer:
    row = transfer.lock(expected=expected)
    if not permissions.may_write_transfer(by, row):
        raise PermissionDenied(ONLY_THE_GROUP)
    if row.state != TransferState.BUSINESS_CASE:
        raise Refused(NOT_NOW)
    return row


@transaction.atomic
def write_case(
    *, transfer: Transfer, business_case: str, by: Person, expected: int | None = None
) -> Transfer:
    """Keep the words of the business case; they may be unfinished until it is sent.

    Raises PermissionDenied, Refused and ChangedMeanwhile.
    """
    row = _open_for_writing(transfer, by, expected)
    with because(reason="Wrote the business case"):
        row.write(business_case=business_case.strip())
    return row


def benefit_faults(values: dict[str, Any]) -> list[tuple[str, str]]:
    """What is wrong with a benefit: pairs of a field and a sentence."""
    found = [
        (name, sentence)
        for name, sentence in NEEDED.items()
        if values.get(name) is None or not str(values[name]).strip()
    ]
    if (values.get("quantity") or 0) < 0:
        found.append(("quantity", "A quantity cannot be less than nothing."))
    for name in SHARES:
        if not 0 <= (values.get(name) or Decimal(0)) <= 1:
            found.append((name, "Write a share from 0% to 100%."))
    return found


@transaction.atomic
def add_benefit(
    *, transfer: Transfer, by: Person, expected: int | None = None, **words: Any
) -> Benefit:
    """Add a change in people's lives and what it is worth in a year.

    Raises PermissionDenied, Refused with every problem, and ChangedMeanwhile.
    """
    row = _open_for_writing(transfer, by, expected)
    found = [sentence for _, sentence in benefit_faults(words)]
    if row.benefits.count() >= MOST_BENEFITS:
        found.append(f"Keep to {MOST_BENEFITS} benefits.")
    if found:
        raise Refused(*found)
    last = row.benefits.aggregate(last=Max("position"))["last"] or 0
    with because(reason="Added a benefit"):
        benefit = Benefit.objects.create(transfer=row, position=last + 1, **_kept(words))
        row.touch()
    return benefit


@transaction.atomic
def change_benefit(
    *, benefit: Benefit, by: Person, expected: int | None = None, **words: Any
) -> Benefit:
    """Say anew what changes and what it is worth; `expected` is the transfer's version.

    Raises PermissionDenied, Refused with every problem, and ChangedMeanwhile.
    """
    row = _open_for_writing(benefit.transfer, by, expected)
    if found := benefit_faults(words):
        raise Refused(*[sentence for _, sentence in found])
    with because(reason="Changed a benefit"):
        Benefit.objects.filter(pk=benefit.pk, transfer=row).update(**_kept(words))
        row.touch()
    benefit.refresh_from_db()
    return benefit


@transaction.atomic
def remove_benefit(*, benefit: Benefit, by: Person, expected: int | None = None) -> None:
    """Take a benefit out of the business case. Raises PermissionDenied, Refused."""
    row = _open_for_writing(benefit.transfer, by, expected)
    with because(reason="Took out a benefit"):
        Benefit.objects.filter(pk=benefit.pk, transfer=row).delete()
        row.touch()


def _kept(words: dict[str, Any]) -> dict[str, Any]:
    kept = {name: words[name] for name in BENEFIT_WORDS if name in words}
    return kept | {name: kept[name] or Decimal(0) for name in SHARES if name in kept}
