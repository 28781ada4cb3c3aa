"""What waits for a person about joining and leaving organisations, for the desk."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q

from partners.joining import open_invitations, open_requests
from partners.models import Handover, Invitation, JoinRequest, Membership, Organisation
from partners.permissions import AGREEING, Role
from places.models import Area

MOST_TO_VERIFY = 20


@dataclass
class JoiningMatters:
    """Invitations to the person, requests to answer, and handovers to finish, oldest first."""

    invitations: list[Invitation] = field(default_factory=list)
    requests: list[JoinRequest] = field(default_factory=list)
    handovers: list[Handover] = field(default_factory=list)
    may_import: bool = False  # whether the person may bring in public lists

    @property
    def count(self) -> int:
        return len(self.invitations) + len(self.requests) + len(self.handovers)


def joining_matters(person: Any, memberships: list[Membership], on: dt.date) -> JoiningMatters:
    """What waits for somebody signed in, whose memberships of the day are given. Three queries.

    The same people as `permissions.may_answer_requests` and `may_finish_handover` say, but for
    administrators, whom each of these would otherwise wait for.
    """
    answered_for = {each.organisation_id for each in memberships if _answers(each)}
    return JoiningMatters(
        [
            *open_invitations()
            .filter(email=person.email)
            .select_related("organisation", "invited_by")
            .order_by("invited_at", "pk")
        ],
        [*_requests(answered_for, memberships, on)],
        [
            *Handover.objects.filter(done_on=None, membership__organisation__in=answered_for)
            .select_related("membership__organisation", "membership__person")
            .order_by("began_on", "pk")
        ],
        may_import=any(_officers(each) for each in memberships),
    )


def _answers(membership: Membership) -> bool:
    return membership.role in AGREEING or _officers(membership)


def _officers(membership: Membership) -> bool:
    organisation = membership.organisation
    return membership.role == Role.OFFICER and organisation.is_council and organisation.is_verified


def _requests(answered_for: set[int], memberships: list[Membership], on: dt.date) -> Any:
    """Of their own organisations, and for officers of those that nobody agrees for yet."""
    theirs = Q(organisation__in=answered_for)
    if any(_officers(each) for each in memberships):
        agreeing = Membership.objects.in_force(on).filter(
            organisation=OuterRef("organisation"), role__in=AGREEING
        )
        theirs |= ~Exists(agreeing) & ~Q(organisation__sector=Organisation.Sector.COUNCIL)
    return open_requests().filter(theirs).select_related("organisation", "person")


def to_verify(memberships: list[Membership], on: dt.date) -> list[Organisation]:
    """Organisations that an officer with these memberships could verify, the newest first.

    Those that serve a place in the area of the officer's councils, and those that name no area,
    which would otherwise wait for nobody. At most MOST_TO_VERIFY. One query, none for others.
    """
    councils = {each.organisation_id for each in memberships if _officers(each)}
    if not councils:
        return []
    served = Area.objects.filter(
        pk__in=Organisation.areas.through.objects.filter(organisation__in=councils).values("area")
    )
    near = Organisation.areas.through.objects.filter(
        Exists(served.filter(shape__intersects=OuterRef("area__shape"))),
        organisation=OuterRef("pk"),
    )
    nowhere = Q(areas=None)
    waiting = Organisation.objects.in_force(on).filter(verified_on=None)
    waiting = waiting.exclude(sector=Organisation.Sector.COUNCIL)
    return [*waiting.filter(Exists(near) | nowhere).order_by("-pk")[:MOST_TO_VERIFY]]
