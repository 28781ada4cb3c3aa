"""What waits for a person about transfers, for the desk."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from assets.models import Transfer, TransferState
from assets.models.transfer import STAGES
from assets.transferring.dates import lateness
from assets.transferring.parties import Party, asset_name
from assets.transferring.steps import turn_of
from partners.models import Membership
from partners.permissions import AGREEING, WORKING

State = TransferState
SAYS = {
    State.DRAFT: "Draft of an expression of interest",
    State.INTEREST: "Answer the expression of interest",
    State.BUSINESS_CASE: "Write the business case and send it",
    State.ASSESSMENT: "Assess the business case",
    State.DECISION: "Take advice and record the decision",
    State.TERMS: "Settle the heads of terms and the lease",
    State.MONITORING: "Make or record the report that is due",
}
# Whoever works for an organisation sees to these; to the others, those who agree for it.
WORKED_ON = (State.DRAFT, State.BUSINESS_CASE, State.ASSESSMENT, State.MONITORING)
# A report is on the desk from this many days before it is due.
REPORT_DAYS = 28
MOST_SHOWN = 50


@dataclass(frozen=True)
class Waiting:
    """A transfer on the desk: what to do, by when, and how late it is."""

    transfer: Transfer
    says: str
    due_on: dt.date | None
    late: str

    @property
    def name(self) -> str:
        return asset_name(self.transfer)

    @property
    def is_draft(self) -> bool:
        return self.transfer.state == State.DRAFT


def transfers_waiting(memberships: Sequence[Membership], on: dt.date) -> list[Waiting]:
    """What waits for somebody with these memberships; what is due first, drafts last. One query."""
    working = {each.organisation_id for each in memberships if each.role in WORKING}
    agreeing = {each.organisation_id for each in memberships if each.role in AGREEING}
    if not working:
        return []
    soon = on + dt.timedelta(days=REPORT_DAYS)
    theirs = Q(applicant__in=working) | Q(asset__owner__in=working)
    rows = (
        Transfer.objects.filter(theirs)
        .filter(
            Q(state__in=[State.DRAFT, *STAGES]) | Q(state=State.MONITORING, answer_due_on__lte=soon)
        )
        .select_related("asset__owner", "asset__steward", "applicant")
        .order_by("answer_due_on", "pk")
    )
    found = []
    for row in rows:
        mine = working if row.state in WORKED_ON else agreeing
        if not _is_theirs(row, mine, working):
            continue
        due_on = row.answer_due_on
        says = SAYS[State(row.state)]
        found.append(Waiting(row, says, due_on, lateness(due_on, on) if due_on else ""))
    return found[:MOST_SHOWN]


def _is_theirs(transfer: Transfer, mine: set[int], working: set[int]) -> bool:
    """Whether it is for them to act: of the side whose turn it is, and of no other."""
    is_groups = transfer.applicant_id in mine
    if transfer.state == State.DRAFT:
        return is_groups
    # Nobody who works for the group answers for the owner.
    is_owners = transfer.asset.owner_id in mine and transfer.applicant_id not in working
    if transfer.state == State.MONITORING:
        return is_groups or is_owners
    return is_groups if turn_of(transfer) is Party.GROUP else is_owners
