"""Whether a variation covers a place: every case as a row of a table, in words and in one word."""

import datetime as dt

import pytest
from django.conf import settings

from groundwork import clock
from sizes import conflicts, here
from sizes.covering import Tense, in_zone, variations_at
from sizes.models import Variation
from sizes.status import State
from sizes.variation_status import VariationStatus
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = make.DAY

# The core is 0…100 and the reach −100…200, both ways. Spots lie 50 m north of the corner.
CORE, FRINGE, OUTSIDE = 50, 150, 280
WEST, EAST = make.square(0, 0, side=40), make.square(120, 0, side=60)  # parts of core and fringe
IN_WEST = 20


def covered_at(x, *, on=None, y=20):
    on = on or clock.today()
    place = make.spot(x, y)
    standings = here.answer(place, on=on)
    zones = (*standings.zones, *standings.just_outside, *standings.starting)
    return variations_at(place, on=on, zones=zones)


def accepted(zone, on):
    """An acceptance that the zone gave on a day in the past."""
    offer = make.commitment(make.organisation(), published_on=on)
    return make.acceptance(zone, offer, on=on)


YOU_ARE_IN = "You are covered: you are in the main area."
ASK = "Ask: you are 50 m outside the main area."
FRINGE_TOO = (
    "You are covered: you are 50 m outside the main area, and this holds in the fringe too."
)
CORE_ONLY = "Not covered: you are 50 m outside the main area, and this holds only in the main area."
NOT_THEN = CORE_ONLY.replace("Not covered: you are", "You were not covered: you were")
BEYOND = "Not covered: you are 80 m outside the zone."
IN_PART = "You are covered: you are in the part of the zone where this holds."
NOT_IN_WEST = "Not covered: you are 10 m outside the part of the zone where this holds."
FRINGE_NOT_IN_WEST = "Not covered: you are 110 m outside the part of the zone where this holds."


@pytest.mark.parametrize(
    ("x", "fringe", "area", "cover", "sentence", "distance_m"),
    [
        (CORE, "included", None, "included", YOU_ARE_IN, 0),
        (CORE, "ask", None, "included", YOU_ARE_IN, 0),
        (CORE, "not_included", None, "included", YOU_ARE_IN, 0),
        (FRINGE, "included", None, "included", FRINGE_TOO, 0),
        (FRINGE, "ask", None, "ask", ASK, 50),
        (FRINGE, "not_included", None, "not_included", CORE_ONLY, 50),
        (OUTSIDE, "included", None, "not_included", BEYOND, 80),
        (OUTSIDE, "ask", None, "not_included", BEYOND, 180),
        (OUTSIDE, "not_included", None, "not_included", BEYOND, 180),
        (IN_WEST, "included", WEST, "included", IN_PART, 0),
        (IN_WEST, "ask", WEST, "included", IN_PART, 0),
        (IN_WEST, "not_included", WEST, "included", IN_PART, 0),
        (CORE, "included", WEST, "not_included", NOT_IN_WEST, 10),
        (CORE, "ask", WEST, "not_included", NOT_IN_WEST, 10),
        (CORE, "not_included", WEST, "not_included", NOT_IN_WEST, 10),
        (FRINGE, "included", WEST, "not_included", FRINGE_NOT_IN_WEST, 110),
        (FRINGE, "ask", WEST, "not_included", FRINGE_NOT_IN_WEST, 110),
        (FRINGE, "included", EAST, "included", FRINGE_TOO, 0),
        (FRINGE, "ask", EAST, "ask", ASK, 50),
        (FRINGE, "not_included", EAST, "not_included", CORE_ONLY, 50),
        (OUTSIDE, "included", EAST, "not_included", BEYOND, 100),
    ],
)
def test_cover_is_that_of_the_place_and_the_rule(x, fringe, area, cover, sentence, distance_m):
    make.variation(make.declared_zone(), fringe=fringe, area=area)
    (covered,) = covered_at(x)
    assert (covered.cover, covered.sentence) == (cover, sentence)
    assert covered.distance_m == pytest.approx(distance_m, abs=0.1)


def test_spot_on_the_edge_of_the_own_area_is_in_it():
    make.variation(make.declared_zone(), area=WEST)
    (covered,) = covered_at(40)
    assert covered.cover == "included"


# A ward by its lower left corner and side, the fringe rule, and what is said of it.
ALL_IN = "It is covered: it is in the main area, all of it."


