"""The list of what is on a zone's page: every section that is there, in order, and no other."""

import re

import pytest

from groundwork import clock
from sizes.models import Initiative, Outcome
from sizes.status import State
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = make.DAY
NAV = re.compile(r'<nav class="on-this-page".*?</nav>', re.S)


def contents_and_headings(client, zone, **asked):
    page = client.get(zone.get_absolute_url(), asked)
    assert page.status_code == 200
    text = page.content.decode()
    links = re.findall(r'href="#([^"]+)"', NAV.search(text).group())
    return links, re.findall(r'<h2 id="([^"]+)"', text)


@pytest.mark.parametrize("state", [each for each in State if each != State.DRAFT])
def test_it_links_to_every_section_of_a_page_in_every_public_state(client, state):
    links, headings = contents_and_headings(client, make.zone_in(state))
    assert links == headings
    assert len(links) >= 8


def test_it_links_to_what_a_full_page_has_besides(client):
    zone = make.declared_zone()
    make.variation(zone)
    Outcome.objects.create(zone=zone, statement="More.")
    Initiative.objects.create(zone=zone, name="Active Parks")
    zone.write(summary="In plain words.", why_here="They asked.")
    links, headings = contents_and_headings(client, zone)
    assert links == headings
    assert {"different", "outcomes", "initiatives", "summary", "why"} <= {*links}


def test_it_leaves_out_what_the_page_of_a_past_day_does_not_have(client):
    zone = make.declared_zone()
    make.variation(zone)
    links, headings = contents_and_headings(client, zone, on=(clock.today() - DAY).isoformat())
    assert links == headings
    assert "different" not in links


def test_whoever_works_on_a_draft_sees_what_is_on_its_page(client):
    zone = make.ready_zone()
    client.force_login(make.councillor_of(zone))
    links, headings = contents_and_headings(client, zone)
    assert links == headings
    assert "keep-up" not in links
