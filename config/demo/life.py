"""What happened later with the zones of the demonstration: meetings, changes, reviews, ends."""

import datetime as dt

from config.demo.people import Cast
from config.demo.variations import STIRCHLEY
from groundwork import clock
from partners.models import Organisation, Service
from places.models import Area
from sizes import (
    afterwards,
    closing,
    copying,
    deciding,
    lifecycle,
    meetings,
    pre_election,
    reviewing,
    varying,
)
from sizes.amending.drafting import begin, change_dates, change_limits, change_outcomes, say_why
from sizes.amending.making import adjust, open_for_objection
from sizes.amending.objecting import object_to
from sizes.drafting import OutcomeGiven
from sizes.meetings import MeetingGiven, RecordGiven
from sizes.models import Acceptance, Afterwards, Meeting, Review, Variation, Zone

DAYS = dt.timedelta(days=1)
LADYWOOD = "Ladywood: first jobs"
REPAIRS = "Kings Heath: mend it, do not bin it"
BREAKFAST = "Weoley: breakfast before school"
Decision = Review.Decision


def let_life_go_on(cast: Cast) -> None:
    """Let the zones meet, change, be reviewed and end, on days counted from today."""
    _meet_in_stirchley(cast)
    _change_stirchley(cast)
    _review_ladywood(cast)
    _dissolve_repairs(cast)
    _mainstream_breakfast(cast)
    _set_a_period(cast)
    copying.copy_zone(
        zone=Zone.objects.get(name=REPAIRS), by=cast.resident, name="A repair café in our street"
    )


def _meeting(
    zone: Zone, cast: Cast, days: int, title: str, agenda: str, came: RecordGiven | None = None
) -> Meeting:
    """A meeting so many days from today, in the evening, and what came of it."""
    today = clock.today()
    given = MeetingGiven(
        title=title,
        held_on=today + days * DAYS,
        starts_at=dt.time(18, 30),
        ends_at=dt.time(20),
        place="The demo library, upstairs; there is a lift",
        agenda=agenda,
    )
    arranged_on = today + min(days, 0) * DAYS - 20 * DAYS
    made = meetings.arrange(zone=zone, given=given, by=cast.councillor, on=arranged_on)
    if came:
        made = meetings.record(
            meeting=made, given=came, by=cast.councillor, on=made.held_on + 2 * DAYS
        )
    return made


def _meet_in_stirchley(cast: Cast) -> None:
    zone = Zone.objects.get(name=STIRCHLEY)
    bodies: list[Organisation] = [cast.council, cast.health, cast.park_friends]
    _meeting(
        zone,
        cast,
        -40,
        "Budgets, assets, objectives and plans",
        "Who spends what here; which rooms stand empty; what each of us plans for spring.",
        RecordGiven(
            represented=bodies,
            others="Two walking groups, and eleven residents",
            notes="The health trust showed what it spends on missed appointments.",
            decisions="The friends of the park look after the shed key until May.",
        ),
    )
    _meeting(
        zone,
        cast,
        12,
        "Round table of all partners",
        "What the walks have shown; a second walk on Thursdays; the amendment of the limits.",
    )


def _change_stirchley(cast: Cast) -> None:
    """An adjustment that was made, and an amendment to which a signatory objects."""
    zone, today = Zone.objects.get(name=STIRCHLEY), clock.today()
    made = begin(zone=zone, by=cast.councillor, on=today - 45 * DAYS)
    change_outcomes(
        amendment=made,
        added=[
            OutcomeGiven(
                "People who cannot walk far have company, too.",
                "Visits a month by the walking groups",
                "none",
                "20",
            )
        ],
        by=cast.councillor,
    )
    change_dates(amendment=made, interim_reviews=[today + 120 * DAYS], by=cast.councillor)
    say_why(
        amendment=made,
        reason="The walks leave out those who cannot walk far. Two groups offered to visit.",
        by=cast.councillor,
    )
    made.refresh_from_db()
    adjust(amendment=made, by=cast.councillor, on=today - 44 * DAYS)
    opened = begin(zone=zone, by=cast.councillor, on=today - 8 * DAYS)
    change_limits(amendment=opened, longest_days=274, by=cast.councillor)
    say_why(
        amendment=opened,
        reason=(
            "Six months end in the middle of winter, when nobody comes to answer. Nine months let "
            "each difference be looked at in spring."
        ),
        by=cast.councillor,
    )
    opened.refresh_from_db()
    open_for_objection(amendment=opened, by=cast.councillor, on=today - 6 * DAYS)
    opened.refresh_from_db()
    object_to(
        amendment=opened,
        signature=zone.signatures.get(organisation=cast.park_friends),
        why="Nine months is a whole growing season. We signed for six.",
        by=cast.partner,
        on=today - 3 * DAYS,
    )


def _review_ladywood(cast: Cast) -> None:
    """Its review is open, met upon, and not decided yet."""
    zone, today = Zone.objects.get(name=LADYWOOD), clock.today()
    lifecycle.take(
        "open_review",
        zone=zone,
        by=cast.councillor,
        on=today - 30 * DAYS,
        note="Two years are nearly over.",
    )
    met = _meeting(
        zone,
        cast,
        -9,
        "Review of the zone",
        "What the sixty starts were worth, and what becomes of the work trials.",
        RecordGiven(
            represented=[cast.council, cast.health],
            others="Four employers, and nine young people",
            decisions="To write down what was learned, and decide by the end of the month.",
        ),
    )
    given = deciding.ReviewGiven(
        meeting=met,
        findings="Forty-one young people started a first job; the target was sixty.",
    )
    deciding.write(zone=zone, given=given, by=cast.councillor, on=today - 5 * DAYS)


