"""What waits for a person about opportunities: what is unread, and what they are asked to agree."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.urls import reverse

from partners.models import Membership
from partners.permissions import AGREEING, WORKING
from sizes.agreements import asked
from sizes.models import Agreement, Opportunity, Participant
from sizes.waiting import Matter

MOST_SPOTTED = 10


@dataclass
class OpportunityMatters:
    """What a person is to do something about."""

    to_read: list[Matter] = field(default_factory=list)
    to_agree: list[Matter] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many things wait."""
        return len(self.to_read) + len(self.to_agree)


def opportunity_matters(memberships: Sequence[Membership], on: dt.date) -> OpportunityMatters:
    """What waits for somebody with these memberships: two queries at most, none without any."""
    works_for = {each.organisation_id for each in memberships if each.role in WORKING}
    agrees_for = {each.organisation_id for each in memberships if each.role in AGREEING}
    return OpportunityMatters(
        [_to_read(row) for row in _unread(works_for)] if works_for else [],
        [_to_agree(row, side) for row, side in _unagreed(agrees_for, on)] if agrees_for else [],
    )


def _unread(organisations: set[int]) -> list[Opportunity]:
    """What waits to be let onto the board of a zone in which the organisations take part."""
    taking_part = Participant.objects.filter(
        organisation__in=organisations, agreed_on__isnull=False, zone__removed_on=None
    )
    rows = Opportunity.objects.waiting().filter(zone__in=taking_part.values("zone"))
    return [*rows.select_related("zone").order_by("spotted_on", "pk")]


def _unagreed(organisations: set[int], on: dt.date) -> list[tuple[Agreement, str]]:
    """Agreements that wait for one of the organisations to say yes, and for which side of it."""
    mine = Q(lender__in=organisations, lender_agreed_on=None) | Q(
        borrower__in=organisations, borrower_agreed_on=None
    )
    return [
        (row, side)
        for row in asked(on).filter(mine).order_by("made_at", "pk")
        for side in ("lender", "borrower")
        if getattr(row, f"{side}_id") in organisations and getattr(row, f"{side}_agreed_on") is None
    ]


def _to_read(row: Opportunity) -> Matter:
    return Matter(
        row.title,
        f"Spotted in {row.zone}, and on no board until somebody has read it.",
        reverse("opportunity-work", args=[row.zone.slug, row.pk]),
        "Read it",
    )


def _to_agree(row: Agreement, side: str) -> Matter:
    return Matter(
        row.what,
        f"{row.lender} lends it to {row.borrower}. {getattr(row, side)} is asked to say yes.",
        reverse("agreement", args=[row.opportunity.zone.slug, row.opportunity_id, row.pk]),
        "Answer",
    )


def spotted_by(person: Any) -> list[Matter]:
    """What the person spotted in any zone, the newest first, and what became of it. One query."""
    rows = Opportunity.objects.filter(spotted_by=person, zone__removed_on=None)
    rows = rows.select_related("zone").order_by("-spotted_on", "-pk")[:MOST_SPOTTED]
    return [
        Matter(
            row.title or "Words that were removed",
            f"In {row.zone}. {_became(row)}",
            reverse("opportunity-work", args=[row.zone.slug, row.pk]),
        )
        for row in rows
    ]


def _became(row: Opportunity) -> str:
    if row.hidden_on is not None:
        return f"It is not shown, because: {row.why_hidden}"
    if row.shown_on is None:
        return "It waits to be read."
    return f"It is on the board: {row.get_state_display().lower()}."
