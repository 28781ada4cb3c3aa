"""The desk: what waits for a person, and what every page asks about them."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils.html import escape

from groundwork import clock
from groundwork.models import Letter
from partners.models import Membership
from sizes import lifecycle
from sizes.desk import MOST_LOOKED_AT, desk_of
from sizes.lifecycle import problems
from sizes.models import InterimReview, Limits
from sizes.permissions import may_declare
from sizes.reminders import Kind, remind
from sizes.words import day_in_words
from tests import factories as make
from tests.days import stand_on

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


def closed_proposal(**more):
    """A proposal whose time for comments was over yesterday."""
    on = clock.today() - 29 * DAY
    return make.proposed_zone(on=on, **more)


def test_desk_says_until_when_comments_on_a_proposal_are_open():
    zone = make.proposed_zone()
    (task,) = desk_for(make.councillor_of(zone)).led
    closes = day_in_words(clock.today() + 28 * DAY)
    assert task.says == f"Proposed; comments are open until {closes}"
    assert not task.is_due


@pytest.mark.parametrize(
    ("role", "is_shown"), [("editor", True), ("officer", True), ("councillor", True)]
)
def test_desk_asks_whoever_works_on_a_proposal_to_answer_its_comments(client, role, is_shown):
    zone = closed_proposal()
    client.force_login(make.member(zone.participants.get().organisation, role))
    address = reverse("zone-heard-work", args=[zone.slug])
    assert (address in client.get(DESK).content.decode()) == is_shown


@pytest.mark.parametrize("role", [Role.EDITOR, Role.REPRESENTATIVE, Role.COUNCILLOR])
@pytest.mark.parametrize("is_verified", [True, False])
def test_desk_offers_to_declare_to_those_who_may_once_nothing_is_missing(client, role, is_verified):
    zone = closed_proposal(leads=[make.council(verified=is_verified)])
    make.ready_to_declare(zone)
    someone = make.member(zone.participants.get().organisation, role)
    client.force_login(someone)
    page = client.get(DESK).content.decode()
    may = may_declare(someone, zone)
    assert may == (is_verified and role == Role.COUNCILLOR)
    assert (">Declare<" in page) == may
    address = reverse("zone-step", args=[zone.reference, "declare"])
    assert (address in page) == (role != Role.EDITOR)


def test_desk_says_what_is_missing_to_declare(client):
    zone = closed_proposal()
    make.ready_to_declare(zone)
    gone = {"withdrawn_on": clock.today(), "why_withdrawn": "We moved."}
    zone.signatures.filter(capacity="partner").update(**gone)
    Limits.objects.filter(zone=zone).delete()
    councillor = make.councillor_of(zone)
    client.force_login(councillor)
    page = client.get(DESK).content.decode()
    assert "Before it can be declared:" in page
    for sentence in problems(zone, "declare", by=councillor):
        assert escape(sentence) in page
    assert ">Declare<" not in page
    assert "See what is missing" in page


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
    stand_on(monkeypatch, day)
    desk = desk_for(councillor)
    (task,) = desk.led
    assert task.says.startswith(says)
    assert [each.kind for each in desk.due] == ([Kind.TARGET] if is_due else [])


def test_desk_keeps_a_lapsed_zone_until_it_is_dissolved(monkeypatch, client):
    zone = make.declared_zone(target_on=clock.today() + 200 * DAY)
    councillor = make.councillor_of(zone)
    stand_on(monkeypatch, zone.target_on + 200 * DAY)
    client.force_login(councillor)
    page = client.get(DESK).content.decode()
    assert reverse("zone-step", args=[zone.reference, "dissolve"]) in page


def test_desk_shows_what_letters_tell_of_and_the_menu_counts_it(monkeypatch, client):
    zone = make.declared_zone(target_on=clock.today() + 200 * DAY)
    councillor = make.councillor_of(zone)
    day = zone.target_on - 20 * DAY
    InterimReview.objects.create(zone=zone, due_on=day - 3 * DAY)
    make.meeting(zone, on=day - 20 * DAY)
    stand_on(monkeypatch, day)
    Letter.objects.all().delete()
    remind(day)
    told = Letter.objects.filter(to=councillor.email).count()
    assert told == 3
    client.force_login(councillor)
    assert client.get(STATE).json()["desk_count"] == told
    page = client.get(DESK).content.decode()
    assert f"{told} things wait for you." in page
    for reminder in desk_for(councillor).due:
        assert f'href="{reminder.path}"' in page
        assert escape(reminder.says) in page
    assert [each.about_on for each in desk_for(councillor).due] == sorted(
        each.about_on for each in desk_for(councillor).due
    )


def test_desk_of_a_partner_has_what_it_was_asked_to_sign(client):
    zone = make.proposed_zone()
    body = make.organisation()
    signature = zone.signatures.create(capacity="partner", organisation=body)
    address = reverse("zone-sign", args=[zone.slug, body.slug])
    for role, may in ((Role.REPRESENTATIVE, True), (Role.EDITOR, False)):
        client.force_login(make.member(body, role))
        assert (address in client.get(DESK).content.decode()) == may
        assert client.get(STATE).json()["desk_count"] == int(may)
    signature.write(declined_on=clock.today())
    assert address not in client.get(DESK).content.decode()


def test_desk_of_an_officer_lists_what_waits_to_be_verified_in_their_area(client):
    council = make.council()
    council.areas.add(make.area(shape=make.square(0, 0, side=300)))
    near = make.organisation("Near Group", sector="community")
    near.areas.add(make.area(shape=make.square(100, 100)))
    make.organisation("Nowhere Group", sector="community")
    far = make.organisation("Far Group", sector="community")
    far.areas.add(make.area(shape=make.square(5000)))
    checked = make.organisation("Checked Group", verified_on=clock.today())
    checked.areas.add(near.areas.get())
    make.organisation("Gone Group", ends_on=clock.today())
    client.force_login(make.member(council, Role.OFFICER))
    page = client.get(DESK).content.decode()
    assert reverse("partner-work", args=[near.slug]) in page
    assert client.get(reverse("partner-work", args=[near.slug])).status_code == 200
    assert "Nowhere Group" in page
    for name in ("Far Group", "Checked Group", "Gone Group"):
        assert name not in page
    assert reverse("pre-election-new") in page
    client.force_login(make.member(council, Role.COUNCILLOR))
    page = client.get(DESK).content.decode()
    assert "Near Group" not in page
    assert reverse("pre-election-new") not in page


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
    officer = make.member(council, Role.OFFICER)
    for _ in range(number):
        make.proposed_zone(leads=[council])
        make.draft(by=councillor)
        make.lead(make.draft(), council, agreed=False)
        zone = make.declared_zone(leads=[council], target_on=clock.today() + 20 * DAY)
        InterimReview.objects.create(zone=zone, due_on=clock.today() - DAY)
        make.organisation()
    for someone, most in ((councillor, 36), (officer, 28)):
        client.force_login(someone)
        with django_assert_max_num_queries(most):  # one more for each of twenty is far above
            assert client.get(DESK).context["due"] or someone == officer
    client.force_login(councillor)
    with django_assert_max_num_queries(39):
        assert client.get(STATE).json()["desk_count"] >= 2 * number
    with django_assert_max_num_queries(3):  # the session, the person, the count
        assert client.get(STATE).json()["desk_count"] >= 2 * number


def test_what_waits_is_counted_anew_once_somebody_has_done_something(client):
    council = make.council()
    zone = make.draft()
    asked = make.lead(zone, council, agreed=False)
    client.force_login(make.member(council, Role.COUNCILLOR))
    assert client.get(STATE).json()["desk_count"] == 1
    client.post(reverse("zone-lead-answer", args=[zone.reference, asked.pk, "decline"]))
    assert client.get(STATE).json()["desk_count"] == 0


def test_desk_looks_closely_at_the_first_few_proposals_only(client, django_assert_max_num_queries):
    council = make.council()
    for _ in range(MOST_LOOKED_AT + 3):
        make.ready_to_declare(closed_proposal(leads=[council]))
    client.force_login(make.member(council, Role.COUNCILLOR))
    with django_assert_max_num_queries(36 + 25 * MOST_LOOKED_AT):
        page = client.get(DESK).content.decode()
    assert page.count(">Declare<") == MOST_LOOKED_AT
    assert page.count(">See what is missing<") == 3
