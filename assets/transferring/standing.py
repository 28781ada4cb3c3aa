"""Where a transfer stands on a day, in one sentence: who must answer, by when, and how late."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from assets.models import Right, Transfer, TransferMove, TransferState
from assets.models.transfer import STAGES
from assets.transferring.dates import in_words, lateness
from assets.transferring.monitoring import Due
from assets.transferring.parties import Party, name_of
from assets.transferring.steps import TURNS, turn_of

State = TransferState
TO_DO = {
    State.INTEREST: "must answer the expression of interest",
    State.BUSINESS_CASE: "is asked to send a business case",
    State.ASSESSMENT: "must assess the business case",
    State.DECISION: "must take advice and decide",
    State.TERMS: "must settle the heads of terms and the lease",
}
HELD_BY = {
    Right.LICENCE: "by a licence",
    Right.SHORT_LEASE: "on a short lease",
    Right.LEASE: "on a lease",
    Right.LONG_LEASE: "on a long lease",
    Right.FREEHOLD: "as its freehold",
}
# How a state looks beside the statuses of zones.
TAGS = {
    State.DRAFT: "draft",
    State.INTEREST: "open_for_signatures",
    State.BUSINESS_CASE: "starting",
    State.ASSESSMENT: "under_review",
    State.DECISION: "under_review",
    State.TERMS: "active",
    State.MONITORING: "active",
    State.WITHDRAWN: "withdrawn",
    State.REFUSED: "withdrawn",
    State.LAPSED: "lapsed",
    State.ENDED: "dissolved",
}


@dataclass(frozen=True)
class Standing:
    """Where a transfer stands: a sentence, and whether and how late an answer is."""

    sentence: str
    tag: str
    label: str
    party: Party | None = None
    due_on: dt.date | None = None
    late: str = ""
    what: str = ""  # what is due on the day

    @property
    def is_overdue(self) -> bool:
        return bool(self.late)


def standing(
    transfer: Transfer,
    on: dt.date,
    *,
    moves: Sequence[TransferMove] = (),
    next_report: Due | None = None,
) -> Standing:
    """Where the transfer stands on the day.

    `moves` are only asked of one that lapsed, and `next_report` of one that is monitored.
    """
    state = State(transfer.state)
    tag, label = TAGS[state], str(state.label)
    if state in STAGES:
        return _in_a_stage(transfer, on, tag, label)
    if state == State.MONITORING:
        return _monitored(transfer, on, tag, label, next_report)
    return Standing(_over(transfer, moves), tag, label)


def _in_a_stage(transfer: Transfer, on: dt.date, tag: str, label: str) -> Standing:
    party, due_on = turn_of(transfer), transfer.answer_due_on
    assert party is not None  # every stage is somebody's turn
    said = f"{name_of(transfer, party)} {TO_DO[State(transfer.state)]}"
    if due_on is None:
        return Standing(f"{said}.", tag, label, party)
    late = lateness(due_on, on)
    if late:
        said += f". The answer was due by {in_words(due_on)}: it is {late} overdue."
    else:
        said += f" by {in_words(due_on)}."
    return Standing(
        said, tag, label, party, due_on, late, f"An answer of {name_of(transfer, party)}"
    )


def held(transfer: Transfer, on: dt.date) -> str:
    """How the group holds the asset, from when until when, as a sentence."""
    how = HELD_BY[Right(transfer.right_agreed)]
    starts, ends = transfer.lease_starts_on, transfer.lease_ends_on
    assert starts is not None  # the database sees to it
    name = transfer.applicant.name
    if starts > on:
        until = f" until {in_words(ends - dt.timedelta(days=1))}" if ends else ""
        return f"{name} will hold it {how} from {in_words(starts)}{until}."
    if ends and ends <= on:
        return f"{name} held it {how} from {in_words(starts)}; that ended on {in_words(ends)}."
    until = f", until {in_words(ends - dt.timedelta(days=1))}" if ends else ""
    return f"{name} has held it {how} since {in_words(starts)}{until}."


def _monitored(
    transfer: Transfer, on: dt.date, tag: str, label: str, report: Due | None
) -> Standing:
    said = held(transfer, on)
    if report is None:
        return Standing(said, tag, label)
    what = report.title[0].lower() + report.title[1:]
    late = lateness(report.due_on, on)
    if late:
        said += (
            f" The {what} is {late} overdue: {name_of(transfer, report.party)} had until "
            f"{in_words(report.due_on)}."
        )
    else:
        due = in_words(report.due_on)
        said += f" Next, {name_of(transfer, report.party)} makes the {what} by {due}."
    return Standing(said, tag, label, report.party, report.due_on, late, report.title)


def _over(transfer: Transfer, moves: Sequence[TransferMove]) -> str:
    group, since = transfer.applicant.name, in_words(transfer.state_since_on)
    match transfer.state:
        case State.DRAFT:
            return f"This is a draft that only people of {group} see."
        case State.WITHDRAWN:
            return f"{group} withdrew on {since}."
        case State.REFUSED:
            decided = in_words(transfer.decided_on) if transfer.decided_on else since
            by = f", by {transfer.decided_by_body}" if transfer.decided_by_body else ""
            return f"{name_of(transfer, Party.OWNER)} refused it on {decided}{by}."
        case State.LAPSED:
            return _lapsed(transfer, moves)
        case _:
            return f"{group} no longer holds it: that ended on {since}."


def _lapsed(transfer: Transfer, moves: Sequence[TransferMove]) -> str:
    since = in_words(transfer.state_since_on)
    last = moves[-1] if moves else None
    party = TURNS.get(last.from_state) if last else None
    if party is None or transfer.answer_due_on is None:
        return f"It lapsed on {since}: nobody had answered in time."
    due = in_words(transfer.answer_due_on)
    return f"It lapsed on {since}: {name_of(transfer, party)} had not answered by {due}."
