"""The life of a zone, led at random: its verbs by anyone on any day, and raw SQL between them.

Only MOVES ever happen; each step leaves a record; each past day keeps what it was; what is refused
leaves no trace, and what raw SQL may write is in the history like all else.
"""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from groundwork.problems import Refused
from partners.models import Membership
from sizes import comment_period, drafting, lifecycle
from sizes.limiting import set_limits
from sizes.models import CommentPeriod, Phase, Transition, Zone
from sizes.status import MOVES, State, Status, status_in_sql, status_of_phase, status_on
from tests import factories as make

Role = Membership.Role
BEGUN = dt.date(2027, 10, 1)
# To the next day, over the change of clocks, to a leap day, past a term, and past its grace.
LEAPS = st.sampled_from([1, 14, 28, 31, 151, 365, 731, 822])
STATES = st.sampled_from(State.values)
LEGAL = {(str(state), str(to)) for states, to in MOVES.values() for state in states}

# What raw SQL tries that the database must refuse; each takes the zone's key once.
FORBIDDEN = (
    "UPDATE sizes_zone SET starts_on = target_on WHERE id = %s AND state = 'declared'",
    "UPDATE sizes_zone SET target_on = NULL WHERE id = %s AND state IN ('proposed', 'declared')",
    "UPDATE sizes_zone SET declared_on = NULL WHERE id = %s AND state = 'declared'",
    "DELETE FROM sizes_zone WHERE id = %s AND proposed_on IS NOT NULL",
    "UPDATE sizes_transition SET taken_on = taken_on - 1 WHERE zone_id = %s",
    "DELETE FROM sizes_transition WHERE zone_id = %s",
    "UPDATE sizes_zoneevent SET state = 'draft' WHERE pgh_obj_id = %s",
    "DELETE FROM sizes_zoneevent WHERE pgh_obj_id = %s",
    "UPDATE sizes_signature SET capacity = 'partner' WHERE zone_id = %s AND capacity = 'council'",
    "DELETE FROM sizes_signature WHERE zone_id = %s",
    "DELETE FROM sizes_notice WHERE zone_id = %s",
    "DELETE FROM sizes_review WHERE zone_id = %s",
)


def rows_of(table: str, column: str, key: int) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} WHERE {column} = %s ORDER BY 1", [key])
        return cursor.fetchall()


