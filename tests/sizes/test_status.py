"""One definition of status: the same in Python and in SQL, whatever the dates."""

import datetime as dt
from itertools import count

import pgtrigger
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sizes.models import Zone
from sizes.status import State, Status, state_on, status_on

ON = dt.date(2026, 11, 21)
EDGES = [-92, -91, -90, -89, -1, 0, 1, 89, 90, 91, 92]
NUMBERS = count(1)

near_an_edge = st.one_of(st.sampled_from(EDGES), st.integers(-800, 800))
days = near_an_edge.map(lambda offset: ON + dt.timedelta(days=offset))
perhaps = st.none() | days


@st.composite
def zones(draw) -> Zone:
    """A row that the database allows: any state, with the dates that its state asks for."""
    state = draw(st.sampled_from(State))
    is_dated = state in (State.PROPOSED, State.DECLARED, State.UNDER_REVIEW)
    is_declared = state in (State.DECLARED, State.UNDER_REVIEW)
    starts_on = draw(days if is_dated else perhaps)
    target_on = draw(days if is_dated else perhaps)
    if starts_on and target_on and starts_on >= target_on:
        starts_on, target_on = target_on, starts_on + dt.timedelta(days=1)
    number = next(NUMBERS)
    return Zone(
        reference=f"SIZ-P{number}",
        slug=f"property-{number}",
        name=f"Zone {number}",
        state=state,
        starts_on=starts_on,
        target_on=target_on,
        proposed_on=draw(days if is_dated else perhaps),
        declared_on=draw(days if is_declared else perhaps),
        state_since_on=draw(days),
    )


@pytest.mark.promise
@pytest.mark.django_db
@settings(
    derandomize=True,
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(zones(), min_size=1, max_size=12))
def test_status_is_the_same_in_python_and_in_sql(rows):
    before = transaction.savepoint()
    with pgtrigger.ignore("sizes.Zone:zone_begins_as_a_draft"):
        Zone.objects.bulk_create(rows)
    made = Zone.objects.filter(pk__in=[row.pk for row in rows])
    in_sql = made.with_status(ON).values_list("pk", "state_that_day", "status_that_day")
    assert {pk: (state, status) for pk, state, status in in_sql} == {
        row.pk: (str(state_on(row, ON)), str(status_on(row, ON))) for row in rows
    }
    transaction.savepoint_rollback(before)


def zone_row(**more) -> Zone:
    usual = {
        "state": State.DECLARED,
        "proposed_on": dt.date(2026, 1, 1),
        "declared_on": dt.date(2026, 2, 1),
        "state_since_on": dt.date(2026, 2, 1),
        "starts_on": dt.date(2026, 3, 1),
        "target_on": dt.date(2027, 3, 1),
    }
    return Zone(**usual | more)


@pytest.mark.parametrize(
    ("day", "status"),
    [
        ("2025-12-31", Status.DRAFT),
        ("2026-01-01", Status.OPEN_FOR_SIGNATURES),
        ("2026-01-31", Status.OPEN_FOR_SIGNATURES),
        ("2026-02-01", Status.STARTING),
        ("2026-02-28", Status.STARTING),
        ("2026-03-01", Status.ACTIVE),
        ("2026-11-30", Status.ACTIVE),
        ("2026-12-01", Status.REVIEW_DUE),
        ("2027-03-01", Status.REVIEW_DUE),
        ("2027-03-02", Status.REVIEW_OVERDUE),
        ("2027-05-30", Status.REVIEW_OVERDUE),
        ("2027-05-31", Status.LAPSED),
    ],
)
def test_status_follows_the_dates_of_a_declared_zone(day, status):
    assert status_on(zone_row(), dt.date.fromisoformat(day)) == status


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (State.UNDER_REVIEW, Status.UNDER_REVIEW),
        (State.DISSOLVED, Status.DISSOLVED),
        (State.MAINSTREAMED, Status.MAINSTREAMED),
        (State.WITHDRAWN, Status.WITHDRAWN),
    ],
)
def test_status_is_that_of_the_last_step_from_its_day_on(state, status):
    zone = zone_row(state=state, state_since_on=dt.date(2026, 6, 1))
    assert status_on(zone, dt.date(2026, 6, 1)) == status
    assert status_on(zone, dt.date(2026, 5, 31)) == Status.ACTIVE
