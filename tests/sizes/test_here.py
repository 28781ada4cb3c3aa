"""What is at a place on a day: squares whose answers a reader can do in the head."""

import datetime as dt

import numpy as np
import pytest
import shapely
from django.db import connection

from groundwork import clock
from places.fuzzy import Band, membership, reach_of_width
from sizes import lifecycle
from sizes.boundaries import as_django, as_shapely
from sizes.here import answer, answer_for_area
from sizes.status import Status
from tests import factories as make
from tests.days import stand_on

pytestmark = pytest.mark.django_db
DAY = make.DAY


@pytest.fixture
def today():
    return clock.today()


@pytest.fixture
def zone():
    """A core of 0…100 and a reach of −100…200, declared today."""
    return make.declared_zone("Stirchley")


def sentence(place, *, on=None, label="this spot", **more):
    day = on or clock.today()
    return answer(place, on=day, **more).sentence(label, today=clock.today())


@pytest.mark.parametrize(
    ("x", "y", "degree", "band"),
    [
        (125, 50, 0.75, Band.CLOSE),
        (150, 50, 0.5, Band.MIDDLE),
        (175, 50, 0.25, Band.EDGE),
        (100, 50, 1, Band.CORE),
        (50, 50, 1, Band.CORE),
        (150, 150, 0.414214, Band.MIDDLE),
        (-50, 130, 0.461640, Band.MIDDLE),
    ],
)
def test_point_in_a_zone_has_its_membership_and_band(zone, today, x, y, degree, band):
    (standing,) = answer(make.spot(x, y), on=today).zones
    assert standing.zone == zone
    assert standing.membership == pytest.approx(degree, abs=5e-7)
    assert standing.band == band
    assert standing.status == Status.ACTIVE


@pytest.mark.parametrize(("x", "away"), [(200, 0), (201, 1), (700, 500)])
def test_point_on_or_past_the_outer_edge_is_just_outside(zone, today, x, away):
    found = answer(make.spot(x, 50), on=today)
    assert found.zones == ()
    (standing,) = found.just_outside
    assert standing.distance_m == pytest.approx(away)
    assert found.nearest == standing
    assert found.shown == (standing,)


@pytest.mark.parametrize(
    ("x", "words"),
    [
        (50, "This spot is in the core of Stirchley."),
        (150, "This spot is in the fringe of Stirchley, 50 m from its core."),
        (280, "This spot is in no zone, but just outside Stirchley, 80 m from its edge."),
        (700, "This spot is in no zone, but just outside Stirchley, 500 m from its edge."),
        (2500, "There is no zone at this spot today. The nearest is Stirchley, 2.3 km away."),
    ],
)
def test_answer_is_one_plain_sentence(zone, x, words):
    assert sentence(make.spot(x, 50)) == words


def test_sentence_names_the_place_and_the_day(today):
    past, coming = today - 40 * DAY, today + 40 * DAY
    make.declared_zone("Stirchley", on=past - DAY, starts_on=past - DAY)
    for day, start, verb in ((past, "On", "was"), (coming, "As things stand, on", "will be")):
        words = f"{start} {day.day} {day:%B %Y}, B30 2HA {verb} in the core of Stirchley."
        assert sentence(make.spot(50, 50), on=day, label="B30 2HA") == words


def test_sentence_for_a_day_to_come_does_not_promise(zone, today):
    coming = today + 40 * DAY
    words = sentence(make.spot(2500, 50), on=coming, label="B30 2HA")
    assert words.startswith(f"As things stand, there will be no zone at B30 2HA on {coming.day} ")


def test_sentence_where_there_is_no_zone_anywhere_says_so(today):
    assert sentence(make.spot(0, 0), label="B30 2HA") == (
        "There is no zone at B30 2HA today. No zone is running anywhere then."
    )
    assert answer(make.spot(0, 0), on=today).nearest is None


