"""What is different because of zones, as cards, tables and pages say it."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from sizes.afterwards import Aftermath, aftermath_of
from sizes.conflicts import Conflict
from sizes.covering import Cover, Covered, Sorted, Tense
from sizes.models import Variation, Zone
from sizes.variation_status import (
    DAY,
    VariationStatus,
    begins_of,
    ends_of,
    is_zones_end,
    status_of,
    waits_for_review,
)
from sizes.words import day_in_words, time_left

Fringe = Variation.Fringe

FRINGE_IN_WORDS = {
    Fringe.INCLUDED: "The fringe is included.",
    Fringe.ASK: "In the fringe, ask.",
    Fringe.NOT_INCLUDED: "The fringe is not included.",
}


@dataclass(frozen=True)
class Different:
    """A variation on a day, for a page. Days are those on which it begins and last holds.

    `waits_for_review`: it goes on after its zone's target date, because the review is to be
    decided; `last_on` is then the latest that it can. `afterwards` is there where it held until its
    zone ended.
    """

    variation: Variation
    zone: Zone
    status: VariationStatus
    on: dt.date
    begins_on: dt.date
    last_on: dt.date | None
    is_zones_end: bool = False
    waits_for_review: bool = False
    afterwards: Aftermath | None = None

    @property
    def url(self) -> str:
        return _url(self.variation)

    @property
    def organisation(self) -> Any:
        """Whose commitment it is under."""
        return self.variation.acceptance.commitment.organisation

    @property
    def fringe_in_words(self) -> str:
        return FRINGE_IN_WORDS[Fringe(self.variation.fringe)]

    @property
    def where_in_words(self) -> str:
        """Where it holds: the whole zone or a part of it, and what the fringe means."""
        part = "In a part of the zone" if self.variation.has_own_area else "In all of the main area"
        return f"{part}. {self.fringe_in_words}"

    @property
    def left(self) -> str:
        """How long is left, while it holds or is paused."""
        if self.last_on is None or self.status == VariationStatus.ENDED or self.waits_for_review:
            return ""
        return "" if self.status == VariationStatus.COMING else time_left(self.last_on, self.on)

    @property
    def until_in_words(self) -> str:
        """How long it holds, to follow a comma: "until 27 March 2027, the zone’s target date"."""
        return until_in_words(
            self.last_on, is_zones_end=self.is_zones_end, waits_for_review=self.waits_for_review
        )

    @property
    def is_coming(self) -> bool:
        return self.status == VariationStatus.COMING

    @property
    def is_paused(self) -> bool:
        return self.status == VariationStatus.PAUSED

    @property
    def is_ended(self) -> bool:
        return self.status == VariationStatus.ENDED

    @property
    def is_never(self) -> bool:
        """Whether it ended before it could begin."""
        return self.last_on is not None and self.last_on < self.begins_on

    @property
    def why_ended(self) -> str:
        """The reason somebody gave for its end; of what ended with its zone, what happens now."""
        if self.afterwards:
            return self.afterwards.in_words
        acceptance = self.variation.acceptance
        commitment = acceptance.commitment
        reasons = {
            commitment.withdrawn_on: commitment.why_withdrawn,
            acceptance.withdrawn_on: acceptance.why_withdrawn,
            self.variation.ended_on: self.variation.why_ended,
        }
        return reasons.get(self.last_on + DAY, "") if self.last_on else ""

    @property
    def notice(self) -> dict[str, str] | None:
        """What a reader must know before the rest where it does not hold on the day."""
        match self.status:
            case VariationStatus.COMING:
                return {"title": self.coming_in_words, "body": "Until then the normal rule holds."}
            case VariationStatus.PAUSED:
                return {"title": self.paused_in_words, "body": self.variation.why_paused}
            case VariationStatus.ENDED:
                return {"title": self.ended_in_words, "body": self.why_ended}
            case _:
                return None

    @property
    def notice_kind(self) -> str:
        return "due" if self.is_paused else ""

    @property
    def coming_in_words(self) -> str:
        if self.zone.declared_on is None:
            return "This is proposed: it begins only if the zone is declared."
        return f"This begins on {day_in_words(self.begins_on)}."

    @property
    def paused_in_words(self) -> str:
        since = self.variation.paused_on
        day = f" since {day_in_words(since)}" if since else ""
        return f"This is paused{day}. While it is, the normal rule holds."

    @property
    def ended_in_words(self) -> str:
        if self.last_on is None or self.is_never:
            return "This was agreed but never began."
        return f"This ended: it held until {day_in_words(self.last_on)}."


def until_in_words(
    last_on: dt.date | None, *, is_zones_end: bool = False, waits_for_review: bool = False
) -> str:
    """How long something holds: until its last day, the zone's, or a decision about the zone."""
    if last_on is None:
        return "for as long as the zone runs"
    if waits_for_review:
        return f"until the zone’s review is decided, at the latest {day_in_words(last_on)}"
    return f"until {day_in_words(last_on)}{', the zone’s target date' if is_zones_end else ''}"


def _url(variation: Variation) -> str:
    return reverse("variation", args=[variation.acceptance.zone.slug, variation.pk])


