"""The days of zones as calendars: which there are on which day, what they say, and how many."""

import datetime as dt

import pytest
from django.urls import reverse
from icalendar import Calendar

from groundwork import clock
from partners.models import Membership
from sizes import calendars, lifecycle, meetings
from sizes.meetings import MeetingGiven
from sizes.models import Amendment, InterimReview, Zone
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
# A zone of two years, as it is declared on its first day.
DECLARED, TARGET = dt.date(2026, 2, 28), dt.date(2028, 2, 29)
LAST_OF_GRACE = dt.date(2028, 5, 29)


@pytest.fixture
def zone():
    return make.declared_zone("Stirchley", on=DECLARED, starts_on=DECLARED, target_on=TARGET)


@pytest.fixture
def runs_today():
    """A zone that runs on the day on which the test does."""
    return make.declared_zone("Stirchley")


def said(entries) -> dict[str, dt.date]:
    return {entry.summary: entry.day for entry in entries}


def events_of(response) -> list:
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(response.content).walk("VEVENT")


def editor_of(zone):
    return make.member(zone.participants.get(part="lead").organisation, Membership.Role.EDITOR)


# --- What a zone's calendar says on which day -----------------------------------------------------


def test_running_zone_has_its_start_its_interim_reviews_and_its_target_date(zone):
    InterimReview.objects.create(zone=zone, due_on=dt.date(2027, 2, 28))
    entries = calendars.of_zone(zone, DECLARED)
    assert said(entries) == {
        "Stirchley: starts": DECLARED,
        "Stirchley: interim review": dt.date(2027, 2, 28),
        "Stirchley: ends on this day unless renewed": TARGET,
    }
    assert "it lapses after 29 May 2028" in entries[-1].description
    assert not any(entry.is_tentative for entry in entries)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (TARGET, {"ends on this day unless renewed": TARGET}),
        (
            TARGET + DAY,
            {
                "was to be reviewed or dissolved by this day": TARGET,
                "lapses after this day unless somebody decides": LAST_OF_GRACE,
            },
        ),
        (
            LAST_OF_GRACE,
            {
                "was to be reviewed or dissolved by this day": TARGET,
                "lapses after this day unless somebody decides": LAST_OF_GRACE,
            },
        ),
        (
            LAST_OF_GRACE + DAY,
            {"lapsed, because nobody decided in time": LAST_OF_GRACE + DAY},
        ),
    ],
)
def test_what_is_said_of_the_target_date_follows_from_the_day(zone, on, expected):
    found = said(calendars.of_zone(zone, on))
    assert found.pop("Stirchley: starts") == DECLARED
    assert found == {f"Stirchley: {words}": day for words, day in expected.items()}


def test_proposal_would_start_and_end_and_says_until_when_to_comment():
    on = dt.date(2027, 2, 1)
    zone = make.proposed_zone(
        "Stirchley", on=on, starts_on=dt.date(2027, 4, 1), target_on=dt.date(2028, 2, 29)
    )
    entries = calendars.of_zone(zone, on)
    assert said(entries) == {
        "Stirchley: last day to comment on the proposal": dt.date(2027, 3, 1),
        "Stirchley: would start, if it is declared": dt.date(2027, 4, 1),
        "Stirchley: would end on this day unless renewed, if it is declared": dt.date(2028, 2, 29),
    }
    assert [entry.is_tentative for entry in entries] == [False, True, True]


def test_time_for_comments_that_began_anew_is_said_once():
    zone = make.proposed_zone()
    last = zone.comment_periods.create(
        number=2, opened_on=clock.today(), closes_on=clock.today() + 40 * DAY, why_opened="Changed."
    )
    days = [entry.day for entry in calendars.of_zone(zone, clock.today()) if "comment" in entry.key]
    assert days == [last.closes_on]


def test_comment_days_are_over_once_it_is_declared(zone):
    assert not [each for each in calendars.of_zone(zone, DECLARED) if "comment" in each.key]


@pytest.mark.parametrize("state", ["open", "abandoned", "drafted"])
def test_change_that_is_open_for_objection_says_until_when(zone, state):
    change = Amendment.objects.create(zone=zone, number=3, drafted_on=DECLARED, reason="More room.")
    if state == "open":
        change.write(
            state="open", kind="amendment", opened_on=DECLARED, closes_on=DECLARED + 14 * DAY
        )
    if state == "abandoned":
        change.write(state="abandoned", abandoned_on=DECLARED)
    found = [each for each in calendars.of_zone(zone, DECLARED) if "change" in each.key]
    assert len(found) == (state == "open")
    for each in found:
        assert each.day == DECLARED + 14 * DAY
        assert each.description == "More room."
        assert each.url.endswith(reverse("zone-change", args=[zone.slug, 3]))
        assert each.summary == ("Stirchley: last day on which signatories may object to a change")


