"""Keeping where a zone lies: versions, parts, words, and what is refused."""

import pytest
import shapely
from django.core.exceptions import PermissionDenied

from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from places.fuzzy import core_within_reach, reach_of_width
from places.models import Area
from places.register import load_areas
from places.shapes import read_file
from sizes.boundaries import (
    as_shapely,
    core_of_areas,
    core_of_circle,
    exchangeable,
    how_it_was_made,
    latest_boundary,
    parts_to_send,
    reach_around,
    set_boundary,
)
from sizes.models import Boundary
from tests import factories as make
from tests.places.shared_files import shared_file

pytestmark = pytest.mark.django_db
X, Y = make.CORNER
CORE = shapely.box(X, Y, X + 100, Y + 100)
REACH = shapely.box(X - 100, Y - 100, X + 200, Y + 200)
WIDTH_RECIPE = {"core": {}, "fringe": {"how": "width", "width_m": 100, "crisp_into": []}}


def kept(zone, by, **more):
    given = {"core": CORE, "reach": REACH, "method": "typed", "recipe": {"core": {}}} | more
    return set_boundary(zone=zone, by=by, **given)


@pytest.fixture
def starter():
    return make.person()


@pytest.fixture
def zone(starter):
    return make.draft(by=starter)


def test_boundary_is_kept_with_its_parts_ready_to_be_sent(zone, starter):
    boundary = kept(zone, starter)
    assert (boundary.number, boundary.starts_on, boundary.made_by) == (1, None, starter)
    parts = {part.part: part.shape for part in boundary.parts.all()}
    assert set(parts) == {"core", "reach", "close", "middle", "edge"}
    for shape in parts.values():
        assert shape.srid == 4326
        assert shape.valid
        pairs = shapely.get_coordinates(as_shapely(shape))
        assert (pairs == pairs.round(6)).all()


def test_boundary_without_fringe_has_no_bands(zone, starter):
    boundary = kept(zone, starter, reach=None)
    assert boundary.reach.equals(boundary.core)
    assert set(boundary.parts.values_list("part", flat=True)) == {"core", "reach"}


def test_boundary_is_a_new_version_when_it_changes_and_the_old_one_stays(zone, starter):
    first = kept(zone, starter)
    second = kept(zone, starter, reach=None)
    assert (first.number, second.number) == (1, 2)
    assert list(zone.boundaries.values_list("number", flat=True)) == [1, 2]
    assert latest_boundary(zone) == second


def test_boundary_is_kept_once_when_saved_twice(zone, starter):
    first = kept(zone, starter)
    version = zone.version
    assert kept(zone, starter) == first
    assert zone.version == version


def test_boundary_counts_as_a_write_of_the_zone(zone, starter):
    before = zone.version
    kept(zone, starter, expected=before)
    assert zone.version > before
    with pytest.raises(ChangedMeanwhile):
        kept(zone, starter, reach=None, expected=before)
    assert zone.boundaries.count() == 1


@pytest.mark.parametrize(
    ("core", "reach", "said"),
    [
        (shapely.Polygon(), None, "empty"),
        (shapely.Polygon([(X, Y), (X + 9, Y + 9), (X + 9, Y), (X, Y + 9)]), None, "crosses"),
        (shapely.box(X, Y, X + 3, Y + 3), None, "smaller than 10"),
        (shapely.box(-500, Y, X, Y + 3), None, "Great Britain"),
        (CORE, shapely.box(X, Y, X + 50, Y + 100), "outer edge must go round"),
        (shapely.Point(X, Y).buffer(900, quad_segs=6_000), None, "20,000"),
    ],
    ids=["empty", "crossing", "tiny", "away", "core not within reach", "too many points"],
)
def test_boundary_is_refused_in_a_sentence_when_its_shape_is_not_sound(
    zone, starter, core, reach, said
):
    with pytest.raises(Refused) as refused:
        kept(zone, starter, core=core, reach=reach)
    assert said in " ".join(refused.value.sentences)
    assert not zone.boundaries.exists()


def test_boundary_is_refused_once_the_zone_is_declared():
    zone = make.declared_zone()
    councillor = make.councillor_of(zone)
    with pytest.raises(Refused, match="declared"):
        kept(zone, councillor)
    assert zone.boundaries.count() == 1


def test_boundary_is_refused_to_a_stranger(zone):
    with pytest.raises(PermissionDenied):
        kept(zone, make.person())


def test_core_of_areas_is_their_exact_union():
    left = make.area(shape=make.square())
    right = make.area(shape=make.square(100))
    core = core_of_areas([left, right])
    assert len(core.geoms) == 1
    assert core.area == 20_000


def test_core_of_areas_is_right_for_two_real_wards():
    with shared_file("boundaries/birmingham-wards-2018.geojson").open("rb") as file:
        load_areas(read_file(file, "wards.geojson"), kind="ward")
    areas = Area.objects.filter(reference__in=["E05011172", "E05011129"])
    core = core_of_areas(areas)
    assert core.area / 10_000 == pytest.approx(687.47, rel=0.001)
    for part, shape in parts_to_send(core, reach_of_width(core, 300)).items():
        assert shape.is_valid, part


