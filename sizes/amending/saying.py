"""A change in words: what it is called, what it changes, and what was said before and after."""

import datetime as dt
import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from partners.models import Service, Theme
from sizes.amending.contents import (
    ABANDONED,
    MADE,
    OPEN,
    SIGNED_WORDS,
    WORDS,
    as_it_would_be,
    before_of,
    limits_said,
    outcomes_added,
    outcomes_dropped,
)
from sizes.models import Amendment, Outcome
from sizes.words import day_in_words, joined

LIMIT_LABELS = {
    "longest_days": "How long a variation may last",
    "is_fringe_open": "Whether variations may reach into the fringe",
    "services": "Services that may vary",
    "fixed_services": "Services that may not vary at all",
    "themes": "Themes that may vary",
}
NONE_LISTED = {
    "services": "Any service of the zone",
    "fixed_services": "None",
    "themes": "Any theme of the zone",
}
NOTHING = "Nothing was said"
_PIECES = re.compile(r"\S+\s*|\s+")
# Texts that share less than this are other texts: marking word by word would only confuse.
_LEAST_SHARED = 0.35


@dataclass(frozen=True)
class Difference:
    """One thing as it is said before and after, with what is taken away and put in marked."""

    label: str
    before: str
    after: str
    was_signed: bool = False

    @property
    def marked(self) -> tuple[SafeString, SafeString]:
        """Before and after as HTML: line breaks, `<del>` and `<ins>`."""
        return marked(self.before, self.after)


def differences(amendment: Amendment) -> list[Difference]:
    """All that the change says otherwise, places and outcomes apart, in the order of a page."""
    before = before_of(amendment)
    found = [
        Difference(
            WORDS[name], before["words"][name] or NOTHING, text or NOTHING, name in SIGNED_WORDS
        )
        for name, text in _in_order(amendment.changes.get("words", {}), WORDS)
    ]
    if "target_on" in amendment.changes:
        was, will_be = before["target_on"], amendment.changes["target_on"]
        found.append(Difference("Reviewed or dissolved by", _day(was), _day(will_be), True))
    if "interim_reviews" in amendment.changes:
        was, will_be = before["interim_reviews"], amendment.changes["interim_reviews"]
        found.append(Difference("Interim reviews", _days(was), _days(will_be)))
    limits = amendment.changes.get("limits", {})
    found += [
        Difference(
            LIMIT_LABELS[name],
            limit_in_words(name, before["limits"][name]),
            limit_in_words(name, value),
            True,
        )
        for name, value in _in_order(limits, LIMIT_LABELS)
    ]
    return found


def _in_order(said: dict[str, Any], order: Iterable[str]) -> list[tuple[str, Any]]:
    return [(name, said[name]) for name in order if name in said]


def _day(said: str | None) -> str:
    return day_in_words(dt.date.fromisoformat(said)) if said else "No day was set"


def _days(said: list[str]) -> str:
    return "\n".join(_day(day) for day in said) or "None"


def limit_in_words(name: str, value: Any) -> str:
    """A limit as people read it."""
    if name == "longest_days":
        return f"{value} day{'' if value == 1 else 's'} at most" if value else "As long as the zone"
    if name == "is_fringe_open":
        return "They may" if value else "Only people in the core are covered"
    words = (Theme if name == "themes" else Service).objects.filter(pk__in=value)
    return joined(str(word) for word in words) or NONE_LISTED[name]


def limits_in_words(amendment: Amendment) -> list[tuple[str, str]]:
    """All the limits that the zone has now, as terms and details."""
    said = limits_said(getattr(amendment.zone, "limits", None))
    return [(label, limit_in_words(name, said[name])) for name, label in LIMIT_LABELS.items()]


def what_it_changes(amendment: Amendment) -> list[str]:
    """What the change is about, as few words: "the place", "the target date"."""
    changes = amendment.changes
    found = ["the place"] if amendment.boundary_id else []
    if "target_on" in changes:
        is_later = as_it_would_be(amendment).target_on.isoformat() > (
            before_of(amendment).get("target_on") or ""
        )
        found.append("a later target date" if is_later else "an earlier target date")
    if "limits" in changes:
        found.append("the limits")
    for outcomes, done in (
        (outcomes_added(amendment), "added"),
        (outcomes_dropped(amendment), "dropped"),
    ):
        if outcomes:
            found.append(f"an outcome {done}" if len(outcomes) == 1 else f"outcomes {done}")
    if "interim_reviews" in changes:
        found.append("interim reviews")
    # With the shape the words for it mostly change too: that goes without saying.
    about = [
        f"“{label}”"
        for name, label in WORDS.items()
        if name in changes.get("words", {})
        and not (name == "place_in_words" and amendment.boundary_id)
    ]
    return found + ([f"the words of {joined(about)}"] if about else [])


