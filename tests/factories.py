"""People, organisations and zones for tests.

Squares are in metres from a corner in the middle of Birmingham, so that a reader can do the sums in
the head. Zones reach a state only through the steps of the product.
"""

import datetime as dt
import itertools

from django.conf import settings
from django.contrib.gis.geos import MultiPolygon, Point, Polygon

from groundwork import clock
from partners.models import Commitment, Membership, Organisation, Person, Service, Theme
from places.crs import moved
from places.models import Area
from sizes import accepting, lifecycle, reviewing, varying
from sizes.models import (
    Acceptance,
    Boundary,
    BoundaryPart,
    Capacity,
    Closing,
    Introduction,
    Limits,
    Meeting,
    Need,
    Outcome,
    Participant,
    Review,
    Signature,
    Variation,
    Zone,
    ZoneTheme,
)
from sizes.status import State

CORNER = (406_000, 280_000)
DAY = dt.timedelta(days=1)
PROPOSED_DAYS = 30
PROMISED = "What was promised first"
# The shortest way to each state.
STEPS_TO = {
    State.DRAFT: (),
    State.PROPOSED: ("publish",),
    State.DECLARED: ("publish", "declare"),
    State.UNDER_REVIEW: ("publish", "declare", "open_review"),
    State.DISSOLVED: ("publish", "declare", "dissolve"),
    State.MAINSTREAMED: ("publish", "declare", "open_review", "mainstream"),
    State.WITHDRAWN: ("publish", "withdraw"),
}
_numbers = itertools.count(1)


def square(x: float = 0, y: float = 0, *, side: float = 100) -> MultiPolygon:
    """A square whose lower left corner lies x metres east and y north of CORNER."""
    left, low = CORNER[0] + x, CORNER[1] + y
    box = Polygon.from_bbox((left, low, left + side, low + side))
    box.srid = settings.METRIC_SRID
    return MultiPolygon(box, srid=settings.METRIC_SRID)


def spot(x: float, y: float) -> Point:
    """A point x metres east and y north of CORNER."""
    return Point(CORNER[0] + x, CORNER[1] + y, srid=settings.METRIC_SRID)


def person(name: str = "", **more) -> Person:
    number = next(_numbers)
    return Person.objects.create(
        name=name or f"Person {number}", email=f"person{number}@test.example", **more
    )


def area(name: str = "", *, kind: str = Area.Kind.WARD, shape: MultiPolygon | None = None, **more):
    number = next(_numbers)
    shape = shape or square()
    return Area.objects.create(
        name=name or f"Area {number}",
        reference=more.pop("reference", f"T{number:08d}"),
        kind=kind,
        shape=shape,
        outline=moved(shape, settings.LONLAT_SRID),
        **more,
    )


def organisation(name: str = "", *, sector: str = "voluntary", **more) -> Organisation:
    number = next(_numbers)
    name = name or f"Organisation {number}"
    return Organisation.objects.create(
        name=name, slug=more.pop("slug", f"organisation-{number}"), sector=sector, **more
    )


def council(name: str = "", *, verified: bool = True, **more) -> Organisation:
    verified_on = clock.today() if verified else None
    return organisation(name, sector="council", verified_on=verified_on, **more)


def member(organisation: Organisation, role: str, **more) -> Person:
    """A new person with the role in the organisation, for a year already."""
    someone = person(more.pop("name", ""))
    since = more.pop("starts_on", clock.today() - 365 * DAY)
    Membership.objects.create(
        person=someone, organisation=organisation, role=role, starts_on=since, **more
    )
    return someone


def lead(zone: Zone, organisation: Organisation, *, agreed: bool = True) -> Participant:
    return Participant.objects.create(
        zone=zone,
        part=Participant.Part.LEAD,
        organisation=organisation,
        agreed_on=clock.today() if agreed else None,
    )


def boundary(zone: Zone, core=None, reach=None, **more) -> Boundary:
    """A new version: by default a core of 0…100 and a reach of −100…200, both ways.

    Its whole fringe is one band, the edge.
    """
    made = Boundary.objects.create(
        zone=zone,
        number=zone.boundaries.count() + 1,
        core=core or square(),
        reach=reach or square(-100, -100, side=300),
        method=more.pop("method", Boundary.Method.DRAWN),
        **more,
    )
    fringe = made.reach.difference(made.core)
    parts = {"core": made.core, "reach": made.reach}
    if fringe.area:
        parts["edge"] = fringe if fringe.geom_type == "MultiPolygon" else MultiPolygon(fringe)
    for shape in parts.values():
        shape.srid = settings.METRIC_SRID
    BoundaryPart.objects.bulk_create(
        BoundaryPart(boundary=made, part=part, shape=moved(shape, settings.LONLAT_SRID))
        for part, shape in parts.items()
    )
    return made


