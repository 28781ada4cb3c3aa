"""What is due, and the letters about it: on which days, to whom, once each, whatever was missed."""

import datetime as dt

import pytest
from django.conf import settings as site
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.daily_tasks import TASKS
from groundwork import clock
from groundwork.addresses import absolute
from groundwork.models import Letter
from partners.models import Membership
from sizes import lifecycle
from sizes.models import Amendment, InterimReview, Objection, Review, Signature, Zone
from sizes.reminders import Kind, Threshold, due, remind
from sizes.reminders.of_leads import target_thresholds
from sizes.reminders.reminder import latest
from sizes.status import State
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
Role = Membership.Role
LEAP_DAY = dt.date(2028, 2, 29)
CLOCKS_FORWARD, CLOCKS_BACK = dt.date(2027, 3, 28), dt.date(2027, 10, 31)
TARGET = dt.date(2027, 6, 30)
LAST = TARGET + site.GRACE_DAYS * DAY  # the last day of grace


def running_zone(target_on: dt.date = TARGET, **more) -> Zone:
    """A zone declared a year before its target date, led by a council with a mailbox."""
    council = make.council("Moor Council", mailbox="zones@moor.example")
    begun = target_on - 365 * DAY
    return make.declared_zone(
        "Moor Lane", on=begun, leads=[council], starts_on=begun, target_on=target_on, **more
    )


def lead_of(zone: Zone):
    return zone.participants.get(part="lead").organisation


def of_kind(kind: str, on: dt.date) -> list:
    return [each for each in due(on) if each.kind == kind]


def addresses() -> set[str]:
    return set(Letter.objects.values_list("to", flat=True))


def threshold_on(kind: str, on: dt.date) -> str:
    found = of_kind(kind, on)
    assert len(found) <= 1
    return found[0].threshold.name if found else ""


# --- Target dates ---------------------------------------------------------------------------------

EDGES = [
    (TARGET - 91 * DAY, ""),
    (TARGET - 90 * DAY, "90"),
    (TARGET - 31 * DAY, "90"),
    (TARGET - 30 * DAY, "30"),
    (TARGET - 8 * DAY, "30"),
    (TARGET - 7 * DAY, "7"),
    (TARGET, "7"),
    (TARGET + 1 * DAY, "overdue"),
    (LAST - 30 * DAY, "overdue"),
    (LAST - 29 * DAY, "lapses-30"),
    (LAST - 7 * DAY, "lapses-30"),
    (LAST - 6 * DAY, "lapses-7"),
    (LAST, "lapses-7"),
    (LAST + 1 * DAY, "lapsed"),
    (LAST + 400 * DAY, "lapsed"),
]


@pytest.mark.parametrize("state", ["declared", "under_review"])
def test_target_date_is_told_of_from_each_threshold_on(state):
    zone = running_zone()
    if state == "under_review":
        opened = TARGET - 200 * DAY
        lifecycle.take("open_review", zone=zone, by=make.councillor_of(zone), on=opened)
    assert [(on, threshold_on(Kind.TARGET, on)) for on, _ in EDGES] == EDGES


@pytest.mark.parametrize("target_on", [LEAP_DAY, CLOCKS_FORWARD, CLOCKS_BACK])
def test_days_are_counted_across_leap_days_and_changes_of_the_clock(target_on):
    running_zone(target_on)
    for days, name in ((91, ""), (90, "90"), (30, "30"), (7, "7"), (0, "7"), (-1, "overdue")):
        assert threshold_on(Kind.TARGET, target_on - days * DAY) == name


def test_thresholds_that_grace_leaves_no_room_for_are_left_out(settings):
    settings.GRACE_DAYS = 10
    names = [each.name for each in target_thresholds(TARGET)]
    assert names == ["90", "30", "7", "overdue", "lapses-7", "lapsed"]
    settings.GRACE_DAYS = 0
    assert latest(target_thresholds(TARGET), TARGET + DAY).name == "lapsed"


def test_of_two_thresholds_on_one_day_the_later_in_order_counts():
    both = [Threshold("a", TARGET), Threshold("b", TARGET)]
    assert latest(both, TARGET).name == "b"
    assert latest(both, TARGET - DAY) is None


@pytest.mark.parametrize(
    ("on", "says"),
    [
        (TARGET - 30 * DAY, "is to be reviewed or dissolved by 30 June 2027 (4 weeks left)"),
        (TARGET + DAY, "no decision is recorded. Without one it lapses after 28 September 2027"),
        (LAST - 6 * DAY, "It lapses after 28 September 2027 (6 days left)"),
        (LAST + DAY, "Moor Lane lapsed, because nobody decided about it by 28 September 2027"),
    ],
)
def test_target_date_is_told_in_words(on, says):
    running_zone()
    (reminder,) = of_kind(Kind.TARGET, on)
    assert says in reminder.says


