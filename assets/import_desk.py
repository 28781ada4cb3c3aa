"""Imports that wait for somebody: begun, and neither saved nor given up."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from assets.importing import is_at_work
from assets.models import RegisterImport
from groundwork import clock
from partners.models import Membership, Organisation
from partners.permissions import AGREEING

State = RegisterImport.State
IMPORTING = (*AGREEING, Membership.Role.OFFICER)
MOST_EARLIER = 20
MOVING = {State.READING, State.SAVING}
TIME_TO_BEGIN = dt.timedelta(seconds=30)


def organisations_importing(person: Any, on: dt.date) -> QuerySet[Organisation]:
    """The organisations whose register the person may bring in on the day, by name.

    The same as `permissions.may_import_register` says of each.
    """
    if not person.is_authenticated:
        return Organisation.objects.none()
    roles = Membership.objects.in_force(on).filter(person=person, role__in=IMPORTING)
    return Organisation.objects.filter(pk__in=roles.values("organisation")).order_by("name", "pk")


def _imports_of(person: Any, on: dt.date) -> QuerySet[RegisterImport]:
    return RegisterImport.objects.filter(
        organisation__in=organisations_importing(person, on).values("pk")
    ).select_related("organisation")


def unfinished_imports(person: Any, on: dt.date) -> QuerySet[RegisterImport]:
    """Imports that the person can go on with, the latest first. One query."""
    return _imports_of(person, on).exclude(state=State.SAVED)


def earlier_imports(person: Any, on: dt.date) -> QuerySet[RegisterImport]:
    """The last few that were saved, the latest first. One query."""
    return _imports_of(person, on).filter(state=State.SAVED)[:MOST_EARLIER]


@dataclass
class ImportMatters:
    """Imports that stand still until somebody goes on with them, the latest first."""

    begun: list[RegisterImport] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.begun)


def imports_waiting(memberships: Iterable[Membership]) -> ImportMatters:
    """What waits for somebody with these memberships of the day, work that stopped included.

    One query, and one for each that has been silent for long; none for others.
    """
    theirs = [each.organisation_id for each in memberships if each.role in IMPORTING]
    if not theirs:
        return ImportMatters()
    begun = RegisterImport.objects.filter(organisation__in=theirs).exclude(state=State.SAVED)
    now = clock.now()
    return ImportMatters(
        [
            each
            for each in begun.select_related("organisation")
            if each.state not in MOVING or is_stuck(each, now)
        ]
    )


def is_stuck(register_import: RegisterImport, now: dt.datetime) -> bool:
    """Whether it ought to be worked on and is not, though there was time to begin. One query."""
    if register_import.state not in MOVING:
        return False
    told = register_import.worked_at
    is_fresh = told is not None and now - told < TIME_TO_BEGIN
    return not is_fresh and not is_at_work(register_import)
