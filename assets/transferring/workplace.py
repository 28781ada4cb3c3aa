"""What the page of work on a transfer says to a person of the one side or the other."""

import datetime as dt
from typing import Any

from django.urls import reverse

from assets import permissions
from assets.models import Transfer, TransferState
from assets.transferring import asking, assessing, case, deciding, monitoring, papers
from assets.transferring.page import events_of, report_rows, stands_of, worth_shown
from assets.transferring.scheme import scheme_of
from assets.transferring.steps import TURNS, offers
from assets.transferring.worth import Worth

State = TransferState
EXITS = ("refuse", "lapse", "withdraw", "end", "return")
Task = dict[str, Any]


def workplace_of(transfer: Transfer, person: Any, on: dt.date) -> dict[str, Any]:
    """All that the page of work says to the person on the day."""
    scheme = scheme_of(transfer.asset.owner)
    moves = [*transfer.moves.all()]
    reports = monitoring.schedule(transfer, on, review_years=scheme.review_years)
    is_groups = permissions.may_write_transfer(person, transfer)
    is_owners = permissions.may_assess_transfer(person, transfer)
    sees_case = is_groups or case.was_submitted(transfer)
    found = offers(transfer, person, on=on)
    stands = stands_of(transfer, on, moves, reports)
    mine = papers.parties_of(person, transfer)
    worth = worth_shown(transfer, share=scheme.share, with_rent=True) if sees_case else None
    return {
        "on": on,
        "standing": stands,
        "events": events_of(transfer, moves, stands),
        "is_groups": is_groups,
        "is_owners": is_owners,
        "is_conflicted": is_groups and permissions.may_declare_interest(person, transfer),
        "is_my_turn": TURNS.get(transfer.state) in mine,
        "forward": [each for each in found if each.step.name not in EXITS],
        "exits": [each for each in found if each.step.name in EXITS],
        "tasks": _tasks(transfer, person, on, worth, is_groups=is_groups, is_owners=is_owners),
        "sees_case": sees_case and bool(transfer.business_case),
        "worth": worth if worth and worth.lines else None,
        "scores": [*transfer.scores.select_related("test")]
        if is_owners or transfer.decided_on
        else [],
        "reports": report_rows(reports, on)
        if transfer.state in (State.MONITORING, State.ENDED)
        else [],
        "may_report": transfer.state == State.MONITORING,
        "may_discard": is_groups and transfer.requested_on is None,
        "may_edit_contact": is_groups,
    }


def _tasks(
    transfer: Transfer,
    person: Any,
    on: dt.date,
    worth: Worth | None,
    *,
    is_groups: bool,
    is_owners: bool,
) -> list[Task]:
    """The pages where something can be written now, and how far each has come."""
    found = []
    if is_groups and transfer.state == State.DRAFT:
        lacks = asking.word_faults({name: getattr(transfer, name) for name in asking.WORDS})
        found.append(_task(transfer, "Expression of interest", "transfer-edit", not lacks))
    if is_groups and transfer.state == State.BUSINESS_CASE:
        is_done = bool(transfer.business_case)
        found.append(_task(transfer, "Business case", "transfer-case", is_done, "The words"))
        count = len(worth.lines) if worth else 0
        hint = f"{count} so far" if count else "What people gain in a year, and its worth"
        found.append(_task(transfer, "Benefits", "transfer-case", bool(count), hint))
    if is_owners and transfer.state == State.ASSESSMENT:
        is_done = not assessing.assessment_lacks(transfer, on)
        hint = "By each of your tests, with a note"
        found.append(_task(transfer, "Scores", "transfer-scores", is_done, hint))
    if is_owners and transfer.state in deciding.SETTING_TERMS:
        is_done = bool(transfer.terms) and transfer.market_rent is not None
        hint = "The market rent, the rebate, and the rest in words"
        found.append(_task(transfer, "Heads of terms", "transfer-terms", is_done, hint))
    if permissions.may_declare_interest(person, transfer) and transfer.requested_on:
        count = transfer.declared_interests.count()
        hint = f"{count} on record" if count else "Does anyone who takes part have one?"
        found.append(_task(transfer, "Declared interests", "transfer-interests", bool(count), hint))
    count = transfer.documents.count()
    hint = f"{count} so far" if count else "Accounts, a constitution, a survey"
    found.append(_task(transfer, "Documents", "transfer-documents", bool(count), hint))
    if is_groups and transfer.state != State.DRAFT:
        found.append(_task(transfer, "How the owner reaches you", "transfer-edit", True))
    return found


def _task(transfer: Transfer, title: str, address: str, is_done: bool, hint: str = "") -> Task:
    return {
        "title": title,
        "url": reverse(address, args=[transfer.reference]),
        "state": "done" if is_done else "todo",
        "label": "" if is_done else "Nothing yet",
        "hint": hint,
    }