def title_of(amendment: Amendment) -> str:
    """What the change is about, as a heading."""
    said = joined(what_it_changes(amendment)) or "nothing yet"
    return said[:1].upper() + said[1:]


def standing_of(amendment: Amendment, on: dt.date) -> str:
    """What became of the change by the day, as a sentence."""
    if amendment.state == MADE and amendment.made_on <= on:
        kind = "An adjustment" if amendment.kind == Amendment.Kind.ADJUSTMENT else "An amendment"
        return f"{kind}, made on {day_in_words(amendment.made_on)}."
    if amendment.state == ABANDONED and amendment.abandoned_on <= on:
        return f"Abandoned on {day_in_words(amendment.abandoned_on)}: it was not made."
    if amendment.opened_on and on > amendment.closes_on:
        closed = day_in_words(amendment.closes_on)
        return f"The time for objection ended on {closed}. It is not made yet."
    if amendment.opened_on:
        return f"Open for objection until {day_in_words(amendment.closes_on)}. It is not made yet."
    return "Being drafted: only those who work on the zone can see it."


def is_open(amendment: Amendment, on: dt.date) -> bool:
    """Whether the change was before the public on the day, neither made nor abandoned by then."""
    if amendment.opened_on is None or amendment.opened_on > on:
        return False
    over_on = amendment.made_on or amendment.abandoned_on
    return amendment.state == OPEN or (over_on is not None and over_on > on)


# --- Words beside one another ---------------------------------------------------------------------


def marked(before: str, after: str) -> tuple[SafeString, SafeString]:
    """Two texts as HTML, what is only in the first marked `<del>`, only in the second `<ins>`.

    Words are compared whole. Who hears the page hears where a mark begins and ends.
    """
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    left, right = [], []
    words = [[piece.strip() for piece in pieces] for pieces in (old, new)]
    matcher = difflib.SequenceMatcher(None, *words, autojunk=False)
    runs = matcher.get_opcodes()
    if matcher.ratio() < _LEAST_SHARED:
        runs = [("replace", 0, len(old), 0, len(new))]
    for kind, from_old, to_old, from_new, to_new in runs:
        gone, come = "".join(old[from_old:to_old]), "".join(new[from_new:to_new])
        if kind == "equal":
            left.append(_plain(gone))
            right.append(_plain(come))
        else:
            left.append(_mark("del", "taken away", gone))
            right.append(_mark("ins", "put in", come))
    return mark_safe("".join(left)), mark_safe("".join(right))


def _plain(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _mark(tag: str, says: str, text: str) -> str:
    if not text.strip():
        return _plain(text)
    begins = f'<span class="visually-hidden">[{says}: </span>'
    ends = '<span class="visually-hidden">]</span>'
    space = _plain(text[len(text.rstrip()) :])
    return f"<{tag}>{begins}{_plain(text.rstrip())}{ends}</{tag}>{space}"


def outcome_changes(amendment: Amendment) -> dict[str, list[Outcome]]:
    """The outcomes `added`, as they would be kept, and those `dropped`."""
    return {
        "added": [Outcome(**each) for each in outcomes_added(amendment)],
        "dropped": outcomes_dropped(amendment),
    }


def in_rows(amendment: Amendment) -> list[dict[str, str]]:
    """All that the change says otherwise, the place apart, as a public notice lists it.

    Rows of `what`, `before` and `after`; "" for what was not there before, or is not any more.
    """
    outcomes = outcome_changes(amendment)
    return [
        *(
            {"what": each.label, "before": each.before, "after": each.after}
            for each in differences(amendment)
        ),
        *(
            {"what": "No longer an outcome", "before": str(each), "after": ""}
            for each in outcomes["dropped"]
        ),
        *({"what": "New outcome", "before": "", "after": str(each)} for each in outcomes["added"]),
    ]
