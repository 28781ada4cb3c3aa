"""Builders of opportunities and agreements: they reach a state only through the product's steps."""

import datetime as dt
from typing import Any

from assets.models import Asset
from groundwork import clock
from partners.models import Organisation, Person
from sizes import agreements, opportunities, opportunity_parts
from sizes.agreements import AgreementGiven
from sizes.models import Agreement, Opportunity, OpportunityState, Participant, Zone
from sizes.opportunities import OpportunityGiven
from tests import asset_factories
from tests import factories as make

State = OpportunityState
# The shortest way to each state.
STEPS_TO = {
    State.SPOTTED: (),
    State.DEVELOPING: ("develop",),
    State.AGREED: ("develop", "agree"),
    State.RUNNING: ("develop", "agree", "run"),
    State.ENDED: ("end",),
}


def member_of(zone: Zone, role: str = "editor") -> Person:
    """Somebody new with the role in an organisation that leads the zone."""
    lead = zone.participants.filter(part=Participant.Part.LEAD).first()
    return make.member(lead.organisation, role)


def spotted(
    zone: Zone, title: str = "Lunch club", *, by: Person | None = None, **more: Any
) -> Opportunity:
    """What a member of the zone spotted, on the board already; by anyone else, it waits."""
    on = more.pop("on", None)
    given = {"words": "A kitchen and its neighbours.", "outcome": zone.outcomes.first()} | more
    return opportunities.spot(
        zone=zone, given=OpportunityGiven(title=title, **given), by=by or member_of(zone), on=on
    )


def joined(opportunity: Opportunity, *, on: dt.date | None = None) -> list[Asset]:
    """Two assets of different owners that join the opportunity."""
    by = member_of(opportunity.zone)
    assets = [asset_factories.asset(name="The kitchen"), asset_factories.asset(name="The van")]
    for each in assets:
        opportunity_parts.join_asset(opportunity=opportunity, asset=each, by=by, on=on)
    return assets


def given(**more: Any) -> AgreementGiven:
    """The kitchen, from today, for thirty days."""
    today = clock.today()
    values = {
        "what": "The kitchen on Tuesdays",
        "starts_on": today,
        "ends_on": today + 30 * make.DAY,
        "terms": "Wash up.",
    }
    return AgreementGiven(**values | more)


def agreement(
    opportunity: Opportunity,
    *,
    yes: tuple[str, ...] = agreements.SIDES,
    borrower: Organisation | None = None,
    on: dt.date | None = None,
    **more: Any,
) -> Agreement:
    """An agreement about the first part of an opportunity that is developed; both said yes."""
    part = opportunity.parts.select_related("asset__owner", "organisation").first()
    made = agreements.propose(
        opportunity=opportunity,
        part=part,
        borrower=borrower or make.organisation(),
        given=given(**more),
        by=member_of(opportunity.zone),
        on=on,
    )
    for side in yes:
        someone = make.member(getattr(made, side), "representative")
        made = agreements.say_yes(agreement=made, side=side, by=someone, on=on)
    return made


def in_state(state: str, zone: Zone | None = None, *, on: dt.date | None = None) -> Opportunity:
    """An opportunity that came to the state by the shortest way, with all that it needs there."""
    made = spotted(zone or make.declared_zone(), on=on)
    by = member_of(made.zone)
    joined(made, on=on)
    for step in STEPS_TO[State(state)]:
        opportunities.take(step, opportunity=made, by=by, note="Because.", on=on)
        if step == "develop":
            agreement(made, starts_on=on or clock.today(), on=on)
    made.refresh_from_db()
    return made
