"""What the notices of every kind are made of: sections, facts, and a zone's name and place."""

import datetime as dt
from typing import Any

from sizes.models import Zone
from sizes.shortening import shortened
from sizes.words import day_in_words, located

Content = dict[str, Any]


def section(
    key: str,
    title: str,
    words: list[str],
    *,
    items: list[str] | None = None,
    rows: list[dict[str, str]] | None = None,
) -> Content:
    """A part of the notice; whoever shows it leaves out those in which nothing is said."""
    said = [text.strip() for text in words if text.strip()]
    return {"key": key, "title": title, "words": said, "items": items or [], "rows": rows or []}


def essential(title: str, text: str) -> Content:
    return {"title": title, "text": shortened(text)}


def dated(*facts: tuple[str, dt.date | None]) -> list[list[str]]:
    return [[term, day_in_words(day)] for term, day in facts if day]


def between_commas(zone: Zone) -> str:
    """The place in words, between commas, as it stands in the middle of a sentence."""
    place = located(zone.place_in_words)
    return f",{place}," if place else ""


def full_name(zone: Zone) -> str:
    return f"the Social Innovation Zone{located(zone.place_in_words)} named “{zone.name}”"
