"""Every state × step × role, what each step asks for, and that no other door is open."""

import datetime as dt
import itertools
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import InternalError, connection, transaction

from groundwork import clock
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from partners.models import Membership
from sizes import comment_period, lifecycle
from sizes.dates import years_after
from sizes.management.commands.lifecycle import page
from sizes.models import (
    Footprint,
    Limits,
    MissingCapacity,
    Review,
    Transition,
    Zone,
)
from sizes.status import MOVES, State, Status, status_on
from tests import factories as make

pytestmark = pytest.mark.django_db
Role = Membership.Role
MONTH = make.PROPOSED_DAYS * make.DAY

_AGREEING = {"representative", "councillor"}
WHO = {
    "publish": _AGREEING,
    "return": _AGREEING,
    "withdraw": _AGREEING,
    "declare": {"councillor"},
    "open_review": _AGREEING,
    "renew": {"councillor"},
    "mainstream": {"councillor"},
    "dissolve": {"councillor"},
}
ROLES = (
    "visitor",
    "stranger",
    "starter",
    *Role.values,
    "councillor of a council that does not lead",
    "councillor of a council that declined",
    "representative of a signatory",
    "administrator",
)


def ready_in(state: str, step: str) -> Zone:
    """A zone that came to the state by today, with all that the step asks for."""
    early = state == State.PROPOSED
    zone = make.zone_in(state, on=clock.today() - MONTH if early else None)
    if state in MOVES[step][0]:
        make.prepare(zone, step)
    return zone


def someone(zone: Zone, role: str):
    """Somebody in the role; those of Membership are in the council that leads."""
    council = zone.participants.first().organisation
    match role:
        case "visitor":
            return AnonymousUser()
        case "stranger":
            return make.person()
        case "starter":
            starter = make.person()
            Zone.objects.filter(pk=zone.pk).update(started_by=starter)
            zone.refresh_from_db()
            return starter
        case "councillor of a council that does not lead":
            return make.member(make.council(), Role.COUNCILLOR)
        case "councillor of a council that declined":
            lead = make.lead(zone, make.council(), agreed=False)
            lead.declined_on = clock.today()
            lead.save()
            return make.member(lead.organisation, Role.COUNCILLOR)
        case "representative of a signatory":
            partner = make.organisation()
            place = zone.signatures.count() + 1
            if zone.comment_periods.exists():
                row = make.signature_row(zone, "partner", partner, position=place, on=clock.today())
                row.save()
            return make.member(partner, Role.REPRESENTATIVE)
        case "administrator":
            return make.person(is_staff=True, is_superuser=True)
    return make.member(council, role)


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("step", lifecycle.STEPS)
def test_step_is_taken_only_from_its_states_by_its_roles(step, state):
    zone = ready_in(state, step)
    possible = state in MOVES[step][0]
    for role in ROLES:
        held = transaction.savepoint()
        by = someone(zone, role)
        began = role == "starter" and step == "withdraw" and state == State.DRAFT
        allowed = role in WHO[step] or began
        offered = [offer.step.name for offer in lifecycle.offers(zone, by)]
        assert (step in offered) == (allowed and possible), role
        found = lifecycle.problems(zone, step, by=by)
        assert bool(found) != (allowed and possible), (role, found)
        if allowed and possible:
            lifecycle.take(step, zone=zone, by=by, note="Because.")
            assert zone.state == MOVES[step][1]
            last = Transition.objects.filter(zone=zone).last()
            assert (last.step, last.from_state, last.to_state) == (step, state, zone.state)
            assert (last.taken_by, last.taken_on) == (by, clock.today())
        else:
            with pytest.raises(Refused if not possible else PermissionDenied):
                lifecycle.take(step, zone=zone, by=by, note="Because.")
        transaction.savepoint_rollback(held)
        zone.refresh_from_db()
        assert zone.state == state


def test_every_state_and_step_is_covered_by_these_tests():
    assert set(make.STEPS_TO) == set(State)
    assert {to for _states, to in MOVES.values()} | {State.DRAFT} == set(State)
    assert set(lifecycle.STEPS) == set(MOVES) == set(WHO)


def test_the_shortest_ways_lead_where_they_say():
    for state, steps in make.STEPS_TO.items():
        reached = State.DRAFT
        for step in steps:
            assert reached in MOVES[step][0]
            reached = MOVES[step][1]
        assert reached == state


# --- What a step asks for -------------------------------------------------------------------------


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
    early = clock.today() - MONTH
    lifecycle.take("publish", zone=zone, by=make.member(group, Role.REPRESENTATIVE), on=early)
    make.ready_to_declare(zone)
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
    zone = ready_in(State.PROPOSED, "declare")
    councillor = make.councillor_of(zone)
    lifecycle.take("declare", zone=zone, by=councillor)
    with pytest.raises(Refused):
        lifecycle.take("declare", zone=zone, by=councillor)
    assert Transition.objects.filter(zone=zone, step="declare").count() == 1


def test_declaring_begins_the_newest_boundary_and_its_footprint_on_the_start_date():
    start = clock.today() + 30 * make.DAY
    zone = make.ready_zone(starts_on=start)
    make.boundary(zone, core=make.square(side=50))
    make.bring_to(zone, State.DECLARED)
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