@pytest.mark.parametrize(
    ("corner", "side", "fringe", "area", "cover", "sentence"),
    [
        (0, 100, "ask", None, "included", ALL_IN),
        (0, 200, "ask", None, "ask", "Ask: it is only for 25% in the main area."),
        (0, 200, "not_included", None, "ask", "Ask: it is only for 25% in the main area."),
        (
            *(0, 200, "included", None, "included"),
            "It is covered: it is in the zone, all of it, and this holds in the fringe too.",
        ),
        (100, 100, "ask", None, "ask", "Ask: it is outside the main area."),
        (
            *(100, 100, "not_included", None, "not_included"),
            "Not covered: it is outside the main area, and this holds only in the main area.",
        ),
        (100, 200, "included", None, "ask", None),
        (0, 40, "ask", WEST, "included", ALL_IN),
        (
            *(50, 50, "ask", WEST, "not_included"),
            "Not covered: it is outside the part of the zone where this holds.",
        ),
        (
            *(0, 80, "ask", WEST, "ask"),
            "Ask: it is only for 25% in the part of the zone where this holds.",
        ),
        (200, 100, "ask", None, None, None),
    ],
)
def test_cover_of_an_area_is_of_all_of_it(corner, side, fringe, area, cover, sentence):
    make.variation(make.declared_zone(), fringe=fringe, area=area)
    ward = make.area(shape=make.square(corner, corner, side=side))
    on = clock.today()
    found = variations_at(ward, on=on, zones=here.answer_for_area(ward, on=on).zones)
    if cover is None:
        assert found == []
        return
    assert found[0].cover == cover
    if sentence:
        assert found[0].sentence == sentence


@pytest.mark.parametrize(
    ("tense", "cover", "words"),
    [
        (Tense.PAST, "included", "You were covered: you were in the main area."),
        (Tense.FUTURE, "included", "You will be covered: you will be in the main area."),
        (Tense.PAST, "ask", "You had to ask: you were 50 m outside the main area."),
        (Tense.FUTURE, "ask", "You will have to ask: you will be 50 m outside the main area."),
        (Tense.PAST, "not_included", NOT_THEN),
    ],
)
def test_another_day_is_spoken_of_in_its_tense(tense, cover, words):
    today = clock.today()
    zone = make.declared_zone(on=today - 20 * DAY, starts_on=today - 10 * DAY)
    begun = today - 10 * DAY
    make.variation(zone, under=accepted(zone, begun), on=begun, fringe=cover)
    on = today + (10 * DAY if tense == Tense.FUTURE else -5 * DAY)
    (covered,) = covered_at(CORE if cover == "included" else FRINGE, on=on)
    assert covered.status == VariationStatus.CURRENT
    assert covered.sentence == words


@pytest.mark.parametrize(
    ("days", "status"),
    [
        (-1, None),
        (0, VariationStatus.COMING),
        (4, VariationStatus.COMING),
        (5, VariationStatus.CURRENT),
        (29, VariationStatus.CURRENT),
        (30, VariationStatus.ENDED),
    ],
)
def test_status_follows_the_day_that_is_asked_about(days, status):
    today = clock.today()
    zone = make.declared_zone(on=today, starts_on=today)
    make.variation(zone, starts_on=today + 5 * DAY, ends_on=today + 30 * DAY)
    found = covered_at(CORE, on=today + days * DAY)
    assert [each.status for each in found] == ([status] if status else [])


def test_what_is_only_proposed_is_told_to_nobody():
    zone = make.declared_zone()
    make.variation(zone, agreed=False)
    assert covered_at(CORE) == []
    assert not in_zone(zone, on=clock.today())


def test_zone_that_lies_elsewhere_on_the_day_covers_nobody_here():
    zone = make.declared_zone()
    make.variation(zone)
    zone.boundaries.update(ends_on=clock.today() + 5 * DAY)
    assert [each.cover for each in covered_at(CORE, on=clock.today() + 4 * DAY)] == ["included"]
    assert covered_at(CORE, on=clock.today() + 5 * DAY) == []


def test_paused_one_keeps_its_cover_and_says_that_it_is_paused():
    zone = make.declared_zone()
    variation = make.variation(zone)
    paused_on = clock.today() + 3 * DAY
    Variation.objects.filter(pk=variation.pk).update(paused_on=paused_on, why_paused="Ice.")
    assert covered_at(CORE)[0].status == VariationStatus.CURRENT
    (covered,) = covered_at(CORE, on=paused_on)
    assert (covered.status, covered.cover) == (VariationStatus.PAUSED, "included")


