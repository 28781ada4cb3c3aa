"""What is kept of people who ask for assets, and of files that were never used, and how long."""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from assets.models import RegisterImport, Transfer, TransferDocument, TransferState
from groundwork.retention import first_day_kept

OVER = (
    TransferState.WITHDRAWN,
    TransferState.REFUSED,
    TransferState.LAPSED,
    TransferState.ENDED,
)
DAYS_OF_AN_IMPORT = 30
PLAIN = {"contact_role": "", "contact_address": "", "contact_telephone": ""}


@transaction.atomic
def forget_applicants(on: dt.date) -> str:
    """Remove how to reach groups, and their private papers, once a transfer was over long enough.

    A transfer that is completed and monitored keeps both: its sides still need them.
    """
    over = Transfer.objects.filter(state__in=OVER, state_since_on__lt=first_day_kept(on))
    reachable = ~Q(contact_role="") | ~Q(contact_address="") | ~Q(contact_telephone="")
    forgotten = 0
    for transfer in over.filter(reachable).select_for_update(of=("self",)):
        transfer.write(**PLAIN)
        forgotten += 1
    papers = TransferDocument.objects.filter(transfer__in=over, is_public=False)
    files = [paper.file for paper in papers]
    papers.delete()
    transaction.on_commit(lambda: [file.storage.delete(file.name) for file in files])
    return f"forgot how to reach {forgotten} who asked for an asset, and {len(files)} papers"


def forget_imports(on: dt.date) -> str:
    """Delete registers that were read from files and never saved, with all their rows."""
    left = RegisterImport.objects.left_lying(DAYS_OF_AN_IMPORT, on=on)
    count = left.count()
    left.delete()
    return f"deleted {count} import{'' if count == 1 else 's'} that nobody finished"
