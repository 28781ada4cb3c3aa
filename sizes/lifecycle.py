"""The life of a zone in one table, and the one function that moves a zone along it.

From STEPS come the buttons, the API's verbs, the diagram in docs/lifecycle.md and the test of every
state × step × role. `take` is the only writer of a zone's state.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from groundwork import clock
from groundwork.history import because
from groundwork.problems import Refused
from partners.models import Person
from sizes import (
    afterwards,
    amending,
    comment_period,
    noticing,
    permissions,
    pre_election,
    readiness,
    reviewing,
)
from sizes.ending import lapses_on
from sizes.models import Boundary, Notice, Review, Transition, Zone
from sizes.status import MOVES, State, Status, status_on

Decision = Review.Decision
Kind = Notice.Kind


def _no_effect(zone: Zone, on: dt.date, by: Person) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Step:
    """Something that a person can do with a zone as a whole.

    `may` asks about the person, and `who` says in words whom it lets. What it asks of the zone is
    in `readiness`.
    """

    name: str
    label: str
    explanation: str
    who: str
    may: Callable[[Any, Zone], bool]
    needs_note: bool = False
    # What it does beside moving the zone: returns values to write with the new state.
    effect: Callable[[Zone, dt.date, Person], dict[str, Any]] = _no_effect
    notice: str = ""

    @property
    def from_states(self) -> tuple[State, ...]:
        """The states in which it can be taken."""
        return MOVES[self.name][0]

    @property
    def to_state(self) -> State:
        """The state to which it leads."""
        return MOVES[self.name][1]


@dataclass(frozen=True)
class Offer:
    """A step that a person may take now, once its problems, if any, are seen to."""

    step: Step
    problems: list[str]


def _propose(zone: Zone, on: dt.date, by: Person) -> dict[str, Any]:
    comment_period.open_period(zone, on=on)
    return {"proposed_on": zone.proposed_on or on}


def _declare(zone: Zone, on: dt.date, by: Person) -> dict[str, Any]:
    """From its start the newest boundary is the zone's; drafts of it stay without dates."""
    newest = zone.newest_boundary()
    Boundary.objects.filter(pk=newest.pk).update(starts_on=zone.starts_on)
    return {"declared_on": on}


def _open_review(zone: Zone, on: dt.date, by: Person) -> dict[str, Any]:
    reviewing.open_last(zone, by=by, on=on)
    return {}


def _renew(zone: Zone, on: dt.date, by: Person) -> dict[str, Any]:
    review = reviewing.finish(zone, by=by, on=on, decision=Decision.RENEW)
    return {"target_on": review.new_target_on, "term": zone.term + 1}


def _mainstream(zone: Zone, on: dt.date, by: Person) -> dict[str, Any]:
    """What becomes normal practice goes on by itself: no other zone takes it up."""
    _end(zone, on, by, Decision.MAINSTREAM)
    return {"successor": None}


def _dissolve(zone: Zone, on: dt.date, by: Person) -> dict[str, Any]:
    _end(zone, on, by, Decision.DISSOLVE)
    return {}


def _end(zone: Zone, on: dt.date, by: Person, decision: Decision) -> None:
    """Date the decision, and ask the owners of what was different to say what happens now."""
    reviewing.finish(zone, by=by, on=on, decision=decision)
    amending.end_with_zone(zone, on=on)
    afterwards.tell_owners(zone, ended_on=min(on, lapses_on(zone.target_on)), on=on)


_A_LEAD = "a representative of an organisation that leads the zone can."
_A_COUNCILLOR = "only a councillor of a verified council that leads the zone can."

