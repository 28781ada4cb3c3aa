"""Taking a zone down because showing it is unlawful, and putting it back. For nothing else.

The zone and its history are kept; every address of it says that it was removed, when and why.
"""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet

from groundwork import clock
from groundwork.history import because
from groundwork.problems import Refused
from partners.models import Person
from sizes.models import Zone
from sizes.permissions import may_remove
from sizes.telling import tell_leads
from sizes.words import day_in_words

LONGEST_REASON = 1000
ONLY_ADMINISTRATORS = "Only an administrator removes a zone, or puts it back."
A_DRAFT = "This zone was never proposed: nobody sees it but those who work on it."


def removed_zones() -> QuerySet[Zone]:
    """Those that are taken down, the latest first."""
    return Zone.objects.filter(removed_on__isnull=False).order_by("-removed_on", "-pk")


@transaction.atomic
def remove(
    *,
    zone: Zone,
    why: str,
    by: Person,
    on: dt.date | None = None,
    expected: int | None = None,
) -> Zone:
    """Take the zone down; its leads are told. Removing twice changes nothing.

    Raises PermissionDenied, Refused (no reason, or never public), or ChangedMeanwhile.
    """
    row, reason = _opened(zone, why, by=by, expected=expected)
    if row.removed_on:
        return row
    if row.proposed_on is None:
        raise Refused(A_DRAFT)
    if not reason:
        raise Refused("Say what is unlawful about it: everyone who comes to its address reads it.")
    day = on or clock.today()
    with because(reason=f"Removed: {reason}"):
        row.write(removed_on=day, removed_by=by, why_removed=reason)
    tell_leads(
        row,
        subject=f"{row} was taken down",
        body=(
            f"An administrator took {row} ({row.reference}) down on {day_in_words(day)}, because "
            f"it is unlawful to show it.\n\nThe reason: {reason}\n\nIts record is kept. If this "
            "can be put right, tell the administrators of this site how."
        ),
        key=f"zone-removed-{row.pk}-{row.version}",
        on=day,
    )
    return row


@transaction.atomic
def restore(
    *,
    zone: Zone,
    why: str,
    by: Person,
    on: dt.date | None = None,
    expected: int | None = None,
) -> Zone:
    """Put the zone back as it was; its leads are told. Restoring twice changes nothing."""
    row, reason = _opened(zone, why, by=by, expected=expected)
    if row.removed_on is None:
        return row
    if not reason:
        raise Refused("Say why it can be shown again: the history keeps it.")
    day = on or clock.today()
    with because(reason=f"Put back: {reason}"):
        row.write(removed_on=None, removed_by=None, why_removed="")
    tell_leads(
        row,
        subject=f"{row} can be seen again",
        body=f"An administrator put {row} ({row.reference}) back on {day_in_words(day)}.\n\n"
        f"The reason: {reason}",
        key=f"zone-restored-{row.pk}-{row.version}",
        on=day,
    )
    return row


def _opened(zone: Zone, why: str, *, by: Any, expected: int | None) -> tuple[Zone, str]:
    if not may_remove(by):
        raise PermissionDenied(ONLY_ADMINISTRATORS)
    reason = why.replace("\r\n", "\n").strip()
    if len(reason) > LONGEST_REASON:
        raise Refused(f"Say it in {LONGEST_REASON} characters or fewer.")
    return zone.lock(expected=expected), reason
