"""Each kind of file, well made: one square kilometre, whatever it comes in."""

import io
import json
import zipfile

import numpy as np
import pyogrio
import pytest
from shapely import box

from places.crs import to_lonlat
from places.shapes import ShapeRefused, read_file

POINTS = frozenset({"point"})
SQUARE = box(400_000, 280_000, 401_000, 281_000)
IN_DEGREES = to_lonlat(SQUARE)
COORDINATES = " ".join(f"{x},{y},0" for x, y in IN_DEGREES.exterior.coords)
KML = f"""<?xml version="1.0"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder><Placemark>
<name>The square</name><description>Flat</description>
<ExtendedData><Data name="code"><value>SQ1</value></Data></ExtendedData>
<Polygon><outerBoundaryIs><LinearRing><coordinates>{COORDINATES}</coordinates></LinearRing>
</outerBoundaryIs></Polygon></Placemark></Folder></Document></kml>""".encode()


def read(data, **options):
    return read_file(io.BytesIO(data), "upload", **options)


def zipped(**entries):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return file.getvalue()


def made_by_gdal(folder, driver, suffix, crs="EPSG:27700", shape=SQUARE):
    path = folder / f"squares{suffix}"
    pyogrio.raw.write(
        path,
        geometry=[shape.wkb],
        field_data=[np.array([text], dtype=object) for text in ("SQ1", "The square")],
        fields=["code", "name"],
        geometry_type="Polygon",
        crs=crs,
        driver=driver,
    )
    return path


def assert_is_the_square(reading, how="stated"):
    (feature,) = reading.features
    assert reading.refused == []
    assert (feature.reference, feature.name) == ("SQ1", "The square")
    assert feature.shape.hausdorff_distance(SQUARE) < 0.2
    assert reading.crs_how == how


def test_kml_is_read_with_its_data_and_its_heights_dropped():
    reading = read(KML)
    assert_is_the_square(reading)
    assert "Heights (third coordinates) were dropped." in reading.notes


def test_kmz_is_read_as_the_kml_inside_it():
    assert_is_the_square(read(zipped(**{"doc.kml": KML})))


@pytest.mark.parametrize(("crs", "shape"), [("EPSG:27700", SQUARE), ("EPSG:4326", IN_DEGREES)])
def test_geopackage_is_read_in_the_reference_system_it_states(tmp_path, crs, shape):
    assert_is_the_square(read_file(made_by_gdal(tmp_path, "GPKG", ".gpkg", crs, shape)))


def test_geopackage_that_states_falsely_is_read_by_its_numbers(tmp_path):
    path = made_by_gdal(tmp_path, "GPKG", ".gpkg", "EPSG:4326", SQUARE)
    assert_is_the_square(read_file(path), how="stated but false")


def test_zipped_shapefile_is_read_from_a_folder_within_the_zip(tmp_path):
    made_by_gdal(tmp_path, "ESRI Shapefile", ".shp")
    files = {f"maps/{path.name}": path.read_bytes() for path in tmp_path.iterdir()}
    assert_is_the_square(read(zipped(**files, **{"__MACOSX/maps/._squares.shp": b"x"})))


def test_zipped_shapefile_without_a_projection_is_guessed(tmp_path):
    made_by_gdal(tmp_path, "ESRI Shapefile", ".shp")
    files = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.suffix != ".prj"}
    assert_is_the_square(read(zipped(**files)), how="guessed")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_table_is_read_in_the_usual_encodings(encoding):
    text = f'code,name,geometry\r\nCAF,Café Square,"{SQUARE.wkt}"\r\n'
    (feature,) = read(text.encode(encoding)).features
    assert (feature.reference, feature.name) == ("CAF", "Café Square")
    assert feature.shape.area == 1_000_000


