"""Outlines of areas for maps: which, how they can be narrowed, and what is refused."""

import pytest
from django.utils import timezone

from places import views
from tests import factories as make

pytestmark = pytest.mark.django_db
ADDRESS = "/places/areas.geojson"


def names(client, **query):
    answer = client.get(ADDRESS, query)
    assert answer.status_code == 200
    return [feature["properties"]["name"] for feature in answer.json()["features"]]


def test_outlines_are_public_geojson_that_anyone_may_keep(client):
    make.area("Ward", reference="E1")
    answer = client.get(ADDRESS)
    assert answer["Content-Type"] == "application/geo+json"
    assert "public" in answer["Cache-Control"]
    assert "max-age=3600" in answer["Cache-Control"]
    (feature,) = answer.json()["features"]
    assert feature["properties"] == {"reference": "E1", "name": "Ward", "kind": "ward"}
    assert feature["geometry"]["type"] == "MultiPolygon"
    assert answer.json()["left_out"] is False


def test_outlines_are_narrowed_by_kind_window_and_day(client):
    today = timezone.localdate()
    make.area("Ward")
    make.area("Park", kind="park")
    make.area("Far", shape=make.square(50_000))
    make.area("Past", ends_on=today)
    assert names(client) == ["Far", "Park", "Ward"]
    assert names(client, kind=["park"]) == ["Park"]
    assert names(client, kind=["park", "ward"]) == ["Far", "Park", "Ward"]
    assert names(client, bbox="-1.95,52.4,-1.9,52.45") == ["Park", "Ward"]
    assert names(client, on=str(today - make.DAY)) == ["Far", "Park", "Past", "Ward"]


def test_outlines_say_when_some_are_left_out(client, monkeypatch):
    monkeypatch.setattr(views, "MOST_OUTLINES", 2)
    for name in "abc":
        make.area(name)
    answer = client.get(ADDRESS).json()
    assert (len(answer["features"]), answer["left_out"]) == (2, True)


@pytest.mark.parametrize(
    "query",
    [
        {"bbox": "1,2"},
        {"bbox": "a,b,c,d"},
        {"bbox": "nan,50,1,51"},
        {"bbox": "2,50,1,51"},
        {"bbox": "-1e999,50,1,51"},
        {"on": "yesterday"},
        {"kind": "kingdom"},
    ],
)
def test_outlines_are_refused_as_a_problem_when_asked_for_in_a_way_that_means_nothing(
    client, query
):
    answer = client.get(ADDRESS, query)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"]


@pytest.mark.parametrize("many", [1, 20])
def test_outlines_take_one_query_however_many_there_are(client, many, django_assert_num_queries):
    for _ in range(many):
        make.area()
    with django_assert_num_queries(1):
        client.get(ADDRESS)