ENDS = {
    "dissolved": "Stirchley: dissolved",
    "mainstreamed": "Stirchley: what it tried is made normal practice",
    "withdrawn": "Stirchley: the proposal is withdrawn",
}


@pytest.mark.parametrize(("state", "words"), ENDS.items())
def test_ended_zone_keeps_its_calendar_and_says_when_it_ended(client, state, words):
    zone = make.zone_in(
        state, "Stirchley", starts_on=clock.today() - DAY, target_on=clock.today() + 100 * DAY
    )
    make.meeting(zone, on=clock.today() - DAY, title="Last meeting")
    InterimReview.objects.create(zone=zone, due_on=clock.today() + 9 * DAY)
    found = said(calendars.of_zone(zone, clock.today()))
    assert found.pop(words) == clock.today()
    assert found.pop("Stirchley: Last meeting") == clock.today() - DAY
    assert not any("review" in each or "unless" in each for each in found)
    assert zone.slug in client.get(reverse("zone-calendar", args=[zone.slug])).content.decode()


def test_proposal_that_was_taken_back_holds_nobody_to_its_days():
    zone = make.proposed_zone()
    lifecycle.take("return", zone=zone, by=make.councillor_of(zone), note="More work.")
    assert calendars.of_zone(zone, clock.today()) == []
    make.meeting(zone, title="Working evening")
    assert len(calendars.of_zone(zone, clock.today())) == 1


def test_renewed_zone_moves_the_day_on_which_it_ends(zone):
    (before,) = [each for each in calendars.of_zone(zone, DECLARED) if "target" in each.key]
    zone.begin_phase(TARGET, target_on=dt.date(2030, 2, 28), term=2)
    (after,) = [each for each in calendars.of_zone(zone, TARGET) if "target" in each.key]
    assert after.key == before.key
    assert after.day == dt.date(2030, 2, 28)
    assert after.sequence > before.sequence


# --- Meetings -------------------------------------------------------------------------------------


def test_meeting_is_in_the_calendar_with_its_time_place_agenda_and_address(client, zone):
    row = make.meeting(
        zone,
        on=dt.date(2027, 3, 28),
        title="Open evening",
        starts_at=dt.time(19),
        ends_at=dt.time(21),
        place="The hall; left door, up",
        agenda="One\nTwo",
    )
    answer = client.get(reverse("zone-meeting-calendar", args=[zone.slug, row.pk]))
    (event,) = events_of(answer)
    assert event["summary"] == "Stirchley: Open evening"
    assert event["dtstart"].dt == dt.datetime(2027, 3, 28, 18, tzinfo=dt.UTC)
    assert event["dtend"].dt == dt.datetime(2027, 3, 28, 20, tzinfo=dt.UTC)
    assert event["location"] == "The hall; left door, up"
    path = reverse("zone-meeting", args=[zone.slug, row.pk])
    assert event["url"].endswith(path)
    assert event["url"].startswith("http")
    description = str(event["description"])
    assert description.startswith("Sunday 28 March 2027, 7pm to 9pm.\n\nOne\nTwo")
    assert description.endswith(path)
    assert answer["Cache-Control"] == "public, max-age=60"


def test_meeting_is_the_same_one_in_every_calendar(client, runs_today):
    zone = runs_today
    row = make.meeting(zone, starts_at=dt.time(19))
    addresses = [
        reverse("zone-meeting-calendar", args=[zone.slug, row.pk]),
        reverse("zone-calendar", args=[zone.slug]),
        reverse("zones-calendar"),
    ]
    found = [
        {event.to_ical() for event in events_of(client.get(path)) if "meeting" in event["uid"]}
        for path in addresses
    ]
    assert found[0] == found[1] == found[2]
    assert len(found[0]) == 1


def test_meeting_without_a_time_takes_the_day(zone):
    row = make.meeting(zone, on=dt.date(2028, 2, 29))
    entry = calendars.of_meeting(row, DECLARED)
    assert (entry.day, entry.starts_at, entry.ends_at) == (dt.date(2028, 2, 29), None, None)


def test_meeting_that_is_moved_and_then_cancelled_keeps_its_name_and_counts_up(client, zone):
    person = editor_of(zone)
    when = {"title": "Open evening", "starts_at": dt.time(19)}
    given = MeetingGiven(held_on=clock.today() + 2 * DAY, **when)
    row = meetings.arrange(zone=zone, given=given, by=person)
    path = reverse("zone-meeting-calendar", args=[zone.slug, row.pk])
    (first,) = events_of(client.get(path))
    moved = MeetingGiven(held_on=clock.today() + 3 * DAY, **when)
    meetings.change(meeting=row, given=moved, by=person)
    (second,) = events_of(client.get(path))
    meetings.cancel(meeting=row, why="Snow.", by=person)
    (third,) = events_of(client.get(path))
    assert first["uid"] == second["uid"] == third["uid"]
    assert [event["sequence"] for event in (first, second, third)] == [0, 1, 2]
    assert [event["status"] for event in (first, second, third)] == [
        "CONFIRMED",
        "CONFIRMED",
        "CANCELLED",
    ]
    assert str(third["description"]).startswith("Cancelled: Snow.")
    assert first["dtstamp"].dt <= second["dtstamp"].dt <= third["dtstamp"].dt


