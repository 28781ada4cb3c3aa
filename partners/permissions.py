"""What a person may do, by what they do in an organisation on the day.

A permission asks about the person; whether the moment allows it is the verb's `problems`.
"""

import datetime as dt
from typing import Any

from groundwork import clock
from partners.models import Membership, Organisation

Role = Membership.Role

AGREEING = (Role.REPRESENTATIVE, Role.COUNCILLOR)
WORKING = (Role.EDITOR, Role.REPRESENTATIVE, Role.COUNCILLOR, Role.OFFICER)


def has_role(
    person: Any, organisation: Organisation, *roles: str, on: dt.date | None = None
) -> bool:
    """Whether the person has one of the roles in the organisation on the day."""
    if not person.is_authenticated:
        return False
    memberships = Membership.objects.in_force(on or clock.today())
    return memberships.filter(person=person, organisation=organisation, role__in=roles).exists()


def may_administer(person: Any) -> bool:
    """An administrator verifies the first council and edits the vocabularies."""
    return person.is_authenticated and person.is_active and person.is_superuser


def is_officer(person: Any, *, on: dt.date | None = None) -> bool:
    """Whether the person is an officer of some verified council on the day."""
    if not person.is_authenticated:
        return False
    return (
        Membership.objects.in_force(on or clock.today())
        .filter(
            person=person,
            role=Role.OFFICER,
            organisation__sector=Organisation.Sector.COUNCIL,
            organisation__verified_on__isnull=False,
        )
        .exists()
    )


def councils_officered_by(person: Any, *, on: dt.date | None = None) -> list[Organisation]:
    """The verified councils in which the person is an officer on the day."""
    if not person.is_authenticated:
        return []
    memberships = Membership.objects.in_force(on or clock.today())
    return list(
        Organisation.objects.councils().filter(
            verified_on__isnull=False,
            pk__in=memberships.filter(person=person, role=Role.OFFICER).values("organisation"),
        )
    )


def may_register_organisation(person: Any) -> bool:
    """Anyone signed in may register an organisation; it is unverified until an officer agrees."""
    return person.is_authenticated


def may_edit_organisation(person: Any, organisation: Organisation) -> bool:
    """Its representatives, and administrators."""
    return may_administer(person) or has_role(person, organisation, *AGREEING)


def may_verify_organisation(person: Any, organisation: Organisation) -> bool:
    """An officer of another verified council, or of none but itself an administrator, verifies."""
    if may_administer(person):
        return True
    return not organisation.is_council and is_officer(person)


def may_add_places(person: Any) -> bool:
    """Officers add tower blocks, parks and halls to the places people can name."""
    return may_administer(person) or is_officer(person)


def may_give_role(person: Any, organisation: Organisation, role: str) -> bool:
    """Representatives give the ordinary roles; a verified council's officers give every role."""
    if may_administer(person):
        return True
    is_trusted = organisation.is_council and organisation.is_verified
    if is_trusted and has_role(person, organisation, Role.OFFICER):
        return True
    return role in (Role.EDITOR, Role.REPRESENTATIVE) and has_role(person, organisation, *AGREEING)


def may_see_members(person: Any, organisation: Organisation) -> bool:
    """Those who act for it see who else does."""
    return may_administer(person) or has_role(person, organisation, *WORKING)
