"""All that the page of a transfer says: to everybody, and to its two sides."""

import datetime as dt
from dataclasses import replace
from typing import Any

from assets.models import Transfer, TransferMove, TransferState
from assets.transferring import monitoring
from assets.transferring.case import was_submitted
from assets.transferring.dates import in_words, last_day_of
from assets.transferring.listing import is_rent_public
from assets.transferring.parties import as_told, asset_name, name_of
from assets.transferring.scheme import scheme_of
from assets.transferring.standing import Standing, standing
from assets.transferring.steps import step_of
from assets.transferring.worth import Worth, worth

State = TransferState
LIVING = (State.MONITORING, State.ENDED)


def worth_shown(transfer: Transfer, *, share: Any, with_rent: bool, benefits: Any = None) -> Worth:
    """What the transfer comes to; without the rent while that is not to be told."""
    return worth(
        transfer.benefits.all() if benefits is None else benefits,
        market_rent=transfer.market_rent if with_rent else None,
        share=transfer.share if transfer.share is not None else share,
    )


def page_of(transfer: Transfer, on: dt.date) -> dict[str, Any]:
    """What everybody may read of a transfer on the day."""
    scheme, asset = scheme_of(transfer.asset.owner), transfer.asset
    transfer = as_told(transfer, asset)
    moves = [as_told(each, asset) for each in transfer.moves.all()]
    reports = [
        replace(due, report=due.report and as_told(due.report, asset))
        for due in monitoring.schedule(transfer, on, review_years=scheme.review_years)
    ]
    stands = stands_of(transfer, on, moves, reports)
    is_decided = transfer.decided_on is not None
    is_submitted = was_submitted(transfer)
    has_rent = is_rent_public(transfer)
    return {
        "transfer": transfer,
        "name": asset_name(transfer),
        "owner": transfer.asset.owner or transfer.asset.keeper,
        "group": transfer.applicant,
        "on": on,
        "standing": stands,
        "facts": facts_of(transfer),
        "events": events_of(transfer, moves, stands),
        "is_submitted": is_submitted,
        "worth": worth_shown(
            transfer,
            benefits=[as_told(each, asset) for each in transfer.benefits.all()],
            share=scheme.share,
            with_rent=has_rent,
        )
        if is_submitted
        else None,
        "is_decided": is_decided,
        "was_agreed": has_rent,
        "scores": [as_told(each, asset) for each in transfer.scores.select_related("test")]
        if is_decided
        else [],
        "interests": [as_told(each, asset) for each in transfer.declared_interests.all()],
        "documents": [] if asset.is_sensitive else [*transfer.documents.filter(is_public=True)],
        "reports": report_rows(reports, on) if transfer.state in LIVING else [],
        "has_terms": transfer.state in LIVING and bool(transfer.terms),
        "lapsed_note": moves[-1].note if moves and transfer.state in _WITH_A_REASON else "",
        "scheme": scheme if scheme.pk else None,
    }


_WITH_A_REASON = (State.WITHDRAWN, State.LAPSED)


def stands_of(
    transfer: Transfer, on: dt.date, moves: list[TransferMove], reports: list[monitoring.Due]
) -> Standing:
    """Where it stands, from what is at hand."""
    waiting = next((due for due in reports if due.report is None), None)
    return standing(transfer, on, moves=moves, next_report=waiting)


def facts_of(transfer: Transfer) -> list[dict[str, str]]:
    """The transfer in short: terms and details."""
    owner = transfer.asset.owner or transfer.asset.keeper
    rows = [
        {"term": "Owner", "detail": owner.name, "url": owner.get_absolute_url()},
        {
            "term": "Group",
            "detail": transfer.applicant.name,
            "url": transfer.applicant.get_absolute_url(),
        },
    ]
    has_ended = transfer.ended_on is not None
    until = None if has_ended else last_day_of(transfer.lease_ends_on)
    days = (
        ("Asked on", transfer.requested_on),
        ("Decided on", transfer.decided_on),
        ("Held from", transfer.lease_starts_on),
        ("Held until", until),
        ("Ended on", transfer.ended_on),
    )
    if transfer.right_asked:
        rows.append({"term": "Right asked for", "detail": transfer.get_right_asked_display()})
    if transfer.right_agreed:
        rows.append({"term": "Right agreed", "detail": transfer.get_right_agreed_display()})
    rows += [{"term": term, "detail": in_words(day)} for term, day in days if day]
    rows.append({"term": "Reference", "detail": transfer.reference})
    return rows


def events_of(
    transfer: Transfer, moves: list[TransferMove], stands: Standing
) -> list[dict[str, Any]]:
    """What happened, in order, and what is to come."""
    found: list[dict[str, Any]] = []
    if transfer.announcement:
        found.append(
            {
                "on": transfer.announcement.announced_on,
                "title": "The owner announced that it can be transferred",
            }
        )
    for move in moves:
        step = step_of(move)
        found.append(
            {
                "on": move.taken_on,
                "title": f"{name_of(transfer, step.party)} {step.done}",
                "note": move.note,
            }
        )
    if stands.due_on and not stands.is_overdue and stands.party:
        found.append(
            {
                "on": stands.due_on,
                "title": f"{stands.what} is due",
                "is_next": True,
            }
        )
    return found


def report_rows(reports: list[monitoring.Due], on: dt.date) -> list[dict[str, Any]]:
    """Reports and reviews, with how each stands on the day."""
    return [{"due": due, "report": due.report, "is_overdue": due.is_overdue(on)} for due in reports]
