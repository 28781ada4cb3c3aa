"""The zones of the demonstration, one in each status, made by the steps of real use."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import shapely

from config.demo.people import Cast
from config.demo.shapes import metric_polygon
from config.demo.sketches import SKETCHES, Sketch
from groundwork import clock
from partners import offering
from partners.models import Commitment, Organisation, Person, Service, Theme
from places.fuzzy import reach_of_width
from places.models import Area
from sizes import (
    accepting,
    comment_period,
    drafting,
    lifecycle,
    limiting,
    signing,
    taking_part,
)
from sizes.boundaries import core_of_areas, set_boundary
from sizes.models import (
    Boundary,
    Capacity,
    Participant,
    Signature,
    Zone,
)

DAYS = dt.timedelta(days=1)


def make_zones(cast: Cast) -> None:
    """Make each sketch into a zone, and move it along its life on the days it says."""
    for sketch in SKETCHES:
        _make(sketch, cast)


def _make(sketch: Sketch, cast: Cast) -> None:
    by: Person = getattr(cast, sketch.by)
    today = clock.today()
    zone = drafting.start_draft(name=sketch.name, by=by, is_demo=True)
    drafting.change_words(
        zone=zone,
        by=by,
        purpose=sketch.purpose,
        why_here=sketch.why_here,
        what_stays=sketch.what_stays,
        how_far=sketch.how_far,
    )
    drafting.set_subject(
        zone=zone,
        by=by,
        themes=_by_number(Theme, sketch.themes),
        services=_by_number(Service, sketch.services),
        outcomes=sketch.outcomes,
        initiatives=sketch.initiatives,
    )
    begun_on = today + (sketch.proposed if sketch.proposed is not None else 0) * DAYS
    drafting.set_dates(
        zone=zone,
        by=by,
        starts_on=today + sketch.starts * DAYS,
        target_on=today + sketch.target * DAYS,
        why_so_long=sketch.why_so_long,
        on=begun_on,
    )
    _set_place(zone, sketch, by)
    limiting.set_limits(zone=zone, by=by, longest_days=sketch.longest_days)
    for name in sketch.leads:
        taking_part.ask_to_lead(zone=zone, organisation=getattr(cast, name), by=by, on=begun_on)
    for lead in zone.participants.filter(part=Participant.Part.LEAD, agreed_on=None):
        # Those whom a resident asked have not answered yet; others say yes.
        if sketch.by != "resident":
            taking_part.agree_to_lead(participant=lead, by=cast.partner, on=begun_on)
    for name in sketch.partners:
        organisation: Organisation = getattr(cast, name)
        taking_part.invite(zone=zone, part="partner", organisation=organisation, by=by, on=begun_on)
    for name, contact in sketch.neighbours:
        taking_part.invite(
            zone=zone, part="neighbour", name=name, contact=contact, by=by, on=begun_on
        )
    _live(zone, sketch, cast)


def _set_place(zone: Zone, sketch: Sketch, by: Person) -> None:
    recipe: dict[str, Any] = {"core": {}, "fringe": {"how": "none"}}
    if sketch.wards:
        wards = _areas(sketch.wards)
        core = core_of_areas(wards)
        recipe["core"] = {"areas": _named(wards)}
        method = Boundary.Method.PICKED
    else:
        core = shapely.MultiPolygon([metric_polygon(sketch.corners)])
        method = Boundary.Method.DRAWN
    reach = None
    if sketch.fringe_m:
        crisp = _areas(sketch.crisp_into)
        into = core_of_areas(crisp) if crisp else None
        reach = reach_of_width(core, sketch.fringe_m, crisp_into=into)
        recipe["fringe"] = {
            "how": "width",
            "width_m": sketch.fringe_m,
            "crisp_into": _named(crisp),
        }
    set_boundary(zone=zone, core=core, reach=reach, method=method, recipe=recipe, by=by)


def _areas(references: Sequence[str]) -> list[Area]:
    return list(Area.objects.filter(kind=Area.Kind.WARD, reference__in=references))


def _named(areas: Sequence[Area]) -> list[dict[str, str]]:
    return [{"kind": a.kind, "reference": a.reference, "name": a.name} for a in areas]


def _by_number(words: type[Theme] | type[Service], scopes: dict[str, str]) -> dict[int, str]:
    """Scopes by the number of the word that has the slug; KeyError names one that is not there."""
    numbers = dict(words.objects.filter(slug__in=scopes).values_list("slug", "pk"))
    return {numbers[slug]: scope for slug, scope in scopes.items()}


def _live(zone: Zone, sketch: Sketch, cast: Cast) -> None:
    today = clock.today()
    if sketch.proposed is not None:
        proposed_on = today + sketch.proposed * DAYS
        lifecycle.take("publish", zone=zone, by=cast.councillor, on=proposed_on)
        _ask_for_signatures(zone, sketch, cast, on=proposed_on + 2 * DAYS)
    if sketch.declared is not None:
        declared_on = today + sketch.declared * DAYS
        _promise(zone, sketch, cast, on=declared_on - 5 * DAYS)
        _sign(zone, sketch, cast, on=declared_on - 3 * DAYS)
        heard, done = sketch.heard
        comment_period.answer(
            zone=zone, what_was_heard=heard, what_was_done=done, by=cast.councillor
        )
        lifecycle.take("declare", zone=zone, by=cast.councillor, on=declared_on)
    if sketch.withdrawn:
        days, why = sketch.withdrawn
        day = today + days * DAYS
        lifecycle.take("withdraw", zone=zone, by=cast.councillor, on=day, note=why)


def _promise(zone: Zone, sketch: Sketch, cast: Cast, *, on: dt.date) -> None:
    """Let the council offer something of its own, and the zone accept it."""
    said = sketch.promise
    made = offering.draft(
        organisation=cast.council,
        by=cast.councillor,
        themes=Theme.objects.filter(slug__in=sketch.themes),
        services=Service.objects.filter(slug__in=sketch.services),
        title=said.title,
        verb=Commitment.Verb.CHANGE,
        subject=said.subject,
        normal_now=said.normal_now,
        instead=said.instead,
        enables=said.enables,
        contact_role="Neighbourhood officer",
        contact_telephone="0121 496 0001",
        contact_address="Any library, at the front desk",
    )
    offer = offering.publish(commitment=made, by=cast.councillor, on=on)
    put = accepting.put(zone=zone, commitment=offer, by=cast.councillor, on=on)
    outcome = zone.outcomes.first()
    accepting.accept(acceptance=put, outcome=outcome, by=cast.councillor, on=on)


def _ask_for_signatures(zone: Zone, sketch: Sketch, cast: Cast, *, on: dt.date) -> None:
    partner: Organisation = getattr(cast, sketch.partner)
    for capacity, organisation in (
        (Capacity.COUNCIL, cast.council),
        (Capacity.PARTNER, partner),
        (Capacity.COMMUNITY, cast.park_friends),
    ):
        if capacity == Capacity.COMMUNITY and sketch.residents:
            continue
        signing.invite(
            zone=zone, capacity=capacity, organisation=organisation, by=cast.councillor, on=on
        )


def _sign(zone: Zone, sketch: Sketch, cast: Cast, *, on: dt.date) -> None:
    """Sign in all four capacities: some on line, some on paper."""
    people = {
        Capacity.COUNCIL: (cast.councillor, "Cabinet member for neighbourhoods"),
        Capacity.PARTNER: (cast.partner, "Director of partnerships"),
        Capacity.COMMUNITY: (cast.partner, "Secretary"),
    }
    for signature in zone.signatures.asked():
        by, role = people[Capacity(signature.capacity)]
        is_council = signature.capacity == Capacity.COUNCIL
        authority = {
            "authority": Signature.Authority.CABINET,
            "decided_on": on - 10 * DAYS,
            "decision_url": f"https://council.demo.example/decisions/{zone.reference.lower()}",
        }
        signing.sign(
            signature=signature,
            name=by.name,
            role=role,
            interests="None.",
            by=by,
            on=on,
            **(authority if is_council else {}),
        )
    on_paper = {"interests": "Lives in the zone.", "signed_on": on, "by": cast.councillor, "on": on}
    if sketch.residents:
        signing.record(
            zone=zone,
            capacity=Capacity.COMMUNITY,
            signatory=f"{sketch.residents} residents",
            residents=sketch.residents,
            name="",
            role="Residents who signed at the library",
            **on_paper,
        )
    signing.record(
        zone=zone,
        capacity=Capacity.LOCAL_LEADER,
        signatory=sketch.local_leader,
        name="Demo Leader",
        role=sketch.local_leader.split(",")[0],
        **on_paper,
    )
