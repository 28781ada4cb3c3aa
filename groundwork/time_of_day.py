"""A time of day as people write it, 7pm, 7.30 pm or 19:00, and the moment that it is on a day."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

NAMED = {"noon": dt.time(12), "midday": dt.time(12), "midnight": dt.time(0)}
HOURS_A_HALF = 12
# Written with no am or pm, and no 0 in front, 7:30 may be either.
LAST_DOUBTFUL_HOUR = 9
WRITTEN = re.compile(
    r"(?P<hour>[0-9]{1,2}?)(?:[:.h]?(?P<minute>[0-9]{2}))?(?P<half>am|pm)?", re.ASCII
)


class AmOrPm(ValueError):
    """A time that was written so that it may be in the morning or in the evening."""


def read_time(written: str) -> dt.time:
    """Read "7pm", "7.30 p.m.", "19:00", "1930", "19" or "noon".

    Raises AmOrPm for "7" or "7:30", and ValueError for what is no time.
    """
    text = re.sub(r"\s", "", written.lower())
    text = re.sub(r"([ap])\.?m\.?$", r"\1m", text)
    if text in NAMED:
        return NAMED[text]
    found = WRITTEN.fullmatch(text)
    if found is None:
        raise ValueError(f"{written!r} is not a time")
    hour, minute, half = int(found["hour"]), int(found["minute"] or 0), found["half"]
    if half:
        if not 1 <= hour <= HOURS_A_HALF:
            raise ValueError(f"{written!r} is not a time")
        return dt.time(hour % HOURS_A_HALF + (HOURS_A_HALF if half == "pm" else 0), minute)
    most = LAST_DOUBTFUL_HOUR if found["minute"] else HOURS_A_HALF
    if 1 <= hour <= most and not found["hour"].startswith("0"):
        raise AmOrPm(f"{written!r} may be before or after noon")
    return dt.time(hour, minute)


def time_in_words(time: dt.time) -> str:
    """Return a time as people write it: 7pm, 7:30pm, midday, midnight."""
    if time.minute == 0 and time.hour % HOURS_A_HALF == 0:
        return "midday" if time.hour else "midnight"
    hour = (time.hour - 1) % HOURS_A_HALF + 1
    minute = f":{time.minute:02}" if time.minute else ""
    return f"{hour}{minute}{'pm' if time.hour >= HOURS_A_HALF else 'am'}"


def moment_of(day: dt.date, time: dt.time) -> dt.datetime:
    """Return the moment, aware, at which it is that time on the day, where the product is used.

    Where the clocks go back it is that time twice, and the first is meant.
    """
    return dt.datetime.combine(day, time, tzinfo=timezone.get_default_timezone())


def is_skipped(day: dt.date, time: dt.time) -> bool:
    """Whether the clocks go forward over that time on the day, so that it never is."""
    moment = moment_of(day, time)
    return moment.astimezone(dt.UTC).astimezone(moment.tzinfo).time() != time


class TimeOfDayField(forms.Field):
    """A text box that cleans to a `datetime.time` without seconds, or None."""

    default_error_messages = {
        "required": "Write a time, such as 7pm or 19:00",
        "invalid": "Write a time, such as 7pm or 19:00",
    }

    def __init__(self, **kwargs: Any):
        box = forms.TextInput(attrs={"autocomplete": "off", "class": "input--date"})
        super().__init__(widget=kwargs.pop("widget", box), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return time_in_words(value) if isinstance(value, dt.time) else value

    def to_python(self, value: Any) -> dt.time | None:
        written = str(value or "").strip()
        if not written:
            return None
        try:
            return read_time(written)
        except AmOrPm as doubt:
            raise ValidationError(
                f"Say whether {written} is before or after midday: {written}am or {written}pm",
                code="doubtful",
            ) from doubt
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
