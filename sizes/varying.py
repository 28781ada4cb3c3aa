"""What is different in a zone: proposing it, agreeing it, pausing it for safety, ending it early.

A variation hangs on a commitment that the zone accepted, and never goes beyond the zone: not its
limits, not its reach, not its target date. The verbs raise PermissionDenied, Refused with every
sentence that says why, or ChangedMeanwhile.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.gis.geos import MultiPolygon
from django.core.exceptions import PermissionDenied
from django.db import transaction

from groundwork import clock
from groundwork.history import because
from groundwork.problems import Refused
from partners.models import Person, Service
from sizes.boundaries import latest_boundary
from sizes.limiting import Extent, faults, limits_of
from sizes.models import Acceptance, Boundary, Pause, Variation
from sizes.permissions import may_agree, may_end, may_pause, may_propose, may_resume
from sizes.status import ENDED
from sizes.variation_status import DAY, VariationStatus, ends_of, status_of
from sizes.words import day_in_words

__all__ = [
    "VariationGiven",
    "VariationStatus",
    "agree",
    "describe",
    "end",
    "ends_of",
    "given_of",
    "pause",
    "problems",
    "propose",
    "resume",
    "status_of",
]

# Coordinates round when they are exchanged, so a part of the reach may seem to stick out of it.
TOLERANCE_M = 0.5
NEEDED = {
    "title": "Say in a few words what is different.",
    "normal_rule": "Say what the normal rule is.",
    "rule_here": "Say what the rule here is.",
    "why": "Say why the rule differs here.",
    "who_is_affected": "Say who is affected.",
    "who_could_be_worse_off": "Say who could be worse off, or why nobody could.",
    "limit": "Say how far it goes and no further.",
    "answers_role": "Say who answers for it: a role, not a person's name.",
    "how_to_object": "Say how people can ask or object.",
}


@dataclass(frozen=True)
class VariationGiven:
    """A variation as somebody writes it. `ends_on` is the first day it no longer holds.

    `area` is metric, and None for all of the zone.
    """

    service: Service
    title: str
    normal_rule: str
    rule_here: str
    why: str
    who_is_affected: str
    who_could_be_worse_off: str
    limit: str
    starts_on: dt.date
    answers_role: str
    how_to_object: str
    ends_on: dt.date | None = None
    fringe: str = Variation.Fringe.ASK
    area: MultiPolygon | None = None
    answers_telephone: str = ""
    answers_place: str = ""
    equality_assessment: str = ""
    why_no_assessment: str = ""
    how_to_opt_out: str = ""

    def values(self) -> dict[str, Any]:
        """The columns as they are kept: line ends made plain, and no spaces around."""
        kept = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {
            name: value.replace("\r\n", "\n").strip() if isinstance(value, str) else value
            for name, value in kept.items()
        }


def given_of(variation: Variation) -> VariationGiven:
    """A variation that is kept, as somebody would write it."""
    names = VariationGiven.__dataclass_fields__
    return VariationGiven(**{name: getattr(variation, name) for name in names})


def problems(
    acceptance: Acceptance, given: VariationGiven, *, on: dt.date, was: Variation | None = None
) -> list[tuple[str, str]]:
    """Why the variation cannot be: pairs of the name of what is wrong, or "", and a sentence.

    `was` is the variation as it is kept, where it is there already: its start may have passed.
    """
    values = given.values()
    found = _standing_problems(acceptance, on)
    found += [(name, sentence) for name, sentence in NEEDED.items() if not values[name]]
    if not values["answers_telephone"] and not values["answers_place"]:
        found.append(
            ("answers_telephone", "Give a telephone number or a place where people can ask.")
        )
    found += _date_problems(acceptance, given, on, was)
    themes = acceptance.commitment.themes.values_list("pk", flat=True)
    extent = Extent(given.service, given.starts_on, given.ends_on, given.fringe, tuple(themes))
    found += faults(acceptance.zone, limits_of(acceptance.zone), extent)
    return found + _area_problems(acceptance, given)


def _standing_problems(acceptance: Acceptance, on: dt.date) -> list[tuple[str, str]]:
    found = []
    if acceptance.state != Acceptance.State.ACCEPTED:
        found.append("The zone has not taken this commitment up, or it was withdrawn since.")
    elif not acceptance.commitment.is_offered(on):
        found.append("The commitment was withdrawn or has ended.")
    if acceptance.zone.status(on) in ENDED:
        found.append("The zone has ended.")
    return [("", sentence) for sentence in found]


def _date_problems(
    acceptance: Acceptance, given: VariationGiven, on: dt.date, was: Variation | None
) -> list[tuple[str, str]]:
    zone, commitment = acceptance.zone, acceptance.commitment
    found = []
    if given.starts_on < on and (was is None or was.starts_on != given.starts_on):
        found.append(("starts_on", "It cannot start in the past."))
    if zone.starts_on and given.starts_on < zone.starts_on:
        day = day_in_words(zone.starts_on)
        found.append(("starts_on", f"It cannot start before the zone does, on {day}."))
    if zone.target_on and given.starts_on > zone.target_on:
        day = day_in_words(zone.target_on)
        found.append(("starts_on", f"It must start before the zone’s target date, {day}."))
    if commitment.starts_on and given.starts_on < commitment.starts_on:
        day = day_in_words(commitment.starts_on)
        found.append(("starts_on", f"The commitment holds only from {day}."))
    if given.ends_on is None:
        return found
    if given.ends_on <= given.starts_on:
        found.append(("ends_on", "The last day cannot be before the start."))
    if zone.target_on and given.ends_on > zone.target_on + DAY:
        day = day_in_words(zone.target_on)
        found.append(
            ("ends_on", f"The last day must be on or before the zone’s target date, {day}.")
        )
    if commitment.ends_on and given.ends_on > commitment.ends_on:
        day = day_in_words(commitment.ends_on - DAY)
        found.append(("ends_on", f"The commitment holds only until {day}."))
    return found


def _area_problems(acceptance: Acceptance, given: VariationGiven) -> list[tuple[str, str]]:
    if given.area is None:
        return []
    boundary = latest_boundary(acceptance.zone)
    if boundary is None:
        return [("area", "Say where the zone is, before you choose a part of it.")]
    if not is_within(given.area, boundary):
        return [("area", "The part must lie within the zone, its fringe included.")]
    return []


def is_within(area: MultiPolygon, boundary: Boundary) -> bool:
    """Whether a metric shape lies in the boundary's reach, but for rounding."""
    return boundary.reach.buffer(TOLERANCE_M).contains(area)


