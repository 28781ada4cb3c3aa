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
from sizes import comment_period, noticing, permissions, pre_election, reviewing, signing
from sizes.dates import LONG_TERM_YEARS, years_after
from sizes.models import (
    Acceptance,
    Boundary,
    Limits,
    Notice,
    Participant,
    Review,
    Transition,
    Zone,
)
from sizes.status import MOVES, State, Status, status_on

Decision = Review.Decision
Kind = Notice.Kind


def _no_effect(zone: Zone, on: dt.date, by: Person) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Step:
    """Something that a person can do with a zone as a whole.

    `may` asks about the person, and `who` says in words whom it lets; `missing` asks about the
    zone on a day: sentences fit to be shown.
    """

    name: str
    label: str
    explanation: str
    who: str
    may: Callable[[Any, Zone], bool]
    missing: Callable[[Zone, dt.date], list[str]]
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


def _nothing(zone: Zone, on: dt.date) -> list[str]:
    return []


def _missing_content(zone: Zone, on: dt.date) -> list[str]:
    """What a zone must say before the public is asked about it."""
    sentences = []
    if not zone.boundaries.exists():
        sentences.append("Say where the zone is.")
    if not zone.purpose.strip():
        sentences.append("Say in a sentence what you intend to improve together.")
    if not zone.outcomes.exists():
        sentences.append("Name at least one outcome that should get better.")
    if not zone.themes.exists() and not zone.services.exists():
        sentences.append("Choose at least one theme or service that the zone is about.")
    if not zone.why_here.strip():
        sentences.append("Say why a zone is needed here.")
    if not zone.what_stays.strip():
        sentences.append("Say what will not change.")
    if not zone.how_far.strip():
        sentences.append("Say how far the differences in services may go.")
    return sentences


def _missing_dates(zone: Zone, on: dt.date) -> list[str]:
    sentences = []
    if zone.starts_on is None:
        sentences.append("Say on what day the zone starts.")
    if zone.target_on is None:
        sentences.append("Set the target date, at which the zone is reviewed or dissolved.")
    elif zone.target_on <= on:
        sentences.append("Target date must be in the future.")
    if zone.starts_on and zone.target_on:
        too_long = zone.target_on > years_after(zone.starts_on, LONG_TERM_YEARS)
        if too_long and not zone.why_so_long.strip():
            sentences.append("Say why the zone needs more than five years.")
    return sentences


def _missing_leads(zone: Zone, on: dt.date) -> list[str]:
    leads = [
        lead
        for lead in zone.participants.select_related("organisation")
        if lead.part == Participant.Part.LEAD and lead.declined_on is None
    ]
    sentences = []
    if not any(lead.agreed_on for lead in leads):
        sentences.append("At least one organisation must have agreed to lead the zone.")
    if not any(lead.organisation.is_council for lead in leads):
        sentences.append("Ask a council to be one of the leads.")
    return sentences


def _missing_to_publish(zone: Zone, on: dt.date) -> list[str]:
    return _missing_content(zone, on) + _missing_leads(zone, on) + _missing_dates(zone, on)


def _missing_to_declare(zone: Zone, on: dt.date) -> list[str]:
    sentences = _missing_to_publish(zone, on)
    agreed = zone.participants.filter(part=Participant.Part.LEAD, agreed_on__isnull=False)
    if not agreed.filter(organisation__sector="council").exists():
        sentences.append("A council must have agreed to lead the zone.")
    if not Limits.objects.filter(zone=zone).exists():
        sentences.append("Set the limits within which services may vary.")
    if not Acceptance.objects.standing(on).filter(zone=zone).exists():
        sentences.append("Accept at least one commitment of a partner against an outcome.")
    return sentences + signing.missing(zone, on) + comment_period.missing(zone, on)


def _missing_to_renew(zone: Zone, on: dt.date) -> list[str]:
    return reviewing.missing_decision(zone, Decision.RENEW, on)


def _missing_to_mainstream(zone: Zone, on: dt.date) -> list[str]:
    decided = reviewing.missing_decision(zone, Decision.MAINSTREAM, on)
    return decided + reviewing.missing_closing(zone)


def _missing_to_dissolve(zone: Zone, on: dt.date) -> list[str]:
    """Under review the review decides; before, and once lapsed, a closing page is enough."""
    is_reviewed = status_on(zone, on) == Status.UNDER_REVIEW
    decided = reviewing.missing_decision(zone, Decision.DISSOLVE, on) if is_reviewed else []
    return decided + reviewing.missing_closing(zone)


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
    review = reviewing.finish(zone, by=by, on=on)
    return {"target_on": review.new_target_on, "term": zone.term + 1}


def _end(zone: Zone, on: dt.date, by: Person) -> dict[str, Any]:
    reviewing.finish(zone, by=by, on=on)
    return {}


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
            missing=_missing_to_publish,
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
            missing=_nothing,
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
            missing=_nothing,
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
            missing=_missing_to_declare,
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
            missing=_nothing,
            effect=_open_review,
        ),
        Step(
            name="renew",
            label="Renew the zone",
            explanation="The zone goes on for another term, until the new target date.",
            who=_A_COUNCILLOR,
            may=permissions.may_declare,
            missing=_missing_to_renew,
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
            missing=_missing_to_mainstream,
            effect=_end,
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
            missing=_missing_to_dissolve,
            needs_note=True,
            effect=_end,
            notice=Kind.END,
        ),
    )
}


def problems(zone: Zone, step: str, *, by: Any, on: dt.date | None = None) -> list[str]:
    """Why the person cannot take the step with the zone on the day: sentences, none if they can."""
    known = STEPS[step]
    if zone.state not in known.from_states:
        return [
            f"“{known.label}” is not possible now: the zone is {zone.get_state_display().lower()}."
        ]
    if not known.may(by, zone):
        return [f"You may not do this: {known.who}"]
    return _in_the_way(zone, known, on or clock.today())


def _in_the_way(zone: Zone, step: Step, on: dt.date) -> list[str]:
    if step.name != "dissolve" and status_on(zone, on) == Status.LAPSED:
        return ["The zone has lapsed: nobody decided in time. It can only be dissolved."]
    sentences = step.missing(zone, on)
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