def test_zone_that_ended_was_withdrawn_or_removed_is_silent():
    on = TARGET + DAY
    for state in (State.DISSOLVED, State.MAINSTREAMED):
        begun = TARGET - 365 * DAY
        make.zone_in(state, on=begun, starts_on=begun, target_on=TARGET)
    withdrawn = make.proposed_zone(on=TARGET - 60 * DAY)
    withdrawn.comment_periods.update(closes_on=TARGET)
    lifecycle.take("withdraw", zone=withdrawn, by=make.councillor_of(withdrawn), note="No.", on=on)
    removed = running_zone()
    Zone.objects.filter(pk=removed.pk).update(removed_on=on, why_removed="Unlawful.")
    leading = {zone.pk for zone in Zone.objects.all()}
    found = [each for each in due(on) if each.kind in (Kind.TARGET, Kind.COMMENTS, Kind.HEARD)]
    assert found == []
    assert removed.pk in leading
    assert removed.pk not in {each.zone.pk for each in due(on)}


# --- Letters --------------------------------------------------------------------------------------


def test_letter_goes_once_to_each_address_of_those_who_lead():
    zone = running_zone()
    council = lead_of(zone)
    councillor = make.member(council, Role.COUNCILLOR)
    both = make.member(council, Role.REPRESENTATIVE)
    Membership.objects.create(
        person=both, organisation=council, role=Role.COUNCILLOR, starts_on=TARGET - 365 * DAY
    )
    make.member(council, Role.EDITOR)
    make.member(council, Role.OFFICER)
    gone = make.member(council, Role.COUNCILLOR, ends_on=TARGET - 100 * DAY)
    away = make.member(council, Role.COUNCILLOR)
    away.is_active = False
    away.save()
    Letter.objects.all().delete()
    assert remind(TARGET - 90 * DAY).startswith("wrote ")
    told = addresses()
    assert {"zones@moor.example", councillor.email, both.email} <= told
    assert not {gone.email, away.email} & told
    assert Letter.objects.count() == len(told)
    others = Membership.objects.filter(role__in=[Role.EDITOR, Role.OFFICER])
    assert not set(others.values_list("person__email", flat=True)) & told


def test_letter_says_what_is_due_what_to_do_where_and_why_it_came():
    zone = running_zone()
    councillor = make.member(lead_of(zone), Role.COUNCILLOR)
    Letter.objects.all().delete()
    remind(TARGET - 30 * DAY)
    letter = Letter.objects.get(to=councillor.email)
    assert letter.subject == "Moor Lane: to be reviewed or dissolved by 30 June 2027"
    assert "is to be reviewed or dissolved by 30 June 2027 (4 weeks left)" in letter.body
    assert "What to do: Open its review" in letter.body
    step = reverse("zone-step", args=[zone.reference, "open_review"])
    assert absolute(step) in letter.body
    assert absolute(zone.get_absolute_url()) in letter.body
    why = "You get this letter because you are a councillor of Moor Council, which leads this zone."
    assert why in letter.body
    shared = Letter.objects.get(to="zones@moor.example")
    assert "because this is the shared mailbox of Moor Council" in shared.body


def test_whoever_has_no_address_is_left_out_of_letters_and_not_of_the_list():
    council = make.council("Quiet Council")
    begun = TARGET - 365 * DAY
    zone = make.ready_zone(leads=[council], starts_on=begun, target_on=TARGET)
    made_by = make.member(make.council(), Role.COUNCILLOR)
    make.bring_to(zone, State.DECLARED, on=begun)
    Membership.objects.filter(organisation=council).delete()
    made_by.delete()
    Letter.objects.all().delete()
    (reminder,) = of_kind(Kind.TARGET, TARGET)
    assert reminder.organisations == (council.pk,)
    remind(TARGET)
    assert addresses() == set()


def test_run_twice_writes_nothing_more():
    running_zone()
    remind(TARGET - 7 * DAY)
    before = Letter.objects.count()
    assert remind(TARGET - 7 * DAY).startswith("wrote 0 reminders")
    assert remind(TARGET - 6 * DAY).startswith("wrote 0 reminders")
    assert Letter.objects.count() == before


