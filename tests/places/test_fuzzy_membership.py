"""Degrees of membership and bands, on squares whose answers a reader can do in the head."""

from dataclasses import astuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, box

from places.fuzzy import Band, Measure, band_of, measure, membership

CORE = box(0, 0, 100, 100)
REACH = box(-100, -100, 200, 200)

GOLDEN = [
    (125, 50, 0.75),
    (150, 50, 0.5),
    (175, 50, 0.25),
    (100, 50, 1),
    (200, 50, 0),
    (201, 50, 0),
    (150, 150, 0.414214),
    (-50, 130, 0.461640),
]


@pytest.mark.parametrize(("x", "y", "degree"), GOLDEN)
def test_membership_is_the_share_of_the_way_out_at_golden_points(x, y, degree):
    assert membership(CORE, REACH, x, y) == pytest.approx(degree, abs=5e-7)


def test_membership_is_a_plain_number_when_asked_of_one_point():
    assert type(membership(CORE, REACH, 125, 50)) is float


def test_membership_keeps_the_shape_of_arrays_and_broadcasts_them():
    degrees = membership(CORE, REACH, np.array([[100, 125], [150, 175]]), 50)
    assert degrees.tolist() == [[1, 0.75], [0.5, 0.25]]


def test_membership_is_the_same_when_edges_have_many_vertices():
    xs, ys = np.meshgrid(np.linspace(-120, 220, 35), np.linspace(-120, 220, 35))
    finely_drawn = membership(CORE.segmentize(0.5), REACH.segmentize(0.5), xs, ys)
    assert finely_drawn == pytest.approx(membership(CORE, REACH, xs, ys), abs=1e-9)


def test_membership_is_1_where_the_core_touches_the_edge_of_the_reach():
    assert membership(CORE, box(0, -100, 200, 200), 0, 50) == 1


def test_membership_is_0_in_a_hole_of_the_reach_and_on_its_edge():
    reach = REACH.difference(box(150, 40, 170, 60))
    assert membership(CORE, reach, 160, 50) == 0
    assert membership(CORE, reach, 150, 50) == 0
    assert membership(CORE, reach, 125, 50) == pytest.approx(0.5)


def test_membership_counts_from_the_nearest_part_when_the_core_has_several():
    core = MultiPolygon([CORE, box(160, 0, 180, 100)])
    assert membership(core, REACH, 150, 50) == pytest.approx(50 / 60)


@settings(derandomize=True, deadline=None, max_examples=50)
@given(
    x=st.floats(-150, 250, allow_nan=False, width=32),
    y=st.floats(-150, 250, allow_nan=False, width=32),
)
def test_membership_agrees_with_the_definition_anywhere(x, y):
    point = Point(x, y)
    if CORE.intersects(point):
        expected = 1
    elif not REACH.intersects(point):
        expected = 0
    else:
        d_out, d_core = REACH.boundary.distance(point), CORE.distance(point)
        expected = d_out / (d_core + d_out)
    assert membership(CORE, REACH, x, y) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("degree", "band"),
    [
        (1, Band.CORE),
        (0.9999, Band.CLOSE),
        (0.67, Band.CLOSE),
        (0.6699, Band.MIDDLE),
        (0.33, Band.MIDDLE),
        (0.3299, Band.EDGE),
        (1e-9, Band.EDGE),
        (0, Band.OUTSIDE),
    ],
)
def test_band_begins_at_its_lower_threshold(degree, band):
    assert band_of(degree) is band


@pytest.mark.parametrize(
    ("x", "expected"),
    [
        (90, Measure(1, Band.CORE, 0, 110, 0)),
        (125, Measure(0.75, Band.CLOSE, 25, 75, 0)),
        (150, Measure(0.5, Band.MIDDLE, 50, 50, 0)),
        (180, Measure(0.2, Band.EDGE, 80, 20, 0)),
        (200, Measure(0, Band.OUTSIDE, 100, 0, 0)),
        (280, Measure(0, Band.OUTSIDE, 180, 0, 80)),
    ],
)
def test_measure_gives_band_and_distances_at_a_point(x, expected):
    found = measure(CORE, REACH, Point(x, 50))
    assert found.band is expected.band
    assert astuple(found)[2:] == pytest.approx(astuple(expected)[2:])
    assert found.membership == pytest.approx(expected.membership)


def test_measure_is_in_the_core_where_the_core_juts_out_of_the_reach_by_rounding():
    jutting = measure(box(0, 0, 200.3, 100), REACH, Point(200.2, 50))
    assert jutting == Measure(1, Band.CORE, 0, 0, 0)