@transaction.atomic
def propose(
    *, acceptance: Acceptance, given: VariationGiven, by: Person, on: dt.date | None = None
) -> Variation:
    """Propose something different under a commitment that the zone took up."""
    day = on or clock.today()
    row = acceptance.lock()
    if not may_propose(by, row):
        raise PermissionDenied("You may not propose something different here.")
    _refuse(problems(row, given, on=day))
    with because(reason="Proposed"):
        return Variation.objects.create(
            acceptance=row, proposed_on=day, proposed_by=by, **given.values()
        )


@transaction.atomic
def describe(
    *,
    variation: Variation,
    given: VariationGiven,
    by: Person,
    on: dt.date | None = None,
    expected: int | None = None,
) -> Variation:
    """Write a proposed variation anew. Once it was agreed, nothing in it is altered."""
    row = variation.lock(expected=expected)
    if not may_propose(by, row.acceptance):
        raise PermissionDenied("You may not change this proposal.")
    _is_open(row)
    _refuse(problems(row.acceptance, given, on=on or clock.today(), was=row))
    with because(reason="Described anew"):
        row.write(**given.values())
    return row


@transaction.atomic
def agree(
    *, variation: Variation, by: Person, on: dt.date | None = None, expected: int | None = None
) -> Variation:
    """Agree, for the organisation whose commitment it is: it is then public, and its dates count.

    Agreeing twice changes nothing.
    """
    day = on or clock.today()
    variation.acceptance.lock()
    row = variation.lock(expected=expected)
    if not may_agree(by, row):
        raise PermissionDenied(
            f"Only a representative of {row.acceptance.commitment.organisation} agrees it."
        )
    if row.agreed_on:
        return row
    _is_open(row)
    _refuse(problems_to_agree(row, on=day))
    with because(reason="Agreed"):
        row.write(agreed_on=day, agreed_by=by)
    return row


