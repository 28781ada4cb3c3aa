"""A calendar as a file that other programs subscribe to (iCalendar, RFC 5545 and RFC 7986).

Nothing in it depends on when it was asked for, only on the entries, so that whoever has it already
is told so by its ETag.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from icalendar import Calendar, Event, vDuration, vText, vUri

from groundwork.addresses import host
from groundwork.plain_text import on_one_line, printable

MEDIA_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//Social Innovation Zones//Calendar//EN"
ASK_AGAIN_AFTER = dt.timedelta(hours=6)
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Entry:
    """Something on a day, or from one moment to another on it.

    `key` names it for good, within this site; `written_at` is when its facts were last written,
    and `sequence` grows with each writing.
    """

    key: str
    day: dt.date
    summary: str
    url: str
    written_at: dt.datetime
    sequence: int = 0
    description: str = ""
    starts_at: dt.datetime | None = None
    ends_at: dt.datetime | None = None
    place: str = ""
    category: str = ""
    is_tentative: bool = False
    is_cancelled: bool = False


def calendar_file(
    name: str, entries: Iterable[Entry], *, about: str, url: str, source: str
) -> bytes:
    """Return a calendar of that name. `url` is its page, `source` its own whole address."""
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    for key in ("name", "x-wr-calname"):
        made.add(key, vText(on_one_line(name)))
    for key in ("description", "x-wr-caldesc"):
        made.add(key, vText(printable(about)))
    made.add("url", vUri(url))
    made.add("source", _told("URI", vUri(source)))
    made.add("refresh-interval", _told("DURATION", vDuration(ASK_AGAIN_AFTER)))
    # The same two for programs older than RFC 7986.
    made.add("x-published-ttl", vDuration(ASK_AGAIN_AFTER))
    made.add("x-wr-timezone", vText(settings.TIME_ZONE))
    for entry in entries:
        made.add_component(_event(entry))
    return made.to_ical()


def _told(kind: str, value: vUri | vDuration) -> vUri | vDuration:
    """The value, with the word for its type that the property asks for."""
    value.params["VALUE"] = kind
    return value


def _event(entry: Entry) -> Event:
    made = Event()
    made.add("uid", vText(f"{entry.key}@{host()}"))
    made.add("dtstamp", entry.written_at.astimezone(dt.UTC).replace(microsecond=0))
    made.add("last-modified", entry.written_at.astimezone(dt.UTC).replace(microsecond=0))
    made.add("sequence", entry.sequence)
    if entry.starts_at is None:
        made.add("dtstart", entry.day)
        made.add("dtend", entry.day + DAY)
        # A day to know of takes nobody's time.
        made.add("transp", "TRANSPARENT")
    else:
        # In UTC the moment is the same on both sides of every change of the clocks.
        made.add("dtstart", entry.starts_at.astimezone(dt.UTC))
        if entry.ends_at is not None:
            made.add("dtend", entry.ends_at.astimezone(dt.UTC))
        made.add("transp", "TRANSPARENT" if entry.is_cancelled else "OPAQUE")
    made.add("summary", vText(on_one_line(entry.summary)))
    said = [printable(entry.description).strip(), entry.url]
    made.add("description", vText("\n\n".join(part for part in said if part)))
    if entry.place:
        made.add("location", vText(on_one_line(entry.place)))
    made.add("url", vUri(entry.url))
    if entry.category:
        made.add("categories", [entry.category])
    made.add("status", _status(entry))
    return made


def _status(entry: Entry) -> str:
    if entry.is_cancelled:
        return "CANCELLED"
    return "TENTATIVE" if entry.is_tentative else "CONFIRMED"
