"""Opportunities: who spots, reads and develops them, every state × step × role, what joins them."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, InternalError, transaction

from groundwork import clock
from groundwork.models import Letter
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from partners.models import Membership
from sizes import agreements, opportunities, opportunity_parts
from sizes.models import Opportunity, OpportunityMove, OpportunityState, Participant
from sizes.models.opportunity import OPPORTUNITY_MOVES
from sizes.opportunities import OpportunityGiven
from tests import asset_factories
from tests import factories as make
from tests import opportunity_factories as opp

pytestmark = pytest.mark.django_db
Role, State = Membership.Role, OpportunityState


@pytest.fixture
def zone():
    return make.declared_zone()


def someone(zone, role):
    """Somebody in the role; those of Membership work for the council that leads."""
    match role:
        case "visitor":
            return AnonymousUser()
        case "resident":
            return make.person()
        case "administrator":
            return make.person(is_staff=True, is_superuser=True)
        case "partner's editor":
            return make.member(taking_part(zone, agreed=True), Role.EDITOR)
        case "invited partner's editor":
            return make.member(taking_part(zone, agreed=False), Role.EDITOR)
        case "other councillor":
            return make.member(make.council(), Role.COUNCILLOR)
    return opp.member_of(zone, role)


def taking_part(zone, *, agreed):
    """An organisation invited as a partner of the zone."""
    return Participant.objects.create(
        zone=zone,
        part=Participant.Part.PARTNER,
        organisation=make.organisation(),
        agreed_on=clock.today() if agreed else None,
    ).organisation


MEMBERS = {*Role.values, "partner's editor", "administrator"}
ROLES = (
    "visitor",
    "resident",
    "other councillor",
    "invited partner's editor",
    *Role.values,
    "partner's editor",
    "administrator",
)

# --- State × step × role --------------------------------------------------------------------------

# What each step leads from and to, said once more.
MOVES = {
    "develop": ({"spotted"}, "developing"),
    "agree": ({"developing"}, "agreed"),
    "reopen": ({"agreed"}, "developing"),
    "run": ({"agreed"}, "running"),
    "end": ({"spotted", "developing", "agreed", "running"}, "ended"),
}


def test_the_steps_are_those_that_the_database_lets_through():
    told = {(start, end) for starts, end in MOVES.values() for start in starts}
    assert told == {(str(start), str(end)) for start, end in OPPORTUNITY_MOVES}
    assert {
        name: ({str(each) for each in step.from_states}, str(step.to_state))
        for name, step in opportunities.STEPS.items()
    } == MOVES


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("step", opportunities.STEPS)
def test_step_is_taken_only_from_its_states_by_members(step, state):
    made = opp.in_state(state)
    if (step, state) == ("agree", "developing"):
        assert made.agreements.exists()
    possible = state in MOVES[step][0]
    for role in ROLES:
        held = transaction.savepoint()
        by = someone(made.zone, role)
        offered = [offer.step.name for offer in opportunities.offers(made, by)]
        assert (step in offered) == (role in MEMBERS and possible), role
        found = opportunities.problems(made, step, by=by)
        assert bool(found) != (role in MEMBERS and possible), (role, found)
        if role not in MEMBERS:
            with pytest.raises(PermissionDenied):
                opportunities.take(step, opportunity=made, by=by, note="Because.")
        elif possible:
            move = opportunities.take(step, opportunity=made, by=by, note="Because.")
            assert (move.from_state, move.to_state) == (state, MOVES[step][1])
            assert (move.taken_by, move.taken_on, move.note) == (by, clock.today(), "Because.")
            assert (made.state, made.state_since_on) == (MOVES[step][1], clock.today())
        else:
            with pytest.raises(Refused, match="cannot be done while"):
                opportunities.take(step, opportunity=made, by=by, note="Because.")
        transaction.savepoint_rollback(held)
        made.refresh_from_db()


@pytest.mark.parametrize("start", State.values)
def test_database_lets_through_no_other_step(start):
    made = opp.in_state(start)
    for end in State.values:
        if start == end or (start, end) in OPPORTUNITY_MOVES:
            continue
        with pytest.raises(InternalError), transaction.atomic():
            Opportunity.objects.filter(pk=made.pk).update(state=end)


@pytest.mark.parametrize(("step", "state"), [("reopen", "agreed"), ("end", "running")])
def test_step_back_or_to_the_end_needs_words(step, state):
    made = opp.in_state(state)
    with pytest.raises(Refused, match="Say w"):
        opportunities.take(step, opportunity=made, by=opp.member_of(made.zone), note=" ")


def test_stale_step_is_refused():
    made = opp.in_state("developing")
    by = opp.member_of(made.zone)
    seen = made.version
    opportunities.describe(opportunity=made, given=OpportunityGiven("T", "W"), by=by)
    with pytest.raises(ChangedMeanwhile):
        opportunities.take("end", opportunity=made, by=by, note="No.", expected=seen)


def test_moves_only_grow():
    opp.in_state("developing")
    with pytest.raises(InternalError), transaction.atomic():
        OpportunityMove.objects.update(note="Something else.")


# What is there → the sentences that stand in the way of saying it is agreed.
ASKS = [
    ("nothing", ["two parts", "which outcome", "both sides"]),
    ("outcome", ["two parts", "both sides"]),
    ("outcome, two assets of one owner", ["two parts", "both sides"]),
    ("outcome, asset, people of its owner", ["two parts", "both sides"]),
    ("outcome, asset, people", ["both sides"]),
    ("outcome, asset, people, agreement nobody answered", ["both sides"]),
    ("outcome, asset, people, agreement one side said yes to", ["both sides"]),
    ("outcome, asset, people, agreement called off", ["both sides"]),
    ("outcome, asset, people, agreement", []),
    ("outcome, asset, people, coming agreement", []),
]


@pytest.mark.parametrize(("there", "asked"), ASKS)
def test_what_stands_in_the_way_of_being_agreed(zone, there, asked):
    by = opp.member_of(zone)
    outcome = zone.outcomes.first() if "outcome" in there else None
    made = opp.spotted(zone, outcome=outcome)
    opportunities.take("develop", opportunity=made, by=by)
    owner = make.organisation()
    if "asset" in there:
        for _ in range(2 if "two assets" in there else 1):
            asset = asset_factories.asset(owner)
            opportunity_parts.join_asset(opportunity=made, asset=asset, by=by)
    if "people" in there:
        body = owner if "of its owner" in there else make.organisation()
        opportunity_parts.join_people(opportunity=made, organisation=body, brings="Time.", by=by)
    if "agreement" in there:
        yes = ("lender",) if "one side" in there else () if "nobody" in there else agreements.SIDES
        start = (
            clock.today() + make.DAY if "coming" in there or "called" in there else clock.today()
        )
        agreement = opp.agreement(made, yes=yes, starts_on=start)
        if "called off" in there:
            lender = make.member(agreement.lender, Role.REPRESENTATIVE)
            agreements.end(agreement=agreement, why="Roof.", by=lender)
    found = opportunities.problems(made, "agree", by=by)
    assert len(found) == len(asked)
    for sentence, words in zip(found, asked, strict=True):
        assert words in sentence


@pytest.mark.parametrize(
    ("starts", "ends", "on", "says"),
    [
        (0, 30, 0, ""),
        (0, 30, 29, ""),
        (0, 30, 30, "No agreement holds on"),
        (5, 30, 4, "the first begins on"),
        (5, 30, 5, ""),
    ],
)
def test_running_needs_an_agreement_that_holds_on_the_day(zone, starts, ends, on, says):
    made, today = opp.spotted(zone), clock.today()
    by = opp.member_of(zone)
    opp.joined(made)
    opportunities.take("develop", opportunity=made, by=by)
    opp.agreement(made, starts_on=today + starts * make.DAY, ends_on=today + ends * make.DAY)
    opportunities.take("agree", opportunity=made, by=by)
    found = opportunities.problems(made, "run", by=by, on=today + on * make.DAY)
    assert [says in each for each in found] == ([True] if says else [])


def test_in_a_zone_that_ended_an_opportunity_can_only_be_ended():
    zone = make.zone_in("dissolved")
    made = Opportunity.objects.create(
        zone=zone, title="T", words="W", shown_on=clock.today(), state="spotted"
    )
    by = opp.member_of(zone)
    assert opportunities.problems(made, "develop", by=by) == [opportunities.ZONE_OVER]
    assert opportunities.problems(made, "end", by=by) == []
    with pytest.raises(Refused, match="zone has ended"):
        opp.spotted(zone)


# --- Spotting and reading -------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES[1:])
def test_who_spots_one_sees_it_at_once_on_the_board_or_waiting(zone, role):
    made = opp.spotted(zone, by=someone(zone, role))
    is_member = role in MEMBERS
    assert (made.shown_on == clock.today()) == is_member
    assert zone.opportunities.public().count() == int(is_member)
    assert zone.opportunities.waiting().count() == int(not is_member)
    assert made.is_visible_to(AnonymousUser()) == is_member
    assert made.is_visible_to(made.spotted_by)
    assert Letter.objects.filter(key__contains="-spotted-").exists() != is_member


def test_a_visitor_spots_nothing(zone):
    with pytest.raises(PermissionDenied):
        opportunities.spot(zone=zone, given=OpportunityGiven("T", "W"), by=AnonymousUser())


def test_what_is_spotted_has_words_and_an_outcome_of_this_zone(zone):
    other = make.declared_zone().outcomes.first()
    with pytest.raises(Refused) as refused:
        opportunities.spot(
            zone=zone, given=OpportunityGiven(" ", "", outcome=other), by=make.person()
        )
    assert len(refused.value.sentences) == 3


def test_spotted_twice_it_is_one_and_many_in_an_hour_are_too_many(zone):
    resident = make.person()
    assert opp.spotted(zone, by=resident) == opp.spotted(zone, by=resident)
    for number in range(opportunities.MOST_SPOTTED_AN_HOUR - 1):
        opp.spotted(zone, f"Idea {number}", by=resident)
    with pytest.raises(Refused, match="in the last hour"):
        opp.spotted(zone, "One more", by=resident)


def test_nothing_is_spotted_in_a_draft():
    draft = make.ready_zone()
    with pytest.raises(Refused, match="draft"):
        opp.spotted(draft)


@pytest.mark.parametrize("role", ROLES[1:])
def test_who_lets_onto_the_board_and_the_spotter_is_told(zone, role):
    resident = make.person()
    made, by = opp.spotted(zone, by=resident), someone(zone, role)
    if role not in MEMBERS:
        with pytest.raises(PermissionDenied):
            opportunities.show(opportunity=made, by=by)
        with pytest.raises(PermissionDenied):
            opportunities.hide(opportunity=made, by=by, why="No.")
        return
    opportunities.show(opportunity=made, by=by)
    opportunities.show(opportunity=made, by=by)
    assert zone.opportunities.public().get().shown_by == by
    letter = Letter.objects.get(to=resident.email)
    assert "on the board" in letter.subject


def test_hidden_with_a_reason_the_spotter_reads(zone):
    resident = make.person()
    made, by = opp.spotted(zone, by=resident), opp.member_of(zone)
    with pytest.raises(Refused, match="Say why"):
        opportunities.hide(opportunity=made, by=by, why=" ")
    opportunities.hide(opportunity=made, by=by, why="It names a neighbour.")
    assert not zone.opportunities.public().exists()
    assert not zone.opportunities.waiting().exists()
    assert "It names a neighbour." in Letter.objects.get(to=resident.email).body
    with pytest.raises(Refused, match="hidden meanwhile"):
        opportunities.show(opportunity=made, by=by)


@pytest.mark.parametrize("role", ROLES[1:])
def test_only_moderators_take_off_what_is_on_the_board(zone, role):
    made, by = opp.in_state("developing", zone), someone(zone, role)
    moderators = {"officer", "representative", "councillor", "administrator"}
    if role in moderators:
        opportunities.hide(opportunity=made, by=by, why="It names a neighbour.")
        assert not zone.opportunities.public().exists()
        assert opportunities.offers(made.lock(), by) == []
    else:
        with pytest.raises(PermissionDenied):
            opportunities.hide(opportunity=made, by=by, why="No.")


def test_database_keeps_what_nobody_read_from_being_developed(zone):
    made = opp.spotted(zone, by=make.person())
    with pytest.raises(IntegrityError), transaction.atomic():
        Opportunity.objects.filter(pk=made.pk).update(state="developing")
    by = opp.member_of(zone)
    assert opportunities.problems(made, "develop", by=by) == [
        "A member of the zone has to let it onto the board first."
    ]


def test_words_are_changed_by_members_until_it_has_ended(zone):
    made, by = opp.in_state("developing", zone), opp.member_of(zone)
    with pytest.raises(PermissionDenied):
        opportunities.describe(opportunity=made, given=OpportunityGiven("N", "W"), by=make.person())
    with pytest.raises(ChangedMeanwhile):
        opportunities.describe(
            opportunity=made, given=OpportunityGiven("N", "W"), by=by, expected=made.version - 1
        )
    opportunities.describe(opportunity=made, given=OpportunityGiven("New", "W"), by=by)
    made.refresh_from_db()
    assert made.title == "New"
    opportunities.take("end", opportunity=made, by=by, note="Done.")
    with pytest.raises(Refused, match="has ended"):
        opportunities.describe(opportunity=made, given=OpportunityGiven("Newer", "W"), by=by)


# --- What joins it --------------------------------------------------------------------------------


def test_an_asset_joins_once_and_its_keepers_are_told(zone):
    made, by = opp.spotted(zone), opp.member_of(zone)
    asset = asset_factories.asset()
    keeper = make.member(asset.owner, Role.REPRESENTATIVE)
    for _ in range(2):
        opportunity_parts.join_asset(opportunity=made, asset=asset, brings=" Cooking ", by=by)
    assert made.parts.get().brings == "Cooking"
    assert Letter.objects.filter(to=keeper.email).count() == 1


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ("draft", "public can join"),
        ("gone", "no longer on"),
        ("of an ended opportunity", "has ended"),
        ("thirty parts", "as many as"),
        ("people without words", "Say what its people bring"),
    ],
)
def test_what_cannot_join(zone, what, says, monkeypatch):
    state = "ended" if "ended" in what else "spotted"
    made, by = opp.in_state(state, zone), opp.member_of(zone)
    if what == "thirty parts":
        monkeypatch.setattr(opportunity_parts, "MOST_PARTS", 2)
    gone = {"gone_on": clock.today(), "why_gone": "Sold."} if what == "gone" else {}
    asset = asset_factories.asset(name="Another", public=what != "draft", **gone)

    def join():
        if "people" in what:
            body = make.organisation()
            opportunity_parts.join_people(opportunity=made, organisation=body, brings=" ", by=by)
        else:
            opportunity_parts.join_asset(opportunity=made, asset=asset, by=by)

    with pytest.raises(Refused, match=says):
        join()


def test_who_takes_a_part_out(zone):
    made = opp.spotted(zone)
    kitchen, _ = opp.joined(made)
    part = made.parts.get(asset=kitchen)
    for stranger in (make.person(), make.member(make.organisation(), Role.REPRESENTATIVE)):
        with pytest.raises(PermissionDenied):
            opportunity_parts.take_out(part=part, by=stranger)
    opportunity_parts.take_out(part=part, by=make.member(kitchen.owner, Role.EDITOR))
    assert made.parts.count() == 1


@pytest.mark.parametrize("yes", [(), agreements.SIDES])
def test_a_part_with_an_agreement_stays(zone, yes):
    made, by = opp.spotted(zone), opp.member_of(zone)
    kitchen, van = opp.joined(made)
    opportunities.take("develop", opportunity=made, by=by)
    opp.agreement(made, yes=yes)
    with pytest.raises(Refused, match="An agreement about it"):
        opportunity_parts.take_out(part=made.parts.get(asset=kitchen), by=by)
    opportunity_parts.take_out(part=made.parts.get(asset=van), by=by)


# Words asked for → whether the hall, and the refuge, are found.
FOUND = [
    ("", True, False),
    ("hall", True, False),
    ("HALL high", True, False),
    ("b30", True, False),
    ("stirchley", True, False),
    ("hall nowhere", False, False),
    ("refuge", False, False),
    ("hidden", False, False),
    ("shelterers", False, True),
]


@pytest.mark.parametrize(("words", "hall", "refuge"), FOUND)
def test_assets_are_found_by_name_and_place_and_a_refuge_by_whose_it_is(zone, words, hall, refuge):
    made = opp.spotted(zone)
    inside = (make.CORNER[0] + 50, make.CORNER[1] + 50)
    asset_factories.asset(
        name="The hall", street="High Street", town="Stirchley", postcode="B30 2AA", at=inside
    )
    asset_factories.asset(
        make.organisation("Shelterers"),
        "Refuge in Hidden Lane",
        street="Hidden Lane",
        town="Stirchley",
        postcode="B30 2AB",
        at=inside,
        is_sensitive=True,
    )
    asset_factories.asset(name="A draft hall", public=False, at=inside)
    found = opportunity_parts.assets_to_join(made, words, on=clock.today())
    names = {asset.name for asset in found}
    assert names == {name for name, is_in in (
        ("The hall", hall), ("Refuge in Hidden Lane", refuge)) if is_in}  # fmt: skip


def test_what_joined_already_is_not_found_again(zone):
    made = opp.spotted(zone)
    opp.joined(made)
    assert not opportunity_parts.assets_to_join(made, "kitchen", on=clock.today()).exists()


def test_owners_are_told_apart(zone):
    body = make.organisation()
    rows = [
        asset_factories.asset(body),
        asset_factories.asset(body, "Another"),
        asset_factories.asset(None, "Named", owner_name="The Estate", steward=body),
        asset_factories.asset(None, "Named too", owner_name="the estate", steward=make.council()),
    ]
    made = opp.spotted(zone)
    for asset in rows:
        opportunity_parts.join_asset(opportunity=made, asset=asset, by=opp.member_of(zone))
    opportunity_parts.join_people(
        opportunity=made, organisation=body, brings="Time.", by=opp.member_of(zone)
    )
    assert opportunities.owners_of(made.parts.all()) == {body.pk, "the estate"}


def test_part_is_something_says_the_database(zone):
    made = opp.spotted(zone)
    with pytest.raises(IntegrityError), transaction.atomic():
        made.parts.create()
