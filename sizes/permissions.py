"""What a person may do with a zone, by who they are. Whether the moment allows it is `problems`."""

from typing import Any

from groundwork import clock
from partners.models import Membership, Organisation
from partners.permissions import AGREEING, WORKING, has_role
from sizes.models import Participant, Zone

Role = Membership.Role


def _plays_a_lead(
    person: Any, zone: Zone, roles: tuple[str, ...], *, council: bool = False
) -> bool:
    """Whether the person has one of the roles in an organisation that agreed to lead the zone."""
    if not person.is_authenticated or not person.is_active:
        return False
    leads = Participant.objects.filter(
        zone=zone, part=Participant.Part.LEAD, agreed_on__isnull=False
    )
    organisations = Organisation.objects.in_force(clock.today()).filter(
        pk__in=leads.values("organisation")
    )
    if council:
        organisations = organisations.councils().filter(verified_on__isnull=False)
    memberships = Membership.objects.in_force(clock.today()).filter(person=person, role__in=roles)
    return memberships.filter(organisation__in=organisations).exists()


def may_start(person: Any) -> bool:
    """Anyone signed in may start a draft."""
    return person.is_authenticated and person.is_active


def may_see(person: Any, zone: Zone) -> bool:
    """Everyone, once it was proposed; before, those whom `visible_to` lets in."""
    return zone.is_public or Zone.objects.visible_to(person).filter(pk=zone.pk).exists()


def may_edit(person: Any, zone: Zone) -> bool:
    """Whoever began it, while it is a draft; then those who work for an organisation that leads."""
    if not person.is_authenticated or not person.is_active:
        return False
    began_it = zone.started_by_id == person.pk and not zone.is_public
    return began_it or _plays_a_lead(person, zone, WORKING)


def may_answer_for(person: Any, organisation: Organisation) -> bool:
    """Whether the person may agree, or decline, that the organisation leads a zone."""
    return has_role(person, organisation, *AGREEING)


def may_publish(person: Any, zone: Zone) -> bool:
    """A representative of an organisation that leads."""
    return _plays_a_lead(person, zone, AGREEING)


def may_return(person: Any, zone: Zone) -> bool:
    """A representative of an organisation that leads."""
    return _plays_a_lead(person, zone, AGREEING)


def may_withdraw(person: Any, zone: Zone) -> bool:
    """A representative of an organisation that leads; of a draft, also whoever began it."""
    began_it = person.is_authenticated and zone.started_by_id == person.pk
    return (began_it and not zone.is_public) or _plays_a_lead(person, zone, AGREEING)


def may_declare(person: Any, zone: Zone) -> bool:
    """A councillor of a verified council that leads."""
    return _plays_a_lead(person, zone, (Role.COUNCILLOR,), council=True)