def test_where_zones_overlap_all_their_variations_are_given_in_the_order_of_the_zones():
    one, other = make.declared_zone("One"), make.declared_zone("Other", core=make.square(40))
    for zone in (one, other):
        make.variation(zone, title=f"of {zone.name}")
    found = covered_at(20)
    assert [(each.variation.title, each.cover) for each in found] == [
        ("of One", "included"),
        ("of Other", "ask"),
    ]


def test_zone_sorts_its_variations_by_what_they_are_on_the_day():
    today = clock.today()
    zone = make.declared_zone(on=today - 50 * DAY, starts_on=today - 50 * DAY)
    begun = {"on": today - 40 * DAY, "under": accepted(zone, today - 40 * DAY)}
    make.variation(zone, title="current", **begun)
    make.variation(zone, title="coming", starts_on=today + DAY)
    make.variation(zone, title="ended", ends_on=today, **begun)
    paused = make.variation(zone, title="paused", **begun)
    Variation.objects.filter(pk=paused.pk).update(paused_on=today, why_paused="Ice.")
    found = in_zone(zone, on=today)
    for name in ("current", "coming", "ended", "paused"):
        assert [each.title for each in getattr(found, name)] == [name]


@pytest.mark.promise
@pytest.mark.parametrize("number", [1, 50])
def test_all_that_holds_at_a_place_is_read_in_one_query(number, django_assert_num_queries):
    zone = make.declared_zone()
    accepted = make.acceptance(zone)
    for _ in range(number):
        make.variation(zone, under=accepted, area=WEST)
    place, on = make.spot(CORE, 20), clock.today()
    zones = here.answer(place, on=on).zones
    with django_assert_num_queries(1):
        found = variations_at(place, on=on, zones=zones)
        assert len([each.sentence for each in found]) == number
    with django_assert_num_queries(0):
        assert variations_at(place, on=on, zones=()) == []


def test_none_outlives_its_zone():
    zone = make.declared_zone()
    make.variation(zone)
    last = zone.target_on
    assert covered_at(CORE, on=last)[0].status == VariationStatus.CURRENT
    grace_over = last + settings.GRACE_DAYS * DAY
    assert covered_at(CORE, on=last + DAY)[0].status == VariationStatus.CURRENT
    assert covered_at(CORE, on=grace_over)[0].status == VariationStatus.CURRENT
    assert covered_at(CORE, on=grace_over + DAY) == []
    assert zone.state == State.DECLARED
    assert last > dt.date(2000, 1, 1)


def conflicting(*, decided="", **other_zone):
    """Two zones that overlap and differ about one service; which one holds, if it was decided."""
    one, other = make.declared_zone("One"), make.declared_zone("Other", **other_zone)
    ours = make.variation(one, rule_here="Open until nine.", fringe="included")
    theirs = make.variation(other, rule_here="Open until ten.")
    if decided:
        councillor = make.councillor_of(one)
        resolver = one.participants.first().organisation
        holds = {"One": ours, "Other": theirs}.get(decided)
        conflicts.answer(
            first=ours,
            second=theirs,
            note="The later one suits both.",
            by=councillor,
            holds=holds,
            resolver=None if holds else resolver,
        )


ELSEWHERE = {"core": make.square(900), "reach": make.square(800, side=900)}
UNDECIDED = (
    "Ask: you are in two zones that differ about this, and it is not decided which rule holds."
)


@pytest.mark.parametrize(
    ("decided", "other_zone", "x", "covers"),
    [
        ("", {}, CORE, {"One": "ask", "Other": "ask"}),
        ("a lead", {}, CORE, {"One": "ask", "Other": "ask"}),
        ("One", {}, CORE, {"One": "included", "Other": "not_included"}),
        ("Other", {}, CORE, {"One": "not_included", "Other": "included"}),
        ("Other", {"core": make.square(80, 80, side=10)}, CORE, {"One": "ask", "Other": "ask"}),
        (
            "",
            {"core": make.square(900), "reach": make.square(800, side=900)},
            CORE,
            {"One": "included"},
        ),
    ],
)
def test_where_zones_differ_the_cover_is_as_was_decided(decided, other_zone, x, covers):
    conflicting(decided=decided, **other_zone)
    found = covered_at(x)
    assert {each.zone.name: each.cover for each in found} == covers
    if decided == "":
        wanted = UNDECIDED if len(covers) > 1 else YOU_ARE_IN
        assert {each.sentence for each in found} == {wanted}
    if covers["One"] == "not_included":
        not_ours = next(each for each in found if each.zone.name == "One")
        assert not_ours.sentence == (
            "Not covered: you are in two zones that differ about this, and the rule of Other holds."
        )
