"""Arranging meetings, recording what came of them, calling them off: who may, when, and what stays.

Days are counted from a fixed one, so that a reader can do the sums.
"""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import InternalError, connection, transaction

from groundwork import clock
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from partners.models import Membership
from sizes import meetings
from sizes.meeting_record import changed_since, meetings_section
from sizes.meetings import MeetingGiven, RecordGiven
from sizes.models import Meeting, Participant
from tests import factories as make
from tests.days import stand_on

pytestmark = pytest.mark.django_db
Role = Membership.Role
DAY = dt.timedelta(days=1)
EVENING = {"starts_at": dt.time(19), "ends_at": dt.time(21)}


@pytest.fixture
def zone():
    return make.declared_zone("Stirchley")


def lead_of(zone):
    return zone.participants.get(part="lead").organisation


def worker(zone, role=Role.EDITOR):
    return make.member(lead_of(zone), role)


def given(**more) -> MeetingGiven:
    usual = {"title": "Open evening", "held_on": clock.today() + 7 * DAY, "place": "The hall"}
    return MeetingGiven(**usual | more)


def arranged(zone, *, on=None, **more) -> Meeting:
    return meetings.arrange(zone=zone, given=given(**more), by=worker(zone), on=on)


def recorded(zone, **more) -> Meeting:
    row = arranged(zone, held_on=clock.today())
    record = RecordGiven(**{"decisions": "Open at six."} | more)
    return meetings.record(meeting=row, given=record, by=worker(zone))


# --- Who ------------------------------------------------------------------------------------------

ROLES = {
    "visitor": False,
    "resident": False,
    "lead editor": True,
    "lead officer": True,
    "lead representative": True,
    "lead councillor": True,
    "partner representative": False,
    "other councillor": False,
    "administrator": False,
}


def someone(zone, role):
    if role == "visitor":
        return AnonymousUser()
    if role == "resident":
        return make.person()
    if role == "administrator":
        return make.person(is_staff=True, is_superuser=True)
    whose, _, part = role.partition(" ")
    if whose == "lead":
        return worker(zone, part)
    body = make.council() if whose == "other" else make.organisation()
    if whose == "partner":
        Participant.objects.create(
            zone=zone, part="partner", organisation=body, agreed_on=zone.proposed_on
        )
    return make.member(body, part)


@pytest.mark.parametrize(("role", "may"), ROLES.items())
def test_who_may_arrange_change_record_and_cancel(zone, role, may):
    person = someone(zone, role)
    coming, today = arranged(zone, title="One"), arranged(zone, title="Two", held_on=clock.today())
    acts = [
        lambda: meetings.arrange(zone=zone, given=given(title="Three"), by=person),
        lambda: meetings.change(meeting=coming, given=given(place="Elsewhere"), by=person),
        lambda: meetings.record(meeting=today, given=RecordGiven(notes="Much."), by=person),
        lambda: meetings.cancel(meeting=coming, why="Snow.", by=person),
    ]
    for act in acts:
        if may:
            assert act().zone == zone
        else:
            with pytest.raises(PermissionDenied):
                act()


def test_whoever_began_a_draft_arranges_its_meetings_until_it_is_proposed():
    starter = make.person()
    draft = make.ready_zone(by=starter)
    assert meetings.arrange(zone=draft, given=given(), by=starter).zone == draft
    proposed = make.proposed_zone(by=starter)
    with pytest.raises(PermissionDenied):
        meetings.arrange(zone=proposed, given=given(), by=starter)


# --- What -----------------------------------------------------------------------------------------


def test_meeting_is_kept_as_it_was_arranged_with_line_ends_made_plain(zone):
    person = worker(zone)
    row = meetings.arrange(
        zone=zone, by=person, given=given(agenda=" One\r\nTwo ", title=" Open evening ", **EVENING)
    )
    row.refresh_from_db()
    assert (row.title, row.agenda, row.place) == ("Open evening", "One\nTwo", "The hall")
    assert (row.starts_at, row.ends_at) == (dt.time(19), dt.time(21))
    assert (row.made_by, row.version, row.cancelled_on) == (person, 1, None)


