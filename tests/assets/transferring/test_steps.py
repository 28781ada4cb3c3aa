"""The life of a transfer: every state × step × role, what each needs, and the days that follow."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, connection, transaction

from assets.models import Right, Transfer, TransferMove, TransferState
from assets.models.transfer import LEGAL_MOVES
from assets.transferring import announcing, asking, case, steps
from assets.transferring.steps import MOVED_BY, STEPS, TURNS, Party, offers, problems, take
from groundwork.models import Letter
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from partners.models import Membership
from tests import factories as make
from tests import transfer_factories as make_transfers
from tests.transfer_factories import DECIDED, START, STEPS_TO, WEEK

pytestmark = pytest.mark.django_db
State = TransferState
STATES = [str(state) for state in State]


def test_the_table_holds_every_legal_move_and_no_other():
    assert sorted(MOVED_BY) == sorted((str(a), str(b)) for a, b in LEGAL_MOVES)


def test_every_stage_is_somebodys_turn():
    assert TURNS == {
        "interest": Party.OWNER,
        "business_case": Party.GROUP,
        "assessment": Party.OWNER,
        "decision": Party.OWNER,
        "terms": Party.OWNER,
        "monitoring": Party.GROUP,
    }


# Which steps each role is offered in each state.
GROUP = {state: ["withdraw"] for state in ("interest", "assessment", "decision", "terms")} | {
    "draft": ["ask"],
    "business_case": ["submit", "withdraw"],
}
OWNER = {
    "interest": ["invite", "refuse", "lapse"],
    "business_case": ["refuse", "lapse"],
    "assessment": ["return", "assess", "refuse", "lapse"],
    "decision": ["agree", "refuse", "lapse"],
    "terms": ["complete", "lapse"],
    "monitoring": ["end"],
}
WORKER = {"assessment": ["return", "assess"]}


@pytest.mark.parametrize("state", STATES)
def test_each_role_is_offered_its_steps_and_no_other(state):
    transfer, both = make_transfers.bring_to(state)
    conflicted = make.member(both.owner, "representative", name="Both")
    make_membership(conflicted, both.group, "editor")
    roles = {
        "nobody": (make.person(), {}),
        "group's representative": (both.ours, GROUP),
        "group's editor": (make.member(both.group, "editor"), {}),
        "owner's representative": (both.theirs, OWNER),
        "owner's councillor": (make.member(both.owner, "councillor"), OWNER),
        "owner's editor": (make.member(both.owner, "editor"), WORKER),
        "owner's officer": (make.member(both.owner, "officer"), WORKER),
        "of both sides": (conflicted, {}),
    }
    for role, (person, table) in roles.items():
        offered = [each.step.name for each in offers(transfer, person)]
        assert (role, offered) == (role, table.get(state, []))


def make_membership(person, organisation, role):
    since = START - 52 * WEEK
    Membership.objects.create(person=person, organisation=organisation, role=role, starts_on=since)


@pytest.mark.parametrize("state", STATES)
def test_a_step_from_a_state_that_does_not_know_it_is_refused(state):
    transfer, both = make_transfers.bring_to(state)
    for step in STEPS.values():
        by = both.ours if step.party is Party.GROUP else both.theirs
        if state in step.from_states:
            continue
        with pytest.raises(Refused, match="not possible now"):
            take(step.name, transfer=transfer, by=by, note="Because.")
    transfer.refresh_from_db()
    assert transfer.state == state


@pytest.mark.parametrize("name", [*STEPS])
def test_somebody_without_the_right_cannot_take_a_step(name):
    step = STEPS[name]
    transfer, both = make_transfers.bring_to(step.from_states[0])
    other_side = both.theirs if step.party is Party.GROUP else both.ours
    for person in (make.person(), other_side):
        with pytest.raises(PermissionDenied):
            take(name, transfer=transfer, by=person, note="Because.")
        assert problems(transfer, name, by=person)[0].startswith("You may not do this")


def test_whoever_acts_for_the_group_never_decides_for_the_owner():
    transfer, both = make_transfers.bring_to(State.DECISION)
    make_membership(both.theirs, both.group, "editor")
    for name in ("agree", "refuse", "lapse"):
        with pytest.raises(PermissionDenied):
            take(name, transfer=transfer, by=both.theirs, note="N", decided_on=START, **DECIDED)


@pytest.mark.parametrize("name", [name for name, step in STEPS.items() if step.needs_note])
def test_a_step_that_needs_a_reason_is_refused_without(name):
    transfer, both = make_transfers.bring_to(STEPS[name].from_states[0])
    by = both.ours if STEPS[name].party is Party.GROUP else both.theirs
    with pytest.raises(Refused, match="Give a reason"):
        take(name, transfer=transfer, by=by, on=START + 50 * WEEK, note="  ")


# What each step needs of the transfer: the state it is taken from, and a part of what is said.
LACKING = [
    ("submit", State.BUSINESS_CASE, "Write the business case."),
    ("submit", State.BUSINESS_CASE, "Add at least one benefit"),
    ("assess", State.ASSESSMENT, "Score “Public health”, with a note."),
    ("complete", State.TERMS, "Write the heads of terms."),
    ("complete", State.TERMS, "Set the market rent"),
    ("lapse", State.INTEREST, "Own Council has until"),
]


@pytest.mark.parametrize(("name", "state", "sentence"), LACKING)
def test_a_step_says_what_is_missing(name, state, sentence):
    transfer, both = make_transfers.bring_to(state)
    by = both.ours if STEPS[name].party is Party.GROUP else both.theirs
    found = problems(transfer, name, by=by, on=transfer.state_since_on)
    assert any(sentence in each for each in found)
    with pytest.raises(Refused, match=sentence.split(" “")[0]):
        take(name, transfer=transfer, by=by, on=transfer.state_since_on, note="Because.")


UNFIT = [
    ({"right_asked": ""}, "by what right"),
    ({"purpose": " "}, "what the group would do"),
    ({"contact_role": ""}, "whom the owner asks for"),
    ({"contact_telephone": ""}, "one way to reach"),
]


@pytest.mark.parametrize(("words", "sentence"), UNFIT)
def test_an_unfinished_draft_is_kept_but_cannot_be_sent(words, sentence):
    both = make_transfers.sides()
    transfer = make_transfers.draft(both, **words)
    with pytest.raises(Refused, match=sentence):
        take("ask", transfer=transfer, by=both.ours, on=START)


# Each step takes the turn to the next side, with the weeks of the scheme from the day.
DUE = [
    (State.INTEREST, 3),
    (State.BUSINESS_CASE, 4),
    (State.ASSESSMENT, 4),
    (State.DECISION, 8),
    (State.TERMS, 6),
]


@pytest.mark.parametrize(("state", "weeks"), DUE)
def test_an_answer_is_due_after_the_weeks_of_the_scheme(state, weeks):
    transfer, _ = make_transfers.bring_to(state)
    assert transfer.state_since_on == START + (len(STEPS_TO[state]) - 1) * WEEK
    assert transfer.answer_due_on == transfer.state_since_on + weeks * WEEK


def test_the_weeks_are_those_of_the_owners_own_scheme():
    both = make_transfers.sides()
    make_transfers.save_scheme(both.owner, both.theirs, interest_weeks=10)
    transfer, _ = make_transfers.bring_to(State.INTEREST, both)
    assert transfer.answer_due_on == START + 10 * WEEK


def test_an_owner_without_a_scheme_has_the_usual_weeks():
    both = make_transfers.sides(with_scheme=False)
    transfer, _ = make_transfers.bring_to(State.INTEREST, both)
    assert transfer.answer_due_on == START + 3 * WEEK


def test_what_answers_an_announcement_is_due_after_it_has_closed():
    both = make_transfers.sides()
    announcement = announcing.announce(
        asset=both.hall,
        right=Right.LEASE,
        words="Come.",
        closes_on=START + 6 * WEEK,
        by=both.theirs,
        on=START,
    )
    transfer, _ = make_transfers.bring_to(State.INTEREST, both)
    assert transfer.announcement == announcement
    assert transfer.answer_due_on == START + 9 * WEEK


def test_a_first_report_is_due_a_year_after_completion():
    transfer, _ = make_transfers.bring_to(State.MONITORING)
    assert transfer.answer_due_on == transfer.lease_starts_on.replace(
        year=transfer.lease_starts_on.year + 1
    )


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.REFUSED, State.ENDED])
def test_nobody_is_waited_for_once_it_is_over(state):
    transfer, _ = make_transfers.bring_to(state)
    assert transfer.answer_due_on is None
    assert steps.turn_of(transfer) is None


def test_what_may_lapse_does_so_the_day_after_the_answer_was_due():
    transfer, both = make_transfers.bring_to(State.BUSINESS_CASE)
    due = transfer.answer_due_on
    with pytest.raises(Refused, match="Friends has until"):
        take("lapse", transfer=transfer, by=both.theirs, on=due, note="Silence.")
    take("lapse", transfer=transfer, by=both.theirs, on=due + dt.timedelta(1), note="Silence.")
    assert (transfer.state, transfer.answer_due_on) == (State.LAPSED, due)


def test_each_step_is_recorded_with_its_day_its_person_and_its_reason():
    transfer, both = make_transfers.bring_to(State.WITHDRAWN)
    moves = [(m.from_state, m.to_state, m.taken_on, m.taken_by, m.note) for m in moves_of(transfer)]
    assert moves == [
        ("draft", "interest", START, both.ours, ""),
        ("interest", "withdrawn", START + WEEK, both.ours, "Because."),
    ]


def moves_of(transfer):
    return TransferMove.objects.filter(transfer=transfer)


DECISIONS = [
    ({"decided_on": None}, "Say on which day"),
    ({"decided_on": START + 60 * WEEK}, "cannot lie in the future"),
    ({"decided_on": START - WEEK}, "It was asked for on 2 March 2026"),
    ({"decided_by_body": " "}, "Say who decided"),
    ({"reasons": ""}, "Give the reasons"),
]


@pytest.mark.parametrize(("wrong", "sentence"), DECISIONS)
@pytest.mark.parametrize("name", ["agree", "refuse"])
def test_a_decision_has_a_day_a_body_and_reasons(name, wrong, sentence):
    transfer, both = make_transfers.bring_to(State.DECISION)
    day = START + 10 * WEEK
    right = {"right_agreed": Right.LEASE} if name == "agree" else {}
    values = DECIDED | {"decided_on": day} | right | wrong
    with pytest.raises(Refused, match=sentence):
        take(name, transfer=transfer, by=both.theirs, on=day, **values)


def test_an_agreement_says_by_what_right_and_keeps_the_share_of_the_day():
    both = make_transfers.sides()
    make_transfers.save_scheme(both.owner, both.theirs, share=Decimal("0.5"))
    transfer, _ = make_transfers.bring_to(State.DECISION, both)
    day = START + 10 * WEEK
    with pytest.raises(Refused, match="by what right"):
        take("agree", transfer=transfer, by=both.theirs, on=day, decided_on=day, **DECIDED)
    take(
        "agree",
        transfer=transfer,
        by=both.theirs,
        on=day,
        decided_on=day,
        right_agreed=Right.LICENCE,
        **DECIDED,
    )
    make_transfers.save_scheme(both.owner, both.theirs, share=Decimal(1))
    transfer.refresh_from_db()
    assert (transfer.right_agreed, transfer.share) == (Right.LICENCE, Decimal("0.5"))
    assert (transfer.decided_by_body, transfer.decided_on) == ("Cabinet", day)


def test_refused_ones_keep_their_reasons_and_are_public():
    transfer, _ = make_transfers.bring_to(State.REFUSED)
    assert transfer.reasons == DECIDED["reasons"]
    assert transfer in Transfer.objects.public()


def test_a_stale_page_takes_no_step():
    transfer, both = make_transfers.bring_to(State.BUSINESS_CASE)
    seen = transfer.version
    case.write_case(transfer=transfer, business_case="New.", by=both.ours)
    make_transfers.benefit(transfer)
    with pytest.raises(ChangedMeanwhile):
        take("submit", transfer=transfer, by=both.ours, expected=seen)


def test_the_other_side_is_told_of_each_step():
    both = make_transfers.sides()
    make_transfers.bring_to(State.BUSINESS_CASE, both)
    told = [(letter.to, letter.subject) for letter in Letter.objects.order_by("pk")]
    assert told == [
        (both.theirs.email, "The hall: Friends asked for it"),
        (both.ours.email, "The hall: Own Council asked for a business case"),
    ]
    last = Letter.objects.order_by("pk").last()
    assert "It is your turn to answer, by 6 April 2026." in last.body


def test_no_state_is_reached_without_a_legal_move_by_raw_sql_either():
    transfer, _ = make_transfers.bring_to(State.INTEREST)
    sql = "UPDATE assets_transfer SET state = 'decision' WHERE id = %s"
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [transfer.pk])


def test_a_better_business_case_can_be_asked_for_and_is_sent_again():
    transfer, both = make_transfers.bring_to(State.ASSESSMENT)
    day = START + 5 * WEEK
    take("return", transfer=transfer, by=both.theirs, on=day, note="Who repairs the roof?")
    assert transfer.answer_due_on == day + 4 * WEEK
    assert not case.was_submitted(transfer)
    take("submit", transfer=transfer, by=both.ours, on=day)
    assert (transfer.state, case.was_submitted(transfer)) == (State.ASSESSMENT, True)


def test_an_asset_that_has_passed_to_a_group_is_asked_for_no_more():
    transfer, both = make_transfers.bring_to(State.MONITORING)
    other = make.organisation(sector="community")
    person = make.member(other, "representative", starts_on=START)
    with pytest.raises(Refused, match="passed to Friends already"):
        asking.begin(asset=both.hall, applicant=other, by=person, on=START + 10 * WEEK)
    after = transfer.lease_ends_on
    assert asking.begin(asset=both.hall, applicant=other, by=person, on=after).state == "draft"
