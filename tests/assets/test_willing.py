"""Owners say what they are willing to do, say it anew and take it back; what was said stays."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from assets import willing
from assets.models import Asset, Willingness
from assets.willing import in_one_phrase, say, take_back
from assets.willing_shown import how_to_ask, willing_section
from groundwork import clock
from groundwork.problems import Refused
from partners.models import Membership
from tests import asset_factories as have
from tests import factories as make

DAY = dt.timedelta(days=1)
Role = Membership.Role


@pytest.fixture
def hall(db):
    return have.asset(make.organisation("Stirchley Hall Trust"))


@pytest.fixture
def owner(hall):
    return make.member(hall.owner, Role.REPRESENTATIVE)


@pytest.fixture
def on():
    return clock.today()


def sayings(hall):
    return [
        (each.act, each.terms, each.starts_on, each.ends_on, each.why_ended)
        for each in Willingness.objects.filter(asset=hall).order_by("pk")
    ]


def test_what_is_said_stands_from_the_day(hall, owner, on):
    say(asset=hall, act="share", terms=" £5 an hour ", by=owner, on=on)
    assert sayings(hall) == [("share", "£5 an hour", on, None, "")]
    assert Willingness.objects.standing(on).exists()
    assert not Willingness.objects.standing(on - DAY).exists()


def test_the_same_said_twice_is_said_once(hall, owner, on):
    first = say(asset=hall, act="share", terms="Free", by=owner, on=on)
    assert say(asset=hall, act="share", terms="Free", by=owner, on=on) == first
    assert say(asset=hall, act="share", terms="Free", by=owner, on=on + DAY) == first
    later = on + 9 * DAY
    assert say(asset=hall, act="share", terms="Free", starts_on=later, by=owner, on=on) == first
    assert len(sayings(hall)) == 1


def test_other_terms_on_the_same_day_put_it_right(hall, owner, on):
    say(asset=hall, act="share", terms="Fre", by=owner, on=on)
    say(asset=hall, act="share", terms="Free", by=owner, on=on)
    assert sayings(hall) == [("share", "Free", on, None, "")]


def test_other_terms_later_end_what_was_said_and_keep_it(hall, owner, on):
    have.willing(hall, terms="Free")
    say(asset=hall, act="share", terms="£5 an hour", by=owner, on=on)
    (_, _, _, ended, why), (_, terms, starts, still, _) = sayings(hall)
    assert (ended, why, terms, starts, still) == (on, willing.SAID_ANEW, "£5 an hour", on, None)


def test_terms_for_later_leave_todays_until_then(hall, owner, on):
    have.willing(hall, terms="Free")
    say(asset=hall, act="share", terms="£5", starts_on=on + 7 * DAY, by=owner, on=on)
    standing = Willingness.objects.filter(asset=hall)
    assert standing.standing(on + 6 * DAY).get().terms == "Free"
    assert standing.standing(on + 7 * DAY).get().terms == "£5"


def test_what_was_to_come_gives_way_to_what_is_said_now(hall, owner, on):
    say(asset=hall, act="lend", terms="Later", starts_on=on + 7 * DAY, by=owner, on=on)
    say(asset=hall, act="lend", terms="Now", by=owner, on=on)
    standing = Willingness.objects.filter(asset=hall)
    for day in (on, on + 30 * DAY):
        assert standing.standing(day).get().terms == "Now"
    assert [each["terms"] for each in willing_section(hall, on)["willing"]["past"]] == []


def test_each_act_is_said_by_itself(hall, owner, on):
    for act in ("share", "lend", "lease"):
        say(asset=hall, act=act, by=owner, on=on)
    take_back(asset=hall, act="lend", why="The van broke.", by=owner, on=on + DAY)
    assert [each.act for each in Willingness.objects.standing(on + DAY)] == ["lease", "share"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"starts_on": -1}, "from today on"),
        ({"ends_on": 0}, "must come after"),
        ({"starts_on": 5, "ends_on": 5}, "must come after"),
    ],
)
def test_days_that_cannot_be_are_refused(hall, owner, on, words, sentence):
    days = {name: on + number * DAY for name, number in words.items()}
    with pytest.raises(Refused, match=sentence):
        say(asset=hall, act="share", by=owner, on=on, **days)
    assert sayings(hall) == []


def test_nothing_is_said_of_what_has_gone_or_cannot_be_asked_about(hall, owner, on):
    Asset.objects.filter(pk=hall.pk).update(contact_telephone="", contact_address="")
    with pytest.raises(Refused, match="one way to ask"):
        say(asset=hall, act="share", by=owner, on=on)
    Asset.objects.filter(pk=hall.pk).update(gone_on=on, why_gone="Sold")
    with pytest.raises(Refused, match="no longer on the register"):
        say(asset=hall, act="share", by=owner, on=on)


def test_taking_back_needs_a_reason_and_something_said(hall, owner, on):
    with pytest.raises(Refused, match="Nobody says that they are willing to share it"):
        take_back(asset=hall, act="share", why="No", by=owner, on=on)
    have.willing(hall)
    with pytest.raises(Refused, match="Say why"):
        take_back(asset=hall, act="share", why="  ", by=owner, on=on)
    take_back(asset=hall, act="share", why="The roof leaks.", by=owner, on=on)
    told = willing_section(hall, on)["willing"]
    assert (told["holding"], told["sentence"]) == ([], "")
    assert [(each["ends_on"], each["why_ended"]) for each in told["past"]] == [
        (on, "The roof leaks.")
    ]


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.EDITOR, False),
        (Role.OFFICER, False),
        (Role.REPRESENTATIVE, True),
        (Role.COUNCILLOR, True),
    ],
)
def test_only_those_who_agree_say_it_and_take_it_back(hall, on, role, may):
    someone = make.member(hall.owner, role)
    acts = [
        lambda: say(asset=hall, act="share", by=someone, on=on),
        lambda: take_back(asset=hall, act="share", why="No", by=someone, on=on),
    ]
    for act in acts:
        if may:
            act()
        else:
            with pytest.raises(PermissionDenied):
                act()


def test_a_steward_lends_and_does_not_transfer(db, on):
    steward = make.organisation()
    hall = have.asset(None, steward=steward, owner_name="The diocese")
    someone = make.member(steward, Role.REPRESENTATIVE)
    say(asset=hall, act="lend", by=someone, on=on)
    with pytest.raises(PermissionDenied, match="for the owner"):
        say(asset=hall, act="transfer", by=someone, on=on)


@pytest.mark.parametrize(
    ("acts", "phrase"),
    [
        (["share"], "share it"),
        (["change_use", "lend"], "lend it or change its use"),
        (["transfer", "lease", "share"], "share it, lease it or transfer it"),
        ([], ""),
    ],
)
def test_acts_in_a_phrase(acts, phrase):
    assert in_one_phrase(acts) == phrase


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("hall@trust.example", {"email": "hall@trust.example", "place": ""}),
        ("The lodge, by the gate", {"email": "", "place": "The lodge, by the gate"}),
        ("ask @ the desk", {"email": "", "place": "ask @ the desk"}),
    ],
)
def test_how_to_ask(db, on, address, expected):
    hall = have.asset(contact_address=address, contact_telephone="(0121) 496 0000")
    told = how_to_ask(hall, on)
    assert expected.items() <= told.items()
    assert told["dial"] == "01214960000"


def test_terms_that_give_a_sensitive_place_away_are_left_out(db, on):
    refuge = have.asset(name="A refuge", is_sensitive=True, street="Hidden Lane")
    have.willing(refuge, terms="Come to Hidden Lane at ten.")
    have.willing(refuge, "lend", terms="By agreement.")
    told = willing_section(refuge, on)["willing"]["holding"]
    assert [each["terms"] for each in told] == ["", "By agreement."]
