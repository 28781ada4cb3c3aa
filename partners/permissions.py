"""What a person may do, by what they do in an organisation on the day.

A permission asks about the person; whether the moment allows it is the verb's `problems`.
"""

import datetime as dt
from typing import Any

from groundwork import clock
from partners.models import Commitment, Dependency, Handover, Invitation, Membership, Organisation

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


# Joining and leaving


def is_represented(organisation: Organisation, *, on: dt.date | None = None) -> bool:
    """Whether somebody agrees for the organisation on the day."""
    agreeing = Membership.objects.in_force(on or clock.today()).filter(role__in=AGREEING)
    return agreeing.filter(organisation=organisation).exists()


def may_let_in(person: Any, organisation: Organisation, role: str) -> bool:
    """Whoever may give the role; where nobody agrees for it yet, whoever may verify it."""
    if may_give_role(person, organisation, role):
        return True
    is_ordinary = role in (Role.EDITOR, Role.REPRESENTATIVE)
    return (
        is_ordinary
        and may_verify_organisation(person, organisation)
        and not is_represented(organisation)
    )


def may_answer_requests(person: Any, organisation: Organisation) -> bool:
    """Those who may let somebody in answer whoever asks to join."""
    return may_let_in(person, organisation, Role.EDITOR)


def may_withdraw_invitation(person: Any, invitation: Invitation) -> bool:
    """Whoever may offer the role may take the offer back."""
    return may_let_in(person, invitation.organisation, invitation.role)


def may_finish_handover(person: Any, handover: Handover) -> bool:
    """Those who agree for the organisation, and a verified council's officers."""
    organisation = handover.membership.organisation
    return may_edit_organisation(person, organisation) or may_give_role(
        person, organisation, Role.REPRESENTATIVE
    )


def may_import_organisations(person: Any) -> bool:
    """Officers bring public lists into the register."""
    return may_administer(person) or is_officer(person)


# Offers


def may_draft_offer(person: Any, organisation: Organisation) -> bool:
    """Whoever works for it: front-line staff know what could be different."""
    return has_role(person, organisation, *WORKING)


def may_edit_offer(person: Any, commitment: Commitment) -> bool:
    """Whoever works for the organisation while it is a draft; then those who agree for it."""
    roles = WORKING if commitment.published_on is None else AGREEING
    return has_role(person, commitment.organisation, *roles)


def may_publish_offer(person: Any, commitment: Commitment) -> bool:
    """Those who agree for the organisation publish, end and withdraw what it offers."""
    return has_role(person, commitment.organisation, *AGREEING)


def may_ask_for_offer(person: Any, commitment: Commitment) -> bool:
    """Those who may write the offer say what it needs."""
    return may_edit_offer(person, commitment)


def may_answer_dependency(person: Any, dependency: Dependency) -> bool:
    """Those who agree for the organisation that was asked."""
    asked = dependency.organisation
    return asked is not None and has_role(person, asked, *AGREEING)
