"""A zone in plain words, made from what it says: what, where, until when, who, and its limits."""

import datetime as dt
from collections.abc import Sequence

from sizes.words import day_in_words, joined, located

LONGEST = 2000
MOST_OUTCOMES = 3


def summarise(
    *,
    name: str,
    purpose: str,
    place: str,
    outcomes: Sequence[str],
    subjects: Sequence[str],
    starts_on: dt.date | None,
    target_on: dt.date | None,
    leads: Sequence[str],
    what_stays: str,
) -> str:
    """Return one paragraph of plain sentences; what is not known yet is left out.

    `subjects` are the themes and services at the heart of the zone. At most 2,000 characters.
    """
    sentences = [_opening(name, place, target_on, leads)]
    if purpose:
        sentences.append(f"What it is for: {_sentence(purpose)}")
    elif subjects:
        sentences.append(f"It is about {joined([_lower_first(s) for s in subjects])}.")
    if outcomes:
        better = "; ".join(_bare(outcome) for outcome in outcomes[:MOST_OUTCOMES])
        sentences.append(f"What should get better: {better}.")
    if starts_on and target_on:
        sentences.append(
            f"It starts on {day_in_words(starts_on)}, and by {day_in_words(target_on)} "
            "it is reviewed or dissolved."
        )
    if what_stays:
        sentences.append(f"What will not change: {_sentence(first_sentence(what_stays))}")
    sentences.append("It has no statutory force.")
    text = " ".join(sentences)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"


def _opening(name: str, place: str, target_on: dt.date | None, leads: Sequence[str]) -> str:
    what = f"{name} is a Social Innovation Zone"
    what += located(place)
    if leads:
        what += f", led by {joined(leads)}"
    if target_on:
        what += f", until {day_in_words(target_on)}"
    return f"{what}."


def first_sentence(text: str) -> str:
    """The first sentence of a text, or its first line."""
    line = text.strip().split("\n")[0]
    for end in (". ", "! ", "? "):
        line = line.split(end)[0] + end.strip() if end in line else line
    return line


def _lower_first(text: str) -> str:
    """ "Parks" in the middle of a sentence is "parks"; "NHS" stays as it is."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _bare(text: str) -> str:
    return text.strip().rstrip(".;")


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
