"""Offers are drafted, published, changed with a reason, ended and withdrawn; nothing is erased."""

import datetime as dt

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, InternalError, transaction

from groundwork import clock
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from partners import offering
from partners.models import Commitment, Membership, Service, Theme
from partners.offering import OfferStatus, status_of
from partners.record import changes
from tests import factories as make

pytestmark = pytest.mark.django_db
Role = Membership.Role
DAY = dt.timedelta(days=1)
WORDS = {
    "title": "Lend rooms",
    "verb": "suspend",
    "subject": "assets",
    "normal_now": "Rooms are let by the month.",
    "instead": "Rooms are lent for an evening.",
    "contact_role": "Housing desk",
    "contact_telephone": "0121 496 0003",
}
WHO = [*Role.values, "stranger", "another organisation's representative", "administrator"]


@pytest.fixture
def organisation():
    return make.council("Own Council")


def somebody(who: str, organisation):
    if who in Role.values:
        return make.member(organisation, who)
    return {
        "stranger": make.person,
        "another organisation's representative": lambda: make.member(
            make.organisation(), Role.REPRESENTATIVE
        ),
        "administrator": lambda: make.person(is_superuser=True),
    }[who]()


DRAFTING = set(Role.values)
AGREEING = {"representative", "councillor"}
VERBS = {
    "draft": (
        lambda offer, by: offering.draft(organisation=offer.organisation, by=by, **WORDS),
        False,
        DRAFTING,
    ),
    "describe a draft": (
        lambda offer, by: offering.describe(commitment=offer, by=by, expected=1, **WORDS),
        False,
        DRAFTING,
    ),
    "describe a public one": (
        lambda offer, by: offering.describe(
            commitment=offer, by=by, expected=1, why="Asked to.", **WORDS
        ),
        True,
        AGREEING,
    ),
    "publish": (lambda offer, by: offering.publish(commitment=offer, by=by), False, AGREEING),
    "withdraw": (
        lambda offer, by: offering.withdraw(commitment=offer, by=by, why="No money."),
        True,
        AGREEING,
    ),
    "end": (
        lambda offer, by: offering.end(commitment=offer, by=by, ends_on=clock.today() + DAY),
        True,
        AGREEING,
    ),
    "discard": (
        lambda offer, by: offering.discard(commitment=offer, by=by) or True,
        False,
        DRAFTING,
    ),
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("who", WHO)
def test_each_verb_is_for_the_roles_that_may(organisation, verb, who):
    act, is_published, allowed = VERBS[verb]
    offer = make.commitment(organisation, published=is_published)
    by = somebody(who, organisation)
    if who in allowed:
        assert act(offer, by)
    else:
        with pytest.raises(PermissionDenied):
            act(offer, by)


def test_a_role_that_has_ended_counts_no_more(organisation):
    by = make.member(organisation, Role.REPRESENTATIVE, ends_on=clock.today())
    with pytest.raises(PermissionDenied):
        offering.draft(organisation=organisation, by=by, **WORDS)


@pytest.mark.parametrize("lacking", ["title", "verb", "subject", "normal_now", "instead"])
def test_drafting_is_refused_with_a_sentence_when_something_lacks(organisation, lacking):
    by = make.member(organisation, Role.EDITOR)
    with pytest.raises(Refused) as refused:
        offering.draft(organisation=organisation, by=by, **WORDS | {lacking: " "})
    assert refused.value.sentences == [offering.NEEDED[lacking]]
    assert not Commitment.objects.exists()


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"contact_telephone": ""}, "Give one way to ask about it"),
        ({"ends_on": clock.today()}, "Its last day has passed"),
        ({"published_on": clock.today() - DAY}, "published already"),
        ({"normal_now": " "}, "Say what is normal now"),
    ],
)
def test_publishing_is_refused_with_a_sentence(organisation, more, sentence):
    offer = make.commitment(organisation, published=False, **more)
    by = make.member(organisation, Role.REPRESENTATIVE)
    with pytest.raises(Refused, match=sentence):
        offering.publish(commitment=offer, by=by)


