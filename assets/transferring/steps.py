"""The life of a transfer in one table, and the one function that moves a transfer along it.

From STEPS come the buttons, what a step asks for, whose turn is next and by when, the sentence of
the public page, and the test of every state × step × role. `take` is the only writer of a
transfer's state.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from assets import permissions
from assets.models import Transfer, TransferMove, TransferState
from assets.models.transfer import STAGES
from assets.transferring import asking, case, deciding, monitoring, telling
from assets.transferring.announcing import open_announcement
from assets.transferring.assessing import assessment_lacks
from assets.transferring.dates import in_words, weeks_after
from assets.transferring.parties import Party, name_of
from assets.transferring.scheme import scheme_of
from groundwork import clock
from groundwork.history import because
from groundwork.problems import Refused
from partners.models import Person

State = TransferState
Values = Mapping[str, Any]
Faults = list[tuple[str, str]]


def _nothing(transfer: Transfer, on: dt.date) -> list[str]:
    return []


def _no_faults(transfer: Transfer, values: Values, on: dt.date) -> Faults:
    return []


def _no_effect(transfer: Transfer, values: Values, on: dt.date, note: str) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Step:
    """Something that one side does with a transfer as a whole.

    `lacks` says what the transfer must have first; `takes` names the values that are given with
    the step, and `faults` what is wrong with them. `turn` is whose answer is waited for then, and
    `weeks` the weeks of the owner's scheme that they have for it.
    """

    name: str
    label: str
    explanation: str
    done: str  # what the step did, after the name of the side that took it
    party: Party
    who: str
    may: Callable[[Any, Transfer], bool]
    from_states: tuple[str, ...]
    to_state: str
    turn: Party | None = None
    weeks: str = ""
    needs_note: bool = False
    takes: tuple[str, ...] = ()
    lacks: Callable[[Transfer, dt.date], list[str]] = _nothing
    faults: Callable[[Transfer, Values, dt.date], Faults] = _no_faults
    # What it writes beside the state.
    effect: Callable[[Transfer, Values, dt.date, str], dict[str, Any]] = _no_effect


@dataclass(frozen=True)
class Offer:
    """A step that a person may take now, once its problems, if any, are seen to."""

    step: Step
    problems: list[str]


def _asks(person: Any, transfer: Transfer) -> bool:
    return permissions.may_ask_for_transfer(person, transfer.applicant)


def _ask_lacks(transfer: Transfer, on: dt.date) -> list[str]:
    words = {name: getattr(transfer, name) for name in asking.WORDS}
    found = asking.ask_problems(transfer.asset, transfer.applicant, on)
    return found + [sentence for _, sentence in asking.word_faults(words)]


def _asked(transfer: Transfer, values: Values, on: dt.date, note: str) -> dict[str, Any]:
    return {"requested_on": on, "announcement": open_announcement(transfer.asset, on)}


def _decision(transfer: Transfer, values: Values, on: dt.date, note: str) -> dict[str, Any]:
    return {name: values.get(name) or "" for name in DECISION} | {
        "decided_on": values["decided_on"],
        "reasons": values["reasons"].strip(),
    }


def _agreed(transfer: Transfer, values: Values, on: dt.date, note: str) -> dict[str, Any]:
    """The share of the day is kept: a scheme that is changed later changes no agreement."""
    share = transfer.share
    if share is None:
        share = scheme_of(transfer.asset.owner).share
    decided = _decision(transfer, values, on, note)
    return decided | {"right_agreed": values["right_agreed"], "share": share}


def _completed(transfer: Transfer, values: Values, on: dt.date, note: str) -> dict[str, Any]:
    return {name: values.get(name) for name in LEASE}


def _ended(transfer: Transfer, values: Values, on: dt.date, note: str) -> dict[str, Any]:
    return {"ended_on": on, "why_ended": note}


def _case_lacks(transfer: Transfer, on: dt.date) -> list[str]:
    return case.case_lacks(transfer)


def _terms_lack(transfer: Transfer, on: dt.date) -> list[str]:
    return deciding.terms_lack(transfer)


def _lapse_lacks(transfer: Transfer, on: dt.date) -> list[str]:
    due_on, party = transfer.answer_due_on, turn_of(transfer)
    if due_on is None or party is None or due_on < on:
        return []
    return [f"{name_of(transfer, party)} has until {in_words(due_on)} to answer."]


DECISION = ("decided_on", "decided_by_body", "decision_url", "reasons")
LEASE = ("lease_starts_on", "lease_ends_on")
_OF_GROUP = "a representative of the group can."
_OF_OWNER = "a representative of the owner can, unless they act for the group as well."
_ASSESSOR = "somebody who works for the owner can, unless they act for the group as well."
_stages = tuple(str(stage) for stage in STAGES)

STEPS: dict[str, Step] = {
    step.name: step
    for step in (
        Step(
            name="ask",
            label="Send the expression of interest",
            explanation=(
                "The owner is told, and has to answer. Everyone can then read who asks, for what "
                "and by what right; how to reach the group stays between it and the owner."
            ),
            done="asked for it",
            party=Party.GROUP,
            who=_OF_GROUP,
            may=_asks,
            from_states=(State.DRAFT,),
            to_state=State.INTEREST,
            turn=Party.OWNER,
            weeks="interest_weeks",
            lacks=_ask_lacks,
            effect=_asked,
        ),
        Step(
            name="invite",
            label="Ask for a business case",
            explanation="The owner is interested. The group is asked to write a business case.",
            done="asked for a business case",
            party=Party.OWNER,
            who=_OF_OWNER,
            may=permissions.may_decide_transfer,
            from_states=(State.INTEREST,),
            to_state=State.BUSINESS_CASE,
            turn=Party.GROUP,
            weeks="business_case_weeks",
        ),
        Step(
            name="submit",
            label="Send the business case",
            explanation=(
                "The owner assesses it by its tests. Everyone can then read the business case and "
                "the benefits, with what they are worth. Documents stay private unless you made "
                "them public."
            ),
            done="sent its business case",
            party=Party.GROUP,
            who=_OF_GROUP,
            may=_asks,
            from_states=(State.BUSINESS_CASE,),
            to_state=State.ASSESSMENT,
            turn=Party.OWNER,
            weeks="assessment_weeks",
            lacks=_case_lacks,
        ),
        Step(
            name="return",
            label="Ask for a better business case",
            explanation="The group gets the business case back, to write it anew.",
            done="asked for a better business case",
            party=Party.OWNER,
            who=_ASSESSOR,
            may=permissions.may_assess_transfer,
            from_states=(State.ASSESSMENT,),
            to_state=State.BUSINESS_CASE,
            turn=Party.GROUP,
            weeks="business_case_weeks",
            needs_note=True,
        ),
        Step(
            name="assess",
            label="Finish the assessment",
            explanation="The scores stand. The owner then takes advice, and decides.",
            done="assessed the business case",
            party=Party.OWNER,
            who=_ASSESSOR,
            may=permissions.may_assess_transfer,
            from_states=(State.ASSESSMENT,),
            to_state=State.DECISION,
            turn=Party.OWNER,
            weeks="decision_weeks",
            lacks=assessment_lacks,
        ),
        Step(
            name="agree",
            label="Record that it was agreed",
            explanation=(
                "The decision, its reasons, the scores and the interests that were declared are "
                "public from then on. Heads of terms and the lease follow."
            ),
            done="agreed to the transfer",
            party=Party.OWNER,
            who=_OF_OWNER,
            may=permissions.may_decide_transfer,
            from_states=(State.DECISION,),
            to_state=State.TERMS,
            turn=Party.OWNER,
            weeks="terms_weeks",
            takes=(*DECISION, "right_agreed"),
            faults=deciding.agreement_faults,
            effect=_agreed,
        ),
        Step(
            name="complete",
            label="Complete the transfer",
            explanation="The lease, licence or conveyance is signed. Monitoring begins.",
            done="completed the transfer",
            party=Party.OWNER,
            who=_OF_OWNER,
            may=permissions.may_decide_transfer,
            from_states=(State.TERMS,),
            to_state=State.MONITORING,
            turn=Party.GROUP,
            takes=LEASE,
            lacks=_terms_lack,
            faults=deciding.completion_faults,
            effect=_completed,
        ),
        Step(
            name="end",
            label="End it",
            explanation="The group no longer holds the asset. The page stays, with the reason.",
            done="recorded that it ended",
            party=Party.OWNER,
            who=_OF_OWNER,
            may=permissions.may_decide_transfer,
            from_states=(State.MONITORING,),
            to_state=State.ENDED,
            needs_note=True,
            effect=_ended,
        ),
        Step(
            name="refuse",
            label="Refuse it",
            explanation=(
                "The decision and its reasons are public. The page stays on the register of "
                "transfers."
            ),
            done="refused it",
            party=Party.OWNER,
            who=_OF_OWNER,
            may=permissions.may_decide_transfer,
            from_states=_stages[:4],
            to_state=State.REFUSED,
            takes=DECISION,
            faults=deciding.decision_faults,
            effect=_decision,
        ),
        Step(
            name="lapse",
            label="Let it lapse",
            explanation=(
                "Nobody answered in time. The page stays, and says whose answer was missing."
            ),
            done="let it lapse",
            party=Party.OWNER,
            who=_OF_OWNER,
            may=permissions.may_decide_transfer,
            from_states=_stages,
            to_state=State.LAPSED,
            needs_note=True,
            lacks=_lapse_lacks,
        ),
        Step(
            name="withdraw",
            label="Withdraw",
            explanation="The group no longer asks for the asset. The page stays, with the reason.",
            done="withdrew",
            party=Party.GROUP,
            who=_OF_GROUP,
            may=_asks,
            from_states=_stages,
            to_state=State.WITHDRAWN,
            needs_note=True,
        ),
    )
}
# Whose turn it is in each state: that of whichever step leads there.
TURNS: dict[str, Party] = {
    str(step.to_state): step.turn for step in STEPS.values() if step.turn is not None
}
MOVED_BY: dict[tuple[str, str], Step] = {
    (str(state), str(step.to_state)): step for step in STEPS.values() for state in step.from_states
}


def turn_of(transfer: Transfer) -> Party | None:
    """Whose answer is waited for; None where none is."""
    return TURNS.get(transfer.state)


def step_of(move: TransferMove) -> Step:
    """The step that a move was."""
    return MOVED_BY[move.from_state, move.to_state]


def problems(
    transfer: Transfer,
    step: str,
    *,
    by: Any,
    on: dt.date | None = None,
    note: str | None = None,
    values: Values | None = None,
) -> list[str]:
    """Why the person cannot take the step on the day: sentences, none if they can.

    What is wrong with the note and the values that go with it is said only where they are given.
    """
    known, day = STEPS[step], on or clock.today()
    if transfer.state not in known.from_states:
        return [_not_possible(transfer, known)]
    if not known.may(by, transfer):
        return [f"You may not do this: {known.who}"]
    found = known.lacks(transfer, day)
    if values is not None:
        found += [sentence for _, sentence in known.faults(transfer, values, day)]
    if note is not None and known.needs_note and not note.strip():
        found.append("Give a reason: it is kept with the transfer, and everyone can read it.")
    return found


def _not_possible(transfer: Transfer, step: Step) -> str:
    return (
        f"“{step.label}” is not possible now: the transfer is at "
        f"“{transfer.get_state_display().lower()}”."
    )


def offers(transfer: Transfer, person: Any, *, on: dt.date | None = None) -> list[Offer]:
    """The steps that the person may take with the transfer in its present state."""
    day = on or clock.today()
    return [
        Offer(step, step.lacks(transfer, day))
        for step in STEPS.values()
        if transfer.state in step.from_states and step.may(person, transfer)
    ]


@transaction.atomic
def take(
    step: str,
    *,
    transfer: Transfer,
    by: Person,
    on: dt.date | None = None,
    note: str = "",
    expected: int | None = None,
    **values: Any,
) -> TransferMove:
    """Take the step, record it, and tell the other side. The only writer of a transfer's state.

    Raises PermissionDenied when the person may never take it, Refused with every problem, and
    ChangedMeanwhile when `expected` is given and is not the transfer's version.
    """
    known, day = STEPS[step], on or clock.today()
    with because(reason=note.strip() or known.label, step=step):
        row = transfer.lock(expected=expected)
        if row.state in known.from_states and not known.may(by, row):
            raise PermissionDenied(f"You may not do this: {known.who}")
        if found := problems(row, step, by=by, on=day, note=note, values=values):
            raise Refused(*found)
        move = TransferMove.objects.create(
            transfer=row,
            from_state=row.state,
            to_state=known.to_state,
            taken_on=day,
            taken_by=by,
            note=note.strip(),
        )
        written = known.effect(row, values, day, note.strip())
        # All in one write: the database lets no state be without what it rests on.
        due_on = _due_on(row, known, day, written)
        row.write(state=known.to_state, state_since_on=day, answer_due_on=due_on, **written)
        telling.tell(row, move, party=known.party, done=known.done, turn=turn_of(row), on=day)
    transfer.refresh_from_db()
    return move


def _due_on(transfer: Transfer, step: Step, on: dt.date, written: Values) -> dt.date | None:
    """The day by which the answer to the step is due; of what lapsed, the day that passed."""
    if step.to_state == State.LAPSED:
        return transfer.answer_due_on
    if step.to_state == State.MONITORING:
        after = copy(transfer)
        after.lease_starts_on, after.lease_ends_on = (written[name] for name in LEASE)
        due = monitoring.next_due(after, on)
        return due.due_on if due else None
    if not step.weeks:
        return None
    # Every group that answers an announcement is looked at together, once it has closed.
    announcement = written.get("announcement")
    start = max(on, announcement.closes_on) if announcement else on
    return weeks_after(start, getattr(scheme_of(transfer.asset.owner), step.weeks))
