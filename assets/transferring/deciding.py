"""What an owner's decision, the heads of terms and a lease must say."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from assets import permissions
from assets.models import Right, Transfer, TransferState
from assets.transferring.dates import in_words, years_after
from groundwork.history import because
from groundwork.problems import Refused
from partners.models import Person

SHORT_YEARS, LONG_YEARS = 10, 20
Faults = list[tuple[str, str]]
# The owner works out the rent before it decides, and the terms until they are agreed.
SETTING_TERMS = (TransferState.ASSESSMENT, TransferState.DECISION, TransferState.TERMS)


def decision_faults(transfer: Transfer, values: Mapping[str, Any], on: dt.date) -> Faults:
    """What is wrong with a decision: pairs of a field and a sentence."""
    found = []
    decided, asked = values.get("decided_on"), transfer.requested_on
    if decided is None:
        found.append(("decided_on", "Say on which day it was decided."))
    elif decided > on:
        found.append(("decided_on", "The day of the decision cannot lie in the future."))
    elif asked is not None and decided < asked:
        found.append(("decided_on", f"It was asked for on {in_words(asked)}, and decided since."))
    if not str(values.get("decided_by_body") or "").strip():
        found.append(("decided_by_body", "Say who decided: a cabinet, a committee, a board."))
    if not str(values.get("reasons") or "").strip():
        found.append(("reasons", "Give the reasons: everyone can read them."))
    return found


def agreement_faults(transfer: Transfer, values: Mapping[str, Any], on: dt.date) -> Faults:
    """What is wrong with a decision to agree."""
    found = decision_faults(transfer, values, on)
    if values.get("right_agreed") not in Right.values:
        found.append(("right_agreed", "Say by what right the group will hold it."))
    return found


def lease_faults(right: str, starts_on: dt.date | None, ends_on: dt.date | None) -> Faults:
    """Why the days do not fit the right; `ends_on` is the first day it is no longer held.

    A short lease is for under 10 years, a lease for 10 to 20, a long lease for over 20. A freehold
    has no end, and a licence need not have one.
    """
    if starts_on is None:
        return [("lease_starts_on", "Say from which day the group holds it.")]
    if right == Right.FREEHOLD:
        return [("lease_ends_on", "A freehold has no end: leave this empty.")] if ends_on else []
    if ends_on is None:
        needs_none = right == Right.LICENCE
        return [] if needs_none else [("lease_ends_on", "Say on which day the lease ends.")]
    if ends_on <= starts_on:
        return [("lease_ends_on", "The day it ends must come after the day it starts.")]
    short_until = years_after(starts_on, SHORT_YEARS)
    long_from = years_after(starts_on, LONG_YEARS)
    if right == Right.SHORT_LEASE and ends_on >= short_until:
        sentence = f"A short lease is for under 10 years: it ends before {in_words(short_until)}."
        return [("lease_ends_on", sentence)]
    if right == Right.LEASE and not short_until <= ends_on <= long_from:
        sentence = (
            f"A lease of 10 to 20 years ends from {in_words(short_until)} to {in_words(long_from)}."
        )
        return [("lease_ends_on", sentence)]
    if right == Right.LONG_LEASE and ends_on <= long_from:
        sentence = f"A long lease is for over 20 years: it ends after {in_words(long_from)}."
        return [("lease_ends_on", sentence)]
    return []


def completion_faults(transfer: Transfer, values: Mapping[str, Any], on: dt.date) -> Faults:
    """What is wrong with the days of a lease."""
    starts, ends = values.get("lease_starts_on"), values.get("lease_ends_on")
    found = lease_faults(transfer.right_agreed, starts, ends)
    decided = transfer.decided_on
    if starts is not None and decided is not None and starts < decided:
        found.append(("lease_starts_on", f"It was agreed on {in_words(decided)}, and held since."))
    return found


def terms_lack(transfer: Transfer) -> list[str]:
    """What is missing before the transfer is completed: sentences."""
    found = []
    if not transfer.terms.strip():
        found.append("Write the heads of terms.")
    if transfer.market_rent is None and transfer.right_agreed != Right.FREEHOLD:
        found.append("Set the market rent, from which the rebate is taken: 0 where there is none.")
    return found


def terms_faults(values: Mapping[str, Any]) -> Faults:
    """What is wrong with heads of terms: pairs of a field and a sentence."""
    found = []
    rent, share = values.get("market_rent"), values.get("share")
    if rent is not None and rent < 0:
        found.append(("market_rent", "A rent cannot be less than nothing."))
    if share is not None and not Decimal(0) <= share <= 1:
        found.append(("share", "Write a share from 0% to 100%."))
    return found


@transaction.atomic
def write_terms(
    *,
    transfer: Transfer,
    by: Person,
    expected: int | None = None,
    market_rent: Decimal | None = None,
    share: Decimal | None = None,
    terms: str = "",
) -> Transfer:
    """Write the heads of terms: a year's market rent in pounds, and the share of social value.

    With no share it is the scheme's. Raises PermissionDenied, Refused and ChangedMeanwhile.
    """
    row = transfer.lock(expected=expected)
    if not permissions.may_assess_transfer(by, row):
        raise PermissionDenied("Only people of the owner, and none of the group, write the terms.")
    if row.state not in SETTING_TERMS:
        raise Refused("Heads of terms are written from the assessment until the lease begins.")
    if found := terms_faults({"market_rent": market_rent, "share": share}):
        raise Refused(*[sentence for _, sentence in found])
    with because(reason="Wrote the heads of terms"):
        row.write(market_rent=market_rent, share=share, terms=terms.strip())
    return row