def test_publishing_is_refused_when_the_organisation_has_ended():
    organisation = make.organisation("Gone Trust", ends_on=clock.today())
    offer = make.commitment(organisation, published=False)
    by = make.member(organisation, Role.REPRESENTATIVE)
    with pytest.raises(Refused, match="Gone Trust has ended"):
        offering.publish(commitment=offer, by=by)


def test_publishing_is_refused_when_the_offer_was_changed_since_it_was_read(organisation):
    offer = make.commitment(organisation, published=False)
    offer.write(instead="Something else.")
    by = make.member(organisation, Role.REPRESENTATIVE)
    with pytest.raises(ChangedMeanwhile):
        offering.publish(commitment=offer, by=by, expected=offer.version - 1)


TODAY = dt.date(2027, 3, 10)


@pytest.mark.parametrize(
    ("dates", "status"),
    [
        ({"published_on": None}, "draft"),
        ({"published_on": TODAY + DAY}, "draft"),
        ({}, "offered"),
        ({"published_on": TODAY}, "offered"),
        ({"starts_on": TODAY + DAY}, "coming"),
        ({"starts_on": TODAY}, "offered"),
        ({"ends_on": TODAY + DAY}, "offered"),
        ({"ends_on": TODAY}, "ended"),
        ({"withdrawn_on": TODAY}, "withdrawn"),
        ({"withdrawn_on": TODAY + DAY}, "offered"),
        ({"withdrawn_on": TODAY, "ends_on": TODAY}, "withdrawn"),
    ],
)
def test_status_is_read_from_the_dates(organisation, dates, status):
    values = {"published_on": TODAY - DAY} | dates
    if values.get("withdrawn_on"):
        values["why_withdrawn"] = "No money."
    offer = make.commitment(organisation, **values)
    assert status_of(offer, TODAY) == status
    stands = status in {OfferStatus.OFFERED, OfferStatus.COMING}
    assert offer.is_offered(TODAY) is stands
    assert Commitment.objects.offered(TODAY).filter(pk=offer.pk).exists() is stands


@pytest.mark.parametrize(
    ("stop", "state", "sentence"),
    [
        ("withdraw", "draft", "Only an offer that is published can be withdrawn"),
        ("withdraw", "withdrawn", "withdrawn already"),
        ("withdraw", "ended", "ended already"),
        ("end", "draft", "Only an offer that is published can be ended"),
        ("end", "withdrawn", "withdrawn already"),
        ("end", "ended", "ended already"),
    ],
)
def test_only_an_offer_that_stands_can_be_stopped(organisation, stop, state, sentence):
    today = clock.today()
    offer = {
        "draft": lambda: make.commitment(organisation, published=False),
        "withdrawn": lambda: make.commitment(
            organisation, withdrawn_on=today, why_withdrawn="No money."
        ),
        "ended": lambda: make.commitment(organisation, ends_on=today),
    }[state]()
    by = make.member(organisation, Role.REPRESENTATIVE)
    verb, more = {
        "withdraw": (offering.withdraw, {"why": "Because."}),
        "end": (offering.end, {"ends_on": today}),
    }[stop]
    with pytest.raises(Refused, match=sentence):
        verb(commitment=offer, by=by, **more)


def test_withdrawing_needs_a_reason_and_keeps_it(organisation):
    offer = make.commitment(organisation)
    by = make.member(organisation, Role.REPRESENTATIVE)
    with pytest.raises(Refused, match="Say why"):
        offering.withdraw(commitment=offer, by=by, why="  ")
    gone = offering.withdraw(commitment=offer, by=by, why=" No money. ")
    assert (gone.why_withdrawn, gone.withdrawn_by) == ("No money.", by)
    assert status_of(gone, clock.today()) == "withdrawn"
    assert status_of(gone, clock.today() - DAY) == "offered"


@pytest.mark.parametrize(
    ("ends", "starts", "sentence"),
    [(-1, None, "today or later"), (5, 5, "end before it starts"), (0, None, "")],
)
def test_an_offer_is_given_an_end_that_is_not_past(organisation, ends, starts, sentence):
    today = clock.today()
    starts_on = today + starts * DAY if starts is not None else None
    offer = make.commitment(organisation, starts_on=starts_on)
    by = make.member(organisation, Role.REPRESENTATIVE)
    if sentence:
        with pytest.raises(Refused, match=sentence):
            offering.end(commitment=offer, by=by, ends_on=today + ends * DAY)
    else:
        ended = offering.end(commitment=offer, by=by, ends_on=today + ends * DAY)
        assert status_of(ended, today) == "ended"


