"""The board of a zone's opportunities, and what other pages show of them: what anyone may read."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import (
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    Window,
)
from django.db.models.functions import Coalesce, RowNumber
from django.urls import reverse

from assets.models import Asset
from assets.public_facts import PublicFacts, public_facts, public_name
from sizes.agreements import DAY, AgreementStatus, agreed, status_of
from sizes.models import (
    Agreement,
    Opportunity,
    OpportunityMove,
    OpportunityPart,
    OpportunityState,
    Zone,
)
from sizes.opportunities import STEPS
from sizes.words import day_in_words, joined

State = OpportunityState
MOST_IN_A_COLUMN = 12
MOST_ON_ZONE = 3
# Each state as a column of the board: its heading, and what it means.
HEADINGS: dict[State, tuple[str, str]] = {
    State.SPOTTED: ("Spotted", "Somebody saw that something could be done."),
    State.DEVELOPING: ("Being developed", "Members of the zone work out how."),
    State.AGREED: ("Agreed", "Those concerned have agreed who lends what."),
    State.RUNNING: ("Running", "It is there for people now."),
    State.ENDED: ("Ended", "It is over; what came of it is said."),
}
# What was done, by the states that a step leads from and to.
DONE = {(str(state), str(step.to_state)): step.done for step in STEPS.values()
        for state in step.from_states}  # fmt: skip


@dataclass(frozen=True)
class Card:
    """An opportunity as a board shows it."""

    title: str
    url: str
    zone: str
    state: str
    words: str
    joins: list[str]
    outcome: str
    says: str
    since: dt.date


@dataclass(frozen=True)
class Column:
    """A state of the board: how many there are, the newest of them, and where the others are."""

    state: str
    title: str
    means: str
    count: int
    cards: list[Card] = field(default_factory=list)

    @property
    def has_more(self) -> bool:
        return self.count > len(self.cards)


def for_cards(opportunities: QuerySet[Opportunity]) -> QuerySet[Opportunity]:
    """The same, with all that a card reads: three queries, however many."""
    parts = OpportunityPart.objects.select_related("asset__owner", "organisation").order_by("pk")
    return opportunities.select_related("zone", "outcome").prefetch_related(
        Prefetch("parts", parts), Prefetch("agreements", agreed())
    )


def board_of(zone: Zone, on: dt.date) -> list[Column]:
    """The columns of the zone's board on the day, each with its newest: four queries."""
    public = zone.opportunities.public()
    counts = Counter(public.order_by().values_list("state", flat=True))
    newest = Window(
        RowNumber(),
        partition_by=F("state"),
        order_by=[F("state_since_on").desc(), F("pk").desc()],
    )
    rows = (
        for_cards(public)
        .annotate(place=newest)
        .filter(place__lte=MOST_IN_A_COLUMN)
        .order_by("-state_since_on", "-pk")
    )
    cards: dict[str, list[Card]] = {str(state): [] for state in State}
    for row in rows:
        cards[row.state].append(card_of(row, on))
    return [
        Column(str(state), title, means, counts[str(state)], cards[str(state)])
        for state, (title, means) in HEADINGS.items()
    ]


def in_state(zone: Zone, state: str) -> QuerySet[Opportunity]:
    """All of the zone's public opportunities in the state, newest first."""
    found = zone.opportunities.public().filter(state=state)
    return for_cards(found).order_by("-state_since_on", "-pk")


def card_of(opportunity: Opportunity, on: dt.date) -> Card:
    """What a card says of an opportunity made ready by `for_cards`, on a day."""
    return Card(
        title=opportunity.title,
        url=opportunity.get_absolute_url(),
        zone=opportunity.zone.name,
        state=opportunity.get_state_display(),
        words=opportunity.words,
        joins=[*dict.fromkeys(name_of(part) for part in opportunity.parts.all())],
        outcome=opportunity.outcome.statement if opportunity.outcome else "",
        says=says_of(opportunity, [*opportunity.agreements.all()], on),
        since=opportunity.state_since_on,
    )


def says_of(opportunity: Opportunity, agreements: Sequence[Agreement], on: dt.date) -> str:
    """What the dates of its agreements mean for it on the day, as a sentence; "" where nothing."""
    if opportunity.state not in (State.AGREED, State.RUNNING):
        return ""
    holding = [each for each in agreements if each.holds(on)]
    if holding:
        last = max(each.ends_on for each in holding) - DAY
        return f"Agreed until {day_in_words(last)}."
    coming = [each.starts_on for each in agreements if each.is_agreed() and each.starts_on > on]
    if coming:
        return f"Its agreement begins on {day_in_words(min(coming))}."
    over = [each.ends_on for each in agreements if each.is_agreed() and each.ends_on <= on]
    if over:
        return f"Its agreement ended on {day_in_words(max(over) - DAY)}: no other holds."
    return "No agreement holds."


def name_of(part: OpportunityPart) -> str:
    """What the public is told that joins: an asset by the name it may have, an organisation."""
    return public_name(part.asset) if part.asset else str(part.organisation)


