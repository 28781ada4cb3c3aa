"""Python's change of coordinates is the database's."""

import numpy as np
import pytest
import shapely
from django.db import connection
from shapely import Point, box

from places.crs import (
    NotTransformable,
    inside_area_of_use,
    is_known,
    lonlat_of,
    metric_of,
    to_lonlat,
    to_metric,
)


def in_sql(pairs, source, target):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ST_X(moved), ST_Y(moved) FROM (SELECT n, ST_Transform(ST_SetSRID("
            "ST_MakePoint(x, y), %s::int), %s::int) AS moved"
            " FROM unnest(%s::float8[], %s::float8[]) WITH ORDINALITY AS given (x, y, n)) AS all_of"
            " ORDER BY n",
            [source, target, pairs[:, 0].tolist(), pairs[:, 1].tolist()],
        )
        return np.array(cursor.fetchall())


@pytest.fixture
def positions():
    random = np.random.default_rng(27700)
    return np.column_stack([random.uniform(-7, 1.7, 2000), random.uniform(50, 60, 2000)])


def test_metres_agree_with_the_database_to_a_centimetre(db, positions):
    ours = shapely.get_coordinates(to_metric(shapely.points(positions)))
    assert np.abs(ours - in_sql(positions, 4326, 27700)).max() < 0.01


def test_degrees_agree_with_the_database_to_six_decimals(db, positions):
    metric = in_sql(positions, 4326, 27700)
    ours = shapely.get_coordinates(to_lonlat(shapely.points(metric)))
    assert np.abs(ours - in_sql(metric, 27700, 4326)).max() < 6e-7


def test_position_goes_there_and_back():
    x, y = metric_of(-1.930906, 52.419413)
    assert (x, y) == pytest.approx((404_796.02, 280_160.05), abs=0.01)
    assert lonlat_of(x, y) == (-1.930906, 52.419413)


def test_degrees_are_rounded_to_six_decimals():
    corner = to_lonlat(box(400_000, 280_000, 401_000, 281_000)).exterior.coords[0]
    assert corner == (round(corner[0], 6), round(corner[1], 6))


def test_shape_keeps_its_kind_and_an_array_its_length():
    assert to_metric(Point(-1.9, 52.4)).geom_type == "Point"
    assert len(to_metric([Point(-1.9, 52.4), Point(-1.8, 52.4)])) == 2


@pytest.mark.parametrize("position", [(181, 52), (-1.9, 91), (float("nan"), 52)])
def test_position_that_is_nowhere_is_refused(position):
    with pytest.raises(NotTransformable):
        metric_of(*position)


def test_reference_systems_are_known_by_their_number():
    assert is_known(3857)
    assert not is_known(999_999)


@pytest.mark.parametrize(
    ("position", "inside"),
    [((0, 0), True), ((700_000, 1_300_000), True), ((-1, 0), False), ((0, 1_300_001), False)],
)
def test_area_of_use_includes_its_edges(position, inside):
    assert inside_area_of_use(*position) is inside
