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
from sizes import permissions
from sizes.models import Boundary, Participant, Transition, Zone
from sizes.status import MOVES, State

LONG_TERM_YEARS = 5


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


def years_after(day: dt.date, years: int) -> dt.date:
    """The same day so many years on; 29 February becomes 28 where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


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
    return sentences


_A_LEAD = "a representative of an organisation that leads the zone can."

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
            who="only a councillor of a verified council that leads the zone can declare it.",
            may=permissions.may_declare,
            missing=_missing_to_declare,
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
    return known.missing(zone, on or clock.today())


def offers(zone: Zone, person: Any, *, on: dt.date | None = None) -> list[Offer]:
    """The steps that the person may take with the zone in its present state."""
    day = on or clock.today()
    return [
        Offer(step, step.missing(zone, day))
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
        dates: dict[str, dt.date] = {}
        if known.to_state == State.PROPOSED and row.proposed_on is None:
            dates["proposed_on"] = day
        if known.to_state == State.DECLARED:
            dates["declared_on"] = day
            _begin_boundary(row)
        row.write(state=known.to_state, state_since_on=day, **dates)
    zone.refresh_from_db()
    return transition


def _begin_boundary(zone: Zone) -> None:
    """From its start the newest boundary is the zone's; drafts of it stay without dates."""
    newest = zone.boundaries.order_by("-number").first()
    Boundary.objects.filter(pk=newest.pk).update(starts_on=zone.starts_on)
