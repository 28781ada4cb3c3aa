"""Withdrawing a signature: a day and a reason, shown beside it; the signature stays."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction

from groundwork import clock
from groundwork.history import because
from groundwork.problems import Refused
from partners.models import Person
from sizes import permissions
from sizes.models import Signature
from sizes.signing import letters
from sizes.status import ENDED, status_on
from sizes.words import day_in_words


@transaction.atomic
def withdraw(*, signature: Signature, why: str, by: Person, on: dt.date | None = None) -> Signature:
    """Withdraw the signature from the day on. Those who lead are told. Twice withdraws once."""
    day = on or clock.today()
    zone = signature.zone.lock()
    row = zone.signatures.select_related("organisation", "zone").get(pk=signature.pk)
    if not permissions.may_withdraw_signature(by, row):
        raise PermissionDenied(f"You may not answer for {row}.")
    reason = why.replace("\r\n", "\n").strip()
    if row.withdrawn_on and row.withdrawn_by_id == by.pk:
        return row
    found = []
    if not row.is_signed:
        found.append(f"{row} has not signed.")
    elif row.withdrawn_on:
        found.append(f"This signature was withdrawn on {day_in_words(row.withdrawn_on)}.")
    if status_on(zone, day) in ENDED:
        found.append("This zone is over: what was signed stays as it is.")
    if not reason:
        found.append("Say why: everyone can read this beside the signature.")
    if found:
        raise Refused(*found)
    # The words stand beside the signature, and not in the history, where nothing can be emptied.
    with because(reason="Signature withdrawn"):
        row.write(withdrawn_on=day, withdrawn_by=by, why_withdrawn=reason)
    letters.withdrawn(row, on=day)
    return row