@pytest.mark.parametrize(
    "header",
    [
        "Code;Name;WKT",
        "WD18CD;WD18NM;the_geom",
        "id;Ward Name;Shape",
        "SITE REF;Title;multipolygon",
    ],
)
def test_columns_are_guessed_from_their_names(header):
    (feature,) = read(f"{header}\nSQ1;The square;{SQUARE.wkt}\n".encode()).features
    assert (feature.reference, feature.name) == ("SQ1", "The square")


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("name,Easting,Northing", 'A,"404,796.02",280160.05'),
        ("name,GeoX,GeoY", "A,404796.02,280160.05"),
        ("name,X Coordinate,Y Coordinate", "A,404796.02,280160.05"),
        ("name,LONGITUDE,Latitude", "A,-1.930906,52.419413"),
        ("name,lat,lng", "A,52.419413,-1.930906"),
        ("name,x,y", "A,-1.930906,52.419413"),
        ("name,x,y", "A,52.419413,-1.930906"),
        ("name,point", "A,POINT(-1.930906 52.419413)"),
        ("name\tlat\tlong", "A\t52.419413\t-1.930906"),
    ],
)
def test_coordinates_are_found_in_the_columns_that_hold_them(header, row):
    (feature,) = read(f"{header}\n{row}\n".encode(), kinds=POINTS).features
    assert (feature.shape.x, feature.shape.y) == pytest.approx((404_796.02, 280_160.05), abs=0.02)


def test_geojson_in_a_cell_is_read():
    cell = (
        '{""type"":""Polygon"",""coordinates"":[[[-1.9,52.4],[-1.8,52.4],[-1.8,52.5],[-1.9,52.4]]]}'
    )
    (feature,) = read(f'name,geojson\nA,"{cell}"\n'.encode()).features
    assert feature.name == "A"


def test_bad_rows_are_refused_by_name_and_the_rest_kept():
    rows = [
        "name,easting,northing",
        "Good,400000,280000",
        "Blank,,",
        "",
        "Words,here,there",
        "Degrees,-1.9,52.4",
        "Far,400000,1400000",
        '"Two\nlines",400001,280001,extra',
    ]
    reading = read("\n".join(rows).encode(), kinds=POINTS)
    assert [feature.name for feature in reading.features] == ["Good", "Two lines"]
    assert [(refusal.row, refusal.name) for refusal in reading.refused] == [
        (3, "Blank"),
        (5, "Words"),
        (6, "Degrees"),
        (7, "Far"),
    ]
    assert any("extra cells were left out: row 8" in note for note in reading.notes)


def test_reference_is_taken_from_the_column_that_tells_rows_apart():
    rows = ["code;uprn;wkt", f"A;1;{SQUARE.wkt}", f"A;2;{SQUARE.wkt}"]
    reading = read("\n".join(rows).encode())
    assert [feature.reference for feature in reading.features] == ["1", "2"]


def test_table_with_a_header_and_nothing_else_is_refused():
    with pytest.raises(ShapeRefused, match="a header and no rows"):
        read(b"name,geometry\n")


def test_latitude_first_is_turned_round_in_a_file_and_its_crossing_with_it():
    rings = {
        "square": [[52.4, -1.9], [52.5, -1.9], [52.5, -1.8], [52.4, -1.8], [52.4, -1.9]],
        "bowtie": [[52.4, -1.9], [52.5, -1.8], [52.5, -1.9], [52.4, -1.8], [52.4, -1.9]],
    }
    features = [
        {
            "type": "Feature",
            "properties": {"name": name},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for name, ring in rings.items()
    ]
    data = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    reading = read(data)
    assert [feature.name for feature in reading.features] == ["square"]
    assert reading.refused[0].at == pytest.approx((-1.85, 52.45))
    assert "Latitude came before longitude in 2 shapes: turned round." in reading.notes


def test_open_file_is_read_from_its_start_however_far_it_was_read():
    file = io.BytesIO(KML)
    file.read()
    assert_is_the_square(read_file(file, "square.kml"))
