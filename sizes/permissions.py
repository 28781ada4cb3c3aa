"""What a person may do with a zone, by who they are. Whether the moment allows it is `problems`."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from groundwork import clock
from partners.models import Commitment, Membership, Organisation
from partners.permissions import (
    AGREEING,
    WORKING,
    councils_officered_by,
    has_role,
    may_administer,
)
from sizes.models import (
    Acceptance,
    Agreement,
    Barrier,
    Introduction,
    Opportunity,
    OpportunityPart,
    Participant,
    Signature,
    Variation,
    Zone,
)

Role = Membership.Role

MODERATING = (*AGREEING, Role.OFFICER)


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


def may_arrange(person: Any, zone: Zone) -> bool:
    """Arrange meetings and record them: whoever works on the zone, front-line staff too."""
    return may_edit(person, zone)


# What partners offer the zone, and what is different because of it


def may_lead(person: Any, zone: Zone) -> bool:
    """Whether the person answers for the zone: a representative of an organisation that leads."""
    return _plays_a_lead(person, zone, AGREEING)


def may_put(person: Any, zone: Zone, commitment: Commitment) -> bool:
    """Whoever answers for the commitment; a standing offer also by those who lead the zone."""
    if may_answer_for(person, commitment.organisation):
        return True
    return commitment.is_standing and may_lead(person, zone)


def may_keep_account(person: Any, acceptance: Acceptance) -> bool:
    """Say that it is kept, varied or withdrawn: whoever answers for either side."""
    organisation = acceptance.commitment.organisation
    return may_answer_for(person, organisation) or may_lead(person, acceptance.zone)


def may_propose(person: Any, acceptance: Acceptance) -> bool:
    """Anyone who works for the commitment's organisation or for a lead, front-line staff too."""
    return works_for(person, acceptance.commitment.organisation) or _plays_a_lead(
        person, acceptance.zone, WORKING
    )


def may_agree(person: Any, variation: Variation) -> bool:
    """A representative of the commitment's organisation: it is its service that differs."""
    return may_answer_for(person, variation.acceptance.commitment.organisation)


def may_end(person: Any, variation: Variation) -> bool:
    """Whoever answers for either side; a proposal may also be taken back by those who propose."""
    if variation.agreed_on is None and may_propose(person, variation.acceptance):
        return True
    return may_keep_account(person, variation.acceptance)


def may_pause(person: Any, variation: Variation) -> bool:
    """Anyone who works for its owner, who may see the danger first, and officers of the place."""
    owner = variation.acceptance.commitment.organisation
    return works_for(person, owner) or _is_officer_of(person, variation.acceptance.zone)


def may_resume(person: Any, variation: Variation) -> bool:
    """A representative of its owner, and officers of the place."""
    return may_agree(person, variation) or _is_officer_of(person, variation.acceptance.zone)


def works_for(person: Any, organisation: Organisation) -> bool:
    """Whether the person has any role in the organisation, from front-line staff up."""
    return has_role(person, organisation, *WORKING)


def _is_officer_of(person: Any, zone: Zone) -> bool:
    """Whether the person is an officer of a verified council that leads the zone or lies there."""
    if _plays_a_lead(person, zone, (Role.OFFICER,), council=True):
        return True
    councils = councils_officered_by(person)
    newest = zone.newest_boundary()
    if not councils or newest is None:
        return False
    return (
        Organisation.objects.filter(pk__in=[council.pk for council in councils])
        .filter(areas__shape__intersects=newest.reach)
        .exists()
    )


def may_override(person: Any, zone: Zone) -> bool:
    """Let something go ahead in a pre-election period: officers of the place; administrators."""
    return may_administer(person) or _is_officer_of(person, zone)


def may_set_periods(person: Any, council: Organisation) -> bool:
    """Set a council's pre-election periods: an officer of it, if it is verified; administrators."""
    if not council.is_council or not council.is_verified:
        return False
    return may_administer(person) or has_role(person, council, Role.OFFICER)