def draft(name: str = "", *, by: Person | None = None, **more) -> Zone:
    """A draft with nothing but a name."""
    number = next(_numbers)
    return Zone.objects.create(
        reference=f"SIZ-T{number:04d}",
        slug=more.pop("slug", f"zone-{number}"),
        name=name or f"Zone {number}",
        started_by=by,
        **more,
    )


def ready_zone(name: str = "", *, leads: list[Organisation] | None = None, **more) -> Zone:
    """A draft that lacks nothing to be proposed and declared."""
    today = clock.today()
    shapes = {key: more.pop(key) for key in ("core", "reach") if key in more}
    zone = draft(
        name,
        **{
            "purpose": "Help people here to be well.",
            "why_here": "Three groups already work on it.",
            "what_stays": "Nobody loses a home visit.",
            "how_far": "Opening hours and places only.",
            "starts_on": today,
            "target_on": today + 730 * DAY,
        }
        | more,
    )
    boundary(zone, **shapes)
    Outcome.objects.create(zone=zone, statement="More people walk in the park.")
    ZoneTheme.objects.create(zone=zone, theme=Theme.objects.first(), scope="core")
    for organisation in leads or [council()]:
        lead(zone, organisation)
    return zone


def councillor_of(zone: Zone) -> Person:
    """A new councillor of the zone's first lead council."""
    leads = zone.participants.filter(part=Participant.Part.LEAD, organisation__sector="council")
    return member(leads.first().organisation, Membership.Role.COUNCILLOR)


def proposed_zone(name: str = "", *, on: dt.date | None = None, **more) -> Zone:
    zone = ready_zone(name, **more)
    lifecycle.take("publish", zone=zone, by=councillor_of(zone), on=on)
    return zone


def declared_zone(name: str = "", *, on: dt.date | None = None, **more) -> Zone:
    """A zone proposed a month before the day and declared on it, with all that this needs.

    Its one commitment was accepted on the day and is called PROMISED.
    """
    return zone_in(State.DECLARED, name, on=on, **more)


def zone_in(state: str, name: str = "", *, on: dt.date | None = None, **more) -> Zone:
    """A zone that came to the state on the day, by the shortest way there."""
    return bring_to(ready_zone(name, **more), state, on=on)


def bring_to(
    zone: Zone, state: str, *, by: Person | None = None, on: dt.date | None = None
) -> Zone:
    """Take a ready draft through the steps to the state, with all that each needs.

    All on the day, but for the proposal of what is then declared: that was a month before.
    """
    day, person = on or clock.today(), by or councillor_of(zone)
    for step in STEPS_TO[State(state)]:
        prepare(zone, step, on=day)
        is_early = step == "publish" and "declare" in STEPS_TO[State(state)]
        taken_on = day - PROPOSED_DAYS * DAY if is_early else day
        note = "Because." if lifecycle.STEPS[step].needs_note else ""
        lifecycle.take(step, zone=zone, by=person, on=taken_on, note=note)
    return zone


def prepare(zone: Zone, step: str, *, on: dt.date | None = None) -> None:
    """Give the zone what it needs for the step on the day, but for days that must pass."""
    if step == "declare":
        ready_to_declare(zone, on=on)
    if step in ("renew", "mainstream", "dissolve"):
        decide(zone, step, on=on)
    if step in ("mainstream", "dissolve"):
        closing_page(zone)


def decide(zone: Zone, decision: str, *, on: dt.date | None = None, **more) -> Review | None:
    """Write a decision into the zone's last review, if one is open; renewing is for two years."""
    review = reviewing.last_review(zone)
    if review:
        usual = {
            "meeting": meeting(zone, on=on),
            "findings": "More people walk in the park.",
            "reason": "The evidence says so.",
            "effect": "People keep their home visits.",
        }
        renewed = {"new_target_on": zone.target_on + 730 * DAY} if decision == "renew" else {}
        review.write(**usual | {"decision": decision} | renewed | more)
    return review


def meeting(zone: Zone, *, on: dt.date | None = None, **more) -> Meeting:
    """A meeting of the zone on the day."""
    usual = {"title": "Meeting of those who signed", "held_on": on or clock.today()}
    return Meeting.objects.create(zone=zone, **usual | more)


def closing_page(zone: Zone) -> Closing:
    """The page that the zone leaves behind, with all its parts."""
    words = {
        "tried": "Evening lets.",
        "changed": "More people came.",
        "failed": "Nobody came on Mondays.",
        "cost": "£300.",
        "lessons": "Ask the caretaker first.",
    }
    return Closing.objects.get_or_create(zone=zone, defaults=words)[0]


def ready_to_declare(zone: Zone, *, on: dt.date | None = None) -> None:
    """Give a proposal what it needs to be declared on the day, but for the days themselves."""
    day = on or clock.today()
    Limits.objects.get_or_create(zone=zone)
    offer = commitment(organisation(), title=PROMISED, published_on=day - DAY)
    Acceptance.objects.create(
        zone=zone,
        commitment=offer,
        outcome=zone.outcomes.first(),
        state=Acceptance.State.ACCEPTED,
        put_on=day,
        answered_on=day,
    )
    sign_all(zone, on=day)
    zone.comment_periods.update(what_was_heard="Little.", what_was_done="We read it.")


