"""The first page: one question, a map with an equal list, and the zones that run."""

import pytest

from groundwork import clock
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_home_asks_one_question(client):
    page = client.get("/").content.decode()
    assert "<h1>What is different where you are?</h1>" in page
    assert 'action="/here/"' in page
    assert "<use-position" in page
    assert "No zone is running today." in page


def test_home_lists_the_zones_that_run_and_no_others(client):
    make.declared_zone("Running")
    make.declared_zone("Starts later", starts_on=clock.today() + 5 * make.DAY)
    make.proposed_zone("Proposed")
    make.ready_zone("Draft")
    page = client.get("/").content.decode()
    assert "Running" in page
    for name in ("Starts later", "Proposed", ">Draft"):
        assert name not in page.partition("<main")[2]


def test_home_shows_a_dozen_and_links_to_all(client):
    for number in range(14):
        make.declared_zone(f"Zone no {number:02d}")
    page = client.get("/").content.decode()
    assert page.count("<li data-slug=") == 12
    assert '<a href="/zones/">All zones</a>' in page


def test_home_is_the_same_for_everybody_and_can_be_cached(client):
    make.declared_zone("Running")
    for_visitor = client.get("/")
    client.force_login(make.person("Alice"))
    for_alice = client.get("/")
    assert for_visitor.content == for_alice.content
    assert for_visitor["Cache-Control"] == "public, max-age=60"
    assert "csrfmiddlewaretoken" not in for_visitor.content.decode()
    assert "Cookie" not in for_alice.get("Vary", "")


@pytest.mark.parametrize("number", [1, 20])
def test_home_is_one_round_trip(client, number, django_assert_num_queries):
    for _ in range(number):
        make.declared_zone()
    with django_assert_num_queries(1):
        client.get("/")