def may_object(person: Any, signature: Signature) -> bool:
    """Whoever answers for the signatory; of one on paper, the leads write down what they say."""
    if signature.organisation is None:
        return may_lead(person, signature.zone)
    return may_answer_for(person, signature.organisation)


# --- What people say, and barriers ----------------------------------------------------------------


def may_moderate(person: Any, zone: Zone) -> bool:
    """An officer or an agreeing member of an organisation that leads; and administrators."""
    return may_administer(person) or _plays_a_lead(person, zone, MODERATING)


def may_type_in(person: Any, zone: Zone) -> bool:
    """An officer of an organisation that leads types in what was phoned or came on paper."""
    return may_administer(person) or _plays_a_lead(person, zone, (Role.OFFICER,))


def moderated_by(person: Any) -> QuerySet[Zone]:
    """The zones whose comments the person may moderate."""
    if not person.is_authenticated or not person.is_active:
        return Zone.objects.none()
    there = Zone.objects.filter(removed_on=None)
    if may_administer(person):
        return there
    theirs = Membership.objects.in_force(clock.today()).filter(person=person, role__in=MODERATING)
    leads = Participant.objects.filter(
        part=Participant.Part.LEAD,
        agreed_on__isnull=False,
        organisation__in=Organisation.objects.in_force(clock.today()).filter(
            pk__in=theirs.values("organisation")
        ),
    )
    return there.filter(pk__in=leads.values("zone"))


def may_note_barrier(person: Any, zone: Zone) -> bool:
    """Whoever works for an organisation that takes part in the zone; and administrators."""
    return may_administer(person) or takes_part(person, zone)


def takes_part(person: Any, zone: Zone) -> bool:
    """Whether the person works for an organisation that agreed to take part in the zone."""
    if not person.is_authenticated or not person.is_active:
        return False
    taking_part = Participant.objects.filter(zone=zone, agreed_on__isnull=False)
    return (
        Membership.objects.in_force(clock.today())
        .filter(
            person=person,
            role__in=WORKING,
            organisation__in=Organisation.objects.in_force(clock.today()),
        )
        .filter(organisation__in=taking_part.values("organisation"))
        .exists()
    )


def may_ask_about(person: Any, barrier: Barrier) -> bool:
    """Whoever works for an organisation that leads asks to have a rule lifted, or goes higher."""
    return may_administer(person) or _plays_a_lead(person, barrier.zone, WORKING)


def may_answer_about(person: Any, barrier: Barrier) -> bool:
    """Whoever answers for the rule; where they are not registered, the lead notes their answer."""
    if barrier.owner is None:
        return may_ask_about(person, barrier)
    return (
        person.is_authenticated
        and person.is_active
        and (has_role(person, barrier.owner, *MODERATING))
    )


# --- Signatures -----------------------------------------------------------------------------------


def may_invite_to_sign(person: Any, zone: Zone) -> bool:
    """Whoever asks others to sign: an officer or an agreeing member of an organisation that leads.

    They also say which capacity is missing.
    """
    return _plays_a_lead(person, zone, MODERATING)


def may_record_signature(person: Any, zone: Zone) -> bool:
    """Whoever records signatures from paper and may see their scans; administrators too."""
    return may_administer(person) or may_invite_to_sign(person, zone)


def may_sign(person: Any, zone: Zone, organisation: Organisation) -> bool:
    """A representative of an organisation that leads, was asked to sign, or signed before."""
    if not has_role(person, organisation, *AGREEING):
        return False
    leads = zone.participants.filter(
        part=Participant.Part.LEAD, agreed_on__isnull=False, organisation=organisation
    )
    return leads.exists() or zone.signatures.filter(organisation=organisation).exists()