def test_core_of_areas_is_refused_without_areas():
    with pytest.raises(ValueError, match="nothing to join"):
        core_of_areas([])


def test_core_of_circle_has_the_area_of_its_radius():
    assert core_of_circle(X, Y, 400).area == pytest.approx(3.14159 * 400**2, rel=0.002)


@pytest.mark.parametrize("radius_m", [0, -5, 4.9, 50_001, float("nan")])
def test_core_of_circle_is_refused_when_its_radius_makes_no_sense(radius_m):
    with pytest.raises(ValueError, match="radius"):
        core_of_circle(X, Y, radius_m)


def test_reach_around_a_jagged_core_has_no_more_points_than_can_be_kept():
    teeth = [(X + 40 * step, Y + 3_000 * (step % 2)) for step in range(1_200)]
    core = shapely.Polygon([*teeth, (X + 48_000, Y - 100), (X, Y - 100)])
    reach = reach_around(core, 19)
    assert shapely.get_num_coordinates(reach) <= 20_000
    assert reach.is_valid
    assert core_within_reach(core, reach)
    assert reach.symmetric_difference(core.buffer(19, quad_segs=64)).area / reach.area < 0.01


def test_exchangeable_shape_is_valid_when_rounding_would_make_edges_meet():
    # A slot 2 cm wide, which six decimals cannot tell from none.
    slot = shapely.box(X, Y, X + 100, Y + 100) - shapely.box(X + 50, Y, X + 50.02, Y + 99)
    assert slot.is_valid
    sent = exchangeable(slot)
    assert sent.is_valid
    assert not sent.is_empty


# --- In words -------------------------------------------------------------------------------------


def noted(name: str, kind: str = "ward") -> dict:
    return {"kind": kind, "reference": name, "name": name}


@pytest.mark.parametrize(
    ("recipe", "place", "made"),
    [
        (
            {"core": {"areas": [noted("Stirchley")]}, "fringe": {"how": "none"}},
            "Stirchley ward",
            "Picked from a list: Stirchley ward; no fringe.",
        ),
        (
            {"core": {"areas": [noted("A"), noted("B"), noted("C")]}, "fringe": {"how": "drawn"}},
            "A, B and C wards",
            "Picked from a list: A, B and C wards; the outer edge of the fringe drawn by hand.",
        ),
        (
            {"core": {"areas": [noted("A"), noted("Lee Bank Tower", "tower_block")]}},
            "A and Lee Bank Tower",
            "Picked from a list: A and Lee Bank Tower; no fringe.",
        ),
        (
            {
                "core": {"centre": "B30 2HA", "lonlat": [-1.9, 52.4], "radius_m": 400},
                "fringe": {"how": "width", "width_m": 300, "crisp_into": [noted("Moseley")]},
            },
            "Within 400 m of B30 2HA",
            "A circle of 400 m round B30 2HA; a fringe 300 m wide, crisp where it meets Moseley.",
        ),
        (
            {"core": {"file": "a.zip", "rows": [{"row": 1, "name": "X"}, {"row": 2, "name": ""}]}},
            "In Here ward",
            "Read from the file a.zip: X and row 2; no fringe.",
        ),
        ({"core": {}}, "In Here ward", "Typed or pasted; no fringe."),
    ],
)
def test_boundary_says_where_it_is_and_how_it_was_made(zone, starter, recipe, place, made):
    make.area("Here")
    make.area("There", shape=make.square(500))
    boundary = kept(zone, starter, recipe=recipe)
    assert zone.place_in_words == place
    assert how_it_was_made(boundary) == made


def test_place_in_words_follows_the_shape_until_somebody_writes_their_own(zone, starter):
    kept(zone, starter, recipe={"core": {"areas": [noted("A")]}})
    kept(zone, starter, recipe={"core": {"areas": [noted("B")]}})
    assert zone.place_in_words == "B ward"
    kept(zone, starter, recipe={"core": {"areas": [noted("B")]}}, place_in_words=" By the canal ")
    kept(zone, starter, recipe={"core": {"areas": [noted("C")]}})
    assert zone.place_in_words == "By the canal"
    kept(zone, starter, recipe={"core": {"areas": [noted("C")]}}, place_in_words="")
    assert zone.place_in_words == "C ward"


def test_reason_for_going_beyond_is_kept_where_it_is_given(zone, starter):
    kept(zone, starter, why_beyond_area="The park lies across the line.")
    kept(zone, starter, reach=None)
    assert zone.why_beyond_area == "The park lies across the line."


def test_history_says_why_the_zone_was_written(zone, starter):
    kept(zone, starter)
    event = Boundary.pgh_event_model.objects.latest("pgh_id")
    assert event.pgh_context.metadata["reason"] == "Where the zone is"
