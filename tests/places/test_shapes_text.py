"""Pasted text and drawings: squares whose answers a reader can do in the head."""

import json

import pytest
from django.conf import settings
from shapely import Point, Polygon, box

from places import constraints
from places.crs import LONLAT, METRIC, to_lonlat, to_metric
from places.formats import records
from places.shapes import ShapeRefused, check_shape, read_geojson, read_text

SQUARE = [[-1.9, 52.4], [-1.8, 52.4], [-1.8, 52.5], [-1.9, 52.5], [-1.9, 52.4]]


def polygon(*rings):
    return json.dumps({"type": "Polygon", "coordinates": rings})


def refusal_of(text):
    with pytest.raises(ShapeRefused) as refusal:
        read_text(text)
    return refusal.value


@pytest.mark.parametrize(
    ("text", "crs", "how"),
    [
        (polygon(SQUARE), "EPSG:4326", "stated"),
        ("POLYGON ((-1.9 52.4, -1.8 52.4, -1.8 52.5, -1.9 52.4))", "EPSG:4326", "guessed"),
        ("SRID=4326;POLYGON((-1.9 52.4,-1.8 52.4,-1.8 52.5,-1.9 52.4))", "EPSG:4326", "stated"),
        (
            "POLYGON((400000 280000,401000 280000,401000 281000,400000 280000))",
            "EPSG:27700",
            "guessed",
        ),
        (
            "srid=27700; multipolygon (((400000 280000,401000 280000,401000 281000,400000 28e4)))",
            "EPSG:27700",
            "stated",
        ),
        (
            "SRID=4326;POLYGON((400000 280000,401000 280000,401000 281000,400000 280000))",
            "EPSG:27700",
            "stated but false",
        ),
        (
            polygon([[400000, 280000], [401000, 280000], [401000, 281000], [400000, 280000]]),
            "EPSG:27700",
            "guessed",
        ),
        (
            "SRID=3857;POLYGON((-210000 6870000,-200000 6870000,-200000 6880000,-210000 6870000))",
            "EPSG:3857",
            "stated",
        ),
    ],
)
def test_reference_system_is_known_from_words_or_numbers(text, crs, how):
    reading = read_text(text)
    assert (reading.crs, reading.crs_how) == (crs, how)
    assert len(reading.features) == 1
    check_shape(reading.features[0].shape)


@pytest.mark.parametrize(
    "name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::27700"]
)
def test_crs_member_of_older_geojson_is_obeyed(name):
    square = box(400_000, 280_000, 401_000, 281_000)
    shape = square if name.endswith("27700") else to_lonlat(square)
    crs = {"type": "name", "properties": {"name": name}}
    value = {**shape.__geo_interface__, "crs": crs}
    reading = read_text(json.dumps(value))
    assert reading.crs_how == "stated"
    assert reading.features[0].shape.hausdorff_distance(square) < 0.2


def test_square_kilometre_keeps_its_area_when_given_in_metres():
    reading = read_text(
        "POLYGON((400000 280000,401000 280000,401000 281000,400000 281000,400000 280000))"
    )
    assert reading.features[0].shape.area == 1_000_000


def test_longitude_nought_is_a_longitude():
    reading = read_text("POLYGON((0 51.5,0.1 51.5,0.1 51.6,0 51.6,0 51.5))")
    assert reading.crs == "EPSG:4326"
    assert reading.features[0].shape.area == pytest.approx(77_200_000, rel=0.01)


def test_shape_that_straddles_the_meridian_is_kept():
    assert read_text("POLYGON((-0.1 51.5,0.1 51.5,0.1 51.6,-0.1 51.6,-0.1 51.5))").features


@pytest.mark.parametrize(
    ("text", "note"),
    [
        (polygon(SQUARE[::-1]), "Rings ran the wrong way round in 1 shape: mended."),
        (
            polygon([[*position, 7] for position in SQUARE]),
            "Heights (third coordinates) were dropped.",
        ),
        (polygon([SQUARE[0], *SQUARE]), "1 repeated point removed."),
        (
            polygon([[x + 1e-11, y] for x, y in SQUARE]),
            "Positions finer than a millimetre were rounded.",
        ),
    ],
)
def test_harmless_fault_is_mended_and_told(text, note):
    reading = read_text(text)
    assert note in reading.notes
    square = read_text(polygon(SQUARE)).features[0].shape
    assert reading.features[0].shape.equals(square)


def test_sound_square_is_told_of_nothing_but_its_reference_system():
    assert read_text(polygon(SQUARE)).notes == [
        "Its coordinates are longitude and latitude (WGS84), as GeoJSON lays down."
    ]


def test_bowtie_is_refused_and_its_crossing_told():
    bowtie = [[-1.9, 52.4], [-1.8, 52.5], [-1.8, 52.4], [-1.9, 52.5], [-1.9, 52.4]]
    refusal = refusal_of(polygon(bowtie))
    assert refusal.sentences == ["Its outline crosses itself."]
    assert refusal.at == pytest.approx((-1.85, 52.45))