NOON = dt.date(2027, 2, 1)
WRONG = [
    ({"title": "  "}, "title", "what kind of meeting"),
    ({"held_on": dt.date(2032, 2, 2)}, "held_on", "more than 5 years ahead"),
    ({"held_on": dt.date(2007, 1, 31)}, "held_on", "more than 20 years ago"),
    ({"ends_at": dt.time(21)}, "starts_at", "when it starts"),
    ({"starts_at": dt.time(21), "ends_at": dt.time(21)}, "ends_at", "must end after it starts"),
    ({"starts_at": dt.time(21), "ends_at": dt.time(0)}, "ends_at", "after midnight"),
    (
        {"held_on": dt.date(2027, 3, 28), "starts_at": dt.time(1, 30)},
        "starts_at",
        "There is no 1:30am that night",
    ),
]


@pytest.mark.parametrize(("wrong", "name", "says"), WRONG)
def test_meeting_that_cannot_be_is_refused_in_a_sentence(zone, wrong, name, says):
    meant = given(**{"held_on": NOON} | wrong)
    (found,) = meetings.problems(meant, on=NOON)
    assert found[0] == name
    assert says in found[1]
    with pytest.raises(Refused, match=says):
        meetings.arrange(zone=zone, given=meant, by=worker(zone), on=NOON)
    assert not zone.meetings.exists()


@pytest.mark.parametrize(
    "right",
    [
        {"held_on": dt.date(2032, 2, 1)},
        {"held_on": dt.date(2007, 2, 1)},
        {"held_on": dt.date(2028, 2, 29)},
        {"starts_at": dt.time(0)},
        {"starts_at": dt.time(21), "ends_at": dt.time(21, 1)},
        {"held_on": dt.date(2027, 3, 28), "starts_at": dt.time(2)},
        {"held_on": dt.date(2027, 10, 31), "starts_at": dt.time(1, 30)},
    ],
)
def test_meeting_on_the_edge_of_what_can_be_is_kept(zone, right):
    meant = given(**{"held_on": NOON} | right)
    assert meetings.arrange(zone=zone, given=meant, by=worker(zone), on=NOON).pk


def test_a_leap_day_is_five_years_before_the_last_of_february():
    on = dt.date(2028, 2, 29)
    assert not meetings.problems(given(held_on=dt.date(2033, 2, 28)), on=on)
    assert meetings.problems(given(held_on=dt.date(2033, 3, 1)), on=on)


def test_arranged_twice_it_is_one_meeting(zone):
    first, second = arranged(zone, **EVENING), arranged(zone, **EVENING)
    assert first == second
    with pytest.raises(Refused, match="is there already"):
        arranged(zone, **EVENING, agenda="Something else")
    assert arranged(zone, starts_at=dt.time(10)) != first


def test_cancelled_meeting_may_be_arranged_anew(zone):
    first = arranged(zone)
    meetings.cancel(meeting=first, why="Snow.", by=worker(zone))
    assert arranged(zone) != first


# --- Changing -------------------------------------------------------------------------------------


def test_meeting_that_is_moved_says_so(zone):
    row = arranged(zone, held_on=dt.date(2027, 2, 8), **EVENING)
    meant = given(held_on=dt.date(2027, 2, 10), place="The library", **EVENING)
    meetings.change(meeting=row, given=meant, by=worker(zone))
    row.refresh_from_db()
    place, moved = changed_since(row)
    assert moved.title == "Moved from Monday 8 February 2027, 7pm to 9pm"
    assert (place.title, place.before) == ("Place changed", "The hall")
    assert moved.on == clock.today()


def test_change_that_changes_nothing_is_not_counted(zone):
    row = arranged(zone)
    assert meetings.change(meeting=row, given=given(), by=worker(zone)).version == 1
    assert changed_since(row) == []


