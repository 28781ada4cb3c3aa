"""Drawn bands agree with the membership, whatever the shape of the zone."""

import functools
import itertools

import numpy as np
import pytest
import shapely
from shapely import MultiPolygon, Point, Polygon, box

from places.fuzzy import DRAWN_BANDS, Band, band_of, bands, membership, reach_of_width

POINTS = 1_000
U = Polygon(
    [(0, 0), (900, 0), (900, 800), (600, 800), (600, 200), (300, 200), (300, 800), (0, 800)]
)
L = Polygon([(0, 0), (900, 0), (900, 300), (300, 300), (300, 900), (0, 900)])
RING = box(0, 0, 1000, 1000).difference(box(300, 300, 700, 700))
SEVERAL = MultiPolygon([box(0, 0, 300, 300), box(500, 100, 800, 300), Point(300, 800).buffer(80)])
TOWER = box(400_000, 280_000, 400_030, 280_030)
BY_HAND = Polygon(
    [
        (-700, -100),
        (-200, -650),
        (300, -300),
        (1100, -500),
        (1500, 200),
        (1000, 500),
        (1250, 1200),
        (500, 1050),
        (100, 1600),
        (-300, 950),
        (-150, 400),
    ]
)
EAST = box(900, -2_000, 3_000, 3_000)


def wavy(vertices, radius, wave=0.1, noise=0.0, centre=(400_000, 280_000)):
    """A round shape with seven waves, and every vertex moved out by chance."""
    turn = np.linspace(0, 2 * np.pi, vertices, endpoint=False)
    chance = np.random.default_rng(7).random(vertices)
    away = radius * (1 + wave * np.sin(7 * turn) + noise * chance)
    return Polygon(
        np.column_stack([centre[0] + away * np.cos(turn), centre[1] + away * np.sin(turn)])
    )


def star(points=5, outer=1_000, inner=350):
    turn = np.arange(2 * points) * np.pi / points
    away = np.where(np.arange(2 * points) % 2, inner, outer)
    return Polygon(np.column_stack([away * np.cos(turn), away * np.sin(turn)]))


WARD = wavy(300, 2_000, noise=0.02)
DISTRICT = wavy(400, 10_000, wave=0.15, noise=0.01)

ZONES = {
    "an ordinary ward": (WARD, reach_of_width(WARD, 300)),
    "a tower block": (TOWER, reach_of_width(TOWER, 20)),
    "a U": (U, reach_of_width(U, 200)),
    "an L": (L, reach_of_width(L, 250)),
    "a star": (star(), reach_of_width(star(), 200)),
    "a core with a hole": (RING, reach_of_width(RING, 150)),
    "a core with a hole that the fringe fills": (RING, box(-300, -300, 1_300, 1_300)),
    "a core in several parts": (SEVERAL, reach_of_width(SEVERAL, 180)),
    "a reach with a hole": (
        box(0, 0, 400, 400),
        box(-300, -300, 900, 900).difference(box(500, 500, 700, 700)),
    ),
    "a reach drawn by hand": (L, BY_HAND),
    "a reach of two parts, one without core": (
        L,
        MultiPolygon([BY_HAND, box(3_000, 0, 3_500, 500)]),
    ),
    "a fringe narrow in places": (U, BY_HAND.union(U.buffer(30))),
    "crisp on one side": (U, reach_of_width(U, 200, crisp_into=EAST)),
    "crisp on one side but for rounding": (
        U,
        reach_of_width(U, 200, crisp_into=box(900.2, -2_000, 3_000, 3_000)),
    ),
    "a core that juts out by rounding": (box(0, 0, 300.4, 300), box(-200, -200, 300, 500)),
    "a thin fringe": (U, reach_of_width(U, 4)),
}


@functools.cache
def zone_and_bands(name):
    core, reach = ZONES[name]
    return core, reach, bands(core, reach)


def drawn_bands_at(drawn, points):
    found = np.full(len(points), Band.OUTSIDE, dtype=object)
    for band, shape in drawn.items():
        shapely.prepare(shape)
        found[shapely.contains(shape, points)] = band
    return found


def share_right(core, reach, drawn, clear_of_edges_m=2.0):
    """The share of random points clear of any drawn edge that lie in the right band."""
    left, bottom, right, top = reach.bounds
    chance = np.random.default_rng(11)
    x, y = chance.uniform(left, right, POINTS), chance.uniform(bottom, top, POINTS)
    points = shapely.points(x, y)
    edges = shapely.union_all([shape.boundary for shape in drawn.values()])
    clear = shapely.distance(edges, points) > clear_of_edges_m
    assert clear.sum() > POINTS / 10, "hardly a point is clear of edges: nothing would be tested"
    expected = np.array([band_of(degree) for degree in membership(core, reach, x, y)], dtype=object)
    return np.mean((drawn_bands_at(drawn, points) == expected)[clear])


def overlap(drawn):
    pairs = itertools.combinations(drawn.values(), 2)
    return sum(one.intersection(other).area for one, other in pairs)


