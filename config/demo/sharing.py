"""What the zones of the demonstration ask for, and what people spotted could be done there."""

import datetime as dt
from decimal import Decimal

from assets.hours import Slot
from assets.models import Asset, Weekday, Willingness
from config.demo.assets import NURSES, ROOM, TOOLS, asset_called
from config.demo.people import Cast
from config.demo.variations import STIRCHLEY
from groundwork import clock
from sizes import agreements, introducing, needs, opportunities, opportunity_parts
from sizes.agreements import AgreementGiven
from sizes.models import Introduction, Need, Zone
from sizes.opportunities import OpportunityGiven

DAYS = dt.timedelta(days=1)
CONTACT = {"contact_role": "Neighbourhood officer", "contact_telephone": "0121 496 0001"}
LUNCH = "A kitchen for a Tuesday lunch club"


def make_needs(cast: Cast) -> None:
    """Let the zone in Stirchley ask for a kitchen, and for money; the kitchen is found."""
    zone, since = Zone.objects.get(name=STIRCHLEY), clock.today() - 30 * DAYS
    lunch = needs.state(
        zone=zone,
        by=cast.councillor,
        on=since,
        slots=[Slot(Weekday.TUESDAY, dt.time(10), dt.time(14))],
        title=LUNCH,
        words="Neighbours over seventy cook and eat together. We bring pots, plates and a cook.",
        kinds=[Asset.Kind.ROOM, Asset.Kind.BUILDING],
        acts=[Willingness.Act.SHARE],
        facilities=[Asset.Facility.KITCHEN],
        capacity=30,
        is_step_free=True,
        beyond_m=500,
        **CONTACT,
    )
    needs.state(
        zone=zone,
        by=cast.councillor,
        on=since,
        title="£2,500 for benches along the walk",
        words="Ten benches between the two parks, so that a walk can be taken in parts.",
        amount=Decimal("2500.00"),
        needed_by_on=clock.today() + 150 * DAYS,
        accountable_body=cast.council,
        **CONTACT,
    )
    _introduce(lunch, cast, since + 2 * DAYS)


def _introduce(need: Need, cast: Cast, on: dt.date) -> None:
    sent = introducing.introduce(
        need=need,
        asset=asset_called(ROOM),
        words="We are twenty-five people and a cook. May we use the kitchen on Tuesdays?",
        by=cast.councillor,
        on=on,
    )
    introducing.record(
        introduction=sent.introduction,
        result=Introduction.Result.AGREED,
        words="Gladly, from the first Tuesday of next month.",
        by=cast.partner,
        on=on + 3 * DAYS,
    )


def make_opportunities(cast: Cast) -> None:
    """Spot three: one that runs, one that waits for company, one that nobody has looked at yet."""
    zone, since = Zone.objects.get(name=STIRCHLEY), clock.today() - 20 * DAYS
    _lunch_with_a_nurse(zone, cast, since)
    opportunities.spot(
        zone=zone,
        given=OpportunityGiven(
            title="Tools for every school garden",
            words="The tools lie idle on weekdays, which is when schools could use them.",
        ),
        assets=[asset_called(TOOLS)],
        by=cast.councillor,
        on=since,
    )
    opportunities.spot(
        zone=zone,
        given=OpportunityGiven(
            title="Seats outside the shops",
            words="People wait for the bus with heavy bags. The shops could put out chairs.",
        ),
        by=cast.resident,
        on=since + 10 * DAYS,
    )


def _lunch_with_a_nurse(zone: Zone, cast: Cast, since: dt.date) -> None:
    by = cast.councillor
    spotted = opportunities.spot(
        zone=zone,
        given=OpportunityGiven(
            title="Lunch, and a nurse to talk to",
            words="The lunch club and the nurses meet the same people an hour apart.",
            outcome=zone.outcomes.order_by("pk").first(),
            need=zone.needs.get(title=LUNCH),
        ),
        by=by,
        on=since,
    )
    opportunities.take("develop", opportunity=spotted, by=by, on=since)
    room = opportunity_parts.join_asset(
        opportunity=spotted, asset=asset_called(ROOM), brings="The kitchen", by=by, on=since
    )
    opportunity_parts.join_asset(
        opportunity=spotted, asset=asset_called(NURSES), brings="Two nurses", by=by, on=since
    )
    agreement = agreements.propose(
        opportunity=spotted,
        part=room,
        borrower=cast.council,
        given=AgreementGiven(
            what="The community room, on Tuesdays from ten to two",
            starts_on=since + 5 * DAYS,
            ends_on=since + 370 * DAYS,
            terms="Left clean; the hatch is locked by the last to go.",
        ),
        by=by,
        on=since,
    )
    agreements.say_yes(agreement=agreement, side="borrower", by=by, on=since + DAYS)
    agreements.say_yes(agreement=agreement, side="lender", by=cast.partner, on=since + 2 * DAYS)
    spotted.refresh_from_db()
    opportunities.take("agree", opportunity=spotted, by=by, on=since + 3 * DAYS)
    spotted.refresh_from_db()
    opportunities.take("run", opportunity=spotted, by=by, on=since + 6 * DAYS)
