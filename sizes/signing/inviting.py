"""Asking somebody to sign, in a capacity; taking that back; and answering no."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet

from groundwork import clock
from groundwork.history import because
from groundwork.problems import Refused
from partners.models import Organisation, Person
from sizes import permissions
from sizes.comment_period import current
from sizes.models import Signature, Zone
from sizes.signing import letters
from sizes.signing.rules import closed, misfit, signed_already
from sizes.words import day_in_words

MOST_ASKED_A_DAY = 40


@transaction.atomic
def invite(
    *,
    zone: Zone,
    capacity: str,
    organisation: Organisation | None = None,
    signatory: str = "",
    contact: str = "",
    by: Person,
    on: dt.date | None = None,
) -> Signature:
    """Ask a registered organisation, or somebody named, to sign; they get a letter.

    While an invitation is open, asking the same again sends nothing more. `contact` is how to
    reach whoever is not registered; where it is an e-mail address, the letter goes there.
    """
    day = on or clock.today()
    if not permissions.may_invite_to_sign(by, zone):
        raise PermissionDenied("You may not ask anybody to sign this zone.")
    row, signatory = zone.lock(), " ".join(signatory.split())
    found = [closed(row, day), misfit(capacity, organisation, on=day)]
    if organisation is None and not signatory:
        found.append("Say whom you ask to sign.")
    if any(found):
        raise Refused(*filter(None, found))
    same = row.signatures.asked().filter(organisation=organisation)
    if organisation is None:
        same = same.filter(signatory__iexact=signatory, capacity=capacity)
    if open_one := same.first():
        return _as_asked(open_one, capacity)
    if organisation and signed_already(row, organisation, capacity):
        raise Refused(f"{organisation} has signed this already.")
    if row.signatures.filter(invited_on=day, is_on_paper=False).count() >= MOST_ASKED_A_DAY:
        raise Refused(f"{MOST_ASKED_A_DAY} were asked to sign today. Ask the others tomorrow.")
    with because(reason="Asked to sign"):
        made = Signature.objects.create(
            zone=row,
            capacity=capacity,
            organisation=organisation,
            signatory="" if organisation else signatory,
            contact=contact.strip(),
            invited_on=day,
            invited_by=by,
        )
    letters.invited(made, on=day)
    return made


def _as_asked(invitation: Signature, capacity: str) -> Signature:
    """The open invitation, if it is for the capacity. Raises Refused for another one."""
    if invitation.capacity != capacity:
        raise Refused(
            f"{invitation} was asked on {day_in_words(invitation.invited_on)} to sign in another "
            f"capacity: {invitation.get_capacity_display().lower()}. Take that invitation back "
            "first."
        )
    return invitation


@transaction.atomic
def take_back(*, invitation: Signature, by: Person, on: dt.date | None = None) -> None:
    """Take an invitation back that nobody has answered. One that is gone already is no error."""
    zone = invitation.zone.lock()
    if not permissions.may_invite_to_sign(by, zone):
        raise PermissionDenied("You may not take this invitation back.")
    row = zone.signatures.filter(pk=invitation.pk).first()
    if row is None:
        return
    if row.is_signed or row.declined_on:
        raise Refused(f"{row} has answered meanwhile.")
    with because(reason="Invitation taken back"):
        row.delete()


@transaction.atomic
def decline(
    *, signature: Signature, why: str = "", by: Person, on: dt.date | None = None
) -> Signature:
    """Answer, for whoever was asked, that they do not sign. Those who lead are told."""
    day = on or clock.today()
    zone = signature.zone.lock()
    row = zone.signatures.select_related("organisation", "zone").get(pk=signature.pk)
    if not permissions.may_decline_to_sign(by, row):
        raise PermissionDenied(f"You may not answer for {row}.")
    if row.declined_on:
        return row
    if row.is_signed:
        raise Refused(f"{row} has signed: a signature can be withdrawn, but not declined.")
    with because(reason="Declined to sign"):
        row.write(declined_on=day, why_declined=" ".join(why.split()))
    letters.declined(row, on=day)
    return row


def to_ask_again(zone: Zone, on: dt.date) -> list[Signature]:
    """Signatures of an earlier version of the proposal whose signatories have not signed this one.

    The newest of each signatory; not of those who were asked again, or declined since.
    """
    period = current(zone)
    if period is None:
        return []
    rows: QuerySet[Signature] = zone.signatures.select_related("organisation")
    answered = {
        _who(row)
        for row in rows
        if (row.is_signed and row.period_id == period.pk)
        or (not row.is_signed and (row.declined_on is None or row.declined_on >= period.opened_on))
    }
    standing = rows.standing(on).exclude(period=period).order_by("position")
    newest = {_who(row): row for row in standing}
    return [row for who, row in newest.items() if who not in answered]


def _who(row: Signature) -> tuple[int | None, str]:
    return (row.organisation_id, "" if row.organisation_id else row.signatory.casefold())


@transaction.atomic
def ask_again(*, zone: Zone, by: Person, on: dt.date | None = None) -> list[Signature]:
    """Ask all who signed an earlier version of the proposal to sign it as it now is."""
    day = on or clock.today()
    if not permissions.may_invite_to_sign(by, zone):
        raise PermissionDenied("You may not ask anybody to sign this zone.")
    return [
        invite(
            zone=zone,
            capacity=row.capacity,
            organisation=row.organisation,
            signatory=row.signatory,
            contact=row.contact,
            by=by,
            on=day,
        )
        for row in to_ask_again(zone, day)
    ]
