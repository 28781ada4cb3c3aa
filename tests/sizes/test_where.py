"""The page that asks where a zone is, through each of its doors, as a browser without script."""

import json

import pytest
import shapely
from django.contrib.gis.geos import Point
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from partners.models import Membership
from places.models import Postcode
from sizes.boundaries import latest_boundary
from sizes.models import ParkedReading
from tests import factories as make
from tests.places.shared_files import FOLDER, shared_file

pytestmark = pytest.mark.django_db

SQUARE = "POLYGON((-1.93 52.42,-1.92 52.42,-1.92 52.43,-1.93 52.43,-1.93 52.42))"
BOW_TIE = "POLYGON((-1.94 52.41,-1.92 52.43,-1.92 52.41,-1.94 52.43,-1.94 52.41))"
WIDER = "POLYGON((-1.95 52.41,-1.90 52.41,-1.90 52.44,-1.95 52.44,-1.95 52.41))"
TYPED = {"how": "typed", "core_geojson": SQUARE}


class Page:
    """The page of one zone in one person's browser."""

    def __init__(self, client, zone, person):
        self.client, self.zone, self.person = client, zone, person
        self.address = reverse("zone-where", args=[zone.reference])
        client.force_login(person)

    def press(self, do, **given):
        form = self.client.get(self.address).context["form"]
        kept = {"version": form.initial["version"], "was": form.initial["was"], "fringe": "none"}
        return self.client.post(self.address, {**kept, "do": do, **given})

    def reckon(self, **given):
        address = reverse("zone-reckon", args=[self.zone.reference])
        return self.client.post(address, {"fringe": "none", **given})


@pytest.fixture
def where(client):
    starter = make.person()
    return Page(client, make.draft("Zone", by=starter), starter)


def errors(answer):
    form = answer.context["form"]
    return " ".join(sentence for field in form.errors.values() for sentence in field)


def saved(where, answer):
    assert answer.status_code == 302, errors(answer)
    return latest_boundary(where.zone)


# --- Pick, circle, type ---------------------------------------------------------------------------


def test_picked_areas_are_joined_and_noted(where):
    make.area("Left", reference="L")
    make.area("Right", reference="R", shape=make.square(100))
    answer = where.press("save", how="picked", areas=["L", "R"])
    assert answer.url == reverse("zone-what-for", args=[where.zone.reference])
    boundary = saved(where, answer)
    assert boundary.method == "picked"
    assert boundary.core.area == 20_000
    assert [area["name"] for area in boundary.recipe["core"]["areas"]] == ["Left", "Right"]
    where.zone.refresh_from_db()
    assert where.zone.place_in_words == "Left and Right wards"


def test_picking_is_refused_kindly_when_nothing_is_ticked_or_an_area_is_gone(where):
    assert "Tick at least one" in errors(where.press("save", how="picked"))
    answer = where.press("save", how="picked", areas=["GONE"])
    assert answer.status_code == 422
    assert "No area today has the reference GONE" in errors(answer)


def test_areas_are_found_by_name_with_the_ticks_kept(where):
    make.area("Stirchley", reference="S")
    make.area("Moseley", reference="M")
    make.area("Kings Heath", reference="K")
    answer = where.press("find", find="mosel", areas=["S"], how="picked", centre="typed already")
    assert answer.status_code == 200
    listed = answer.content.decode()
    assert 'value="S"' in listed
    assert 'value="M"' in listed
    assert 'value="K"' not in listed
    assert answer.context["form"]["areas"].value() == ["S"]
    assert 'value="typed already"' in listed
    by_address = where.client.get(where.address, {"find": "mosel"}).content.decode()
    assert 'value="M"' in by_address
    assert 'value="K"' not in by_address


def test_enter_in_the_find_box_finds_and_elsewhere_checks(where):
    make.area("Stirchley", reference="S")
    found = where.press("enter", find="stir", found="", how="picked")
    assert found.status_code == 200
    checked = where.press("enter", find="stir", found="stir", how="picked")
    assert "Tick at least one" in errors(checked)


