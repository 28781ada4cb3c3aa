"""Introductions: whom the letter goes to, who says what came of it, and what the public learns."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from groundwork import clock
from groundwork.models import Letter
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from partners.models import Membership
from sizes import introducing, needs
from sizes.models import Introduction
from sizes.record import changes
from tests import asset_factories as make_assets
from tests import factories as make

pytestmark = pytest.mark.django_db
Role = Membership.Role
DAY = dt.timedelta(days=1)
WORDS = "We are twenty neighbours. Could we use it on Tuesdays?"


@pytest.fixture
def zone():
    return make.declared_zone("Stirchley")


@pytest.fixture
def member(zone):
    return make.member(zone.participants.get(part="lead").organisation, Role.REPRESENTATIVE)


@pytest.fixture
def owner():
    return make.organisation("The Friends", mailbox="office@friends.example")


@pytest.fixture
def keeper(owner):
    return make.member(owner, Role.REPRESENTATIVE)


@pytest.fixture
def hall(owner):
    return make_assets.asset(owner, "The hall", contact_address="bookings@friends.example")


@pytest.fixture
def need(zone):
    return make.need(zone)


def letters(**more):
    return [*Letter.objects.filter(**more).order_by("pk")]


def sent(need, member, **more):
    return introducing.introduce(need=need, words=WORDS, by=member, **more)


# --- Sending --------------------------------------------------------------------------------------


def test_it_is_a_letter_to_the_keeper_with_the_need_the_words_and_how_to_answer(
    need, hall, member, keeper
):
    done = sent(need, member, asset=hall)
    posted = letters(key__startswith="introduction-")
    assert sorted(letter.to for letter in posted) == sorted(
        ["office@friends.example", keeper.email, "bookings@friends.example"]
    )
    assert done.letters == 3
    body = posted[0].body
    for said in (need.title, WORDS, "“The hall”", "Ward officer, 0121 496 0001"):
        assert said in body
    assert f"/zones/{need.zone.slug}/needs/{need.pk}/introductions/{done.introduction.pk}/" in body
    assert member.email not in body
    assert not any(address in body for address in (keeper.email, "office@friends.example"))


def test_owner_and_steward_are_both_written_to(need, member, owner):
    steward = make.organisation(mailbox="steward@test.example")
    looked_after = make_assets.asset(owner, steward=steward)
    sent(need, member, asset=looked_after)
    assert {letter.to for letter in letters()} >= {"office@friends.example", "steward@test.example"}


def test_the_keeper_of_an_offer_is_written_to(need, member, owner, keeper):
    offer = make.commitment(owner, title="Lend kitchens")
    sent(need, member, commitment=offer)
    assert {letter.to for letter in letters()} >= {"office@friends.example", keeper.email}
    assert "your offer, “Lend kitchens”" in letters()[-1].body


def test_where_nobody_can_be_written_to_it_is_kept_all_the_same(need, member):
    lone = make_assets.asset(make.organisation())
    done = sent(need, member, asset=lone)
    assert (done.letters, done.introduction.words) == (0, WORDS)


def test_a_sensitive_place_is_named_so_that_its_place_stays_hidden(need, member, owner):
    refuge = make_assets.asset(owner, "12 Secret Street", street="Secret Street", is_sensitive=True)
    row = sent(need, member, asset=refuge).introduction
    introducing.record(introduction=row, result="declined", words="No.", by=member)
    assert letters()
    assert not any("Secret Street" in f"{each.subject} {each.body}" for each in letters())


REFUSALS = {
    "again": "sent already",
    "draft asset": "not on the register",
    "gone": "not on the register",
    "ended offer": "does not stand",
    "no words": "Write a few words",
    "both": "Choose one asset, or one offer",
    "neither": "Choose one asset, or one offer",
    "need over": "This need has ended",
    "zone over": "This zone has ended",
    "draft zone": "not public yet",
}


@pytest.mark.parametrize(("case", "sentence"), REFUSALS.items())
def test_it_is_refused_with_a_sentence(case, sentence, need, hall, member, owner):
    today = clock.today()
    given = {"need": need, "asset": hall, "words": WORDS, "by": member}
    offer = make.commitment(owner)
    match case:
        case "again":
            introducing.introduce(**given)
        case "draft asset":
            given["asset"] = make_assets.asset(owner, public=False)
        case "gone":
            given["asset"] = make_assets.asset(owner, gone_on=today, why_gone="Sold.")
        case "ended offer":
            given |= {"asset": None, "commitment": make.commitment(owner, ends_on=today)}
        case "no words":
            given["words"] = "  "
        case "both":
            given["commitment"] = offer
        case "neither":
            given["asset"] = None
        case "need over":
            needs.end(need=need, how="met", why="Found.", by=member)
        case "zone over" | "draft zone":
            zone = make.zone_in("dissolved") if case == "zone over" else make.ready_zone()
            lead = zone.participants.get(part="lead").organisation
            given |= {"need": make.need(zone), "by": make.member(lead, Role.EDITOR)}
    before = Introduction.objects.count()
    with pytest.raises(Refused, match=sentence):
        introducing.introduce(**given)
    assert Introduction.objects.count() == before


def test_only_members_of_the_zone_send_one(need, hall, keeper):
    for stranger in (keeper, make.person()):
        with pytest.raises(PermissionDenied):
            sent(need, stranger, asset=hall)
    partner = make.organisation()
    need.zone.participants.create(part="partner", organisation=partner, agreed_on=clock.today())
    assert sent(need, make.member(partner, Role.EDITOR), asset=hall)


def test_the_database_keeps_one_for_a_need_and_a_thing(need, hall, owner):
    make.introduction(need, asset=hall)
    wrong = [
        {"asset": hall},
        {},
        {"asset": make_assets.asset(owner), "commitment": make.commitment(owner)},
        {"asset": make_assets.asset(owner), "result": "agreed"},
        {"asset": make_assets.asset(owner), "answered_on": clock.today()},
    ]
    for more in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            make.introduction(need, **more)


# --- What came of it ------------------------------------------------------------------------------


@pytest.fixture
def introduction(need, hall):
    return make.introduction(need, asset=hall)


def test_the_keeper_answers_and_those_who_lead_are_told(introduction, keeper, member):
    row = introducing.record(
        introduction=introduction, result="agreed", words="From May on.", by=keeper
    )
    assert (row.result, row.result_words, row.answered_by) == ("agreed", "From May on.", keeper)
    (letter,) = letters(to=member.email)
    assert "The Friends recorded: agreed" in letter.body
    assert "From May on." in letter.body
    assert not letters(to=keeper.email)


def test_the_zone_records_and_the_keeper_is_told(introduction, keeper, member):
    introducing.record(introduction=introduction, result="declined", words="Too small.", by=member)
    (letter,) = letters(to=keeper.email)
    assert "Stirchley recorded: declined" in letter.body


def test_who_declines_says_why_and_may_think_again(introduction, keeper):
    with pytest.raises(Refused, match="Say why not"):
        introducing.record(introduction=introduction, result="declined", by=keeper)
    given = {"introduction": introduction, "by": keeper}
    introducing.record(result="declined", words="It is let.", **given)
    row = introducing.record(result="agreed", words="It is free again.", expected=2, **given)
    assert (row.result, row.version) == ("agreed", 3)
    with pytest.raises(ChangedMeanwhile):
        introducing.record(result="agreed", expected=2, **given)


def test_that_no_answer_came_is_the_zones_to_say_after_two_weeks(need, hall, member, keeper):
    today = clock.today()
    row = make.introduction(need, asset=hall, sent_on=today - 13 * DAY)
    given = {"introduction": row, "result": "no_answer"}
    with pytest.raises(Refused, match="give them until then"):
        introducing.record(**given, by=member)
    with pytest.raises(Refused, match="Only the zone says"):
        introducing.record(**given, by=keeper, on=today + DAY)
    assert introducing.record(**given, by=member, on=today + DAY).result == "no_answer"


@pytest.mark.parametrize(
    ("who", "may"),
    [("keeper", True), ("keeper's editor", False), ("steward", True), ("member", True),
     ("partner's editor", True), ("stranger", False), ("nobody", False)],
)  # fmt: skip
def test_only_the_two_sides_say_what_came_of_it(need, owner, member, who, may):
    steward, partner = make.organisation(), make.organisation()
    need.zone.participants.create(part="partner", organisation=partner, agreed_on=clock.today())
    row = make.introduction(need, asset=make_assets.asset(owner, steward=steward))
    person = {
        "keeper": make.member(owner, Role.REPRESENTATIVE),
        "keeper's editor": make.member(owner, Role.EDITOR),
        "steward": make.member(steward, Role.REPRESENTATIVE),
        "member": member,
        "partner's editor": make.member(partner, Role.EDITOR),
        "stranger": make.member(make.organisation(), Role.REPRESENTATIVE),
        "nobody": make.person(),
    }[who]
    if may:
        assert introducing.record(introduction=row, result="agreed", by=person).result == "agreed"
    else:
        with pytest.raises(PermissionDenied):
            introducing.record(introduction=row, result="agreed", by=person)


def test_keepers_who_have_not_answered_are_told_when_the_need_ends(need, hall, member, keeper):
    other = make.organisation(mailbox="other@test.example")
    make.introduction(need, asset=hall)
    answered = make.introduction(need, asset=make_assets.asset(other))
    answered.write(result="declined", answered_on=clock.today())
    needs.end(need=need, how="met", why="The school lends its own.", by=member)
    (letter,) = letters(to=keeper.email)
    assert "That need was met: The school lends its own." in letter.body
    assert not letters(to="other@test.example")


# --- What is told of them -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("results", "is_over", "sentence"),
    [
        ([], False, ""),
        ([""], False, "1 introduction: 1 waiting for an answer."),
        ([""], True, "1 introduction: 1 not answered."),
        (["agreed", "declined", "declined", ""], False,
         "4 introductions: 1 agreed, 2 declined and 1 waiting for an answer."),
        (["no_answer"], False, "1 introduction: 1 without an answer."),
    ],
)  # fmt: skip
def test_the_public_is_told_numbers(need, owner, results, is_over, sentence):
    for result in results:
        answered = {"result": result, "answered_on": clock.today()} if result else {}
        make.introduction(need, asset=make_assets.asset(owner), **answered)
    assert introducing.in_words(introducing.counts_of(need), is_over=is_over) == sentence


def test_history_names_neither_the_keeper_nor_the_words(need, hall, member, keeper):
    row = sent(need, member, asset=hall).introduction
    introducing.record(introduction=row, result="declined", words="Private words.", by=keeper)
    told = changes(need.zone, with_drafting=False)
    sentences = [sentence for change in told for sentence in change.sentences]
    assert "Somebody who may be able to meet a need was written to." in sentences
    assert "Of an introduction over a need came: declined." in sentences
    text = str(told)
    assert not any(said in text for said in ("The hall", "The Friends", "Private words", WORDS))


def waiting(person, on=None):
    on = on or clock.today()
    memberships = [*person.memberships.select_related("organisation")]
    return [matter.title for matter in introducing.introductions_waiting(memberships, on)]


def test_on_the_desk_the_keeper_answers_and_the_zone_asks_after_two_weeks(
    introduction, keeper, member, owner
):
    later = clock.today() + 14 * DAY
    assert waiting(keeper) == [introduction.need.title]
    assert waiting(make.member(owner, Role.EDITOR)) == []
    assert (waiting(member), waiting(member, later)) == ([], [introduction.need.title])
    assert waiting(make.person(), later) == []
    introducing.record(introduction=introduction, result="agreed", by=keeper)
    assert (waiting(keeper), waiting(member, later)) == ([], [])


def test_nothing_waits_of_a_need_that_ended(introduction, keeper, member):
    needs.end(need=introduction.need, how="withdrawn", why="No longer.", by=member)
    assert waiting(keeper) == []
