"""Hours as people write them, and what cannot be read."""

import datetime as dt

import pytest

from assets.reading_hours import NotHours, read_hours, written
from assets.week import END

READ = {
    "9am to 1pm, 6pm to 9pm": "09:00-13:00 18:00-21:00",
    "9am-1pm; 6pm–9pm": "09:00-13:00 18:00-21:00",
    "9am to 1pm and 6pm to 9pm": "09:00-13:00 18:00-21:00",
    "9am to 1pm\n6pm to 9pm": "09:00-13:00 18:00-21:00",
    "  From 9 a.m. until 1 p.m.  ": "09:00-13:00",
    "6pm to 9pm, 9am to 1pm": "09:00-13:00 18:00-21:00",
    "9am to noon, noon to 3pm": "09:00-15:00",
    "09:00-17:30": "09:00-17:30",
    "0900 to 1730": "09:00-17:30",
    "10-4pm": "10:00-16:00",
    "6-9pm": "18:00-21:00",
    "9-1pm": "09:00-13:00",
    "7.30-9.30pm": "19:30-21:30",
    "8-11am": "08:00-11:00",
    "morning": "09:00-12:00",
    "Mornings and evenings": "09:00-12:00 17:00-22:00",
    "afternoon, evening": "12:00-22:00",
    "all day": "00:00-24:00",
    "any time": "00:00-24:00",
    "6pm to midnight": "18:00-24:00",
    "midnight to 6am": "00:00-06:00",
    "6pm to 2am": "18:00-02:00",
    "9am to 1pm, 10pm to 2am": "09:00-13:00 22:00-02:00",
    "": "",
    "closed": "",
    "None": "",
    "-": "",
}


def shown(hours) -> str:
    return " ".join(
        f"{starts:%H:%M}-{'24:00' if ends == END else f'{ends:%H:%M}'}" for starts, ends in hours
    )


@pytest.mark.parametrize(("text", "expected"), list(READ.items()))
def test_reading(text, expected):
    assert shown(read_hours(text)) == expected


UNREADABLE = {
    "9 to 5": "before or after midday: 5am or 5pm",
    "9 to 17:00": "before or after midday: 9am or 9pm",
    "9am": "from when until when",
    "9am to": "from when until when",
    "9am to 1pm to 3pm": "from when until when",
    "ask the caretaker": "from when until when",
    "9am to teatime": "“teatime” in “9am to teatime” is not a time",
    "25:00 to 26:00": "not a time",
    "9am to 9am": "begins and ends at the same time",
}


@pytest.mark.parametrize(("text", "sentence"), list(UNREADABLE.items()))
def test_what_cannot_be_read_says_what_to_write(text, sentence):
    with pytest.raises(NotHours, match=sentence):
        read_hours(text)


@pytest.mark.parametrize(
    "text", [text for text, expected in READ.items() if "-02:00" not in expected]
)
def test_what_stands_in_a_box_is_read_as_it_was(text):
    hours = read_hours(text)
    assert read_hours(written(hours)) == hours


def test_half_hours_are_written_as_people_write_them():
    assert written([(dt.time(9, 30), dt.time(12)), (dt.time(18), END)]) == (
        "9:30am to midday, 6pm to midnight"
    )
