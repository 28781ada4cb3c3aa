"""What the database itself refuses of a place: each check with a row on either side."""

import datetime as dt

import pytest
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Polygon
from django.db import IntegrityError, connection, transaction

from places.constraints import METRIC_BOX, MOST_POINTS
from places.models import Area, Postcode
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.promise]

FIRST, LATER, LAST = dt.date(2018, 5, 3), dt.date(2022, 5, 5), dt.date(2026, 5, 7)


def metric(text: str) -> MultiPolygon:
    shape = GEOSGeometry(text, srid=27700)
    return shape if isinstance(shape, MultiPolygon) else MultiPolygon(shape, srid=27700)


def ring_of(points: int) -> MultiPolygon:
    """A closed ring with so many points, the last the same as the first."""
    west, south = make.CORNER
    top = [(west + step, south + 100 + step % 2) for step in range(points - 3)]
    ring = [(west, south), *top, (west + points, south), (west, south)]
    return MultiPolygon(Polygon(ring), srid=27700)


def refused(constraint: str):
    return pytest.raises(IntegrityError, match=constraint)


def store(shape: MultiPolygon) -> None:
    """Write a shape past all of Python's own checks."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO places_area "
            "(kind, reference, name, authority, source, licence, shape, outline) "
            "SELECT 'park', gen_random_uuid()::text, 'Park', '', '', '', s, "
            "ST_Multi(ST_GeomFromText('POLYGON((0 0,0 1,1 1,0 0))', 4326)) "
            "FROM (SELECT ST_GeomFromEWKB(%s) AS s) AS given",
            [bytes(shape.ewkb)],
        )


def test_a_sound_shape_is_kept():
    store(make.square())
    assert Area.objects.count() == 1


def test_a_shape_that_crosses_itself_is_refused():
    west, south = make.CORNER
    bow_tie = f"POLYGON(({west} {south}, {west + 10} {south + 10}, {west + 10} {south}, "
    bow_tie += f"{west} {south + 10}, {west} {south}))"
    with refused("area_shape_valid"):
        store(metric(bow_tie))


def test_an_empty_shape_is_refused():
    with refused("area_shape_not_empty"):
        store(metric("MULTIPOLYGON EMPTY"))


def test_a_shape_of_as_many_points_as_are_allowed_is_kept_and_one_more_is_refused():
    store(ring_of(MOST_POINTS))
    with refused("area_shape_at_most_20000_points"):
        store(ring_of(MOST_POINTS + 1))


@pytest.mark.parametrize("side", range(4))
def test_a_shape_may_touch_the_edge_of_the_area_of_use_and_not_cross_it(side):
    west, south, east, north = METRIC_BOX
    corners = [(west, south), (west, south), (east - 10, north - 10), (east - 10, north - 10)]
    x, y = corners[side]
    steps = [(-1, 0), (0, -1), (1, 0), (0, 1)]
    dx, dy = steps[side]
    store(metric(Polygon.from_bbox((x, y, x + 10, y + 10)).wkt))
    beyond = Polygon.from_bbox((x + dx, y + dy, x + dx + 10, y + dy + 10))
    with refused("area_shape_in_area_of_use"):
        store(metric(beyond.wkt))


def test_degrees_taken_for_metres_lie_outside_or_at_the_very_corner_and_are_refused():
    """A Birmingham longitude is negative: written as metres, it is west of the grid."""
    with refused("area_shape_in_area_of_use"):
        store(metric("POLYGON((-1.9 52.4, -1.8 52.4, -1.8 52.5, -1.9 52.4))"))


def test_the_same_reference_may_have_another_shape_from_the_day_the_first_ends():
    make.area(reference="E05", starts_on=FIRST, ends_on=LATER)
    make.area(reference="E05", starts_on=LATER, ends_on=None)
    assert Area.objects.filter(reference="E05").count() == 2


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [(LATER - make.DAY, LAST), (None, None), (FIRST, LATER), (None, FIRST + make.DAY)],
)
def test_the_same_reference_has_one_shape_on_a_day(starts_on, ends_on):
    make.area(reference="E05", starts_on=FIRST, ends_on=LATER)
    with refused("area_dates_do_not_overlap"), transaction.atomic():
        make.area(reference="E05", starts_on=starts_on, ends_on=ends_on)


def test_another_kind_may_have_the_same_reference_at_the_same_time():
    make.area(reference="E05", kind="ward")
    make.area(reference="E05", kind="park")
    assert Area.objects.filter(reference="E05").count() == 2


def test_an_area_lasts_at_least_a_day():
    make.area(starts_on=FIRST, ends_on=FIRST + make.DAY)
    with refused("area_starts_before_it_ends"), transaction.atomic():
        make.area(starts_on=FIRST, ends_on=FIRST)


def test_an_area_in_force_is_so_on_its_first_day_and_not_on_the_day_it_ends():
    area = make.area(starts_on=FIRST, ends_on=LATER)
    days = (FIRST - make.DAY, FIRST, LATER - make.DAY, LATER)
    assert [Area.objects.in_force(day).contains(area) for day in days] == [False, True, True, False]


def test_a_postcode_is_on_record_once():
    Postcode.objects.create(code="B302HA", point=make.spot(0, 0))
    with pytest.raises(IntegrityError), transaction.atomic():
        Postcode.objects.create(code="B302HA", point=make.spot(1, 1))
