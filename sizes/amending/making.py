"""Making a change: at once within the limits, or once the time for objection is over.

All that a change writes is written by `_apply`, in one transaction, dated by the day it is given.
"""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from groundwork import clock
from groundwork.history import because
from groundwork.problems import Refused
from partners.models import Person
from sizes import noticing, pre_election
from sizes.amending import drafting, letters
from sizes.amending.checking import problems
from sizes.amending.contents import (
    bounds_then,
    found_before,
    outcomes_added,
    outcomes_dropped,
    reviews_then,
    target_then,
)
from sizes.amending.judging import why_amendment
from sizes.amending.objecting import leave_by_making, standing_objections
from sizes.amending.saying import in_rows
from sizes.drafting import OutcomeGiven, move
from sizes.models import (
    Amendment,
    Boundary,
    Capacity,
    InterimReview,
    Limits,
    Notice,
    Outcome,
    Zone,
)
from sizes.permissions import may_declare, may_edit, may_lead
from sizes.words import day_in_words

Kind, State = Amendment.Kind, Amendment.State
OBJECTION_DAYS = 14
ACT = "amend"


def _locked(amendment: Amendment, *, expected: int | None) -> Amendment:
    zone = amendment.zone.lock()
    row = amendment.lock(expected=expected)
    row.zone = zone
    return row


def problems_to_adjust(amendment: Amendment, *, on: dt.date) -> list[str]:
    """Why it cannot be made at once: sentences, none if it can."""
    found = problems(amendment, on=on)
    if why := why_amendment(amendment):
        found = [*why, "Open it for objection, or change less.", *found]
    return found


@transaction.atomic
def adjust(
    *, amendment: Amendment, by: Person, on: dt.date | None = None, expected: int | None = None
) -> Amendment:
    """Make a change that keeps within what was signed, at once. Signatories are told.

    Raises PermissionDenied, Refused or ChangedMeanwhile.
    """
    day = on or clock.today()
    row = _locked(amendment, expected=expected)
    if not may_lead(by, row.zone):
        raise PermissionDenied("A representative of an organisation that leads the zone can.")
    if row.state != State.DRAFTED:
        raise Refused("This change is not being drafted any more.")
    if found := problems_to_adjust(row, on=day):
        raise Refused(*found)
    _apply(row, kind=Kind.ADJUSTMENT, by=by, on=day)
    letters.tell_adjusted(row, on=day)
    return row


def problems_to_open(amendment: Amendment, *, on: dt.date) -> list[str]:
    """Why it cannot be opened for objection: sentences, none if it can."""
    found = problems(amendment, on=on)
    if not found and not why_amendment(amendment):
        found = ["It keeps within what was signed: it is an adjustment, and can be made at once."]
    return found + pre_election.in_the_way(amendment.zone, ACT, on)


@transaction.atomic
def open_for_objection(
    *, amendment: Amendment, by: Person, on: dt.date | None = None, expected: int | None = None
) -> Amendment:
    """Put a change that goes beyond what was signed before the public. Signatories are told.

    They may object until `closes_on`, that day included. Raises as `adjust`.
    """
    day = on or clock.today()
    row = _locked(amendment, expected=expected)
    if not may_lead(by, row.zone):
        raise PermissionDenied("A representative of an organisation that leads the zone can.")
    if row.state != State.DRAFTED:
        raise Refused("This change is not being drafted any more.")
    if found := problems_to_open(row, on=day):
        raise Refused(*found)
    why = why_amendment(row)
    with because(reason=f"Open for objection: {row.reason}", amendment=row.number):
        row.write(
            state=State.OPEN,
            kind=Kind.AMENDMENT,
            term=row.zone.term,
            opened_on=day,
            closes_on=day + dt.timedelta(days=OBJECTION_DAYS),
        )
        _give_notice(row, on=day)
    letters.tell_opened(row, why, on=day)
    return row


