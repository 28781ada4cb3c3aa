"""One definition of status: the same in Python and in SQL, whatever the dates, on any day."""

import datetime as dt
from dataclasses import dataclass
from itertools import count, pairwise

import pgtrigger
import pytest
from django.conf import settings as site
from django.db import InternalError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from groundwork import clock
from sizes.models import Phase, Zone
from sizes.status import (
    State,
    Status,
    held_in_sql,
    phase_on,
    state_in_sql,
    state_on,
    status_in_sql,
    status_of_phase,
    status_on,
)
from tests import factories as make

ON = dt.date(2026, 11, 21)
LEAP_DAY = dt.date(2028, 2, 29)
# A day of 23 hours and one of 25, in London.
CLOCKS_FORWARD, CLOCKS_BACK = dt.date(2027, 3, 28), dt.date(2027, 10, 31)
SPECIAL = (ON, LEAP_DAY, CLOCKS_FORWARD, CLOCKS_BACK)
# Around the days on which a status changes: those of the dates, of notice and of grace.
EDGES = [-92, -91, -90, -89, -1, 0, 1, 89, 90, 91, 92]
NUMBERS = count(1)

days = st.builds(
    lambda day, offset: day + offset * make.DAY,
    st.sampled_from(SPECIAL),
    st.one_of(st.sampled_from(EDGES), st.integers(-800, 800)),
)
perhaps = st.none() | days


@dataclass
class Life:
    """What a zone was: phases in order, each from its day on, the last of them the zone's own."""

    zone: Zone
    phases: list[Phase]

    def days(self) -> list[dt.date]:
        """Days on which something may change, and those next to them."""
        found = set(SPECIAL)
        for phase in self.phases:
            found |= {phase.since_on, phase.starts_on or ON}
            if phase.target_on:
                found |= {phase.target_on + offset * make.DAY for offset in EDGES}
        return sorted(day + offset * make.DAY for day in found for offset in (-1, 0, 1))


@st.composite
def held(draw) -> dict:
    """What may hold of a zone in a phase: any state, with the dates that its state asks for."""
    state = draw(st.sampled_from(State))
    is_dated = state in (State.PROPOSED, State.DECLARED, State.UNDER_REVIEW)
    starts_on = draw(days if is_dated else perhaps)
    target_on = draw(days if is_dated else perhaps)
    if starts_on and target_on and starts_on >= target_on:
        # At the shortest, a zone starts on one day and ends on the next.
        starts_on, target_on = target_on, starts_on + make.DAY
    return {"state": state, "starts_on": starts_on, "target_on": target_on}


@st.composite
def lives(draw) -> Life:
    """Phases without a gap, from one day long; the days before the first belong to none."""
    since = sorted(draw(st.sets(days, min_size=1, max_size=5)))
    if draw(st.booleans()):
        since.append(since[-1] + make.DAY)
    values = [draw(held()) for _ in since]
    number = next(NUMBERS)
    zone = Zone(
        reference=f"SIZ-P{number}",
        slug=f"property-{number}",
        name=f"Zone {number}",
        proposed_on=since[0],
        declared_on=since[0],
        state_since_on=since[-1],
        phase_since_on=since[-1],
        **values[-1],
    )
    until = [*since[1:], None]
    phases = [
        Phase(zone=zone, since_on=first, until_on=last, term=1, **each)
        for first, last, each in zip(since, until, values, strict=True)
    ]
    return Life(zone, phases)


def keep(lives: list[Life]) -> None:
    """Write them to the database as they are, past the guards that keep such rows out."""
    guards = (
        "sizes.Zone:zone_begins_as_a_draft",
        "sizes.Zone:zone_keeps_phases",
        "sizes.Phase:phase_is_written_by_its_zone",
    )
    with pgtrigger.ignore(*guards):
        Zone.objects.bulk_create([life.zone for life in lives])
        Phase.objects.bulk_create([phase for life in lives for phase in life.phases])


def seen_in_sql(zones: list[Zone], on: dt.date) -> dict[int, tuple]:
    found = Zone.objects.filter(pk__in=[zone.pk for zone in zones]).annotate(
        state_then=state_in_sql(on),
        status_then=status_in_sql(on),
        start_then=held_in_sql("starts_on", on),
        target_then=held_in_sql("target_on", on),
    )
    columns = ("state_then", "status_then", "start_then", "target_then")
    return {pk: tuple(rest) for pk, *rest in found.values_list("pk", *columns)}


