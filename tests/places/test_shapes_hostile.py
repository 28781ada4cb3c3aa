"""Files made to do harm: each is refused, in a sentence, at a small and bounded cost.

Cost is the processor's time of the confined process, so that a busy machine fails nothing.
"""

import io
import json
import resource
import sqlite3
import stat
import subprocess
import sys
import zipfile
from dataclasses import asdict, replace

import pyogrio
import pytest
import shapely

from groundwork.confinement import PROJECT
from places.formats.records import MEBIBYTE, MOST_POINTS, Limits
from places.formats.upload import environment
from places.shapes import ShapeRefused, read_file, read_text

SQUARE = [[-1.9, 52.4], [-1.8, 52.4], [-1.8, 52.5], [-1.9, 52.5], [-1.9, 52.4]]
GEOJSON = json.dumps({"type": "Polygon", "coordinates": [SQUARE]}).encode()
MOST_CPU_SECONDS = 1.0


def zipped(*entries):
    """Return a zip file of (name, bytes) entries."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return file.getvalue()


def linked():
    entry = zipfile.ZipInfo("map.geojson")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return zipped((entry, b"/etc/passwd"))


def lying():
    """A zip file whose entry says that it is small, and is not."""
    data = bytearray(zipped(("map.geojson", b" " * 3 * MEBIBYTE)))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(mark) + offset
        data[at : at + 4] = (100).to_bytes(4, "little")
    return bytes(data)


def kml(inner, start=""):
    return (
        f'<?xml version="1.0"?>{start}<kml xmlns="http://www.opengis.net/kml/2.2">{inner}</kml>'
    ).encode()


LAUGHS = '<!ENTITY l0 "haha">' + "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12)
)
MANY_POINTS = {
    "type": "Polygon",
    "coordinates": [[[-1.9 + n / 1e6, 52.4 + (n % 2) / 1e3] for n in range(MOST_POINTS)]],
}
MANY_POINTS["coordinates"][0].append(MANY_POINTS["coordinates"][0][0])
NESTED_HOLES = {
    "type": "Polygon",
    "coordinates": [
        [[x * k, y * k + 52] for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))]
        for k in [1 - n / 4000 for n in range(3000)]
    ],
}

HOSTILE = {
    "deep brackets": (b'{"type":"Polygon","coordinates":' + b"[" * 2_000_000, "nested too deeply"),
    "infinite number": (b'{"type":"Point","coordinates":[1e999,1]}', "not a finite number"),
    "endless integer": (
        b'{"type":"Point","coordinates":[' + b"9" * 100_000 + b",1]}",
        "not well-formed",
    ),
    "too many points": (json.dumps(MANY_POINTS).encode(), "more than 20,000 points"),
    "holes in holes": (json.dumps(NESTED_HOLES).encode(), "more than 1,000 parts or holes"),
    "not UTF-8": (b'{"type":"\xff\xfe"}', "UTF-8"),
    "nothing": (b"", "empty"),
    "zeros": (b"\0" * 1000, "not a text file"),
    "picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "not a text file"),
    "billion laughs": (
        kml("<Placemark><name>&l11;</name></Placemark>", f"<!DOCTYPE kml [{LAUGHS}]>"),
        "declares a document type",
    ),
    "external entity": (
        kml("<name>&x;</name>", '<!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
        "declares a document type",
    ),
    "other XML": (b"<OGRVRTDataSource/>", "XML but not KML"),
    "deep XML": (kml("<a>" * 100_000), "nested too deeply"),
    "wide table": (b"," * 100_000 + b"\n1,2", "more than 500 columns"),
    "name that leads out": (zipped(("../map.geojson", GEOJSON)), "leads outside its own folder"),
    "name from the root": (zipped(("/map.geojson", GEOJSON)), "leads outside its own folder"),
    "name of another system": (
        zipped(("..\\map.geojson", GEOJSON)),
        "leads outside its own folder",
    ),
    "link": (linked(), "has a link in it"),
    "too many entries": (
        zipped(*((f"{n}.txt", b"") for n in range(51))),
        "more than 50 entries",
    ),
    "bomb": (zipped(("map.geojson", b" " * 40 * MEBIBYTE)), "grows too large"),
    "bomb that lies": (lying(), "damaged"),
    "zip in a zip": (zipped(("map.csv", zipped(("map.csv", b"x,y\n1,2")))), "inside a zip file"),
    "nothing of use": (zipped(("notes.txt", b"hello")), "holds no shapefile"),
    "spreadsheet": (zipped(("[Content_Types].xml", b"<x/>")), "Save the sheet as CSV"),
    "two maps": (zipped(("a.kml", b"<kml/>"), ("b.kml", b"<kml/>")), "holds 2 maps"),
    "half a shapefile": (zipped(("map.shp", b"\0" * 200)), "lacks its .dbf and .shx"),
    "false shapefile": (
        zipped(*((f"map{end}", b"\0" * 200) for end in (".shp", ".shx", ".dbf"))),
        "damaged",
    ),
    "zip cut short": (zipped(("map.geojson", GEOJSON))[:60], "damaged"),
    "false GeoPackage": (b"SQLite format 3\0" + b"\0" * 4096, "damaged"),
}


@pytest.mark.parametrize(("data", "said"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_file_is_refused_at_small_cost(data, said):
    before = cpu_of_children()
    try:
        reading = read_file(io.BytesIO(data), "upload")
    except ShapeRefused as refusal:
        sentences = refusal.sentences
    else:
        assert reading.features == []
        sentences = [refusal.why for refusal in reading.refused]
    assert said in " ".join(sentences)
    assert cpu_of_children() - before < MOST_CPU_SECONDS


@pytest.mark.parametrize("name", ["deep brackets", "infinite number", "too many points"])
def test_hostile_text_is_refused_when_pasted(name):
    data, said = HOSTILE[name]
    with pytest.raises(ShapeRefused) as refusal:
        read_text(data.decode()[: 2 * MEBIBYTE])
    assert said in " ".join(refusal.value.sentences)


def test_text_is_refused_when_it_is_too_long():
    with pytest.raises(ShapeRefused, match="send a file"):
        read_text("POLYGON ((" + "0 " * 2 * MEBIBYTE)


def test_file_is_refused_when_it_is_larger_than_the_limit():
    with pytest.raises(ShapeRefused, match="larger than 10 MB"):
        read_file(io.BytesIO(b" " * (10 * MEBIBYTE + 1)), "map.geojson")


def test_shapefile_alone_is_refused_with_what_to_send():
    with pytest.raises(ShapeRefused, match="put them in one zip file"):
        read_file(io.BytesIO(b"\0"), "map.SHP")


def test_endless_query_in_a_geopackage_is_stopped(tmp_path):
    path = tmp_path / "endless.gpkg"
    pyogrio.raw.write(
        path, geometry=[shapely.box(0, 0, 1, 1).wkb], field_data=[], fields=[],
        geometry_type="Polygon", crs="EPSG:27700", layer="areas", driver="GPKG",
    )  # fmt: skip
    with sqlite3.connect(path) as database:
        database.execute("ALTER TABLE areas RENAME TO kept")
        database.execute(
            "CREATE VIEW areas AS WITH RECURSIVE n(fid) AS (SELECT 1 UNION ALL SELECT fid + 1"
            " FROM n) SELECT n.fid, kept.geom FROM n, kept WHERE n.fid < 0"
        )
    database.close()
    with pytest.raises(ShapeRefused, match="took too long"):
        read_file(path, limits=replace(Limits(), cpu_seconds=1))


def test_memory_is_bounded_when_a_file_asks_for_more():
    many_lists = b'{"a":[' + b"[]," * 3_000_000 + b"0]}"
    with pytest.raises(ShapeRefused, match=r"too much memory|damaged, or too large"):
        read_file(
            io.BytesIO(many_lists), "x", limits=replace(Limits(), memory_bytes=400 * MEBIBYTE)
        )


def confined(code):
    """Run code in a process confined as the reader of files is; return what it printed."""
    setup = (
        "import json, sys; from groundwork.confinement import confine;"
        " from places.formats.records import Limits;"
        " confine(Limits(**json.loads(sys.argv[1])).share)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", setup + code, json.dumps(asdict(Limits()))],
        cwd=PROJECT, env={"OPENBLAS_NUM_THREADS": "1"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stdout.strip() or done.stderr.strip().splitlines()[-1]


def test_confined_process_may_not_take_much_memory():
    assert confined("bytearray(2 * 1024**3)").startswith("MemoryError")


def test_confined_process_may_not_write_much(tmp_path):
    target = str(tmp_path / "large")
    said = confined(f"open({target!r}, 'wb').truncate(10**9)")
    assert "File too large" in said


def test_confined_process_has_no_network_where_the_machine_allows_that():
    code = "import socket; print([name for _, name in socket.if_nameindex()])"
    allowed = subprocess.run(["unshare", "--net", "true"], check=False, capture_output=True)
    if allowed.returncode != 0:
        pytest.skip("this machine does not let a process leave the network")
    assert confined(code) == "['lo']"


def test_reader_opens_files_with_two_drivers_and_no_other():
    done = subprocess.run(
        [sys.executable, "-c", "import pyogrio; print(sorted(pyogrio.list_drivers()))"],
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "['ESRI Shapefile', 'GPKG']"


def cpu_of_children():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
