"""Who acts for an organisation, in what role, from when until when."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from groundwork import clock
from groundwork.history import because
from groundwork.problems import Refused
from partners import permissions
from partners.models import Membership, Organisation, Person

COUNCIL_ROLES = (Membership.Role.COUNCILLOR, Membership.Role.OFFICER)


@transaction.atomic
def give_role(
    *, organisation: Organisation, person: Person, role: str, by: Person, on: dt.date | None = None
) -> Membership:
    """Let a person act for the organisation in a role. Giving it twice gives it once."""
    if not permissions.may_give_role(by, organisation, role):
        raise PermissionDenied
    if role in COUNCIL_ROLES and not organisation.is_council:
        raise Refused("Only a council has councillors and officers.")
    day = on or clock.today()
    # One at a time for an organisation, so that the same role is not given twice.
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    held = Membership.objects.in_force(day).filter(
        person=person, organisation=organisation, role=role
    )
    if membership := held.first():
        return membership
    with because(reason="Role given"):
        return Membership.objects.create(
            person=person, organisation=organisation, role=role, starts_on=day
        )


@transaction.atomic
def end_role(*, membership: Membership, by: Person, on: dt.date | None = None) -> None:
    """End a role from the day on. The last representative of an organisation cannot leave it."""
    organisation = membership.organisation
    is_own = membership.person_id == by.pk
    if not is_own and not permissions.may_give_role(by, organisation, membership.role):
        raise PermissionDenied
    day = on or clock.today()
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    in_force = Membership.objects.in_force(day).filter(organisation=organisation)
    agreeing = in_force.filter(role__in=permissions.AGREEING)
    if not agreeing.exclude(pk=membership.pk).exists():
        raise Refused(
            "Someone must represent the organisation: give another person that role first."
        )
    with because(reason="Role ended"):
        if membership.starts_on >= day:
            # A role that has not begun, or began today, was never of use to anybody.
            Membership.objects.filter(pk=membership.pk).delete()
        else:
            Membership.objects.filter(pk=membership.pk).filter(starts_on__lt=day).update(
                ends_on=day
            )


def current(organisation: Organisation, *, on: dt.date | None = None) -> list[Membership]:
    """The roles held in the organisation on the day, with their people."""
    return list(
        Membership.objects.in_force(on or clock.today())
        .filter(organisation=organisation)
        .select_related("person")
        .order_by("role", F("person__name"))
    )