def test_circle_is_drawn_round_a_postcode_however_it_is_written(where):
    Postcode.objects.create(code="B302HA", point=Point(404_800, 280_000, srid=27700))
    boundary = saved(where, where.press("save", how="radius", centre="b30 2ha", radius_m="400"))
    assert boundary.recipe["core"]["centre"] == "B30 2HA"
    assert boundary.recipe["core"]["radius_m"] == 400
    assert boundary.core.centroid.distance(Point(404_800, 280_000, srid=27700)) < 0.01
    where.zone.refresh_from_db()
    assert where.zone.place_in_words == "Within 400 m of B30 2HA"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "Write a postcode or place"),
        ({"centre": "52.42, -1.93"}, "Write the radius in metres"),
        ({"centre": "52.42, -1.93", "radius_m": "far"}, "number of metres"),
        ({"centre": "52.42, -1.93", "radius_m": "0"}, "between 5 and 50,000"),
        ({"centre": "52.42, -1.93", "radius_m": "nan"}, "number of metres"),
        ({"centre": "ZZ1 1ZZ", "radius_m": "400"}, "do not know the postcode"),
    ],
)
def test_circle_is_refused_in_a_sentence_when_it_makes_no_sense(where, given, said):
    answer = where.press("save", how="radius", **given)
    assert answer.status_code == 422
    assert said in errors(answer)


def test_text_is_read_as_typed_and_as_drawn(where):
    assert saved(where, where.press("save", **TYPED)).method == "typed"
    overlapping = {
        "type": "MultiPolygon",
        "coordinates": [
            [[[-1.93, 52.42], [-1.92, 52.42], [-1.92, 52.43], [-1.93, 52.42]]],
            [[[-1.93, 52.425], [-1.92, 52.415], [-1.92, 52.43], [-1.93, 52.425]]],
        ],
    }
    drawn = {"how": "drawn", "core_geojson": json.dumps(overlapping)}
    boundary = saved(where, where.press("save", **drawn))
    assert (boundary.method, boundary.number) == ("drawn", 2)
    assert boundary.core.num_geom == 1


def test_crossing_is_told_in_words_and_shown_and_nothing_typed_is_lost(where):
    make.area("Stirchley", shape=make.square(-2_000, -2_000, side=4_000))
    answer = where.press("save", how="typed", core_geojson=BOW_TIE, place_in_words="By the canal")
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "crosses itself" in errors(answer)
    assert "latitude 52.42000, longitude -1.93000" in shown
    assert 'data-crossing="-1.93,52.42"' in shown
    assert BOW_TIE in shown
    assert "By the canal" in shown
    assert latest_boundary(where.zone) is None


# --- The fringe -----------------------------------------------------------------------------------


def test_fringe_of_a_width_keeps_out_of_ticked_areas(where):
    make.area("Here", reference="H", shape=make.square(side=1_000))
    make.area("East", reference="E", shape=make.square(1_000, -500, side=2_000))
    given = {"how": "picked", "areas": ["H"], "fringe": "width", "width_m": "300"}
    checked = where.press("check", **given)
    assert [name for _, name in checked.context["form"].fields["crisp"].choices] == ["East"]
    boundary = saved(where, where.press("save", **given, crisp=["E"]))
    east_edge = boundary.core.extent[2]
    assert boundary.reach.extent[2] == pytest.approx(east_edge, abs=0.6)
    assert boundary.reach.extent[0] == pytest.approx(boundary.core.extent[0] - 300, abs=0.6)
    assert boundary.recipe["fringe"]["crisp_into"][0]["name"] == "East"


@pytest.mark.parametrize(
    ("width", "said"),
    [("", "Write the width"), ("wide", "number of metres"), ("0", "between 1"), ("1e9", "between")],
)
def test_fringe_is_refused_in_a_sentence_when_its_width_makes_no_sense(where, width, said):
    assert said in errors(where.press("save", **TYPED, fringe="width", width_m=width))


def test_outer_edge_is_taken_with_the_core_in_it(where):
    boundary = saved(where, where.press("save", **TYPED, fringe="drawn", reach_geojson=WIDER))
    assert boundary.reach.contains(boundary.core)
    assert boundary.parts.count() == 5


