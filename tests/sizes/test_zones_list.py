"""The page of zones: the list, its filters in the address, its map, and what it costs."""

import datetime as dt
import json

import pytest
from django.urls import reverse

from groundwork import clock
from sizes import lifecycle
from tests import factories as make

pytestmark = pytest.mark.django_db
ZONES = reverse("zones")


def names_on(page) -> list[str]:
    return [card["zone"].name for card in page.context["cards"]]


def test_list_has_public_zones_that_have_not_ended(client):
    make.declared_zone("Declared")
    make.proposed_zone("Proposed")
    make.ready_zone("Draft")
    gone = make.proposed_zone("Gone")
    lifecycle.take("withdraw", zone=gone, by=make.councillor_of(gone), note="Another place.")
    assert names_on(client.get(ZONES)) == ["Declared", "Proposed"]
    assert names_on(client.get(ZONES, {"ended": "on"})) == ["Declared", "Gone", "Proposed"]


def test_list_and_map_ask_for_the_same(client):
    make.declared_zone("North park")
    make.declared_zone("South park")
    page = client.get(ZONES, {"q": "north", "page": "1"})
    assert names_on(page) == ["North park"]
    drawn = client.get(f"/api/zones/?{page.context['map_query']}")
    assert [each["properties"]["name"] for each in drawn_features(drawn)] == ["North park"]
    assert page.context["map_query"].encode() in page.content.replace(b"&amp;", b"&")


def drawn_features(answer) -> list[dict]:
    return json.loads(answer.getvalue())["features"]


def test_overlapping_zones_are_each_in_the_list_and_on_the_map(client):
    make.declared_zone("One")
    make.declared_zone("Other")
    page = client.get(ZONES)
    assert names_on(page) == ["One", "Other"]
    drawn = drawn_features(client.get(f"/api/zones/?{page.context['map_query']}"))
    assert [each["properties"]["name"] for each in drawn] == ["One", "Other"]


def test_list_says_how_many_and_goes_on_to_further_pages(client):
    council = make.council()
    for number in range(52):
        make.proposed_zone(f"Zone {number:02d}", leads=[council])
    first = client.get(ZONES)
    assert b"52 zones" in first.content
    assert len(names_on(first)) == 50
    assert names_on(client.get(ZONES, {"page": "2"})) == ["Zone 50", "Zone 51"]


def test_list_keeps_what_was_asked_in_its_form(client):
    page = client.get(ZONES, {"q": "park & <b>", "status": "active", "bbox": "-2,52,-1.8,53"})
    assert b'value="park &amp; &lt;b&gt;"' in page.content
    assert b'value="active" id="id_status_2" checked' in page.content.replace(b"\n", b"")
    assert b'value="-2,52,-1.8,53"' in page.content


def test_list_says_what_to_do_when_nothing_fits(client):
    page = client.get(ZONES, {"q": "nothing like it"})
    assert b"No zone fits all of this." in page.content
    assert b"Show every zone" in page.content


def test_list_says_what_to_do_when_there_is_no_zone(client):
    page = client.get(ZONES)
    assert b"There is no zone yet." in page.content
    assert reverse("zone-new").encode() in page.content


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"area": "Nowhere"}, "No ward, council area or other place here is called “Nowhere”."),
        ({"on": "tomorrow"}, "Write the day as year-month-day, such as 2027-03-27."),
        ({"on": "0001-01-01"}, "Choose a day from 1990 on."),
        ({"bbox": "east"}, "Give the map window as west,south,east,north in degrees"),
        ({"status": "asleep"}, "Choose from those listed."),
    ],
)
def test_list_says_what_it_did_not_understand(client, asked, said):
    page = client.get(ZONES, asked)
    assert page.status_code == 200
    assert said in page.content.decode()


def test_list_shows_the_zones_of_another_day(client):
    zone = make.declared_zone("Starting", starts_on=clock.today() + dt.timedelta(days=10))
    later = (clock.today() + dt.timedelta(days=10)).isoformat()
    assert client.get(ZONES).context["cards"][0]["zone"].status_that_day == "starting"
    page = client.get(ZONES, {"on": later})
    assert page.context["cards"][0]["zone"].status_that_day == "active"
    day_before = (clock.today() - dt.timedelta(days=1)).isoformat()
    page = client.get(ZONES, {"on": day_before})
    assert page.context["cards"][0]["zone"].status_that_day == "open_for_signatures"
    unheard_of = (clock.today() - dt.timedelta(days=31)).isoformat()
    assert zone.name not in names_on(client.get(ZONES, {"on": unheard_of}))


def test_list_can_be_kept_by_anyone_and_asked_for_again_cheaply(client):
    make.declared_zone()
    page = client.get(ZONES)
    assert page["Cache-Control"] == "public, max-age=60"
    assert "Cookie" not in page.get("Vary", "")
    assert b"csrfmiddlewaretoken" not in page.content
    again = client.get(ZONES, headers={"If-None-Match": page["ETag"]})
    assert again.status_code == 304
    make.declared_zone()
    assert client.get(ZONES, headers={"If-None-Match": page["ETag"]}).status_code == 200


@pytest.mark.parametrize("number", [1, 20])
def test_list_asks_the_database_as_often_for_many_as_for_one(
    client, django_assert_num_queries, number
):
    council = make.council()
    for _ in range(number):
        make.declared_zone(leads=[council])
    with django_assert_num_queries(3):  # the themes to choose from, how many, and the zones
        client.get(ZONES)
