"""Reviews: interim ones on their days, the last by a person or by the date, and its decision."""

import datetime as dt

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from groundwork import clock
from groundwork.models import Letter
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from partners.models import Membership
from sizes import deciding, lifecycle, reviewing
from sizes.deciding import ReviewGiven
from sizes.models import InterimReview, Meeting, Review
from sizes.status import State, Status
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = make.DAY
Role = Membership.Role
ROLES = ("stranger", "editor", "officer", "representative", "councillor")


def a_lead_of(zone):
    return make.member(zone.participants.first().organisation, Role.REPRESENTATIVE)


def by_role(zone, role):
    if role == "stranger":
        return make.person()
    return make.member(zone.participants.first().organisation, role)


def look(zone, due_on=None):
    return InterimReview.objects.create(zone=zone, due_on=due_on or clock.today() + 30 * DAY)


def hold(interim, **more):
    by = more.pop("by", None) or a_lead_of(interim.zone)
    said = {"findings": "It goes well.", "reason": "People come."} | more
    return reviewing.hold(interim=interim, by=by, **said)


def words(zone, on):
    return [(each.due_on, each.word) for each in reviewing.interims_of(zone, on=on)]


# --- Interim reviews ------------------------------------------------------------------------------


def test_an_interim_review_is_planned_then_due_for_thirty_days_and_overdue_after_its_day():
    zone = make.declared_zone()
    day = look(zone).due_on
    assert words(zone, day - 31 * DAY) == [(day, "Planned")]
    assert words(zone, day - 30 * DAY) == words(zone, day) == [(day, "Due")]
    assert words(zone, day + DAY) == [(day, "Overdue")]


def test_an_interim_review_is_held_from_the_day_on_which_it_was_recorded():
    zone = make.declared_zone()
    interim = look(zone)
    day = interim.due_on
    review = hold(interim, held_on=day + 2 * DAY, on=day + 5 * DAY)
    assert (review.decision, review.opened_on, review.decided_on) == (
        "go_on",
        day + 2 * DAY,
        day + 5 * DAY,
    )
    assert words(zone, day + 4 * DAY) == [(day, "Overdue")]
    assert words(zone, day + 5 * DAY) == [(day, "Held")]
    assert reviewing.interims_of(zone, on=day + 5 * DAY)[0].says.startswith("Held on ")


def test_an_interim_review_is_held_on_the_day_of_its_meeting_unless_another_is_given():
    zone = make.declared_zone()
    interim = look(zone)
    meeting = make.meeting(zone, held_on=interim.due_on - 3 * DAY)
    review = hold(interim, meeting=meeting, on=interim.due_on)
    assert (review.meeting, review.opened_on) == (meeting, interim.due_on - 3 * DAY)


@pytest.mark.parametrize("role", ROLES)
def test_an_interim_review_is_recorded_by_those_who_lead(role):
    zone = make.declared_zone()
    interim, by = look(zone), by_role(zone, role)
    if role in ("representative", "councillor"):
        assert hold(interim, by=by).decided_by == by
    else:
        with pytest.raises(PermissionDenied):
            hold(interim, by=by)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"findings": " "}, "Say what the review found."),
        ({"reason": ""}, "Say why the zone goes on."),
        ({"held_on": clock.today() + DAY}, "the day is still to come"),
        ({"held_on": clock.today() - 400 * DAY}, "The zone only started on"),
    ],
)
def test_an_interim_review_asks_for_what_is_missing(more, sentence):
    with pytest.raises(Refused, match=sentence):
        hold(look(make.declared_zone()), **more)


def test_an_interim_review_is_not_held_at_a_meeting_that_was_cancelled_or_is_anothers():
    zone = make.declared_zone()
    interim = look(zone)
    cancelled = make.meeting(zone, cancelled_on=clock.today(), why_cancelled="Snow.")
    for meeting in (cancelled, make.meeting(make.draft())):
        with pytest.raises(Refused, match=r"cancelled|of this zone"):
            hold(interim, meeting=meeting)


def test_recording_it_twice_in_the_same_words_records_it_once():
    zone = make.declared_zone()
    interim, by = look(zone), a_lead_of(zone)
    assert hold(interim, by=by) == hold(interim, by=by)
    with pytest.raises(Refused, match="Somebody recorded this review meanwhile"):
        hold(interim, findings="Other words.", by=by)
    assert Review.objects.get(interim=interim).findings == "It goes well."


