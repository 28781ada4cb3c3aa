"""The place of a row: by the coordinates' range, whatever the file says of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import box

from assets.importing import where
from tests.assets.importing.files import one_row

# Exeter's guildhall, in both systems.
EAST, NORTH, LON, LAT = 291_980.0, 92_575.0, -3.53198, 50.72264


def near(point, metres=60.0):
    return point is not None and abs(point[0] - EAST) < metres and abs(point[1] - NORTH) < metres


@pytest.mark.parametrize(
    ("x", "y", "stated", "kinds"),
    [
        (EAST, NORTH, "", []),
        (EAST, NORTH, "OSGB36", []),
        (EAST, NORTH, "British Coordinate Systems", []),
        (EAST, NORTH, "WGS84", ["false system"]),
        (EAST, NORTH, "ETRS89", ["false system"]),
        (LON, LAT, "", []),
        (LON, LAT, "WGS84", []),
        (LON, LAT, "OSGB36", ["false system"]),
        (LAT, LON, "ETRS89", ["swapped"]),
        (LAT, LON, "EPSG:27700", ["swapped", "false system"]),
    ],
)
def test_coordinates_are_believed_before_what_is_said_of_them(x, y, stated, kinds):
    found = where.of_numbers(x, y, stated=stated)
    assert near(found.point)
    assert [kind for kind, _ in found.mends] == kinds


@pytest.mark.parametrize(
    ("x", "y", "words"),
    [
        ("0", "0", "0 and 0"),
        ("291980", "", "only one of its two"),
        ("-2.199564", "", "only one of its two"),
        ("52.200.96", "-2.2", "not a coordinate"),
        ("9999999", "1", "nowhere in Great Britain"),
        ("100.5", "12.5", "nowhere in Great Britain"),
    ],
)
def test_what_gives_no_place_is_left_out_with_a_sentence(x, y, words):
    found = where.of_cells(x, y)
    assert found.point is None
    assert words in found.mends[0][1]


def test_blank_coordinates_are_no_mistake():
    assert where.of_cells(" ", "N/A") == where.Where()


@pytest.mark.parametrize(
    "text",
    [
        "Latitude: 50.72264 Longitude: -3.53198",
        "Lat 50.72264, Long -3.53198",
        "50.72264, -3.53198",
        "-3.53198 50.72264",
        "291980, 92575",
        "SX 91980 92575",
        "SX9198092575",
        "SX 920 926",
    ],
)
def test_a_place_is_read_from_a_text(text):
    found = where.of_text(text)
    assert near(found.point, metres=110)
    assert [kind for kind, _ in found.mends] == ["place from text"]


@pytest.mark.parametrize("text", ["see plan", "SX 91", "12", "ZZ 920 926"])
def test_a_text_that_gives_no_place_is_told(text):
    found = where.of_text(text)
    assert found.point is None
    assert "nowhere" in found.mends[0][1] or text in found.mends[0][1]


def test_a_system_that_a_person_chose_is_kept_to():
    assert where.of_numbers(EAST, NORTH, chosen="27700").point
    found = where.of_numbers(LON, LAT, chosen="27700")
    assert found.point is None
    assert "eastings and northings" in found.mends[0][1]


@given(
    st.floats(min_value=1_000, max_value=699_000), st.floats(min_value=1_000, max_value=1_200_000)
)
def test_every_place_of_the_grid_is_taken_as_metres(x, y):
    found = where.of_numbers(x, y)
    assert found.point == (round(x, 2), round(y, 2))


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_cells_break_the_reading_of_a_place(x, y):
    where.of_cells(x, y)
    where.of_text(x)
    where.of_shape(x)


SQUARE = box(406_000, 280_000, 406_100, 280_100)


def test_an_outline_is_read_in_either_system_and_form():
    by_metres = where.of_shape(SQUARE.wkt)
    assert by_metres.outline.area == pytest.approx(10_000)
    degrees = "POLYGON ((-1.9 52.4, -1.899 52.4, -1.899 52.401, -1.9 52.4))"
    assert where.of_shape(degrees).outline.area == pytest.approx(3_780, rel=0.05)
    ring = "[[-1.9, 52.4], [-1.899, 52.4], [-1.9, 52.401], [-1.9, 52.4]]"
    text = f'{{"type": "Polygon", "coordinates": [{ring}]}}'
    assert where.of_shape(text).outline.geom_type == "MultiPolygon"
    assert where.of_shape("POINT (406000 280000)").point == (406_000, 280_000)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("POLYGON ((406000 280000, 406100 280100, 406100 280000, 406000 280100, 406000 280000))",
         "crosses itself"),
        ("POLYGON ((1 1, 2 2", "left out"),
        ("POLYGON ((9e6 9e6, 9e6 9.1e6, 9.1e6 9e6, 9e6 9e6))", "nowhere in Great Britain"),
        ("LINESTRING (406000 280000, 406100 280100)", "left out"),
    ],
)  # fmt: skip
def test_an_outline_that_is_not_sound_is_left_out_and_the_row_kept(cell, words):
    row = one_row(name="The Green", shape=cell)
    assert row.outcome == ""
    assert row.values["boundary"] is None
    assert words in " ".join(row.mended)


def test_a_text_cell_is_used_where_the_numbers_are_blank():
    row = one_row(name="Shop", x="", y="", coordinates="Latitude: 50.72264 Longitude: -3.53198")
    assert near(row.values["point"])
    assert row.mended[0].startswith("Its place was read from the text")
