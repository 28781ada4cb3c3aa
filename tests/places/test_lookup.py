"""What people type, and the place that it means."""

import datetime as dt

import pytest
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Point, Polygon

from places.crs import lonlat_of
from places.lookup import find, find_spot, name_with_kind, query_of
from places.models import Area, Postcode

TODAY = dt.date(2026, 11, 21)
METRIC = 27700


def make_area(name, reference, *, kind="ward", west=400_000, south=280_000, size=1000, **more):
    shape = MultiPolygon(Polygon.from_bbox((west, south, west + size, south + size)), srid=METRIC)
    ring = [lonlat_of(x, y) for x, y in shape[0].exterior_ring.coords]
    outline = MultiPolygon(Polygon(ring), srid=4326)
    return Area.objects.create(
        name=name, reference=reference, kind=kind, shape=shape, outline=outline, **more
    )


@pytest.fixture
def postcodes(db):
    for code, x, y in [("B302HA", 404_793, 280_200), ("B301AA", 405_000, 281_000)]:
        Postcode.objects.create(code=code, point=Point(x, y, srid=METRIC))


@pytest.fixture
def areas(db):
    make_area("Stirchley", "E05011172", authority="Birmingham")
    make_area("Bournville & Cotteridge", "E05011129", west=401_000, authority="Birmingham")
    make_area("Sparkbrook & Balsall Heath East", "E05011170", west=402_000)
    make_area("Balsall Heath West", "E05011122", west=403_000)
    make_area("Cotteridge Park", "park-1", kind="park", west=401_100, size=200)
    make_area("Alder House", "tower-1", kind="tower_block", west=401_500, size=20)
    make_area(
        "Selly Oak",
        "old-1",
        west=404_000,
        ends_on=dt.date(2018, 5, 3),
        starts_on=dt.date(2004, 6, 10),
    )


@pytest.mark.parametrize(
    "text",
    ["B30 2HA", "b302ha", " b30  2ha ", "B 3 0 2 H A", "B30-2HA", "B30\u00a02HA", "Ｂ30 2HA"],
)
def test_postcode_is_found_in_any_case_and_spacing(postcodes, text):
    found = find(text, on=TODAY)
    assert (found.kind, found.label, found.problem) == ("postcode", "B30 2HA", "")
    assert (found.point.x, found.point.y) == (404_793, 280_200)
    assert found.link_text == "B30 2HA"
    assert found.note == ""


@pytest.mark.parametrize("text", ["B3O 2HA", "b30 2ha", "83O 2HA", "BЗ0 2HA", "B3O2HA"])
def test_postcode_with_o_for_zero_is_read_only_where_it_can_be_one(postcodes, text):
    found = find(text, on=TODAY)
    if text[0] in "Bb" and text.isascii():
        assert found.label == "B30 2HA"
    else:
        assert found.kind == ""


def test_postcode_that_was_mistyped_says_how_it_was_read(postcodes):
    assert find("B3O 1AA", on=TODAY).note == "We read “B3O 1AA” as B30 1AA."
    assert find("B30 IAA", on=TODAY).label == "B30 1AA"


def test_postcode_is_found_at_the_end_of_an_address_which_is_not_kept(postcodes):
    found = find("12 Made Up Road, Stirchley B30 2HA", on=TODAY)
    assert (found.label, found.link_text) == ("B30 2HA", "B30 2HA")


@pytest.mark.parametrize("text", ["B30", "b30 2", "B30 2H", "SW1A", "M1"])
def test_part_of_a_postcode_is_asked_for_whole(postcodes, text):
    found = find(text, on=TODAY)
    assert found.kind == ""
    assert "only part of a postcode" in found.problem
    assert "Write the whole postcode" in found.problem


def test_postcode_that_is_not_known_says_what_to_do(postcodes):
    found = find("ZZ9 9ZZ", on=TODAY)
    assert found.problem == (
        "We do not know the postcode ZZ9 9ZZ. Check it, or write the name of a ward or place, "
        "or choose a spot on the map."
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Stirchley", "Stirchley"),
        ("STIRCHLEY ward", "Stirchley"),
        ("Ward E05011172", "Stirchley"),
        ("e05011172", "Stirchley"),
        ("Stirchley, Birmingham", "Stirchley"),
        ("Stirch", "Stirchley"),
        ("Bournville and Cotteridge", "Bournville & Cotteridge"),
        ("Bournville", "Bournville & Cotteridge"),
        ("Cotteridge Park", "Cotteridge Park"),
        ("Alder House tower block", "Alder House"),
    ],
)
def test_area_is_found_by_name(areas, text, name):
    found = find(text, on=TODAY)
    assert (found.kind, found.area and found.area.name) == ("area", name)
    assert found.area.get_deferred_fields() == {"shape", "outline"}
    assert isinstance(found.point, GEOSGeometry)
    assert find(found.link_text, on=TODAY).area == found.area