def seen_in_python(zones: list[Zone], on: dt.date) -> dict[int, tuple]:
    found = {}
    for zone in zones:
        then = phase_on(zone, on)
        dates = (then.starts_on, then.target_on) if then else (None, None)
        found[zone.pk] = (str(state_on(zone, on)), str(status_on(zone, on)), *dates)
    return found


@pytest.mark.promise
@pytest.mark.django_db
@settings(
    derandomize=True,
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(lives(), min_size=1, max_size=6), st.data())
def test_status_is_the_same_in_python_and_in_sql_on_any_day(drawn, data):
    before = transaction.savepoint()
    keep(drawn)
    zones = [life.zone for life in drawn]
    edges = sorted({day for life in drawn for day in life.days()})
    for on in data.draw(st.lists(st.sampled_from(edges), min_size=6, max_size=6, unique=True)):
        assert seen_in_sql(zones, on) == seen_in_python(zones, on), on
    transaction.savepoint_rollback(before)


@pytest.mark.django_db
@settings(
    derandomize=True,
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.tuples(st.integers(0, 3), held()), min_size=1, max_size=8))
def test_each_day_keeps_what_held_at_its_end_whatever_was_written_later(written):
    """Phases are kept by the database: days go by, some with several writes, some with none."""
    before = transaction.savepoint()
    zone = make.draft(phase_since_on=ON)
    day, expected = ON, {ON: (State.DRAFT, None, None)}
    with pgtrigger.ignore("sizes.Zone:zone_takes_legal_steps_only"):
        for pause, values in written:
            for passed in range(1, pause + 1):
                expected[day + passed * make.DAY] = expected[day]
            day += pause * make.DAY
            zone.begin_phase(day, proposed_on=ON, declared_on=ON, **values)
            expected[day] = (values["state"], values["starts_on"], values["target_on"])
    zone = Zone.objects.get(pk=zone.pk)
    for on, (state, *dates) in expected.items():
        then = phase_on(zone, on)
        assert (then.state, then.starts_on, then.target_on) == (state, *dates), on
    assert seen_in_sql([zone], day) == seen_in_python([zone], day)
    assert state_on(zone, ON - make.DAY) == State.DRAFT
    for one, other in pairwise(zone.phases.order_by("since_on")):
        assert one.until_on == other.since_on
    transaction.savepoint_rollback(before)


def phase(**more) -> Phase:
    usual = {
        "state": State.DECLARED,
        "starts_on": dt.date(2026, 3, 1),
        "target_on": dt.date(2027, 3, 1),
    }
    return Phase(**usual | more)


