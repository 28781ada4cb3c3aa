"""What the organisations of the demonstration offer. Days are counted from today."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from config.demo.people import Cast
from groundwork import clock
from partners import depending, offering
from partners.models import Commitment, Service, Theme
from places.models import Area

Verb, Subject = Commitment.Verb, Commitment.Subject
DAYS = dt.timedelta(days=1)


@dataclass(frozen=True)
class OfferSketch:
    """An offer as it says itself."""

    organisation: str
    title: str
    verb: str
    subject: str
    normal_now: str
    instead: str
    enables: str
    contact_role: str
    contact_telephone: str = ""
    contact_address: str = ""
    by: str = "partner"
    enabled: str = ""
    conditions: str = ""
    is_standing: bool = False
    themes: Sequence[str] = ()
    services: Sequence[str] = ()
    wards: Sequence[str] = ()
    starts: int | None = None
    ends: int | None = None
    published: int | None = -60
    withdrawn: tuple[int, str] | None = None


WALKS = "Count a guided walk as a clinic appointment"
ROOMS = "Lend ground floor rooms for an evening"
GATES = "Open the park gate before eight"
FLATS = "Lend empty flats to visiting nurses"
MINIBUS = "Share the day centre’s minibus"
LATE = "Keep shop doors open until nine"

SKETCHES = (
    OfferSketch(
        organisation="health",
        title=WALKS,
        verb=Verb.AMEND,
        subject=Subject.POLICY,
        normal_now="A nurse may only see a patient in a clinic or at home.",
        instead="A nurse may see a patient on a guided walk, if the patient would rather.",
        enables="Walking groups can bring people who never come to the clinic.",
        enabled="park_friends",
        conditions="The patient agrees each time, and the walk stays within reach of a road.",
        contact_role="Community nurse team",
        contact_telephone="0121 496 0002",
        is_standing=True,
        themes=("health-and-well-being", "green-space-and-climate"),
        services=("gp-and-community-health-services", "parks-and-open-spaces"),
        published=-230,
    ),
    OfferSketch(
        organisation="housing",
        title=ROOMS,
        verb=Verb.SUSPEND,
        subject=Subject.ASSETS,
        normal_now="Ground floor rooms are let by the month, against a deposit.",
        instead="Any group of neighbours may have a room for an evening, without a deposit.",
        enables="Groups without a constitution or a bank account can meet indoors.",
        conditions="Someone is named who locks up by ten.",
        contact_role="Housing desk",
        contact_telephone="0121 496 0003",
        is_standing=True,
        themes=("homes-and-neighbours",),
        services=("housing-management", "community-centres-and-halls"),
        published=-120,
    ),
    OfferSketch(
        organisation="council",
        by="councillor",
        title=GATES,
        verb=Verb.CHANGE,
        subject=Subject.PRACTICE,
        normal_now="Park gates are opened at eight by the council’s own staff.",
        instead="A group that was shown how may open a gate from six.",
        enables="Friends of the park can welcome people before work.",
        enabled="park_friends",
        contact_role="Parks duty officer",
        contact_telephone="0121 496 0001",
        contact_address="Any library, at the front desk",
        themes=("green-space-and-climate", "health-and-well-being"),
        services=("parks-and-open-spaces",),
        wards=("E05011172", "E05011129"),
        published=-220,
        ends=520,
    ),
    OfferSketch(
        organisation="housing",
        title=FLATS,
        verb=Verb.CHANGE,
        subject=Subject.ASSETS,
        normal_now="A flat between two tenancies stands empty for six weeks.",
        instead="Nurses may use it as a base for the tower, at no charge.",
        enables="Nurses can see five people in a morning where they now see two.",
        enabled="health",
        contact_role="Housing desk",
        contact_telephone="0121 496 0003",
        themes=("health-and-well-being", "homes-and-neighbours"),
        services=("housing-management", "adult-social-care"),
        starts=20,
        published=-10,
    ),
    OfferSketch(
        organisation="park_friends",
        title="Teach anyone to lead a walk",
        verb=Verb.REVISE,
        subject=Subject.PEOPLE,
        normal_now="Only members of the group lead the Saturday walks.",
        instead="Anyone who came three times may lead one, and we walk behind.",
        enables="Nurses and wardens can send people to a walk on any day of the week.",
        enabled="health",
        contact_role="Whoever opens the gate",
        contact_address="The park gate, Saturdays at 10",
        is_standing=True,
        themes=("health-and-well-being",),
        services=("parks-and-open-spaces",),
        published=-200,
    ),
    OfferSketch(
        organisation="health",
        title=MINIBUS,
        verb=Verb.SUSPEND,
        subject=Subject.ASSETS,
        normal_now="The day centre’s minibus stands still from ten until three.",
        instead="Community drivers may use it between those hours.",
        enables="Groups can fetch people who cannot walk to the hall.",
        contact_role="Transport desk",
        contact_telephone="0121 496 0004",
        themes=("getting-about", "older-people"),
        services=("streets-parking-and-transport",),
        published=-150,
        withdrawn=(-30, "The lease forbids other drivers. We are asking for another lease."),
    ),
    OfferSketch(
        organisation="traders",
        by="resident",
        title=LATE,
        verb=Verb.CHANGE,
        subject=Subject.PRACTICE,
        normal_now="Shops close at half past five, each on its own.",
        instead="Twelve shops stay open until nine on Thursdays.",
        enables="The council can run the night bus past them.",
        contact_role="The traders’ table",
        contact_address="traders@shops.demo.example",
        themes=("high-streets",),
        services=("planning-and-licensing",),
        published=-400,
        ends=-40,
    ),
    OfferSketch(
        organisation="park_friends",
        title="Look after the tool shed for everyone",
        verb=Verb.CHANGE,
        subject=Subject.ASSETS,
        normal_now="Tools are for members on Saturdays.",
        instead="Anyone may borrow tools on any day.",
        enables="Streets can plant their own verges.",
        contact_role="Whoever opens the gate",
        contact_address="The park gate, Saturdays at 10",
        themes=("green-space-and-climate",),
        published=None,
    ),
)


def make_offers(cast: Cast) -> dict[str, Commitment]:
    """Make each sketch into an offer on the days it says, with what it needs; by title."""
    made = {sketch.title: _make(sketch, cast) for sketch in SKETCHES}
    today = clock.today()
    depending.need_offer(
        commitment=made[WALKS], needs=made[GATES], by=cast.partner, on=today - 210 * DAYS
    )
    asked = depending.need_act(
        commitment=made[ROOMS],
        organisation=cast.council,
        act="Insure evening use of the rooms with the council’s own halls",
        due_on=today + 60 * DAYS,
        by=cast.partner,
        on=today - 100 * DAYS,
    )
    depending.agree(dependency=asked, by=cast.councillor, on=today - 80 * DAYS)
    depending.need_act(
        commitment=made[FLATS],
        organisation=cast.council,
        act="Charge no council tax while nurses use an empty flat",
        due_on=today + 30 * DAYS,
        by=cast.partner,
        on=today - 5 * DAYS,
    )
    return made


def _make(sketch: OfferSketch, cast: Cast) -> Commitment:
    by, today = getattr(cast, sketch.by), clock.today()
    wards = Area.objects.filter(kind=Area.Kind.WARD, reference__in=sketch.wards)
    commitment = offering.draft(
        organisation=getattr(cast, sketch.organisation),
        by=by,
        themes=Theme.objects.filter(slug__in=sketch.themes),
        services=Service.objects.filter(slug__in=sketch.services),
        areas=wards.without_shapes(),
        title=sketch.title,
        verb=sketch.verb,
        subject=sketch.subject,
        normal_now=sketch.normal_now,
        instead=sketch.instead,
        enables=sketch.enables,
        enabled_organisation=getattr(cast, sketch.enabled) if sketch.enabled else None,
        conditions=sketch.conditions,
        starts_on=today + sketch.starts * DAYS if sketch.starts is not None else None,
        ends_on=today + sketch.ends * DAYS if sketch.ends is not None else None,
        contact_role=sketch.contact_role,
        contact_address=sketch.contact_address,
        contact_telephone=sketch.contact_telephone,
        is_standing=sketch.is_standing,
    )
    if sketch.published is not None:
        day = today + sketch.published * DAYS
        commitment = offering.publish(commitment=commitment, by=by, on=day)
    if sketch.withdrawn:
        days, why = sketch.withdrawn
        commitment = offering.withdraw(
            commitment=commitment, by=by, why=why, on=today + days * DAYS
        )
    return commitment
