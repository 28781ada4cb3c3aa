"""Agreements: who proposes, who says yes, what they are on a day, how they end, who is told."""

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
from sizes.agreements import AgreementStatus, status_of
from sizes.models import Agreement
from sizes.opportunity_board import public_agreements
from tests import asset_factories
from tests import factories as make
from tests import opportunity_factories as opp

pytestmark = pytest.mark.django_db
Role = Membership.Role
DAY = make.DAY


@pytest.fixture
def developing():
    """An opportunity that is developed, with a kitchen and a van of two owners."""
    made = opp.spotted(make.declared_zone())
    opp.joined(made)
    opportunities.take("develop", opportunity=made, by=opp.member_of(made.zone))
    return made


def propose(opportunity, by, **more):
    return agreements.propose(
        opportunity=opportunity,
        part=opportunity.parts.first(),
        borrower=more.pop("borrower", None) or make.organisation(),
        given=opp.given(**more),
        by=by,
    )


def representative(body):
    return make.member(body, Role.REPRESENTATIVE)


# --- What it is on a day --------------------------------------------------------------------------

# Days from today: first, first no more; who said yes; a reason; the day → what it is.
TODAY = clock.today()
DAYS = [
    (0, 30, "", "", 0, "asked"),
    (0, 30, "lender", "", 29, "asked"),
    (0, 30, "borrower", "", 30, "lapsed"),
    (0, 30, "", "No.", 0, "called_off"),
    (5, 30, "lender borrower", "", 4, "coming"),
    (5, 30, "lender borrower", "", 5, "holds"),
    (5, 30, "lender borrower", "", 29, "holds"),
    (5, 30, "lender borrower", "", 30, "ended"),
    (5, 30, "lender borrower", "Roof.", 29, "holds"),
    (5, 30, "lender borrower", "Roof.", 30, "ended_early"),
]


@pytest.mark.parametrize(("starts", "ends", "yes", "why", "on", "status"), DAYS)
def test_what_an_agreement_is_follows_from_its_dates(starts, ends, yes, why, on, status):
    row = Agreement(starts_on=TODAY + starts * DAY, ends_on=TODAY + ends * DAY, why_ended=why)
    for side in yes.split():
        setattr(row, f"{side}_agreed_on", TODAY)
    assert status_of(row, TODAY + on * DAY) == status
    assert row.holds(TODAY + on * DAY) == (status == "holds")


# --- Proposing ------------------------------------------------------------------------------------

PROPOSERS = {
    "member of the zone": True,
    "lender's editor": True,
    "borrower's representative": False,
    "resident": False,
    "visitor": False,
}


@pytest.mark.parametrize("who", PROPOSERS)
def test_who_proposes(developing, who):
    lender, borrower = developing.parts.first().asset.owner, make.organisation()
    by = {
        "member of the zone": lambda: opp.member_of(developing.zone),
        "lender's editor": lambda: make.member(lender, Role.EDITOR),
        "borrower's representative": lambda: representative(borrower),
        "resident": make.person,
        "visitor": AnonymousUser,
    }[who]()
    if not PROPOSERS[who]:
        with pytest.raises(PermissionDenied):
            propose(developing, by, borrower=borrower)
        return
    made = propose(developing, by, borrower=borrower)
    assert (made.lender, made.borrower, made.made_by) == (lender, borrower, by)
    assert propose(developing, by, borrower=borrower) == made


def test_the_steward_lends_where_nobody_agrees_for_the_owner(developing):
    by = opp.member_of(developing.zone)
    asset = asset_factories.asset(make.organisation(), steward=make.organisation())
    part = opportunity_parts.join_asset(opportunity=developing, asset=asset, by=by)
    assert agreements.lender_of(part) == asset.steward
    representative(asset.owner)
    assert agreements.lender_of(part) == asset.owner


def test_an_organisation_lends_what_its_people_bring(developing):
    by, body = opp.member_of(developing.zone), make.organisation()
    part = opportunity_parts.join_people(
        opportunity=developing, organisation=body, brings="Two cooks.", by=by
    )
    made = agreements.propose(
        opportunity=developing, part=part, borrower=make.organisation(), given=opp.given(), by=by
    )
    assert (made.asset, made.lender) == (None, body)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"what": " "}, "what is lent"),
        ({"starts_on": None}, "first day"),
        ({"ends_on": None}, "always has an end"),
        ({"ends_on": TODAY}, "before the first"),
        ({"starts_on": TODAY - 9 * DAY, "ends_on": TODAY}, "has passed"),
        ({"ends_on": TODAY + 40_000 * DAY}, "years ahead"),
        ({"borrower": "lender"}, "lend it to itself"),
        ({"borrower": "ended"}, "has ended, so it cannot"),
    ],
)
def test_what_cannot_be_proposed(developing, more, says):
    by = opp.member_of(developing.zone)
    if more.get("borrower") == "lender":
        more = {"borrower": developing.parts.first().asset.owner}
    elif more.get("borrower") == "ended":
        more = {"borrower": make.organisation(ends_on=TODAY)}
    with pytest.raises(Refused, match=says):
        propose(developing, by, **more)