# What must be there to declare, what takes it away, and the sentence about it.
LACKS = {
    "the limits": (
        lambda zone: Limits.objects.filter(zone=zone).delete(),
        "Set the limits within which services may vary.",
    ),
    "an accepted commitment": (
        lambda zone: zone.acceptances.update(
            state="withdrawn", withdrawn_on=clock.today(), why_withdrawn="The lease ended."
        ),
        "Accept at least one commitment of a partner against an outcome.",
    ),
    "the outcome that the commitment was accepted against": (
        lambda zone: zone.outcomes.get().delete(),
        "Accept at least one commitment of a partner against an outcome.",
    ),
    "an outcome": (
        lambda zone: zone.outcomes.all().delete(),
        "Name at least one outcome that should get better.",
    ),
    "what was heard": (
        lambda zone: zone.comment_periods.update(what_was_heard=""),
        "Say what was heard from comments, and what was done with it.",
    ),
    "what was done with it": (
        lambda zone: zone.comment_periods.update(what_was_done=""),
        "Say what was heard from comments, and what was done with it.",
    ),
    "the end of the time for comments": (
        lambda zone: zone.comment_periods.update(closes_on=clock.today()),
        "Comments are open until",
    ),
    "the council": (
        lambda zone: withdraw_signature(zone, "council"),
        "A verified council must sign, with its authority.",
    ),
    "the community": (
        lambda zone: withdraw_signature(zone, "community"),
        "Somebody from the community must sign",
    ),
    "a local leader": (
        lambda zone: withdraw_signature(zone, "local_leader"),
        "A local leader must sign",
    ),
    "a partner": (
        lambda zone: withdraw_signature(zone, "partner"),
        "A partner must sign",
    ),
    "a target date ahead": (
        lambda zone: Zone.objects.filter(pk=zone.pk).update(
            starts_on=clock.today() - make.DAY, target_on=clock.today()
        ),
        "Target date must be in the future.",
    ),
}


def withdraw_signature(zone: Zone, capacity: str) -> None:
    rows = zone.signatures.filter(capacity=capacity)
    rows.update(withdrawn_on=clock.today(), why_withdrawn="We think otherwise now.")


@pytest.mark.parametrize("lack", LACKS)
def test_declaring_asks_for_what_is_missing_and_for_nothing_else(lack):
    take_away, sentence = LACKS[lack]
    zone = ready_in(State.PROPOSED, "declare")
    councillor = make.councillor_of(zone)
    assert lifecycle.problems(zone, "declare", by=councillor) == []
    take_away(zone)
    zone = Zone.objects.get(pk=zone.pk)
    found = lifecycle.problems(zone, "declare", by=councillor)
    assert any(problem.startswith(sentence) for problem in found), found
    with pytest.raises(Refused):
        lifecycle.take("declare", zone=zone, by=councillor)


def test_declaring_asks_for_everything_of_a_proposal_with_nothing_more():
    zone = make.proposed_zone()
    found = lifecycle.problems(zone, "declare", by=make.councillor_of(zone))
    assert len(found) == 8, found


def test_one_capacity_may_be_missing_where_it_is_said_who_was_asked():
    zone = ready_in(State.PROPOSED, "declare")
    councillor = make.councillor_of(zone)
    withdraw_signature(zone, "local_leader")
    MissingCapacity.objects.create(
        zone=zone,
        capacity="local_leader",
        who_was_asked="The ward's councillors",
        asked_on=clock.today(),
        why_not="An election is near.",
    )
    zone = Zone.objects.get(pk=zone.pk)
    assert lifecycle.problems(zone, "declare", by=councillor) == []
    withdraw_signature(zone, "partner")
    assert len(lifecycle.problems(zone, "declare", by=councillor)) == 1


def test_signatures_of_an_earlier_version_do_not_count():
    zone = ready_in(State.PROPOSED, "declare")
    comment_period.begin_again(zone, "its purpose was changed", on=clock.today() - MONTH)
    zone.comment_periods.update(what_was_heard="Little.", what_was_done="We read it.")
    found = lifecycle.problems(zone, "declare", by=make.councillor_of(zone))
    assert len(found) == 4, found


@pytest.mark.parametrize("decision", ["renew", "mainstream", "dissolve"])
def test_a_review_that_decided_otherwise_lets_nothing_else_happen(decision):
    zone = make.zone_in(State.UNDER_REVIEW)
    make.prepare(zone, decision)
    make.closing_page(zone)
    councillor = make.councillor_of(zone)
    for step in ("renew", "mainstream", "dissolve"):
        assert bool(lifecycle.problems(zone, step, by=councillor)) == (step != decision)


@pytest.mark.parametrize("step", ["mainstream", "dissolve"])
def test_ending_asks_for_the_closing_page(step):
    zone = make.zone_in(State.UNDER_REVIEW)
    make.decide(zone, step)
    councillor = make.councillor_of(zone)
    (problem,) = lifecycle.problems(zone, step, by=councillor)
    assert problem.startswith("Write the closing page: what was tried")
    make.closing_page(zone)
    assert lifecycle.problems(zone, step, by=councillor) == []