def problems_to_agree(variation: Variation, *, on: dt.date) -> list[tuple[str, str]]:
    """What stands in the way of agreeing a proposal, in pairs as `problems` gives them."""
    found = problems(variation.acceptance, given_of(variation), on=on, was=variation)
    if not variation.equality_assessment and not variation.why_no_assessment.strip():
        found.append(
            (
                "equality_assessment",
                "Link the equality assessment, or say why there is none, before it is agreed.",
            )
        )
    return found


@transaction.atomic
def end(
    *,
    variation: Variation,
    why: str,
    by: Person,
    on: dt.date | None = None,
    expected: int | None = None,
) -> Variation:
    """End it from the day, before its time; or take back a proposal that nobody agreed."""
    day = on or clock.today()
    row = variation.lock(expected=expected)
    if not may_end(by, row):
        raise PermissionDenied("You may not end this.")
    if row.ended_on:
        return row
    if status_of(row, on=day) == VariationStatus.ENDED:
        raise Refused("It has ended already.")
    why = _reason(why, "Say why it ends: everyone whom it covered can read this.")
    with because(reason=why):
        row.write(ended_on=day, ended_by=by, why_ended=why)
    return row


@transaction.atomic
def pause(
    *,
    variation: Variation,
    why: str,
    by: Person,
    on: dt.date | None = None,
    expected: int | None = None,
) -> Variation:
    """Stop it from today, for safety, until somebody resumes it. The normal rule then holds."""
    day = on or clock.today()
    row = variation.lock(expected=expected)
    if not may_pause(by, row):
        raise PermissionDenied("You may not pause this.")
    if row.paused_on:
        return row
    _is_agreed(row, day)
    why = _reason(why, "Say what the danger is: everyone whom it covers can read this.")
    with because(reason=why):
        row.write(paused_on=day, paused_by=by, why_paused=why)
    return row


@transaction.atomic
def resume(
    *,
    variation: Variation,
    why: str,
    by: Person,
    on: dt.date | None = None,
    expected: int | None = None,
) -> Variation:
    """Let it hold again, and say why that is safe now. The pause stays on record."""
    day = on or clock.today()
    row = variation.lock(expected=expected)
    if not may_resume(by, row):
        raise PermissionDenied("You may not resume this.")
    if row.paused_on is None:
        return row
    _is_agreed(row, day)
    why = _reason(why, "Say why it is safe now.")
    if row.paused_on < day:
        Pause.objects.create(
            variation=row,
            starts_on=row.paused_on,
            ends_on=day,
            why=row.why_paused,
            paused_by=row.paused_by,
        )
    with because(reason=f"Resumed: {why}"):
        row.write(paused_on=None, paused_by=None, why_paused="", resumed_on=day)
    return row


def _is_open(variation: Variation) -> None:
    if variation.agreed_on:
        raise Refused(
            "It was agreed, and what was agreed is not altered. End it, and propose another."
        )
    if variation.ended_on:
        raise Refused("This proposal was taken back.")


def _is_agreed(variation: Variation, on: dt.date) -> None:
    status = status_of(variation, on=on)
    if status == VariationStatus.PROPOSED:
        raise Refused("Nobody has agreed it yet: there is nothing to stop.")
    if status == VariationStatus.ENDED:
        raise Refused("It has ended.")


def _reason(text: str, needed: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise Refused(needed)
    return text


def _refuse(found: list[tuple[str, str]]) -> None:
    if found:
        raise Refused(*dict.fromkeys(sentence for _, sentence in found))
