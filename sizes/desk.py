"""What waits for a person: what is due, roles and leads asked of them, drafts, their zones."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from assets.holdings import DraftAssets, assets_waiting
from assets.import_desk import ImportMatters, imports_waiting
from assets.transferring.waiting import Waiting as TransferWaiting
from assets.transferring.waiting import transfers_waiting
from partners.depending import OfferMatters, offer_matters
from partners.models import Membership, Organisation
from partners.permissions import AGREEING
from partners.waiting import JoiningMatters, joining_matters
from sizes.introducing import introductions_waiting
from sizes.lifecycle import problems
from sizes.listing import for_cards
from sizes.models import CommentPeriod, InterimReview, Participant, Zone
from sizes.opportunity_matters import OpportunityMatters, opportunity_matters
from sizes.permissions import may_declare
from sizes.reminders import Kind, Reminder, due
from sizes.status import ENDED, State, Status
from sizes.voices import waiting_for
from sizes.waiting import Matter, Waiting, waiting_of
from sizes.words import day_in_words, time_left

Role = Membership.Role
MOST_LOOKED_AT = 5
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


@dataclass(frozen=True)
class DueRow:
    """Something due on the desk. `missing` is what stands in the way of it, where that is known."""

    reminder: Reminder
    action: str
    is_over: bool
    missing: list[str] = field(default_factory=list)


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
    opportunities: OpportunityMatters = field(default_factory=OpportunityMatters)
    imports: ImportMatters = field(default_factory=ImportMatters)
    introductions: list[Matter] = field(default_factory=list)
    transfers: list[TransferWaiting] = field(default_factory=list)
    assets: DraftAssets = field(default_factory=DraftAssets)
    due: list[Reminder] = field(default_factory=list)

    @property
    def taken_back(self) -> list[Task]:
        """Proposals that were taken back and are to be gone on with."""
        return [task for task in self.led if task.is_due]

    @property
    def others(self) -> list[Task]:
        """The zones that the person's organisations lead, whether or not something is due."""
        return [task for task in self.led if not task.is_due]

    @property
    def count(self) -> int:
        """How many things wait for the person to act."""
        waiting = self.comments_waiting + len(self.matters) + self.joining.count + self.offers.count
        waiting += self.opportunities.count
        waiting += self.imports.count + len(self.introductions) + self.assets.count
        waiting += sum(not each.is_draft for each in self.transfers)
        return len(self.asked) + len(self.due) + len(self.taken_back) + waiting

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

    @property
    def sets_periods(self) -> bool:
        """Whether the person sets pre-election periods."""
        return self.adds_places


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
            led.append(_led(zone, on))
    return Desk(
        memberships,
        [*_asked(memberships)],
        drafts,
        led,
        waiting_for(person).count(),
        waiting_of(memberships, on),
        joining_matters(person, memberships, on),
        offer_matters(memberships, on),
        opportunity_matters(memberships, on),
        imports_waiting(memberships),
        introductions_waiting(memberships, on),
        transfers_waiting(memberships, on),
        assets_waiting(memberships, on),
        _due(memberships, on),
    )


def _due(memberships: list[Membership], on: dt.date) -> list[Reminder]:
    """What is due of the person's organisations and theirs to do: the list that letters are of."""
    bodies: dict[int, set[str]] = {}
    for each in memberships:
        bodies.setdefault(each.organisation_id, set()).add(each.role)
    return [
        reminder
        for reminder in due(on, of=bodies)
        if any(bodies.get(body, set()) & set(reminder.roles) for body in reminder.organisations)
    ]


def due_rows(desk: Desk, person: Any, on: dt.date) -> list[DueRow]:
    """What is due, with what stands in the way of declaring the first few that could be.

    Each of those few is looked at as closely as when it is declared; the page of the step does so
    for any other.
    """
    to_declare = [each.zone.pk for each in desk.due if each.kind == Kind.DECLARE]
    zones = Zone.objects.in_bulk(to_declare[:MOST_LOOKED_AT])
    rows = []
    for reminder in desk.due:
        missing, action = [], reminder.action
        zone = zones.get(reminder.zone.pk) if reminder.kind == Kind.DECLARE else None
        if zone and may_declare(person, zone):
            missing = problems(zone, "declare", by=person, on=on)
            action = action if missing else "Declare"
        rows.append(DueRow(reminder, action, reminder.is_over(on), missing))
    return rows


def _zones(person: Any, memberships: list[Membership], on: dt.date) -> QuerySet[Zone]:
    """Drafts the person began or may work on, and zones led by the person's organisations."""
    leads = LEADING.filter(zone=OuterRef("pk"))
    agreed = leads.filter(
        agreed_on__isnull=False, organisation__in=[each.organisation_id for each in memberships]
    )
    reviews = InterimReview.objects.filter(zone=OuterRef("pk"), due_on__gte=on)
    periods = CommentPeriod.objects.filter(zone=OuterRef("pk")).order_by("-number")
    began = Q(started_by=person, state=State.DRAFT, proposed_on=None)
    return (
        for_cards(Zone.objects.filter(began | Exists(agreed), removed_on=None), on)
        .exclude(status_that_day__in=ENDED)
        .annotate(
            next_review_on=Subquery(reviews.order_by("due_on").values("due_on")[:1]),
            comments_until=Subquery(periods.values("closes_on")[:1]),
        )
        .order_by("target_on", "name", "pk")
    )


def _asked(memberships: list[Membership]) -> QuerySet[Participant]:
    """Zones that the person's organisations are asked to lead, and the person may answer."""
    answered_for = [each.organisation_id for each in memberships if each.role in AGREEING]
    return (
        LEADING.filter(agreed_on=None, organisation__in=answered_for)
        .filter(zone__state__in=[State.DRAFT, State.PROPOSED], zone__removed_on=None)
        .select_related("zone", "organisation")
        .order_by("asked_on", "pk")
    )


def _draft(zone: Zone) -> Task:
    url = reverse("zone-tasks", args=[zone.reference])
    return Task(zone, Status.DRAFT, f"Draft {zone.reference}", url, "Go on with it")


def _led(zone: Zone, on: dt.date) -> Task:
    status = Status(zone.status_that_day)
    target = day_in_words(zone.target_on) if zone.target_on else "its target date"
    left = time_left(zone.target_on, on) if zone.target_on else ""
    match status:
        case Status.DRAFT:
            tasks = reverse("zone-tasks", args=[zone.reference])
            return Task(zone, status, "Taken back to draft", tasks, "Go on with it", is_due=True)
        case Status.OPEN_FOR_SIGNATURES if zone.comments_until and zone.comments_until >= on:
            says = f"Proposed; comments are open until {day_in_words(zone.comments_until)}"
            return Task(zone, status, says)
        case Status.OPEN_FOR_SIGNATURES:
            return Task(zone, status, "Proposed; the time for comments is over")
        case Status.STARTING if zone.starts_on:
            return Task(zone, status, f"Starts on {day_in_words(zone.starts_on)}")
        case Status.REVIEW_DUE | Status.REVIEW_OVERDUE | Status.UNDER_REVIEW:
            return Task(zone, status, f"To be reviewed or dissolved by {target} ({left})")
        case _ if zone.next_review_on:
            review = day_in_words(zone.next_review_on)
            return Task(zone, status, f"Interim review on {review}; until {target} ({left})")
        case _:
            return Task(zone, status, f"Until {target} ({left})")


def _is_sound_council(organisation: Organisation) -> bool:
    return organisation.is_council and organisation.is_verified
