"""Hours of a day as people write them: "9am to 1pm, 6pm to 9pm", "10-4pm", "evening", "all day"."""

import datetime as dt
import re

from assets.week import END, LAST_MINUTE, PARTS_OF_DAY, START, Hours, joined, parts, times_in_words
from groundwork.time_of_day import AmOrPm, read_time

EXAMPLE = "9am to 1pm, 6pm to 9pm"
NOT_FREE = {"", "-", "–", "—", "no", "none", "never", "closed", "closed all day", "not free"}
ALL_DAY = {"all day", "any time", "anytime", "always", "24 hours", "open"}
BETWEEN = re.compile(r"\s*(?:,|;|\n|&|\band\b)\s*")
FROM_TO = re.compile(r"\s*(?:-|–|—|\bto\b|\buntil\b|\btill?\b)\s*")
HALF = re.compile(r"([ap])\.?m\.?\s*$")


class NotHours(ValueError):
    """What was written cannot be read as hours; says what to write, in a sentence."""


def read_hours(written: str) -> list[Hours]:
    """Return the hours of a day in order, those that meet as one; none for "closed" or nothing.

    Hours that end no later than they begin go on after midnight. Where only the end says am or pm,
    the start is meant nearest before it: "10-4pm" is 10am, "6-9pm" is 6pm. Raises NotHours.
    """
    text = " ".join(written.lower().replace("\n", ",").split()).strip(" ,;.")
    if text in NOT_FREE:
        return []
    if text in ALL_DAY:
        return [(START, END)]
    found = [_read_one(each) for each in BETWEEN.split(text) if each]
    plain = [each for each in found if len(parts(*each)) == 1]
    late = [each for each in found if len(parts(*each)) > 1]
    return joined([parts(*each)[0][1:] for each in plain]) + late


def written(hours: list[Hours]) -> str:
    """Return hours as somebody would write them into a box, fit to be read again."""
    return times_in_words(hours).replace(" and ", ", ")


def _read_one(text: str) -> Hours:
    if text in ALL_DAY:
        return START, END
    if (name := text.removesuffix("s")) in PARTS_OF_DAY:
        return PARTS_OF_DAY[name]
    ends = FROM_TO.split(text.removeprefix("from "))
    if len(ends) != 2 or not all(ends):
        raise NotHours(
            f"“{text}” does not say from when until when. Write it like this: {EXAMPLE}."
        )
    stops = _time(ends[1], text)
    try:
        begins = read_time(ends[0])
    except AmOrPm:
        half = HALF.search(ends[1])
        begins = _before(ends[0], half.group(1) if half else "", stops)
    except ValueError:
        raise NotHours(_no_time(ends[0], text)) from None
    if begins == stops and begins != START:
        raise NotHours(f"“{text}” begins and ends at the same time. Write “all day” for all of it.")
    return begins, END if stops == START or stops >= LAST_MINUTE else stops


def _time(word: str, text: str) -> dt.time:
    try:
        return read_time(word)
    except AmOrPm:
        raise NotHours(_doubt(word)) from None
    except ValueError:
        raise NotHours(_no_time(word, text)) from None


def _before(word: str, half: str, stops: dt.time) -> dt.time:
    """The time that is meant by a start without am or pm, where its end has one."""
    if not half:
        raise NotHours(_doubt(word))
    either = [read_time(f"{word}{each}m") for each in "ap"]
    before = [time for time in either if time < stops]
    return max(before) if before else max(either)


def _doubt(word: str) -> str:
    return f"Say whether {word} is before or after midday: {word}am or {word}pm."


def _no_time(word: str, text: str) -> str:
    return f"“{word}” in “{text}” is not a time. Write it like this: {EXAMPLE}."
