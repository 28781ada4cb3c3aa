"""Whether a change keeps within what was signed, or goes beyond it."""

from collections.abc import Iterable
from typing import Any

from places.fuzzy import hectares_in_words
from sizes.amending.contents import (
    SIGNED_WORDS,
    WORDS,
    boundary_before,
    bounds_now,
    bounds_then,
    outcomes_dropped,
    target_then,
)
from sizes.limiting import Bounds, allowed_services, allowed_themes
from sizes.models import Amendment, Zone
from sizes.words import day_in_words, joined

# Coordinates round when they are exchanged, so a shape may seem to stick out of itself.
TOLERANCE_M = 0.5


def why_amendment(amendment: Amendment) -> list[str]:
    """Why the change goes beyond what was signed: sentences, none where it is an adjustment."""
    return [
        *_wider(amendment),
        *_looser(amendment),
        *_later(amendment),
        *_other_words(amendment),
        *(
            f"An outcome is dropped: “{outcome.statement.rstrip('.')}”."
            for outcome in outcomes_dropped(amendment)
        ),
    ]


def kind_of(amendment: Amendment) -> str:
    """What it is: as it was made or opened, else as it is judged now."""
    goes_beyond = why_amendment(amendment)
    judged = Amendment.Kind.AMENDMENT if goes_beyond else Amendment.Kind.ADJUSTMENT
    return amendment.kind or judged


def _wider(amendment: Amendment) -> list[str]:
    now, then = boundary_before(amendment), amendment.boundary
    if now is None or then is None:
        return []
    sentences = []
    if not now.reach.buffer(TOLERANCE_M).covers(then.reach):
        more = hectares_in_words(then.reach.difference(now.reach).area)
        sentences.append(f"The zone reaches further: {more} that lay outside it would be in it.")
    if not now.core.buffer(TOLERANCE_M).covers(then.core):
        more = hectares_in_words(then.core.difference(now.core).area)
        sentences.append(f"The core grows by {more}: more people would be in the zone for certain.")
    return sentences


def _looser(amendment: Amendment) -> list[str]:
    if "limits" not in amendment.changes:
        return []
    zone = amendment.zone
    now, then = bounds_now(zone) or Bounds(), bounds_then(amendment) or Bounds()
    sentences = []
    if now.longest_days is not None and then.longest_days is None:
        sentences.append(
            f"Variations could last as long as the zone, no longer at most {now.longest_days} days."
        )
    elif now.longest_days and then.longest_days and then.longest_days > now.longest_days:
        sentences.append(
            f"Variations could last up to {then.longest_days} days instead of {now.longest_days}."
        )
    if then.is_fringe_open and not now.is_fringe_open:
        sentences.append("Variations could reach into the fringe.")
    if freed := _names(set(now.fixed_services) - set(then.fixed_services)):
        sentences.append(f"{freed} could vary, which the limits forbid now.")
    return sentences + _more_allowed(zone, now, then)


def _more_allowed(zone: Zone, now: Bounds, then: Bounds) -> list[str]:
    sentences = []
    for allowed, what in ((allowed_services, "services"), (allowed_themes, "themes")):
        before, after = set(allowed(zone, now)), set(allowed(zone, then))
        if not before:  # none listed is all there are
            continue
        if not after:
            sentences.append(f"Variations could touch any {what}.")
        elif more := _names(after - before):
            sentences.append(f"Variations could touch more {what}: {more}.")
    return sentences


def _names(words: Iterable[Any]) -> str:
    return joined(sorted(str(word) for word in words))


def _later(amendment: Amendment) -> list[str]:
    now, then = amendment.zone.target_on, target_then(amendment)
    if now is None or then is None or then <= now:
        return []
    return [f"The target date is later: {day_in_words(then)} instead of {day_in_words(now)}."]


def _other_words(amendment: Amendment) -> list[str]:
    return [
        f"“{WORDS[name]}” is put in other words. Those who signed it say whether it goes further."
        for name in amendment.changes.get("words", {})
        if name in SIGNED_WORDS
    ]