def _difference(zone: Zone, cast: Cast, *, title: str, normal: str, here: str, days: int) -> None:
    """Something different in a zone under its first commitment, since so many days from today."""
    on = clock.today() + days * DAYS
    given = varying.VariationGiven(
        service=Service.objects.get(slug="community-centres-and-halls"),
        title=title,
        normal_rule=normal,
        rule_here=here,
        why="It is what people asked for.",
        who_is_affected="Everyone who lives in the zone.",
        who_could_be_worse_off="Nobody that we know of; tell us.",
        why_no_assessment="Nobody loses a service.",
        limit="As long as the zone runs.",
        starts_on=on,
        fringe=Variation.Fringe.INCLUDED,
        answers_role="Neighbourhood officer",
        answers_telephone="0121 496 0001",
        how_to_object="Ring, or tell the front desk of any library.",
    )
    acceptance = Acceptance.objects.get(zone=zone)
    made = varying.propose(acceptance=acceptance, given=given, by=cast.councillor, on=on - 5 * DAYS)
    varying.agree(variation=made, by=cast.councillor, on=on - 3 * DAYS)


def _end(zone: Zone, cast: Cast, decision: str, given: dict[str, str], *, days: int) -> None:
    """Review the zone, write its closing page, and end it so many days from today."""
    on = clock.today() + days * DAYS
    lifecycle.take("open_review", zone=zone, by=cast.councillor, on=on - 40 * DAYS)
    met = _meeting(
        zone,
        cast,
        days - 12,
        "Review of the zone",
        "What was tried, what it cost, and what becomes of it.",
        RecordGiven(represented=[cast.council], decisions=given["decisions"]),
    )
    review = deciding.ReviewGiven(
        meeting=met,
        findings=given["findings"],
        decision=decision,
        reason=given["reason"],
        effect=given["effect"],
    )
    deciding.write(zone=zone, given=review, by=cast.councillor, on=on - 4 * DAYS)
    texts = {name: given[name] for name in reviewing.PAGES}
    closing.write(zone=zone, texts=texts, by=cast.councillor, on=on - 3 * DAYS)
    lifecycle.take(decision, zone=zone, by=cast.councillor, on=on, note=given["reason"])


def _dissolve_repairs(cast: Cast) -> None:
    zone = Zone.objects.get(name=REPAIRS)
    _difference(
        zone,
        cast,
        title="Repairs in the library on Saturdays",
        normal="Libraries are for reading and borrowing.",
        here="On Saturdays neighbours mend things in the library’s back room.",
        days=-560,
    )
    _end(
        zone,
        cast,
        Decision.DISSOLVE,
        {
            "decisions": "To dissolve the zone, and say why.",
            "findings": "Two hundred things were mended, nearly all in the first year.",
            "reason": "The three people who could mend things moved away, and nobody followed.",
            "effect": "The library’s back room is a reading room again. The tools can be borrowed.",
            "tried": "A repair café every Saturday, with tools that the council had in store.",
            "changed": "Two hundred and six things were mended. Neighbours met who never had.",
            "failed": "Everything hung on three people. We never taught anybody to follow them.",
            "cost": "£1,140 for insurance and tea, and about nine hundred hours of people’s time.",
            "lessons": "Begin by teaching. A repair café without learners ends with its teachers.",
        },
        days=-14,
    )


def _mainstream_breakfast(cast: Cast) -> None:
    zone = Zone.objects.get(name=BREAKFAST)
    _difference(
        zone,
        cast,
        title="School halls open from seven",
        normal="School halls open at half past eight.",
        here="Halls open at seven, and whoever comes gets breakfast.",
        days=-500,
    )
    _end(
        zone,
        cast,
        Decision.MAINSTREAM,
        {
            "decisions": "To make it normal practice in all schools that want it.",
            "findings": "Lateness fell by a third in the two schools that took part.",
            "reason": "It works, it costs little, and eleven more schools have asked for it.",
            "effect": "Any school may open its hall from seven, from the summer term on.",
            "tried": "Two school halls opened at seven, with breakfast for whoever came.",
            "changed": "Lateness fell by a third. Parents talk with teachers at the door.",
            "failed": "Fresh fruit was thrown away in the first months. Now it is ordered weekly.",
            "cost": "£2.10 a breakfast, of which shops gave most.",
            "lessons": "Ask the caretakers first. It is their morning that changes most.",
        },
        days=-60,
    )
    (variation,) = Variation.objects.filter(acceptance__zone=zone)
    afterwards.say(
        variation=variation,
        what=Afterwards.What.NEW_NORMAL,
        words="From the summer term on, in every school that wants it.",
        by=cast.councillor,
        on=clock.today() - 50 * DAYS,
    )


def _set_a_period(cast: Cast) -> None:
    """A pre-election period to come, so that officers see what one looks like."""
    today = clock.today()
    pre_election.set_period(
        council=cast.council,
        area=Area.objects.get(kind=Area.Kind.DISTRICT, reference="demo-city"),
        election="Demo local elections",
        starts_on=today + 130 * DAYS,
        ends_on=today + 166 * DAYS,
        by=cast.officer,
    )
