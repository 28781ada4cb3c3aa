"""Real files with real defects, each through the doors that take its kind."""

import pytest

from places.formats.geojson import parsed
from places.formats.records import Unreadable
from places.shapes import ShapeRefused, check_shape, read_file, read_geojson, read_text
from tests.places.shared_files import shared_file

POINTS = frozenset({"point"})
OUTSIDE = "outside Great Britain"

# File, shapes kept, rows refused, a piece of a sentence: of the first refusal, or of a note.
AREAS = [
    ("messy/areas-shapefile.zip", 6, 0, "as it says"),
    ("messy/coastline-cornwall-wards-2013.geojson", 122, 0, "wrong way round in 122 shapes"),
    ("messy/wkt/areas-epsg27700-no-crs-stated.csv", 113, 1, "has no shape"),
    ("messy/wkt/ashfield-conservation-areas-geojson.csv", 1, 0, "to judge by their range"),
    ("messy/wkt/camden-conservation-areas-kml-multilayer.csv", 208, 2, "crosses itself"),
    ("boundaries/birmingham-wards-2018.geojson", 69, 0, "longitude and latitude"),
    ("boundaries/birmingham-wards-2018-epsg27700-wkt.csv", 69, 0, "British National Grid"),
    ("boundaries/birmingham-wards-2013.geojson", 40, 0, "as it says"),
    ("boundaries/birmingham-lsoa-2011.geojson", 636, 3, "touches or crosses itself"),
    ("zones/barnet-conservation-areas.geojson", 16, 0, "finer than a millimetre"),
    ("zones/southwark-article-4-public-houses.gpkg", 192, 1, "touches or crosses itself"),
    ("zones/southwark-article-4-offices-caz.gpkg", 1, 0, "4 repeated points removed"),
]
PLACES = [
    ("messy/csv/brownfield-exeter.csv", 28, 0, "EPSG:4326", "guessed", "to judge by"),
    ("messy/csv/brownfield-fylde.csv", 47, 0, "EPSG:27700", "stated", "as it says"),
    ("messy/csv/brownfield-rochdale.csv", 128, 0, "EPSG:27700", "stated", "as it says"),
    (
        "messy/csv/brownfield-tonbridge-malling.csv",
        13,
        0,
        "EPSG:27700",
        "stated but false",
        "it says “WGS84”, which cannot be",
    ),
    (
        "messy/csv/brownfield-worcester.csv",
        32,
        5,
        "EPSG:4326",
        "guessed",
        "Latitude came before longitude in 32 shapes",
    ),
    (
        "messy/csv/brownfield-wychavon.csv",
        18,
        0,
        "EPSG:27700",
        "stated but false",
        "it says “ETRS89”, which cannot be",
    ),
    (
        "assets/cheltenham-land-and-assets-2021.csv",
        497,
        1,
        "EPSG:27700",
        "guessed",
        "headed “Organisation”",
    ),
    ("assets/cheltenham-land-and-assets-2023.csv", 459, 0, "EPSG:27700", "guessed", "range"),
    ("postcodes/birmingham-postcodes.csv", 34_742, 0, "EPSG:4326", "guessed", "range"),
]
# One defect each, all far from Great Britain; the defect is told, wherever it is.
DEFECTS = {
    "invalid_exterior_not_ccw": OUTSIDE,
    "invalid_feature_geometry_is_string": "not a GeoJSON geometry",
    "invalid_feature_no_properties": OUTSIDE,
    "invalid_feature_properties_is_int": "has no shape",
    "invalid_featurecollection_feature_nullfeature": "not a feature",
    "invalid_featurecollection_no_features_member": "no list of features",
    "invalid_featurecollection_type_lowercase": "Did you mean “FeatureCollection”?",
    "invalid_geometry_bbox_not4or6": "holds points",
    "invalid_geometry_bbox_not_numbers": "holds points",
    "invalid_geometry_coordinates_empty_position": "empty or cut short",
    "invalid_geometry_coordinates_string": "not a number: “11.691336”",
    "invalid_geometry_depth_deep_polygon": "nested too deeply",
    "invalid_geometry_depth_shallow_multipolygon": "neither more nor less deeply",
    "invalid_geometry_geometrycollection_null_geometry": "has no shape",
    "invalid_geometry_missing_type": "no “type”",
    "invalid_interior_not_cw": OUTSIDE,
    "invalid_unclosed": "not closed",
    "problematic_3d_coordinates": OUTSIDE,
    "problematic_crosses_antimeridian": OUTSIDE,
    "problematic_crs_defined": OUTSIDE,
    "problematic_excessive_coordinate_precision": OUTSIDE,
    "problematic_feature_null_geometry": "has no shape",
    "problematic_geometrycollection_single": "holds points",
    "problematic_inner_and_exterior_ring_intersect": "crosses itself",
    "problematic_outside_lat_lon_boundaries": OUTSIDE,
    "problematic_self_intersection_small": "crosses itself",
    "problematic_zero_length_linestring": "is a line",
}


