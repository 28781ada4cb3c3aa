"""Variations by the API: what can be asked for, in which forms, and what it costs."""

import csv
import io
import json

import pytest
from django.contrib.gis.geos import GEOSGeometry

from groundwork import clock
from partners.models import Service
from places.crs import lonlat_of
from sizes import varying
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = make.DAY
LIST = "/api/variations/"


def titles(client, **asked):
    response = client.get(LIST, asked)
    assert response.status_code == 200, response.content
    return sorted(row["title"] for row in response.json()["results"])


def point(x, y=50):
    spot = make.spot(x, y)
    return ",".join(str(degrees) for degrees in lonlat_of(spot.x, spot.y))


@pytest.fixture
def variations():
    """Four in two zones, by two organisations, about two services: three sorts of status."""
    one = make.declared_zone("One", slug="one")
    other = make.declared_zone(
        "Other", slug="other", core=make.square(900), reach=make.square(800, side=900)
    )
    tenants = make.acceptance(one, make.commitment(make.organisation(slug="tenants")))
    friends = make.acceptance(other, make.commitment(make.organisation(slug="friends")))
    services = Service.objects.all()[:2]
    later = clock.today() + 20 * DAY
    make.variation(one, under=tenants, title="now", service=services[0])
    make.variation(one, under=tenants, title="part", service=services[0], area=make.square(side=40))
    make.variation(one, under=tenants, title="later", service=services[1], starts_on=later)
    make.variation(other, under=friends, title="short", service=services[1], ends_on=later)
    make.variation(other, under=friends, title="proposed", agreed=False)
    return services


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["later", "now", "part", "short"]),
        ({"zone": "one"}, ["later", "now", "part"]),
        ({"zone": "nowhere"}, []),
        ({"organisation": "friends"}, ["short"]),
        ({"status": "coming"}, ["later"]),
        ({"status": ["coming", "current"], "zone": "one"}, ["later", "now", "part"]),
        ({"on": 19}, ["later", "now", "part", "short"]),
        ({"on": 20}, ["later", "now", "part"]),
        ({"on": 20, "status": "ended"}, ["short"]),
        ({"on": 20, "ended": "true"}, ["later", "now", "part", "short"]),
        ({"on": -1}, []),
        ({"point": point(20, 20)}, ["later", "now", "part"]),
        ({"point": point(50)}, ["later", "now"]),
        ({"point": point(150)}, ["later", "now"]),
        ({"point": point(950, 50)}, ["short"]),
        ({"point": point(5000)}, []),
        ({"point": point(50), "status": "current"}, ["now"]),
    ],
)
def test_list_is_narrowed_by_what_is_asked(client, variations, asked, found):
    if "on" in asked:
        asked["on"] = (clock.today() + asked["on"] * DAY).isoformat()
    assert titles(client, **asked) == found


def test_list_is_narrowed_by_service(client, variations):
    assert titles(client, service=variations[0].slug) == ["now", "part"]


@pytest.mark.parametrize(
    "asked",
    [
        {"status": "proposed"},
        {"on": "hello"},
        {"on": "1066-01-01"},
        {"point": "here"},
        {"point": "1,2,3"},
        {"point": "nan,52"},
        {"point": "1e999,52"},
        {"point": "-74,40.7"},
        {"point": "\x00"},
    ],
)
def test_question_that_cannot_be_answered_is_refused(client, asked):
    response = client.get(LIST, asked)
    assert response.status_code == 400
    (field,) = asked
    (sentence,) = response.json()["errors"][field]
    assert sentence.endswith(".")