def answered_for(person: Any, zone: Zone, signatures: Iterable[Signature]) -> set[int]:
    """The keys of those of the zone's signatures and invitations that the person answers for.

    For an organisation its representatives do. Where none is registered, or nobody represents it
    here, those who lead note the answer. Three queries and those of one permission, however many.
    """
    if not person.is_authenticated or not person.is_active:
        return set()
    rows = [*signatures]
    agreeing = Membership.objects.in_force(clock.today()).filter(
        role__in=AGREEING, organisation__in=[row.organisation_id for row in rows]
    )
    represented = set(agreeing.values_list("organisation", flat=True))
    own = set(agreeing.filter(person=person).values_list("organisation", flat=True))
    unrepresented = [row.pk for row in rows if row.organisation_id not in represented]
    theirs = {row.pk for row in rows if row.organisation_id in own}
    if unrepresented and may_record_signature(person, zone):
        theirs.update(unrepresented)
    return theirs


def may_decline_to_sign(person: Any, signature: Signature) -> bool:
    """Who answers for whoever was asked: `answered_for` says who."""
    return signature.pk in answered_for(person, signature.zone, [signature])


def may_withdraw_signature(person: Any, signature: Signature) -> bool:
    """The same people as may decline: those who answer for whoever signed."""
    return may_decline_to_sign(person, signature)


def may_remove(person: Any) -> bool:
    """An administrator takes a zone down, for unlawful content only, and puts it back."""
    return may_administer(person)


def may_copy(person: Any, zone: Zone) -> bool:
    """Anyone signed in may begin a zone as a copy of a public one."""
    return may_start(person) and zone.is_public


# --- Opportunities and agreements -----------------------------------------------------------------


def may_spot(person: Any) -> bool:
    """Anyone signed in may spot an opportunity."""
    return person.is_authenticated and person.is_active


def may_develop(person: Any, zone: Zone) -> bool:
    """Let opportunities of the zone onto the board and develop them: its members.

    They are those who work for an organisation that takes part; and administrators.
    """
    return may_administer(person) or takes_part(person, zone)


def may_take_off_the_board(person: Any, opportunity: Opportunity) -> bool:
    """Of what nobody has let on yet, the zone's members; then those who moderate the zone."""
    if opportunity.shown_on is None:
        return may_develop(person, opportunity.zone)
    return may_moderate(person, opportunity.zone)


def may_take_part_out(person: Any, part: OpportunityPart) -> bool:
    """The zone's members; and whoever works for the organisation whose asset or people it is."""
    if may_develop(person, part.opportunity.zone):
        return True
    asset = part.asset
    theirs = (part.organisation, asset.owner, asset.steward) if asset else (part.organisation,)
    return any(works_for(person, each) for each in theirs if each)


def may_propose_agreement(person: Any, zone: Zone, lender: Organisation) -> bool:
    """The zone's members, and whoever works for the lender."""
    return may_develop(person, zone) or works_for(person, lender)


def may_see_agreement(person: Any, agreement: Agreement) -> bool:
    """Before both sides said yes: the zone's members, and whoever works for either side."""
    return may_develop(person, agreement.opportunity.zone) or any(
        works_for(person, side) for side in (agreement.lender, agreement.borrower)
    )


def may_end_agreement(person: Any, agreement: Agreement) -> bool:
    """Those who agree for either side; what is only asked, also whoever may ask it."""
    if any(may_answer_for(person, side) for side in (agreement.lender, agreement.borrower)):
        return True
    return not agreement.is_agreed() and may_propose_agreement(
        person, agreement.opportunity.zone, agreement.lender
    )


# --- Needs and introductions ----------------------------------------------------------------------


def may_state_need(person: Any, zone: Zone) -> bool:
    """State what the zone needs, end it, and bring people together over it: its members.

    They are those who work on the zone, and whoever works for an organisation that takes part.
    """
    return may_edit(person, zone) or takes_part(person, zone)


def keeps(person: Any, introduction: Introduction) -> bool:
    """Whether the person agrees for an organisation whose asset or offer was asked about."""
    asset, commitment = introduction.asset, introduction.commitment
    theirs = (asset.owner, asset.steward) if asset else (commitment and commitment.organisation,)
    return any(may_answer_for(person, each) for each in theirs if each)


def may_see_introduction(person: Any, introduction: Introduction) -> bool:
    """The zone's members, and those who agree for the organisation that was asked."""
    return may_state_need(person, introduction.need.zone) or keeps(person, introduction)
