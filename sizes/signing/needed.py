"""Which signatures a zone needs to be declared, and the one capacity that may be missing."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction

from groundwork import clock
from groundwork.history import because
from groundwork.problems import Refused
from partners.models import Person
from sizes import permissions
from sizes.comment_period import current
from sizes.models import Capacity, MissingCapacity, Signature, Zone
from sizes.status import State
from sizes.words import joined

NEEDED = {
    Capacity.COMMUNITY: "Somebody from the community",
    Capacity.LOCAL_LEADER: "A local leader",
    Capacity.PARTNER: "A partner",
}


def missing(zone: Zone, on: dt.date) -> list[str]:
    """Which signatures the zone lacks to be declared: sentences.

    Only those count that were made to the proposal as it now is. One capacity other than the
    council's may be missing where it is said who was asked, when, and why they did not sign.
    """
    standing = [*zone.signatures.standing(on).select_related("organisation")]
    period = current(zone)
    valid = [row for row in standing if period and row.period_id == period.pk]
    earlier = [row for row in standing if row not in valid]
    excused = excuse_of(zone)
    signed = {row.capacity for row in valid}
    lacking = [one for one in NEEDED if one not in signed | {excused and excused.capacity}]
    sentences = [_missing_council(valid, earlier)]
    for capacity in lacking:
        again = _named(earlier, capacity)
        before = f": {again} signed an earlier version of the proposal" if again else ""
        sentences.append(f"{NEEDED[capacity]} must sign{before}.")
    if lacking:
        sentences[-1] += " " + _may_be_missing(excused, is_one=len(lacking) == 1)
    return [sentence for sentence in sentences if sentence]


def _may_be_missing(excused: MissingCapacity | None, *, is_one: bool) -> str:
    if excused:
        taken = excused.get_capacity_display().lower()
        return f"Only one capacity may be missing, and it is said already: {taken}."
    which = "It" if is_one else "One of these"
    return f"{which} may be missing if it is said who was asked, when, and why they did not sign."


def _missing_council(valid: list[Signature], earlier: list[Signature]) -> str:
    signed = [row for row in valid if row.capacity == Capacity.COUNCIL]
    if any(row.organisation and row.organisation.is_verified for row in signed):
        return ""
    if signed:
        return (
            f"{_named(signed, Capacity.COUNCIL)} signed as the council, which counts once it is "
            "verified. Ask an administrator to verify it."
        )
    if again := _named(earlier, Capacity.COUNCIL):
        return (
            "A verified council must sign, with its authority: "
            f"{again} signed an earlier version of the proposal."
        )
    return "A verified council must sign, with its authority."


def _named(rows: list[Signature], capacity: str) -> str:
    return joined(dict.fromkeys(str(row) for row in rows if row.capacity == capacity))


def excuse_of(zone: Zone) -> MissingCapacity | None:
    """The capacity that is said to be missing, as it is kept now."""
    return MissingCapacity.objects.filter(zone=zone).first()


def excuse_faults(
    zone: Zone,
    *,
    capacity: str,
    who_was_asked: str,
    asked_on: dt.date | None,
    why_not: str,
    on: dt.date,
) -> list[tuple[str, str]]:
    """Why the capacity cannot be said to be missing: pairs of a field and a sentence."""
    found = []
    if capacity == Capacity.COUNCIL:
        found.append(("capacity", "A council must sign: its signature cannot be missing."))
    elif capacity not in Capacity.values:
        found.append(("capacity", "Choose the capacity in which nobody signs."))
    elif zone.signatures.standing(on).filter(period=current(zone), capacity=capacity).exists():
        found.append(("capacity", "Somebody has signed in this capacity: it is not missing."))
    if not who_was_asked.strip():
        found.append(("who_was_asked", "Say who was asked to sign."))
    if asked_on is None:
        found.append(("asked_on", "Give the day on which they were asked."))
    elif asked_on > on:
        found.append(("asked_on", "The day on which they were asked must not be in the future."))
    if not why_not.strip():
        found.append(("why_not", "Say why nobody signed in this capacity."))
    return found


@transaction.atomic
def set_missing(
    *,
    zone: Zone,
    capacity: str,
    who_was_asked: str,
    asked_on: dt.date | None,
    why_not: str,
    by: Person,
    on: dt.date | None = None,
) -> MissingCapacity:
    """Say in public in which one capacity nobody signs: who was asked, when, and why not."""
    day = on or clock.today()
    row = _excusable(zone, by=by)
    given = {"who_was_asked": who_was_asked, "asked_on": asked_on, "why_not": why_not}
    if found := excuse_faults(row, capacity=capacity, on=day, **given):
        raise Refused(*(sentence for _, sentence in found))
    there = excuse_of(row) or MissingCapacity(zone=row)
    there.capacity, there.asked_on = capacity, asked_on
    there.who_was_asked = " ".join(who_was_asked.split())
    there.why_not = why_not.replace("\r\n", "\n").strip()
    with because(reason="Nobody signs in one capacity"):
        there.save()
    return there


@transaction.atomic
def clear_missing(*, zone: Zone, by: Person, on: dt.date | None = None) -> None:
    """Take back that a capacity is missing. Where none is, nothing is done."""
    row = _excusable(zone, by=by)
    with because(reason="All capacities are to sign"):
        MissingCapacity.objects.filter(zone=row).delete()


def _excusable(zone: Zone, *, by: Person) -> Zone:
    row = zone.lock()
    if not permissions.may_invite_to_sign(by, row):
        raise PermissionDenied("You may not answer for the signatures of this zone.")
    if row.state != State.PROPOSED:
        raise Refused("What is missing is said while the zone is proposed, and then stays so.")
    return row
