"""What signatories do about an open change: object, then sign again or leave.

The verbs lock the zone, then the change, and raise PermissionDenied or Refused. What is said twice
is noted once.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from groundwork import clock
from groundwork.history import because
from groundwork.problems import Refused
from sizes.amending import letters
from sizes.models import Amendment, Objection, Signature
from sizes.permissions import may_object
from sizes.words import day_in_words

Answer, State = Objection.Answer, Amendment.State


def signatures_of(amendment: Amendment, person: Any, *, on: dt.date) -> list[Signature]:
    """The standing signatures for which the person may speak, in their order."""
    standing = amendment.zone.signatures.standing(on).select_related("organisation", "zone")
    return [each for each in standing if may_object(person, each)]


def standing_objections(amendment: Amendment, on: dt.date) -> list[Objection]:
    """The objections of those who signed still and did not sign again."""
    rows = amendment.objections.filter(answer="").select_related("signature__organisation")
    standing = set(amendment.zone.signatures.standing(on).values_list("pk", flat=True))
    return [each for each in rows if each.signature_id in standing]


@transaction.atomic
def object_to(
    *,
    amendment: Amendment,
    signature: Signature,
    why: str,
    by: Any,
    on: dt.date | None = None,
) -> Objection:
    """Object, for a signatory and with a reason, until the last day for it. The leads are told."""
    day = on or clock.today()
    row, signed = _opened(amendment, signature, by)
    if day > row.closes_on or day < row.opened_on:
        raise Refused(
            f"The time for objection ended on {day_in_words(row.closes_on)}. A signatory can "
            "still leave until the change is made."
        )
    if not _stands(signed, day):
        raise Refused(f"{signed} does not sign this zone any more.")
    why = why.replace("\r\n", "\n").strip()
    if not why:
        raise Refused("Say why you object: everyone can read this.")
    there = row.objections.filter(signature=signed).first()
    if there and there.answer == Answer.SIGNED_AGAIN:
        raise Refused(f"{signed} objected and then signed again. It can still leave.")
    if there:
        return there
    # Names and words stand in rows that can be emptied, and never in the reason, which cannot.
    with because(reason="A signatory objects to a change", amendment=row.number):
        objection = Objection.objects.create(
            amendment=row, signature=signed, why=why, objected_on=day, objected_by=by
        )
    letters.tell_answer(objection, "made", "objects", on=day)
    return objection


@transaction.atomic
def sign_again(*, objection: Objection, by: Any, on: dt.date | None = None) -> Objection:
    """Sign, after all, what the change says; until it is made."""
    day = on or clock.today()
    row, signed = _opened(objection.amendment, objection.signature, by)
    there = objection.lock()
    there.amendment, there.signature = row, signed
    if there.answer == Answer.SIGNED_AGAIN:
        return there
    if there.answer == Answer.LEFT or not _stands(signed, day):
        raise Refused(f"{signed} has left. Only a new signature brings it back.")
    with because(reason="A signatory signs again", amendment=row.number):
        there.write(answer=Answer.SIGNED_AGAIN, answered_on=day, answered_by=by)
    letters.tell_answer(there, "again", "signs again", on=day)
    return there


@transaction.atomic
def leave(*, objection: Objection, by: Any, on: dt.date | None = None) -> Objection:
    """Leave the zone over the change, before it is made: the signature is withdrawn."""
    day = on or clock.today()
    row, signed = _opened(objection.amendment, objection.signature, by)
    there = objection.lock()
    there.amendment, there.signature = row, signed
    if there.answer == Answer.LEFT:
        return there
    _leaves(there, by=by, on=day)
    letters.tell_answer(there, "left", "leaves", on=day)
    return there


def leave_by_making(objections: Iterable[Objection], *, by: Any, on: dt.date) -> None:
    """Note that those who object still have left, because the change is made. Part of making."""
    for objection in objections:
        _leaves(objection, by=by, on=on)


def _leaves(objection: Objection, *, by: Any, on: dt.date) -> None:
    signed = objection.signature.lock()
    why = f"Objected to change {objection.amendment.number}."
    with because(reason="A signatory leaves the zone", amendment=objection.amendment.number):
        objection.write(answer=Answer.LEFT, answered_on=on, answered_by=by)
        if signed.withdrawn_on is None:
            signed.write(withdrawn_on=on, withdrawn_by=by, why_withdrawn=why)


def _opened(amendment: Amendment, signature: Signature, by: Any) -> tuple[Amendment, Signature]:
    zone = amendment.zone.lock()
    row = amendment.lock()
    row.zone = zone
    signed = signature.lock()
    if signed.zone_id != zone.pk or not may_object(by, signed):
        raise PermissionDenied("You may not speak for this signatory.")
    if row.state != State.OPEN:
        raise Refused("This change is not open for objection.")
    return row, signed


def _stands(signature: Signature, on: dt.date) -> bool:
    is_signed = signature.signed_on is not None and signature.signed_on <= on
    return is_signed and (signature.withdrawn_on is None or signature.withdrawn_on > on)
