"""Commitments put to a zone, the zone's answer to them, and the account kept of them since.

Offering is the partner's act and accepting is the zone's. Nothing is erased: each act is added to
the acceptance with its day, its person and its reason. That a commitment was withdrawn or has
ended is seen on read. The verbs raise PermissionDenied, Refused or ChangedMeanwhile.
"""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from groundwork import clock
from groundwork.history import because
from groundwork.problems import Refused
from partners.models import Commitment, Person
from sizes.models import Acceptance, AcceptanceAct, Outcome, Zone
from sizes.permissions import may_keep_account, may_lead, may_put, may_see
from sizes.status import ENDED

Act = AcceptanceAct.Act
State = Acceptance.State
LIVE = (State.PUT, State.ACCEPTED)


@transaction.atomic
def put(
    *,
    zone: Zone,
    commitment: Commitment,
    by: Person,
    outcome: Outcome | None = None,
    on: dt.date | None = None,
) -> Acceptance:
    """Put the commitment to the zone, which then answers. Putting it twice changes nothing."""
    day = on or clock.today()
    row = commitment.lock()
    if not may_see(by, zone) or not may_put(by, zone, row):
        raise PermissionDenied("You may not put this commitment to this zone.")
    there = zone.acceptances.filter(commitment=row, state__in=LIVE).first()
    if there:
        return there
    _stand(row, zone, day)
    if outcome and outcome.zone_id != zone.pk:
        raise Refused("Choose an outcome of this zone.")
    elsewhere = Acceptance.objects.filter(commitment=row, state__in=LIVE).select_related("zone")
    if not row.is_standing and (other := elsewhere.first()):
        raise Refused(
            f"This commitment was put to {other.zone}. Make it a standing offer to put it to more "
            "zones than one."
        )
    try:
        with transaction.atomic(), because(reason=f"{row.title} was put to {zone}"):
            made = Acceptance.objects.create(
                zone=zone, commitment=row, outcome=outcome, put_on=day, put_by=by
            )
    except IntegrityError:  # somebody put it in this very moment
        return zone.acceptances.get(commitment=row, state__in=LIVE)
    _note(made, Act.PUT, by=by, on=day)
    return made


@transaction.atomic
def accept(
    *,
    acceptance: Acceptance,
    outcome: Outcome | None,
    by: Person,
    note: str = "",
    on: dt.date | None = None,
    expected: int | None = None,
) -> Acceptance:
    """Take the commitment up in the zone, for the sake of one of its outcomes."""
    day = on or clock.today()
    row = _answered(acceptance, by=by, expected=expected)
    if row.state == State.ACCEPTED and outcome and row.outcome_id == outcome.pk:
        return row
    _waits(row)
    _stand(row.commitment, row.zone, day)
    if outcome is None or outcome.zone_id != row.zone_id:
        raise Refused("Choose the outcome that it is meant to improve.")
    with because(reason=note.strip() or "Accepted"):
        row.write(
            state=State.ACCEPTED,
            outcome=outcome,
            answered_on=day,
            answered_by=by,
            note=note.strip(),
        )
    _note(row, Act.ACCEPT, by=by, on=day, note=note)
    return row


@transaction.atomic
def decline(
    *,
    acceptance: Acceptance,
    by: Person,
    note: str,
    on: dt.date | None = None,
    expected: int | None = None,
) -> Acceptance:
    """Answer that the zone does not take the commitment up, and why."""
    day = on or clock.today()
    row = _answered(acceptance, by=by, expected=expected)
    if row.state == State.DECLINED:
        return row
    _waits(row)
    reason = _reason(note, "Say why the zone declines: whoever offered it reads this.")
    with because(reason=reason):
        row.write(state=State.DECLINED, answered_on=day, answered_by=by, note=reason)
    _note(row, Act.DECLINE, by=by, on=day, note=reason)
    return row


@transaction.atomic
def keep(
    *,
    acceptance: Acceptance,
    by: Person,
    note: str = "",
    on: dt.date | None = None,
    expected: int | None = None,
) -> Acceptance:
    """Say, for either side, that on this day the commitment is kept as it was offered."""
    row = _accounted(acceptance, by=by, expected=expected)
    with because(reason=note.strip() or "Kept"):
        row.write(varied="")
    _note(row, Act.KEEP, by=by, on=on or clock.today(), note=note)
    return row


@transaction.atomic
def vary(
    *,
    acceptance: Acceptance,
    how: str,
    by: Person,
    on: dt.date | None = None,
    expected: int | None = None,
) -> Acceptance:
    """Say, for either side, how what is done differs from what was offered."""
    row = _accounted(acceptance, by=by, expected=expected)
    how = _reason(how, "Say how what is done differs from what was offered.")
    with because(reason=how):
        row.write(varied=how)
    _note(row, Act.VARY, by=by, on=on or clock.today(), note=how)
    return row


@transaction.atomic
def withdraw(
    *,
    acceptance: Acceptance,
    reason: str,
    by: Person,
    on: dt.date | None = None,
    expected: int | None = None,
) -> Acceptance:
    """Take the commitment out of the zone, for either side; what hung on it ends that day."""
    day = on or clock.today()
    row = acceptance.lock(expected=expected)
    if not may_keep_account(by, row):
        raise PermissionDenied("You may not withdraw this commitment from the zone.")
    if row.state == State.WITHDRAWN:
        return row
    if row.state not in LIVE:
        raise Refused("The zone declined this commitment: there is nothing to withdraw.")
    reason = _reason(reason, "Say why it is withdrawn: everyone can read this.")
    with because(reason=reason):
        row.write(state=State.WITHDRAWN, withdrawn_on=day, withdrawn_by=by, why_withdrawn=reason)
    _note(row, Act.WITHDRAW, by=by, on=day, note=reason)
    return row


def _answered(acceptance: Acceptance, *, by: Person, expected: int | None) -> Acceptance:
    row = acceptance.lock(expected=expected)
    if not may_lead(by, row.zone):
        raise PermissionDenied(
            "Only a representative of an organisation that leads the zone answers for it."
        )
    return row


def _accounted(acceptance: Acceptance, *, by: Person, expected: int | None) -> Acceptance:
    row = acceptance.lock(expected=expected)
    if not may_keep_account(by, row):
        raise PermissionDenied("You may not say whether this commitment is kept.")
    if row.state != State.ACCEPTED:
        raise Refused("The zone has not taken this commitment up, or it was withdrawn since.")
    return row


def _waits(acceptance: Acceptance) -> None:
    if acceptance.state != State.PUT:
        raise Refused(f"This was answered already: {acceptance.get_state_display().lower()}.")


def _stand(commitment: Commitment, zone: Zone, on: dt.date) -> None:
    """Refuse what is over: a commitment that no longer stands, a zone that has ended."""
    if not commitment.is_offered(on):
        raise Refused("This commitment is not published, was withdrawn, or has ended.")
    if zone.status(on) in ENDED:
        raise Refused(f"{zone} has ended.")


def _reason(text: str, needed: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise Refused(needed)
    return text


def _note(acceptance: Acceptance, act: str, *, by: Person, on: dt.date, note: str = "") -> None:
    AcceptanceAct.objects.create(
        acceptance=acceptance, act=act, acted_on=on, acted_by=by, note=note.strip()
    )
