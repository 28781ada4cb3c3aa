"""What waits for a person: roles and leads asked of them, drafts, zones with a date due."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from partners.depending import OfferMatters, offer_matters
from partners.models import Membership, Organisation
from partners.permissions import AGREEING
from partners.waiting import JoiningMatters, joining_matters
from sizes.listing import for_cards
from sizes.models import InterimReview, Participant, Zone
from sizes.status import ENDED, State, Status
from sizes.voices import waiting_for
from sizes.waiting import Waiting, waiting_of
from sizes.words import day_in_words, time_left

Role = Membership.Role
LEADING = Participant.objects.filter(part=Participant.Part.LEAD, declined_on=None)


@dataclass(frozen=True)
class Task:
    """A zone on the desk: what is to be known about it, and what to do, where."""

    zone: Zone
    status: Status
    says: str
    url: str = ""
    action: str = ""
    is_due: bool = False


@dataclass
class Desk:
    """What waits for a person on a day."""

    memberships: list[Membership] = field(default_factory=list)
    asked: list[Participant] = field(default_factory=list)
    drafts: list[Task] = field(default_factory=list)
    led: list[Task] = field(default_factory=list)
    comments_waiting: int = 0
    matters: Waiting = field(default_factory=Waiting)
    joining: JoiningMatters = field(default_factory=JoiningMatters)
    offers: OfferMatters = field(default_factory=OfferMatters)

    @property
    def due(self) -> list[Task]:
        """The zones about which something is to be done."""
        return [task for task in self.led if task.is_due]

    @property
    def others(self) -> list[Task]:
        """The zones that go on without the person for now."""
        return [task for task in self.led if not task.is_due]

    @property
    def count(self) -> int:
        """How many things wait for the person to act."""
        waiting = self.comments_waiting + len(self.matters) + self.joining.count + self.offers.count
        return len(self.asked) + len(self.due) + waiting

    @property
    def sits_in_a_council(self) -> bool:
        """Whether the person reads what residents suggest to a council."""
        return any(
            each.organisation.is_council and each.role in (Role.COUNCILLOR, Role.OFFICER)
            for each in self.memberships
        )

    @property
    def adds_places(self) -> bool:
        """Whether the person puts places on the list that people can name."""
        return any(
            each.role == Role.OFFICER and _is_sound_council(each.organisation)
            for each in self.memberships
        )


def desk_of(person: Any, on: dt.date) -> Desk:
    """What waits for somebody signed in. The same number of queries, however much."""
    memberships = [
        *Membership.objects.in_force(on).filter(person=person).select_related("organisation")
    ]
    drafts, led = [], []
    for zone in _zones(person, memberships, on):
        if zone.state == State.DRAFT and not zone.is_public:
            drafts.append(_draft(zone))
        else:
            led.append(_led(zone, memberships, on))
    return Desk(
        memberships,
        [*_asked(memberships)],
        drafts,
        led,
        waiting_for(person).count(),
        waiting_of(memberships, on),
        joining_matters(person, memberships, on),
        offer_matters(memberships, on),
    )


def _zones(person: Any, memberships: list[Membership], on: dt.date) -> QuerySet[Zone]:
    """Drafts the person began or may work on, and zones led by the person's organisations."""
    leads = LEADING.filter(zone=OuterRef("pk"))
    agreed = leads.filter(
        agreed_on__isnull=False, organisation__in=[each.organisation_id for each in memberships]
    )
    reviews = InterimReview.objects.filter(zone=OuterRef("pk"), due_on__gte=on)
    began = Q(started_by=person, state=State.DRAFT, proposed_on=None)
    return (
        for_cards(Zone.objects.filter(began | Exists(agreed)), on)
        .exclude(status_that_day__in=ENDED)
        .annotate(
            next_review_on=Subquery(reviews.order_by("due_on").values("due_on")[:1]),
            led_by=ArraySubquery(leads.exclude(agreed_on=None).values("organisation")),
        )
        .order_by("target_on", "name", "pk")
    )


def _asked(memberships: list[Membership]) -> QuerySet[Participant]:
    """Zones that the person's organisations are asked to lead, and the person may answer."""
    answered_for = [each.organisation_id for each in memberships if each.role in AGREEING]
    return (
        LEADING.filter(agreed_on=None, organisation__in=answered_for)
        .filter(zone__state__in=[State.DRAFT, State.PROPOSED])
        .select_related("zone", "organisation")
        .order_by("asked_on", "pk")
    )


def _draft(zone: Zone) -> Task:
    url = reverse("zone-tasks", args=[zone.reference])
    return Task(zone, Status.DRAFT, f"Draft {zone.reference}", url, "Go on with it")


def _led(zone: Zone, memberships: list[Membership], on: dt.date) -> Task:
    status = Status(zone.status_that_day)
    tasks = reverse("zone-tasks", args=[zone.reference])
    target = day_in_words(zone.target_on) if zone.target_on else "its target date"
    left = time_left(zone.target_on, on) if zone.target_on else ""
    match status:
        case Status.DRAFT:
            return Task(zone, status, "Taken back to draft", tasks, "Go on with it", is_due=True)
        case Status.OPEN_FOR_SIGNATURES if _may_declare(zone, memberships):
            url = reverse("zone-step", args=[zone.reference, "declare"])
            return Task(zone, status, "Proposed; you can declare it", url, "Declare", is_due=True)
        case Status.OPEN_FOR_SIGNATURES:
            says = "Proposed; a councillor of a council that leads it can declare it"
            return Task(zone, status, says)
        case Status.STARTING if zone.starts_on:
            says = f"Starts on {day_in_words(zone.starts_on)}"
            return Task(zone, status, says)
        case Status.REVIEW_DUE | Status.REVIEW_OVERDUE:
            says = f"To be reviewed or dissolved by {target} ({left})"
            return Task(zone, status, says, is_due=True)
        case _ if zone.next_review_on:
            review = day_in_words(zone.next_review_on)
            return Task(zone, status, f"Interim review on {review}; until {target} ({left})")
        case _:
            return Task(zone, status, f"Until {target} ({left})")


def _may_declare(zone: Zone, memberships: list[Membership]) -> bool:
    """The same as `permissions.may_declare`, of memberships that are already read."""
    return any(
        each.role == Role.COUNCILLOR
        and _is_sound_council(each.organisation)
        and each.organisation_id in zone.led_by
        for each in memberships
    )


def _is_sound_council(organisation: Organisation) -> bool:
    return organisation.is_council and organisation.is_verified