def test_what_was_changed_while_it_was_a_draft_is_nobodys_business():
    draft = make.ready_zone()
    row = arranged(draft)
    meetings.change(meeting=row, given=given(place="Elsewhere"), by=worker(draft))
    assert changed_since(row) == []
    make.bring_to(draft, "proposed")
    assert changed_since(row) == []
    meetings.change(meeting=row, given=given(place="There"), by=worker(draft))
    assert [change.before for change in changed_since(row)] == ["Elsewhere"]


def test_change_that_was_made_by_raw_sql_is_told_too(zone):
    row = arranged(zone, held_on=dt.date(2027, 2, 8))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sizes_meeting SET held_on = '2027-02-09' WHERE id = %s", [row.pk])
    row.refresh_from_db()
    (moved,) = changed_since(row)
    assert moved.moved_from == "Monday 8 February 2027"


def test_decision_that_is_put_otherwise_keeps_what_it_was(zone):
    row = recorded(zone)
    assert changed_since(row) == []
    again = RecordGiven(decisions="Open at seven.")
    meetings.record(meeting=row, given=again, by=worker(zone))
    row.refresh_from_db()
    (change,) = changed_since(row)
    assert (change.title, change.before) == ("Decisions changed", "Open at six.")


def test_what_was_taken_out_is_not_told_by_what_it_was_before(zone):
    row = recorded(zone)
    row.write(decisions="", redacted_on=clock.today(), why_redacted="It named a child.")
    (change,) = changed_since(row)
    assert (change.title, change.before) == ("Decisions changed", "")
    assert meetings_section(zone, clock.today())["decided"] is None


# --- What came of it ------------------------------------------------------------------------------


def test_record_says_who_was_represented_what_was_said_and_decided(zone):
    body, row = make.organisation(), arranged(zone, held_on=clock.today() - 3 * DAY)
    record = RecordGiven(
        represented=[lead_of(zone), body],
        others="14 neighbours",
        notes="Much.\r\n\r\n- A list",
        decisions="Open at six.",
    )
    row = meetings.record(meeting=row, given=record, by=worker(zone))
    row.refresh_from_db()
    assert {*row.represented.all()} == {lead_of(zone), body}
    assert (row.notes, row.others) == ("Much.\n\n- A list", "14 neighbours")
    assert row.version == 2


def test_record_of_who_was_there_alone_counts_as_a_write(zone):
    row = arranged(zone, held_on=clock.today())
    record = RecordGiven(represented=[lead_of(zone)])
    assert meetings.record(meeting=row, given=record, by=worker(zone)).version == 2
    assert meetings.record(meeting=row, given=record, by=worker(zone)).version == 2


def test_meeting_is_recorded_from_its_day_on(zone):
    row = arranged(zone, held_on=dt.date(2027, 2, 8), on=NOON)
    record = RecordGiven(notes="Much.")
    with pytest.raises(Refused, match="It is to be on 8 February 2027"):
        meetings.record(meeting=row, given=record, by=worker(zone), on=dt.date(2027, 2, 7))
    on = dt.date(2027, 2, 8)
    assert meetings.record(meeting=row, given=record, by=worker(zone), on=on).notes == "Much."


def test_empty_record_is_refused_and_a_record_is_never_emptied(zone):
    row = recorded(zone)
    with pytest.raises(Refused, match="Say who was represented"):
        meetings.record(meeting=row, given=RecordGiven(notes="  "), by=worker(zone))
    row.refresh_from_db()
    assert row.decisions == "Open at six."


def test_recorded_meeting_is_not_moved_to_a_day_to_come_and_not_cancelled(zone):
    row = recorded(zone)
    with pytest.raises(Refused, match="What came of it is recorded"):
        meetings.change(meeting=row, given=given(), by=worker(zone))
    with pytest.raises(Refused, match="so it took place"):
        meetings.cancel(meeting=row, why="Snow.", by=worker(zone))
    corrected = given(held_on=clock.today() - DAY)
    assert meetings.change(meeting=row, given=corrected, by=worker(zone)).version == 3


def test_meeting_at_which_a_review_was_decided_took_place():
    zone = make.zone_in("under_review")
    review = make.decide(zone, "dissolve")
    row = review.meeting
    review.write(decided_on=clock.today())
    with pytest.raises(Refused, match="A review was decided at it, so it took place"):
        meetings.cancel(meeting=row, why="Snow.", by=worker(zone))


