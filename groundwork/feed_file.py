"""What happened as a file that feed readers subscribe to (Atom, RFC 4287).

Nothing in it depends on when it was asked for, only on the entries, so that whoever has it already
is told so by its ETag.
"""

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.xmlutils import SimplerXMLGenerator

from groundwork.addresses import host
from groundwork.plain_text import on_one_line, printable

MEDIA_TYPE = "application/atom+xml; charset=utf-8"
NAMESPACE = "http://www.w3.org/2005/Atom"
# When a feed without entries says that it was last written.
BEFORE_ANYTHING = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Entry:
    """Something that happened at a moment.

    `key` names it for good, within this site, and `since` is a day on which the site had its name.
    """

    key: str
    since: dt.date
    at: dt.datetime
    title: str
    summary: str
    url: str
    authors: Sequence[str] = ()
    category: str = ""


@dataclass(frozen=True)
class Feed:
    """Entries, newest first. `url` is the page about the same, `source` the feed's own address."""

    key: str
    since: dt.date
    title: str
    about: str
    url: str
    source: str
    author: str
    entries: Sequence[Entry]


def tag(key: str, since: dt.date) -> str:
    """Return an identifier that is nobody else's and never changes (RFC 4151)."""
    return f"tag:{host()},{since.isoformat()}:{key}"


def feed_file(feed: Feed) -> bytes:
    """Return the feed as UTF-8."""
    page = io.StringIO()
    xml = SimplerXMLGenerator(page, "utf-8")
    xml.startDocument()
    xml.startElement("feed", {"xmlns": NAMESPACE, "xml:lang": "en-GB"})
    _line(xml, "id", tag(feed.key, feed.since))
    _line(xml, "title", on_one_line(feed.title))
    _line(xml, "subtitle", on_one_line(feed.about))
    _line(xml, "updated", _written(max((each.at for each in feed.entries), default=None)))
    _link(xml, "self", feed.source, "application/atom+xml")
    _link(xml, "alternate", feed.url, "text/html")
    _author(xml, feed.author)
    for entry in feed.entries:
        _entry(xml, entry)
    xml.endElement("feed")
    xml.endDocument()
    return page.getvalue().encode()


def _entry(xml: SimplerXMLGenerator, entry: Entry) -> None:
    xml.startElement("entry", {})
    _line(xml, "id", tag(entry.key, entry.since))
    _line(xml, "title", on_one_line(entry.title))
    _line(xml, "updated", _written(entry.at))
    _line(xml, "published", _written(entry.at))
    _link(xml, "alternate", entry.url, "text/html")
    for name in entry.authors:
        _author(xml, name)
    if entry.category:
        xml.addQuickElement("category", attrs={"term": entry.category})
    _line(xml, "summary", printable(entry.summary), type="text")
    xml.endElement("entry")


def _line(xml: SimplerXMLGenerator, name: str, text: str, **attributes: str) -> None:
    xml.addQuickElement(name, text, attributes)


def _link(xml: SimplerXMLGenerator, rel: str, href: str, kind: str) -> None:
    xml.addQuickElement("link", attrs={"rel": rel, "href": href, "type": kind})


def _author(xml: SimplerXMLGenerator, name: str) -> None:
    xml.startElement("author", {})
    _line(xml, "name", on_one_line(name))
    xml.endElement("author")


def _written(moment: dt.datetime | None) -> str:
    return (moment or BEFORE_ANYTHING).isoformat(timespec="seconds")
