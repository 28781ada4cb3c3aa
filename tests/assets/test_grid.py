"""The map of assets: spots where there are few, counted cells where there are many."""

import datetime as dt
import json

import pytest
from django.contrib.gis.geos import Point, Polygon
from django.db import OperationalError

from assets import grid
from assets.grid import box_in_degrees, cell_size, picture
from assets.models import Asset
from groundwork import clock
from places.crs import lonlat_of
from tests import asset_factories as build
from tests import factories as make

pytestmark = pytest.mark.django_db
EAST, NORTH = make.CORNER


def window(x0: float, y0: float, x1: float, y1: float) -> Polygon:
    """A window in degrees whose corners lie metres east and north of the corner."""
    shape = Polygon.from_bbox(
        (*lonlat_of(EAST + x0, NORTH + y0), *lonlat_of(EAST + x1, NORTH + y1))
    )
    shape.srid = 4326
    return shape


def look(view: Polygon | None = None, **more):
    zoom = more.pop("zoom", None)
    return picture(Asset.objects.listed(clock.today()), view, zoom=zoom, on=clock.today(), **more)


def at(x: float, y: float) -> tuple[float, float]:
    return EAST + x, NORTH + y


@pytest.fixture
def a_few():
    owner = make.organisation()
    build.asset(owner, "Here", at=at(50, 50))
    build.asset(owner, "There", at=at(5_000, 50))
    build.asset(owner, "Van", kind="vehicle")
    build.asset(owner, "Refuge", at=at(51, 50), is_sensitive=True)
    return owner


def test_few_assets_are_told_one_by_one_with_how_many_are_elsewhere(a_few):
    seen = look(window(0, 0, 100, 100))
    assert (seen.found, seen.without_place, seen.in_window) == (4, 2, 1)
    assert [spot.about["name"] for spot in seen.spots] == ["Here"]
    assert seen.cells == ()
    lon, lat = lonlat_of(*at(50, 50))
    assert seen.spots[0].place == pytest.approx((lon, lat), abs=1e-6)


def test_without_a_window_all_that_have_a_place_are_shown(a_few):
    assert [spot.about["name"] for spot in look().spots] == ["Here", "There"]


def test_a_window_of_another_country_shows_nothing(a_few):
    elsewhere = Polygon.from_bbox((5, 48, 9, 51))
    seen = look(elsewhere)
    assert (seen.found, seen.in_window, seen.spots, seen.cells) == (4, 0, (), ())


def test_what_the_window_of_the_list_leaves_out_is_counted(a_few):
    seen = look(window(0, 0, 6_000, 100), list_window=window(0, 0, 100, 100))
    assert (seen.in_window, seen.outside_list) == (2, 1)


@pytest.fixture
def many(monkeypatch):
    """Nine in one square of 64 m, one in the next, where five are too many to tell one by one."""
    monkeypatch.setattr(grid, "MOST_POINTS", 5)
    owner = make.organisation()
    # 64 divides neither corner: the lines of the grid are where its own numbers put them.
    low_x, low_y = EAST // 64 * 64 + 64, NORTH // 64 * 64 + 64
    rows = [(low_x + 10 + n, low_y + 10) for n in range(9)] + [(low_x + 74, low_y + 10)]
    Asset.objects.bulk_create(
        Asset(owner=owner, kind="room", name=f"Room {n}", point=Point(*row, srid=27700),
              published_on=clock.today() - dt.timedelta(days=1))
        for n, row in enumerate(rows)
    )  # fmt: skip
    return rows


def test_many_assets_are_counted_in_cells_that_stand_at_their_middle(many, monkeypatch):
    monkeypatch.setattr(grid, "cell_size", lambda shape, zoom: 64)
    seen = look(window(-100, -100, 500, 500), zoom=15)
    assert [cell.count for cell in seen.cells] == [9, 1]
    assert seen.spots == ()
    middle = lonlat_of(many[4][0], many[4][1])
    assert seen.cells[0].place == pytest.approx(middle, abs=1e-6)
    west, south, east, north = seen.cells[0].box
    for corner in (many[0], many[8]):
        lon, lat = lonlat_of(*corner)
        assert west < lon < east
        assert south < lat < north


def test_the_cells_add_up_to_what_is_in_the_window(many):
    for view in (None, window(-100, -100, 500, 500)):
        seen = look(view, zoom=16)
        assert sum(cell.count for cell in seen.cells) == seen.in_window == 10


SIZES = [
    # side of the window in metres, zoom, side of a cell
    (1_000, 17, 64),  # a pixel is 0.7 m
    (1_000, None, 64),
    (1_000, 22, 64),  # a zoom that does not go with the window
    (20_000, 13, 1_024),
    (700_000, 6, 131_072),
    (700_000, 20, 65_536),
    (1, 22, 8),
]


@pytest.mark.parametrize(("side", "zoom", "size"), SIZES)
def test_cells_are_few_whatever_window_and_zoom_are_asked_for(side, zoom, size):
    shape = Polygon.from_bbox((0, 0, side, side))
    assert cell_size(shape, zoom) == size
    assert (side / size) ** 2 <= grid.MOST_CELLS


def test_cells_of_a_long_narrow_window_are_few(db):
    shape = Polygon.from_bbox((0, 0, 700_000, 10))
    assert 700_000 / cell_size(shape, 22) <= grid.MOST_CELLS


def test_a_box_in_degrees_holds_all_four_corners():
    box = (*at(0, 0), *at(10_000, 10_000))
    west, south, east, north = box_in_degrees(box)
    for x in (box[0], box[2]):
        for y in (box[1], box[3]):
            lon, lat = lonlat_of(x, y)
            assert west < lon < east
            assert south < lat < north


def test_the_picture_is_geojson_with_its_numbers(many):
    for zoom, view in ((16, window(-100, -100, 500, 500)), (None, window(9_000, 0, 9_100, 100))):
        told = json.loads("".join(look(view, zoom=zoom).as_geojson()))
        assert told["type"] == "FeatureCollection"
        assert told["found"] == 10
        assert told["grouped"] is bool(told["features"])
        for feature in told["features"]:
            assert feature["geometry"]["type"] == "Point"
            assert set(feature["properties"]) == {"count", "box"}


def test_a_question_that_takes_too_long_is_stopped(a_few, monkeypatch):
    monkeypatch.setattr(grid, "LONGEST_MS", 50)
    slow = Asset.objects.extra(where=["pg_sleep(0.2) IS NOT NULL"])
    with pytest.raises(OperationalError, match="statement timeout"):
        picture(slow, None, zoom=None, on=clock.today())


def test_map_asks_the_database_as_often_for_one_asset_as_for_twenty(
    a_few, django_assert_num_queries, monkeypatch
):
    view = window(-100, -100, 9_000, 9_000)

    def ask():
        with django_assert_num_queries(8):  # five of them set the limit and end the block
            assert look(view, zoom=12).in_window

    ask()
    for n in range(20):
        build.asset(a_few, f"More {n}", at=at(n, n))
    ask()
    monkeypatch.setattr(grid, "MOST_POINTS", 5)
    ask()
