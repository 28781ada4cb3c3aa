"""The desk: what waits for a person, and what every page asks about them."""

import datetime as dt

import pytest
from django.urls import reverse

from groundwork import clock
from partners.models import Membership
from sizes import lifecycle
from sizes.desk import desk_of
from sizes.permissions import may_declare
from tests import factories as make

pytestmark = pytest.mark.django_db
DESK, STATE = reverse("desk"), reverse("account-state")
DAY = dt.timedelta(days=1)
Role = Membership.Role


def desk_for(person):
    return desk_of(person, clock.today())


def test_desk_asks_to_sign_in(client):
    answer = client.get(DESK)
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


def test_desk_of_somebody_new_says_how_to_begin(client):
    client.force_login(make.person())
    page = client.get(DESK)
    assert b"Nothing waits for you today." in page.content
    assert b"You have no draft." in page.content
    assert reverse("zone-quick").encode() in page.content
    assert b"You act for no organisation." in page.content
    assert "no-store" in page["Cache-Control"]


def test_desk_has_the_drafts_of_whoever_began_them_and_of_those_who_lead(client):
    starter = make.person()
    zone = make.draft("Begun", by=starter)
    make.draft("Another's", by=make.person())
    assert [task.zone.name for task in desk_for(starter).drafts] == ["Begun"]
    council = make.council()
    make.lead(zone, council)
    editor = make.member(council, Role.EDITOR)
    assert [task.zone.name for task in desk_for(editor).drafts] == ["Begun"]
    client.force_login(starter)
    assert reverse("zone-tasks", args=[zone.reference]).encode() in client.get(DESK).content


@pytest.mark.parametrize(
    ("role", "is_asked"),
    [
        (Role.EDITOR, False),
        (Role.OFFICER, False),
        (Role.REPRESENTATIVE, True),
        (Role.COUNCILLOR, True),
    ],
)
def test_desk_asks_those_who_answer_for_the_organisation_to_lead(client, role, is_asked):
    council = make.council()
    zone = make.draft("Asked for")
    asked = make.lead(zone, council, agreed=False)
    client.force_login(make.member(council, role))
    page = client.get(DESK).content.decode()
    for answer in ("agree", "decline"):
        address = reverse("zone-lead-answer", args=[zone.reference, asked.pk, answer])
        assert (address in page) == is_asked


def test_answer_to_being_asked_clears_the_desk(client):
    council = make.council()
    zone = make.draft("Asked for")
    asked = make.lead(zone, council, agreed=False)
    representative = make.member(council, Role.REPRESENTATIVE)
    client.force_login(representative)
    assert client.get(STATE).json()["desk_count"] == 1
    client.post(reverse("zone-lead-answer", args=[zone.reference, asked.pk, "agree"]))
    assert client.get(STATE).json()["desk_count"] == 0
    assert desk_for(representative).asked == []


@pytest.mark.parametrize("role", [Role.EDITOR, Role.REPRESENTATIVE, Role.COUNCILLOR])
@pytest.mark.parametrize("is_verified", [True, False])
def test_desk_offers_to_declare_to_those_who_may(client, role, is_verified):
    zone = make.proposed_zone(leads=[make.council(verified=is_verified)])
    someone = make.member(zone.participants.get().organisation, role)
    due = [task.zone for task in desk_for(someone).due]
    assert (due == [zone]) == may_declare(someone, zone)
    client.force_login(someone)
    address = reverse("zone-step", args=[zone.reference, "declare"])
    assert (address.encode() in client.get(DESK).content) == may_declare(someone, zone)


@pytest.mark.parametrize(
    ("days_until_target", "says", "is_due"),
    [
        (200, "Until", False),
        (80, "To be reviewed or dissolved by", True),
        (-10, "To be reviewed or dissolved by", True),
    ],
)
def test_desk_says_when_a_review_is_due(monkeypatch, days_until_target, says, is_due):
    zone = make.declared_zone(target_on=clock.today() + 200 * DAY)
    councillor = make.councillor_of(zone)
    day = zone.target_on - days_until_target * DAY
    monkeypatch.setattr(clock, "today", lambda: day)
    (task,) = desk_for(councillor).led
    assert task.says.startswith(says)
    assert task.is_due == is_due


def test_desk_leaves_out_what_ended():
    zone = make.proposed_zone()
    councillor = make.councillor_of(zone)
    lifecycle.take("withdraw", zone=zone, by=councillor, note="Another place.")
    assert desk_for(councillor).led == []


def test_state_of_a_visitor_names_nobody(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get(STATE)
    assert answer.json() == {"signed_in": False, "name": None, "desk_count": 0}
    assert "no-store" in answer["Cache-Control"]


def test_state_of_somebody_signed_in_names_them(client):
    client.force_login(make.person("Asha Begum"))
    answer = client.get(STATE)
    assert answer.json() == {"signed_in": True, "name": "Asha Begum", "desk_count": 0}
    assert "no-store" in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"]


@pytest.mark.parametrize("number", [1, 20])
def test_desk_asks_the_database_as_often_for_many_as_for_one(
    client, django_assert_max_num_queries, number
):
    council = make.council()
    councillor = make.member(council, Role.COUNCILLOR)
    for _ in range(number):
        make.proposed_zone(leads=[council])
        make.draft(by=councillor)
        make.lead(make.draft(), council, agreed=False)
    client.force_login(councillor)
    with django_assert_max_num_queries(20):  # one more for each of twenty would be far above
        client.get(DESK)
