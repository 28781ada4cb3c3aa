"""How well something that an organisation offers to change fits a need, side by side with reasons.

Weights, worth and order are those of `fits`. An offer is worth showing where it speaks of what is
needed, or is about both the same kind of resource and what the zone is about.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from assets.models import Asset
from partners.models import Commitment
from sizes.matching.fits import Fit, Reason
from sizes.words import joined

Kind, Subject = Asset.Kind, Commitment.Subject

SUBJECT_OF: dict[str, str] = {
    Kind.LAND: Subject.ASSETS,
    Kind.BUILDING: Subject.ASSETS,
    Kind.ROOM: Subject.ASSETS,
    Kind.EQUIPMENT: Subject.ASSETS,
    Kind.VEHICLE: Subject.ASSETS,
    Kind.MONEY: Subject.ASSETS,
    Kind.SKILLS: Subject.PEOPLE,
    Kind.INFORMATION: Subject.INFORMATION,
    Kind.LICENCE: Subject.POLICY,
}
# A rule may stand in the way of anything.
RULES = (Subject.POLICY, Subject.PRACTICE)
SHORTEST_WORD = 4
MOST_WORDS_NAMED = 4
# Words that say nothing of what is needed.
IDLE_WORDS = """
    about after again also another area been before being best both club could does each every
    family from give group have held help here hold into just less like local made make many
    more most must near need next only open other over part people place public same should some
    space such than that them then there these they thing this those time times together under
    until used uses using want week well were what when where which while whose will with within
    without work would year your zone"""
IDLE = frozenset(IDLE_WORDS.split())
_WORD = re.compile(r"[a-z]+(?:[’'-][a-z]+)*")


@dataclass(frozen=True)
class Asked:
    """What a need asks of offers: kinds, words; and its zone's themes and services by key."""

    kinds: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()
    core: frozenset[tuple[str, int]] = frozenset()
    touched: frozenset[tuple[str, int]] = frozenset()


@dataclass(frozen=True)
class Offered:
    """What an offer says, as far as needs ask about it.

    `about` are its themes and services by key, with their names. `holds_here` is true where one
    of its areas, or else of its organisation's, shares ground with the zone; None where neither
    names any. `place` names those areas.
    """

    subject: str = ""
    text: str = ""
    about: tuple[tuple[str, int, str], ...] = ()
    holds_here: bool | None = None
    place: str = ""
    is_standing: bool = False


def words_in(text: str) -> frozenset[str]:
    """The words of a text that tell what it is about, in lower case, without a plural's s."""
    found = (word.removesuffix("s") for word in _WORD.findall(text.lower()))
    return frozenset(
        word
        for word in found
        if len(word) >= SHORTEST_WORD and word not in IDLE and f"{word}s" not in IDLE
    )


def reasons_for_offer(asked: Asked, offered: Offered) -> tuple[Reason, ...]:
    """Every side of an offer, judged."""
    judged = (
        _words(asked, offered), _subject(asked, offered), _about(asked, offered),
        _area(offered), _standing(offered),
    )  # fmt: skip
    return tuple(each for each in judged if each is not None)


def is_worth_showing(reasons: Collection[Reason]) -> bool:
    """Whether the offer has enough to do with the need."""
    fit = {each.side: each.fit for each in reasons}
    if fit.get("area") is Fit.NO:
        return False
    is_akin = fit.get("subject") is Fit.YES and fit.get("about") in (Fit.YES, Fit.PARTLY)
    return fit["words"] in (Fit.YES, Fit.PARTLY) or is_akin


def _words(asked: Asked, offered: Offered) -> Reason:
    shared = sorted(asked.words & words_in(offered.text))
    if not shared:
        return Reason("words", Fit.NO, "Does not speak of what is needed")
    named = joined(f"“{word}”" for word in shared[:MOST_WORDS_NAMED])
    fit = Fit.YES if len(shared) > 1 else Fit.PARTLY
    return Reason("words", fit, f"Speaks of {named}")


def _subject(asked: Asked, offered: Offered) -> Reason | None:
    subjects = {SUBJECT_OF[kind] for kind in asked.kinds if kind in SUBJECT_OF}
    if not subjects or not offered.subject:
        return None
    label = Subject(offered.subject).label
    if offered.subject in subjects:
        return Reason("subject", Fit.YES, f"Is about {label}, which is what is needed")
    if offered.subject in RULES:
        return Reason("subject", Fit.PARTLY, f"Is about {label}, which may stand in the way")
    return Reason("subject", Fit.NO, f"Is about {label}, not {joined(_labels(subjects))}")


def _labels(subjects: Collection[str]) -> list[str]:
    return [str(each.label) for each in Subject if each.value in subjects]


def _about(asked: Asked, offered: Offered) -> Reason | None:
    if not (asked.core or asked.touched):
        return None
    if not offered.about:
        return Reason("about", Fit.UNKNOWN, "Names no theme or service")
    heart = [name for kind, key, name in offered.about if (kind, key) in asked.core]
    if heart:
        return Reason("about", Fit.YES, f"Belongs to what the zone is about: {joined(heart)}")
    edge = [name for kind, key, name in offered.about if (kind, key) in asked.touched]
    if edge:
        return Reason("about", Fit.PARTLY, f"Belongs to what the zone may touch: {joined(edge)}")
    names = joined(name for _, _, name in offered.about)
    return Reason("about", Fit.NO, f"Belongs to other things: {names}")


def _area(offered: Offered) -> Reason:
    if offered.holds_here is None:
        return Reason("area", Fit.UNKNOWN, "Does not say where it holds")
    if not offered.holds_here:
        return Reason("area", Fit.NO, f"Holds elsewhere: {offered.place}")
    return Reason("area", Fit.YES, f"Holds here: {offered.place}")


def _standing(offered: Offered) -> Reason:
    if offered.is_standing:
        return Reason("standing", Fit.YES, "Any zone may take it up")
    return Reason("standing", Fit.UNKNOWN, "Does not say whether other zones may take it up")