def test_dissolving_before_a_review_asks_for_the_closing_page_alone():
    zone = make.declared_zone()
    councillor = make.councillor_of(zone)
    (problem,) = lifecycle.problems(zone, "dissolve", by=councillor)
    assert problem.startswith("Write the closing page")


@pytest.mark.parametrize("days", [-90, 0, 90])
def test_a_review_that_the_date_has_opened_decides_about_dissolving_too(days):
    zone = make.declared_zone()
    make.closing_page(zone)
    day = zone.target_on + days * make.DAY
    (problem,) = lifecycle.problems(zone, "dissolve", by=make.councillor_of(zone), on=day)
    assert problem == "Record in the review that it is decided: dissolve."


def test_renewing_moves_the_target_date_and_counts_the_term():
    zone = make.zone_in(State.UNDER_REVIEW)
    make.prepare(zone, "renew")
    before = zone.target_on
    lifecycle.take("renew", zone=zone, by=make.councillor_of(zone))
    assert (zone.state, zone.term) == (State.DECLARED, 2)
    assert zone.target_on == before + 730 * make.DAY
    review = Review.objects.get(zone=zone)
    assert (review.term, review.decided_on) == (1, clock.today())
    lifecycle.take("open_review", zone=zone, by=make.councillor_of(zone))
    assert [row.term for row in Review.objects.filter(zone=zone).order_by("term")] == [1, 2]


# --- Lapsed by date alone -------------------------------------------------------------------------


@pytest.mark.parametrize("state", [State.DECLARED, State.UNDER_REVIEW])
def test_a_lapsed_zone_can_only_be_dissolved(state):
    zone = make.zone_in(state)
    last_day = zone.target_on + settings.GRACE_DAYS * make.DAY
    lapsed = last_day + make.DAY
    councillor = make.councillor_of(zone)
    assert status_on(zone, lapsed) == Status.LAPSED
    make.closing_page(zone)
    for step in lifecycle.STEPS:
        before, after = (
            lifecycle.problems(zone, step, by=councillor, on=day) for day in (last_day, lapsed)
        )
        if step == "dissolve":
            assert after == []
        else:
            assert after, step
        if state in MOVES[step][0] and step != "dissolve":
            (said,) = after
            assert said == "The zone has lapsed: nobody decided in time. It can only be dissolved."
            assert said not in before
            with pytest.raises(Refused, match="lapsed"):
                lifecycle.take(step, zone=zone, by=councillor, on=lapsed)
    lifecycle.take("dissolve", zone=zone, by=councillor, on=lapsed, note="Nobody decided.")
    assert zone.state == State.DISSOLVED
    assert status_on(zone, lapsed - make.DAY) != Status.LAPSED
    assert status_on(zone, lapsed) == Status.DISSOLVED


def test_a_decision_of_the_last_day_of_grace_is_in_time():
    zone = make.zone_in(State.UNDER_REVIEW)
    last_day = zone.target_on + settings.GRACE_DAYS * make.DAY
    make.decide(zone, "renew", on=last_day, new_target_on=last_day + 365 * make.DAY)
    lifecycle.take("renew", zone=zone, by=make.councillor_of(zone), on=last_day)
    assert status_on(zone, last_day) == Status.ACTIVE
    assert status_on(zone, last_day - make.DAY) == Status.UNDER_REVIEW


# --- Other doors ----------------------------------------------------------------------------------

LEAPS = sorted(
    set(itertools.permutations(State.values, 2))
    - {(str(state), str(to)) for states, to in MOVES.values() for state in states}
)


@pytest.mark.promise
@pytest.mark.parametrize("state", State.values)
def test_raw_sql_cannot_take_an_illegal_step(state):
    """Whatever dates are written with it, so that nothing but the step itself is in the way."""
    zone = make.zone_in(state)
    today = clock.today()
    dates = {"proposed_on": today, "declared_on": today, "state_since_on": today}
    for _, to in (leap for leap in LEAPS if leap[0] == state):
        with pytest.raises(InternalError, match="Invalid transition"), transaction.atomic():
            Zone.objects.filter(pk=zone.pk).update(state=to, **dates)


@pytest.mark.promise
@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM sizes_zone WHERE id = %s",
        "DELETE FROM sizes_transition WHERE zone_id = %s",
        "UPDATE sizes_transition SET note = 'never happened' WHERE zone_id = %s",
        "UPDATE sizes_zoneevent SET name = 'another' WHERE pgh_obj_id = %s",
        "DELETE FROM sizes_zoneevent WHERE pgh_obj_id = %s",
    ],
)
def test_raw_sql_cannot_alter_the_record(sql):
    zone = make.proposed_zone()
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


def test_the_command_prints_the_page(capsys):
    call_command("lifecycle")
    assert capsys.readouterr().out == page()


def test_years_after_a_leap_day_is_the_day_before_the_first_of_march():
    assert years_after(dt.date(2028, 2, 29), 1) == dt.date(2029, 2, 28)