# --- The files ------------------------------------------------------------------------------------


def test_calendar_of_a_zone_is_subscribed_to_by_its_own_address(client, runs_today):
    zone = runs_today
    path = reverse("zone-calendar", args=[zone.slug])
    answer = client.get(path)
    made = Calendar.from_ical(answer.content)
    assert made["x-wr-calname"] == "Stirchley"
    assert made["source"].endswith(path)
    assert len({event["uid"] for event in made.walk("VEVENT")}) == 2
    assert path in client.get(zone.get_absolute_url()).content.decode()


@pytest.mark.promise
@pytest.mark.parametrize("name", ["zone-calendar", "zones-calendar"])
def test_whoever_has_it_already_is_told_so(client, runs_today, name):
    zone = runs_today
    make.meeting(zone, starts_at=dt.time(19))
    path = reverse(name, args=[zone.slug] if name == "zone-calendar" else [])
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    Zone.objects.get(pk=zone.pk).write(name="Stirchley, newly named")
    changed = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert "newly named" in changed.content.decode()


# --- All zones ------------------------------------------------------------------------------------

ON_IT = {
    "draft": False,
    "proposed": True,
    "declared": True,
    "under_review": True,
    "dissolved": False,
    "mainstreamed": False,
    "withdrawn": False,
}


@pytest.mark.parametrize(("state", "is_there"), ON_IT.items())
def test_calendar_of_all_has_public_zones_that_go_on(client, state, is_there):
    zone = make.zone_in(state, "Stirchley")
    make.meeting(zone)
    found = events_of(client.get(reverse("zones-calendar")))
    assert bool(found) == is_there
    assert any("meeting" in event["uid"] for event in found) == is_there


def test_calendar_of_all_leaves_out_zones_that_lapsed_and_those_that_were_removed(zone):
    assert calendars.of_all(LAST_OF_GRACE)
    assert calendars.of_all(LAST_OF_GRACE + DAY) == []
    Zone.objects.filter(pk=zone.pk).update(removed_on=DECLARED, why_removed="Unlawful.")
    assert calendars.of_all(LAST_OF_GRACE) == []


def test_calendar_of_all_holds_a_month_back_and_three_years_ahead(zone):
    on = dt.date(2027, 6, 30)
    edges = {"too old": -32, "old": -31, "far": 3 * 366, "too far": 3 * 366 + 1}
    for title, days in edges.items():
        make.meeting(zone, on=on + days * DAY, title=title)
    found = [entry.summary for entry in calendars.of_all(on) if "meeting" in entry.key]
    assert found == ["Stirchley: old", "Stirchley: far"]
    own = [entry for entry in calendars.of_zone(zone, on) if "meeting" in entry.key]
    assert len(own) == 4


def test_day_of_grace_is_there_though_the_target_date_is_long_past(zone):
    found = said(calendars.of_all(LAST_OF_GRACE))
    assert found == {"Stirchley: lapses after this day unless somebody decides": LAST_OF_GRACE}


def test_soonest_days_are_kept_where_there_are_too_many(zone, monkeypatch):
    monkeypatch.setattr(calendars, "MOST_OF_A_KIND", 2)
    for number in (3, 1, 2):
        make.meeting(zone, on=DECLARED + number * DAY, title=f"Meeting {number}")
    found = [each.summary for each in calendars.of_all(DECLARED) if "meeting" in each.key]
    assert found == ["Stirchley: Meeting 1", "Stirchley: Meeting 2"]


def test_no_calendar_of_a_draft(client):
    draft = make.ready_zone()
    path = reverse("zone-calendar", args=[draft.slug])
    assert client.get(path).status_code == 404
    client.force_login(editor_of(draft))
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("rows", [1, 20])
def test_calendars_ask_no_more_for_many_days(client, rows, django_assert_num_queries):
    for number in range(rows):
        zone = make.declared_zone()
        make.meeting(zone, on=clock.today() + number * DAY)
        InterimReview.objects.create(zone=zone, due_on=clock.today() + 9 * DAY)
    with django_assert_num_queries(5):
        client.get(reverse("zones-calendar"))
    for number in range(rows):
        make.meeting(zone, on=clock.today() + number * DAY, title=f"Other {number}")
    with django_assert_num_queries(6):
        client.get(reverse("zone-calendar", args=[zone.slug]))