@transaction.atomic
def put_off(
    *,
    zone: Zone,
    target_on: dt.date,
    reason: str,
    by: Person,
    on: dt.date | None = None,
) -> Amendment:
    """Open a change for objection that does nothing but put the target date off.

    Once in a term and by six months at most. Raises as `begin` and `open_for_objection`, and
    Refused where another change is being drafted.
    """
    day = on or clock.today()
    made = drafting.begin(zone=zone, by=by, on=day)
    if made.changes or made.boundary_id:
        raise Refused("Another change is being drafted: finish it, or give it up, first.")
    made = drafting.change_dates(amendment=made, target_on=target_on, by=by)
    made = drafting.say_why(amendment=made, reason=reason, by=by)
    return open_for_objection(amendment=made, by=by, on=day)


def problems_to_make(amendment: Amendment, *, on: dt.date) -> list[str]:
    """Why an open change cannot be made yet: sentences, none if it can."""
    found = []
    if amendment.closes_on and on <= amendment.closes_on:
        found.append(
            f"Signatories may object until {day_in_words(amendment.closes_on)}: wait until that "
            "day is over."
        )
    leaving = {each.signature_id for each in standing_objections(amendment, on)}
    councils = amendment.zone.signatures.standing(on).filter(capacity=Capacity.COUNCIL)
    if leaving and councils.exists() and not councils.exclude(pk__in=leaving).exists():
        found.append(
            "The council that signed objects, and without a council there is no zone: it must "
            "sign again, or the change be abandoned."
        )
    found += problems(amendment, on=on)
    return found + pre_election.in_the_way(amendment.zone, ACT, on)


@transaction.atomic
def make(
    *, amendment: Amendment, by: Person, on: dt.date | None = None, expected: int | None = None
) -> Amendment:
    """Make a change that was open for objection. Who objects still leaves the zone by it.

    Raises as `adjust`; only a councillor of a verified council that leads the zone can.
    """
    day = on or clock.today()
    row = _locked(amendment, expected=expected)
    if not may_declare(by, row.zone):
        raise PermissionDenied("A councillor of a verified council that leads the zone can.")
    if row.state != State.OPEN:
        raise Refused("This change is not open for objection.")
    if found := problems_to_make(row, on=day):
        raise Refused(*found)
    _apply(row, kind=Kind.AMENDMENT, by=by, on=day)
    leaving = standing_objections(row, day)
    letters.tell_made(row, leaving, on=day)
    leave_by_making(leaving, by=by, on=day)
    with because(reason=row.reason, amendment=row.number):
        _give_notice(row, on=day)
    return row


@transaction.atomic
def abandon(
    *,
    amendment: Amendment,
    why: str,
    by: Any,
    on: dt.date | None = None,
    expected: int | None = None,
) -> Amendment:
    """Give a change up. One that was open stays readable, with the reason; signatories are told.

    Whoever works for a lead gives up a draft; an open change, a representative. Raises as `adjust`.
    """
    day = on or clock.today()
    row = _locked(amendment, expected=expected)
    is_open = row.state == State.OPEN
    if not (may_lead if is_open else may_edit)(by, row.zone):
        raise PermissionDenied("You may not give up this change.")
    if row.state not in (State.DRAFTED, State.OPEN):
        raise Refused("This change is not under way any more.")
    why = why.replace("\r\n", "\n").strip()
    if is_open and not why:
        raise Refused("Say why it is abandoned: everyone can read this.")
    _abandon(row, why, on=day)
    return row


def _abandon(row: Amendment, why: str, *, on: dt.date) -> None:
    was_open = row.state == State.OPEN
    with because(reason=f"Change abandoned: {why}" if why else "Change abandoned"):
        row.write(
            state=State.ABANDONED,
            abandoned_on=on,
            why_abandoned=why,
            before=found_before(row),
            replaces=row.zone.newest_boundary() if row.boundary_id else None,
        )
    if was_open:
        letters.tell_abandoned(row, on=on)


