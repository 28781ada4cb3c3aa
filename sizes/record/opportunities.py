"""How opportunities, what joins them, and agreements are told in sentences."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from sizes.models import OpportunityState
from sizes.record.sentences import Names, Wording, capital, turned
from sizes.words import day_in_words

DAY = dt.timedelta(days=1)
# What belongs to opportunities is told while these are on the board.
_ON_THE_BOARD = (
    "opportunity_id IN (SELECT id FROM sizes_opportunity "
    "WHERE zone_id = %(zone)s AND shown_on IS NOT NULL AND hidden_on IS NULL)"
)


def _opportunity(row: Any, before: Any, names: Names) -> Iterator[str]:
    title = f"the opportunity “{names.opportunities.get(row.pgh_obj_id, 'no longer shown')}”"
    if turned(row, before, "shown_on"):
        yield f"{capital(title)} was let onto the board."
    if before is not None and row.state != before.state:
        state = OpportunityState(row.state).label.lower()
        yield f"{capital(title)} is now: {state}."
    if turned(row, before, "hidden_on"):
        yield f"An opportunity was taken off the board: {row.why_hidden}"


def _agreement(row: Any, before: Any, names: Names) -> Iterator[str]:
    lender = names.organisations.get(row.lender_id, "Somebody")
    borrower = names.organisations.get(row.borrower_id, "somebody else")
    is_agreed, was_agreed = _both_agreed(row), before is not None and _both_agreed(before)
    if is_agreed and not was_agreed:
        first, last = day_in_words(row.starts_on), day_in_words(row.ends_on - DAY)
        yield f"{lender} and {borrower} agreed: {row.what}, from {first} until {last}."
    if was_agreed and not is_agreed:
        yield f"What {lender} and {borrower} had agreed was called off: {row.why_ended}"
    elif was_agreed and turned(row, before, "why_ended"):
        last = day_in_words(row.ends_on - DAY)
        yield f"The agreement of {lender} and {borrower} ends on {last}: {row.why_ended}"


def _both_agreed(row: Any) -> bool:
    return bool(row.lender_agreed_on and row.borrower_agreed_on)


def _is_unread_opportunity(event: Any, state: str) -> bool:
    return event.row.shown_on is None


def _is_unagreed(event: Any, state: str) -> bool:
    """Who is asked to agree is between the two until both have said yes."""
    before = event.before
    return not _both_agreed(event.row) and (before is None or not _both_agreed(before))


def _part_of_opportunity(row: Any, names: Names) -> str:
    what = names.assets.get(row.asset_id) or names.organisations.get(row.organisation_id, "a part")
    return f"“{what}” and “{names.opportunities.get(row.opportunity_id, 'an opportunity')}”"


OPPORTUNITY_WORDINGS = (
    Wording("Opportunity", special=_opportunity, is_private=_is_unread_opportunity),
    Wording(
        "OpportunityPart",
        of_zone=_ON_THE_BOARD,
        noun=_part_of_opportunity,
        added="were brought together",
        gone="no longer go together",
    ),
    Wording("Agreement", of_zone=_ON_THE_BOARD, special=_agreement, is_private=_is_unagreed),
)