def test_each_says_all_that_a_variation_must(client):
    zone = make.declared_zone("Stirchley")
    variation = make.variation(zone, fringe="included")
    (row,) = client.get(LIST).json()["results"]
    commitment = variation.acceptance.commitment
    assert row == {
        "id": variation.pk,
        "title": "Rooms lent for an evening",
        "status": "current",
        "zone": zone.slug,
        "zone_name": "Stirchley",
        "service": variation.service.slug,
        "organisation": commitment.organisation.slug,
        "organisation_name": commitment.organisation.name,
        "normal_rule": "Rooms are let by the month.",
        "rule_here": "Rooms are lent for an evening.",
        "why": "Small groups cannot pay for a month.",
        "who_is_affected": "Groups that meet in the hall.",
        "who_could_be_worse_off": "Groups that rent a room now may have to share it.",
        "equality_assessment": "",
        "why_no_assessment": "Nobody loses a service.",
        "limit": "Two evenings a week.",
        "fringe": "included",
        "has_own_area": False,
        "starts_on": clock.today().isoformat(),
        "last_on": zone.target_on.isoformat(),
        "answers_role": "Lettings desk",
        "answers_telephone": "0121 496 0000",
        "answers_place": "",
        "how_to_opt_out": "",
        "how_to_object": "Tell the lettings desk.",
        "paused_on": None,
        "why_paused": "",
        "why_ended": "",
        "url": f"http://testserver/zones/{zone.slug}/variations/{variation.pk}/",
    }


def test_paused_one_says_why(client):
    variation = make.variation(make.declared_zone())
    owner = make.member(variation.acceptance.commitment.organisation, "representative")
    varying.pause(variation=variation, by=owner, why="The ice is thin.")
    (row,) = client.get(LIST).json()["results"]
    assert (row["status"], row["why_paused"]) == ("paused", "The ice is thin.")


def test_geojson_has_the_own_area_or_else_the_reach_of_the_zone(client, variations):
    answer = client.get(LIST, {"format": "geojson", "zone": "one"})
    assert answer["Content-Type"].startswith("application/geo+json")
    body = json.loads(answer.getvalue())
    areas = {}
    for each in body["features"]:
        shape = GEOSGeometry(json.dumps(each["geometry"]), srid=4326)
        areas[each["properties"]["title"]] = shape.transform(27700, clone=True).area
    assert areas["part"] == pytest.approx(40 * 40, rel=0.01)
    assert areas["now"] == pytest.approx(300 * 300, rel=0.01)
    assert body["numberMatched"] == 3


def test_csv_has_one_guarded_line_for_each(client):
    make.variation(make.declared_zone(), title="=1+1")
    answer = client.get(LIST, {"format": "csv"})
    (row,) = csv.DictReader(io.StringIO(answer.getvalue().decode()))
    assert row["title"] == "'=1+1"
    assert row["rule_here"] == "Rooms are lent for an evening."


def test_pages_go_on(client, variations):
    first = client.get(LIST, {"page_size": 3}).json()
    rest = client.get(first["next"]).json()
    assert first["count"] == 4
    assert len(first["results"]) + len(rest["results"]) == 4


@pytest.mark.parametrize("number", [1, 50])
@pytest.mark.parametrize(("form", "queries"), [("json", 2), ("csv", 2), ("geojson", 4)])
def test_list_asks_the_database_as_often_for_many(
    client, number, form, queries, django_assert_num_queries
):
    zone = make.declared_zone()
    under = make.acceptance(zone)
    for _ in range(number):
        make.variation(zone, under=under)
    with django_assert_num_queries(queries):
        answer = client.get(LIST, {"format": form})
        if answer.streaming:
            answer.getvalue()


def test_list_can_be_kept_and_asked_for_again(client, variations):
    answer = client.get(LIST)
    assert answer["Cache-Control"] == "public, max-age=60"
    assert client.get(LIST, headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_list_is_in_the_description_of_the_api(client):
    described = client.get("/api/schema/?format=json").json()
    asked = described["paths"][LIST]["get"]["parameters"]
    assert {each["name"] for each in asked} >= {
        "zone", "service", "organisation", "status", "on", "point", "ended", "page_size",
    }  # fmt: skip
    schemas = described["components"]["schemas"]
    cover = schemas["CoveredVariation"]["properties"]["cover"]
    words = schemas[cover["$ref"].rpartition("/")[2]] if "$ref" in cover else cover
    assert set(words["enum"]) == {"included", "ask", "not_included"}
