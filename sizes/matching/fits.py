"""How well one thing fits one need: each side of it judged alone, with a sentence to show.

A side that the need does not ask about is not judged. Each other is one of four: it fits, it fits
in part, nothing is known, or it does not fit. The score is what the sides come to by their weights,
of all that they could come to, from 0 to 100:

    score = 100 × sum(WEIGHTS[side] × WORTH[fit]) / sum(WEIGHTS[side] × WORTH[yes])

What is not known counts for something, so that silence never looks worse than a plain no. A no on a
HARD side puts a thing behind everything without one, whatever its score; and what nothing speaks
for comes last of all, and is not proposed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from assets.models import Asset, Willingness
from assets.transferring.worth import pounds
from assets.week import Slot, hours_in_words, merged
from places.fuzzy import Band, Measure, position_in_words
from sizes.words import joined

Kind, Facility, Answer, Act = Asset.Kind, Asset.Facility, Asset.Answer, Willingness.Act


class Fit(StrEnum):
    """Whether one side of a thing is as a need asks."""

    YES = "yes"
    PARTLY = "partly"
    UNKNOWN = "unknown"
    NO = "no"


# The one table of how much each side counts: of an asset, and below of a commitment.
WEIGHTS: dict[str, int] = {
    "kind": 20,
    "hours": 20,
    "facilities": 15,
    "place": 15,
    "willing": 15,
    "capacity": 10,
    "step_free": 10,
    "accessible_toilet": 5,
    "hearing_loop": 5,
    "available": 5,
    "amount": 40,
    "subject": 15,
    "words": 25,
    "about": 20,
    "area": 20,
    "standing": 10,
}
WORTH: dict[Fit, int] = {Fit.YES: 10, Fit.PARTLY: 6, Fit.UNKNOWN: 3, Fit.NO: 0}
HARD = frozenset(
    {"hours", "place", "capacity", "step_free", "accessible_toilet", "hearing_loop", "amount"}
)

# Where only the kind fits, it speaks for a thing if it is one of at most so many sides.
LEAST_OF = 3

# What may serve in place of a kind, and why only in part. What is none of these is left out.
KIN: dict[str, tuple[str, ...]] = {
    Kind.ROOM: (Kind.BUILDING,),
    Kind.BUILDING: (Kind.ROOM,),
    Kind.EQUIPMENT: (Kind.VEHICLE,),
}
# These serve a zone from anywhere.
PLACELESS = (Kind.SKILLS, Kind.INFORMATION, Kind.LICENCE, Kind.MONEY)
_AS_KIN: dict[tuple[str, str], str] = {
    (Kind.ROOM, Kind.BUILDING): "It is a building, which may have a room",
    (Kind.BUILDING, Kind.ROOM): "It is a room or hall, and no whole building",
    (Kind.EQUIPMENT, Kind.VEHICLE): "It is a vehicle",
}
FACILITY_WORDS: dict[str, str] = {
    Facility.KITCHEN: "a kitchen",
    Facility.MEETING_SPACE: "space to meet",
    Facility.STAGE: "a stage",
    Facility.OUTDOORS: "space outdoors",
    Facility.GROWING: "space for growing",
    Facility.WORKSHOP: "a workshop",
    Facility.STORAGE: "storage",
    Facility.OFFICE: "desks",
    Facility.INTERNET: "internet",
    Facility.SCREEN: "a screen or projector",
    Facility.SPORTS: "room for sports",
    Facility.TOILETS: "toilets",
}
# In words that follow "is", and those of a question.
ACCESS_WORDS: dict[str, tuple[str, str, str, str]] = {
    "step_free": (
        "Step-free",
        "Step-free in part",
        "Does not say whether it is step-free",
        "Not step-free",
    ),
    "accessible_toilet": (
        "Has an accessible toilet",
        "Has a toilet that is accessible in part",
        "Does not say whether it has an accessible toilet",
        "Has no accessible toilet",
    ),
    "hearing_loop": (
        "Has a hearing loop",
        "Has a hearing loop in part of it",
        "Does not say whether it has a hearing loop",
        "Has no hearing loop",
    ),
}
ACT_WORDS: dict[str, str] = {
    Act.SHARE: "share it",
    Act.LEND: "lend it",
    Act.LEASE: "lease it",
    Act.TRANSFER: "transfer it",
    Act.CHANGE_USE: "change its use",
}
LONGEST_TERMS = 160


@dataclass(frozen=True)
class Wanted:
    """What a need asks. What is empty, none or false is not asked. `beyond_m` is in metres."""

    kinds: tuple[str, ...] = ()
    facilities: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    slots: tuple[Slot, ...] = ()
    capacity: int | None = None
    access: tuple[str, ...] = ()
    beyond_m: int = 0
    amount: Decimal | None = None


@dataclass(frozen=True)
class Held:
    """What the public may know of an asset, as far as needs ask about it.

    `acts` are pairs of an act and its terms; `where` is how its public place stands to the zone.
    """

    kind: str = ""
    facilities: tuple[str, ...] = ()
    acts: tuple[tuple[str, str], ...] = ()
    slots: tuple[Slot, ...] = ()
    capacity: int | None = None
    step_free: str = ""
    accessible_toilet: str = ""
    hearing_loop: str = ""
    where: Measure | None = None
    amount: Decimal | None = None
    is_available: bool = False


@dataclass(frozen=True)
class Reason:
    """One side of a thing, how it fits, and a sentence without its full stop."""

    side: str
    fit: Fit
    says: str


@dataclass(frozen=True)
class Match:
    """Something that may fit a need: what it is, and each reason. `away_m` only orders equals."""

    thing: Any
    reasons: tuple[Reason, ...]
    away_m: float = 0.0

    @property
    def score(self) -> int:
        """From 0 to 100; see the head of this module."""
        return score_of(self.reasons)

    @property
    def hard_failures(self) -> int:
        """On how many sides that cannot be helped it does not fit."""
        return sum(each.fit is Fit.NO and each.side in HARD for each in self.reasons)

    @property
    def fits(self) -> list[Reason]:
        """What speaks for it, in full or in part."""
        return [each for each in self.reasons if each.fit in (Fit.YES, Fit.PARTLY)]

    @property
    def unknown(self) -> list[Reason]:
        """What would have to be asked."""
        return [each for each in self.reasons if each.fit is Fit.UNKNOWN]

    @property
    def misses(self) -> list[Reason]:
        """What does not fit."""
        return [each for each in self.reasons if each.fit is Fit.NO]

    @property
    def speaks_for_it(self) -> bool:
        """Whether anything does: a side besides its kind, or else one side in LEAST_OF or more.

        Of what says nothing of itself all could be asked; that is no reason to propose it.
        """
        if any(each.side != "kind" for each in self.fits):
            return True
        return bool(self.fits) and LEAST_OF * len(self.fits) >= len(self.reasons)

    @property
    def may_fit(self) -> bool:
        """Whether it is proposed: something speaks for it, and nothing rules it out."""
        return self.speaks_for_it and not self.hard_failures

    @property
    def says(self) -> str:
        """How well it fits, in a few words."""
        if self.hard_failures:
            return "Does not do all that is asked"
        if not self.speaks_for_it:
            return "Too little is known to say whether it fits"
        fitting, judged = sum(r.fit is Fit.YES for r in self.reasons), len(self.reasons)
        if fitting == judged:
            return "Fits everything that is asked"
        return f"Fits {fitting} of {judged} points" if fitting else "Fits in part"

    @property
    def rank(self) -> tuple[bool, int, int, float, str]:
        """What matches are put in order by: the best is the least."""
        is_idle = not self.speaks_for_it
        return is_idle, self.hard_failures, -self.score, self.away_m, str(self.thing)


def score_of(reasons: Iterable[Reason]) -> int:
    """What the reasons come to, from 0 to 100; 0 where nothing was judged."""
    judged = [*reasons]
    most = sum(WEIGHTS[each.side] for each in judged) * WORTH[Fit.YES]
    if not most:
        return 0
    return round(100 * sum(WEIGHTS[each.side] * WORTH[each.fit] for each in judged) / most)


def reasons_for(wanted: Wanted, held: Held) -> tuple[Reason, ...]:
    """Every side that the need asks about, judged, in the order in which people ask."""
    judged: list[Reason | None] = [
        _kind(wanted, held),
        _amount(wanted, held),
        _facilities(wanted, held),
        _hours(wanted, held),
        _place(wanted, held),
        _willing(wanted, held),
        _capacity(wanted, held),
        *(_access(each, held) for each in wanted.access),
        Reason("available", Fit.YES, "It is available now") if held.is_available else None,
    ]
    return tuple(each for each in judged if each is not None)


def kinds_that_may_serve(kinds: Iterable[str]) -> list[str]:
    """The kinds asked for, and those that may serve in their place; all else is left out."""
    asked = [*kinds]
    kin = [other for kind in asked for other in KIN.get(kind, ())]
    return [*dict.fromkeys([*asked, *kin, Kind.OTHER.value])] if asked else []


def _kind(wanted: Wanted, held: Held) -> Reason | None:
    if not wanted.kinds:
        return None
    if held.kind in wanted.kinds:
        return Reason("kind", Fit.YES, f"Is what is asked for: {_kind_label(held.kind)}")
    for asked in wanted.kinds:
        if (asked, held.kind) in _AS_KIN:
            return Reason("kind", Fit.PARTLY, _AS_KIN[asked, held.kind])
    if held.kind == Kind.OTHER:
        return Reason("kind", Fit.UNKNOWN, "Is of no kind on the list: ask what it is")
    return Reason("kind", Fit.NO, f"Is something else: {_kind_label(held.kind)}")


def _kind_label(kind: str) -> str:
    label = str(Kind(kind).label)
    return label[:1].lower() + label[1:]


def _facilities(wanted: Wanted, held: Held) -> Reason | None:
    if not wanted.facilities:
        return None
    has = [FACILITY_WORDS[each] for each in wanted.facilities if each in held.facilities]
    lacks = [FACILITY_WORDS[each] for each in wanted.facilities if each not in held.facilities]
    if not held.facilities:
        return Reason("facilities", Fit.UNKNOWN, f"Does not say whether it has {joined(lacks)}")
    if not lacks:
        return Reason("facilities", Fit.YES, f"Has {joined(has)}")
    if has:
        says = f"Has {joined(has)}; does not list {joined(lacks)}"
        return Reason("facilities", Fit.PARTLY, says)
    return Reason("facilities", Fit.NO, f"Lists what it has, and not {joined(lacks)}")


def _hours(wanted: Wanted, held: Held) -> Reason | None:
    if not wanted.slots:
        return None
    asked, free = merged(wanted.slots), merged(held.slots)
    if not free:
        return Reason("hours", Fit.UNKNOWN, "Does not say when it is free")
    if all(any(_covers(each, slot) for each in free) for slot in asked):
        return Reason("hours", Fit.YES, f"Is free when it is needed: {hours_in_words(asked)}")
    if any(_meets(each, slot) for each in free for slot in asked):
        days = {slot.weekday for slot in asked}
        then = hours_in_words(each for each in free if each.weekday in days)
        return Reason("hours", Fit.PARTLY, f"Is free for a part of that time: {then}")
    return Reason("hours", Fit.NO, f"Is not free then, but {hours_in_words(free)}")


def _covers(free: Slot, asked: Slot) -> bool:
    return (
        free.weekday == asked.weekday
        and free.starts_at <= asked.starts_at
        and free.ends_at >= asked.ends_at
    )


def _meets(free: Slot, asked: Slot) -> bool:
    return (
        free.weekday == asked.weekday
        and free.starts_at < asked.ends_at
        and asked.starts_at < free.ends_at
    )


def _place(wanted: Wanted, held: Held) -> Reason | None:
    """Of what serves from anywhere the place counts only where it is known to be near."""
    if held.where is None:
        if wanted.amount is not None or held.kind in PLACELESS:
            return None
        return Reason("place", Fit.UNKNOWN, "Does not say where it is")
    says = position_in_words(held.where)
    says = says[:1].upper() + says[1:]
    if held.where.band is not Band.OUTSIDE:
        return Reason("place", Fit.YES, says)
    if held.where.reach_distance_m <= wanted.beyond_m:
        return Reason("place", Fit.PARTLY, says)
    if wanted.amount is not None or held.kind in PLACELESS:
        return None
    return Reason("place", Fit.NO, f"{says}, which is further than asked")


def _willing(wanted: Wanted, held: Held) -> Reason | None:
    if not held.acts:
        says = "Its owner has not said what it may be used for"
        return Reason("willing", Fit.UNKNOWN, says)
    said = dict(held.acts)
    fitting = [act for act in said if act in wanted.acts] if wanted.acts else [*said]
    if not fitting:
        asked = joined(ACT_WORDS[act] for act in wanted.acts)
        says = f"Its owner would {joined(ACT_WORDS[act] for act in said)}; asked is to {asked}"
        return Reason("willing", Fit.NO, says)
    terms = "; ".join(said[act].strip(" .\n") for act in fitting if said[act].strip(" .\n"))
    if len(terms) > LONGEST_TERMS:
        terms = f"{terms[:LONGEST_TERMS].rstrip()}…"
    says = f"Its owner would {joined(ACT_WORDS[act] for act in fitting)}"
    return Reason("willing", Fit.YES, f"{says}. Terms: {terms}" if terms else says)


def _capacity(wanted: Wanted, held: Held) -> Reason | None:
    if not wanted.capacity:
        return None
    if held.capacity is None:
        return Reason("capacity", Fit.UNKNOWN, "Does not say how many people it takes")
    takes = f"Takes {held.capacity:,} {'person' if held.capacity == 1 else 'people'}"
    if held.capacity >= wanted.capacity:
        return Reason("capacity", Fit.YES, takes)
    return Reason("capacity", Fit.NO, f"{takes}, fewer than {wanted.capacity:,}")


def _access(side: str, held: Held) -> Reason:
    yes, partly, unknown, no = ACCESS_WORDS[side]
    match getattr(held, side):
        case Answer.YES:
            return Reason(side, Fit.YES, yes)
        case Answer.PARTLY:
            return Reason(side, Fit.PARTLY, partly)
        case Answer.NO:
            return Reason(side, Fit.NO, no)
    return Reason(side, Fit.UNKNOWN, unknown)


def _amount(wanted: Wanted, held: Held) -> Reason | None:
    if wanted.amount is None:
        return None
    if held.amount is None:
        return Reason("amount", Fit.UNKNOWN, "Does not say how much money there is")
    there = pounds(held.amount)
    if held.amount >= wanted.amount:
        return Reason("amount", Fit.YES, f"Has {there}, which is the whole sum or more")
    if held.amount > 0:
        whole = pounds(wanted.amount)
        return Reason("amount", Fit.PARTLY, f"Has {there}, a part of the {whole}")
    return Reason("amount", Fit.NO, "Has no money left")


def in_order(matches: Iterable[Match]) -> list[Match]:
    """The matches, best first."""
    return sorted(matches, key=lambda each: each.rank)
