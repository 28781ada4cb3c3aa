"""The page of an organisation: where it works, and which zones it leads."""

import json

import pytest
from django.template import Context, Template
from django.urls import reverse

from sizes import lifecycle
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_page_shows_the_areas_on_a_map_and_in_an_equal_list(client):
    organisation = make.organisation()
    organisation.areas.set([make.area("Oak"), make.area("Ash")])
    page = client.get(organisation.get_absolute_url()).content.decode()
    address = reverse("partner-areas", args=[organisation.slug])
    assert f'areas-src="{address}"' in page
    assert "Oak" in page
    assert "Ash" in page
    answer = client.get(address)
    assert answer["Content-Type"] == "application/geo+json"
    features = json.loads(answer.content)["features"]
    assert [feature["properties"]["name"] for feature in features] == ["Ash", "Oak"]
    window = page.partition('data-bounds="')[2].partition('"')[0]
    west, south, east, north = (float(number) for number in window.split(","))
    longitude, latitude = features[0]["geometry"]["coordinates"][0][0][0]
    assert west - 1e-4 <= longitude <= east + 1e-4
    assert south - 1e-4 <= latitude <= north + 1e-4


def test_page_of_one_that_serves_no_area_has_no_map(client):
    organisation = make.organisation()
    assert "zone-map" not in client.get(organisation.get_absolute_url()).content.decode()
    answer = client.get(reverse("partner-areas", args=[organisation.slug]))
    assert json.loads(answer.content)["features"] == []


def test_page_lists_zones_it_leads_current_first_and_no_draft(client):
    council = make.council()
    withdrawn = make.proposed_zone("Ended Zone", leads=[council])
    lifecycle.take("withdraw", zone=withdrawn, by=make.councillor_of(withdrawn), note="Elsewhere.")
    make.declared_zone("Running Zone", leads=[council])
    make.ready_zone("Draft Zone", leads=[council])
    asked = make.proposed_zone("Asked Zone")
    make.lead(asked, council, agreed=False)
    page = client.get(council.get_absolute_url()).content.decode()
    assert 0 < page.index("Running Zone") < page.index("Zones it led that have ended")
    assert page.index("Zones it led that have ended") < page.index("Ended Zone")
    assert "Draft Zone" not in page
    assert "Asked Zone" not in page


@pytest.mark.parametrize("number", [1, 8])
def test_zones_it_leads_are_read_in_one_query(number, django_assert_num_queries):
    council = make.council()
    for _ in range(number):
        make.proposed_zone(leads=[council])
    template = Template("{% load led_by %}{% led_zones organisation %}")
    with django_assert_num_queries(1):
        text = template.render(Context({"organisation": council}))
    assert text.count('class="card-title"') == number


@pytest.mark.parametrize("number", [1, 8])
def test_page_takes_as_many_queries_for_many_as_for_one(
    client, django_assert_max_num_queries, number
):
    council = make.council()
    for each in range(number):
        council.areas.add(make.area())
        make.proposed_zone(leads=[council])
        council.identifiers.create(scheme="GB-CHC", identifier=str(each))
        make.organisation(ends_on="2020-01-01", successor=council)
    with django_assert_max_num_queries(14):
        client.get(council.get_absolute_url())
