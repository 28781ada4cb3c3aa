"""What the database itself keeps of where zones lie, raw SQL included."""

import datetime as dt

import pytest
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Polygon
from django.db import IntegrityError, InternalError, connection, transaction

from places.constraints import MOST_POINTS
from sizes.models import Boundary, Footprint
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.promise]

FIRST, LATER, LAST = dt.date(2026, 1, 1), dt.date(2027, 1, 1), dt.date(2028, 1, 1)
WEST, SOUTH = make.CORNER
BOW_TIE = (
    f"MULTIPOLYGON((({WEST} {SOUTH}, {WEST + 10} {SOUTH + 10}, {WEST + 10} {SOUTH}, "
    f"{WEST} {SOUTH + 10}, {WEST} {SOUTH})))"
)
BEYOND = "MULTIPOLYGON(((-10 0, -1 0, -1 9, -10 0)))"


def metric(text: str) -> GEOSGeometry:
    return GEOSGeometry(text, srid=27700)


def refused(constraint: str):
    return pytest.raises(IntegrityError, match=constraint)


def sql(statement: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def many_points(points: int) -> MultiPolygon:
    top = [(WEST + step, SOUTH + 100 + step % 2) for step in range(points - 3)]
    ring = [(WEST, SOUTH), *top, (WEST + points, SOUTH), (WEST, SOUTH)]
    return MultiPolygon(Polygon(ring), srid=27700)


def begin(boundary: Boundary, starts_on: dt.date | None, ends_on: dt.date | None = None) -> None:
    sql(
        "UPDATE sizes_boundary SET starts_on = %s, ends_on = %s WHERE id = %s",
        starts_on,
        ends_on,
        boundary.pk,
    )


@pytest.fixture
def zone():
    return make.draft()


@pytest.fixture
def boundary(zone):
    return make.boundary(zone)


@pytest.mark.parametrize("which", ["core", "reach"])
@pytest.mark.parametrize(
    ("text", "check"),
    [(BOW_TIE, "valid"), ("MULTIPOLYGON EMPTY", "not_empty"), (BEYOND, "in_area_of_use")],
)
def test_an_unsound_core_or_reach_is_refused(zone, which, text, check):
    shapes = {"core": make.square(), "reach": make.square()} | {which: metric(text)}
    with pytest.raises((IntegrityError, InternalError)) as error, transaction.atomic():
        Boundary.objects.create(zone=zone, number=1, method="drawn", **shapes)
    assert f"boundary_{which}_{check}" in str(error.value) or "within_reach" in str(error.value)


def test_a_shape_of_too_many_points_is_refused(zone):
    make.boundary(zone, core=make.square(0, 0, side=10), reach=many_points(MOST_POINTS))
    with refused("boundary_reach_at_most_20000_points"), transaction.atomic():
        make.boundary(zone, core=make.square(0, 0, side=10), reach=many_points(MOST_POINTS + 1))


@pytest.mark.parametrize("out_by_m", [0, 0.4])
def test_a_core_may_stand_out_of_its_reach_by_less_than_half_a_metre(zone, out_by_m):
    """A crisp edge is where the two coincide, and coordinates are rounded."""
    make.boundary(zone, core=make.square(-out_by_m, 0), reach=make.square())
    assert zone.boundaries.count() == 1


def test_a_core_may_not_stand_out_of_its_reach_by_more(zone):
    with refused("boundary_within_reach"), transaction.atomic():
        make.boundary(zone, core=make.square(-0.6, 0), reach=make.square())


def test_a_core_that_lies_elsewhere_is_refused(zone):
    with refused("boundary_within_reach"), transaction.atomic():
        make.boundary(zone, core=make.square(1000, 1000), reach=make.square())


def test_a_zone_has_each_number_once(zone, boundary):
    with refused("boundary_number_once"), transaction.atomic():
        Boundary.objects.create(
            zone=zone, number=1, core=boundary.core, reach=boundary.reach, method="drawn"
        )


@pytest.mark.parametrize("column", ["core", "reach"])
def test_a_shape_never_changes(boundary, column):
    with pytest.raises(InternalError):
        sql(
            f"UPDATE sizes_boundary SET {column} = ST_Multi(ST_Buffer({column}, 1)) WHERE id = %s",
            boundary.pk,
        )


@pytest.mark.parametrize(
    "change", ["method = 'file'", "number = 9", "recipe = '{\"other\": true}'::jsonb"]
)
def test_how_it_was_made_never_changes(boundary, change):
    with pytest.raises(InternalError):
        sql(f"UPDATE sizes_boundary SET {change} WHERE id = %s", boundary.pk)


def test_a_boundary_of_a_draft_can_be_given_up(boundary):
    boundary.delete()
    assert not Boundary.objects.exists()


def test_a_declared_boundary_is_kept(boundary):
    begin(boundary, FIRST)
    with pytest.raises(InternalError):
        sql("DELETE FROM sizes_boundary WHERE id = %s", boundary.pk)
    with pytest.raises(InternalError), transaction.atomic():
        boundary.delete()
    assert Boundary.objects.filter(pk=boundary.pk).exists()


def test_one_version_follows_another_on_the_day_it_ends(zone, boundary):
    begin(boundary, FIRST, LATER)
    begin(make.boundary(zone), LATER)
    assert Boundary.objects.in_force(LATER).get().number == 2
    assert Boundary.objects.in_force(LATER - make.DAY).get().number == 1


@pytest.mark.parametrize(
    ("starts_on", "ends_on"), [(LATER - make.DAY, LAST), (FIRST, None), (FIRST - make.DAY, LAST)]
)
def test_two_versions_of_a_zone_never_hold_on_one_day(zone, boundary, starts_on, ends_on):
    begin(boundary, FIRST, LATER)
    with refused("boundary_dates_do_not_overlap"):
        begin(make.boundary(zone), starts_on, ends_on)


def test_two_zones_may_lie_in_one_place_on_one_day(boundary):
    begin(boundary, FIRST)
    begin(make.boundary(make.draft()), FIRST)
    assert Footprint.objects.count() == 2


def test_a_version_lasts_at_least_a_day(boundary):
    begin(boundary, FIRST, FIRST + make.DAY)
    with refused("boundary_starts_before_it_ends"):
        begin(boundary, FIRST, FIRST)


def footprints() -> list[tuple]:
    rows = Footprint.objects.order_by("pk")
    return list(rows.values_list("boundary_id", "zone_id", "starts_on", "ends_on"))


def test_a_version_without_dates_leaves_no_footprint(boundary):
    assert footprints() == []


def test_the_footprint_keeps_in_step_with_dates_set_changed_and_taken_away(zone, boundary):
    begin(boundary, FIRST)
    assert footprints() == [(boundary.pk, zone.pk, FIRST, None)]
    begin(boundary, FIRST, LATER)
    assert footprints() == [(boundary.pk, zone.pk, FIRST, LATER)]
    begin(boundary, None)
    assert footprints() == []


def test_the_footprint_of_a_row_inserted_with_dates_is_there_at_once(zone):
    boundary = make.boundary(zone, starts_on=FIRST, ends_on=LATER)
    assert footprints() == [(boundary.pk, zone.pk, FIRST, LATER)]


def test_the_footprint_holds_the_shapes_and_the_edge_of_the_reach(boundary):
    begin(boundary, FIRST)
    footprint = Footprint.objects.get()
    assert footprint.core.equals(boundary.core)
    assert footprint.reach.equals(boundary.reach)
    assert footprint.edge.length == pytest.approx(4 * 300)


def test_a_change_that_is_rolled_back_leaves_the_footprint_as_it_was(boundary):
    begin(boundary, FIRST)
    before = footprints()
    with transaction.atomic():
        begin(boundary, FIRST, LATER)
        transaction.set_rollback(True)
    assert footprints() == before