def _note(conflict: Conflict) -> str:
    return conflict.answer.note if conflict.answer else ""


def different(variation: Variation, *, on: dt.date) -> Different:
    """Return what a page says of a variation whose acceptance, commitment and zone are read."""
    ends_on = ends_of(variation, on=on)
    status = status_of(variation, on=on)
    is_ended = status == VariationStatus.ENDED
    return Different(
        variation=variation,
        zone=variation.acceptance.zone,
        status=status,
        on=on,
        begins_on=begins_of(variation),
        last_on=ends_on - DAY if ends_on else None,
        is_zones_end=not is_ended and is_zones_end(variation, on=on),
        waits_for_review=waits_for_review(variation, on=on),
        afterwards=aftermath_of(variation, on=on) if is_ended else None,
    )


def overlaps(conflicts: Iterable[Conflict], *, zone: Zone) -> list[dict[str, Any]]:
    """Return, for the page of a zone, what differs from it in zones that overlap with it."""
    return [
        {
            "ours": {"title": ours.title, "url": _url(ours)},
            "theirs": {"title": theirs.title, "url": _url(theirs), "zone": theirs.acceptance.zone},
            "says": conflict.says(),
            "note": _note(conflict),
        }
        for conflict in conflicts
        for ours, theirs in (conflict.both, conflict.both[::-1])
        if ours.acceptance.zone_id == zone.pk
    ]


def in_sections(found: Sorted, *, on: dt.date) -> dict[str, list[Different]]:
    """Return what a zone's page lists: `current`, `paused`, `coming` and `ended`, newest first."""
    return {
        "current": [different(each, on=on) for each in found.current],
        "paused": [different(each, on=on) for each in found.paused],
        "coming": [different(each, on=on) for each in found.coming],
        "ended": [different(each, on=on) for each in reversed(found.ended)],
    }


@dataclass(frozen=True)
class Card:
    """A variation for somebody at a place: it opens with whether it covers them."""

    covered: Covered
    about: Different

    @property
    def disagreements(self) -> list[dict[str, Any]]:
        """Variations of other zones that differ about the same service there, and which holds."""
        return [
            {"other": other, "url": _url(other), "says": conflict.says(), "note": _note(conflict)}
            for conflict in self.covered.conflicts
            for other in conflict.both
            if other.pk != self.covered.variation.pk
        ]

    @property
    def look(self) -> str:
        """How the opening looks; what does not hold on the day looks like no cover."""
        holds = self.covered.status == VariationStatus.CURRENT
        return str(self.covered.cover if holds else Cover.NOT_INCLUDED)

    @property
    def sentence(self) -> str:
        """The opening."""
        match self.covered.status:
            case VariationStatus.CURRENT:
                return self.covered.sentence
            case VariationStatus.COMING:
                return f"Not yet. From {day_in_words(self.about.begins_on)}: {self._later}"
            case VariationStatus.PAUSED:
                since = self.covered.variation.paused_on
                return f"Not for now: paused since {day_in_words(since)}." if since else ""
            case _:
                return self.about.ended_in_words

    @property
    def _later(self) -> str:
        sentence = self.covered.later()
        return sentence[:1].lower() + sentence[1:]


_COVER_ORDER = [Cover.INCLUDED, Cover.ASK, Cover.NOT_INCLUDED]


def cards_of(found: Iterable[Covered], *, on: dt.date) -> dict[str, list[Card]]:
    """Return cards by status; of the current ones those that cover first, else as they came."""
    cards: dict[str, list[Card]] = {str(status): [] for status in VariationStatus}
    for covered in found:
        cards[str(covered.status)].append(Card(covered, different(covered.variation, on=on)))
    for each in cards.values():
        each.sort(key=lambda card: _COVER_ORDER.index(card.covered.cover))
    return cards


def tally(cards: Sequence[Card]) -> str:
    """Return how many changes cover somebody: "2 changes cover you; ask about 1 more."."""
    if not cards:
        return ""
    count = dict.fromkeys(_COVER_ORDER, 0)
    for card in cards:
        count[card.covered.cover] += 1
    covers, ask, others = count.values()
    who = "it" if cards[0].covered.is_area else "you"
    tense = cards[0].covered.tense
    parts = []
    if covers:
        parts.append(f"{covers} change{'' if covers == 1 else 's'} {_covers(covers, tense)} {who}")
    if ask:
        asking = {Tense.PRESENT: "ask", Tense.PAST: "one had to ask", Tense.FUTURE: "ask then"}
        parts.append(f"{asking[tense]} about {ask}{' more' if covers else ''}")
    if others:
        parts.append(f"{others} {_covers_not(others, tense)} {who}")
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}."


def _covers(number: int, tense: Tense) -> str:
    now = "covers" if number == 1 else "cover"
    return {Tense.PAST: "covered", Tense.PRESENT: now, Tense.FUTURE: "will cover"}[tense]


def _covers_not(number: int, tense: Tense) -> str:
    now = "does not cover" if number == 1 else "do not cover"
    return {Tense.PAST: "did not cover", Tense.PRESENT: now, Tense.FUTURE: "will not cover"}[tense]
