"""Hours of a week as values: joined, cut at midnight and put in words."""

import datetime as dt

import pytest

from assets.week import END, Slot, ends_in_words, hours_in_words, merged, times_in_words


def slot(weekday: int, starts: str, ends: str) -> Slot:
    return Slot(weekday, dt.time.fromisoformat(starts), dt.time.fromisoformat(ends))


MERGING = {
    "apart stay apart": (
        [slot(1, "09:00", "12:00"), slot(1, "13:00", "17:00")],
        [slot(1, "09:00", "12:00"), slot(1, "13:00", "17:00")],
    ),
    "those that meet are one": (
        [slot(1, "12:00", "17:00"), slot(1, "09:00", "12:00")],
        [slot(1, "09:00", "17:00")],
    ),
    "those that overlap are one": (
        [slot(1, "09:00", "13:00"), slot(1, "12:00", "17:00")],
        [slot(1, "09:00", "17:00")],
    ),
    "one within another goes": (
        [slot(1, "09:00", "17:00"), slot(1, "10:00", "11:00")],
        [slot(1, "09:00", "17:00")],
    ),
    "the same twice is one": (
        [slot(1, "09:00", "12:00"), slot(1, "09:00", "12:00")],
        [slot(1, "09:00", "12:00")],
    ),
    "other days stay": (
        [slot(2, "09:00", "12:00"), slot(1, "09:00", "12:00")],
        [slot(1, "09:00", "12:00"), slot(2, "09:00", "12:00")],
    ),
    "midnight at the end is the last second": (
        [slot(1, "18:00", "00:00")],
        [Slot(1, dt.time(18), END)],
    ),
    "one minute before midnight is midnight": (
        [slot(1, "18:00", "23:59")],
        [Slot(1, dt.time(18), END)],
    ),
    "past midnight is cut": (
        [slot(4, "18:00", "02:00")],
        [Slot(4, dt.time(18), END), slot(5, "00:00", "02:00")],
    ),
    "past Sunday's midnight is Monday": (
        [slot(6, "20:00", "01:00")],
        [slot(0, "00:00", "01:00"), Slot(6, dt.time(20), END)],
    ),
    "past midnight meets the next day's": (
        [slot(4, "22:00", "02:00"), slot(5, "02:00", "06:00")],
        [Slot(4, dt.time(22), END), slot(5, "00:00", "06:00")],
    ),
    "from midnight to midnight is all day": (
        [slot(3, "00:00", "00:00")],
        [Slot(3, dt.time(0), END)],
    ),
    "from nine to nine is a day round": (
        [slot(3, "09:00", "09:00")],
        [Slot(3, dt.time(9), END), slot(4, "00:00", "09:00")],
    ),
    "nothing is nothing": ([], []),
}


@pytest.mark.parametrize(("slots", "expected"), list(MERGING.values()), ids=list(MERGING))
def test_merging(slots, expected):
    assert merged(slots) == expected
    assert merged(expected) == expected, "merging twice changes nothing more"


OFFICE = [slot(day, "09:00", "17:00") for day in range(5)]
WORDS = {
    "": [],
    "Tuesday, 9am to midday": [slot(1, "09:00", "12:00")],
    "Monday to Friday, 9am to 5pm": OFFICE,
    "Monday to Friday, 9am to 5pm; Saturday, 10am to 1pm": [*OFFICE, slot(5, "10:00", "13:00")],
    "Monday to Wednesday and Saturday, 9am to 5pm": [
        slot(day, "09:00", "17:00") for day in (0, 1, 2, 5)
    ],
    "Monday and Tuesday, 9am to 5pm": OFFICE[:2],
    "Monday, Wednesday and Friday, 9am to 5pm": OFFICE[::2],
    "Thursday, 9am to midday and 6:30pm to 9pm": [
        slot(3, "09:00", "12:00"), slot(3, "18:30", "21:00"),
    ],
    "every day, all day": [slot(day, "00:00", "00:00") for day in range(7)],
    "Friday, 6pm to 2am": [slot(4, "18:00", "02:00")],
    "Friday and Saturday, 6pm to 2am": [slot(4, "18:00", "02:00"), slot(5, "18:00", "02:00")],
    "Sunday, 10pm to 1am": [slot(6, "22:00", "01:00")],
    "Friday, 6pm to midnight; Saturday, midnight to 7am": [slot(4, "18:00", "07:00")],
    "Friday, all day; Saturday, midnight to 2am": [
        slot(4, "00:00", "00:00"), slot(5, "00:00", "02:00"),
    ],
}  # fmt: skip


@pytest.mark.parametrize(("words", "slots"), list(WORDS.items()))
def test_a_week_in_words(words, slots):
    assert hours_in_words(slots) == words


def test_three_times_of_a_day_in_words():
    hours = [(dt.time(h), dt.time(h + 1)) for h in (7, 12, 20)]
    assert times_in_words(hours) == "7am to 8am, midday to 1pm and 8pm to 9pm"


@pytest.mark.parametrize(
    ("time", "words"),
    [(END, "midnight"), (dt.time(0), "midnight"), (dt.time(12), "midday"), (dt.time(17), "5pm")],
)
def test_the_end_of_hours_in_words(time, words):
    assert ends_in_words(time) == words