# --- One opportunity ------------------------------------------------------------------------------


@dataclass(frozen=True)
class PartShown:
    """What joins an opportunity, as pages show it on a day; an asset as the public is told of it.

    `may_take_out` says whether the reader may, where that is asked.
    """

    part: OpportunityPart
    name: str
    facts: PublicFacts | None
    may_take_out: bool = False


def parts_shown(
    opportunity: Opportunity, on: dt.date, *, may_take_out: Callable[[Any], bool] | None = None
) -> list[PartShown]:
    """What joins it, in the order in which it came: one query."""
    rows = opportunity.parts.select_related(
        "asset__owner", "asset__steward", "organisation", "opportunity__zone"
    )
    return [
        PartShown(
            row,
            name_of(row),
            public_facts(row.asset, on=on, before_publishing=True) if row.asset else None,
            may_take_out is not None and may_take_out(row),
        )
        for row in rows.defer("asset__boundary", "asset__other_columns").order_by("pk")
    ]


@dataclass(frozen=True)
class AgreementShown:
    """An agreement as a page shows it on a day. `last_on` is the last day it holds."""

    agreement: Agreement
    status: AgreementStatus
    last_on: dt.date

    @property
    def asset_name(self) -> str:
        """What the public is told that is lent; "" where it is no asset."""
        return public_name(self.agreement.asset) if self.agreement.asset else ""

    @property
    def label(self) -> str:
        return str(self.status.label)

    @property
    def is_standing(self) -> bool:
        return self.status in (AgreementStatus.COMING, AgreementStatus.HOLDS)


def shown(agreement: Agreement, on: dt.date) -> AgreementShown:
    """The agreement with what it is on the day."""
    return AgreementShown(agreement, status_of(agreement, on), agreement.ends_on - DAY)


def public_agreements(opportunity: Opportunity, on: dt.date) -> list[AgreementShown]:
    """Those to which both sides have said yes, or had when one was called off before it began."""
    event = apps.get_model("sizes", "AgreementEvent")
    once_agreed = event.objects.filter(
        pgh_obj_id=OuterRef("pk"),
        lender_agreed_on__isnull=False,
        borrower_agreed_on__isnull=False,
    )
    rows = opportunity.agreements.filter(
        Q(lender_agreed_on__isnull=False, borrower_agreed_on__isnull=False)
        | (~Q(why_ended="") & Q(pk__in=Subquery(once_agreed.values("pgh_obj_id"))))
    ).select_related("asset", "lender", "borrower")
    return [shown(each, on) for each in rows]


def events_of(opportunity: Opportunity) -> list[dict[str, Any]]:
    """What happened with it, newest first, for a timeline."""
    events = [
        {
            "on": move.taken_on,
            "title": DONE.get((move.from_state, move.to_state), move.get_to_state_display()),
            "note": move.note,
        }
        for move in opportunity.moves.all()
    ]
    first = {"on": opportunity.spotted_on, "title": "Spotted", "note": ""}
    return [*events[::-1], first]


# --- On other pages -------------------------------------------------------------------------------


def opportunities_section(zone: Zone, on: dt.date) -> dict[str, Any] | None:
    """What a zone's page says of them on a day: how many in each state, and the newest.

    None for a draft, which has none. As they stood that day, in one query.
    """
    if not zone.is_public:
        return None
    last = OpportunityMove.objects.filter(opportunity=OuterRef("pk"), taken_on__lte=on)
    rows = [
        *zone.opportunities.filter(Q(hidden_on=None) | Q(hidden_on__gt=on), shown_on__lte=on)
        .exclude(title="")
        .annotate(
            then=Coalesce(
                Subquery(last.order_by("-pk").values("to_state")[:1]), Value(str(State.SPOTTED))
            )
        )
        .order_by("-shown_on", "-pk")
        .values("pk", "title", "then")
    ]
    counts = Counter(row["then"] for row in rows)
    newest = [
        {
            "title": row["title"],
            "url": reverse("opportunity", args=[zone.slug, row["pk"]]),
            "state": HEADINGS[State(row["then"])][0].lower(),
        }
        for row in rows[:MOST_ON_ZONE]
    ]
    told = [
        f"{counts[str(state)]} {title.lower()}"
        for state, (title, _) in HEADINGS.items()
        if counts[str(state)]
    ]
    return {"slug": zone.slug, "count": len(rows), "counts": joined(told), "newest": newest}


def with_asset(asset: Asset, on: dt.date) -> list[Card]:
    """The public opportunities of public zones that the asset is part of, newest first."""
    found = Opportunity.objects.public().filter(
        zone__proposed_on__isnull=False,
        zone__removed_on=None,
        pk__in=OpportunityPart.objects.filter(asset=asset).values("opportunity"),
    )
    return cards_of(for_cards(found).order_by("-state_since_on", "-pk"), on)


def cards_of(opportunities: Iterable[Opportunity], on: dt.date) -> list[Card]:
    """Cards of opportunities made ready by `for_cards`."""
    return [card_of(each, on) for each in opportunities]