def test_after_missed_days_only_the_latest_threshold_is_told():
    zone = running_zone()
    Letter.objects.all().delete()
    remind(TARGET - 90 * DAY)
    Letter.objects.all().update(subject="Earlier")
    remind(TARGET + 2 * DAY)
    subjects = set(Letter.objects.exclude(subject="Earlier").values_list("subject", flat=True))
    assert f"{zone}: its review is overdue" in subjects
    assert not [each for each in subjects if "to be reviewed" in each]


def test_whoever_comes_to_the_zone_later_is_told_too():
    zone = running_zone()
    remind(TARGET - 30 * DAY)
    before = addresses()
    late = make.member(lead_of(zone), Role.COUNCILLOR)
    remind(TARGET - 20 * DAY)
    assert addresses() == before | {late.email}


def test_moved_target_date_is_told_of_anew():
    zone = running_zone()
    councillor = make.member(lead_of(zone), Role.COUNCILLOR)
    Letter.objects.all().delete()
    remind(TARGET - 30 * DAY)
    moved = TARGET + 100 * DAY
    zone.refresh_from_db()
    zone.begin_phase(TARGET - 20 * DAY, target_on=moved)
    remind(TARGET - 19 * DAY)
    assert Letter.objects.filter(to=councillor.email).count() == 1
    remind(moved - 30 * DAY)
    subjects = Letter.objects.filter(to=councillor.email).values_list("subject", flat=True)
    assert sorted(subjects) == [
        f"{zone}: to be reviewed or dissolved by 30 June 2027",
        f"{zone}: to be reviewed or dissolved by 8 October 2027",
    ]


def test_letters_already_forgotten_are_not_written_again():
    running_zone()
    remind(TARGET)
    Letter.objects.update(to="", subject="", body="")
    assert remind(TARGET).startswith("wrote 0 reminders")


# One zone, whose target date may be moved; days on which `daily` ran, in order.
@settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    target_on=st.sampled_from([TARGET, LEAP_DAY, CLOCKS_FORWARD, CLOCKS_BACK]),
    offsets=st.lists(st.integers(-100, 120), min_size=1, max_size=8),
)
def test_nothing_is_told_twice_and_nothing_forgotten_whatever_days_were_missed(target_on, offsets):
    with transaction.atomic():
        zone = running_zone(target_on)
        address = make.member(lead_of(zone), Role.COUNCILLOR).email
        # Of the target date alone: its other letters are about other things.
        Signature.objects.filter(zone=zone).asked().delete()
        Letter.objects.all().delete()
        told = []
        for offset in sorted(offsets):
            on = target_on + offset * DAY
            before = set(Letter.objects.values_list("pk", flat=True))
            remind(on)
            mine = Letter.objects.filter(to=address).exclude(pk__in=before)
            told += [(on, each) for each in mine.values_list("subject", flat=True)]
        expected, last = [], None
        for offset in sorted(offsets):
            on = target_on + offset * DAY
            passed = latest(target_thresholds(target_on), on)
            if passed and passed.name != last:
                expected.append(on)
                last = passed.name
        assert [on for on, _ in told] == expected
        transaction.set_rollback(True)


# --- Interim reviews ------------------------------------------------------------------------------


def test_interim_review_is_told_of_until_it_is_held():
    zone = running_zone()
    day = TARGET - 180 * DAY
    planned = InterimReview.objects.create(zone=zone, due_on=day)
    table = [(31, ""), (30, "30"), (8, "30"), (7, "7"), (0, "7"), (-1, "overdue"), (-90, "overdue")]
    for days, name in table:
        assert threshold_on(Kind.INTERIM, day - days * DAY) == name, days
    review = Review.objects.create(zone=zone, interim=planned, opened_on=day)
    assert threshold_on(Kind.INTERIM, day + DAY) == "overdue"
    review.write(decision="go_on", reason="It works.", decided_on=day + DAY)
    assert threshold_on(Kind.INTERIM, day + DAY) == ""


# --- Comments -------------------------------------------------------------------------------------


def test_time_for_comments_is_told_of_before_it_ends_and_until_the_zone_is_declared():
    zone = make.proposed_zone("Moor Lane")
    closes = zone.comment_periods.get().closes_on

    def kinds(on):
        return [str(each.kind) for each in due(on)]

    assert kinds(closes - 8 * DAY) == []
    assert kinds(closes - 7 * DAY) == ["comments"]
    assert kinds(closes) == ["comments"]
    assert kinds(closes + DAY) == ["heard"]
    zone.comment_periods.update(what_was_heard="Little.", what_was_done="We read it.")
    assert kinds(closes + DAY) == ["declare"]
    make.ready_to_declare(zone, on=closes)
    lifecycle.take("declare", zone=zone, by=make.councillor_of(zone), on=closes + DAY)
    assert kinds(closes + DAY) == []


