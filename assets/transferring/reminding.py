"""Letters to whoever must answer in a transfer: before the day, and once it has passed.

Each is sent once for a stage and its day. After days on which nobody looked, only the latest is.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from assets.models import Transfer, TransferState
from assets.models.transfer import STAGES
from assets.transferring.dates import in_words, lateness
from assets.transferring.letters import readers, to_each
from assets.transferring.monitoring import next_due
from assets.transferring.parties import Party, asset_name, name_of, organisation_of
from assets.transferring.standing import TO_DO
from assets.transferring.steps import turn_of
from groundwork import outbox

# A report takes longer to write than an answer.
SOON_DAYS, REPORT_SOON_DAYS = 7, 28
LAPSE_AFTER_DAYS = 28
MOST_AT_ONCE = 5000


@dataclass(frozen=True)
class Reminder:
    """Something to write of: to which side, what, and the kind of day that it is."""

    transfer: Transfer
    party: Party
    kind: str  # soon, late or lapse
    subject: str
    says: str

    @property
    def key(self) -> str:
        return f"{self.transfer.state}-{self.transfer.answer_due_on}-{self.kind}-{self.party}"


def waiting(on: dt.date) -> QuerySet[Transfer]:
    """Transfers in which an answer or a report is due soon, or was; the longest due first."""
    soon = on + dt.timedelta(days=REPORT_SOON_DAYS)
    return (
        Transfer.objects.filter(
            state__in=[*STAGES, TransferState.MONITORING], answer_due_on__lte=soon
        )
        .select_related("asset__owner", "asset__steward", "applicant")
        .order_by("answer_due_on", "pk")
    )


def reminders(on: dt.date) -> Iterator[Reminder]:
    """What is to be written of by the day."""
    for transfer in waiting(on)[:MOST_AT_ONCE]:
        if transfer.state == TransferState.MONITORING:
            yield from _of_a_report(transfer, on)
        else:
            yield from _of_a_stage(transfer, on)


def remind(on: dt.date) -> str:
    """Write the letters that are due by the day and were not written before. A daily task."""
    told = [*reminders(on)]
    bodies = {organisation_of(each.transfer, each.party).pk for each in told}
    found = readers(bodies, on)
    written = outbox.post_all(
        letter
        for each in told
        for letter in to_each(
            found[organisation_of(each.transfer, each.party).pk],
            transfer=each.transfer,
            key=each.key,
            subject=each.subject,
            says=each.says,
        )
    )
    return f"wrote {written} letter{'' if written == 1 else 's'} about {len(told)} transfers"


def _of_a_stage(transfer: Transfer, on: dt.date) -> Iterator[Reminder]:
    party, due_on = turn_of(transfer), transfer.answer_due_on
    if party is None or due_on is None or (due_on - on).days > SOON_DAYS:
        return
    what = f"{asset_name(transfer)} ({transfer.reference}): {name_of(transfer, party)}"
    to_do = f"{what} {TO_DO[TransferState(transfer.state)]}"
    if due_on >= on:
        subject = f"{asset_name(transfer)}: your answer is due by {in_words(due_on)}"
        yield Reminder(transfer, party, "soon", subject, f"{to_do} by {in_words(due_on)}.")
        return
    late = f"That was due by {in_words(due_on)}, and its public page says so."
    subject = f"{asset_name(transfer)}: your answer is overdue"
    yield Reminder(transfer, party, "late", subject, f"{to_do}. {late}")
    if party is Party.GROUP and (on - due_on).days >= LAPSE_AFTER_DAYS:
        says = (
            f"{to_do}. That was due by {in_words(due_on)}, {lateness(due_on, on)} ago. "
            "The owner may let it lapse."
        )
        subject = f"{asset_name(transfer)}: nobody has answered"
        yield Reminder(transfer, Party.OWNER, "lapse", subject, says)


def _of_a_report(transfer: Transfer, on: dt.date) -> Iterator[Reminder]:
    due = next_due(transfer, on)
    if due is None or (due.due_on - on).days > REPORT_SOON_DAYS:
        return
    is_late = due.due_on < on
    days = in_words(due.due_on)
    what = f"{due.title}: {asset_name(transfer)} ({transfer.reference})"
    subject = f"{asset_name(transfer)}: {due.title.lower()} is {'overdue' if is_late else 'due'}"
    says = f"{what}. It {'was' if is_late else 'is'} due by {days}."
    kind = f"{due.slug}-{'late' if is_late else 'soon'}"
    yield Reminder(transfer, due.party, kind, subject, says)
