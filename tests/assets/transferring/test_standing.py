"""Where a transfer stands in a sentence, and the days and sums beside it."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from assets.models import MonitoringReport, Right, TransferState
from assets.transferring import deciding, monitoring
from assets.transferring.dates import lateness, years_after
from assets.transferring.standing import standing
from assets.transferring.steps import take
from groundwork.problems import Refused
from tests import factories as make
from tests import transfer_factories as make_transfers
from tests.transfer_factories import START, WEEK

State = TransferState
Kind = MonitoringReport.Kind
DAY = dt.timedelta(days=1)

# For each state: what its page says on the day the state began.
SENTENCES = [
    (State.DRAFT, "This is a draft that only people of Friends see."),
    (State.INTEREST, "Own Council must answer the expression of interest by 23 March 2026."),
    (State.BUSINESS_CASE, "Friends is asked to send a business case by 6 April 2026."),
    (State.ASSESSMENT, "Own Council must assess the business case by 13 April 2026."),
    (State.DECISION, "Own Council must take advice and decide by 18 May 2026."),
    (State.TERMS, "Own Council must settle the heads of terms and the lease by 11 May 2026."),
    (
        State.MONITORING,
        (
            "Friends has held it on a lease since 6 April 2026, until 5 April 2041. Next, Friends "
            "makes the report on year 1 by 6 April 2027."
        ),
    ),
    (State.WITHDRAWN, "Friends withdrew on 9 March 2026."),
    (State.REFUSED, "Own Council refused it on 9 March 2026, by Cabinet."),
    (State.LAPSED, "It lapsed on 7 April 2026: Friends had not answered by 6 April 2026."),
    (State.ENDED, "Friends no longer holds it: that ended on 13 April 2026."),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("state", "sentence"), SENTENCES)
def test_the_page_says_where_it_stands_and_who_must_answer(state, sentence):
    transfer, _ = make_transfers.bring_to(state)
    on = transfer.state_since_on
    said = standing(
        transfer,
        on,
        moves=[*transfer.moves.all()],
        next_report=monitoring.next_due(transfer, on),
    )
    assert said.sentence == sentence
    assert not said.is_overdue


@pytest.mark.django_db
def test_what_is_overdue_is_said_plainly_from_the_day_after():
    transfer, _ = make_transfers.bring_to(State.INTEREST)
    due = transfer.answer_due_on
    assert not standing(transfer, due).is_overdue
    said = standing(transfer, due + 3 * DAY)
    assert (said.late, said.is_overdue) == ("3 days", True)
    assert "The answer was due by 23 March 2026: it is 3 days overdue." in said.sentence


LATE = [(0, ""), (-1, ""), (1, "1 day"), (13, "13 days"), (14, "2 weeks"), (27, "3 weeks")]


@pytest.mark.parametrize(("days", "words"), LATE)
def test_lateness_is_in_days_and_then_in_weeks(days, words):
    assert lateness(START, START + days * DAY) == words


def test_a_year_after_the_29th_of_february_is_the_28th():
    assert years_after(dt.date(2028, 2, 29), 1) == dt.date(2029, 2, 28)
    assert years_after(dt.date(2028, 2, 29), 4) == dt.date(2032, 2, 29)


def day(year: int, month: int = 4, on: int = 1) -> dt.date:
    return dt.date(year, month, on)


# From 1 April 2026: whether the right may end on the day.
LEASES = [
    (Right.LICENCE, None, True),
    (Right.LICENCE, day(2027), True),
    (Right.SHORT_LEASE, None, False),
    (Right.SHORT_LEASE, day(2036, 3, 31), True),
    (Right.SHORT_LEASE, day(2036), False),
    (Right.LEASE, day(2036, 3, 31), False),
    (Right.LEASE, day(2036), True),
    (Right.LEASE, day(2046), True),
    (Right.LEASE, day(2046, 4, 2), False),
    (Right.LONG_LEASE, day(2046), False),
    (Right.LONG_LEASE, day(2046, 4, 2), True),
    (Right.LONG_LEASE, None, False),
    (Right.FREEHOLD, None, True),
    (Right.FREEHOLD, day(2125), False),
    (Right.LICENCE, day(2026), False),
]


@pytest.mark.parametrize(("right", "ends", "fits"), LEASES)
def test_the_days_of_a_lease_fit_its_right(right, ends, fits):
    assert (deciding.lease_faults(right, day(2026), ends) == []) is fits


def test_a_lease_without_a_first_day_is_refused():
    assert deciding.lease_faults(Right.FREEHOLD, None, None)[0][0] == "lease_starts_on"


@pytest.mark.django_db
def test_a_transfer_is_completed_only_with_days_that_fit():
    transfer, both = make_transfers.bring_to(State.TERMS)
    make_transfers.prepare(transfer, "complete", both, on=START)
    on = START + 10 * WEEK
    with pytest.raises(Refused, match="A lease of 10 to 20 years ends from"):
        take(
            "complete",
            transfer=transfer,
            by=both.theirs,
            on=on,
            lease_starts_on=on,
            lease_ends_on=on.replace(year=2030),
        )
    with pytest.raises(Refused, match="It was agreed on"):
        take(
            "complete",
            transfer=transfer,
            by=both.theirs,
            on=on,
            lease_starts_on=START,
            lease_ends_on=START.replace(year=2040),
        )


def due_of(transfer, on, **more):
    return [(d.slug, d.due_on.year) for d in monitoring.schedule(transfer, on, **more)]


@pytest.fixture
def held(db):
    """A transfer held since 6 April 2026, for 15 years."""
    return make_transfers.bring_to(State.MONITORING)


def test_reports_are_due_each_year_and_reviews_every_few(held):
    transfer, _ = held
    assert due_of(transfer, day(2026, 5)) == [("yearly-1", 2027), ("review-5", 2031)]
    assert due_of(transfer, day(2031, 5)) == [
        ("yearly-1", 2027),
        ("yearly-2", 2028),
        ("yearly-3", 2029),
        ("yearly-4", 2030),
        ("yearly-5", 2031),
        ("review-5", 2031),
        ("yearly-6", 2032),
        ("review-10", 2036),
    ]


def test_nothing_is_due_after_the_lease_has_ended(held):
    transfer, _ = held
    assert due_of(transfer, day(2060))[-2:] == [("yearly-15", 2041), ("review-15", 2041)]


def test_a_report_that_came_is_no_longer_waited_for_and_the_next_is(held):
    transfer, both = held
    on = day(2027, 4, 20)
    report = monitoring.receive(
        transfer=transfer,
        kind=Kind.YEARLY,
        number=1,
        words="Eighty came.",
        social_value=Decimal("2400.00"),
        by=both.ours,
        on=on,
    )
    transfer.refresh_from_db()
    assert (report.due_on, report.received_on) == (day(2027, 4, 6), on)
    assert transfer.answer_due_on == day(2028, 4, 6)
    said = standing(transfer, on, next_report=monitoring.next_due(transfer, on))
    assert said.sentence.endswith("Friends makes the report on year 2 by 6 April 2028.")


def test_a_report_that_did_not_come_is_overdue(held):
    transfer, _ = held
    on = day(2027, 4, 20)
    said = standing(transfer, on, next_report=monitoring.next_due(transfer, on))
    assert said.late == "2 weeks"
    assert "The report on year 1 is 2 weeks overdue: Friends had until 6 April 2027." in (
        said.sentence
    )


def test_reviews_are_counted_on_from_the_last_one(held):
    transfer, both = held
    monitoring.receive(
        transfer=transfer,
        kind=Kind.REVIEW,
        number=5,
        words="As agreed.",
        by=both.theirs,
        on=day(2031, 5),
    )
    make_transfers.save_scheme(both.owner, both.theirs, review_years=3)
    reviews = [slug for slug, _ in due_of(transfer, day(2031, 6)) if slug.startswith("review")]
    assert reviews == ["review-5", "review-8"]


REPORTS = [
    ("yearly", 1, "ours", True),
    ("yearly", 1, "theirs", True),
    ("review", 5, "ours", False),
    ("review", 5, "theirs", True),
]


@pytest.mark.parametrize(("kind", "number", "side", "may"), REPORTS)
def test_the_group_reports_and_the_owner_reviews(held, kind, number, side, may):
    transfer, both = held
    given = {"kind": kind, "number": number, "words": "Well.", "on": day(2031, 5)}
    if may:
        assert monitoring.receive(transfer=transfer, by=getattr(both, side), **given).pk
    else:
        with pytest.raises(PermissionDenied):
            monitoring.receive(transfer=transfer, by=getattr(both, side), **given)


def test_a_stranger_reports_nothing(held):
    transfer, _ = held
    with pytest.raises(PermissionDenied):
        monitoring.receive(
            transfer=transfer, kind="yearly", number=1, words="W", by=make.person(), on=day(2027)
        )


NO_REPORTS = [
    ({"number": 9}, "No such report is due yet"),
    ({"words": " "}, "Say in words"),
    ({"received_on": day(2030)}, "cannot lie in the future"),
    ({"received_on": day(2026, 1)}, "a report comes later"),
]


@pytest.mark.parametrize(("wrong", "sentence"), NO_REPORTS)
def test_a_report_that_cannot_be_is_refused(held, wrong, sentence):
    transfer, both = held
    given = {"kind": "yearly", "number": 1, "words": "Well.", "on": day(2027, 5)} | wrong
    with pytest.raises(Refused, match=sentence):
        monitoring.receive(transfer=transfer, by=both.ours, **given)


def test_a_report_is_received_once(held):
    transfer, both = held
    given = {"kind": "yearly", "number": 1, "words": "Well.", "on": day(2027, 5)}
    monitoring.receive(transfer=transfer, by=both.ours, **given)
    with pytest.raises(Refused, match="was received on"):
        monitoring.receive(transfer=transfer, by=both.ours, **given)
