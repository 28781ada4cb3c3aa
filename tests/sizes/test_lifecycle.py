"""Every state × step × role, what each step asks for, and that no other door is open."""

import datetime as dt
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import InternalError, connection, transaction
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from groundwork import clock
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from partners.models import Membership
from sizes import lifecycle
from sizes.management.commands.lifecycle import page
from sizes.models import Footprint, Transition, Zone
from sizes.status import MOVES, State
from tests import factories as make

pytestmark = pytest.mark.django_db
Role = Membership.Role

PATHS = {
    State.DRAFT: (),
    State.PROPOSED: ("publish",),
    State.DECLARED: ("publish", "declare"),
    State.WITHDRAWN: ("publish", "withdraw"),
}
WHO = {
    "publish": {"representative", "councillor"},
    "return": {"representative", "councillor"},
    "withdraw": {"representative", "councillor"},
    "declare": {"councillor"},
}
ROLES = ("stranger", "starter", "editor", "representative", "councillor", "officer")


def zone_in(state: State) -> Zone:
    zone = make.ready_zone()
    councillor = make.councillor_of(zone)
    for step in PATHS[state]:
        lifecycle.take(step, zone=zone, by=councillor, note="Because.")
    return zone


def someone(zone: Zone, role: str):
    if role == "starter":
        starter = make.person()
        Zone.objects.filter(pk=zone.pk).update(started_by=starter)
        zone.refresh_from_db()
        return starter
    if role == "stranger":
        return make.person()
    return make.member(zone.participants.get().organisation, role)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", PATHS)
@pytest.mark.parametrize("step", lifecycle.STEPS)
def test_step_is_taken_only_from_its_states_by_its_roles(step, state, role):
    zone = zone_in(state)
    by = someone(zone, role)
    allowed = role in WHO[step] or (
        role == "starter" and step == "withdraw" and state == State.DRAFT
    )
    possible = state in MOVES[step][0]
    assert (step in [offer.step.name for offer in lifecycle.offers(zone, by)]) == (
        allowed and possible
    )
    assert bool(lifecycle.problems(zone, step, by=by)) != (allowed and possible)
    if allowed and possible:
        lifecycle.take(step, zone=zone, by=by, note="Because.")
        assert zone.state == MOVES[step][1]
        last = Transition.objects.filter(zone=zone).last()
        assert (last.step, last.from_state, last.to_state) == (step, state, zone.state)
        assert last.taken_by == by
    else:
        with pytest.raises(Refused if not possible else PermissionDenied):
            lifecycle.take(step, zone=zone, by=by, note="Because.")
        zone.refresh_from_db()
        assert zone.state == state


def test_every_state_that_steps_lead_to_is_covered_by_these_tests():
    assert {to for _states, to in MOVES.values()} | {State.DRAFT} == set(PATHS)
    assert set(lifecycle.STEPS) == set(MOVES) == set(WHO)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"purpose": " "}, "intend to improve"),
        ({"why_here": ""}, "why a zone is needed"),
        ({"what_stays": ""}, "what will not change"),
        ({"how_far": ""}, "how far"),
        ({"starts_on": None}, "what day the zone starts"),
        ({"target_on": None}, "target date"),
        ({"target_on": clock.today(), "starts_on": None}, "Target date must be in the future."),
        ({"target_on": clock.today() + 366 * 6 * make.DAY}, "more than five years"),
    ],
)
def test_publishing_asks_for_what_is_missing(change, sentence):
    zone = make.ready_zone(**change)
    found = lifecycle.problems(zone, "publish", by=make.councillor_of(zone))
    assert any(sentence in problem for problem in found), found


def test_publishing_asks_for_everything_of_an_empty_draft():
    zone = make.draft()
    council = make.council()
    make.lead(zone, council)
    found = lifecycle.problems(zone, "publish", by=make.member(council, Role.COUNCILLOR))
    assert len(found) == 9


def test_a_term_of_more_than_five_years_is_possible_with_a_reason():
    zone = make.ready_zone(
        target_on=clock.today() + 366 * 6 * make.DAY, why_so_long="Trees grow slowly."
    )
    assert lifecycle.problems(zone, "publish", by=make.councillor_of(zone)) == []


def test_declaring_is_refused_to_a_councillor_of_an_unverified_council():
    council = make.council(verified=False)
    zone = make.proposed_zone(leads=[council])
    with pytest.raises(PermissionDenied):
        lifecycle.take("declare", zone=zone, by=make.member(council, Role.COUNCILLOR))


def test_declaring_is_refused_when_the_council_was_asked_but_has_not_agreed():
    group, council = make.organisation(), make.council()
    zone = make.ready_zone(leads=[group])
    make.lead(zone, council, agreed=False)
    lifecycle.take("publish", zone=zone, by=make.member(group, Role.REPRESENTATIVE))
    with pytest.raises(PermissionDenied):
        lifecycle.take("declare", zone=zone, by=make.member(council, Role.COUNCILLOR))


def test_a_membership_that_has_ended_gives_no_right():
    zone = make.ready_zone()
    council = zone.participants.get().organisation
    today = clock.today()
    former = make.member(council, Role.COUNCILLOR, ends_on=today)
    assert lifecycle.offers(zone, former) == []


