"""Feeds as files: whole by the standard, and read back by a parser, whatever anybody typed."""

import datetime as dt
import xml.etree.ElementTree as ET

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundwork.feed_file import Entry, Feed, feed_file, tag

AT = dt.datetime(2027, 3, 28, 0, 30, tzinfo=dt.UTC)
SINCE = dt.date(2026, 11, 21)
NS = "{http://www.w3.org/2005/Atom}"


def entry(**more) -> Entry:
    usual = {
        "key": "SIZ-00001/declare-1",
        "since": SINCE,
        "at": AT,
        "title": "Declared: Stirchley",
        "summary": "Stirchley is declared.",
        "url": "https://zones.example/zones/stirchley/",
        "authors": ["Council", "Friends of the Park"],
        "category": "Declared",
    }
    return Entry(**usual | more)


def file_of(*entries, **more) -> bytes:
    usual = {
        "key": "zones",
        "since": SINCE,
        "title": "Zones",
        "about": "What happens with zones.",
        "url": "https://zones.example/zones/",
        "source": "https://zones.example/zones/feed.atom",
        "author": "Zones",
        "entries": entries,
    }
    return feed_file(Feed(**usual | more))


def test_feed_has_every_element_that_the_standard_asks_for():
    root = ET.fromstring(file_of(entry(), entry(key="SIZ-00001/dissolve-2", authors=[])))
    assert root.tag == f"{NS}feed"
    for element in (root, *root.findall(f"{NS}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{NS}{name}")) == 1
            assert element.find(f"{NS}{name}").text
    # An entry without an author of its own has the feed's.
    assert root.find(f"{NS}author/{NS}name").text == "Zones"
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{NS}link")}
    assert links == {
        "self": "https://zones.example/zones/feed.atom",
        "alternate": "https://zones.example/zones/",
    }
    for one in root.findall(f"{NS}entry"):
        assert one.find(f"{NS}link[@rel='alternate']").get("href")
        assert one.find(f"{NS}summary").text


def test_entry_is_read_by_a_feed_reader(settings):
    settings.SITE_ADDRESS = "https://zones.example:8443"
    read = feedparser.parse(file_of(entry()))
    assert not read.bozo
    assert read.version == "atom10"
    (one,) = read.entries
    assert one.id == "tag:zones.example,2026-11-21:SIZ-00001/declare-1"
    assert one.title == "Declared: Stirchley"
    assert one.link == "https://zones.example/zones/stirchley/"
    assert one.updated == "2027-03-28T00:30:00+00:00"
    assert [author.name for author in one.authors] == ["Council", "Friends of the Park"]
    assert [term.term for term in one.tags] == ["Declared"]


def test_identifier_is_the_same_whatever_else_changes():
    assert tag("a", SINCE) == tag("a", SINCE)
    later = entry(title="Other", at=AT + dt.timedelta(days=1))
    assert feedparser.parse(file_of(later)).entries[0].id == (
        feedparser.parse(file_of(entry())).entries[0].id
    )


def test_feed_was_updated_when_its_newest_entry_was():
    later = AT + dt.timedelta(hours=1)
    read = feedparser.parse(file_of(entry(), entry(key="b", at=later)))
    assert read.feed.updated == "2027-03-28T01:30:00+00:00"


def test_empty_feed_is_whole_and_always_the_same():
    made = file_of()
    assert not feedparser.parse(made).bozo
    assert ET.fromstring(made).find(f"{NS}updated").text
    assert file_of() == made


def test_text_is_text_and_no_markup():
    (one,) = feedparser.parse(file_of(entry(summary="Fewer than 3 <b>rooms</b> & halls"))).entries
    assert one.summary_detail.type == "text/plain"
    assert b"&lt;b&gt;" in file_of(entry(summary="<b>"))


@pytest.mark.promise
@settings(derandomize=True, deadline=None)
@given(name=st.text(max_size=200), said=st.text(max_size=400))
def test_whatever_anybody_types_the_feed_is_whole(name, said):
    made = file_of(entry(title=name, summary=said, authors=[name]), title=name)
    root = ET.fromstring(made)
    assert root.find(f"{NS}entry/{NS}id").text.endswith("declare-1")
    assert not feedparser.parse(made).bozo
