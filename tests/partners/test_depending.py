"""What offers need of others: asked, agreed or declined, done, fallen; and what falls with it."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from groundwork import clock
from groundwork.problems import Refused
from partners import depending, offering
from partners.models import Dependency, Membership
from tests import factories as make

pytestmark = pytest.mark.django_db
Role = Membership.Role
DAY = dt.timedelta(days=1)
TODAY = dt.date(2027, 3, 10)


@pytest.fixture
def own():
    return make.council("Own Council")


@pytest.fixture
def other():
    return make.council("Other Council")


def asked(own, other, **more) -> Dependency:
    """An act asked of the other organisation for a public offer of ours."""
    return Dependency.objects.create(
        commitment=make.commitment(own),
        organisation=other,
        **{"act": "Give the nurses a key", "due_on": clock.today() + 30 * DAY} | more,
    )


WHO = [
    *[f"own {role}" for role in Role.values],
    *[f"other {role}" for role in Role.values],
    "stranger",
    "administrator",
]
OWN_AGREEING = {"own representative", "own councillor"}
OTHER_AGREEING = {"other representative", "other councillor"}
WRITING = {f"own {role}" for role in Role.values}


def need_an_act(own, other, by, *, published):
    return depending.need_act(
        commitment=make.commitment(own, published=published),
        organisation=other,
        act="Give the nurses a key",
        due_on=clock.today(),
        by=by,
    )


def answer(verb, **more):
    return lambda own, other, by: (
        verb(dependency=asked(own, other, **more), by=by) or "done, and nothing to show"
    )


VERBS = {
    "need an act, for a draft": (
        lambda own, other, by: need_an_act(own, other, by, published=False),
        WRITING,
    ),
    "need an act, in public": (
        lambda own, other, by: need_an_act(own, other, by, published=True),
        OWN_AGREEING,
    ),
    "need an offer": (
        lambda own, other, by: depending.need_offer(
            commitment=make.commitment(own), needs=make.commitment(other), by=by
        ),
        OWN_AGREEING,
    ),
    "agree": (answer(depending.agree), OTHER_AGREEING),
    "decline": (answer(depending.decline), OTHER_AGREEING),
    "record that it was done": (
        answer(depending.record_done, agreed_on=clock.today()),
        OWN_AGREEING | OTHER_AGREEING,
    ),
    "drop": (answer(depending.drop), OWN_AGREEING),
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("who", WHO)
def test_each_verb_is_for_the_roles_that_may(own, other, verb, who):
    act, allowed = VERBS[verb]
    side, _, role = who.partition(" ")
    by = {
        "own": lambda: make.member(own, role),
        "other": lambda: make.member(other, role),
        "stranger": make.person,
        "administrator": lambda: make.person(is_superuser=True),
    }[side]()
    if who in allowed:
        assert act(own, other, by)
    else:
        with pytest.raises(PermissionDenied):
            act(own, other, by)


@pytest.mark.parametrize(
    ("dates", "status"),
    [
        ({}, "asked"),
        ({"due_on": TODAY}, "asked"),
        ({"due_on": TODAY - DAY}, "fallen"),
        ({"agreed_on": TODAY}, "agreed"),
        ({"agreed_on": TODAY, "due_on": TODAY - DAY}, "fallen"),
        ({"agreed_on": TODAY - DAY, "met_on": TODAY}, "met"),
        ({"agreed_on": TODAY - DAY, "met_on": TODAY, "due_on": TODAY - DAY}, "met"),
        ({"fallen_on": TODAY}, "fallen"),
        ({"fallen_on": TODAY + DAY}, "asked"),
    ],
)
def test_how_an_act_stands_is_read_from_the_dates(own, other, dates, status):
    row = asked(own, other, **{"due_on": TODAY + DAY} | dates)
    assert depending.status_of(row, TODAY) == status


@pytest.mark.parametrize(
    ("dates", "status"),
    [
        ({"published_on": None}, "asked"),
        ({}, "met"),
        ({"ends_on": TODAY + DAY}, "met"),
        ({"ends_on": TODAY}, "fallen"),
        ({"withdrawn_on": TODAY, "why_withdrawn": "No money."}, "fallen"),
    ],
)
def test_how_a_needed_offer_stands_is_read_from_its_dates(own, other, dates, status):
    needed = make.commitment(other, **{"published_on": TODAY - DAY} | dates)
    row = Dependency.objects.create(commitment=make.commitment(own), needs=needed)
    assert depending.status_of(row, TODAY) == status


def test_what_falls_with_an_offer_is_found_at_any_depth(own, other):
    by = make.member(own, Role.REPRESENTATIVE)
    first, second, third, alone, draft = (
        make.commitment(own, title=title, published=title != "draft")
        for title in ("first", "second", "third", "alone", "draft")
    )
    for needing, needed in ((second, first), (third, second), (draft, first)):
        depending.need_offer(commitment=needing, needs=needed, by=by)
    today = clock.today()
    assert depending.what_falls(first, today) == [second, third]
    assert depending.what_falls(third, today) == []
    assert depending.what_falls(alone, today) == []
    offering.withdraw(commitment=second, by=by, why="No money.")
    assert depending.what_falls(first, today) == []


def test_what_has_fallen_under_an_offer_is_found_at_any_depth(own, other):
    by = make.member(own, Role.REPRESENTATIVE)
    top, middle = make.commitment(own), make.commitment(own)
    depending.need_offer(commitment=top, needs=middle, by=by)
    act = Dependency.objects.create(
        commitment=middle, organisation=other, act="Lend a van", due_on=clock.today()
    )
    assert depending.fallen_under(top, clock.today()) == []
    assert depending.fallen_under(top, clock.today() + DAY) == [act]


def test_two_offers_never_need_each_other(own, other):
    by = make.member(own, Role.REPRESENTATIVE)
    first, second, third = (make.commitment(own) for _ in range(3))
    depending.need_offer(commitment=second, needs=first, by=by)
    depending.need_offer(commitment=third, needs=second, by=by)
    with pytest.raises(Refused, match="neither would ever begin"):
        depending.need_offer(commitment=first, needs=third, by=by)
    with pytest.raises(Refused, match="cannot need itself"):
        depending.need_offer(commitment=first, needs=first, by=by)


def test_needing_an_offer_twice_needs_it_once(own, other):
    by = make.member(own, Role.REPRESENTATIVE)
    offer, needed = make.commitment(own), make.commitment(other)
    for _ in range(2):
        depending.need_offer(commitment=offer, needs=needed, by=by)
    assert offer.dependencies.count() == 1


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"published": False}, "There is no such public offer"),
        ({"ends_on": clock.today()}, "no longer on offer"),
    ],
)
def test_an_offer_that_nobody_may_count_on_cannot_be_needed(own, other, more, sentence):
    by = make.member(own, Role.REPRESENTATIVE)
    with pytest.raises(Refused, match=sentence):
        depending.need_offer(
            commitment=make.commitment(own), needs=make.commitment(other, **more), by=by
        )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"act": " "}, "Say what the other organisation would do"),
        ({"organisation": "own"}, "Name another organisation"),
        ({"organisation": "ended"}, "has ended"),
        ({"due_on": clock.today() - DAY}, "a day that is not past"),
        ({"again": True}, "asked for this already"),
    ],
)
def test_asking_is_refused_with_a_sentence(own, other, change, sentence):
    by, offer = make.member(own, Role.REPRESENTATIVE), make.commitment(own)
    ended = make.organisation(ends_on=clock.today())
    values = {"organisation": other, "act": "Lend a van", "due_on": clock.today()} | {
        name: {"own": own, "ended": ended}.get(value, value)
        for name, value in change.items()
        if name != "again"
    }
    if "again" in change:
        depending.need_act(commitment=offer, by=by, **values)
    with pytest.raises(Refused, match=sentence):
        depending.need_act(commitment=offer, by=by, **values)


def test_an_offer_that_is_over_needs_nothing(own, other):
    by = make.member(own, Role.REPRESENTATIVE)
    with pytest.raises(Refused, match="needs nothing any more"):
        depending.need_offer(
            commitment=make.commitment(own, ends_on=clock.today()),
            needs=make.commitment(other),
            by=by,
        )


def test_having_agreed_saying_no_takes_a_reason(own, other):
    by = make.member(other, Role.REPRESENTATIVE)
    row = depending.agree(dependency=asked(own, other), by=by)
    with pytest.raises(Refused, match="Say why"):
        depending.decline(dependency=row, by=by)
    fallen = depending.decline(dependency=row, by=by, why="The van is sold.")
    assert fallen.has_fallen(clock.today())
    assert depending.is_named(fallen)
    with pytest.raises(Refused, match="fallen already"):
        depending.agree(dependency=asked(own, other, fallen_on=clock.today()), by=by)


def test_an_act_is_done_only_after_it_was_agreed(own, other):
    by = make.member(own, Role.REPRESENTATIVE)
    with pytest.raises(Refused, match="has not agreed yet"):
        depending.record_done(dependency=asked(own, other), by=by)


def test_what_the_public_has_read_is_kept(own, other):
    by = make.member(own, Role.REPRESENTATIVE)
    agreed = asked(own, other, agreed_on=clock.today())
    with pytest.raises(Refused, match="so it is kept"):
        depending.drop(dependency=agreed, by=by)
    depending.drop(dependency=asked(own, other), by=by)
    assert [*Dependency.objects.all()] == [agreed]


def test_the_organisation_is_named_in_public_only_once_it_agrees(client, own, other):
    row = asked(own, other)
    address = row.commitment.get_absolute_url()

    def page() -> str:
        return client.get(address).content.decode()

    assert "Other Council" not in page()
    assert "Give the nurses a key" not in page()
    assert "Another organisation" in page()
    by = make.member(other, Role.REPRESENTATIVE)
    depending.agree(dependency=row, by=by)
    assert "Other Council" in page()
    assert "Give the nurses a key" in page()


def test_an_organisation_that_declined_is_never_named(client, own, other):
    row = asked(own, other)
    depending.decline(
        dependency=row, by=make.member(other, Role.REPRESENTATIVE), why="No such van."
    )
    page = client.get(row.commitment.get_absolute_url()).content.decode()
    assert "Other Council" not in page
    assert "No such van." not in page
    assert "It said no on" in page


def test_a_draft_that_a_public_offer_needs_is_not_named_in_public(client, own):
    by = make.member(own, Role.REPRESENTATIVE)
    offer = make.commitment(own)
    draft = make.commitment(own, title="A secret plan", published=False)
    depending.need_offer(commitment=offer, needs=draft, by=by)
    page = client.get(offer.get_absolute_url()).content.decode()
    assert "A secret plan" not in page
    assert "Another offer, which is not public yet" in page


def test_the_asked_organisation_answers_on_its_own_page(client, own, other):
    row = asked(own, other)
    client.force_login(make.member(other, Role.REPRESENTATIVE))
    page = client.get(reverse("partner-work", args=[other.slug])).content.decode()
    agree = reverse("offer-need-answer", args=[row.commitment_id, row.pk, "agree"])
    assert agree in page
    assert client.post(agree).status_code == 302
    row.refresh_from_db()
    assert row.agreed_on == clock.today()
    no = reverse("offer-need-answer", args=[row.commitment_id, row.pk, "decline"])
    client.post(no, {"why": "x" * 501})
    row.refresh_from_db()
    assert row.fallen_on is None
    client.post(no, {"why": "The van is sold."})
    row.refresh_from_db()
    assert (row.fallen_on, row.why_fallen) == (clock.today(), "The van is sold.")


def test_desk_of_those_who_agree_has_what_is_asked_and_what_fell(client, own, other):
    row = asked(own, other)
    asked(own, other, agreed_on=clock.today())
    fallen = asked(own, other, fallen_on=clock.today())
    by = make.member(other, Role.REPRESENTATIVE)
    theirs = depending.offer_matters(by.memberships.all(), clock.today())
    assert (theirs.asked, theirs.fallen) == ([row], [])
    ours = make.member(own, Role.REPRESENTATIVE)
    mine = depending.offer_matters(ours.memberships.all(), clock.today())
    assert (mine.asked, mine.fallen) == ([], [fallen])
    editor = make.member(own, Role.EDITOR)
    assert depending.offer_matters(editor.memberships.all(), clock.today()).count == 0
    client.force_login(by)
    desk = client.get(reverse("desk")).content.decode()
    assert "What other organisations ask of yours" in desk
    assert "1 thing waits for you." in desk
    client.force_login(ours)
    assert "Can you still keep these offers?" in client.get(reverse("desk")).content.decode()


@pytest.mark.parametrize("number", [1, 20])
def test_matters_of_offers_take_two_queries(own, other, django_assert_num_queries, number):
    for _ in range(number):
        asked(own, other)
        asked(other, own, fallen_on=clock.today())
    memberships = [*make.member(other, Role.REPRESENTATIVE).memberships.all()]
    with django_assert_num_queries(2):
        found = depending.offer_matters(memberships, clock.today())
    assert found.count == 2 * number


@pytest.mark.parametrize(
    "broken",
    [
        {"act": ""},
        {"due_on": None},
        {"needs": "offer"},
        {"met_on": TODAY, "fallen_on": TODAY},
    ],
)
def test_the_database_refuses_what_cannot_be_needed(own, other, broken):
    if "needs" in broken:
        broken = {"needs": make.commitment(other)}
    with pytest.raises(IntegrityError), transaction.atomic():
        asked(own, other, **broken)
    asked(own, other)


@pytest.mark.parametrize("number", [1, 20])
def test_what_falls_takes_as_many_queries_for_twenty_as_for_one(
    own, django_assert_num_queries, number
):
    needed = make.commitment(own)
    for _ in range(number):
        Dependency.objects.create(commitment=make.commitment(own), needs=needed)
    with django_assert_num_queries(2):
        assert len(depending.what_falls(needed, clock.today())) == number