@pytest.mark.parametrize(
    ("state", "says"), [("spotted", "takes it up first"), ("ended", "has ended")]
)
def test_nothing_is_agreed_before_it_is_developed_or_after_its_end(state, says):
    made = opp.in_state(state)
    with pytest.raises(Refused, match=says):
        propose(made, opp.member_of(made.zone))


def test_what_is_lent_must_be_part_of_the_opportunity(developing):
    other = opp.in_state("developing")
    with pytest.raises(Refused, match="must be part"):
        agreements.propose(
            opportunity=developing,
            part=other.parts.first(),
            borrower=make.organisation(),
            given=opp.given(),
            by=opp.member_of(developing.zone),
        )


# --- Saying yes -----------------------------------------------------------------------------------

# Who → whether they say yes for the lender, and for the borrower.
ANSWERERS = {
    "visitor": (False, False),
    "resident": (False, False),
    "member of the zone": (False, False),
    "administrator": (False, False),
    "lender's editor": (False, False),
    "lender's representative": (True, False),
    "borrower's officer": (False, False),
    "borrower's councillor": (False, True),
}


@pytest.mark.parametrize("who", ANSWERERS)
def test_who_says_yes_for_which_side(developing, who):
    made = opp.agreement(developing, yes=(), borrower=make.council())
    match who.split("'s "):
        case ["lender", role]:
            by = make.member(made.lender, role)
        case ["borrower", role]:
            by = make.member(made.borrower, role)
        case ["administrator"]:
            by = make.person(is_staff=True, is_superuser=True)
        case ["member of the zone"]:
            by = opp.member_of(developing.zone, Role.REPRESENTATIVE)
        case ["resident"]:
            by = make.person()
        case _:
            by = AnonymousUser()
    for side, may in zip(agreements.SIDES, ANSWERERS[who], strict=True):
        if may:
            row = agreements.say_yes(agreement=made, side=side, by=by)
            assert getattr(row, f"{side}_agreed_by") == by
            assert getattr(row, f"{side}_agreed_on") == TODAY
        else:
            with pytest.raises(PermissionDenied):
                agreements.say_yes(agreement=made, side=side, by=by)


def test_it_is_agreed_once_both_have_said_yes_and_all_are_told(developing):
    made = opp.agreement(developing, yes=())
    lender, borrower = representative(made.lender), representative(made.borrower)
    agreements.say_yes(agreement=made, side="lender", by=lender)
    made.refresh_from_db()
    assert not made.is_agreed()
    assert public_agreements(developing, TODAY) == []
    for _ in range(2):
        made = agreements.say_yes(agreement=made, side="borrower", by=borrower)
    assert made.holds(TODAY)
    assert [each.agreement for each in public_agreements(developing, TODAY)] == [made]
    for someone in (lender, borrower):
        subjects = [letter.subject for letter in Letter.objects.filter(to=someone.email)]
        assert len([each for each in subjects if "have agreed" in each]) == 1


def test_those_asked_are_told_by_letter(developing):
    lender = representative(developing.parts.first().asset.owner)
    body = make.organisation(mailbox="office@borrower.example")
    propose(developing, opp.member_of(developing.zone), borrower=body)
    for address in (lender.email, "office@borrower.example"):
        letter = Letter.objects.get(to=address, subject__contains="are asked to agree")
        assert "The kitchen on Tuesdays" in letter.body
        assert "Wash up." in letter.body


def test_nobody_agrees_with_themselves(developing):
    made = opp.agreement(developing, yes=())
    both = representative(made.lender)
    Membership.objects.create(
        person=both, organisation=made.borrower, role=Role.REPRESENTATIVE, starts_on=TODAY
    )
    made = agreements.say_yes(agreement=made, side="lender", by=both)
    with pytest.raises(Refused, match="nobody agrees with themselves"):
        agreements.say_yes(agreement=made, side="borrower", by=both)


def test_yes_is_said_to_the_words_that_were_read(developing):
    made, by = opp.agreement(developing, yes=("lender",)), opp.member_of(developing.zone)
    borrower = representative(made.borrower)
    now = agreements.reword(agreement=made, given=opp.given(what="The van"), by=by)
    assert now.lender_agreed_on is None
    with pytest.raises(ChangedMeanwhile):
        agreements.say_yes(agreement=made, side="borrower", by=borrower, expected=made.version)


def test_the_same_words_again_ask_nobody_again(developing):
    made = opp.agreement(developing, yes=("lender",))
    now = agreements.reword(agreement=made, given=opp.given(), by=opp.member_of(developing.zone))
    assert now.lender_agreed_on == TODAY


@pytest.mark.parametrize("who", PROPOSERS)
def test_who_rewords_what_is_not_agreed(developing, who):
    made = opp.agreement(developing, yes=())
    by = {
        "member of the zone": lambda: opp.member_of(developing.zone),
        "lender's editor": lambda: make.member(made.lender, Role.EDITOR),
        "borrower's representative": lambda: representative(made.borrower),
        "resident": make.person,
        "visitor": AnonymousUser,
    }[who]()
    given = opp.given(what="The van")
    if PROPOSERS[who]:
        assert agreements.reword(agreement=made, given=given, by=by).what == "The van"
    else:
        with pytest.raises(PermissionDenied):
            agreements.reword(agreement=made, given=given, by=by)


