"""Counts of people that say nothing about any one of them: small ones are merged."""

from collections.abc import Mapping
from dataclasses import dataclass

LEAST = 10


@dataclass(frozen=True)
class Count:
    """How many said something, of these kinds together; None is "fewer than LEAST"."""

    kinds: tuple[str, ...]
    number: int | None


def merged(counts: Mapping[str, int], *, can_be_added_up: bool) -> list[Count]:
    """Return counts of which none is under LEAST unless it says only that.

    Counts under LEAST are merged into one, and kinds without any are left out. Where
    `can_be_added_up`, a reader knows how many there are in all, so what was merged could be
    reckoned by taking away the rest: then what is still under LEAST is merged with the smallest of
    the others as well. Kinds keep the order given.
    """
    filled = {kind: number for kind, number in counts.items() if number}
    small = [kind for kind, number in filled.items() if number < LEAST]
    large = sorted((kind for kind in filled if kind not in small), key=lambda kind: filled[kind])
    if can_be_added_up:
        while large and small and sum(filled[kind] for kind in small) < LEAST:
            small.append(large.pop(0))
    groups = [(kind,) for kind in filled if kind not in small]
    if small:
        groups.append(tuple(kind for kind in filled if kind in small))
    made = []
    for kinds in groups:
        number = sum(filled[kind] for kind in kinds)
        made.append(Count(kinds, number if number >= LEAST else None))
    return made