@pytest.mark.parametrize("state", [State.PROPOSED, State.DISSOLVED, State.MAINSTREAMED])
def test_an_interim_review_is_held_only_while_the_zone_runs(state):
    zone = make.zone_in(state)
    with pytest.raises(Refused, match="not running"):
        hold(look(zone))


def test_an_interim_review_can_be_held_until_the_zone_lapses():
    zone = make.declared_zone()
    last = zone.target_on + settings.GRACE_DAYS * DAY
    first, second = look(zone), look(zone, clock.today() + 31 * DAY)
    assert hold(first, on=last)
    with pytest.raises(Refused, match="not running"):
        hold(second, on=last + DAY)
    assert words(zone, last + DAY) == [(first.due_on, "Held"), (second.due_on, "Not held")]


def test_those_who_lead_and_those_who_signed_are_told_once():
    zone = make.declared_zone()
    lead = a_lead_of(zone)
    partner = zone.signatures.get(capacity="partner").organisation
    signed = make.member(partner, Role.REPRESENTATIVE)
    hold(look(zone), by=lead)
    letters = Letter.objects.filter(key__startswith="review-decided-")
    told = [letter.to for letter in letters]
    assert sorted(told) == sorted(set(told))
    assert {lead.email, signed.email} <= set(told)
    assert f"/zones/{zone.slug}/review/" in letters.first().body


def test_unheld_ones_are_those_of_running_zones_that_nobody_held():
    zone = make.declared_zone()
    held, waiting = look(zone), look(zone, clock.today() + 40 * DAY)
    look(make.proposed_zone())
    look(make.zone_in(State.DISSOLVED))
    hold(held)
    assert [*reviewing.unheld(clock.today())] == [waiting]


# --- The last review ------------------------------------------------------------------------------


def opened_zone():
    """A zone of which a person opened the review today."""
    return make.zone_in(State.UNDER_REVIEW)


def given(zone, decision="renew", **more):
    meeting = more.pop("meeting", None) or make.meeting(zone)
    new = zone.target_on + 365 * DAY if decision == "renew" else None
    return ReviewGiven(
        **{
            "findings": "More people walk.",
            "meeting": meeting,
            "decision": decision,
            "reason": "It works.",
            "effect": "It goes on.",
            "new_target_on": new,
        }
        | more
    )


def test_a_person_opens_the_review_and_is_named():
    zone = make.declared_zone()
    by = a_lead_of(zone)
    lifecycle.take("open_review", zone=zone, by=by)
    review = reviewing.last_review(zone)
    assert (review.opened_by, review.opened_on, review.term) == (by, clock.today(), 1)
    assert Letter.objects.filter(key__startswith="review-opened-", to=by.email).count() == 1


@pytest.mark.parametrize(
    ("days", "status"),
    [
        (-settings.REVIEW_NOTICE_DAYS, Status.REVIEW_DUE),
        (0, Status.REVIEW_DUE),
        (1, Status.REVIEW_OVERDUE),
        (settings.GRACE_DAYS, Status.REVIEW_OVERDUE),
    ],
)
def test_the_date_opens_the_review_for_whoever_writes_it_first(days, status):
    zone = make.declared_zone()
    day, by = zone.target_on + days * DAY, a_lead_of(zone)
    assert zone.status(day) == status
    review = deciding.write(zone=zone, given=ReviewGiven(findings="So far."), by=by, on=day)
    assert review.opened_by is None
    assert review.opened_on == zone.target_on - settings.REVIEW_NOTICE_DAYS * DAY
    assert zone.state == State.UNDER_REVIEW
    step = zone.transitions.last()
    assert (step.step, step.taken_by, step.taken_on) == ("open_review", by, day)
    assert "because the target date is near" in step.note


@pytest.mark.parametrize("days", [-settings.REVIEW_NOTICE_DAYS - 1, settings.GRACE_DAYS + 1])
def test_before_and_after_the_date_nothing_is_opened(days):
    zone = make.declared_zone()
    day = zone.target_on + days * DAY
    with pytest.raises(Refused, match=r"not open yet|has lapsed"):
        deciding.write(zone=zone, given=ReviewGiven(), by=a_lead_of(zone), on=day)
    zone.refresh_from_db()
    assert (zone.state, zone.reviews.count()) == (State.DECLARED, 0)