@pytest.mark.parametrize("name", ZONES)
def test_bands_agree_with_membership_clear_of_their_edges(name):
    core, reach, drawn = zone_and_bands(name)
    # Small zones are drawn more finely, and hardly have a point two metres from an edge.
    assert share_right(core, reach, drawn, clear_of_edges_m=min(2, reach.length / 2_000)) >= 0.99


@pytest.mark.parametrize("name", ZONES)
def test_bands_are_valid_and_tile_the_reach(name):
    core, reach, drawn = zone_and_bands(name)
    assert list(drawn) == list(DRAWN_BANDS)
    for band, shape in drawn.items():
        assert shape.geom_type == "MultiPolygon", band
        assert shape.is_valid, band
        assert not shape.is_empty, band
    millimetre_along_edges = 0.001 * sum(shape.length for shape in drawn.values())
    assert overlap(drawn) <= millimetre_along_edges
    together = shapely.union_all(list(drawn.values()))
    # A fringe of rounding only, less than half a metre thick, may be left out.
    thick = shapely.symmetric_difference(together, reach.union(core)).buffer(-0.25)
    assert thick.is_empty
    assert drawn[Band.CORE].equals(core)


@pytest.mark.parametrize("name", ["an ordinary ward", "a U", "a reach drawn by hand"])
def test_edges_between_bands_lie_on_the_contour_within_half_a_metre(name):
    core, reach, drawn = zone_and_bands(name)
    for inner, outer, value in [
        (Band.CLOSE, Band.MIDDLE, 0.67),
        (Band.MIDDLE, Band.EDGE, 0.33),
    ]:
        line = drawn[inner].boundary.intersection(drawn[outer].boundary)
        along = shapely.line_interpolate_point(
            shapely.line_merge(line), np.linspace(0, 1, 200), normalized=True
        )
        from_core = shapely.distance(core, along)
        from_edge = shapely.distance(reach.boundary, along)
        # Along the contour this is nought; it changes by no more than the metres strayed.
        strayed = (1 - value) * from_edge - value * from_core
        assert np.abs(strayed).max() <= 0.5


def test_bands_of_the_fringe_are_empty_when_the_zone_is_crisp_all_round():
    drawn = bands(U, U)
    assert drawn[Band.CORE].equals(U)
    assert all(drawn[band].is_empty for band in (Band.CLOSE, Band.MIDDLE, Band.EDGE))


def test_bands_of_the_fringe_are_empty_when_core_and_reach_differ_by_rounding():
    drawn = bands(U, U.buffer(0.04))
    assert all(drawn[band].is_empty for band in (Band.CLOSE, Band.MIDDLE, Band.EDGE))


def test_bands_follow_the_width_of_the_fringe_where_a_plain_buffer_would_not():
    core, reach = box(0, 0, 100, 100), box(-50, -50, 400, 150)
    drawn = bands(core, reach)
    assert drawn[Band.MIDDLE].contains(Point(250, 50))
    assert drawn[Band.CLOSE].contains(Point(110, 50))
    assert drawn[Band.EDGE].contains(Point(-40, 50))


def test_bands_refuse_a_zone_without_core_or_reach():
    with pytest.raises(ValueError, match="needs a core"):
        bands(MultiPolygon(), U)
    with pytest.raises(ValueError, match="needs a core"):
        bands(U, MultiPolygon())


def test_bands_are_the_same_when_drawn_twice():
    core, reach = ZONES["a reach drawn by hand"]
    first, second = bands(core, reach), bands(core, reach)
    assert all(first[band].equals_exact(second[band]) for band in first)


@pytest.mark.parametrize("seed", range(12))
def test_bands_agree_with_membership_when_shapes_are_random(seed):
    core, reach = random_zone(np.random.default_rng(seed))
    drawn = bands(core, reach)
    assert all(shape.is_valid for shape in drawn.values())
    assert share_right(core, reach, drawn, clear_of_edges_m=1) >= 0.99


def random_zone(chance):
    """A core of two blots in a reach of three, jagged, some with a piece of the reach cut out."""

    def blot(size):
        turn = np.sort(chance.uniform(0, 2 * np.pi, chance.integers(4, 25)))
        away = size * (1 - 0.7 * chance.random(len(turn)))
        across, up = chance.uniform(-300, 300, 2)
        return Polygon(
            np.column_stack([across + away * np.cos(turn), up + away * np.sin(turn)])
        ).buffer(0)

    core = blot(400).union(blot(400))
    reach = shapely.union_all([core, blot(900), blot(900), blot(700)])
    return core, reach.difference(blot(300)).union(core)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("core", "width_m"),
    [(DISTRICT, 2_000), (wavy(20_000, 10_000, wave=0.2, noise=0.0005), 300)],
    ids=["a district", "twenty thousand vertices"],
)
def test_bands_agree_with_membership_when_the_zone_is_huge(core, width_m):
    reach = reach_of_width(core, width_m)
    drawn = bands(core, reach)
    assert all(shape.is_valid for shape in drawn.values())
    assert share_right(core, reach, drawn) >= 0.99
