"""Areas from files: loaded once, however often they are sent."""

import datetime as dt
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from places.models import Area
from places.register import load_areas
from places.shapes import read_geojson
from tests.places.shared_files import shared_file

pytestmark = pytest.mark.django_db
DAY_2013, DAY_2018, DAY_2026 = dt.date(2013, 5, 2), dt.date(2018, 5, 3), dt.date(2026, 5, 7)


def square(reference, west=-1.9, **properties):
    ring = [(west, 52.4), (west + 0.1, 52.4), (west + 0.1, 52.5), (west, 52.5), (west, 52.4)]
    return {
        "type": "Feature",
        "properties": {"reference": reference, "name": f"Ward {reference}", **properties},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def squares(*features):
    return read_geojson({"type": "FeatureCollection", "features": list(features)})


def loaded(reading, **options):
    done = load_areas(reading, kind="ward", **options)
    return done.new, done.changed, done.unchanged, done.closed


def dates(reference):
    rows = Area.objects.filter(reference=reference).order_by("starts_on")
    return [(area.starts_on, area.ends_on) for area in rows]


def run(*arguments):
    out = StringIO()
    call_command("load_areas", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_area_has_its_shape_in_metres_and_its_outline_in_degrees():
    loaded(squares(square("A")), authority="Birmingham", source="Us", licence="OGL v3")
    area = Area.objects.get()
    assert (area.name, area.authority, area.source, area.licence) == (
        "Ward A",
        "Birmingham",
        "Us",
        "OGL v3",
    )
    assert area.shape.area == pytest.approx(75_700_000, rel=0.01)
    assert area.outline.extent == pytest.approx((-1.9, 52.4, -1.8, 52.5), abs=2e-6)


def test_nothing_is_written_when_the_same_is_loaded_again():
    reading = squares(square("A"), square("B", -1.7))
    assert loaded(reading, starts_on=DAY_2018) == (2, 0, 0, 0)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert loaded(reading, starts_on=DAY_2018) == (0, 0, 2, 0)
    assert not any(query["sql"].startswith(("INSERT", "UPDATE")) for query in queries)


def test_name_or_shape_is_changed_in_place_when_it_differs():
    loaded(squares(square("A"), square("B", -1.7)))
    assert loaded(squares(square("A", name="New name"), square("B", -1.6))) == (0, 2, 0, 0)
    assert Area.objects.get(reference="A").name == "New name"
    assert Area.objects.get(reference="B").outline.extent[0] == pytest.approx(-1.6, abs=2e-6)


def test_words_on_record_stay_when_a_later_file_is_silent():
    loaded(squares(square("A", local_authority="Birmingham")), source="Us")
    assert loaded(squares(square("A"))) == (0, 0, 1, 0)
    area = Area.objects.get()
    assert (area.authority, area.source) == ("Birmingham", "Us")


def test_earlier_shape_is_closed_when_a_later_one_is_loaded():
    loaded(squares(square("A")))
    assert loaded(squares(square("A", -1.7)), starts_on=DAY_2018) == (1, 0, 0, 1)
    assert dates("A") == [(DAY_2018, None), (None, DAY_2018)]


def test_earlier_shape_ends_where_the_later_starts_when_loaded_afterwards():
    loaded(squares(square("A")), starts_on=DAY_2018)
    assert loaded(squares(square("A", -1.7)), starts_on=DAY_2013) == (1, 0, 0, 0)
    assert dates("A") == [(DAY_2013, DAY_2018), (DAY_2018, None)]


def test_shape_between_two_others_fits_between_them():
    loaded(squares(square("A")), starts_on=DAY_2013)
    loaded(squares(square("A", -1.6)), starts_on=DAY_2026)
    assert loaded(squares(square("A", -1.7)), starts_on=DAY_2018) == (1, 0, 0, 1)
    assert dates("A") == [(DAY_2013, DAY_2018), (DAY_2018, DAY_2026), (DAY_2026, None)]


def test_end_is_set_when_given_later_and_stops_at_the_next_start():
    loaded(squares(square("A")), starts_on=DAY_2013, ends_on=dt.date(2014, 1, 1))
    loaded(squares(square("A", -1.6)), starts_on=DAY_2018)
    assert loaded(squares(square("A")), starts_on=DAY_2013, ends_on=DAY_2026) == (0, 1, 0, 0)
    assert dates("A") == [(DAY_2013, DAY_2018), (DAY_2018, None)]


def test_end_before_every_start_makes_an_older_area():
    loaded(squares(square("A")), starts_on=DAY_2018)
    assert loaded(squares(square("A", -1.7)), ends_on=DAY_2013) == (1, 0, 0, 0)
    assert (None, DAY_2013) in dates("A")


def test_repeated_and_nameless_rows_are_refused_by_name():
    nameless = square("")
    nameless["properties"] = {}
    done = load_areas(squares(square("A"), square("A", -1.7), nameless), kind="ward")
    assert [(refusal.row, refusal.why) for refusal in done.refused] == [
        (2, "Its reference, A, is in the file twice."),
        (3, "It has neither a reference nor a name."),
    ]
    assert done.new == 1


def test_kinds_are_kept_apart():
    loaded(squares(square("A")))
    assert load_areas(squares(square("A")), kind="district").new == 1


def test_queries_do_not_grow_with_the_areas():
    def counted(*features):
        with CaptureQueriesContext(connection) as queries:
            loaded(squares(*features))
        return len(queries)

    one = counted(square("A"))
    assert counted(*(square(f"B{n}", -1.9 + n / 100) for n in range(20))) == one


def test_command_loads_wards_of_two_years_side_by_side():
    wards_2018 = shared_file("boundaries/birmingham-wards-2018.geojson")
    wards_2013 = shared_file("boundaries/birmingham-wards-2013.geojson")
    assert "69 new, 0 changed" in run(wards_2018, "--kind", "ward", "--starts-on", "2018-05-03")
    assert "40 new, 0 changed" in run(wards_2013, "--kind", "ward", "--ends-on", "2018-05-03")
    assert Area.objects.in_force(dt.date(2018, 5, 2)).count() == 40
    assert Area.objects.in_force(dt.date(2018, 5, 3)).count() == 69
    assert Area.objects.get(reference="E05011172").authority == "Birmingham"


def test_command_finds_nothing_new_when_the_same_wards_come_in_metres():
    wards = shared_file("boundaries/birmingham-wards-2018.geojson")
    run(wards, "--kind", "ward", "--starts-on", "2018-05-03")
    said = run(shared_file("boundaries/birmingham-wards-2018-epsg27700-wkt.csv"), "--kind", "ward")
    assert "0 new, 0 changed, 69 unchanged" in said


def test_command_names_the_areas_it_refuses():
    said = run(shared_file("boundaries/birmingham-lsoa-2011.geojson"), "--kind", "statistical")
    assert "Refused row 119, Birmingham 028C: Its outline touches or crosses itself." in said
    assert "636 new, 0 changed, 0 unchanged, 0 earlier closed, 3 refused." in said


def test_command_records_nothing_on_a_dry_run(tmp_path):
    path = tmp_path / "map.geojson"
    path.write_text(json.dumps(square("A")))
    assert "1 new" in (said := run(path, "--kind", "ward", "--dry-run"))
    assert "Nothing was recorded" in said
    assert not Area.objects.exists()


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        ("{", [], "not well-formed JSON"),
        (None, [], "No such file"),
        ("{}", ["--starts-on", "2018-05-03", "--ends-on", "2018-05-03"], "must come after"),
    ],
)
def test_command_says_why_it_cannot(tmp_path, text, options, said):
    path = tmp_path / "map.geojson"
    if text is not None:
        path.write_text(text)
    with pytest.raises(CommandError, match=said):
        run(path, "--kind", "ward", *options)
