"""Asking organisations to lead and to join, and what they answer."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from groundwork.problems import Refused
from partners.models import Membership
from sizes import lifecycle, taking_part
from sizes.models import Participant, Zone
from tests import factories

pytestmark = pytest.mark.django_db
Role = Membership.Role
ANSWERERS = {
    Role.EDITOR: False,
    Role.OFFICER: False,
    Role.REPRESENTATIVE: True,
    Role.COUNCILLOR: True,
}


@pytest.fixture
def zone():
    return factories.draft(by=factories.person())


def version(zone):
    return Zone.objects.get(pk=zone.pk).version


@pytest.mark.parametrize("role", ANSWERERS)
def test_lead_agrees_at_once_when_its_representative_asks(role, zone):
    council = factories.council()
    by = factories.member(council, role)
    zone.started_by = by
    zone.save()
    lead = taking_part.ask_to_lead(zone=zone, organisation=council, by=by)
    assert bool(lead.agreed_on) == ANSWERERS[role]
    assert lead.agreed_by == (by if ANSWERERS[role] else None)


def test_lead_is_asked_once_however_often_it_is_asked(zone):
    council = factories.council()
    first = taking_part.ask_to_lead(zone=zone, organisation=council, by=zone.started_by)
    before = version(zone)
    assert taking_part.ask_to_lead(zone=zone, organisation=council, by=zone.started_by) == first
    assert version(zone) == before
    assert zone.participants.count() == 1


def test_lead_that_declined_is_asked_anew(zone):
    council = factories.council()
    lead = taking_part.ask_to_lead(zone=zone, organisation=council, by=zone.started_by)
    taking_part.decline_to_lead(participant=lead, by=factories.member(council, Role.COUNCILLOR))
    again = taking_part.ask_to_lead(zone=zone, organisation=council, by=zone.started_by)
    assert (again.pk, again.declined_on, again.agreed_on) == (lead.pk, None, None)


@pytest.mark.parametrize("answer", [taking_part.agree_to_lead, taking_part.decline_to_lead])
@pytest.mark.parametrize("role", ANSWERERS)
def test_lead_is_answered_by_those_who_may(answer, role, zone):
    council = factories.council()
    lead = factories.lead(zone, council, agreed=False)
    by = factories.member(council, role)
    if not ANSWERERS[role]:
        with pytest.raises(PermissionDenied):
            answer(participant=lead, by=by)
        return
    answered = answer(participant=lead, by=by)
    assert bool(answered.agreed_on) == (answer is taking_part.agree_to_lead)
    assert bool(answered.declined_on) == (answer is taking_part.decline_to_lead)
    before = version(zone)
    answer(participant=lead, by=by)
    assert version(zone) == before


def test_lead_is_not_answered_by_another_organisation_or_a_visitor(zone):
    lead = factories.lead(zone, factories.council(), agreed=False)
    other = factories.member(factories.council(), Role.COUNCILLOR)
    for by in (other, zone.started_by, AnonymousUser()):
        with pytest.raises(PermissionDenied):
            taking_part.agree_to_lead(participant=lead, by=by)


def test_only_council_cannot_decline_or_be_removed_from_a_published_proposal():
    zone = factories.proposed_zone()
    lead = zone.participants.get()
    by = factories.councillor_of(zone)
    with pytest.raises(Refused, match="only council"):
        taking_part.decline_to_lead(participant=lead, by=by)
    with pytest.raises(Refused, match="only council"):
        taking_part.remove_participant(participant=lead, by=by)
    another = factories.lead(zone, factories.council())
    taking_part.remove_participant(participant=lead, by=by)
    assert zone.participants.get() == another


def test_last_lead_of_a_published_proposal_stays_even_where_a_council_is_asked():
    group = factories.organisation()
    zone = factories.ready_zone(leads=[group])
    factories.lead(zone, factories.council(), agreed=False)
    by = factories.member(group, Role.REPRESENTATIVE)
    lifecycle.take("publish", zone=zone, by=by)
    lead = zone.participants.get(organisation=group)
    for verb in (taking_part.remove_participant, taking_part.decline_to_lead):
        with pytest.raises(Refused, match="only organisation"):
            verb(participant=lead, by=by)


def test_lead_is_handed_over_to_one_that_agreed_and_stays_as_a_partner():
    zone = factories.proposed_zone()
    old = zone.participants.get()
    by = factories.councillor_of(zone)
    heir = factories.lead(zone, factories.council(), agreed=False)
    with pytest.raises(Refused, match="not agreed"):
        taking_part.hand_over_lead(participant=old, to=heir, by=by)
    heir.agreed_on = old.agreed_on
    heir.save()
    taking_part.hand_over_lead(participant=old, to=heir, by=by)
    old.refresh_from_db()
    assert old.part == Participant.Part.PARTNER
    assert [lead.pk for lead in zone.participants.filter(part="lead")] == [heir.pk]


def test_lead_is_not_handed_over_from_the_only_council_to_another_sector():
    zone = factories.proposed_zone()
    old = zone.participants.get()
    heir = factories.lead(zone, factories.organisation())
    with pytest.raises(Refused, match="only council"):
        taking_part.hand_over_lead(participant=old, to=heir, by=factories.councillor_of(zone))


def test_lead_is_not_handed_over_by_somebody_else():
    zone = factories.ready_zone(leads=[factories.council(), factories.council()])
    old, heir = zone.participants.all()
    by = factories.member(heir.organisation, Role.COUNCILLOR)
    with pytest.raises(PermissionDenied):
        taking_part.hand_over_lead(participant=old, to=heir, by=by)


@pytest.mark.parametrize("part", ["partner", "neighbour"])
def test_invited_is_listed_once_by_organisation_or_by_name(part, zone):
    group = factories.organisation()
    by = zone.started_by
    for _ in range(2):
        taking_part.invite(zone=zone, part=part, organisation=group, by=by)
        taking_part.invite(zone=zone, part=part, name="The Friday  club", by=by)
    taking_part.invite(zone=zone, part=part, name="the friday club", contact="At the hall", by=by)
    listed = [(str(each), each.contact) for each in zone.participants.all()]
    assert listed == [(group.name, ""), ("The Friday club", "At the hall")]


@pytest.mark.parametrize(("part", "name"), [("lead", "Somebody"), ("partner", "  ")])
def test_invitation_is_refused_where_it_is_none(part, name, zone):
    with pytest.raises(Refused):
        taking_part.invite(zone=zone, part=part, name=name, by=zone.started_by)


def test_participant_is_removed_by_editors_and_by_its_own_representative(zone):
    group = factories.organisation()
    for by in (zone.started_by, factories.member(group, Role.REPRESENTATIVE)):
        there = taking_part.invite(
            zone=zone, part="partner", organisation=group, by=zone.started_by
        )
        with pytest.raises(PermissionDenied):
            taking_part.remove_participant(participant=there, by=factories.person())
        taking_part.remove_participant(participant=there, by=by)
        assert not zone.participants.exists()
    taking_part.remove_participant(participant=there, by=zone.started_by)


def test_nobody_joins_or_leaves_a_declared_zone():
    zone = factories.declared_zone()
    lead = zone.participants.get()
    by = factories.councillor_of(zone)
    with pytest.raises(Refused):
        taking_part.invite(zone=zone, part="partner", name="Somebody", by=by)
    with pytest.raises(Refused):
        taking_part.ask_to_lead(zone=zone, organisation=factories.council(), by=by)
    with pytest.raises(Refused):
        taking_part.remove_participant(participant=lead, by=by)
    with pytest.raises(Refused):
        taking_part.decline_to_lead(participant=lead, by=by)


def test_council_to_ask_is_the_one_whose_area_the_zone_touches(zone):
    here, elsewhere = factories.council(), factories.council()
    here.areas.add(factories.area(shape=factories.square(-500, -500, side=1000)))
    elsewhere.areas.add(factories.area(shape=factories.square(5000, 0)))
    today = factories.clock.today()
    assert taking_part.councils_of(zone, on=today) == []
    factories.boundary(zone)
    assert taking_part.councils_of(zone, on=today) == [here]


def test_history_names_no_one_who_was_only_named(zone):
    there = taking_part.invite(zone=zone, part="partner", name="Mrs Green", by=zone.started_by)
    taking_part.remove_participant(participant=there, by=zone.started_by)
    reasons = [
        str(context)
        for context in zone.events.values_list("pgh_context__metadata", flat=True)
        if context
    ]
    assert reasons
    assert not any("Green" in reason for reason in reasons)
