"""What a shape amounts to, on squares of 100 m whose sums a reader can do in the head."""

import pytest
import shapely
from django.contrib.gis.geos import Point
from django.utils import timezone

from places.models import Postcode
from sizes.reckoning import areas_beside, reckon, whereabouts
from sizes.status import Status
from tests import factories as make

pytestmark = pytest.mark.django_db
X, Y = make.CORNER
CORE = shapely.box(X, Y, X + 100, Y + 100)
REACH = shapely.box(X - 100, Y - 100, X + 200, Y + 200)


def postcode(code: str, x: float, y: float) -> None:
    Postcode.objects.create(code=code, point=Point(X + x, Y + y, srid=27700))


@pytest.fixture
def zone():
    return make.draft(by=make.person())


@pytest.fixture
def anyone():
    return make.person()


def test_sizes_and_postcodes_are_those_of_core_and_fringe(zone, anyone):
    for code, x in [("B11AA", 50), ("B11AB", 100), ("B11AC", 150), ("B11AD", 201)]:
        postcode(code, x, 50)
    found = reckon(CORE, REACH, zone=zone, person=anyone)
    assert (found.core_m2, found.fringe_m2) == (10_000, 80_000)
    assert (found.core_postcodes, found.fringe_postcodes) == (2, 1)
    assert found.words()[:2] == [
        "Core: 1 hectare, 2 postcodes.",
        "Fringe: 8 hectares, 1 postcode.",
    ]


def test_words_say_so_when_there_is_no_fringe(zone, anyone):
    words = reckon(CORE, CORE, zone=zone, person=anyone).words()
    assert "No fringe: the edge is crisp all round." in words
    assert "It touches no ward or other area that we know of." in words


def test_areas_touched_are_named_with_how_much_of_each(zone, anyone):
    make.area("Whole", shape=make.square())
    make.area("Half", shape=make.square(50, 0))
    make.area("Beside", shape=make.square(150))
    make.area("Only meeting at a line", shape=make.square(200))
    make.area("Far", shape=make.square(5_000))
    make.area("Numbers", kind="statistical")
    found = reckon(CORE, REACH, zone=zone, person=anyone)
    assert [area.name for area in found.areas] == ["Whole", "Half", "Beside"]
    whole, half, beside = found.areas
    assert (whole.core_share, whole.fringe_share) == (1, 0)
    assert (half.core_share, half.fringe_share) == pytest.approx((0.5, 0.5))
    assert (beside.core_share, beside.fringe_share) == pytest.approx((0, 0.5))
    assert found.words()[2:] == [
        "The core takes in all of Whole and Half (50% in the core, 50% in the fringe).",
        "Only the fringe touches Beside (50% of it).",
    ]


def test_areas_of_other_days_are_left_out(zone, anyone):
    today = timezone.localdate()
    make.area("Was", ends_on=today)
    make.area("Is", starts_on=today)
    names = [area.name for area in reckon(CORE, REACH, zone=zone, person=anyone).areas]
    assert names == ["Is"]
    before = reckon(CORE, REACH, zone=zone, person=anyone, on=today - make.DAY)
    assert [area.name for area in before.areas] == ["Was"]


def test_other_zones_are_named_when_the_person_may_see_them(zone, anyone):
    stranger = make.person()
    make.boundary(zone)
    make.declared_zone("Declared")
    make.proposed_zone("Proposed", core=make.square(120), reach=make.square(120))
    make.boundary(make.draft("Secret", by=stranger))
    make.declared_zone("Far", core=make.square(5_000), reach=make.square(5_000))
    found = reckon(CORE, REACH, zone=zone, person=anyone)
    assert [(each.name, each.status, each.shared_m2) for each in found.overlaps] == [
        ("Declared", Status.ACTIVE, 90_000),
        ("Proposed", Status.OPEN_FOR_SIGNATURES, 8_000),
    ]
    assert "It overlaps another zone, Declared (active), by 9 hectares." in found.words()
    seen = reckon(CORE, REACH, zone=zone, person=stranger)
    assert {each.name for each in seen.overlaps} == {"Declared", "Proposed", "Secret"}


def test_other_zones_count_by_their_newest_boundary_and_while_they_last(zone, anyone):
    moved = make.proposed_zone("Moved")
    make.boundary(moved, core=make.square(5_000), reach=make.square(5_000))
    over = make.proposed_zone("Over")
    make.lifecycle.take("withdraw", zone=over, by=make.councillor_of(over), note="No.")
    assert reckon(CORE, REACH, zone=zone, person=anyone).overlaps == []


def test_leaving_the_lead_councils_area_is_a_warning(zone, anyone):
    council = make.council()
    council.areas.set([make.area(shape=make.square(-100, -100, side=300))])
    make.lead(zone, council, agreed=False)
    inside = reckon(CORE, REACH, zone=zone, person=anyone)
    assert (inside.beyond_m2, inside.warnings()) == (0, [])
    wider = shapely.box(X - 100, Y - 100, X + 200, Y + 500)
    beyond = reckon(CORE, wider, zone=zone, person=anyone)
    assert beyond.beyond_m2 == 90_000
    assert beyond.warnings() == [
        "9 hectares of it (50%) lies outside the area of the lead councils. Say why, below."
    ]
    away = shapely.transform(REACH, lambda pairs: pairs + 5_000)
    assert reckon(away, away, zone=zone, person=anyone).warnings()[0].startswith("All of it lies")


def test_area_of_leads_is_unknown_without_a_council_that_serves_one(zone, anyone):
    charity = make.organisation()
    charity.areas.set([make.area(shape=make.square(5_000))])
    make.lead(zone, charity)
    make.lead(zone, make.council())
    found = reckon(CORE, REACH, zone=zone, person=anyone)
    assert found.beyond_m2 is None
    assert found.warnings() == []


@pytest.mark.parametrize("many", [1, 20])
def test_reckoning_takes_four_queries_however_much_there_is(
    zone, anyone, many, django_assert_num_queries
):
    council = make.council()
    council.areas.set([make.area() for _ in range(many)])
    make.lead(zone, council)
    for number in range(many):
        postcode(f"B1{number:02d}AA"[:7], number, 1)
        make.boundary(make.draft(by=anyone))
    with django_assert_num_queries(4):
        reckon(CORE, REACH, zone=zone, person=anyone)


def test_areas_beside_are_those_of_which_the_core_has_nothing():
    make.area("In the core")
    make.area("Cut by the core", shape=make.square(50))
    make.area("Beside", shape=make.square(100))
    make.area("Council", kind="district", shape=make.square(100))
    make.area("Far", shape=make.square(5_000))
    assert [area.name for area in areas_beside(CORE, REACH)] == ["Beside"]


def test_whereabouts_names_the_smallest_area_there():
    make.area("Ward", shape=make.square(-500, -500, side=1_000))
    make.area("Park", kind="park")
    lon, lat = make.spot(50, 50).transform(4326, clone=True).coords
    assert whereabouts(lon, lat) == f"latitude {lat:.5f}, longitude {lon:.5f}, in or near Park"
    assert whereabouts(0.0, 51.0) == "latitude 51.00000, longitude 0.00000"
