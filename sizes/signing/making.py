"""Signing: on line by a representative, or on paper, recorded by somebody for those who lead."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from groundwork import clock
from groundwork.history import because
from groundwork.private_files import CleanFile
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from partners.models import Organisation, Person
from sizes import permissions
from sizes.comment_period import current
from sizes.models import MissingCapacity, Signature, Zone
from sizes.signing import letters
from sizes.signing.rules import Said, closed, faults, misfit, period_on, signed_already
from sizes.status import State
from sizes.words import day_in_words

RESIDENTS = "Residents"


@transaction.atomic
def sign(
    *,
    signature: Signature,
    name: str,
    role: str,
    interests: str,
    authority: str = "",
    decided_on: dt.date | None = None,
    decision_url: str = "",
    by: Person,
    on: dt.date | None = None,
    expected: int | None = None,
) -> Signature:
    """Sign what an organisation was asked to sign. The same person signing twice signs once.

    `expected` is the number of the comment period of the proposal that the person read: where
    something material was changed since, ChangedMeanwhile is raised, and they read it again.
    """
    organisation = signature.organisation
    if organisation is None:
        raise Refused("Whoever is not registered here signs on paper.")
    return sign_as(
        zone=signature.zone,
        organisation=organisation,
        capacity=signature.capacity,
        name=name,
        role=role,
        interests=interests,
        authority=authority,
        decided_on=decided_on,
        decision_url=decision_url,
        by=by,
        on=on,
        expected=expected,
    )


@transaction.atomic
def sign_as(
    *,
    zone: Zone,
    organisation: Organisation,
    capacity: str,
    name: str,
    role: str,
    interests: str,
    authority: str = "",
    decided_on: dt.date | None = None,
    decision_url: str = "",
    by: Person,
    on: dt.date | None = None,
    expected: int | None = None,
) -> Signature:
    """Sign for an organisation that leads, was asked to sign, or signed before; see `sign`."""
    day = on or clock.today()
    if not permissions.may_sign(by, zone, organisation):
        raise PermissionDenied(f"You may not sign for {organisation}.")
    row = zone.lock()
    found = [closed(row, day), misfit(capacity, organisation, on=day)]
    if any(found):
        raise Refused(*filter(None, found))
    period = period_on(row, day)
    if expected is not None and period and period.number != expected:
        raise ChangedMeanwhile(row)
    if there := signed_already(row, organisation, capacity):
        if there.signed_by_id == by.pk:
            return there
        raise Refused(f"{organisation} has signed already, on {day_in_words(there.signed_on)}.")
    said = Said(name, role, interests, authority, decided_on, decision_url).tidy(capacity)
    _refuse(faults(said, capacity, on=day))
    made = _written(
        row,
        row.signatures.asked().filter(organisation=organisation, capacity=capacity).first(),
        said,
        capacity=capacity,
        organisation=organisation,
        period=period,
        signed_on=day,
        signed_at=_moment(day),
        signed_by=by,
    )
    letters.signed(made, on=day)
    return made


@transaction.atomic
def record(
    *,
    zone: Zone,
    capacity: str,
    organisation: Organisation | None = None,
    signatory: str = "",
    residents: int | None = None,
    name: str,
    role: str,
    interests: str,
    authority: str = "",
    decided_on: dt.date | None = None,
    decision_url: str = "",
    signed_on: dt.date,
    scan: CleanFile | None = None,
    contact: str = "",
    by: Person,
    on: dt.date | None = None,
) -> Signature:
    """Record a signature made on paper. Recording the same one twice records it once.

    It is a signature of the proposal as that was on the day of the paper. Residents who sign
    together are a number: whatever name is given for them is not kept.
    """
    day = on or clock.today()
    if not permissions.may_record_signature(by, zone):
        raise PermissionDenied("You may not record signatures of this zone.")
    row = zone.lock()
    said = Said("" if residents else name, role, interests, authority, decided_on, decision_url)
    said = said.tidy(capacity)
    signatory = " ".join(signatory.split()) or (RESIDENTS if residents else "")
    period = period_on(row, signed_on)
    found = [closed(row, day), misfit(capacity, organisation, on=day)]
    found.append(_untimely(row, signed_on, day))
    if residents is not None and (capacity != "community" or residents < 1):
        found.append("Residents sign for the community, and are at least one.")
    if organisation is None and not signatory:
        found.append("Say who signs.")
    found += [sentence for _, sentence in faults(said, capacity, on=day, residents=residents)]
    if any(found):
        raise Refused(*filter(None, found))
    values: dict[str, Any] = {
        "capacity": capacity,
        "organisation": organisation,
        "signatory": "" if organisation else signatory,
        "residents": residents,
        "period": period,
        "signed_on": signed_on,
        "is_on_paper": True,
        "recorded_by": by,
    }
    if there := _recorded(row, values, said):
        return there
    if organisation and signed_already(row, organisation, capacity):
        raise Refused(f"{organisation} has signed already.")
    if contact.strip():
        values["contact"] = contact.strip()
    if scan:
        values["scan"] = scan.as_file()
    made = _written(row, _answered(row, values), said, signed_at=_moment(day), **values)
    letters.signed(made, on=day)
    letters.recorded(made, on=day)
    return made


def _untimely(zone: Zone, signed_on: dt.date, on: dt.date) -> str:
    if signed_on > on:
        return "The day of the signature must not be in the future."
    if zone.proposed_on and signed_on < zone.proposed_on:
        published = day_in_words(zone.proposed_on)
        return f"The proposal was published on {published}: it was not there to be signed before."
    return ""


def _recorded(zone: Zone, values: dict[str, Any], said: Said) -> Signature | None:
    """What the same person recorded already of the same paper."""
    same = {**values, "name": said.name, "role": said.role, "withdrawn_on": None}
    return zone.signatures.filter(**same).first()


def _answered(zone: Zone, values: dict[str, Any]) -> Signature | None:
    """The open invitation that the paper answers."""
    asked = zone.signatures.asked()
    if values["organisation"]:
        return asked.filter(organisation=values["organisation"]).first()
    by_name = asked.filter(organisation=None, signatory__iexact=values["signatory"])
    return by_name.filter(capacity=values["capacity"]).first()


def _refuse(found: list[tuple[str, str]]) -> None:
    if found:
        raise Refused(*(sentence for _, sentence in found))


def _moment(day: dt.date) -> dt.datetime:
    """This moment; for another day, the same time on that day."""
    now = clock.now()
    return now + (day - clock.day_of(now))


def _written(
    zone: Zone, invitation: Signature | None, said: Said, *, signed_on: dt.date, **values: Any
) -> Signature:
    """The signature, next in order, in the row of the invitation that it answers or a new one."""
    last = zone.signatures.aggregate(last=Max("position"))["last"] or 0
    row = invitation or Signature(zone=zone, invited_on=signed_on)
    values |= vars(said) | {"position": last + 1, "signed_on": signed_on}
    with because(reason="Signed"):
        if invitation:
            invitation.write(**values)
        else:
            for field, value in values.items():
                setattr(row, field, value)
            row.save()
        if zone.state == State.PROPOSED and row.period == current(zone):
            # The capacity is no longer missing.
            MissingCapacity.objects.filter(zone=zone, capacity=row.capacity).delete()
    return row
