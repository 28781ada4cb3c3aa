"""What is different in the zones of the demonstration, under offers that they took up."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from config.demo.offers import GATES, WALKS
from config.demo.people import Cast
from groundwork import clock
from partners import offering
from partners.models import Commitment, Organisation, Service, Theme
from sizes import accepting, varying
from sizes.models import Acceptance, Variation, Zone

Fringe = Variation.Fringe
DAYS = dt.timedelta(days=1)
STIRCHLEY = "Stirchley and Cotteridge: health and well-being"
HIGH_STREET = "Pershore Road: a high street that stays open"
LEADERS = "Teach anyone to lead a walk"
HALLS = "Keep halls open later for neighbours"


@dataclass(frozen=True)
class VariationSketch:
    """Something different, as it says itself; `words` are those of `varying.VariationGiven`."""

    zone: str
    offer: str
    by: str
    service: str
    starts: int
    ends: int | None
    words: dict[str, Any]
    agreed: int | None
    paused: tuple[int, str] | None = None
    ended: tuple[int, str] | None = None


SKETCHES = (
    VariationSketch(
        zone=STIRCHLEY,
        offer=WALKS,
        by="partner",
        service="gp-and-community-health-services",
        starts=-90,
        ends=60,
        agreed=-95,
        words={
            "title": "See the nurse on a walk",
            "normal_rule": "A nurse sees you in a clinic or at home.",
            "rule_here": "A nurse may see you on the Tuesday walk, if you would rather.",
            "why": "People who never come to the clinic do come to a walk with neighbours.",
            "who_is_affected": "Adults who are registered with a practice in the zone.",
            "who_could_be_worse_off": (
                "People who cannot walk far: they keep the clinic and the home visit."
            ),
            "equality_assessment": "https://health.demo.example/walks-equality.html",
            "limit": "Tuesdays only, and never instead of a visit that somebody asks for.",
            "fringe": Fringe.INCLUDED,
            "answers_role": "Community nurse team",
            "answers_telephone": "0121 496 0002",
            "how_to_opt_out": "Say that you would rather come to the clinic.",
            "how_to_object": "Ring the nurse team, or tell the front desk of any library.",
        },
    ),
    VariationSketch(
        zone=STIRCHLEY,
        offer=GATES,
        by="councillor",
        service="parks-and-open-spaces",
        starts=-60,
        ends=110,
        agreed=-62,
        words={
            "title": "Park gates open from six",
            "normal_rule": "Park gates open at eight.",
            "rule_here": "The friends of the park open the gate from six, on any day.",
            "why": "People want to walk before work, and the gate is what stops them.",
            "who_is_affected": "Everyone who uses the park, and those who live beside its gate.",
            "who_could_be_worse_off": "Neighbours of the gate may hear it earlier.",
            "why_no_assessment": "The park opens to everyone, earlier; nobody loses anything.",
            "limit": "Not before six, and only where somebody was shown how.",
            "fringe": Fringe.ASK,
            "answers_role": "Parks duty officer",
            "answers_telephone": "0121 496 0001",
            "answers_place": "Any library, at the front desk",
            "how_to_object": "Ring the parks duty officer. Two complaints about noise stop it.",
        },
    ),
    VariationSketch(
        zone=STIRCHLEY,
        offer=LEADERS,
        by="partner",
        service="public-health",
        starts=-45,
        ends=120,
        agreed=-47,
        paused=(-3, "Branches came down in the storm. We look at every path first."),
        words={
            "title": "Walks led by anyone who came three times",
            "normal_rule": "Only members of the group lead the Saturday walks.",
            "rule_here": "Anyone who came three times may lead one, with a member behind.",
            "why": "There are more people who want to walk than members who can lead.",
            "who_is_affected": "People who come to the walks.",
            "who_could_be_worse_off": "Nobody: the Saturday walk stays as it is.",
            "why_no_assessment": "Walks are added and none is taken away.",
            "limit": "At most fifteen people, and on paths that were walked before.",
            "fringe": Fringe.INCLUDED,
            "answers_role": "Whoever opens the gate",
            "answers_place": "The park gate, Saturdays at 10",
            "how_to_object": "Say so at the park gate on a Saturday.",
        },
    ),
    VariationSketch(
        zone=STIRCHLEY,
        offer=WALKS,
        by="partner",
        service="public-health",
        starts=30,
        ends=150,
        agreed=-2,
        words={
            "title": "Winter jabs at the park gate",
            "normal_rule": "Winter jabs are given in a clinic, by appointment.",
            "rule_here": "They are given at the park gate on the first Saturday, without one.",
            "why": "A third of those who are invited never come to the clinic.",
            "who_is_affected": "People who are offered a winter jab.",
            "who_could_be_worse_off": "Nobody: the clinic goes on as it is.",
            "why_no_assessment": "It is one more place, and none is closed.",
            "limit": "The first Saturday of a month, and eighty people at most.",
            "fringe": Fringe.INCLUDED,
            "answers_role": "Community nurse team",
            "answers_telephone": "0121 496 0002",
            "how_to_object": "Ring the nurse team.",
        },
    ),
    VariationSketch(
        zone=STIRCHLEY,
        offer=HALLS,
        by="councillor",
        service="community-centres-and-halls",
        starts=-30,
        ends=120,
        agreed=-32,
        words={
            "title": "Halls open until ten",
            "normal_rule": "Council halls close at eight.",
            "rule_here": "Council halls close at ten on weekdays.",
            "why": "Young people have nowhere to go on weekday evenings.",
            "who_is_affected": "Groups that meet in the halls, and their neighbours.",
            "who_could_be_worse_off": "Neighbours who go to bed early.",
            "why_no_assessment": "Opening longer takes nothing from anyone.",
            "limit": "Weekdays, and no music after nine.",
            "fringe": Fringe.ASK,
            "answers_role": "Neighbourhood officer",
            "answers_telephone": "0121 496 0001",
            "answers_place": "Any library, at the front desk",
            "how_to_object": "Tell the front desk of any library.",
        },
    ),
    VariationSketch(
        zone=HIGH_STREET,
        offer=HALLS,
        by="councillor",
        service="community-centres-and-halls",
        starts=-40,
        ends=None,
        agreed=-41,
        words={
            "title": "Halls open as long as the shops",
            "normal_rule": "Council halls close at eight.",
            "rule_here": "Council halls close at nine, and on Thursdays at eleven.",
            "why": "Shops and halls that are open together bring each other people.",
            "who_is_affected": "Groups that meet in the halls, and their neighbours.",
            "who_could_be_worse_off": "Neighbours, on Thursdays.",
            "why_no_assessment": "Opening longer takes nothing from anyone.",
            "limit": "One late night a week.",
            "fringe": Fringe.NOT_INCLUDED,
            "answers_role": "Neighbourhood officer",
            "answers_telephone": "0121 496 0001",
            "how_to_object": "Tell the front desk of any library.",
        },
    ),
    VariationSketch(
        zone=STIRCHLEY,
        offer=GATES,
        by="councillor",
        service="parks-and-open-spaces",
        starts=-150,
        ends=-10,
        agreed=-155,
        ended=(-100, "The barrier of the car park broke, and the money went to mend it."),
        words={
            "title": "Car park of the park free before nine",
            "normal_rule": "The car park costs a pound an hour.",
            "rule_here": "It is free until nine.",
            "why": "People who come early stay for the walk.",
            "who_is_affected": "People who drive to the park.",
            "who_could_be_worse_off": "Neighbours, if more people drive.",
            "why_no_assessment": "A charge is lifted and none is added.",
            "limit": "Before nine only.",
            "fringe": Fringe.INCLUDED,
            "answers_role": "Parks duty officer",
            "answers_telephone": "0121 496 0001",
            "how_to_object": "Ring the parks duty officer.",
        },
    ),
    VariationSketch(
        zone=STIRCHLEY,
        offer=LEADERS,
        by="partner",
        service="parks-and-open-spaces",
        starts=20,
        ends=120,
        agreed=None,
        words={
            "title": "Walks on every day of the week",
            "normal_rule": "Guided walks are on Saturdays.",
            "rule_here": "There is a guided walk on every day, if somebody leads it.",
            "why": "Nurses send people who work on Saturdays.",
            "who_is_affected": "People who come to the walks.",
            "who_could_be_worse_off": "Nobody: the Saturday walk stays.",
            "limit": "One walk a day, in daylight.",
            "fringe": Fringe.ASK,
            "answers_role": "Whoever opens the gate",
            "answers_place": "The park gate, Saturdays at 10",
            "how_to_object": "Say so at the park gate on a Saturday.",
        },
    ),
)

TAKEN_UP: Sequence[tuple[str, str, str, int]] = (
    (STIRCHLEY, WALKS, "partner", -190),
    (STIRCHLEY, GATES, "councillor", -185),
    (STIRCHLEY, LEADERS, "partner", -160),
    (STIRCHLEY, HALLS, "councillor", -50),
    (HIGH_STREET, HALLS, "councillor", -48),
)


def make_variations(cast: Cast, offers: dict[str, Commitment]) -> None:
    """Put the offers to the zones, accept them, and make each sketch into a variation."""
    today = clock.today()
    offers = offers | {HALLS: _halls(cast)}
    accepted: dict[tuple[str, str], Acceptance] = {}
    for name, title, by, days in TAKEN_UP:
        day, zone = today + days * DAYS, Zone.objects.get(name=name)
        put = accepting.put(zone=zone, commitment=offers[title], by=getattr(cast, by), on=day)
        accepted[name, title] = accepting.accept(
            acceptance=put, outcome=zone.outcomes.first(), by=cast.councillor, on=day + 2 * DAYS
        )
    for sketch in SKETCHES:
        _make(sketch, cast, accepted[sketch.zone, sketch.offer])
    _account(cast, accepted)
    brookside = Zone.objects.get(name="Brookside Tower: warm and in touch")
    accepting.put(zone=brookside, commitment=offers[WALKS], by=cast.partner, on=today - 4 * DAYS)


def _account(cast: Cast, accepted: dict[tuple[str, str], Acceptance]) -> None:
    """What the partners said since about keeping their word."""
    today = clock.today()
    accepting.keep(
        acceptance=accepted[STIRCHLEY, WALKS],
        by=cast.partner,
        note="Nineteen people walked with the nurse last month.",
        on=today - 20 * DAYS,
    )
    accepting.vary(
        acceptance=accepted[STIRCHLEY, GATES],
        how="The gate by the railway stays shut until eight: its lock is the railway’s.",
        by=cast.councillor,
        on=today - 55 * DAYS,
    )


def _halls(cast: Cast) -> Commitment:
    council: Organisation = cast.council
    made = offering.draft(
        organisation=council,
        by=cast.councillor,
        themes=Theme.objects.filter(slug__in=("health-and-well-being", "high-streets")),
        services=Service.objects.filter(slug="community-centres-and-halls"),
        title=HALLS,
        verb=Commitment.Verb.CHANGE,
        subject=Commitment.Subject.ASSETS,
        normal_now="Council halls close at eight, because the caretaker goes home.",
        instead="A hall may stay open later where neighbours hold a key.",
        enables="Groups that have no room of their own can meet after work.",
        contact_role="Neighbourhood officer",
        contact_telephone="0121 496 0001",
        contact_address="Any library, at the front desk",
        is_standing=True,
    )
    day = clock.today() - 55 * DAYS
    return offering.publish(commitment=made, by=cast.councillor, on=day)


def _make(sketch: VariationSketch, cast: Cast, acceptance: Acceptance) -> None:
    today, by = clock.today(), getattr(cast, sketch.by)
    given = varying.VariationGiven(
        service=Service.objects.get(slug=sketch.service),
        starts_on=today + sketch.starts * DAYS,
        ends_on=today + sketch.ends * DAYS if sketch.ends is not None else None,
        **sketch.words,
    )
    proposed_on = today + (min(sketch.agreed if sketch.agreed is not None else 0, 0) - 3) * DAYS
    made = varying.propose(acceptance=acceptance, given=given, by=by, on=proposed_on)
    if sketch.agreed is not None:
        made = varying.agree(variation=made, by=by, on=today + sketch.agreed * DAYS)
    if sketch.paused:
        days, why = sketch.paused
        varying.pause(variation=made, why=why, by=by, on=today + days * DAYS)
    if sketch.ended:
        days, why = sketch.ended
        varying.end(variation=made, why=why, by=by, on=today + days * DAYS)