class LifeOfAZone(RuleBasedStateMachine):
    """A zone, the people who press its buttons, somebody at the database, and a calendar."""

    def __init__(self):
        super().__init__()
        self.on = BEGUN
        self.zone = make.ready_zone(
            starts_on=BEGUN + 60 * make.DAY,
            target_on=BEGUN + 700 * make.DAY,
            phase_since_on=BEGUN,
            state_since_on=BEGUN,
        )
        council = self.zone.participants.get().organisation
        ever = BEGUN - 9999 * make.DAY
        self.people = [make.member(council, role, starts_on=ever) for role in Role.values]
        self.people.append(make.person())
        self.councillor = self.people[Role.values.index(Role.COUNCILLOR)]
        self.steps: list[tuple[str, str, str]] = []
        # What each day ended as, as this test saw it.
        self.then: dict[dt.date, tuple] = {}

    @initialize(state=STATES)
    def begin_in(self, state):
        """Anywhere in its life."""
        make.bring_to(self.zone, state, by=self.councillor, on=self.on)
        self.zone = Zone.objects.get(pk=self.zone.pk)
        taken = Transition.objects.filter(zone=self.zone)
        self.steps = [*taken.values_list("step", "from_state", "to_state")]

    # --- What is looked at after each act

    def count_events(self) -> int:
        return len(rows_of("sizes_zoneevent", "pgh_obj_id", self.zone.pk))

    def seen(self) -> tuple:
        zone = self.zone
        return (zone.state, zone.starts_on, zone.target_on, zone.term)

    def everything(self) -> list[list[tuple]]:
        """All that is kept of the zone, word for word."""
        tables = {
            "sizes_zone": "id",
            "sizes_zoneevent": "pgh_obj_id",
            **dict.fromkeys(
                (
                    "sizes_transition",
                    "sizes_phase",
                    "sizes_commentperiod",
                    "sizes_review",
                    "sizes_notice",
                    "sizes_signature",
                    "sizes_boundary",
                ),
                "zone_id",
            ),
        }
        return [rows_of(table, column, self.zone.pk) for table, column in tables.items()]

    def attempt(self, act: Any) -> bool:
        """Whether the act was done; refused, it leaves everything as it was."""
        before = self.everything()
        try:
            with transaction.atomic():
                act()
        except (Refused, PermissionDenied, DatabaseError):
            self.zone = Zone.objects.get(pk=self.zone.pk)
            assert self.everything() == before
            return False
        self.zone = Zone.objects.get(pk=self.zone.pk)
        return True

    # --- The hands

    @rule(days=LEAPS)
    def days_pass(self, days):
        for passed in range(days):
            self.then[self.on + passed * make.DAY] = self.seen()
        self.on += days * make.DAY

    @rule(
        step=st.sampled_from(sorted(MOVES)),
        who=st.integers(0, 4),
        note=st.sampled_from(["", "So."]),
    )
    def press(self, step, who, note):
        """Somebody presses a button."""
        before, by = self.zone.state, self.people[who]
        found = lifecycle.problems(self.zone, step, by=by, on=self.on)
        if self.attempt(lambda: lifecycle.take(step, zone=self.zone, by=by, on=self.on, note=note)):
            assert found == []
            assert before in MOVES[step][0]
            assert self.zone.state == MOVES[step][1]
            assert step == "dissolve" or status_on(self.zone, self.on) != Status.LAPSED
            self.steps.append((step, before, self.zone.state))

    @rule(step=st.sampled_from(["declare", "renew", "mainstream", "dissolve"]))
    def prepare(self, step):
        """Those who lead see to what a step needs, but for days that must pass."""
        if self.zone.state in MOVES[step][0]:
            make.prepare(self.zone, step, on=self.on)

    @rule()
    def get_on(self):
        """The councillor takes the next step that nothing is in the way of."""
        for offer in lifecycle.offers(self.zone, self.councillor, on=self.on):
            if not offer.problems and offer.step.name not in ("return", "withdraw"):
                before = self.zone.state
                lifecycle.take(
                    offer.step.name, zone=self.zone, by=self.councillor, on=self.on, note="So."
                )
                self.zone = Zone.objects.get(pk=self.zone.pk)
                self.steps.append((offer.step.name, before, self.zone.state))
                return

    @rule(days=st.integers(30, 900), who=st.integers(0, 4))
    def change_the_dates(self, days, who):
        periods = self.zone.comment_periods.count()
        was, by = self.zone.target_on, self.people[who]
        target_on = self.on + days * make.DAY
        done = self.attempt(
            lambda: drafting.set_dates(
                zone=self.zone,
                by=by,
                starts_on=min(self.zone.starts_on, self.on),
                target_on=target_on,
                on=self.on,
            )
        )
        if done:
            assert self.zone.state in (State.DRAFT, State.PROPOSED)
            is_material = self.zone.state == State.PROPOSED and was != target_on
            if is_material:
                assert comment_period.current(self.zone).opened_on == self.on
            else:
                assert self.zone.comment_periods.count() == periods

    @rule(days=st.integers(10, 90), why=st.sampled_from(["", "Harvest."]))
    def choose_the_time_for_comments(self, days, why):
        before = self.zone.state
        done = self.attempt(
            lambda: comment_period.set_length(
                zone=self.zone, days=days, why=why, by=self.councillor
            )
        )
        assert not done or before == State.DRAFT
        assert not done or 14 <= days <= 84
        assert not done or days == 28 or why

    @rule(days=st.integers(1, 999))
    def set_the_limits(self, days):
        done = self.attempt(
            lambda: set_limits(zone=self.zone, by=self.councillor, longest_days=days)
        )
        assert done == (self.zone.state in (State.DRAFT, State.PROPOSED))

    @rule(to=STATES)
    def write_a_state_by_sql(self, to):
        """Raw SQL moves a zone only as steps do, and then with all the dates that it needs."""
        before = self.zone.state
        done = self.attempt(lambda: self.run(SQL_STATE, [to, self.on, self.on, self.on, self.on]))
        assert done == (before == to or (before, to) in LEGAL)
        if done and before != to:
            assert self.zone.state == to

    @rule(days=st.integers(1, 900))
    def write_a_date_by_sql(self, days):
        target_on = max(self.on, self.zone.starts_on) + days * make.DAY
        assert self.attempt(lambda: self.run(SQL_TARGET, [target_on, self.on]))
        assert self.zone.target_on == target_on

    @rule(words=st.sampled_from(["One.", "Other."]))
    def write_words_by_sql(self, words):
        is_new = self.zone.purpose != words
        before = self.count_events()
        assert self.attempt(
            lambda: self.run("UPDATE sizes_zone SET purpose = %s WHERE id = %s", [words])
        )
        assert self.count_events() == before + is_new
        last = self.zone.events.order_by("-pgh_id").first()
        assert last.purpose == words

    @rule(sql=st.sampled_from(FORBIDDEN))
    def try_what_is_forbidden_by_sql(self, sql):
        """Refused, or there is nothing that it could touch: nothing is different either way."""
        before = self.everything()
        self.attempt(lambda: self.run(sql, []))
        assert self.everything() == before

    def run(self, sql: str, values: list) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, [*values, self.zone.pk])

    # --- What always holds

    @invariant()
    def each_step_left_a_record(self):
        kept = Transition.objects.filter(zone=self.zone)
        assert [*kept.values_list("step", "from_state", "to_state")] == self.steps

    @invariant()
    def what_the_zone_is_is_the_last_in_its_history_and_phases(self):
        last = self.zone.events.order_by("-pgh_id").first()
        assert (last.state, last.starts_on, last.target_on, last.term) == self.seen()
        phase = Phase.objects.get(zone=self.zone, until_on=None)
        assert (phase.state, phase.starts_on, phase.target_on, phase.term) == self.seen()

    @invariant()
    def every_past_day_is_what_it_was(self):
        days = sorted(self.then)
        some = {*days[:2], *days[-2:], *days[:: max(1, len(days) // 5)]}
        for day in some:
            state, starts_on, target_on, _ = self.then[day]
            was = Phase(state=state, starts_on=starts_on, target_on=target_on)
            expected = status_of_phase(was, day)
            assert status_on(self.zone, day) == expected, day
            found = Zone.objects.filter(pk=self.zone.pk).values_list(status_in_sql(day))
            assert found.get() == (expected,), day

    @invariant()
    def periods_for_comments_are_numbered_and_never_shorter_than_allowed(self):
        periods = [*CommentPeriod.objects.filter(zone=self.zone).order_by("number")]
        assert [each.number for each in periods] == [*range(1, len(periods) + 1)]
        assert all(14 <= (each.closes_on - each.opened_on).days <= 84 for each in periods)


SQL_STATE = """
    UPDATE sizes_zone SET state = %s, phase_since_on = %s, state_since_on = %s,
        proposed_on = COALESCE(proposed_on, %s), declared_on = COALESCE(declared_on, %s)
    WHERE id = %s
"""
SQL_TARGET = "UPDATE sizes_zone SET target_on = %s, phase_since_on = %s WHERE id = %s"


class TestLifeOfAZone(HypothesisTestCase, LifeOfAZone.TestCase):
    settings = hypothesis_settings(
        max_examples=20,
        stateful_step_count=14,
        derandomize=True,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
