"""Opportunities: spotting one, letting it onto the zone's board, and the steps of its life.

From STEPS come the buttons, the sentences that say what a step still needs, and the test of every
state × step × role. `take` is the only writer of an opportunity's state. The verbs raise
PermissionDenied, Refused with every sentence that says why, or ChangedMeanwhile.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from assets.models import Asset
from groundwork import clock
from groundwork.frequency import count_once
from groundwork.history import because
from groundwork.problems import Refused
from partners.models import Person
from sizes.agreements import agreed, standing
from sizes.models import (
    Need,
    Opportunity,
    OpportunityMove,
    OpportunityPart,
    OpportunityState,
    Outcome,
    Zone,
)
from sizes.opportunity_letters import tell_keeper, tell_of_spotted, tell_spotter
from sizes.permissions import may_develop, may_spot, may_take_off_the_board
from sizes.status import ENDED as ENDED_ZONES
from sizes.words import day_in_words

State = OpportunityState
MOST_SPOTTED_AN_HOUR = 10
LEAST_OWNERS = 2
ONLY_MEMBERS = "Only people who work for an organisation that takes part in the zone can do this."
ZONE_OVER = "The zone has ended: nothing new begins in it."
NEEDED = {
    "title": "Say in a few words what could be done.",
    "words": "Say what could be joined, and what would come of it.",
}


@dataclass(frozen=True)
class OpportunityGiven:
    """An opportunity as somebody writes it."""

    title: str
    words: str
    outcome: Outcome | None = None
    need: Need | None = None


# --- The steps ------------------------------------------------------------------------------------


def _nothing(opportunity: Opportunity, on: dt.date) -> list[str]:
    return []


def _needs_agreed(opportunity: Opportunity, on: dt.date) -> list[str]:
    """Two parts of different owners, an outcome, and an agreement that both sides said yes to."""
    found = []
    if len(owners_of(opportunity.parts.select_related("asset"))) < LEAST_OWNERS:
        found.append("Join at least two parts, of different owners or organisations.")
    if opportunity.outcome_id is None:
        found.append("Say which outcome of the zone it works towards.")
    if not opportunity.agreements.filter(standing(on)).exists():
        found.append("It needs an agreement that both sides have said yes to.")
    return found


def _needs_running(opportunity: Opportunity, on: dt.date) -> list[str]:
    """An agreement that holds on the day."""
    agreements = [*agreed().filter(opportunity=opportunity)]
    if any(each.holds(on) for each in agreements):
        return []
    coming = [each.starts_on for each in agreements if each.starts_on > on]
    if coming:
        return [f"No agreement holds yet: the first begins on {day_in_words(min(coming))}."]
    return [f"No agreement holds on {day_in_words(on)}."]


@dataclass(frozen=True)
class Step:
    """Something that a member of the zone does with an opportunity as a whole.

    `note` is what is asked with it, and `needed` the sentence where it is missing; none where a
    note may be left out. `needs` says what else stands in the way on a day. `is_onward` says
    whether it brings the opportunity forward.
    """

    name: str
    label: str
    explanation: str
    done: str
    from_states: tuple[State, ...]
    to_state: State
    note: str = "A note, if there is something to say"
    needed: str = ""
    needs: Callable[[Opportunity, dt.date], list[str]] = _nothing
    # What was begun can be brought to its end, whatever becomes of the zone.
    needs_zone: bool = True
    is_onward: bool = True


STEPS: dict[str, Step] = {
    step.name: step
    for step in (
        Step(
            name="develop",
            label="Take it up",
            explanation="Members of the zone work out together what could be joined, and how.",
            done="Taken up",
            from_states=(State.SPOTTED,),
            to_state=State.DEVELOPING,
        ),
        Step(
            name="agree",
            label="Say that it is agreed",
            explanation="Those whose assets and people it joins have agreed what each lends.",
            done="Agreed",
            from_states=(State.DEVELOPING,),
            to_state=State.AGREED,
            needs=_needs_agreed,
        ),
        Step(
            name="reopen",
            label="Go back to developing it",
            explanation="What was agreed is not enough, or no longer stands.",
            done="Being developed again",
            from_states=(State.AGREED,),
            to_state=State.DEVELOPING,
            note="Why?",
            needed="Say why it is developed again.",
            is_onward=False,
        ),
        Step(
            name="run",
            label="Say that it runs",
            explanation="It is there for people now, under an agreement that holds.",
            done="Running",
            from_states=(State.AGREED,),
            to_state=State.RUNNING,
            needs=_needs_running,
        ),
        Step(
            name="end",
            label="End it",
            explanation="It stays on the board, with what came of it: others learn from it.",
            done="Ended",
            from_states=(State.SPOTTED, State.DEVELOPING, State.AGREED, State.RUNNING),
            to_state=State.ENDED,
            note="What came of it?",
            needed="Say what came of it, or why it went no further: everyone can read this.",
            needs_zone=False,
            is_onward=False,
        ),
    )
}


@dataclass(frozen=True)
class Offer:
    """A step that a person may take now, once its problems, if any, are seen to."""

    step: Step
    problems: list[str]


def problems(
    opportunity: Opportunity, step: str, *, by: Any, on: dt.date | None = None
) -> list[str]:
    """Why the person cannot take the step on the day: sentences; none if they can."""
    day, taken = on or clock.today(), STEPS[step]
    if not may_develop(by, opportunity.zone):
        return [ONLY_MEMBERS]
    if opportunity.state not in taken.from_states:
        state = opportunity.get_state_display().lower()
        return [f"This cannot be done while the opportunity is: {state}."]
    if opportunity.hidden_on is not None:
        return ["It was taken off the board."]
    found = []
    if opportunity.shown_on is None:
        found.append("A member of the zone has to let it onto the board first.")
    if taken.needs_zone and is_zone_over(opportunity.zone, day):
        found.append(ZONE_OVER)
    return found + taken.needs(opportunity, day)


def offers(opportunity: Opportunity, person: Any, *, on: dt.date | None = None) -> list[Offer]:
    """The steps that lead on from its state, for a member of the zone; none for others."""
    if not may_develop(person, opportunity.zone) or opportunity.hidden_on is not None:
        return []
    return [
        Offer(step, problems(opportunity, step.name, by=person, on=on))
        for step in STEPS.values()
        if opportunity.state in step.from_states
    ]


@transaction.atomic
def take(
    step: str,
    *,
    opportunity: Opportunity,
    by: Person,
    note: str = "",
    expected: int | None = None,
    on: dt.date | None = None,
) -> OpportunityMove:
    """Take a step of STEPS with the opportunity, on the day."""
    day, taken = on or clock.today(), STEPS[step]
    row = opportunity.lock(expected=expected)
    found = problems(row, step, by=by, on=day)
    if found and not may_develop(by, row.zone):
        raise PermissionDenied(found[0])
    said = note.replace("\r\n", "\n").strip()
    if taken.needed and not said:
        found.append(taken.needed)
    if found:
        raise Refused(*found)
    move = OpportunityMove.objects.create(
        opportunity=row,
        from_state=row.state,
        to_state=taken.to_state,
        taken_on=day,
        taken_by=by,
        note=said,
    )
    with because(reason=f"An opportunity: {taken.done.lower()}"):
        row.write(state=taken.to_state, state_since_on=day)
    opportunity.refresh_from_db()
    return move


def owners_of(parts: Iterable[OpportunityPart]) -> set[Any]:
    """Whose the parts are, each once: organisations by key, owners not registered by name."""
    found: set[Any] = set()
    for part in parts:
        asset = part.asset
        if asset is None:
            found.add(part.organisation_id)
        elif asset.owner_id or not asset.owner_name:
            found.add(asset.owner_id or asset.steward_id)
        else:
            found.add(asset.owner_name.casefold())
    return found


def is_zone_over(zone: Zone, on: dt.date) -> bool:
    """Whether nothing new begins in the zone on the day."""
    return zone.removed_on is not None or zone.status(on) in ENDED_ZONES


# --- Spotting, reading, describing ----------------------------------------------------------------


def word_problems(given: OpportunityGiven, zone: Zone) -> list[tuple[str, str]]:
    """What the words of an opportunity lack: pairs of a field and a sentence."""
    found = [
        (name, sentence)
        for name, sentence in NEEDED.items()
        if not str(getattr(given, name)).strip()
    ]
    for name in ("outcome", "need"):
        chosen = getattr(given, name)
        if chosen is not None and chosen.zone_id != zone.pk:
            found.append((name, f"Choose one of this zone’s {name}s."))
    return found


@transaction.atomic
def spot(
    *,
    zone: Zone,
    given: OpportunityGiven,
    by: Person,
    assets: Iterable[Asset] = (),
    on: dt.date | None = None,
) -> Opportunity:
    """Keep what somebody spotted. A member's own goes straight onto the board.

    What anybody else spotted waits, unread by others, until a member lets it on or hides it; those
    who lead the zone are told. Spotted twice in the same words, it is one.
    """
    day = on or clock.today()
    if not may_spot(by):
        raise PermissionDenied("Sign in to spot an opportunity.")
    row = zone.lock()
    sentences = [sentence for _, sentence in word_problems(given, row)]
    if not row.is_public:
        sentences.append("This zone is a draft: opportunities are spotted once it is proposed.")
    elif is_zone_over(row, day):
        sentences.append(ZONE_OVER)
    joined = [asset for asset in assets if asset.is_public(day) and not asset.has_gone(day)]
    if sentences:
        raise Refused(*sentences)
    values = _kept(given)
    same = row.opportunities.filter(spotted_by=by, hidden_on=None, **values).first()
    if same:
        return same
    is_member = may_develop(by, row)
    if not is_member:
        count_once("opportunities", by=by, sender="", most=MOST_SPOTTED_AN_HOUR)
    with because(reason="Spotted an opportunity"):
        made = Opportunity.objects.create(
            zone=row,
            spotted_on=day,
            spotted_by=by,
            state_since_on=day,
            shown_on=day if is_member else None,
            shown_by=by if is_member else None,
            **values,
        )
        for asset in joined:
            OpportunityPart.objects.create(opportunity=made, asset=asset, added_by=by, added_on=day)
    if is_member:
        _tell_keepers(made, day)
    else:
        tell_of_spotted(made, on=day)
    return made


@transaction.atomic
def describe(
    *,
    opportunity: Opportunity,
    given: OpportunityGiven,
    by: Person,
    expected: int | None = None,
) -> Opportunity:
    """Write it anew: a member of the zone, until it has ended."""
    row = _open_to_members(opportunity, by=by, expected=expected)
    if found := word_problems(given, row.zone):
        raise Refused(*[sentence for _, sentence in found])
    with because(reason="Described an opportunity anew"):
        row.write(**_kept(given))
    return row


@transaction.atomic
def show(
    *, opportunity: Opportunity, by: Person, expected: int | None = None, on: dt.date | None = None
) -> Opportunity:
    """Let it onto the board, for everyone. Twice is once.

    Whoever spotted it is told, and whoever keeps what it would join.
    """
    day = on or clock.today()
    row = opportunity.lock(expected=expected)
    if not may_develop(by, row.zone):
        raise PermissionDenied(ONLY_MEMBERS)
    if row.hidden_on is not None:
        raise Refused("It was hidden meanwhile: look at the reason.")
    if row.shown_on is not None:
        return row
    with because(reason="Let an opportunity onto the board"):
        row.write(shown_on=day, shown_by=by)
    tell_spotter(row)
    _tell_keepers(row, day)
    return row


@transaction.atomic
def hide(
    *,
    opportunity: Opportunity,
    why: str,
    by: Person,
    expected: int | None = None,
    on: dt.date | None = None,
) -> Opportunity:
    """Keep it off the board, or take it off, with a reason for the spotter. Twice is once."""
    row = opportunity.lock(expected=expected)
    if not may_take_off_the_board(by, row):
        raise PermissionDenied("Only those who moderate the zone take something off the board.")
    if row.hidden_on is not None:
        return row
    reason = " ".join(why.split())
    if not reason:
        raise Refused("Say why: whoever spotted it reads this.")
    with because(reason="Kept an opportunity off the board"):
        row.write(hidden_on=on or clock.today(), why_hidden=reason)
    tell_spotter(row)
    return row


def _open_to_members(opportunity: Opportunity, *, by: Person, expected: int | None) -> Opportunity:
    """The opportunity, locked; refused to others than members, and where it is over."""
    row: Opportunity = opportunity.lock(expected=expected)
    if not may_develop(by, row.zone):
        raise PermissionDenied(ONLY_MEMBERS)
    if row.hidden_on is not None:
        raise Refused("It was taken off the board.")
    if row.state == State.ENDED:
        raise Refused("This opportunity has ended: what is written of it stays.")
    return row


def _tell_keepers(opportunity: Opportunity, on: dt.date) -> None:
    for part in opportunity.parts.select_related("asset__owner", "asset__steward", "organisation"):
        tell_keeper(part, on=on)


def _kept(given: OpportunityGiven) -> dict[str, Any]:
    return {
        "title": " ".join(given.title.split()),
        "words": given.words.replace("\r\n", "\n").strip(),
        "outcome": given.outcome,
        "need": given.need,
    }