@pytest.mark.parametrize(
    ("day", "status"),
    [
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
    assert status_of_phase(phase(), dt.date.fromisoformat(day)) == status


@pytest.mark.parametrize(
    ("day", "status"),
    [
        ("2026-02-28", Status.UNDER_REVIEW),
        ("2027-03-02", Status.UNDER_REVIEW),
        ("2027-05-30", Status.UNDER_REVIEW),
        ("2027-05-31", Status.LAPSED),
    ],
)
def test_a_zone_under_review_goes_on_until_its_days_of_grace_are_over(day, status):
    under_review = phase(state=State.UNDER_REVIEW)
    assert status_of_phase(under_review, dt.date.fromisoformat(day)) == status


def test_a_zone_of_one_day_starts_and_is_due_for_review_on_it():
    """It starts on a leap day; its target date is the day after, the shortest there is."""
    one_day = phase(starts_on=LEAP_DAY, target_on=LEAP_DAY + make.DAY)
    days = [LEAP_DAY + offset * make.DAY for offset in (-1, 0, 1, 2, 91, 92)]
    assert [status_of_phase(one_day, day) for day in days] == [
        Status.STARTING,
        Status.REVIEW_DUE,
        Status.REVIEW_DUE,
        Status.REVIEW_OVERDUE,
        Status.REVIEW_OVERDUE,
        Status.LAPSED,
    ]


def test_a_target_date_on_a_leap_day_lapses_after_its_days_of_grace():
    leap = phase(target_on=LEAP_DAY)
    assert site.GRACE_DAYS == 90
    assert status_of_phase(leap, dt.date(2028, 2, 28)) == Status.REVIEW_DUE
    assert status_of_phase(leap, LEAP_DAY) == Status.REVIEW_DUE
    assert status_of_phase(leap, dt.date(2028, 3, 1)) == Status.REVIEW_OVERDUE
    assert status_of_phase(leap, dt.date(2028, 5, 29)) == Status.REVIEW_OVERDUE
    assert status_of_phase(leap, dt.date(2028, 5, 30)) == Status.LAPSED


@pytest.mark.parametrize(
    ("moment", "status"),
    [
        # In winter midnight in London is midnight of universal time; in summer an hour before it.
        ("2027-03-27T23:59:59+00:00", Status.STARTING),
        ("2027-03-28T00:00:00+00:00", Status.ACTIVE),
        ("2027-03-28T00:30:00+00:00", Status.ACTIVE),
        ("2027-03-28T22:59:59+00:00", Status.ACTIVE),
        ("2027-10-30T22:59:59+00:00", Status.REVIEW_DUE),
        ("2027-10-30T23:30:00+00:00", Status.REVIEW_DUE),
        ("2027-10-31T23:59:59+00:00", Status.REVIEW_DUE),
        ("2027-11-01T00:00:00+00:00", Status.REVIEW_OVERDUE),
        ("2027-11-01T00:30:00+00:00", Status.REVIEW_OVERDUE),
    ],
)
def test_status_changes_at_midnight_in_london_also_when_the_clocks_change(
    monkeypatch, moment, status
):
    monkeypatch.setattr(clock, "now", lambda: dt.datetime.fromisoformat(moment))
    from_change_to_change = phase(starts_on=CLOCKS_FORWARD, target_on=CLOCKS_BACK)
    assert status_of_phase(from_change_to_change, clock.today()) == status


@pytest.mark.django_db
def test_a_zone_was_what_it_was_on_each_day_of_its_life():
    """Of the steps of one day the last counts: it was declared and came under review on one."""
    zone = make.bring_to(make.ready_zone(), State.UNDER_REVIEW, on=ON)
    assert state_on(zone, ON) == State.UNDER_REVIEW
    expected = {-31: State.DRAFT, -30: State.PROPOSED, -1: State.PROPOSED, 0: State.UNDER_REVIEW}
    on_days = {offset: ON + offset * make.DAY for offset in expected}
    assert {offset: state_on(zone, day) for offset, day in on_days.items()} == expected
    assert list(zone.phases.values_list("state", "since_on", "until_on")) == [
        (State.PROPOSED, ON - 30 * make.DAY, ON),
        (State.UNDER_REVIEW, ON, None),
    ]


@pytest.mark.django_db
def test_a_renewed_zone_had_its_old_target_date_until_the_day_it_was_renewed():
    zone = make.bring_to(make.ready_zone(), State.UNDER_REVIEW, on=ON)
    old = zone.target_on
    on = old + 10 * make.DAY
    make.prepare(zone, "renew", on=on)
    make.lifecycle.take("renew", zone=zone, by=make.councillor_of(zone), on=on)
    assert phase_on(zone, on - make.DAY).target_on == old
    assert status_on(zone, on - make.DAY) == Status.UNDER_REVIEW
    assert phase_on(zone, on).target_on == zone.target_on > old
    assert status_on(zone, on) == Status.ACTIVE
    assert zone.term == 2
    for day in (on - make.DAY, on):
        assert seen_in_sql([zone], day) == seen_in_python([zone], day)


@pytest.mark.django_db
def test_phases_are_written_by_raw_sql_too():
    zone = make.declared_zone(on=ON)
    later = ON + 5 * make.DAY
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE sizes_zone SET target_on = %s, phase_since_on = %s WHERE id = %s",
            [ON + 100 * make.DAY, later, zone.pk],
        )
    before, zone = zone, Zone.objects.get(pk=zone.pk)
    assert phase_on(zone, later - make.DAY).target_on == before.target_on
    assert phase_on(zone, later).target_on == ON + 100 * make.DAY


@pytest.mark.promise
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE sizes_phase SET state = 'declared' WHERE zone_id = %s",
        "UPDATE sizes_phase SET since_on = since_on - 10 WHERE zone_id = %s",
        "DELETE FROM sizes_phase WHERE zone_id = %s",
        "INSERT INTO sizes_phase (zone_id, since_on, state, term) VALUES (%s, now(), 'draft', 1)",
    ],
)
def test_raw_sql_cannot_make_up_the_past_of_a_zone(sql):
    zone = make.proposed_zone()
    with (
        pytest.raises(InternalError, match="written by their zone"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, [zone.pk])


def test_a_draft_can_be_deleted_with_its_phases():
    zone = make.draft()
    zone.delete()
    assert not Phase.objects.filter(zone_id=zone.pk).exists()