WRITABLE = {State.UNDER_REVIEW}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    "state",
    [State.PROPOSED, State.DECLARED, State.UNDER_REVIEW, State.DISSOLVED, State.MAINSTREAMED],
)
def test_the_review_is_written_by_those_who_lead_while_it_is_open(state, role):
    zone = make.zone_in(state)
    by, may = by_role(zone, role), role in ("representative", "councillor")
    if may and state in WRITABLE:
        assert deciding.write(zone=zone, given=ReviewGiven(reason="So."), by=by).reason == "So."
        return
    with pytest.raises(Refused if may else PermissionDenied):
        deciding.write(zone=zone, given=ReviewGiven(), by=by)


def test_a_stale_write_is_refused_and_nothing_is_lost():
    zone = opened_zone()
    by = a_lead_of(zone)
    seen = reviewing.last_review(zone).version
    deciding.write(zone=zone, given=ReviewGiven(findings="First."), by=by, expected=seen)
    with pytest.raises(ChangedMeanwhile) as changed:
        deciding.write(zone=zone, given=ReviewGiven(findings="Second."), by=by, expected=seen)
    assert changed.value.current.findings == "First."


def test_of_two_who_open_it_by_writing_at_once_the_second_sees_the_first():
    zone = make.declared_zone()
    by, day = a_lead_of(zone), zone.target_on
    deciding.write(zone=zone, given=ReviewGiven(findings="First."), by=by, on=day, expected=0)
    with pytest.raises(ChangedMeanwhile):
        deciding.write(zone=zone, given=ReviewGiven(), by=by, on=day, expected=0)


def test_a_new_date_belongs_to_a_renewal_alone():
    zone = opened_zone()
    by = a_lead_of(zone)
    review = deciding.write(zone=zone, given=given(zone), by=by)
    assert review.new_target_on == zone.target_on + 365 * DAY
    again = given(zone, "dissolve", new_target_on=zone.target_on + DAY)
    assert deciding.write(zone=zone, given=again, by=by).new_target_on is None


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        (0, "later than the present one"),
        (-1, "later than the present one"),
        (365 * 4, "five years at most"),
    ],
)
def test_a_new_target_date_is_later_and_not_too_far(days, sentence):
    zone = opened_zone()
    wanted = given(zone, new_target_on=zone.target_on + days * DAY)
    with pytest.raises(Refused, match=sentence):
        deciding.write(zone=zone, given=wanted, by=a_lead_of(zone))


def test_a_zone_that_said_why_it_needs_long_is_renewed_for_long():
    zone = make.zone_in(State.UNDER_REVIEW, why_so_long="Trees grow slowly.")
    wanted = given(zone, new_target_on=zone.target_on + 365 * 8 * DAY)
    assert deciding.write(zone=zone, given=wanted, by=a_lead_of(zone)).new_target_on


def test_a_renewal_is_for_a_day_after_today_even_when_the_target_date_is_long_past():
    zone = make.declared_zone()
    late = zone.target_on + 50 * DAY
    wanted = given(zone, new_target_on=late)
    with pytest.raises(Refused, match="must be in the future"):
        deciding.write(zone=zone, given=wanted, by=a_lead_of(zone), on=late)
    tomorrow = given(zone, new_target_on=late + DAY)
    assert deciding.write(zone=zone, given=tomorrow, by=a_lead_of(zone), on=late)


def test_29_february_is_a_target_date_like_another():
    leap = dt.date(2028, 2, 29)
    zone = make.declared_zone(target_on=leap)
    assert zone.status(leap) == Status.REVIEW_DUE
    assert zone.status(leap + DAY) == Status.REVIEW_OVERDUE
    assert zone.status(leap + settings.GRACE_DAYS * DAY) == Status.REVIEW_OVERDUE
    assert zone.status(leap + (settings.GRACE_DAYS + 1) * DAY) == Status.LAPSED
    deciding.write(
        zone=zone, given=given(zone, new_target_on=leap + DAY), by=a_lead_of(zone), on=leap
    )
    lifecycle.take("renew", zone=zone, by=make.councillor_of(zone), on=leap)
    assert (zone.target_on, zone.status(leap + DAY)) == (dt.date(2028, 3, 1), Status.REVIEW_DUE)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"findings": ""}, "Write in the review what the evidence shows."),
        ({"reason": ""}, "Give the reason for the decision."),
        ({"effect": ""}, "Say what the decision means for people."),
        ({"meeting": None}, "Choose the meeting that decides."),
        ({"new_target_on": None}, "Set the new target date."),
    ],
)
def test_carrying_a_decision_out_asks_for_what_is_missing(more, sentence):
    zone = opened_zone()
    councillor = make.councillor_of(zone)
    make.decide(zone, "renew", **more)
    assert sentence in lifecycle.problems(zone, "renew", by=councillor)
    assert (
        lifecycle.where_to_see_to(zone, "renew", on=clock.today())[sentence] == "zone-review-work"
    )
    with pytest.raises(Refused):
        lifecycle.take("renew", zone=zone, by=councillor)


