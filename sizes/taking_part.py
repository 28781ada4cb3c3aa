"""Who takes part in a zone: asking organisations to lead it or join it, and their answers.

What is done here to one participant overwrites nothing of another's, so none of these verbs needs
the version that the person saw. They raise PermissionDenied or Refused.
"""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet

from groundwork import clock
from groundwork.history import because
from groundwork.problems import Refused
from partners.models import Organisation, Person
from sizes.drafting import CLOSED, opened
from sizes.models import Participant, Zone
from sizes.permissions import may_answer_for, may_edit

Part = Participant.Part


@transaction.atomic
def ask_to_lead(
    *, zone: Zone, organisation: Organisation, by: Person, on: dt.date | None = None
) -> Participant:
    """Ask the organisation to lead; it agrees at once if the person may answer for it.

    An organisation that declined is asked anew. Asking twice changes nothing.
    """
    day = on or clock.today()
    row = opened(zone, by=by)
    lead = row.participants.filter(part=Part.LEAD, organisation=organisation).first()
    agrees = may_answer_for(by, organisation)
    if lead and (lead.agreed_on or not (lead.declined_on or agrees)):
        return lead
    if lead is None:
        lead = Participant(zone=row, part=Part.LEAD, organisation=organisation)
    lead.asked_on, lead.declined_on = day, None
    lead.agreed_on, lead.agreed_by = (day, by) if agrees else (None, None)
    lead.save()
    with because(reason=f"{organisation.name} was asked to lead"):
        row.touch()
    return lead


@transaction.atomic
def agree_to_lead(
    *, participant: Participant, by: Person, on: dt.date | None = None
) -> Participant:
    """Agree, for the organisation, to lead the zone. Agreeing twice changes nothing."""
    row, lead = _answered(participant, by=by)
    if lead.agreed_on:
        return lead
    lead.agreed_on, lead.agreed_by, lead.declined_on = on or clock.today(), by, None
    lead.save()
    with because(reason=f"{lead.organisation.name} agreed to lead"):
        row.touch()
    return lead


@transaction.atomic
def decline_to_lead(
    *, participant: Participant, by: Person, on: dt.date | None = None
) -> Participant:
    """Decline, for the organisation, to lead the zone; also where it had agreed before."""
    row, lead = _answered(participant, by=by)
    if lead.declined_on:
        return lead
    _keep_a_council(row, lead)
    _keep_someone(row, lead)
    lead.agreed_on, lead.agreed_by, lead.declined_on = None, None, on or clock.today()
    lead.save()
    with because(reason=f"{lead.organisation.name} declined to lead"):
        row.touch()
    return lead


def _answered(participant: Participant, *, by: Any) -> tuple[Zone, Participant]:
    """The zone, locked, and the lead as it is now, which the person answers for."""
    row = participant.zone.lock()
    lead = row.participants.select_related("organisation").filter(pk=participant.pk).first()
    if lead is None or lead.part != Part.LEAD:
        raise Refused("This organisation is no longer asked to lead the zone.")
    if not may_answer_for(by, lead.organisation):
        raise PermissionDenied(f"You may not answer for {lead.organisation.name}.")
    if not row.is_open_to_edits:
        raise Refused(CLOSED)
    return row, lead


def agreed_councils(zone: Zone) -> QuerySet[Participant]:
    """The leads that are councils and agreed."""
    return zone.participants.filter(
        part=Part.LEAD,
        agreed_on__isnull=False,
        organisation__sector=Organisation.Sector.COUNCIL,
    )


def _keep_a_council(zone: Zone, lead: Participant) -> None:
    """A proposed zone never loses the last council that leads it."""
    councils = {council.pk for council in agreed_councils(zone)}
    if zone.is_public and councils == {lead.pk}:
        raise Refused(
            f"{lead.organisation.name} is the only council that has agreed to lead this published "
            "proposal. Hand the lead over to another council first, or take the proposal back."
        )


def _keep_someone(zone: Zone, lead: Participant) -> None:
    """A proposed zone never loses its last lead: nobody could then answer for it, or edit it."""
    others = zone.participants.filter(part=Part.LEAD, agreed_on__isnull=False).exclude(pk=lead.pk)
    if zone.is_public and lead.agreed_on and not others.exists():
        raise Refused(
            f"{lead.organisation.name} is the only organisation that leads this published "
            "proposal. Hand the lead over to another first, or withdraw the proposal."
        )


