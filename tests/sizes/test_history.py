"""What was changed in a zone, by whom, when and why: for everyone since the proposal."""

import datetime as dt

import pghistory
import pytest
from django.urls import reverse

from groundwork import clock
from groundwork.history import because
from partners.models import Membership
from sizes import drafting, lifecycle
from sizes.record import boundary_versions, changes
from sizes.words import day_in_words
from tests import factories as make

pytestmark = pytest.mark.django_db


def address(zone) -> str:
    return reverse("zone-history", args=[zone.slug])


def rewritten(zone, by, **values):
    """A change as a person makes it by a page: the request names them, the verb says why."""
    with pghistory.context(user=by.pk), because(reason="What it is for"):
        drafting.change_words(zone=zone, by=by, **values)


@pytest.fixture
def story():
    """A zone whose purpose was written three times: in drafting, as a proposal, and again."""
    zone = make.ready_zone("Square", purpose="First words.")
    councillor = make.councillor_of(zone)
    rewritten(zone, councillor, purpose="Private words.")
    lifecycle.take("publish", zone=zone, by=councillor, note="Ready to be read.")
    rewritten(zone, councillor, purpose="Public words.")
    zone.refresh_from_db()
    return zone, councillor


def test_history_tells_who_when_why_and_what(client, story):
    zone, councillor = story
    newest, proposal = changes(zone, with_drafting=False)
    assert (newest.by, newest.title) == (councillor.name, "What it is for")
    until = day_in_words(clock.today() + 28 * make.DAY)
    assert newest.sentences == [
        "What it is for was changed from “Private words.” to “Public words.”.",
        f"The time for comments began again, until {until}. What it says was changed.",
    ]
    assert (proposal.title, proposal.by) == ("Proposed", councillor.name)
    assert proposal.note == "Ready to be read."
    page = client.get(address(zone)).content.decode()
    for said in ("Public words.", "Proposed", councillor.name, "Ready to be read."):
        assert said in page


def test_history_keeps_the_drafting_to_those_who_work_on_it(client, story):
    zone, councillor = story
    public = client.get(address(zone))
    assert b"First words." not in public.content
    assert public["Cache-Control"] == "public, max-age=60"
    drafting = f"{address(zone)}?drafting"
    asked_to_sign_in = client.get(drafting)
    assert asked_to_sign_in.status_code == 302
    client.force_login(make.person())
    assert client.get(drafting).status_code == 403
    client.force_login(councillor)
    page = client.get(drafting)
    assert b"First words." in page.content
    assert "no-store" in page["Cache-Control"]


@pytest.mark.parametrize(
    ("role", "status"), [("visitor", 404), ("resident", 404), ("editor", 200), ("councillor", 200)]
)
def test_history_of_a_draft_is_for_those_who_may_edit_it(client, role, status):
    zone = make.ready_zone()
    lead = zone.participants.get().organisation
    if role == "resident":
        client.force_login(make.person())
    elif role != "visitor":
        client.force_login(make.member(lead, Membership.Role(role)))
    assert client.get(address(zone)).status_code == status


def test_history_tells_the_day_a_step_counts_from_and_when_it_was_recorded(client):
    zone = make.proposed_zone(on=clock.today() - dt.timedelta(days=10))
    (proposal,) = changes(zone, with_drafting=False)
    assert proposal.on == clock.today() - dt.timedelta(days=10)
    assert b", recorded" in client.get(address(zone)).content
    assert b", recorded" not in client.get(address(make.proposed_zone())).content


def test_history_names_nobody_who_acts_for_no_organisation_that_leads(story):
    zone, _ = story
    passer_by = make.person("Private Person")
    with pghistory.context(user=passer_by.pk), because(reason="What it is for"):
        zone.write(purpose="Other words.")
    newest = changes(zone, with_drafting=False)[0]
    assert newest.by == "Someone who works on the zone"


def test_history_tells_of_what_belongs_to_the_zone_by_its_reason(story):
    zone, councillor = story
    with pghistory.context(user=councillor.pk), because(reason="City Council agreed to lead"):
        zone.touch()
    newest = changes(zone, with_drafting=False)[0]
    assert newest.title == "City Council agreed to lead"
    assert newest.differences == []


def test_history_lists_the_boundaries_that_the_public_saw():
    zone = make.ready_zone()
    make.boundary(zone)
    councillor = make.councillor_of(zone)
    month_ago = clock.today() - 30 * dt.timedelta(days=1)
    lifecycle.take("publish", zone=zone, by=councillor, on=month_ago)
    make.boundary(zone, reach=make.square(-200, -200, side=500))
    make.ready_to_declare(zone)
    lifecycle.take("declare", zone=zone, by=councillor)
    seen = boundary_versions(zone, with_drafting=False)
    assert [each["number"] for each in seen] == [3, 2]
    assert (seen[0]["core"], seen[0]["reach"]) == ("1 hectare", "25 hectares")
    assert seen[0]["starts_on"] == zone.starts_on
    assert [each["number"] for each in boundary_versions(zone, with_drafting=True)] == [3, 2, 1]


@pytest.mark.parametrize("number", [1, 20])
def test_history_asks_the_database_as_often_for_many_as_for_one(
    client, django_assert_num_queries, number
):
    zone = make.proposed_zone()
    councillor = make.councillor_of(zone)
    for place in range(number):
        rewritten(zone, councillor, purpose=f"Words {place}")
    with django_assert_num_queries(9):
        client.get(address(zone))
