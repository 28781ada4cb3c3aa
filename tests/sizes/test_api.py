"""The read API of zones and organisations: forms, properties, caching, problems, what it costs."""

import csv
import datetime as dt
import io
import json

import pytest
from django.contrib.gis.geos import GEOSGeometry
from django.core.management import call_command
from django.urls import reverse

from groundwork import clock
from groundwork.media import guarded
from partners.models import Membership
from sizes import lifecycle, signing
from sizes.models import Zone
from tests import factories as make

pytestmark = pytest.mark.django_db
ZONES = reverse("api-zones")
DAY = dt.timedelta(days=1)
PROPERTIES = {
    "slug",
    "reference",
    "name",
    "status",
    "declared_on",
    "starts_on",
    "target_on",
    "leads",
    "url",
}


def detail(zone: Zone) -> str:
    return reverse("api-zone", args=[zone.slug])


def read_csv(answer) -> list[dict]:
    return [*csv.DictReader(io.StringIO(answer.getvalue().decode()))]


def test_root_names_the_entrances(client):
    entrances = client.get(reverse("api-root")).json()
    for address in entrances.values():
        assert address.startswith("http://testserver/api/")
    lists = {"zones", "variations", "partners", "commitments", "assets"}
    assert lists | {"here", "schema", "docs"} == set(entrances)


def test_list_gives_zones_a_page_at_a_time(client):
    council = make.council("Council of the City")
    for number in range(3):
        make.declared_zone(f"Zone {number}", leads=[council])
    page = client.get(ZONES, {"page_size": 2}).json()
    assert page["count"] == 3
    assert [zone["name"] for zone in page["results"]] == ["Zone 0", "Zone 1"]
    assert page["results"][0]["leads"] == ["Council of the City"]
    assert [zone["name"] for zone in client.get(page["next"]).json()["results"]] == ["Zone 2"]


def test_geojson_has_the_reach_and_exactly_the_promised_properties(client):
    zone = make.declared_zone("Square", leads=[make.council("Council of the City")])
    answer = client.get(ZONES, {"format": "geojson"})
    assert answer["Content-Type"].startswith("application/geo+json")
    body = json.loads(answer.getvalue())
    assert body["type"] == "FeatureCollection"
    assert "crs" not in body
    (feature,) = body["features"]
    assert set(feature) == {"type", "properties", "geometry"}
    assert set(feature["properties"]) == PROPERTIES
    today = clock.today().isoformat()
    assert feature["properties"]["status"] == "active"
    assert feature["properties"]["declared_on"] == feature["properties"]["starts_on"] == today
    assert feature["properties"]["leads"] == ["Council of the City"]
    assert feature["properties"]["url"] == f"http://testserver/zones/{zone.slug}/"
    assert metres_square(feature["geometry"]) == pytest.approx(300 * 300, rel=1e-3)


def metres_square(geometry: dict) -> float:
    shape = GEOSGeometry(json.dumps(geometry), srid=4326)
    assert shape.geom_type == "MultiPolygon"
    return shape.transform(27700, clone=True).area


@pytest.mark.parametrize(("geometry", "side"), [("reach", 300), ("core", 100)])
def test_geojson_of_a_zone_has_the_shape_asked_for(client, geometry, side):
    zone = make.declared_zone()
    answer = client.get(detail(zone), {"format": "geojson", "geometry": geometry})
    feature = json.loads(answer.getvalue())
    assert feature["type"] == "Feature"
    assert set(feature["properties"]) == PROPERTIES
    assert metres_square(feature["geometry"]) == pytest.approx(side * side, rel=1e-3)


def test_geojson_of_bands_has_a_feature_a_band_from_the_inside_out(client):
    zone = make.declared_zone()
    answer = client.get(detail(zone), {"format": "geojson", "geometry": "bands"})
    features = json.loads(answer.getvalue())["features"]
    assert [each["properties"]["band"] for each in features] == ["core", "edge"]
    assert set(features[0]["properties"]) == PROPERTIES | {"band"}


def test_geojson_has_at_most_six_decimals(client):
    make.declared_zone()
    text = client.get(ZONES, {"format": "geojson"}).getvalue().decode()
    (feature,) = json.loads(text, parse_float=str)["features"]
    (((*points,),),) = feature["geometry"]["coordinates"]
    assert {len(number.partition(".")[2]) <= 6 for point in points for number in point} == {True}


def test_geojson_is_that_of_the_boundary_that_holds_on_the_day(client):
    zone = make.declared_zone()
    later = clock.today() + dt.timedelta(days=10)
    zone.boundaries.update(ends_on=later)
    bigger = make.boundary(zone, reach=make.square(-200, -200, side=500))
    zone.boundaries.filter(pk=bigger.pk).update(starts_on=later)

    def area_on(day):
        answer = client.get(detail(zone), {"format": "geojson", "on": day.isoformat()})
        return metres_square(json.loads(answer.getvalue())["geometry"])

    assert area_on(clock.today()) == pytest.approx(300 * 300, rel=1e-3)
    assert area_on(later) == pytest.approx(500 * 500, rel=1e-3)