STEPS: dict[str, Step] = {
    step.name: step
    for step in (
        Step(
            name="publish",
            label="Publish the proposal",
            explanation="Anyone can then see the proposed zone. It is not yet declared.",
            who=_A_LEAD,
            may=permissions.may_publish,
            effect=_propose,
            notice=Kind.PROPOSAL,
        ),
        Step(
            name="return",
            label="Take the proposal back to draft",
            explanation=(
                "The page stays public and says that the proposal is being worked on again."
            ),
            who=_A_LEAD,
            may=permissions.may_return,
            needs_note=True,
        ),
        Step(
            name="withdraw",
            label="Withdraw",
            explanation=(
                "The zone will not be declared. If it was published, its page stays, with the "
                "reason."
            ),
            who=(
                "a representative of an organisation that leads the zone can, and whoever began "
                "it while it is a draft."
            ),
            may=permissions.may_withdraw,
            needs_note=True,
        ),
        Step(
            name="declare",
            label="Declare the zone",
            explanation=(
                "The zone is publicly declared. What it says can then no longer be changed "
                "silently."
            ),
            who=_A_COUNCILLOR,
            may=permissions.may_declare,
            effect=_declare,
            notice=Kind.DECLARATION,
        ),
        Step(
            name="open_review",
            label="Open the review",
            explanation=(
                "The zone goes on while it is reviewed. The review decides whether it is renewed, "
                "made normal practice or dissolved."
            ),
            who=_A_LEAD,
            may=permissions.may_lead,
            effect=_open_review,
        ),
        Step(
            name="renew",
            label="Renew the zone",
            explanation="The zone goes on for another term, until the new target date.",
            who=_A_COUNCILLOR,
            may=permissions.may_declare,
            effect=_renew,
            notice=Kind.RENEWAL,
        ),
        Step(
            name="mainstream",
            label="Make it normal practice",
            explanation=(
                "The zone ends, because what it tried becomes normal practice. Its page stays."
            ),
            who=_A_COUNCILLOR,
            may=permissions.may_declare,
            effect=_mainstream,
            notice=Kind.END,
        ),
        Step(
            name="dissolve",
            label="Dissolve the zone",
            explanation=(
                "The zone ends. Its page stays, with the closing page and what happens with each "
                "variation."
            ),
            who=_A_COUNCILLOR,
            may=permissions.may_declare,
            needs_note=True,
            effect=_dissolve,
            notice=Kind.END,
        ),
    )
}


def where_to_see_to(zone: Zone, step: str, *, on: dt.date) -> dict[str, str]:
    """What the step lacks: each sentence with the name of the address where it is seen to."""
    if step in ("renew", "mainstream") and zone.state == State.DECLARED:
        # Once the date has opened the review, it is written there, and that opens the step.
        return {_not_possible(zone, STEPS[step]): "zone-review-work"}
    return readiness.pages(step, zone, on)


def problems(zone: Zone, step: str, *, by: Any, on: dt.date | None = None) -> list[str]:
    """Why the person cannot take the step with the zone on the day: sentences, none if they can."""
    known = STEPS[step]
    if zone.state not in known.from_states:
        return [_not_possible(zone, known)]
    if not known.may(by, zone):
        return [f"You may not do this: {known.who}"]
    return _in_the_way(zone, known, on or clock.today())


def _not_possible(zone: Zone, step: Step) -> str:
    return f"“{step.label}” is not possible now: the zone is {zone.get_state_display().lower()}."


def _in_the_way(zone: Zone, step: Step, on: dt.date) -> list[str]:
    if step.name != "dissolve" and status_on(zone, on) == Status.LAPSED:
        return ["The zone has lapsed: nobody decided in time. It can only be dissolved."]
    sentences = readiness.missing(step.name, zone, on)
    return sentences + (pre_election.in_the_way(zone, step.name, on) if step.notice else [])


def offers(zone: Zone, person: Any, *, on: dt.date | None = None) -> list[Offer]:
    """The steps that the person may take with the zone in its present state."""
    day = on or clock.today()
    return [
        Offer(step, _in_the_way(zone, step, day))
        for step in STEPS.values()
        if zone.state in step.from_states and step.may(person, zone)
    ]


@transaction.atomic
def take(
    step: str,
    *,
    zone: Zone,
    by: Person,
    on: dt.date | None = None,
    note: str = "",
    expected: int | None = None,
) -> Transition:
    """Take the step and record it. The only writer of a zone's state.

    Raises PermissionDenied when the person may never take it, Refused with every problem when the
    zone is not ready, and ChangedMeanwhile when `expected` is given and is not the zone's version.
    """
    known = STEPS[step]
    day = on or clock.today()
    with because(reason=note or known.label, step=step):
        row = zone.lock(expected=expected)
        if row.state in known.from_states and not known.may(by, row):
            raise PermissionDenied(f"You may not do this: {known.who}")
        found = problems(row, step, by=by, on=day)
        if known.needs_note and not note.strip():
            found.append("Give a reason: it is kept with the zone.")
        if found:
            raise Refused(*found)
        transition = Transition.objects.create(
            zone=row,
            step=step,
            from_state=row.state,
            to_state=known.to_state,
            taken_on=day,
            taken_by=by,
            note=note.strip(),
        )
        values = known.effect(row, day, by)
        row.begin_phase(day, state=known.to_state, state_since_on=day, **values)
        if known.notice:
            noticing.give(known.notice, zone=row, on=day)
    zone.refresh_from_db()
    return transition
