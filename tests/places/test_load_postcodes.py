"""Postcodes from files: written in any way, recorded in one."""

import io
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from places.models import Postcode
from places.register import load_postcodes
from places.shapes import read_file
from tests.places.shared_files import shared_file

pytestmark = pytest.mark.django_db
POINTS = frozenset({"point"})


def loaded(*rows, header="Postcode,LAT,LONG"):
    data = "\n".join([header, *rows]).encode()
    return load_postcodes(read_file(io.BytesIO(data), "postcodes.csv", kinds=POINTS))


def test_postcode_is_recorded_in_capitals_without_a_space():
    loaded("b30 2ha,52.419413,-1.930906")
    postcode = Postcode.objects.get()
    assert postcode.code == "B302HA"
    assert postcode.point.coords == pytest.approx((404_796.02, 280_160.05), abs=0.01)


def test_nothing_is_changed_when_the_same_is_loaded_again():
    rows = ["B30 2HA,52.419413,-1.930906", "B1 1AA,52.47666,-1.903535"]
    assert loaded(*rows).new == 2
    again = loaded(*rows)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)


def test_postcode_that_has_moved_is_changed():
    loaded("B30 2HA,52.419413,-1.930906", "B1 1AA,52.47666,-1.903535")
    again = loaded("B30 2HA,52.419500,-1.930906", "B1 1AA,52.47666,-1.903535")
    assert (again.new, again.changed, again.unchanged) == (0, 1, 1)


def test_eastings_and_northings_are_read_before_degrees_where_a_file_has_both():
    loaded("B30 2HA,404796,280160,0,0", header="pcds,oseast1m,osnrth1m,lat,long")
    assert Postcode.objects.get().point.coords == (404_796, 280_160)


def test_bad_rows_are_refused_by_name_and_the_rest_kept():
    done = loaded(
        "B30 2HA,52.419413,-1.930906",
        "B30 2HA,52.419413,-1.930906",
        "Stirchley,52.42,-1.92",
        ",52.42,-1.92",
        "JE2 3AB,99.999999,0",
        "B1 1AA,,",
    )
    assert done.new == 1
    assert [(refusal.row, refusal.why.split(",")[0]) for refusal in done.refused] == [
        (3, "It is in the file twice."),
        (4, "“Stirchley” is not a postcode."),
        (5, "It has no postcode."),
        (6, "It lies outside Great Britain"),
        (7, "It has no coordinates."),
    ]


def test_command_loads_every_postcode_of_a_city_twice_over():
    path = shared_file("postcodes/birmingham-postcodes.csv")
    for said in ("34,742 new, 0 changed, 0 unchanged", "0 new, 0 changed, 34,742 unchanged"):
        out = StringIO()
        call_command("load_postcodes", str(path), stdout=out)
        assert said in out.getvalue()
    assert Postcode.objects.count() == 34_742


def test_command_records_nothing_on_a_dry_run(tmp_path):
    path = tmp_path / "postcodes.csv"
    path.write_text("postcode,easting,northing\nB30 2HA,404796,280160\n")
    out = StringIO()
    call_command("load_postcodes", str(path), "--dry-run", stdout=out)
    assert "1 new" in out.getvalue()
    assert not Postcode.objects.exists()


def test_command_says_why_it_cannot(tmp_path):
    path = tmp_path / "postcodes.csv"
    path.write_text("postcode\nB30 2HA\n")
    with pytest.raises(CommandError, match="No column of shapes or coordinates"):
        call_command("load_postcodes", str(path))