def end_with_zone(zone: Zone, *, on: dt.date) -> None:
    """Abandon what is under way when a zone ends. Part of a step, in its transaction."""
    under_way = zone.amendments.filter(state__in=[State.DRAFTED, State.OPEN]).first()
    if under_way:
        row = under_way.lock()
        row.zone = zone
        _abandon(row, "The zone ended before the change was made.", on=on)


def _give_notice(row: Amendment, *, on: dt.date) -> None:
    changes = in_rows(row)
    noticing.give(Notice.Kind.AMENDMENT, zone=row.zone, on=on, amendment=row, changes=changes)


# --- What is written ------------------------------------------------------------------------------


def _apply(row: Amendment, *, kind: str, by: Person, on: dt.date) -> None:
    """Write all that the change says, from the day on; and keep what was there before it."""
    zone, changes = row.zone, row.changes
    before = found_before(row)
    replaces = zone.newest_boundary() if row.boundary_id else None
    with because(reason=row.reason, amendment=row.number):
        version = zone.version
        if row.boundary_id:
            _lay(row.boundary, replaces, on=on)
        if "limits" in changes:
            _limit(row)
        _aim(row, on=on)
        if "interim_reviews" in changes:
            _look(row)
        if words := changes.get("words"):
            zone.write(**words)
        if words and "name" in words:
            move(zone, on=on)
        if "target_on" in changes:
            zone.begin_phase(on, target_on=target_then(row))
        if zone.version == version:
            zone.touch()
        row.write(
            state=State.MADE,
            kind=kind,
            term=zone.term,
            made_on=on,
            made_by=by,
            before=before,
            replaces=replaces,
        )


def _lay(new: Boundary, old: Boundary | None, *, on: dt.date) -> None:
    """Let the new version hold from the day on, and the old one until then.

    Where the old one would be left without a day, it loses its dates, and the new takes its start.
    """
    starts_on = on
    if old is not None and old.starts_on is not None:
        if old.starts_on < on:
            Boundary.objects.filter(pk=old.pk).update(ends_on=on)
        else:
            starts_on = old.starts_on
            Boundary.objects.filter(pk=old.pk).update(starts_on=None, ends_on=None)
    Boundary.objects.filter(pk=new.pk).update(starts_on=starts_on, ends_on=None)
    new.starts_on = starts_on


def _limit(row: Amendment) -> None:
    bounds = bounds_then(row)
    limits, _ = Limits.objects.get_or_create(zone=row.zone)
    limits.longest_days, limits.is_fringe_open = bounds.longest_days, bounds.is_fringe_open
    limits.save()
    limits.themes.set(bounds.themes)
    limits.services.set(bounds.services)
    limits.fixed_services.set(bounds.fixed_services)


def _aim(row: Amendment, *, on: dt.date) -> None:
    """End the outcomes that are dropped, from the day on, and add the new ones."""
    for outcome in outcomes_dropped(row):
        outcome.ends_on = on
        outcome.save(update_fields=["ends_on"])
    last = row.zone.outcomes.order_by("-position").first()
    position = last.position + 1 if last else 0
    for place, columns in enumerate(outcomes_added(row), start=position):
        given = OutcomeGiven(**columns)
        Outcome.objects.create(
            zone=row.zone,
            position=place,
            scope=given.scope,
            statement=given.statement,
            indicator=given.indicator,
            baseline=given.baseline,
            target=given.target,
            starts_on=on,
        )


def _look(row: Amendment) -> None:
    wanted = set(reviews_then(row))
    there = {review.due_on: review for review in row.zone.interim_reviews.all()}
    for day, review in there.items():
        if day not in wanted:
            review.delete()
    InterimReview.objects.bulk_create(
        InterimReview(zone=row.zone, due_on=day) for day in sorted(wanted - set(there))
    )