def test_only_the_last_period_of_a_proposal_counts():
    zone = make.proposed_zone()
    closes = zone.comment_periods.get().closes_on
    zone.comment_periods.create(number=2, opened_on=closes, closes_on=closes + 28 * DAY)
    assert due(closes + DAY) == []
    (reminder,) = due(closes + 21 * DAY)
    assert reminder.about_on == closes + 28 * DAY


# --- Signatures and changes -----------------------------------------------------------------------


def asked(zone: Zone, on: dt.date, **more) -> Signature:
    return Signature.objects.create(
        zone=zone, capacity=more.pop("capacity", "partner"), invited_on=on, **more
    )


def test_invitation_is_on_the_list_at_once_and_told_of_after_two_weeks_and_before_the_end():
    zone = make.proposed_zone("Moor Lane")
    today, closes = clock.today(), zone.comment_periods.get().closes_on
    body = make.organisation("Walkers")
    someone = make.member(body, Role.REPRESENTATIVE)
    invitation = asked(zone, today, organisation=body)
    (reminder,) = of_kind(Kind.SIGN, today)
    assert (reminder.threshold.name, reminder.threshold.is_told) == ("asked", False)
    assert reminder.path == reverse("zone-sign", args=[zone.slug, body.slug])
    assert threshold_on(Kind.SIGN, today + 13 * DAY) == "asked"
    assert threshold_on(Kind.SIGN, today + 14 * DAY) == "14"
    assert threshold_on(Kind.SIGN, closes - 8 * DAY) == "14"
    assert threshold_on(Kind.SIGN, closes - 7 * DAY) == "closing"
    for days in range(60):
        remind(today + days * DAY)
    assert Letter.objects.filter(to=someone.email).count() == 2
    invitation.write(declined_on=today)
    assert of_kind(Kind.SIGN, today + 14 * DAY) == []


def test_invitation_made_late_is_not_told_of_at_once():
    zone = make.proposed_zone()
    closes = zone.comment_periods.get().closes_on
    asked(zone, closes - 5 * DAY, organisation=make.organisation())
    assert threshold_on(Kind.SIGN, closes - 5 * DAY) == "asked"
    assert threshold_on(Kind.SIGN, closes + 9 * DAY) == "14"


def test_whoever_is_not_registered_is_written_to_where_they_said():
    zone = make.proposed_zone()
    today = clock.today()
    asked(zone, today, signatory="The walkers", contact="Walkers@moor.example")
    asked(zone, today, signatory="The runners", contact="0121 496 0000")
    remind(today + 14 * DAY)
    letter = Letter.objects.get(to="walkers@moor.example")
    assert "because you were asked to sign this zone" in letter.body
    assert len(of_kind(Kind.SIGN, today + 14 * DAY)) == 2


def opened_change(zone: Zone, opened_on: dt.date) -> Amendment:
    change = Amendment.objects.create(
        zone=zone, number=1, reason="Longer hours.", drafted_on=opened_on, changes={}
    )
    change.write(
        state="open", kind="amendment", opened_on=opened_on, closes_on=opened_on + 14 * DAY
    )
    return change


def test_open_change_is_told_of_to_those_who_signed_and_then_to_those_who_lead():
    zone = running_zone()
    opened_on = TARGET - 200 * DAY
    change = opened_change(zone, opened_on)
    signed = {row.organisation_id for row in zone.signatures.all()}
    assert of_kind(Kind.OBJECTION, change.closes_on - 8 * DAY) == []
    for on in (change.closes_on - 7 * DAY, change.closes_on):
        found = of_kind(Kind.OBJECTION, on)
        assert {body for each in found for body in each.organisations} == signed
    assert of_kind(Kind.AMENDMENT, change.closes_on) == []
    assert of_kind(Kind.OBJECTION, change.closes_on + DAY) == []
    (over,) = of_kind(Kind.AMENDMENT, change.closes_on + DAY)
    assert over.organisations == (lead_of(zone).pk,)
    change.write(state="abandoned", abandoned_on=change.closes_on + DAY, why_abandoned="No.")
    assert of_kind(Kind.AMENDMENT, change.closes_on + DAY) == []