def test_zones_that_overlap_are_all_given_most_member_first(zone, today):
    make.declared_zone(
        "Cotteridge", core=make.square(140, 0), reach=make.square(100, -50, side=200)
    )
    found = answer(make.spot(130, 50), on=today)
    assert [s.zone.name for s in found.zones] == ["Cotteridge", "Stirchley"]
    assert found.sentence("this spot", today=today) == (
        "This spot is in the fringe of Cotteridge, 10 m from its core, "
        "and in the fringe of Stirchley, 30 m from its core."
    )


def test_zones_of_one_membership_are_given_by_name(today):
    for name in ("Beta", "Alpha", "Gamma"):
        make.declared_zone(name)
    found = answer(make.spot(50, 50), on=today)
    assert [s.zone.name for s in found.zones] == ["Alpha", "Beta", "Gamma"]
    assert found.sentence("this spot", today=today) == (
        "This spot is in the core of Alpha; in the core of Beta; and in the core of Gamma."
    )


def test_zone_is_not_there_before_the_day_it_starts(zone, today):
    assert answer(make.spot(50, 50), on=today - DAY).zones == ()
    assert answer(make.spot(50, 50), on=today).zones


def test_zone_is_over_once_its_grace_is(zone, today, settings):
    last = zone.target_on + settings.GRACE_DAYS * DAY
    (standing,) = answer(make.spot(50, 50), on=last).zones
    assert standing.status == Status.REVIEW_OVERDUE
    over = answer(make.spot(50, 50), on=last + DAY)
    assert (over.zones, over.nearest) == ((), None)


def test_zone_that_starts_later_is_told_apart(today):
    make.declared_zone("Later", starts_on=today + 10 * DAY)
    found = answer(make.spot(50, 50), on=today)
    assert found.zones == ()
    assert found.nearest is None
    assert [s.zone.name for s in found.starting] == ["Later"]
    assert answer(make.spot(5000, 50), on=today).starting == ()
    then = answer(make.spot(50, 50), on=today + 10 * DAY)
    assert [s.zone.name for s in then.zones] == ["Later"]


def test_proposal_is_told_apart_and_a_draft_not_at_all(today):
    make.proposed_zone("Proposed")
    make.ready_zone("A draft")
    found = answer(make.spot(150, 50), on=today)
    assert (found.zones, found.nearest) == ((), None)
    assert [(s.zone.name, s.membership) for s in found.proposed] == [("Proposed", 0.5)]
    assert answer(make.spot(150, 50), on=today - DAY).proposed == ()


def test_proposal_lies_where_its_latest_boundary_says(today):
    zone = make.proposed_zone("Moved")
    make.boundary(zone, make.square(1000, 0), make.square(900, -100, side=300))
    assert answer(make.spot(50, 50), on=today).proposed == ()
    assert answer(make.spot(1050, 50), on=today).proposed[0].band == Band.CORE


def test_withdrawn_proposal_is_not_told(today):
    zone = make.proposed_zone("Withdrawn")
    lifecycle.take("withdraw", zone=zone, by=make.councillor_of(zone), note="Not now.")
    assert answer(make.spot(50, 50), on=today).shown == ()


@pytest.mark.parametrize(
    ("x", "accuracy", "is_near"),
    [
        (50, 49, False),
        (50, 50, True),
        (150, 49, False),
        (195, 10, True),
        (210, 9, False),
        (210, 20, True),
        (105, 6, True),
        (150, 0, False),
        (100, 0, False),
    ],
)
def test_line_is_near_when_the_circle_of_error_crosses_it(zone, today, x, accuracy, is_near):
    found = answer(make.spot(x, 50), on=today, accuracy_m=accuracy)
    assert bool(found.near_line) == is_near