def test_bowtie_in_metres_is_refused_with_its_crossing_in_degrees():
    with pytest.raises(ShapeRefused) as refusal:
        check_shape(
            Polygon(
                [(400_000, 280_000), (401_000, 281_000), (401_000, 280_000), (400_000, 281_000)]
            )
        )
    crossing = to_metric(Point(refusal.value.at))
    assert crossing.distance(Point(400_500, 280_500)) < 0.2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Nothing was given"),
        ("B30 2HA", "neither GeoJSON"),
        ("[]", "begins with an object"),
        ("{", "not well-formed JSON"),
        (polygon(SQUARE[:-1]), "not closed"),
        (polygon([SQUARE[0], SQUARE[1], SQUARE[0]]), "has 3 points; it needs at least four"),
        (polygon([[y, x] for x, y in SQUARE]), "longitude first: swap them"),
        ("POLYGON((52.4 -1.9,52.5 -1.9,52.5 -1.8,52.4 -1.9))", "longitude first: swap them"),
        ("POLYGON((13.3 52.5,13.4 52.5,13.4 52.6,13.3 52.5))", "outside Great Britain"),
        ("POLYGON((400000 280000,900000 280000,900000 281000,400000 280000))", "neither"),
        ("POLYGON((2000000 8000000,2000001 8000000,2000001 8000001,2000000 8000000))", "neither"),
        ("POLYGON EMPTY", "is empty"),
        ("MULTIPOLYGON(EMPTY)", "is empty"),
        ("POINT(-1.9 52.4)", "holds points"),
        ("LINESTRING(-1.9 52.4,-1.8 52.4)", "is a line"),
        ("GEOMETRYCOLLECTION(POINT(-1.9 52.4))", "give a POLYGON or a MULTIPOLYGON"),
        ("POLYGON((-1.9 52.4,-1.8 52.4,-1.8 52.5,-1.9 52.4)", "closing bracket is missing"),
        ("POLYGON((-1.9 52.4,-1.8 52.4,-1.8 52.5,-1.9 52.4)) B30", "more text after the shape"),
        ("POLYGON((-1.9 52.4,-1.8 oak,-1.8 52.5,-1.9 52.4))", "not numbers: “-1.8 oak”"),
        ("POLYGON((-1.9 52.4,-1.8 nan,-1.8 52.5,-1.9 52.4))", "not a finite number"),
        ("SRID=999999;POLYGON((1 1,2 1,2 2,1 1))", "not known here"),
        ('{"type":"Polygon","coordinates":[[[1e999,52]]]}', "not a finite number"),
        ('{"type":"Polygon","coordinates":[[[NaN,52]]]}', "NaN, which is not a finite number"),
        ('{"type":"Polygon","coordinates":[[[true,52]]]}', "not a number: “True”"),
        ('{"type":"Polygon","coordinates":null}', "neither more nor less deeply"),
        ('{"type":"Polygon","coordinates":[]}', "is empty"),
        ('{"type":"FeatureCollection","features":[]}', "has no features"),
        ('{"type":"Topology"}', "TopoJSON"),
        ('{"type":"Feature","geometry":{"type":"Feature"}}', "a geometry was expected"),
        ('{"type":["Polygon"],"coordinates":[]}', "no “type”"),
        (
            polygon(SQUARE, [[x + 1, y] for x, y in SQUARE]),
            "outside the shape that it is a hole in",
        ),
    ],
)
def test_text_is_refused_with_a_sentence_that_tells_why(text, said):
    refusal = refusal_of(text)
    assert said in " ".join(refusal.sentences)
    assert all(sentence.endswith((".", "…)", ".”")) for sentence in refusal.sentences)


def test_all_of_a_text_is_refused_when_a_part_of_it_is():
    features = [
        {
            "type": "Feature",
            "properties": {},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for ring in (SQUARE, SQUARE[:-1])
    ]
    refusal = refusal_of(json.dumps({"type": "FeatureCollection", "features": features}))
    assert refusal.sentences[0].startswith("Shape 2: A ring is not closed")


def test_drawing_of_several_polygons_and_a_hole_is_kept_whole():
    hole = [[-1.86, 52.44], [-1.86, 52.46], [-1.84, 52.46], [-1.84, 52.44], [-1.86, 52.44]]
    east = [[x + 0.2, y] for x, y in SQUARE]
    drawing = {"type": "MultiPolygon", "coordinates": [[SQUARE, hole], [east]]}
    (feature,) = read_geojson(drawing).features
    whole = read_text(polygon(SQUARE)).features[0].shape
    assert len(feature.shape.geoms) == 2
    assert len(feature.shape.geoms[0].interiors) == 1
    assert feature.shape.area == pytest.approx(whole.area * 1.96, rel=0.001)


def test_collection_of_polygons_is_joined_into_one_area():
    parts = [
        {"type": "Polygon", "coordinates": [[[x + east, y] for x, y in SQUARE]]}
        for east in (0, 0.2)
    ]
    (feature,) = read_geojson({"type": "GeometryCollection", "geometries": parts}).features
    assert len(feature.shape.geoms) == 2


def test_point_is_read_when_points_are_asked_for():
    (feature,) = read_text("POINT(-1.930906 52.419413)", kinds=frozenset({"point"})).features
    assert (feature.shape.x, feature.shape.y) == pytest.approx((404_796.02, 280_160.05), abs=0.01)


@pytest.mark.parametrize("drawing", [None, 3, "POLYGON", [], {}, {"type": None}, {"type": {}}])
def test_drawing_that_is_no_geojson_is_refused(drawing):
    with pytest.raises(ShapeRefused):
        read_geojson(drawing)


def test_shape_at_the_edge_of_the_area_of_use_is_sound_and_beyond_it_is_not():
    check_shape(box(0, 0, 700_000, 1_300_000))
    with pytest.raises(ShapeRefused, match="outside Great Britain"):
        check_shape(box(0, 0, 700_000.5, 1_300_000))


def test_empty_and_wrong_kinds_are_refused_as_shapes():
    for shape in (Polygon(), Point(400_000, 280_000), box(0, 0, 1, 1).exterior):
        with pytest.raises(ShapeRefused):
            check_shape(shape)


def test_limits_are_the_same_to_the_reader_and_to_the_database():
    assert records.MOST_POINTS == constraints.MOST_POINTS
    assert METRIC == settings.METRIC_SRID
    assert LONLAT == settings.LONLAT_SRID