def test_what_is_agreed_is_not_reworded(developing):
    made = opp.agreement(developing)
    with pytest.raises(Refused, match="said yes to these words already"):
        agreements.reword(
            agreement=made, given=opp.given(what="X"), by=opp.member_of(developing.zone)
        )


def test_what_lapsed_can_be_given_later_days_but_not_agreed_to(developing):
    made = opp.agreement(developing, yes=(), ends_on=TODAY + DAY)
    later = TODAY + 2 * DAY
    with pytest.raises(Refused, match="has passed"):
        agreements.say_yes(agreement=made, side="lender", by=representative(made.lender), on=later)
    made = agreements.reword(
        agreement=made, given=opp.given(), by=opp.member_of(developing.zone), on=later
    )
    assert status_of(made, later) == AgreementStatus.ASKED


# --- Ending ---------------------------------------------------------------------------------------

# Who → whether they end what is agreed, and call off what is only asked.
ENDERS = {
    "lender's representative": (True, True),
    "borrower's representative": (True, True),
    "lender's editor": (False, True),
    "borrower's editor": (False, False),
    "member of the zone": (False, True),
    "resident": (False, False),
}


@pytest.mark.parametrize("is_agreed", [True, False])
@pytest.mark.parametrize("who", ENDERS)
def test_who_ends_an_agreement(developing, who, is_agreed):
    made = opp.agreement(developing, yes=agreements.SIDES if is_agreed else ())
    by = {
        "lender's representative": lambda: representative(made.lender),
        "borrower's representative": lambda: representative(made.borrower),
        "lender's editor": lambda: make.member(made.lender, Role.EDITOR),
        "borrower's editor": lambda: make.member(made.borrower, Role.EDITOR),
        "member of the zone": lambda: opp.member_of(developing.zone),
        "resident": make.person,
    }[who]()
    if ENDERS[who][0 if is_agreed else 1]:
        assert agreements.end(agreement=made, why="Roof.", by=by).why_ended == "Roof."
    else:
        with pytest.raises(PermissionDenied):
            agreements.end(agreement=made, why="Roof.", by=by)


def test_it_ends_early_from_the_day_with_a_reason_that_both_are_told(developing):
    made = opp.agreement(developing)
    by, other = representative(made.lender), representative(made.borrower)
    on = TODAY + 10 * DAY
    with pytest.raises(Refused, match="Say why"):
        agreements.end(agreement=made, why=" ", by=by, on=on)
    made = agreements.end(agreement=made, why="The roof leaks.", by=by, on=on)
    assert made.ends_on == on
    assert made.holds(on - DAY)
    assert status_of(made, on) == AgreementStatus.ENDED_EARLY
    for someone in (by, other):
        assert Letter.objects.filter(to=someone.email, body__contains="The roof leaks.").exists()
    with pytest.raises(Refused, match="ended already"):
        agreements.end(agreement=made, why="Again.", by=by, on=on)


def test_what_began_today_holds_until_tonight(developing):
    made = opp.agreement(developing)
    made = agreements.end(agreement=made, why="Roof.", by=representative(made.lender))
    assert made.holds(TODAY)
    assert not made.holds(TODAY + DAY)
    with pytest.raises(Refused, match="ends already"):
        agreements.end(agreement=made, why="Again.", by=representative(made.lender))


def test_what_has_not_begun_is_called_off_and_stays_on_the_page(developing):
    asked = opp.agreement(developing, yes=(), starts_on=TODAY + DAY, what="The van")
    coming = opp.agreement(developing, starts_on=TODAY + DAY)
    for made in (asked, coming):
        agreements.end(agreement=made, why="Roof.", by=representative(made.lender))
    told = public_agreements(developing, TODAY)
    assert [(each.agreement, each.status) for each in told] == [
        (coming, AgreementStatus.CALLED_OFF)
    ]
    with pytest.raises(Refused, match="called off already"):
        agreements.end(agreement=coming, why="Again.", by=representative(coming.lender))
    with pytest.raises(Refused, match="called off"):
        agreements.say_yes(agreement=asked, side="lender", by=representative(asked.lender))


# --- What the database holds ----------------------------------------------------------------------


def test_what_was_agreed_is_never_deleted(developing):
    asked = opp.agreement(developing, yes=("lender",))
    asked.delete()
    made = opp.agreement(developing)
    with pytest.raises(InternalError), transaction.atomic():
        made.delete()


@pytest.mark.parametrize("wrong", ["same day", "same side"])
def test_database_refuses_what_is_no_agreement(developing, wrong):
    made = opp.agreement(developing, yes=())
    values = {"same day": {"ends_on": made.starts_on}, "same side": {"borrower": made.lender}}
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.filter(pk=made.pk).update(**values[wrong])