def test_what_is_public_changes_only_with_a_reason_that_everyone_can_read(organisation):
    by = make.member(organisation, Role.REPRESENTATIVE, name="Rita Rep")
    offer = offering.draft(organisation=organisation, by=by, **WORDS)
    offer = offering.publish(commitment=offer, by=by)
    changed = WORDS | {"instead": "Rooms are lent for a weekend."}
    with pytest.raises(Refused, match="Say why it is changed"):
        offering.describe(commitment=offer, by=by, expected=offer.version, **changed)
    theme = Theme.objects.first()
    offering.describe(
        commitment=offer,
        by=by,
        expected=offer.version,
        why="Groups asked for weekends.",
        themes=[theme],
        **changed,
    )
    newest, published = changes(offer)
    assert published.reason == "Published"
    assert newest.reason == "Groups asked for weekends."
    assert {(each.label, each.before, each.after) for each in newest.differences} == {
        (
            "What it is willing to do instead",
            "Rooms are lent for an evening.",
            "Rooms are lent for a weekend.",
        ),
        ("Themes", "nothing", theme.name),
    }


def test_drafting_is_not_in_the_public_record(organisation):
    by = make.member(organisation, Role.REPRESENTATIVE)
    offer = offering.draft(organisation=organisation, by=by, **WORDS)
    offer = offering.describe(
        commitment=offer, by=by, expected=offer.version, **WORDS | {"title": "Secret"}
    )
    offer = offering.describe(commitment=offer, by=by, expected=offer.version, **WORDS)
    offering.publish(commitment=offer, by=by)
    assert [each.reason for each in changes(offer)] == ["Published"]


def test_describing_anew_with_an_old_version_is_refused(organisation):
    by = make.member(organisation, Role.EDITOR)
    offer = make.commitment(organisation, published=False)
    offering.describe(commitment=offer, by=by, expected=1, **WORDS)
    with pytest.raises(ChangedMeanwhile):
        offering.describe(commitment=offer, by=by, expected=1, **WORDS)


def test_changing_only_a_list_counts_as_a_change(organisation):
    by = make.member(organisation, Role.EDITOR)
    offer = offering.draft(organisation=organisation, by=by, **WORDS)
    services = [Service.objects.first()]
    changed = offering.describe(
        commitment=offer, by=by, expected=offer.version, services=services, **WORDS
    )
    assert changed.version == offer.version + 1
    assert [*changed.services.all()] == services


def test_only_a_draft_can_be_thrown_away(organisation):
    by = make.member(organisation, Role.REPRESENTATIVE)
    draft = make.commitment(organisation, published=False)
    offering.discard(commitment=draft, by=by)
    assert not Commitment.objects.exists()
    with pytest.raises(Refused, match="What was published is kept"):
        offering.discard(commitment=make.commitment(organisation), by=by)


def test_the_database_keeps_what_was_published(organisation):
    with pytest.raises(InternalError), transaction.atomic():
        make.commitment(organisation).delete()
    make.commitment(organisation, published=False).delete()


@pytest.mark.parametrize(
    "broken",
    [
        {"withdrawn_on": clock.today()},
        {"published_on": None, "withdrawn_on": clock.today(), "why_withdrawn": "Why."},
        {"starts_on": clock.today(), "ends_on": clock.today()},
    ],
)
def test_the_database_refuses_dates_that_cannot_be(organisation, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        make.commitment(organisation, **broken)
    make.commitment(organisation, withdrawn_on=clock.today(), why_withdrawn="Why.")


def test_history_of_an_offer_names_nobody():
    event = apps.get_model("partners", "CommitmentEvent")
    names = {field.name for field in event._meta.get_fields()}
    assert "instead" in names
    assert not {"made_by", "published_by", "withdrawn_by"} & names
