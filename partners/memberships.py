"""Who acts for an organisation, in what role, from when until when, and what passes to others."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from groundwork import clock
from groundwork.history import because
from groundwork.problems import Refused
from partners import permissions
from partners.models import Handover, Membership, Organisation, Person

COUNCIL_ROLES = (Membership.Role.COUNCILLOR, Membership.Role.OFFICER)
# Somebody must take over what these did.
HANDED_OVER = (*permissions.AGREEING, Membership.Role.OFFICER)


@transaction.atomic
def give_role(
    *, organisation: Organisation, person: Person, role: str, by: Person, on: dt.date | None = None
) -> Membership:
    """Let a person act for the organisation in a role. Giving it twice gives it once."""
    if not permissions.may_let_in(by, organisation, role):
        raise PermissionDenied
    if found := role_problems(organisation, role):
        raise Refused(*found)
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


def role_problems(organisation: Organisation, role: str) -> list[str]:
    """Why nobody can have the role in the organisation: sentences."""
    if role in COUNCIL_ROLES and not organisation.is_council:
        return ["Only a council has councillors and officers."]
    return []


@transaction.atomic
def end_role(*, membership: Membership, by: Person, on: dt.date | None = None) -> None:
    """End a role from the day on. The last representative of an organisation cannot leave it.

    Where the role agreed for the organisation or officered it, what it did is to be handed over.
    """
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
            if membership.role in HANDED_OVER:
                Handover.objects.get_or_create(membership=membership, defaults={"began_on": day})


@transaction.atomic
def finish_handover(
    *, handover: Handover, note: str, by: Person, on: dt.date | None = None
) -> Handover:
    """Record what was handed over, and to whom. Raises Refused without a note, or when done."""
    if not permissions.may_finish_handover(by, handover):
        raise PermissionDenied
    row = Handover.objects.select_for_update().get(pk=handover.pk)
    if row.done_on:
        raise Refused("This handover is recorded as done already.")
    if not note.strip():
        raise Refused("Say what was handed over, and who does it now.")
    row.note, row.done_on, row.done_by = note.strip(), on or clock.today(), by
    row.save(update_fields=["note", "done_on", "done_by"])
    return row


def still_theirs(handover: Handover) -> list[str]:
    """What the organisation's page still has of whoever left: sentences."""
    organisation, email = handover.membership.organisation, handover.membership.person.email
    sentences = []
    if organisation.contact_email.lower() == email:
        sentences.append("The e-mail address on its page is theirs.")
    if organisation.mailbox.lower() == email:
        sentences.append("Its shared mailbox is their own address.")
    return sentences


def current(organisation: Organisation, *, on: dt.date | None = None) -> list[Membership]:
    """The roles held in the organisation on the day, with their people."""
    return list(
        Membership.objects.in_force(on or clock.today())
        .filter(organisation=organisation)
        .select_related("person")
        .order_by("role", F("person__name"))
    )