def test_outer_edge_that_cuts_the_core_leaves_a_crisp_edge_there(where):
    half = "POLYGON((-1.94 52.41,-1.925 52.41,-1.925 52.44,-1.94 52.44,-1.94 52.41))"
    boundary = saved(where, where.press("save", **TYPED, fringe="drawn", reach_geojson=half))
    assert boundary.reach.extent[2] == pytest.approx(boundary.core.extent[2])


@pytest.mark.parametrize(
    ("outer", "said"),
    [
        ("", "Draw or paste the outer edge"),
        ("POLYGON((0 51,0.1 51,0.1 51.1,0 51))", "lies apart"),
        (BOW_TIE, "crosses itself"),
    ],
)
def test_outer_edge_is_refused_in_a_sentence_when_it_makes_no_sense(where, outer, said):
    assert said in errors(where.press("save", **TYPED, fringe="drawn", reach_geojson=outer))


# --- Files ----------------------------------------------------------------------------------------


def geojson_file(count: int) -> SimpleUploadedFile:
    features = [
        {
            "type": "Feature",
            "properties": {"name": f"Area {number}"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [
                    [[x, 52.4], [x + 0.01, 52.4], [x + 0.01, 52.41], [x, 52.41], [x, 52.4]]
                ],
            },
        }
        for number in range(count)
        for x in [round(-1.9 + number / 100, 2)]
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    return SimpleUploadedFile("areas.geojson", text.encode())


def test_file_of_many_features_is_read_then_some_are_ticked_and_joined(where):
    read = where.press("read", file=geojson_file(3))
    assert read.status_code == 200
    shown = read.content.decode()
    assert "Row 2: Area 1" in shown
    assert where.zone.parked_readings.get().filename == "areas.geojson"
    boundary = saved(where, where.press("save", how="file", rows=["1", "2"]))
    assert boundary.recipe["core"] == {
        "file": "areas.geojson",
        "rows": [{"row": 1, "name": "Area 0"}, {"row": 2, "name": "Area 1"}],
    }
    assert boundary.core.num_geom == 1
    assert not where.zone.parked_readings.exists()


def test_file_of_one_feature_is_ticked_and_reckoned_at_once(where):
    read = where.press("read", file=geojson_file(1))
    assert read.context["form"].made.core.area > 0
    assert "What this covers" in read.content.decode()


def test_shape_from_a_file_is_kept_when_only_its_fringe_changes(where):
    where.press("read", file=geojson_file(2))
    first = saved(where, where.press("save", how="file", rows=["1"]))
    second = saved(where, where.press("save", how="file", fringe="width", width_m="50"))
    assert second.number == 2
    assert second.core.equals(first.core)
    assert second.recipe["core"] == first.recipe["core"]


def test_file_is_asked_for_when_there_is_none(where):
    assert "Choose a file" in errors(where.press("read"))
    assert "Choose a file" in errors(where.press("save", how="file"))
    where.press("read", file=geojson_file(2))
    assert "Tick at least one shape" in errors(where.press("save", how="file"))


def test_file_of_one_person_is_not_offered_to_another(where, client):
    where.press("read", file=geojson_file(2))
    council = make.council()
    make.lead(where.zone, council)
    other = Page(client, where.zone, make.member(council, Membership.Role.EDITOR))
    assert "What we read" not in client.get(other.address).content.decode()


def test_reading_that_nobody_came_back_for_is_dropped_with_the_next(where):
    where.press("read", file=geojson_file(1))
    ParkedReading.objects.update(made_at="2020-01-01T00:00Z")
    other = Page(where.client, make.draft(by=where.person), where.person)
    other.press("read", file=geojson_file(1))
    assert ParkedReading.objects.get().zone == other.zone


def messy_files():
    return sorted(
        str(path.relative_to(FOLDER))
        for path in (FOLDER / "messy").rglob("*")
        if path.suffix in {".geojson", ".csv", ".kml", ".zip"}
    )


@pytest.mark.parametrize("name", messy_files() or ["messy/kml-bad.kml"])
def test_messy_file_meets_a_sentence_or_a_list_of_what_was_kept(where, name):
    path = shared_file(name)
    file = SimpleUploadedFile(path.name, path.read_bytes())
    answer = where.press("read", file=file, place_in_words="By the canal")
    assert answer.status_code in {200, 422}
    assert "By the canal" in answer.content.decode()
    parked = where.zone.parked_readings.first()
    if answer.status_code == 422:
        assert errors(answer)
    else:
        assert parked.features
        first = str(parked.features[0]["row"])
        checked = where.press("check", how="file", rows=[first])
        assert checked.context["form"].made or errors(checked)
    for refused in parked.refused if parked else []:
        assert refused["why"].endswith(".")


@pytest.mark.parametrize("name", [one for one in messy_files() if one.endswith(".geojson")])
def test_messy_text_meets_a_sentence_or_makes_a_shape(where, name):
    text = shared_file(name).read_text(errors="replace")
    answer = where.press("check", how="typed", core_geojson=text)
    form = answer.context["form"]
    assert bool(form.made) != bool(form.errors)
    assert form["core_geojson"].value() == text


# --- As it changes --------------------------------------------------------------------------------


def test_reckoning_answers_in_words_and_shapes_and_keeps_nothing(where):
    make.area("Here", reference="H", shape=make.square(side=1_000))
    make.area("East", reference="E", shape=make.square(1_000, side=1_000))
    answer = where.reckon(how="picked", areas=["H"], fringe="width", width_m="300").json()
    assert answer["words"][0] == "Core: 100 hectares, no postcodes that we know of."
    assert answer["problems"] == answer["warnings"] == []
    assert answer["core"]["type"] == answer["reach"]["type"] == "MultiPolygon"
    assert [each["properties"]["band"] for each in answer["bands"]["features"]] == [
        "core",
        "close",
        "middle",
        "edge",
    ]
    assert answer["beside"] == [{"reference": "E", "name": "East"}]
    assert latest_boundary(where.zone) is None


def test_reckoning_gives_hints_while_something_is_missing(where):
    answer = where.reckon(how="picked").json()
    assert answer["words"] == ["Tick at least one ward or other area."]
    assert answer["problems"] == []
    half = where.reckon(**TYPED, fringe="width").json()
    assert half["words"] == ["Write the width of the fringe in metres, such as 300."]
    assert half["core"]
    assert half["reach"] is None


def test_reckoning_tells_where_an_outline_crosses_itself(where):
    answer = where.reckon(how="typed", core_geojson=BOW_TIE).json()
    assert answer["crossing"] == [-1.93, 52.42]
    assert "crosses itself" in answer["problems"][0]


def test_reckoning_leaves_out_the_bands_of_a_shape_with_many_points(where):
    ring = shapely.Point(405_000, 281_000).buffer(3_000, quad_segs=1_500)
    answer = where.reckon(how="typed", core_geojson=ring.wkt).json()
    assert answer["bands"] is None
    assert answer["reach"]


def test_reckoning_is_only_for_posts(where):
    address = reverse("zone-reckon", args=[where.zone.reference])
    assert where.client.get(address).status_code == 405


# --- Coming back, two people, who may -------------------------------------------------------------


def test_page_comes_back_as_it_was_saved(where):
    make.area("Here", reference="H", shape=make.square(side=1_000))
    make.area("East", reference="E", shape=make.square(1_000, side=1_000))
    given = {"how": "picked", "areas": ["H"], "fringe": "width", "width_m": "300", "crisp": ["E"]}
    where.press("save", **given)
    answer = where.client.get(where.address)
    form = answer.context["form"]
    for name, value in given.items():
        found = form[name].value()
        assert found == value or str(found) == value
    assert "a fringe 300 m wide, crisp where it meets East" in answer.content.decode()
    assert "<svg" in answer.content.decode()


def test_drawn_shape_comes_back_as_text_and_saving_it_again_changes_nothing(where):
    first = saved(where, where.press("save", how="drawn", core_geojson=SQUARE))
    form = where.client.get(where.address).context["form"]
    again = saved(
        where, where.press("save", how="drawn", core_geojson=form.initial["core_geojson"])
    )
    assert again == first


def test_any_shape_can_be_turned_into_one_to_change_by_hand(where):
    make.area("Here", reference="H")
    answer = where.press("edit", how="picked", areas=["H"])
    form = answer.context["form"]
    assert form["how"].value() == "drawn"
    assert json.loads(form["core_geojson"].value())["type"] == "MultiPolygon"
    assert form.made.core.area == pytest.approx(10_000, rel=0.01)


def test_page_goes_back_to_where_the_person_came_from(where):
    reference = [where.zone.reference]
    assert where.press("later", **TYPED).url == reverse("zone-tasks", args=reference)
    assert where.press("save", **TYPED, next="check").url == reverse("zone-check", args=reference)


def test_two_people_see_what_the_other_did_and_lose_nothing(where):
    form = where.client.get(where.address).context["form"]
    opened = {"version": form.initial["version"], "was": form.initial["was"], "fringe": "none"}
    where.press("save", how="radius", centre="52.42, -1.93", radius_m="400")
    late = where.client.post(where.address, {**opened, "do": "save", **TYPED})
    shown = late.content.decode()
    assert late.status_code == 409
    assert "A circle of 400 m round 52.42000, -1.93000" in shown
    assert SQUARE in shown
    assert latest_boundary(where.zone).number == 1
    again = {"version": late.context["form"]["version"].value()}
    again["was"] = late.context["form"]["was"].value()
    where.client.post(where.address, {**opened, **again, "do": "save", **TYPED})
    assert latest_boundary(where.zone).number == 2


def test_write_elsewhere_in_the_zone_is_no_conflict_here(where):
    form = where.client.get(where.address).context["form"]
    opened = {"version": form.initial["version"], "was": form.initial["was"], "fringe": "none"}
    where.zone.write(purpose="Said on another where.")
    answer = where.client.post(where.address, {**opened, "do": "save", **TYPED})
    assert answer.status_code == 302
    where.zone.refresh_from_db()
    assert where.zone.purpose == "Said on another where."


def test_pressing_save_twice_keeps_one_version(where):
    form = where.client.get(where.address).context["form"]
    opened = {"version": form.initial["version"], "was": form.initial["was"], "fringe": "none"}
    for _ in range(2):
        answer = where.client.post(where.address, {**opened, "do": "save", **TYPED})
        assert answer.status_code == 302
    assert latest_boundary(where.zone).number == 1


WHO_MAY = {
    "nobody": (302, 302),
    "stranger": (404, 404),
    "starter": (200, 200),
    "editor": (200, 200),
    "councillor": (200, 200),
    "asked editor": (403, 403),
}


@pytest.mark.parametrize("role", WHO_MAY)
def test_only_those_who_write_the_zone_may_say_where_it_is(client, role):
    starter, council, asked = make.person(), make.council(), make.council()
    zone = make.draft(by=starter)
    make.lead(zone, council)
    make.lead(zone, asked, agreed=False)
    people = {
        "stranger": make.person(),
        "starter": starter,
        "editor": make.member(council, Membership.Role.EDITOR),
        "councillor": make.member(council, Membership.Role.COUNCILLOR),
        "asked editor": make.member(asked, Membership.Role.EDITOR),
    }
    if role in people:
        client.force_login(people[role])
    seen = client.get(reverse("zone-where", args=[zone.reference])).status_code
    reckoned = client.post(reverse("zone-reckon", args=[zone.reference]), TYPED).status_code
    assert (seen, reckoned) == WHO_MAY[role]


def test_page_is_closed_once_the_zone_is_declared(client):
    zone = make.declared_zone()
    where = Page(client, zone, make.councillor_of(zone))
    assert "form" not in client.get(where.address).context
    assert client.post(where.address, {"do": "save", **TYPED}).status_code == 409
    assert zone.boundaries.count() == 1


@pytest.mark.parametrize("many", [1, 20])
def test_page_takes_as_many_queries_however_many_areas_there_are(
    where, many, django_assert_max_num_queries
):
    where.press("save", **TYPED)
    for _ in range(many):
        make.area()
    with django_assert_max_num_queries(18):
        where.client.get(where.address)