def test_geojson_is_that_of_the_newest_boundary_before_it_is_declared(client):
    zone = make.ready_zone()
    make.boundary(zone, reach=make.square(-200, -200, side=500))
    lifecycle.take("publish", zone=zone, by=make.councillor_of(zone))
    feature = json.loads(client.get(detail(zone), {"format": "geojson"}).getvalue())
    assert metres_square(feature["geometry"]) == pytest.approx(500 * 500, rel=1e-3)


def test_geojson_of_a_draft_without_a_boundary_has_no_geometry(client):
    starter = make.person()
    zone = make.draft("Nowhere yet", by=starter)
    client.force_login(starter)
    feature = json.loads(client.get(detail(zone), {"format": "geojson"}).getvalue())
    assert feature["geometry"] is None


def test_csv_has_a_line_a_zone_and_no_formula(client):
    make.declared_zone("=cmd()", purpose="+44 and @home", leads=[make.council("-Council")])
    answer = client.get(ZONES, {"format": "csv"})
    assert answer["Content-Type"].startswith("text/csv")
    (row,) = read_csv(answer)
    assert (row["name"], row["purpose"], row["leads"]) == (
        "'=cmd()",
        "'+44 and @home",
        "'-Council",
    )
    assert row["status"] == "active"


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("=1+1", "'=1+1"),
        ("\tx", "'\tx"),
        ("\0x", "'\0x"),
        ("plain", "plain"),
        (-1, -1),
        (2.5, 2.5),
        (None, ""),
        (dt.date(2027, 3, 1), "2027-03-01"),
    ],
)
def test_guarded_cell_is_no_formula_and_numbers_stay_numbers(cell, kept):
    assert guarded(cell) == kept


