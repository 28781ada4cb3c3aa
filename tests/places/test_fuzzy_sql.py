"""PostGIS reckons the same membership and bands as Python."""

import numpy as np
import pytest
import shapely
from django.db import connection
from shapely import MultiPolygon, box

from places.fuzzy import band_of, membership, reach_of_width
from places.fuzzy.sql import band_sql, membership_sql

pytestmark = pytest.mark.django_db

ASKED = "ST_SetSRID(ST_MakePoint(asked.x, asked.y), 27700)"
U = shapely.Polygon([(0, 0), (90, 0), (90, 80), (60, 80), (60, 20), (30, 20), (30, 80), (0, 80)])
SQUARE = box(0, 0, 100, 100)

ZONES = {
    "squares": (SQUARE, box(-100, -100, 200, 200)),
    "a U": (U, reach_of_width(U, 40)),
    "crisp on one side": (U, reach_of_width(U, 40, crisp_into=box(90, -500, 500, 500))),
    "two parts and a hole": (
        MultiPolygon([box(0, 0, 40, 40), box(80, 0, 120, 40)]),
        box(-50, -50, 170, 90).difference(box(50, 10, 70, 30)),
    ),
}


def asked_of_the_database(core, reach, x, y):
    """Rows of (membership, band), in the order of the points."""
    statement = f"""
        WITH zone AS (
            SELECT core, reach, ST_Boundary(reach) AS edge
            FROM (SELECT ST_GeomFromWKB(%s, 27700) AS core, ST_GeomFromWKB(%s, 27700) AS reach) g
        ),
        reckoned AS (
            SELECT asked.place, {membership_sql(point=ASKED)} AS membership
            FROM zone, unnest(%s::float8[], %s::float8[]) WITH ORDINALITY AS asked (x, y, place)
        )
        SELECT membership, {band_sql()} FROM reckoned ORDER BY place
    """
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            [shapely.to_wkb(core), shapely.to_wkb(reach), x.tolist(), y.tolist()],
        )
        return cursor.fetchall()


@pytest.mark.parametrize("name", ZONES)
def test_database_agrees_with_python_at_random_points(name):
    core, reach = ZONES[name]
    chance = np.random.default_rng(5)
    left, bottom, right, top = reach.buffer(20).bounds
    x, y = chance.uniform(left, right, 500), chance.uniform(bottom, top, 500)
    degrees = membership(core, reach, x, y)
    rows = asked_of_the_database(core, reach, x, y)
    assert [degree for degree, _ in rows] == pytest.approx(degrees.tolist(), abs=1e-9)
    assert [band for _, band in rows] == [band_of(degree).value for degree in degrees]


def test_database_agrees_with_python_on_corners_and_edges():
    core, reach = ZONES["squares"]
    x = np.array([100, 200, 201, 125, 0, -100, 150, -50], dtype=float)
    y = np.array([50, 50, 50, 50, 0, -100, 150, 130], dtype=float)
    rows = asked_of_the_database(core, reach, x, y)
    assert [degree for degree, _ in rows] == pytest.approx(
        [1, 0, 0, 0.75, 1, 0, 0.414214, 0.461640], abs=5e-7
    )


def test_each_distance_is_reckoned_once_a_row():
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            EXPLAIN (VERBOSE, COSTS OFF)
            SELECT {membership_sql(point="ST_MakePoint(x, x)")}
            FROM (SELECT ST_Expand(spot, 10) AS core, ST_Expand(spot, 30) AS reach,
                         ST_Boundary(ST_Expand(spot, 30)) AS edge, x
                  FROM (SELECT ST_MakePoint(x, 0) AS spot, x FROM generate_series(1, 9) x) s
                  OFFSET 0) AS zone
            """
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert plan.lower().count("st_distance(") == 2


def test_membership_takes_the_point_as_one_parameter():
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT {membership_sql(point="%s::geometry")}
            FROM (SELECT ST_Buffer('POINT(0 0)'::geometry, 10) AS core,
                         ST_Boundary(ST_Expand('POINT(0 0)'::geometry, 30)) AS edge,
                         ST_Expand('POINT(0 0)'::geometry, 30) AS reach) AS zone
            """,
            ["POINT(20 0)"],
        )
        assert cursor.fetchone()[0] == pytest.approx(0.5)


@pytest.mark.parametrize("degree", [0, 1e-9, 0.33, 0.5, 0.67, 0.9999999, 1])
def test_band_of_the_database_is_the_band_of_python(degree):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {band_sql('m')} FROM (SELECT %s::float8 AS m) AS given", [degree])
        assert cursor.fetchone()[0] == band_of(degree).value