def test_whoever_objected_is_asked_to_sign_again_or_leave():
    zone = running_zone()
    change = opened_change(zone, TARGET - 200 * DAY)
    signature = zone.signatures.filter(capacity="partner").get()
    objection = Objection.objects.create(
        amendment=change, signature=signature, why="Too late.", objected_on=change.opened_on
    )
    on = change.closes_on
    told = {body for each in of_kind(Kind.OBJECTION, on) for body in each.organisations}
    assert signature.organisation_id not in told
    (reminder,) = of_kind(Kind.OBJECTED, on)
    assert reminder.organisations == (signature.organisation_id,)
    assert not reminder.threshold.is_told
    assert of_kind(Kind.OBJECTED, on + DAY)[0].threshold.is_told
    objection.write(answer="signed_again", answered_on=on)
    assert of_kind(Kind.OBJECTED, on + DAY) == []


# --- Afterwards, and meetings ---------------------------------------------------------------------


def test_owner_says_what_happens_after_the_zone():
    begun, ended = TARGET - 365 * DAY, TARGET - 100 * DAY
    zone = running_zone()
    offer = make.commitment(make.organisation(), published_on=begun - DAY)
    variation = make.variation(zone, under=make.acceptance(zone, offer, on=begun), on=begun)
    owner = variation.acceptance.commitment.organisation
    make.prepare(zone, "dissolve", on=ended)
    lifecycle.take("dissolve", zone=zone, by=make.councillor_of(zone), note="Done.", on=ended)
    by = ended + site.AFTERWARDS_DAYS * DAY
    (reminder,) = of_kind(Kind.AFTERWARDS, ended)
    assert (reminder.about_on, reminder.organisations) == (by, (owner.pk,))
    assert not reminder.threshold.is_told  # the step itself told them
    assert threshold_on(Kind.AFTERWARDS, by - 8 * DAY) == "ended"
    assert threshold_on(Kind.AFTERWARDS, by - 7 * DAY) == "7"
    assert threshold_on(Kind.AFTERWARDS, by) == "7"
    assert threshold_on(Kind.AFTERWARDS, by + DAY) == "overdue"
    assert [each.kind for each in due(by, of=[owner.pk])] == [Kind.AFTERWARDS]


def test_meeting_without_notes_is_told_of_after_two_weeks():
    zone = running_zone()
    held = TARGET - 200 * DAY
    meeting = make.meeting(zone, on=held)
    assert threshold_on(Kind.MEETING, held + 13 * DAY) == ""
    assert threshold_on(Kind.MEETING, held + 14 * DAY) == "14"
    meeting.write(notes="We met.")
    assert threshold_on(Kind.MEETING, held + 14 * DAY) == ""
    called_off = make.meeting(zone, on=held, cancelled_on=held, why_cancelled="Snow.")
    assert called_off.pk
    assert threshold_on(Kind.MEETING, held + 14 * DAY) == ""


# --- The list and the task ------------------------------------------------------------------------


def test_list_of_some_organisations_is_theirs_alone():
    mine, theirs = running_zone(), make.council()
    begun = TARGET - 365 * DAY
    make.declared_zone(on=begun, leads=[theirs], starts_on=begun, target_on=TARGET)
    assert {each.zone.pk for each in due(TARGET, of=[lead_of(mine).pk])} == {mine.pk}
    assert due(TARGET, of=[]) == []


def test_list_begins_with_what_is_longest_due():
    running_zone()
    begun = TARGET - 365 * DAY
    make.declared_zone(on=begun, starts_on=begun, target_on=TARGET - 60 * DAY)
    days = [each.about_on for each in due(TARGET)]
    assert days == sorted(days)


def test_task_of_the_day_reminds_before_letters_are_sent():
    names = [task.name for task in TASKS]
    assert names.index("Remind of what is due") < names.index("Send letters")


@pytest.mark.parametrize("number", [1, 20])
def test_list_and_letters_ask_the_database_as_often_for_many_as_for_one(
    django_assert_max_num_queries, number
):
    council = make.council(mailbox="zones@moor.example")
    begun = TARGET - 365 * DAY
    for _ in range(number):
        zone = make.declared_zone(on=begun, leads=[council], starts_on=begun, target_on=TARGET)
        InterimReview.objects.create(zone=zone, due_on=TARGET - 10 * DAY)
        make.meeting(zone, on=TARGET - 30 * DAY)
        opened_change(zone, TARGET - 10 * DAY)
        proposed = make.proposed_zone(on=TARGET - 60 * DAY, leads=[council])
        asked(proposed, TARGET - 60 * DAY, organisation=make.organisation())
    with django_assert_max_num_queries(10):
        found = due(TARGET)
    assert len(found) >= 5 * number
    with django_assert_max_num_queries(15):
        remind(TARGET)
    with django_assert_max_num_queries(13):
        remind(TARGET)