def test_nearest_is_the_nearest_and_only_of_zones_that_run(zone, today):
    make.proposed_zone("Only proposed", core=make.square(4900, 0), reach=make.square(4900, 0))
    make.declared_zone("Far", core=make.square(20_000, 0), reach=make.square(20_000, 0))
    nearest = answer(make.spot(6200, 50), on=today).nearest
    assert nearest.zone == zone
    assert nearest.distance_m == pytest.approx(6000)


PART_OF_A_WARD = (
    "All is in Stirchley: less than 1% of it in the core, 2% of it in the fringe, the rest outside."
)


@pytest.mark.parametrize(
    ("x", "side", "words"),
    [
        (10, 50, "All is in Stirchley: all of it in the core."),
        (-1000, 2000, PART_OF_A_WARD),
        (0, 200, "All is in Stirchley: 25% of it in the core, 75% of it in the fringe."),
        (110, 50, "All is in Stirchley: all of it in the fringe."),
        (200, 100, "All is in no zone, but just outside Stirchley, under 10 m from its edge."),
        (2200, 100, "There is no zone at all today. The nearest is Stirchley, 2.8 km away."),
    ],
)
def test_area_is_answered_for_as_a_whole(zone, today, x, side, words):
    area = make.area("Ward", shape=make.square(x, x, side=side))
    assert answer_for_area(area, on=today).sentence("all", today=today) == words


U = shapely.union_all(
    [shapely.box(0, 0, 900, 200), shapely.box(0, 0, 300, 800), shapely.box(600, 0, 900, 800)]
)
ODD = {
    "A U": (U, reach_of_width(U, 300)),
    "Crisp on one side": (U, reach_of_width(U, 300, crisp_into=shapely.box(900, -5e3, 5e3, 5e3))),
    "Two parts and a hole": (
        shapely.MultiPolygon([shapely.box(0, 0, 400, 400), shapely.box(800, 0, 1200, 400)]),
        shapely.box(-500, -500, 1700, 900).difference(shapely.box(500, 100, 700, 300)),
    ),
    "By hand": (
        shapely.box(0, 0, 100, 700),
        shapely.Polygon([(-30, -5), (500, -400), (1300, 900), (90, 760), (-10, 701)]),
    ),
}


@pytest.mark.promise
def test_database_and_python_agree_at_random_points_of_odd_shapes(today):
    chance = np.random.default_rng(11)
    shapes = {}
    for name, (core, reach) in ODD.items():
        core, reach = (shapely.transform(s, lambda xy: xy + make.CORNER) for s in (core, reach))
        zone = make.declared_zone(name, core=as_django(core), reach=as_django(reach))
        kept = zone.boundaries.get()
        shapes[name] = as_shapely(kept.core), as_shapely(kept.reach)
    points = chance.uniform((-700, -700), (1900, 1300), (250, 2))
    for x, y in points:
        spot = make.spot(float(x), float(y))
        found = {s.zone.name: s.membership for s in answer(spot, on=today).zones}
        for name, (core, reach) in shapes.items():
            expected = membership(core, reach, spot.x, spot.y)
            assert found.get(name, 0) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("number", [1, 20])
def test_answer_is_one_round_trip(today, number, django_assert_num_queries):
    for _ in range(number):
        make.declared_zone()
    with django_assert_num_queries(1):
        found = answer(make.spot(50, 50), on=today, accuracy_m=30)
        assert len([s.in_words for s in found.zones]) == number
    with django_assert_num_queries(1):
        assert answer(make.spot(5000, 50), on=today).nearest.zone.slug


def test_look_up_uses_the_index_of_the_reach(today, django_assert_num_queries):
    make.declared_zone()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
    with django_assert_num_queries(1) as captured:
        answer(make.spot(50, 50), on=today)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {captured.captured_queries[0]['sql']}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert plan.count("sizes_footprint_reach") == 2


def test_day_is_the_argument_and_never_the_clock(zone, monkeypatch):
    stand_on(monkeypatch, dt.date(1999, 1, 1))
    assert answer(make.spot(50, 50), on=zone.starts_on).zones
