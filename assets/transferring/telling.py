"""The other side of a transfer is told of each step, in the transaction of the step."""

import datetime as dt

from assets.models import Transfer, TransferMove
from assets.transferring.dates import in_words
from assets.transferring.letters import readers, to_each
from assets.transferring.parties import Party, asset_name, name_of, organisation_of
from groundwork import outbox


def tell(
    transfer: Transfer,
    move: TransferMove,
    *,
    party: Party,
    done: str,
    turn: Party | None,
    on: dt.date,
) -> None:
    """Write to the side that did not take the step: what was done, and what is theirs to do now."""
    other = party.other
    says = [f"{name_of(transfer, party)} {done}: {asset_name(transfer)} ({transfer.reference})."]
    if move.note:
        says.append(move.note)
    if turn is other and transfer.answer_due_on:
        says.append(f"It is your turn to answer, by {in_words(transfer.answer_due_on)}.")
    body = organisation_of(transfer, other).pk
    outbox.post_all(
        to_each(
            readers([body], on)[body],
            transfer=transfer,
            key=f"move-{move.pk}",
            subject=f"{asset_name(transfer)}: {name_of(transfer, party)} {done}",
            says="\n\n".join(says),
        )
    )