@pytest.mark.parametrize("step", ["return", "withdraw"])
def test_step_that_needs_a_reason_is_refused_without_one(step):
    zone = make.proposed_zone()
    with pytest.raises(Refused, match="reason"):
        lifecycle.take(step, zone=zone, by=make.councillor_of(zone), note="  ")


def test_taking_a_step_with_an_old_version_shows_what_changed_meanwhile():
    zone = make.ready_zone()
    old = zone.version
    zone.write(name="Another name")
    with pytest.raises(ChangedMeanwhile) as meanwhile:
        lifecycle.take("publish", zone=zone, by=make.councillor_of(zone), expected=old)
    assert meanwhile.value.current.name == "Another name"


def test_declaring_twice_does_it_once():
    zone = make.proposed_zone()
    councillor = make.councillor_of(zone)
    lifecycle.take("declare", zone=zone, by=councillor)
    with pytest.raises(Refused):
        lifecycle.take("declare", zone=zone, by=councillor)
    assert Transition.objects.filter(zone=zone, step="declare").count() == 1


def test_declaring_begins_the_newest_boundary_and_its_footprint_on_the_start_date():
    start = clock.today() + 30 * make.DAY
    zone = make.ready_zone(starts_on=start)
    make.boundary(zone, core=make.square(side=50))
    councillor = make.councillor_of(zone)
    for step in ("publish", "declare"):
        lifecycle.take(step, zone=zone, by=councillor)
    footprint = Footprint.objects.get(zone=zone)
    assert (footprint.starts_on, footprint.ends_on) == (start, None)
    assert footprint.core.area == 2500
    assert footprint.edge.length == 1200


def test_a_proposal_returned_to_draft_stays_public_and_keeps_its_first_date():
    first = clock.today() - 10 * make.DAY
    zone = make.proposed_zone(on=first)
    councillor = make.councillor_of(zone)
    lifecycle.take("return", zone=zone, by=councillor, note="To mend the map.")
    assert zone.is_public
    lifecycle.take("publish", zone=zone, by=councillor)
    assert zone.proposed_on == first


@pytest.mark.promise
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE sizes_zone SET state = 'declared', declared_on = '2026-01-01' WHERE id = %s",
        "UPDATE sizes_zone SET state = 'dissolved' WHERE id = %s",
        "DELETE FROM sizes_transition WHERE zone_id = %s",
        "UPDATE sizes_transition SET note = 'never happened' WHERE zone_id = %s",
        "UPDATE sizes_zoneevent SET name = 'another' WHERE pgh_obj_id = %s",
        "DELETE FROM sizes_zoneevent WHERE pgh_obj_id = %s",
    ],
)
def test_raw_sql_cannot_take_an_illegal_step_or_alter_the_record(sql):
    zone = make.proposed_zone()
    if "'declared'" in sql:
        lifecycle.take("return", zone=zone, by=make.councillor_of(zone), note="Not yet.")
    with (
        pytest.raises(InternalError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, [zone.pk])


@pytest.mark.promise
def test_raw_sql_that_changes_a_zone_is_in_its_history():
    zone = make.proposed_zone()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sizes_zone SET purpose = 'Other' WHERE id = %s", [zone.pk])
        cursor.execute(
            "SELECT purpose FROM sizes_zoneevent WHERE pgh_obj_id = %s ORDER BY pgh_id DESC",
            [zone.pk],
        )
        assert cursor.fetchone() == ("Other",)


def test_the_page_in_the_documentation_is_the_one_that_the_code_makes():
    assert Path(settings.BASE_DIR, "docs", "lifecycle.md").read_text() == page()


class LifeOfAZone(RuleBasedStateMachine):
    """Steps pressed in any order by anyone: only MOVES ever happen, and each leaves a record."""

    def __init__(self):
        super().__init__()
        self.zone = make.ready_zone()
        council = self.zone.participants.get().organisation
        self.people = [make.member(council, role) for role in Role.values] + [make.person()]
        self.taken = 0

    @rule(
        step=st.sampled_from(sorted(MOVES)),
        who=st.integers(0, 4),
        note=st.sampled_from(["", "So."]),
    )
    def press(self, step, who, note):
        before = self.zone.state
        try:
            lifecycle.take(step, zone=self.zone, by=self.people[who], note=note)
        except (Refused, PermissionDenied):
            self.zone.refresh_from_db()
            assert self.zone.state == before
        else:
            self.taken += 1
            assert before in MOVES[step][0]
            assert self.zone.state == MOVES[step][1]

    @invariant()
    def each_step_left_a_record_that_ends_in_the_state(self):
        steps = list(Transition.objects.filter(zone=self.zone))
        assert len(steps) == self.taken
        assert self.zone.state == (steps[-1].to_state if steps else State.DRAFT)


class TestLifeOfAZone(HypothesisTestCase, LifeOfAZone.TestCase):
    settings = hypothesis_settings(
        max_examples=15,
        stateful_step_count=8,
        derandomize=True,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


def test_years_after_a_leap_day_is_the_day_before_the_first_of_march():
    assert years_after(dt.date(2028, 2, 29), 1) == dt.date(2029, 2, 28)