def test_a_decision_waits_for_its_meeting_and_for_one_that_is_held():
    zone = opened_zone()
    councillor = make.councillor_of(zone)
    meeting = make.meeting(zone, held_on=clock.today() + DAY)
    make.decide(zone, "renew", meeting=meeting)
    assert "from that day on" in lifecycle.problems(zone, "renew", by=councillor)[0]
    assert lifecycle.problems(zone, "renew", by=councillor, on=clock.today() + DAY) == []
    Meeting.objects.filter(pk=meeting.pk).update(cancelled_on=clock.today(), why_cancelled="Snow.")
    assert "was cancelled" in lifecycle.problems(zone, "renew", by=councillor)[0]


@pytest.mark.parametrize("step", ["renew", "mainstream", "dissolve"])
@pytest.mark.parametrize("decided", ["renew", "mainstream", "dissolve"])
def test_only_what_was_decided_is_carried_out(step, decided):
    zone = opened_zone()
    councillor = make.councillor_of(zone)
    make.closing_page(zone)
    make.decide(zone, decided)
    if step == decided:
        lifecycle.take(step, zone=zone, by=councillor, note="Because.")
        review = zone.reviews.get(interim=None)
        assert (review.decided_on, review.decided_by) == (clock.today(), councillor)
        letter = Letter.objects.get(key__startswith="review-decided-", to=councillor.email)
        assert letter.subject.startswith("Decided: ")
    else:
        with pytest.raises(Refused, match="Record in the review"):
            lifecycle.take(step, zone=zone, by=councillor, note="Because.")


def test_a_renewal_begins_another_term_and_keeps_the_record_of_the_first():
    zone = opened_zone()
    passed = look(zone, clock.today() + DAY)
    ahead = look(zone, clock.today() + 200 * DAY)
    until = zone.target_on + 365 * DAY
    renewed = clock.today() + 5 * DAY
    make.decide(zone, "renew", new_target_on=until)
    lifecycle.take("renew", zone=zone, by=make.councillor_of(zone), on=renewed)
    assert (zone.term, zone.target_on, zone.state) == (2, until, State.DECLARED)
    assert reviewing.last_review(zone) is None
    assert reviewing.term_began_on(zone) == renewed
    assert reviewing.term_in_words(zone).startswith("Second term, since ")
    assert words(zone, renewed) == [(passed.due_on, "Not held"), (ahead.due_on, "Planned")]
    assert words(zone, passed.due_on + DAY)[0] == (passed.due_on, "Overdue")  # as it stood then
    assert [*reviewing.unheld(renewed)] == [ahead]


def test_a_lapsed_zone_is_dissolved_without_carrying_out_what_was_only_written():
    zone = opened_zone()
    lapsed = zone.target_on + (settings.GRACE_DAYS + 1) * DAY
    make.decide(zone, "renew")
    make.closing_page(zone)
    councillor = make.councillor_of(zone)
    with pytest.raises(Refused, match="has lapsed"):
        lifecycle.take("renew", zone=zone, by=councillor, on=lapsed)
    lifecycle.take("dissolve", zone=zone, by=councillor, on=lapsed, note="Nobody decided.")
    assert zone.reviews.get().decided_on is None
    assert not Letter.objects.filter(key__startswith="review-decided-").exists()


def test_a_decided_review_is_never_changed_or_taken_away():
    zone = make.zone_in(State.MAINSTREAMED)
    review = zone.reviews.get()
    for change in (
        lambda: Review.objects.filter(pk=review.pk).update(reason="Other."),
        lambda: Review.objects.filter(pk=review.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        (-200, "opens on"),
        (-90, "because the target date is near"),
        (0, "It is to be decided by"),
        (1, "The zone goes on until it is decided, at the latest"),
        (90, "then it lapses"),
        (91, "the zone has lapsed"),
    ],
)
def test_how_it_stands_is_said_by_the_date(days, sentence):
    zone = make.declared_zone()
    assert sentence in reviewing.last_in_words(zone, None, on=zone.target_on + days * DAY)