def test_detail_says_what_a_zone_says(client):
    zone = make.declared_zone("Square")
    body = client.get(detail(zone)).json()
    assert body["outcomes"][0]["statement"] == "More people walk in the park."
    assert body["themes"][0]["scope"] == "core"
    assert body["what_stays"] == zone.what_stays
    assert body["led_by"][0]["sector"] == "council"
    assert body["url"] == f"http://testserver/zones/{zone.slug}/"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/zones/no-such-zone/", 404),
        ("/api/zones/?format=zip", 404),
        ("/api/zones/?page=99", 404),
        ("/api/zones/?geometry=all", 400),
        ("/api/zones/?format=geojson&bbox=x", 400),
        ("/api/zones/?format=csv&bbox=x", 400),
        ("/api/zones/no-such-zone/?format=geojson", 404),
        ("/api/zones/no-such-zone/?on=soon", 400),
        ("/api/zones/no-such-zone/?on=0001-01-01", 400),
    ],
)
def test_api_answers_with_a_problem_when_it_cannot(client, address, status):
    answer = client.get(address)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == status


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_api_only_reads(client, method):
    answer = getattr(client, method)(ZONES)
    assert answer.status_code == 405
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("query", ["", "format=geojson", "format=geojson&geometry=bands"])
@pytest.mark.parametrize("door", ["list", "detail"])
def test_public_answer_can_be_kept_and_asked_for_again(client, door, query):
    zone = make.declared_zone()
    address = f"{ZONES if door == 'list' else detail(zone)}?{query}"
    answer = client.get(address)
    assert answer["Cache-Control"] == "public, max-age=60"
    assert "Cookie" not in answer["Vary"]
    again = client.get(address, headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    assert again["Cache-Control"] == "public, max-age=60"
    Zone.objects.filter(pk=zone.pk).update(name="Renamed")
    changed = client.get(address, headers={"If-None-Match": answer["ETag"]})
    assert changed.status_code == 200


def test_draft_is_never_kept(client):
    starter = make.person()
    zone = make.ready_zone()
    Zone.objects.filter(pk=zone.pk).update(started_by=starter)
    client.force_login(starter)
    answer = client.get(detail(zone), {"format": "geojson"})
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert "public" not in answer["Cache-Control"]


OTHER_WAYS = {"returned": ("publish", "return"), "given up": ("withdraw",)}
STATES = [*make.STEPS_TO, *OTHER_WAYS]
ROLES = ["visitor", "resident", "starter", "editor", "councillor", "other council", "admin"]
WORKING = {"starter", "editor", "councillor"}


@pytest.mark.promise
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", STATES)
def test_every_door_agrees_on_who_sees_what(client, state, role):
    """A published zone is for everyone, a draft for those who work on it, by whatever door."""
    zone = make.ready_zone("Seen or not")
    councillor = make.councillor_of(zone)
    if state in make.STEPS_TO:
        make.bring_to(zone, state, by=councillor)
    else:
        for step in OTHER_WAYS[state]:
            lifecycle.take(step, zone=zone, by=councillor, note="Because.")
    someone = acting(role, zone, councillor)
    if someone:
        client.force_login(someone)
    is_public = "publish" in (make.STEPS_TO | OTHER_WAYS)[state]
    expected = 200 if is_public or role in WORKING else 404
    doors = {
        "page": zone.get_absolute_url(),
        "api": detail(zone),
        "geojson": f"{detail(zone)}?format=geojson",
        "bands": f"{detail(zone)}?format=geojson&geometry=bands",
        "csv": f"{detail(zone)}?format=csv",
    }
    assert {door: client.get(at).status_code for door, at in doors.items()} == dict.fromkeys(
        doors, expected
    )
    listed = {
        "page": [card["zone"].name for card in every(client, "zones").context["cards"]],
        "json": [each["name"] for each in every(client, "api-zones").json()["results"]],
        "geojson": [
            each["properties"]["name"]
            for each in json.loads(every(client, "api-zones", format="geojson").getvalue())[
                "features"
            ]
        ],
        "csv": [each["name"] for each in read_csv(every(client, "api-zones", format="csv"))],
    }
    # Taken back to draft, it is at its own address only: there is nothing to find there now.
    names = ["Seen or not"] if is_public and state != "returned" else []
    assert listed == dict.fromkeys(listed, names)


def every(client, name: str, **more):
    return client.get(reverse(name), {"ended": "true"} | more)


def acting(role: str, zone: Zone, councillor):
    lead = zone.participants.get().organisation
    match role:
        case "visitor":
            return None
        case "resident":
            return make.person()
        case "starter":
            starter = make.person()
            Zone.objects.filter(pk=zone.pk).update(started_by=starter)
            return starter
        case "editor":
            return make.member(lead, Membership.Role.EDITOR)
        case "councillor":
            return councillor
        case "other council":
            return make.member(make.council(), Membership.Role.COUNCILLOR)
        case _:
            return make.person(is_superuser=True)


def test_zone_tells_its_signatures_as_they_stood_on_the_day(client):
    today = clock.today()
    zone = make.declared_zone(on=today - 20 * DAY, starts_on=today - 20 * DAY)
    row = zone.signatures.get(capacity="partner")
    by = make.member(row.organisation, Membership.Role.REPRESENTATIVE)
    signing.withdraw(signature=row, why="We were not heard.", by=by, on=today - DAY)
    signed = client.get(detail(zone)).json()["signatures"]
    assert [each["capacity"] for each in signed] == [
        "council", "community", "local_leader", "partner",
    ]  # fmt: skip
    assert signed[0]["decision_url"]
    assert (signed[3]["withdrawn_on"], signed[3]["why_withdrawn"]) == (
        (today - DAY).isoformat(),
        "We were not heard.",
    )
    then = client.get(detail(zone), {"on": today - 2 * DAY}).json()["signatures"]
    assert (then[3]["withdrawn_on"], then[3]["why_withdrawn"]) == (None, "")
    assert client.get(detail(zone), {"on": zone.proposed_on}).json()["signatures"] == []


@pytest.mark.parametrize("number", [1, 20])
@pytest.mark.parametrize(("form", "queries"), [("json", 2), ("csv", 2), ("geojson", 3)])
def test_list_asks_the_database_as_often_for_many_as_for_one(
    client, django_assert_num_queries, number, form, queries
):
    council = make.council()
    for _ in range(number):
        make.declared_zone(leads=[council])
    with django_assert_num_queries(queries):
        answer = client.get(ZONES, {"format": form})
        answer.getvalue()


def test_partners_are_listed_without_people(client):
    group = make.organisation(
        "Park friends",
        sector="community",
        contact_name="Secretary",
        contact_email="secretary@friends.example",
        contact_telephone="0121 496 0000",
    )
    make.organisation("Ended", ends_on=clock.today())
    make.council("Council")
    body = client.get(reverse("api-partners")).json()
    assert [each["name"] for each in body["results"]] == ["Council", "Park friends"]
    assert body["results"][0]["verified"] is True
    assert group.contact_email not in json.dumps(body)
    assert [
        each["name"]
        for each in client.get(reverse("api-partners"), {"sector": "community"}).json()["results"]
    ] == ["Park friends"]
    (row, _) = read_csv(client.get(reverse("api-partners"), {"format": "csv"}))
    assert row["url"] == body["results"][0]["url"]


@pytest.mark.parametrize("number", [1, 20])
def test_partners_ask_the_database_as_often_for_many_as_for_one(
    client, django_assert_num_queries, number
):
    for _ in range(number):
        make.organisation()
    with django_assert_num_queries(3):
        client.get(reverse("api-partners"))


def test_description_of_the_api_is_sound(tmp_path):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", tmp_path / "schema.yml")
    text = (tmp_path / "schema.yml").read_text()
    for address in ("/api/zones/:", "/api/zones/{slug}/:", "/api/partners/:", "/api/here/:"):
        assert address in text
    for filtered_by in ("bbox", "theme", "area", "ended", "page_size"):
        assert f"name: {filtered_by}" in text


def test_pages_of_the_description_run_no_inline_script(client):
    page = client.get(reverse("api-docs"))
    assert page.status_code == 200
    policy = [part.strip() for part in page["Content-Security-Policy"].split(";")]
    assert "script-src 'self'" in policy
    assert "style-src 'self' 'unsafe-inline'" in policy
