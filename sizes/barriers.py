"""What stopped a change: noting it, asking to have the rule lifted, and the answers.

A barrier goes from met to asked; it is then waived, refused, or taken further up, and answered
there. A rule that was waived is done with. Each step is kept with its day, by whom and why.
"""

import datetime as dt
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, F, Q, QuerySet

from groundwork import clock
from groundwork.history import because
from groundwork.problems import Refused
from partners.models import Organisation, Person, Service
from sizes.models import Barrier, BarrierAct, Zone
from sizes.permissions import may_answer_about, may_ask_about, may_note_barrier

State = Barrier.State
LEAST_SIMILARITY = 0.4

# What each step leads to, and from which states it may be taken.
STEPS: dict[str, tuple[State, tuple[State, ...]]] = {
    "ask": (State.ASKED, (State.MET, State.REFUSED)),
    "escalate": (State.ESCALATED, (State.ASKED, State.REFUSED)),
    "waive": (State.WAIVED, (State.ASKED, State.ESCALATED)),
    "refuse": (State.REFUSED, (State.ASKED, State.ESCALATED)),
}
ANSWERS = ("waive", "refuse")
BY_WHOM = {"escalate": "Say which body it is taken to."}


@transaction.atomic
def note(
    *,
    zone: Zone,
    rule: str,
    stopped: str,
    owner: Organisation | None = None,
    owner_name: str = "",
    service: Service | None = None,
    by: Person,
) -> Barrier:
    """Put a rule that stopped a change into the register. Raises PermissionDenied or Refused."""
    if not may_note_barrier(by, zone):
        raise PermissionDenied("Only people who work for an organisation in the zone note this.")
    problems = []
    if not rule.strip():
        problems.append("Say which rule it is.")
    if not stopped.strip():
        problems.append("Say what it stopped.")
    if owner is None and not owner_name.strip():
        problems.append("Say whose rule it is.")
    if problems:
        raise Refused(*problems)
    with because(reason="What stopped a change"):
        return Barrier.objects.create(
            zone=zone,
            rule=rule.strip(),
            stopped=stopped.strip(),
            owner=owner,
            owner_name="" if owner else owner_name.strip(),
            service=service,
            noted_by=by,
        )


@transaction.atomic
def take(
    step: str,
    *,
    barrier: Barrier,
    by: Person,
    by_whom: str = "",
    asked_for: str = "",
    reason: str = "",
    on: dt.date | None = None,
    expected: int | None = None,
) -> BarrierAct:
    """Take a step of STEPS. `by_whom` is the role or body that asked, answered, or is asked now.

    Raises PermissionDenied, Refused, or ChangedMeanwhile where it is no longer as `expected`.
    """
    to_state, _ = STEPS[step]
    row = barrier.lock(expected=expected)
    found = problems(row, step, by=by)
    if found:
        if not may_take(by, row, step):
            raise PermissionDenied(found[0])
        raise Refused(*found)
    if step == "ask" and not asked_for.strip():
        raise Refused("Say what is asked for.")
    if step == "refuse" and not reason.strip():
        raise Refused("Say why it was refused.")
    if not by_whom.strip():
        raise Refused(BY_WHOM.get(step, "Say by whom: the role or body, not a person’s name."))
    with because(reason=reason.strip() or asked_for.strip() or "What stopped a change"):
        row.write(state=to_state)
    return BarrierAct.objects.create(
        barrier=row,
        to_state=to_state,
        asked_for=asked_for.strip(),
        decided_by_whom=by_whom.strip(),
        acted_on=on or clock.today(),
        acted_by=by,
        note=reason.strip(),
    )


def may_take(person: Any, barrier: Barrier, step: str) -> bool:
    """Whether the step is the person's to take."""
    may = may_answer_about if step in ANSWERS else may_ask_about
    return may(person, barrier)


def problems(barrier: Barrier, step: str, *, by: Any) -> list[str]:
    """Sentences that say why the person cannot take the step now; none if they can."""
    if not may_take(by, barrier, step):
        if step in ANSWERS:
            return [f"Only {owner_of(barrier)} can say this."]
        return ["Only people who work for an organisation that leads the zone can do this."]
    _, from_states = STEPS[step]
    if barrier.state not in from_states:
        return [f"This cannot be done while it is: {barrier.get_state_display().lower()}."]
    return []


def offers(barrier: Barrier, person: Any) -> list[str]:
    """The steps that the person can take now."""
    return [step for step in STEPS if not problems(barrier, step, by=person)]


def owner_of(barrier: Barrier) -> str:
    """Whose rule it is, by name."""
    return barrier.owner.name if barrier.owner else barrier.owner_name


def public_barriers() -> QuerySet[Barrier]:
    """Those of public zones, newest first."""
    return Barrier.objects.filter(zone__in=Zone.objects.published()).select_related(
        "zone", "owner", "service"
    )


def like(barrier: Barrier) -> QuerySet[Barrier]:
    """The same owner's rules in other public zones that are about the same service, or read alike.

    Where neither names a service, or they name different ones, the words decide.
    """
    others = public_barriers().exclude(zone=barrier.zone)
    if barrier.owner:
        others = others.filter(owner=barrier.owner)
    else:
        others = others.filter(owner=None, owner_name__iexact=barrier.owner_name)
    alike = Q(likeness__gte=LEAST_SIMILARITY)
    if barrier.service_id:
        alike |= Q(service=barrier.service_id)
    return others.annotate(likeness=TrigramSimilarity(F("rule"), barrier.rule)).filter(alike)


def zones_given_this(barrier: Barrier) -> int:
    """For how many other public zones the owner waived this rule or one like it."""
    given = like(barrier).filter(state=State.WAIVED)
    return given.order_by().aggregate(zones=Count("zone", distinct=True))["zones"]
