"""Times of day as people write them, and the moments that they are, whatever the clocks do."""

import contextlib
import datetime as dt

import pytest
from django import forms
from hypothesis import given, settings
from hypothesis import strategies as st

from groundwork.time_of_day import (
    AmOrPm,
    TimeOfDayField,
    is_skipped,
    moment_of,
    read_time,
    time_in_words,
)

WRITTEN = {
    "7pm": "19:00",
    "7 PM": "19:00",
    "7.30 p.m.": "19:30",
    "7:30am": "07:30",
    "730pm": "19:30",
    "19:00": "19:00",
    "1900": "19:00",
    "19h30": "19:30",
    "19": "19:00",
    "07:30": "07:30",
    "0730": "07:30",
    "10:15": "10:15",
    "12:00": "12:00",
    "12pm": "12:00",
    "12am": "00:00",
    "12.01am": "00:01",
    "noon": "12:00",
    "Midday": "12:00",
    "midnight": "00:00",
    "00:00": "00:00",
    "0:05": "00:05",
    "23:59": "23:59",
}


@pytest.mark.parametrize(("written", "read"), WRITTEN.items())
def test_a_time_is_read_as_people_write_it(written, read):
    assert read_time(written) == dt.time.fromisoformat(read)


@pytest.mark.parametrize("written", ["7", "7:30", "9.45", "12", "1", "930"])
def test_a_time_that_may_be_before_or_after_noon_is_asked_about(written):
    with pytest.raises(AmOrPm):
        read_time(written)


@pytest.mark.parametrize(
    "written",
    ["", "soon", "24:00", "19:60", "25", "13pm", "0am", "7:5pm", "-1:00", "１９", "1" * 99],
)
def test_what_is_no_time_is_refused(written):
    with pytest.raises(ValueError, match=r"time|hour|minute") as refused:
        read_time(written)
    assert not isinstance(refused.value, AmOrPm)


@pytest.mark.parametrize(
    ("time", "words"),
    [
        ((19, 0), "7pm"),
        ((19, 5), "7:05pm"),
        ((7, 30), "7:30am"),
        ((12, 0), "midday"),
        ((0, 0), "midnight"),
        ((12, 30), "12:30pm"),
        ((0, 30), "12:30am"),
    ],
)
def test_a_time_is_written_as_people_read_it(time, words):
    assert time_in_words(dt.time(*time)) == words


@settings(derandomize=True, deadline=None)
@given(st.times().map(lambda time: time.replace(second=0, microsecond=0)))
def test_what_is_written_is_read_as_the_same(time):
    assert read_time(time_in_words(time)) == time
    assert read_time(f"{time:%H:%M}") == time


@settings(derandomize=True, deadline=None)
@given(st.text(max_size=12))
def test_no_text_is_more_than_refused(text):
    with contextlib.suppress(ValueError):
        assert isinstance(read_time(text), dt.time)


class AskForm(forms.Form):
    at = TimeOfDayField(label="Starts at", required=False)
    by = TimeOfDayField(label="Ends at")


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("later", "Write a time, such as 7pm or 19:00"),
        ("7:30", "Say whether 7:30 is before or after midday: 7:30am or 7:30pm"),
    ],
)
def test_field_says_what_to_write(written, says):
    form = AskForm({"at": written, "by": "8pm"})
    assert form.errors == {"at": [says]}
    assert f'value="{written}"' in str(form["at"])


def test_field_may_be_left_empty_unless_it_is_needed():
    assert AskForm({"at": " ", "by": "8pm"}).is_valid()
    assert AskForm({}).errors == {"by": ["Write a time, such as 7pm or 19:00"]}


def test_field_shows_what_was_kept_in_words():
    assert 'value="7:30pm"' in str(AskForm(initial={"at": dt.time(19, 30)})["at"])


# Day and time in London, and the same in UTC: on both sides of both changes of the clocks.
MOMENTS = [
    ("2027-03-27 19:00", "2027-03-27 19:00"),
    ("2027-03-28 00:59", "2027-03-28 00:59"),
    ("2027-03-28 02:00", "2027-03-28 01:00"),
    ("2027-03-28 19:00", "2027-03-28 18:00"),
    ("2027-10-30 19:00", "2027-10-30 18:00"),
    ("2027-10-31 00:30", "2027-10-30 23:30"),
    ("2027-10-31 01:30", "2027-10-31 00:30"),
    ("2027-10-31 02:00", "2027-10-31 02:00"),
    ("2027-10-31 19:00", "2027-10-31 19:00"),
    ("2028-02-29 00:00", "2028-02-29 00:00"),
]


@pytest.mark.parametrize(("here", "in_utc"), MOMENTS)
def test_a_time_is_the_right_moment_whatever_the_clocks_do(here, in_utc):
    local = dt.datetime.fromisoformat(here)
    found = moment_of(local.date(), local.time()).astimezone(dt.UTC)
    assert found == dt.datetime.fromisoformat(f"{in_utc}+00:00")
    assert not is_skipped(local.date(), local.time())


@pytest.mark.parametrize("time", ["01:00", "01:30", "01:59"])
def test_an_hour_is_skipped_where_the_clocks_go_forward(time):
    assert is_skipped(dt.date(2027, 3, 28), dt.time.fromisoformat(time))
    assert not is_skipped(dt.date(2027, 10, 31), dt.time.fromisoformat(time))