# --- Calling it off -------------------------------------------------------------------------------


def test_cancelled_meeting_stays_with_its_reason(zone):
    row = arranged(zone)
    meetings.cancel(meeting=row, why=" Snow. ", by=worker(zone))
    row.refresh_from_db()
    assert (row.cancelled_on, row.why_cancelled, row.version) == (clock.today(), "Snow.", 2)
    for act in (
        lambda: meetings.change(meeting=row, given=given(place="There"), by=worker(zone)),
        lambda: meetings.record(meeting=row, given=RecordGiven(notes="N"), by=worker(zone)),
        lambda: meetings.cancel(meeting=row, why="Ice.", by=worker(zone)),
    ):
        with pytest.raises(Refused, match="was cancelled"):
            act()


def test_cancelling_needs_a_reason(zone):
    row = arranged(zone)
    with pytest.raises(Refused, match="Say why"):
        meetings.cancel(meeting=row, why=" ", by=worker(zone))


@pytest.mark.promise
def test_no_meeting_is_deleted(zone):
    row = arranged(zone)
    with pytest.raises(InternalError), transaction.atomic():
        Meeting.objects.filter(pk=row.pk).delete()
    assert zone.meetings.count() == 1


@pytest.mark.promise
def test_two_people_do_not_overwrite_each_other_in_silence(zone):
    row = arranged(zone, held_on=clock.today())
    meetings.change(
        meeting=row, given=given(held_on=clock.today(), place="There"), by=worker(zone), expected=1
    )
    for act in (
        lambda: meetings.change(meeting=row, given=given(), by=worker(zone), expected=1),
        lambda: meetings.record(
            meeting=row, given=RecordGiven(notes="N"), by=worker(zone), expected=1
        ),
        lambda: meetings.cancel(meeting=row, why="Ice.", by=worker(zone), expected=1),
    ):
        with pytest.raises(ChangedMeanwhile):
            act()


# --- What a zone's page says ----------------------------------------------------------------------


def test_page_of_a_zone_names_the_next_meeting_and_the_last_decisions(zone):
    on = NOON
    arranged(zone, title="Later", held_on=dt.date(2027, 3, 1))
    off = arranged(zone, title="Off", held_on=dt.date(2027, 2, 2))
    meetings.cancel(meeting=off, why="Snow.", by=worker(zone))
    arranged(zone, title="Today", held_on=on)
    for day, decisions in ((20, "Open at six."), (10, "Open at five."), (25, "")):
        make.meeting(zone, on=dt.date(2027, 1, day), decisions=decisions)
    section = meetings_section(zone, on)
    assert section["next"].title == "Today"
    assert section["decided"].decisions == "Open at six."
    assert section["count"] == 6
    assert meetings_section(zone, dt.date(2027, 2, 2))["next"].title == "Later"
    assert meetings_section(zone, dt.date(2027, 3, 2))["next"] is None


def test_past_day_is_told_as_it_was_known_then(zone, monkeypatch):
    row = arranged(zone, title="As it was", held_on=clock.today() + 7 * DAY)
    after = clock.today() + 2 * DAY
    stand_on(monkeypatch, after)
    # Written now: what was known on the days between is read from the history.
    then = after - DAY
    assert meetings_section(zone, then)["next"].title == "As it was"
    before = after - 3 * DAY
    assert meetings_section(zone, before)["count"] == 0
    Meeting.objects.filter(pk=row.pk).update(title="As it is")
    assert meetings_section(zone, after)["next"].title == "As it is"


def test_section_asks_the_database_once_and_twice_about_a_past_day(zone, django_assert_num_queries):
    for number in range(20):
        make.meeting(zone, on=clock.today() + number * DAY, title=f"Meeting {number}")
    with django_assert_num_queries(1):
        meetings_section(zone, clock.today())
    with django_assert_num_queries(2):
        meetings_section(zone, clock.today() - DAY)
