"""The reach made from a width, and the check that a core lies within its reach."""

import numpy as np
import pytest
import shapely
from shapely import GeometryCollection, LineString, MultiPolygon, Point, Polygon, box

from places.fuzzy import as_multipolygon, core_within_reach, reach_of_width

CORE = box(0, 0, 1_000, 1_000)


def test_reach_is_a_multipolygon_that_holds_the_core():
    reach = reach_of_width(CORE, 300)
    assert isinstance(reach, MultiPolygon)
    assert reach.is_valid
    assert reach.covers(CORE)


@pytest.mark.parametrize("width_m", [0.5, 20, 300, 2_000])
def test_reach_ends_at_its_width_from_the_core_within_half_a_metre(width_m):
    notched = Polygon([(0, 0), (5000, 0), (5000, 3000), (3500, 3000), (2500, 2985), (0, 3000)])
    for core in (CORE, notched):
        edge = reach_of_width(core, width_m).boundary.segmentize(20)
        away = shapely.distance(core, shapely.points(shapely.get_coordinates(edge)))
        assert np.abs(away - width_m).max() <= 0.5


def test_reach_ends_at_its_width_when_the_core_has_many_vertices():
    turn = np.linspace(0, 2 * np.pi, 3_000, endpoint=False)
    away = 1_000 + 50 * np.random.default_rng(3).random(3_000)
    jagged = Polygon(np.column_stack([away * np.cos(turn), away * np.sin(turn)]))
    reach = reach_of_width(jagged, 300)
    distances = shapely.distance(jagged, shapely.points(shapely.get_coordinates(reach.boundary)))
    assert np.abs(distances - 300).max() <= 0.5
    assert reach.covers(jagged)
    assert shapely.get_num_coordinates(reach) < 3_000


@pytest.mark.parametrize("width_m", [0, 0.4])
def test_reach_is_the_core_when_the_width_is_next_to_nothing(width_m):
    assert reach_of_width(CORE, width_m).equals(CORE)


def test_reach_keeps_out_of_a_neighbour_on_the_crisp_side():
    east = box(1_000, -5_000, 5_000, 5_000)
    reach = reach_of_width(CORE, 300, crisp_into=east)
    assert reach.bounds[2] == pytest.approx(1_000)
    assert reach.intersection(east).area == 0
    assert reach.contains(Point(-250, 500))


def test_reach_leaves_no_sliver_when_a_neighbour_was_drawn_roughly():
    east = box(1_000.3, -5_000, 5_000, 5_000)
    reach = reach_of_width(CORE, 300, crisp_into=east)
    assert not reach.intersects(Point(1_000.15, 500))
    assert core_within_reach(CORE, reach)


def test_reach_keeps_a_gap_wide_enough_to_be_meant():
    east = box(1_002, -5_000, 5_000, 5_000)
    assert reach_of_width(CORE, 300, crisp_into=east).contains(Point(1_001, 500))


def test_reach_drops_what_a_neighbour_cuts_off_from_the_core():
    strip = box(1_000, -5_000, 1_100, 5_000)
    reach = reach_of_width(CORE, 300, crisp_into=strip)
    assert len(reach.geoms) == 1
    assert not reach.intersects(Point(1_200, 500))


def test_reach_holds_the_core_when_a_neighbour_overlaps_it():
    overlapping = box(900, -5_000, 5_000, 5_000)
    reach = reach_of_width(CORE, 300, crisp_into=overlapping)
    assert core_within_reach(CORE, reach, tolerance_m=0.001)
    assert not reach.intersects(Point(1_100, 500))


def test_reach_keeps_every_part_of_a_core_in_several():
    core = MultiPolygon([CORE, box(5_000, 0, 6_000, 1_000)])
    reach = reach_of_width(core, 100)
    assert len(reach.geoms) == 2
    assert reach.covers(core)


@pytest.mark.parametrize("width_m", [-1, float("nan"), float("inf")])
def test_reach_is_refused_when_the_width_is_no_distance(width_m):
    with pytest.raises(ValueError, match="must be 0 metres or more"):
        reach_of_width(CORE, width_m)


def test_reach_is_refused_when_there_is_no_core():
    with pytest.raises(ValueError, match="needs a core"):
        reach_of_width(MultiPolygon(), 100)


@pytest.mark.parametrize(
    ("core", "is_within"),
    [
        (CORE, True),
        (box(-0.4, 0, 500, 500), True),
        (box(-0.6, 0, 500, 500), False),
        (box(2_000, 0, 2_500, 500), False),
        (MultiPolygon([box(1, 1, 2, 2), box(1_500, 0, 1_600, 100)]), False),
        (MultiPolygon(), True),
    ],
)
def test_core_is_within_reach_when_it_juts_out_by_half_a_metre_at_most(core, is_within):
    assert core_within_reach(core, CORE) is is_within


def test_core_is_not_within_an_empty_reach():
    assert core_within_reach(CORE, MultiPolygon()) is False


def test_core_is_not_within_reach_when_the_reach_has_a_hole_in_it():
    assert core_within_reach(CORE, CORE.difference(box(400, 400, 500, 500))) is False


@pytest.mark.parametrize(
    ("shape", "parts"),
    [
        (CORE, 1),
        (MultiPolygon([CORE, box(2_000, 0, 2_100, 100)]), 2),
        (GeometryCollection([CORE, Point(0, 0), MultiPolygon([box(2_000, 0, 2_100, 100)])]), 2),
        (LineString([(0, 0), (1, 1)]), 0),
        (Polygon(), 0),
        (GeometryCollection(), 0),
    ],
)
def test_as_multipolygon_keeps_the_polygons(shape, parts):
    made = as_multipolygon(shape)
    assert made.geom_type == "MultiPolygon"
    assert len(made.geoms) == parts
