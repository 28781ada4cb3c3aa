"""Who was invited, or asked to join, is forgotten in time; the roles stay."""

import datetime as dt

import pytest
from django.conf import settings

from groundwork import clock
from partners.forgetting import forget_joining
from partners.models import Invitation, JoinRequest, Membership
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("days", "are_kept"), [(0, 1), (1, 0)])
def test_invitations_and_answered_requests_go_once_the_days_are_over(days, are_kept):
    at = clock.now() - dt.timedelta(days=settings.FORGET_AFTER_DAYS + days)
    organisation, person = make.organisation(), make.person()
    member = make.member(organisation, Membership.Role.EDITOR)
    Invitation.objects.create(
        organisation=organisation, email="someone@test.example", role="editor", invited_at=at
    )
    JoinRequest.objects.create(
        organisation=organisation, person=member, why="I help.", asked_at=at, answered_at=at
    )
    JoinRequest.objects.create(organisation=organisation, person=person, why="Me too.", asked_at=at)
    for _ in range(2):
        forget_joining(clock.today())
    assert Invitation.objects.count() == are_kept
    assert JoinRequest.objects.exclude(answered_at=None).count() == are_kept
    assert JoinRequest.objects.filter(answered_at=None).count() == 1
    assert Membership.objects.filter(person=member).exists()