@pytest.mark.parametrize(("name", "kept", "refused", "said"), AREAS)
def test_file_of_areas_is_read_with_the_unsound_left_out(name, kept, refused, said):
    reading = read_file(shared_file(name))
    assert (len(reading.features), len(reading.refused)) == (kept, refused)
    assert any(said in text for text in [*reading.notes, *(r.why for r in reading.refused)])
    for feature in reading.features:
        check_shape(feature.shape)


@pytest.mark.parametrize(("name", "kept", "refused", "crs", "how", "said"), PLACES)
def test_file_of_coordinates_is_read_as_points(name, kept, refused, crs, how, said):
    reading = read_file(shared_file(name), kinds=POINTS)
    assert (len(reading.features), len(reading.refused)) == (kept, refused)
    assert (reading.crs, reading.crs_how) == (crs, how)
    assert any(said in note for note in reading.notes)


@pytest.mark.parametrize("name", [name for name, *_ in PLACES[:-1]])
def test_file_of_coordinates_is_refused_when_areas_are_needed(name):
    with pytest.raises(ShapeRefused, match="holds points, and areas are needed"):
        read_file(shared_file(name))


def test_defects_table_has_every_file_of_the_folder():
    folder = shared_file("messy/geojson")
    assert {path.stem for path in folder.glob("*.geojson")} == set(DEFECTS)


@pytest.mark.parametrize(("name", "said"), DEFECTS.items())
def test_defect_is_told_when_the_file_is_sent(name, said):
    try:
        reading = read_file(shared_file(f"messy/geojson/{name}.geojson"))
    except ShapeRefused as refusal:
        sentences = refusal.sentences
    else:
        assert reading.features == []
        sentences = [refusal.why for refusal in reading.refused]
    assert said in " ".join(sentences)


@pytest.mark.parametrize(("name", "said"), DEFECTS.items())
def test_defect_is_told_when_the_text_is_pasted(name, said):
    text = shared_file(f"messy/geojson/{name}.geojson").read_text()
    with pytest.raises(ShapeRefused) as refusal:
        read_text(text)
    assert said in " ".join(refusal.value.sentences)


@pytest.mark.parametrize(("name", "said"), DEFECTS.items())
def test_defect_is_told_when_the_drawing_has_it(name, said):
    drawing = parsed(shared_file(f"messy/geojson/{name}.geojson").read_text())
    with pytest.raises(ShapeRefused) as refusal:
        read_geojson(drawing)
    assert said in " ".join(refusal.value.sentences)


def test_truncated_kml_is_refused_with_the_line_where_it_ends():
    with pytest.raises(ShapeRefused, match="not well-formed XML: it goes wrong at line 18"):
        read_file(shared_file("messy/kml-bad.kml"))


@pytest.mark.parametrize(
    "name",
    [
        "zones/lambeth-southwark-conservation-areas.csv",
        "zones/southwark-article-4-directions.csv",
        "zones/southwark-article-4-direction-rules.csv",
    ],
)
def test_register_without_shapes_is_refused_with_the_columns_it_needs(name):
    with pytest.raises(ShapeRefused, match="No column of shapes or coordinates was found"):
        read_file(shared_file(name))


def test_refused_area_is_named_with_its_row_and_the_crossing():
    reading = read_file(shared_file("boundaries/birmingham-lsoa-2011.geojson"))
    named = [(refusal.row, refusal.name) for refusal in reading.refused]
    assert named == [(119, "Birmingham 028C"), (392, "Birmingham 045D"), (477, "Birmingham 020B")]
    assert all(-2.1 < refusal.at[0] < -1.7 for refusal in reading.refused)


def test_ward_is_the_same_to_a_decimetre_when_read_in_degrees_or_in_metres():
    degrees = read_file(shared_file("boundaries/birmingham-wards-2018.geojson"))
    metres = read_file(shared_file("boundaries/birmingham-wards-2018-epsg27700-wkt.csv"))
    theirs = {feature.reference: feature.shape for feature in metres.features}
    for feature in degrees.features:
        assert feature.shape.hausdorff_distance(theirs[feature.reference]) < 0.15


def test_wards_have_their_known_areas():
    reading = read_file(shared_file("boundaries/birmingham-wards-2018.geojson"))
    hectares = {feature.reference: feature.shape.area / 10_000 for feature in reading.features}
    assert hectares["E05011172"] == pytest.approx(189.11, rel=0.001)
    assert hectares["E05011129"] == pytest.approx(498.36, rel=0.001)


def test_wkt_with_a_crossing_is_refused_as_text_as_it_is_in_a_file():
    lines = shared_file("messy/wkt/camden-conservation-areas-kml-multilayer.csv")
    with lines.open(newline="") as file:
        pasted = file.read().split('"MULTIPOLYGON')[-1].partition('"')[0]
    with pytest.raises(ShapeRefused, match="crosses itself") as refusal:
        read_text("MULTIPOLYGON" + pasted)
    assert refusal.value.at == pytest.approx((-0.114278, 51.525506), abs=1e-5)


def test_json_that_is_cut_short_is_refused_with_its_line():
    with pytest.raises(Unreadable, match="line 2, character 1"):
        parsed('{"type":\n')