def sign_all(zone: Zone, *, on: dt.date | None = None) -> list[Signature]:
    """Sign the proposal in all four capacities: the lead council and three new organisations."""
    day = on or clock.today()
    leads = zone.participants.filter(part=Participant.Part.LEAD, organisation__sector="council")
    bodies = {
        "council": leads.first().organisation,
        "community": organisation(sector="community"),
        "local_leader": organisation(),
        "partner": organisation(),
    }
    return Signature.objects.bulk_create(
        signature_row(zone, capacity, body, position=place, on=day)
        for place, (capacity, body) in enumerate(bodies.items(), start=1)
    )


def signature_row(
    zone: Zone, capacity: str, body: Organisation, *, position: int, on: dt.date
) -> Signature:
    """A signature, not saved yet."""
    authority = {
        "authority": Signature.Authority.CABINET,
        "decided_on": on,
        "decision_url": "https://council.example/decisions/1",
    }
    return Signature(
        zone=zone,
        capacity=capacity,
        organisation=body,
        position=position,
        period=zone.comment_periods.last(),
        invited_on=on,
        signed_on=on,
        signed_at=clock.now(),
        name=f"Signatory {position}",
        role="Chair",
        interests="None.",
        **(authority if capacity == Capacity.COUNCIL else {}),
    )


def commitment(organisation: Organisation, *, published: bool = True, **more) -> Commitment:
    """What an organisation offers; published yesterday, unless it is still a draft."""
    if published:
        more.setdefault("published_on", clock.today() - DAY)
    return Commitment.objects.create(
        organisation=organisation,
        **{
            "title": f"Offer {next(_numbers)}",
            "verb": Commitment.Verb.SUSPEND,
            "subject": Commitment.Subject.POLICY,
            "normal_now": "Rooms are let by the month.",
            "instead": "Rooms are lent for an evening.",
            "contact_role": "Lettings desk",
            "contact_telephone": "0121 496 0000",
        }
        | more,
    )


def acceptance(
    zone: Zone, offer: Commitment | None = None, *, accepted: bool = True, on=None
) -> Acceptance:
    """A commitment put to the zone, by default accepted by its first lead for its first outcome."""
    offer = offer or commitment(organisation())
    offerer = member(offer.organisation, Membership.Role.REPRESENTATIVE)
    made = accepting.put(zone=zone, commitment=offer, by=offerer, on=on)
    if not accepted:
        return made
    outcome = zone.outcomes.first()
    return accepting.accept(acceptance=made, outcome=outcome, by=councillor_of(zone), on=on)


def different(**more) -> varying.VariationGiven:
    """What somebody writes who proposes a variation: from today until the zone's end."""
    return varying.VariationGiven(
        **{
            "service": Service.objects.first(),
            "title": "Rooms lent for an evening",
            "normal_rule": "Rooms are let by the month.",
            "rule_here": "Rooms are lent for an evening.",
            "why": "Small groups cannot pay for a month.",
            "who_is_affected": "Groups that meet in the hall.",
            "who_could_be_worse_off": "Groups that rent a room now may have to share it.",
            "why_no_assessment": "Nobody loses a service.",
            "limit": "Two evenings a week.",
            "starts_on": clock.today(),
            "answers_role": "Lettings desk",
            "answers_telephone": "0121 496 0000",
            "how_to_object": "Tell the lettings desk.",
        }
        | more
    )


def variation(
    zone: Zone, *, agreed: bool = True, under: Acceptance | None = None, on=None, **more
) -> Variation:
    """A variation of the zone, under a new accepted commitment unless one is given."""
    under = under or acceptance(zone, on=on)
    someone = member(under.commitment.organisation, Membership.Role.REPRESENTATIVE)
    if on:
        more.setdefault("starts_on", on)
    made = varying.propose(acceptance=under, given=different(**more), by=someone, on=on)
    return varying.agree(variation=made, by=someone, on=on) if agreed else made


def need(zone: Zone, title: str = "A kitchen for a lunch club", **more) -> Need:
    """What a zone needs, stated today: a room in it, unless said otherwise."""
    slots = more.pop("slots", ())
    made = Need.objects.create(
        zone=zone,
        title=title,
        **{
            "kinds": ["room"],
            "stated_on": clock.today(),
            "contact_role": "Ward officer",
            "contact_telephone": "0121 496 0001",
        }
        | more,
    )
    for weekday, starts, ends in slots:
        made.hours.create(weekday=weekday, starts_at=dt.time(starts), ends_at=dt.time(ends))
    return made


def introduction(need: Need, **more) -> Introduction:
    """A letter to the keeper of an asset or an offer, sent today."""
    usual = {"words": "Could we use it on Tuesdays?", "sent_on": clock.today()}
    return Introduction.objects.create(need=need, **usual | more)
