"""Stating what a zone needs, saying it anew, ending it: who may, what is asked, what is kept."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction

from assets.models import Weekday
from assets.week import Slot
from groundwork import clock
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from partners.models import Membership
from sizes import needs
from sizes.models import Need, Participant
from sizes.record import changes
from tests import factories as make

pytestmark = pytest.mark.django_db
Role = Membership.Role
DAY = dt.timedelta(days=1)
LUNCH = Slot(Weekday.TUESDAY, dt.time(11), dt.time(14))


@pytest.fixture
def zone():
    return make.declared_zone("Stirchley")


@pytest.fixture
def editor(zone):
    return make.member(lead_of(zone), Role.EDITOR)


def lead_of(zone):
    return zone.participants.get(part="lead").organisation


def a_kitchen(**more):
    return {
        "title": "A kitchen",
        "kinds": ["room"],
        "contact_role": "Ward officer",
        "contact_telephone": "0121 496 0000",
    } | more


def money(zone, **more):
    return {
        "title": "Cookers",
        "words": "Two cookers for the lunch club.",
        "amount": Decimal("2500.50"),
        "needed_by_on": clock.today() + 90 * DAY,
        "accountable_body": lead_of(zone),
        "contact_role": "Ward officer",
        "contact_telephone": "0121 496 0000",
    } | more


# --- Stating --------------------------------------------------------------------------------------


def test_a_need_is_stated_with_its_hours_merged_and_its_lists_in_order(zone, editor):
    later = Slot(Weekday.TUESDAY, dt.time(14), dt.time(16))
    made = needs.state(
        zone=zone,
        by=editor,
        slots=[later, LUNCH],
        **a_kitchen(facilities=["toilets", "kitchen"], title="  A kitchen \r\n"),
    )
    made.refresh_from_db()
    assert (made.title, made.facilities) == ("A kitchen", ["kitchen", "toilets"])
    assert needs.hours_asked(made) == "Tuesday, 11am to 4pm"
    assert (made.stated_on, made.made_by) == (clock.today(), editor)
    assert made.is_open(clock.today())


def test_money_is_kept_to_the_penny_as_a_decimal(zone, editor):
    made = needs.state(zone=zone, by=editor, **money(zone))
    made.refresh_from_db()
    assert (made.amount, type(made.amount)) == (Decimal("2500.50"), Decimal)
    assert (made.kinds, made.is_for_money) == (["money"], True)


def test_stated_twice_in_the_same_words_it_is_one(zone, editor):
    first = needs.state(zone=zone, by=editor, slots=[LUNCH], **a_kitchen())
    assert needs.state(zone=zone, by=editor, slots=[LUNCH], **a_kitchen()) == first
    assert needs.state(zone=zone, by=editor, **a_kitchen()) != first


@pytest.mark.parametrize(
    ("differs", "sentence"),
    [
        ({"title": " "}, "Say in a few words what is needed."),
        ({"kinds": []}, "Choose what kind of thing would do: one, or several."),
        ({"kinds": ["money"]}, "To ask for money, say how much: use the form for money."),
        ({"kinds": ["castle"]}, "Not on the list: castle."),
        ({"capacity": 0}, "Write how many people in figures, such as 30."),
        ({"beyond_m": 30_001}, "Look no further than 30 km."),
        ({"contact_role": ""}, "Say whom people ask for: a role, such as the ward officer."),
        (
            {"contact_telephone": " "},
            "Give one way to answer: a telephone number, a shared e-mail address or a place.",
        ),
        (
            {"needed_by_on": clock.today() - DAY},
            "That day has passed: give a later one.",
        ),
    ],
)
def test_what_is_wrong_with_a_thing_is_said(zone, editor, differs, sentence):
    with pytest.raises(Refused) as refused:
        needs.state(zone=zone, by=editor, **a_kitchen(**differs))
    assert refused.value.sentences == [sentence]


@pytest.mark.parametrize(
    ("differs", "sentence"),
    [
        ({"amount": Decimal(0)}, "Write a sum in pounds, such as 2,500."),
        ({"words": ""}, "Say what the money is for."),
        ({"needed_by_on": None}, "Say by when the money is needed."),
        ({"accountable_body": None}, "Say which organisation would account for it."),
    ],
)
def test_what_is_wrong_with_money_is_said(zone, editor, differs, sentence):
    with pytest.raises(Refused) as refused:
        needs.state(zone=zone, by=editor, **money(zone, **differs))
    assert refused.value.sentences == [sentence]


def test_only_who_agreed_to_take_part_is_named_as_accountable(zone, editor):
    asked = make.organisation("Asked")
    row = Participant.objects.create(zone=zone, part="partner", organisation=asked)
    with pytest.raises(Refused, match="Asked has not agreed to take part in the zone"):
        needs.state(zone=zone, by=editor, **money(zone, accountable_body=asked))
    row.agreed_on = clock.today()
    row.save()
    assert needs.state(zone=zone, by=editor, **money(zone, accountable_body=asked))


def test_an_outcome_is_one_of_the_zones_own(zone, editor):
    other = make.ready_zone().outcomes.first()
    with pytest.raises(Refused, match="Choose an outcome of this zone"):
        needs.state(zone=zone, by=editor, **a_kitchen(outcome=other))
    own = zone.outcomes.first()
    assert needs.state(zone=zone, by=editor, **a_kitchen(outcome=own)).outcome == own


def test_a_zone_that_ended_needs_nothing_more():
    zone = make.zone_in("dissolved")
    editor = make.member(lead_of(zone), Role.EDITOR)
    with pytest.raises(Refused, match="This zone has ended"):
        needs.state(zone=zone, by=editor, **a_kitchen())


@pytest.mark.parametrize("part", ["partner", "neighbour"])
def test_whoever_works_for_an_organisation_that_agreed_to_take_part_states_needs(zone, part):
    body = make.organisation()
    person = make.member(body, Role.EDITOR)
    row = Participant.objects.create(zone=zone, part=part, organisation=body)
    with pytest.raises(PermissionDenied):
        needs.state(zone=zone, by=person, **a_kitchen())
    row.agreed_on = clock.today()
    row.save()
    assert needs.state(zone=zone, by=person, **a_kitchen())


@pytest.mark.parametrize("verb", ["state", "describe", "end"])
def test_nobody_else_writes_needs(zone, verb):
    stranger, need = make.member(make.organisation(), Role.REPRESENTATIVE), make.need(zone)
    acts = {
        "state": lambda: needs.state(zone=zone, by=stranger, **a_kitchen()),
        "describe": lambda: needs.describe(
            need=need, by=stranger, expected=1, why="So.", **a_kitchen()
        ),
        "end": lambda: needs.end(need=need, how="met", why="So.", by=stranger),
    }
    with pytest.raises(PermissionDenied):
        acts[verb]()


# --- Saying it anew, and ending it ----------------------------------------------------------------


def test_a_public_need_changes_with_a_reason_that_everyone_can_read(zone, editor):
    need = needs.state(zone=zone, by=editor, slots=[LUNCH], **a_kitchen())
    with pytest.raises(Refused, match="Say why it is changed"):
        needs.describe(need=need, by=editor, expected=1, **a_kitchen(capacity=30))
    needs.describe(need=need, by=editor, expected=1, why="We are more.", **a_kitchen(capacity=30))
    need.refresh_from_db()
    assert (need.capacity, need.version, needs.slots_asked(need)) == (30, 2, [])
    told = changes(zone, with_drafting=False)[0]
    assert told.title == "We are more"
    assert "For how many people of the need “A kitchen” was set to “30”." in told.sentences


def test_hours_alone_count_as_a_change(zone, editor):
    need = needs.state(zone=zone, by=editor, **a_kitchen())
    again = {"need": need, "by": editor, "why": "On Tuesdays."} | a_kitchen()
    assert needs.describe(expected=1, slots=[LUNCH], **again).version == 2
    assert needs.describe(expected=2, slots=[LUNCH], **again).version == 2
    with pytest.raises(ChangedMeanwhile):
        needs.describe(expected=1, slots=[LUNCH], **again)


def test_money_stays_money(zone, editor):
    need = needs.state(zone=zone, by=editor, **money(zone))
    with pytest.raises(Refused, match="Money and other things are asked for apart"):
        needs.describe(need=need, by=editor, expected=1, why="So.", **a_kitchen(amount=None))


def test_the_need_of_a_draft_changes_without_a_reason():
    zone = make.ready_zone()
    editor = make.member(lead_of(zone), Role.EDITOR)
    need = needs.state(zone=zone, by=editor, **a_kitchen())
    assert needs.describe(need=need, by=editor, expected=1, **a_kitchen(title="A van")).version == 2


@pytest.mark.parametrize(("how", "told"), [("met", "was met"), ("withdrawn", "is no longer one")])
def test_a_need_ends_once_with_its_reason_told(zone, editor, how, told):
    need = needs.state(zone=zone, by=editor, **a_kitchen())
    with pytest.raises(Refused, match="everyone reads it"):
        needs.end(need=need, how=how, why=" ", by=editor)
    needs.end(need=need, how=how, why="The school lends its own.", by=editor)
    need.refresh_from_db()
    assert (need.end, need.ended_on) == (how, clock.today())
    assert not need.is_open(clock.today())
    assert need.is_open(clock.today() - DAY) is False
    sentences = [s for change in changes(zone, with_drafting=False) for s in change.sentences]
    assert f"The need “A kitchen” {told}: The school lends its own." in sentences
    assert "The zone said that it needs: A kitchen." in sentences
    for again in (
        lambda: needs.end(need=need, how="met", why="So.", by=editor),
        lambda: needs.describe(need=need, by=editor, expected=2, why="So.", **a_kitchen()),
    ):
        with pytest.raises(Refused, match="This need has ended"):
            again()


def test_it_ends_as_met_or_no_longer_needed_and_nothing_else(zone, editor):
    with pytest.raises(Refused, match="Say whether it was met"):
        needs.end(need=make.need(zone), how="vanished", why="So.", by=editor)


def test_the_database_keeps_what_was_stated(zone):
    need = make.need(zone)
    with pytest.raises(DatabaseError), transaction.atomic():
        need.delete()
    make.need(zone, stated_on=None).delete()
    for wrong in ({"ended_on": clock.today()}, {"amount": 0}, {"end": "met"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Need.objects.filter(pk=need.pk).update(**wrong)


def test_history_tells_hours_and_money_in_words(zone, editor):
    need = needs.state(zone=zone, by=editor, slots=[LUNCH], **a_kitchen())
    ask = needs.state(zone=zone, by=editor, **money(zone))
    more = money(zone, amount=Decimal("3000"))
    needs.describe(need=ask, by=editor, expected=1, why="Prices rose.", **more)
    needs.describe(need=need, by=editor, expected=1, why="Any day.", **a_kitchen())
    sentences = [s for change in changes(zone, with_drafting=False) for s in change.sentences]
    assert "A time at which something is needed, Tuesday, 11am to 2pm, was taken off." in sentences
    assert "How much of the need “Cookers” was changed from “£2,500.50” to “£3,000”." in sentences


@pytest.mark.parametrize("offset", [0, -1])
def test_needs_are_open_from_the_day_they_are_stated(zone, offset):
    need = make.need(zone)
    on = clock.today() + offset * DAY
    assert (need in Need.objects.open_on(on)) is (offset == 0)
    assert need.is_open(on) is (offset == 0)
