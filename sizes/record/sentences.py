"""What the wording of every kind of record is made of: names, sentences, and what changed."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sizes.words import day_in_words

# Longer words than these are shown before and after, and only named in the sentence.
LONGEST_IN_A_SENTENCE = 100


@dataclass(frozen=True)
class Names:
    """What the things are called that rows of history know by number."""

    organisations: Mapping[int, str] = field(default_factory=dict)
    commitments: Mapping[int, str] = field(default_factory=dict)
    services: Mapping[int, str] = field(default_factory=dict)
    themes: Mapping[int, str] = field(default_factory=dict)
    assets: Mapping[int, str] = field(default_factory=dict)
    opportunities: Mapping[int, str] = field(default_factory=dict)

    def of(self, row: Any, default: str = "One that was only named") -> str:
        """The organisation, commitment, service or theme that the row is about."""
        for name in ("organisation", "commitment", "service", "theme"):
            key = getattr(row, f"{name}_id", None)
            if key:
                return getattr(self, f"{name}s").get(key, default)
        return default


Tell = Callable[[Any, Any, Names], Iterator[str]]


def _nothing(row: Any, before: Any, names: Names) -> Iterator[str]:
    yield from ()


def _never(event: Any, state: str) -> bool:
    return False


@dataclass(frozen=True)
class Wording:
    """A table of history, the SQL by which its rows are a zone's, and how they are told.

    `noun` names a row; `added` and `gone` are verbs that follow it. `labels` name the columns whose
    change is told as such; `special` yields the sentences of what has words of its own.
    `is_private` says whether a row is nobody's but its makers', given the state of the zone then.
    """

    model: str
    of_zone: str = "zone_id = %(zone)s"
    noun: Callable[[Any, Names], str] = lambda row, names: ""
    added: str = "was added"
    gone: str = "was taken off"
    labels: Mapping[str, str] = field(default_factory=dict)
    written: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)
    special: Tell = _nothing
    is_private: Callable[[Any, str], bool] = _never
    # Rows of a join have no key of their own to be followed by.
    is_one: bool = True

    def tell(self, event: Any, names: Names) -> list[str]:
        """The sentences of one row of history."""
        row, before = event.row, event.before
        noun = self.noun(row, names)
        if row.pgh_label == "delete":
            return [f"{capital(noun)} {self.gone}."] if noun and self.gone else []
        if before is None:
            told = [f"{capital(noun)} {self.added}."] if noun and self.added else []
            return [*told, *self.special(row, None, names)]
        told = [
            _changed(label, was, now, noun) for label, was, now in self._differences(row, before)
        ]
        return [*told, *self.special(row, before, names)]

    def longer(self, event: Any, names: Names) -> Iterator[tuple[str, str, str]]:
        """Label, before and after of what is too long to stand in a sentence."""
        if event.before is None or event.row.pgh_label == "delete":
            return
        for label, was, now in self._differences(event.row, event.before):
            if _is_long(was) or _is_long(now):
                yield label, was or "nothing", now or "nothing"

    def _differences(self, row: Any, before: Any) -> Iterator[tuple[str, str, str]]:
        for name, label in self.labels.items():
            was, now = getattr(before, name), getattr(row, name)
            if was != now:
                write = self.written.get(name, written)
                yield label, write(was), write(now)


def written(value: Any) -> str:
    """A value as people write it; nothing where there is none."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return day_in_words(value) if isinstance(value, dt.date) else str(value)


def _is_long(text: str) -> bool:
    return len(text) > LONGEST_IN_A_SENTENCE or "\n" in text


def _changed(label: str, was: str, now: str, noun: str) -> str:
    about = f"{label} of {noun}" if noun else label
    if _is_long(was) or _is_long(now):
        return f"{about} was {'written' if not was else 'reworded' if now else 'emptied'}."
    if not was:
        return f"{about} was set to “{now}”."
    if not now:
        return f"{about} was emptied; it was “{was}”."
    return f"{about} was changed from “{was}” to “{now}”."


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def turned(row: Any, before: Any, column: str) -> bool:
    """Whether the column has come to hold something with this row."""
    now = getattr(row, column)
    return bool(now) and (before is None or now != getattr(before, column))
