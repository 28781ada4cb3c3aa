"""Letters before an answer is due and once it is late: to whom, when, and each once."""

import datetime as dt

import pytest

from assets.models import TransferState
from assets.transferring import monitoring
from assets.transferring.reminding import remind
from assets.transferring.steps import Party
from assets.transferring.waiting import transfers_waiting
from groundwork.models import Letter
from partners.models import Membership
from tests import factories as make
from tests import transfer_factories as make_transfers
from tests.transfer_factories import START

pytestmark = pytest.mark.django_db
State = TransferState
DAY = dt.timedelta(days=1)


def letters_on(*days):
    """Whom a daily run writes to on each of the days, and of what; steps' own letters left out."""
    Letter.objects.all().delete()
    found = []
    for day in days:
        before = set(Letter.objects.values_list("pk", flat=True))
        remind(day)
        fresh = Letter.objects.exclude(pk__in=before).order_by("pk")
        found.append([(letter.to, letter.subject) for letter in fresh])
    return found


def test_whoever_must_answer_is_told_before_and_after_the_day_once_each():
    transfer, both = make_transfers.bring_to(State.INTEREST)
    due = transfer.answer_due_on
    days = [due - 8 * DAY, due - 7 * DAY, due - DAY, due, due + DAY, due + 2 * DAY, due + 99 * DAY]
    soon = (both.theirs.email, "The hall: your answer is due by 23 March 2026")
    late = (both.theirs.email, "The hall: your answer is overdue")
    assert letters_on(*days) == [[], [soon], [], [], [late], [], []]


def test_after_days_on_which_nobody_looked_only_the_latest_is_told():
    transfer, both = make_transfers.bring_to(State.INTEREST)
    found = letters_on(transfer.answer_due_on + 5 * DAY)
    assert found == [[(both.theirs.email, "The hall: your answer is overdue")]]


def test_the_owner_is_told_where_a_group_has_long_been_silent():
    transfer, both = make_transfers.bring_to(State.BUSINESS_CASE)
    due = transfer.answer_due_on
    late, silent = letters_on(due + DAY, due + 28 * DAY)
    assert late == [(both.ours.email, "The hall: your answer is overdue")]
    assert silent == [(both.theirs.email, "The hall: nobody has answered")]
    assert "The owner may let it lapse." in Letter.objects.last().body


def test_a_shared_mailbox_is_written_to_and_a_role_that_ended_is_not():
    transfer, both = make_transfers.bring_to(State.INTEREST)
    both.owner.mailbox = "estates@test.example"
    both.owner.save()
    Membership.objects.filter(person=both.theirs).update(ends_on=START + DAY)
    found = letters_on(transfer.answer_due_on)
    assert [to for to, _ in found[0]] == ["estates@test.example"]
    assert "shared mailbox of Own Council" in Letter.objects.get().body


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.REFUSED, State.LAPSED, State.ENDED])
def test_nobody_is_written_to_once_it_is_over(state):
    make_transfers.bring_to(state)
    assert letters_on(START + 400 * DAY) == [[]]


def test_the_group_is_told_of_its_report_four_weeks_before_and_when_it_is_late():
    transfer, both = make_transfers.bring_to(State.MONITORING)
    due = transfer.answer_due_on
    found = letters_on(due - 29 * DAY, due - 28 * DAY, due, due + DAY)
    to = both.ours.email
    assert found == [
        [],
        [(to, "The hall: report on year 1 is due")],
        [],
        [(to, "The hall: report on year 1 is overdue")],
    ]


def test_the_owner_is_told_of_its_review():
    transfer, both = make_transfers.bring_to(State.MONITORING)
    for number in range(1, 6):
        on = transfer.lease_starts_on.replace(year=transfer.lease_starts_on.year + number)
        monitoring.receive(
            transfer=transfer, kind="yearly", number=number, words="W", by=both.ours, on=on
        )
    found = letters_on(on + DAY)
    assert found == [[(both.theirs.email, "The hall: review after 5 years is overdue")]]


def test_letters_say_where_to_answer_and_what_everyone_reads():
    transfer, _ = make_transfers.bring_to(State.INTEREST)
    letters_on(transfer.answer_due_on)
    body = Letter.objects.get().body
    assert f"{transfer.get_absolute_url()}work/" in body
    assert "You get this letter because you represent Own Council." in body


# What the desk shows in each state: the side whose it is, and which role of it.
SHOWN = [
    (State.DRAFT, Party.GROUP, "editor"),
    (State.INTEREST, Party.OWNER, "representative"),
    (State.BUSINESS_CASE, Party.GROUP, "editor"),
    (State.ASSESSMENT, Party.OWNER, "editor"),
    (State.DECISION, Party.OWNER, "representative"),
    (State.TERMS, Party.OWNER, "councillor"),
]


@pytest.mark.parametrize(("state", "party", "role"), SHOWN)
def test_the_desk_shows_what_waits_to_those_whose_it_is(state, party, role):
    transfer, both = make_transfers.bring_to(state)
    for side, organisation in ((Party.GROUP, both.group), (Party.OWNER, both.owner)):
        person = make.member(organisation, role)
        memberships = [*Membership.objects.filter(person=person)]
        shown = transfers_waiting(memberships, transfer.state_since_on)
        assert (side, [each.transfer for each in shown]) == (
            side,
            [transfer] if side is party else [],
        )


def test_a_report_is_on_the_desk_from_four_weeks_before():
    transfer, both = make_transfers.bring_to(State.MONITORING)
    memberships = [*Membership.objects.filter(person=both.ours)]
    due = transfer.answer_due_on
    assert transfers_waiting(memberships, due - 29 * DAY) == []
    [shown] = transfers_waiting(memberships, due + 3 * DAY)
    assert (shown.due_on, shown.late) == (due, "3 days")


def test_the_desk_asks_once_however_much_waits(django_assert_num_queries):
    _, both = make_transfers.bring_to(State.INTEREST)
    memberships = [*Membership.objects.filter(person=both.theirs)]
    with django_assert_num_queries(1):
        shown = transfers_waiting(memberships, START)
        assert [each.name for each in shown] == ["The hall"]
    with django_assert_num_queries(0):
        assert transfers_waiting([], START) == []
