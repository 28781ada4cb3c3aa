"""Calendars as files: read back by a parser as they were meant, whatever anybody typed."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from groundwork.calendar_file import Entry, calendar_file
from groundwork.time_of_day import moment_of

WRITTEN_AT = dt.datetime(2027, 1, 1, 9, 30, tzinfo=dt.UTC)
LEAP_DAY = dt.date(2028, 2, 29)


def entry(**more) -> Entry:
    usual = {
        "key": "siz-00001-target",
        "day": LEAP_DAY,
        "summary": "Stirchley: ends on this day unless renewed",
        "url": "https://zones.example/zones/stirchley/",
        "written_at": WRITTEN_AT,
    }
    return Entry(**usual | more)


def file_of(*entries, name="Stirchley") -> bytes:
    return calendar_file(
        name,
        entries,
        about=f"The days of {name}.",
        url="https://zones.example/zones/stirchley/",
        source="https://zones.example/zones/stirchley/calendar.ics",
    )


def event_of(*entries, **more):
    made = Calendar.from_ical(file_of(*(entries or [entry(**more)])))
    (event,) = made.walk("VEVENT")
    return event


def test_calendar_says_whose_it_is_and_when_to_ask_again(settings):
    settings.TIME_ZONE = "Europe/London"
    text = file_of(entry()).decode()
    for line in (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "NAME:Stirchley",
        "X-WR-CALNAME:Stirchley",
        "X-WR-TIMEZONE:Europe/London",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H",
        "URL:https://zones.example/zones/stirchley/",
    ):
        assert f"{line}\r\n" in text
    assert "PRODID:" in text
    assert "METHOD:" not in text


def test_day_is_a_day_and_takes_nobodys_time():
    event = event_of()
    assert event["dtstart"].dt == LEAP_DAY
    assert event["dtend"].dt == dt.date(2028, 3, 1)
    assert event["transp"] == "TRANSPARENT"
    assert "DTSTART;VALUE=DATE:20280229\r\n" in file_of(entry()).decode()


def test_entry_has_what_a_calendar_needs_to_follow_it(settings):
    settings.SITE_ADDRESS = "https://zones.example:8443"
    event = event_of(sequence=3, category="Review")
    assert event["uid"] == "siz-00001-target@zones.example"
    assert event["dtstamp"].dt == event["last-modified"].dt == WRITTEN_AT
    assert event["sequence"] == 3
    assert event["status"] == "CONFIRMED"
    assert event["categories"].cats == ["Review"]
    assert event["url"] == "https://zones.example/zones/stirchley/"
    assert str(event["description"]).endswith("https://zones.example/zones/stirchley/")


@pytest.mark.parametrize(
    ("more", "status"),
    [({"is_tentative": True}, "TENTATIVE"), ({"is_cancelled": True}, "CANCELLED")],
)
def test_what_is_not_sure_and_what_is_cancelled_says_so(more, status):
    assert event_of(**more)["status"] == status
    assert event_of(**more | {"is_tentative": True, "is_cancelled": True})["status"] == "CANCELLED"


# A day, from when to when in London, and the same in UTC: at both changes of the clocks.
TIMED = [
    ("2027-03-27", "19:00", "21:00", "20270327T190000Z", "20270327T210000Z"),
    ("2027-03-28", "00:30", "02:30", "20270328T003000Z", "20270328T013000Z"),
    ("2027-03-28", "19:00", "21:00", "20270328T180000Z", "20270328T200000Z"),
    ("2027-10-30", "19:00", "21:00", "20271030T180000Z", "20271030T200000Z"),
    ("2027-10-31", "00:30", "02:30", "20271030T233000Z", "20271031T023000Z"),
    ("2027-10-31", "19:00", "21:00", "20271031T190000Z", "20271031T210000Z"),
]


@pytest.mark.parametrize(("day", "starts", "ends", "from_utc", "to_utc"), TIMED)
def test_time_is_right_on_both_sides_of_both_changes_of_the_clocks(
    day, starts, ends, from_utc, to_utc
):
    on = dt.date.fromisoformat(day)
    starts_at, ends_at = (moment_of(on, dt.time.fromisoformat(time)) for time in (starts, ends))
    text = file_of(entry(day=on, starts_at=starts_at, ends_at=ends_at)).decode()
    assert f"DTSTART:{from_utc}\r\n" in text
    assert f"DTEND:{to_utc}\r\n" in text
    assert "TRANSP:OPAQUE\r\n" in text
    event = event_of(entry(day=on, starts_at=starts_at, ends_at=ends_at))
    assert event["dtstart"].dt == starts_at
    assert event["dtend"].dt == ends_at


def test_time_without_an_end_has_none():
    event = event_of(starts_at=moment_of(LEAP_DAY, dt.time(19)))
    assert "dtend" not in event


@pytest.mark.promise
def test_it_does_not_depend_on_when_it_was_asked_for(monkeypatch):
    first = file_of(entry(), entry(key="other"))
    from groundwork import clock

    monkeypatch.setattr(clock, "now", lambda: WRITTEN_AT + dt.timedelta(days=99))
    assert file_of(entry(), entry(key="other")) == first


@settings(derandomize=True, deadline=None)
@given(name=st.text(max_size=200), place=st.text(max_size=200), about=st.text(max_size=400))
def test_whatever_anybody_types_is_read_back_and_no_line_is_too_long(name, place, about):
    made = file_of(entry(summary=name, place=place, description=about), name=name)
    lines = made.split(b"\r\n")
    assert b"".join(lines).count(b"\n") == b"".join(lines).count(b"\r") == 0
    assert max(len(line) for line in lines) <= 75
    # Each line is whole: no character of more than one byte is cut in two.
    assert made.decode()
    read = Calendar.from_ical(made)
    assert not read.errors
    (event,) = read.walk("VEVENT")
    assert not event.errors
    assert str(event["summary"]) == " ".join(shown(name).split())
    assert str(event["description"]).endswith(entry().url)
    assert shown(about).strip() in str(event["description"])


def shown(text: str) -> str:
    """What of a text can be printed, reckoned another way than the code does."""
    ends = {"\r", "\n", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"}
    lines = "".join("\n" if each in ends else each for each in text.replace("\r\n", "\n"))
    return "".join(
        each
        for each in lines
        if each in "\n\t"
        or not (ord(each) < 32 or 127 <= ord(each) < 160 or each in "\ufffe\uffff")
    )


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("Bread, milk; and more", "SUMMARY:Bread\\, milk\\; and more"),
        ("A \\ B", "SUMMARY:A \\\\ B"),
        ("One\r\nTwo", "SUMMARY:One Two"),
        ("BEGIN:VEVENT\nUID:x", "SUMMARY:BEGIN:VEVENT UID:x"),
    ],
)
def test_marks_that_mean_something_to_a_calendar_are_escaped(typed, line):
    assert f"{line}\r\n" in file_of(entry(summary=typed)).decode()
