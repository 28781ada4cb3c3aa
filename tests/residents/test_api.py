"""What is at a place on a day, by the API."""

import pytest

from groundwork import clock
from places.crs import lonlat_of
from tests import factories as make

pytestmark = pytest.mark.django_db
NEAR = "you are 50 m outside the main area"
TOO = "and this holds in the fringe too."
CORE_ONLY = "and this holds only in the main area."


def ask(client, x=None, y=50, **asked):
    if x is not None:
        point = make.spot(x, y)
        lon, lat = lonlat_of(point.x, point.y)
        asked = {"lon": lon, "lat": lat} | asked
    return client.get("/api/here/", asked)


def test_here_gives_the_zones_that_hold_the_point(client):
    zone = make.declared_zone("Stirchley")
    body = ask(client, 125).json()
    (found,) = body["zones"]
    assert found.pop("membership") == pytest.approx(0.75, abs=0.01)
    assert found == {
        "slug": zone.slug,
        "name": "Stirchley",
        "band": "close",
        "status": "active",
        "variations": [],
    }
    assert body["on"] == clock.today().isoformat()
    assert body["nearest"] is None
    assert set(body) == {"on", "point", "zones", "nearest"}


def test_here_gives_back_the_point_as_longitude_and_latitude(client):
    body = ask(client, lon="0", lat="51.5").json()
    assert body["point"] == [0.0, 51.5]


def test_here_gives_the_nearest_only_where_none_holds_the_point(client):
    zone = make.declared_zone("Stirchley")
    body = ask(client, 300).json()
    assert body["zones"] == []
    distance = body["nearest"].pop("distance_m")
    assert distance == pytest.approx(100, abs=0.2)
    assert body["nearest"] == {"slug": zone.slug, "name": "Stirchley"}


def test_here_leaves_out_proposals_and_zones_that_start_later(client):
    make.proposed_zone()
    make.declared_zone(starts_on=clock.today() + make.DAY)
    body = ask(client, 50).json()
    assert (body["zones"], body["nearest"]) == ([], None)
    tomorrow = (clock.today() + make.DAY).isoformat()
    assert len(ask(client, 50, on=tomorrow).json()["zones"]) == 1


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({}, "point"),
        ({"lon": "-1.9"}, "point"),
        ({"lon": "x", "lat": "52"}, "point"),
        ({"lon": "nan", "lat": "52"}, "point"),
        ({"lon": "1e999", "lat": "52"}, "point"),
        ({"lon": "-74", "lat": "40.7"}, "point"),
        ({"lon": "-1.9\x00", "lat": "52"}, "point"),
        ({"lon": "-1.9", "lat": "52", "on": "hello"}, "on"),
        ({"lon": "-1.9", "lat": "52", "on": "9999-12-31"}, "on"),
    ],
)
def test_here_refuses_with_a_problem_that_says_what_is_wrong(client, asked, field):
    response = ask(client, **asked)
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    (sentence,) = response.json()["errors"][field]
    assert sentence.endswith(".")


def test_here_is_kept_by_nobody_and_asks_nobody_who_they_are(client, django_assert_num_queries):
    client.force_login(make.person())
    with django_assert_num_queries(1):
        response = ask(client, 50)
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("x", "fringe", "cover", "sentence", "distance_m"),
    [
        (50, "ask", "included", "You are covered: you are in the main area.", 0),
        (150, "ask", "ask", "Ask: you are 50 m outside the main area.", 50),
        (150, "included", "included", f"You are covered: {NEAR}, {TOO}", 0),
        (150, "not_included", "not_included", f"Not covered: {NEAR}, {CORE_ONLY}", 50),
    ],
)
def test_here_says_of_each_variation_whether_it_covers(
    client, x, fringe, cover, sentence, distance_m
):
    variation = make.variation(make.declared_zone(), fringe=fringe)
    (zone,) = ask(client, x).json()["zones"]
    (found,) = zone["variations"]
    assert (found["id"], found["cover"], found["sentence"]) == (variation.pk, cover, sentence)
    assert found["distance_m"] == pytest.approx(distance_m, abs=0.2)
    assert found["rule_here"] == "Rooms are lent for an evening."
    assert found["url"].startswith("http://testserver/zones/")


def test_here_gives_only_variations_that_hold_on_the_day(client):
    zone = make.declared_zone()
    later = clock.today() + 20 * make.DAY
    make.variation(zone, title="now", ends_on=later)
    make.variation(zone, title="later", starts_on=later)
    make.variation(zone, title="proposed", agreed=False)

    def titles(**asked):
        (there,) = ask(client, 50, **asked).json()["zones"]
        return [each["title"] for each in there["variations"]]

    assert titles() == ["now"]
    assert titles(on=later.isoformat()) == ["later"]


@pytest.mark.promise
@pytest.mark.parametrize("number", [1, 50])
def test_here_asks_the_database_as_often_for_many_variations(
    client, number, django_assert_num_queries
):
    zone = make.declared_zone()
    under = make.acceptance(zone)
    for _ in range(number):
        make.variation(zone, under=under)
    with django_assert_num_queries(2):
        (there,) = ask(client, 50).json()["zones"]
    assert len(there["variations"]) == number


def test_here_is_in_the_description_of_the_api(client):
    paths = client.get("/api/schema/?format=json").json()["paths"]
    asked = paths["/api/here/"]["get"]["parameters"]
    assert {each["name"] for each in asked} >= {"lon", "lat", "on"}