@transaction.atomic
def hand_over_lead(*, participant: Participant, to: Participant, by: Person) -> Participant:
    """Pass the lead from one organisation to another that agreed to it.

    The one that hands over stays in the zone as an invited partner. Returns its row.
    """
    row = participant.zone.lock()
    leads = {
        lead.pk: lead
        for lead in row.participants.select_related("organisation").filter(part=Part.LEAD)
    }
    lead, heir = leads.get(participant.pk), leads.get(to.pk)
    if lead is None or heir is None or lead.pk == heir.pk:
        raise Refused("Choose an organisation that leads the zone, and another that takes over.")
    if not may_answer_for(by, lead.organisation):
        raise PermissionDenied(f"You may not hand over for {lead.organisation.name}.")
    if not row.is_open_to_edits:
        raise Refused(CLOSED)
    if not heir.agreed_on:
        raise Refused(f"{heir.organisation.name} has not agreed to lead yet.")
    if lead.organisation.is_council and not heir.organisation.is_council:
        _keep_a_council(row, lead)
    row.participants.filter(part=Part.PARTNER, organisation=lead.organisation).delete()
    lead.part = Part.PARTNER
    lead.save()
    with because(reason=f"{lead.organisation.name} handed the lead to {heir.organisation.name}"):
        row.touch()
    return lead


@transaction.atomic
def invite(
    *,
    zone: Zone,
    part: str,
    by: Person,
    organisation: Organisation | None = None,
    name: str = "",
    contact: str = "",
    on: dt.date | None = None,
) -> Participant:
    """Note a partner that is invited, or a neighbour just outside: registered, or only named.

    Inviting the same twice changes nothing but a contact that was not known before.
    """
    if part not in (Part.PARTNER, Part.NEIGHBOUR):
        raise Refused("An organisation is asked to lead, not invited to it.")
    name, contact = " ".join(name.split()), contact.strip()
    if organisation is None and not name:
        raise Refused("Give the name of whom you invite.")
    row = opened(zone, by=by)
    same = (
        row.participants.filter(part=part, organisation=organisation)
        if organisation
        else row.participants.filter(part=part, organisation=None, name__iexact=name)
    )
    there = same.first()
    if there and (not contact or there.contact == contact):
        return there
    if there is None:
        there = Participant(
            zone=row,
            part=part,
            organisation=organisation,
            name="" if organisation else name,
            asked_on=on or clock.today(),
        )
    there.contact = contact
    there.save()
    row.touch()
    return there


@transaction.atomic
def remove_participant(*, participant: Participant, by: Person) -> None:
    """Take an organisation off the list. Removing twice changes nothing.

    Whoever may edit the zone may do it, and whoever answers for the organisation itself.
    """
    row = participant.zone.lock()
    there = row.participants.select_related("organisation").filter(pk=participant.pk).first()
    organisation = there.organisation if there else None
    if not may_edit(by, row) and not (organisation and may_answer_for(by, organisation)):
        raise PermissionDenied("You may not change who takes part in this zone.")
    if there is None:
        return
    if not row.is_open_to_edits:
        raise Refused(CLOSED)
    if there.part == Part.LEAD:
        _keep_a_council(row, there)
        _keep_someone(row, there)
    there.delete()
    # A name that somebody typed may be a person's, and the history keeps no such thing.
    name = organisation.name if organisation else "One that was only named"
    with because(reason=f"{name} was taken off the list of who takes part"):
        row.touch()


def councils_of(zone: Zone, *, on: dt.date) -> list[Organisation]:
    """Councils whose registered area the zone touches, for those who look for one to ask."""
    newest = zone.newest_boundary()
    if newest is None:
        return []
    return councils_at(newest.core, on=on)


def councils_at(shape: Any, *, on: dt.date) -> list[Organisation]:
    """Councils whose registered area a metric shape or point touches on the day."""
    councils = Organisation.objects.councils().in_force(on)
    return list(councils.filter(areas__shape__intersects=shape).distinct())