def test_area_exact_name_wins_over_names_that_hold_it(areas):
    make_area("Stirchley Baths", "hall-1", kind="hall", west=405_000, size=50)
    assert find("stirchley", on=TODAY).area.reference == "E05011172"


def test_name_of_two_areas_gives_choices_of_which_each_is_found(areas):
    make_area("Stirchley", "nb-1", kind="neighbourhood", west=400_200)
    found = find("Stirchley", on=TODAY)
    assert found.problem == "More than one place matches “Stirchley”. Which one do you mean?"
    assert {area.kind for area in found.choices} == {"ward", "neighbourhood"}
    for area in found.choices:
        assert find(query_of(area), on=TODAY).area == area


def test_part_of_two_names_gives_choices(areas):
    found = find("balsall heath", on=TODAY)
    assert [a.name for a in found.choices] == [
        "Balsall Heath West",
        "Sparkbrook & Balsall Heath East",
    ]


def test_misspelled_name_is_offered_and_not_assumed(areas):
    found = find("Stirchlee", on=TODAY)
    assert found.kind == ""
    assert [area.name for area in found.choices] == ["Stirchley"]
    assert "Did you mean" in found.problem


def test_area_is_found_only_on_days_when_it_is(areas):
    assert find("Selly Oak", on=dt.date(2018, 5, 2)).area.reference == "old-1"
    assert find("Selly Oak", on=dt.date(2018, 5, 3)).kind == ""


@pytest.mark.parametrize(
    ("area", "words"),
    [
        (Area(name="Stirchley", kind="ward"), "Stirchley ward"),
        (Area(name="Cotteridge Park", kind="park"), "Cotteridge Park"),
        (Area(name="Alder House", kind="tower_block"), "Alder House tower block"),
        (Area(name="Brookside Tower", kind="tower_block"), "Brookside Tower"),
        (Area(name="Stirchley Hall", kind="hall"), "Stirchley Hall"),
        (Area(name="Wardend", kind="ward"), "Wardend ward"),
        (Area(name="The Triangle", kind="other"), "The Triangle"),
    ],
)
def test_area_is_named_with_what_it_is(area, words):
    assert name_with_kind(area) == words


@pytest.mark.parametrize(
    "text",
    [
        "52.419413, -1.930906",
        "52.419413 -1.930906",
        "52.419413,-1.930906",
        "52.419413; \u22121.930906",
        "52.419413N 1.930906W",
        "52.419413° N, 1.930906° W",
        "N 52.419413 W 1.930906",
        "1.930906W 52.419413N",
        "W1.930906, N52.419413",
    ],
)
def test_latitude_and_longitude_are_read_as_people_write_them(db, text):
    found = find(text, on=TODAY)
    assert (found.kind, found.problem, found.link_text) == ("point", "", "")
    assert lonlat_of(found.point.x, found.point.y) == pytest.approx(
        (-1.930906, 52.419413), abs=2e-6
    )


def test_longitude_nought_is_a_longitude(db):
    found = find("51.5, 0", on=TODAY)
    assert lonlat_of(found.point.x, found.point.y) == pytest.approx((0.0, 51.5), abs=2e-6)
    assert find_spot(0.0, 51.5).kind == "point"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("-1.930906, 52.419413", "Write latitude first: 52.419413, -1.930906."),
        ("40.7, -74.0", "outside the area this service covers"),
        ("0, 0", "outside the area this service covers"),
        ("95, 10", "outside the area this service covers"),
        ("404793, 280200", "look like grid coordinates"),
        ("52.4N, 1.9N", "one latitude (N or S) and one longitude"),
        ("1.9E 52.4W", "one latitude (N or S) and one longitude"),
    ],
)
def test_coordinates_that_cannot_be_right_say_what_to_do(db, text, words):
    found = find(text, on=TODAY)
    assert found.kind == ""
    assert words in found.problem


@pytest.mark.parametrize(
    ("lon", "lat"), [(500, 52), (-1.9, 91), (float("inf"), 52), (-1.9, float("nan"))]
)
def test_spot_that_is_nowhere_is_a_problem(lon, lat):
    assert find_spot(lon, lat).problem


@pytest.mark.parametrize(
    "text",
    [
        *("", "   ", "\x00", "\x00\x01\x02", "\ud800", "B30 2HA\x00"),
        *("%' OR 1=1 --", "((((", "\\", "_%_%", "🏠" * 50, "x" * 10_000),
        *("1e999, 2", "9" * 150, "9" * 9 + "." + "9" * 15 + " 1"),
    ],
)
def test_hostile_text_gives_a_sentence(postcodes, areas, text):
    found = find(text, on=TODAY)
    assert found.problem.endswith((".", "?")) or found.label == "B30 2HA"


@pytest.mark.parametrize(("text", "queries"), [("B30 2HA", 1), ("Stirchley", 1), ("Balsall", 2)])
def test_look_up_asks_the_database_seldom(
    postcodes, areas, text, queries, django_assert_num_queries
):
    with django_assert_num_queries(queries):
        find(text, on=TODAY)
