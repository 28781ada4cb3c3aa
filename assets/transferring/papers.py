"""Papers of a transfer: private to its two sides, unless whoever brought one makes it public."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from assets import permissions
from assets.models import Transfer, TransferDocument
from assets.models.transfer import STAGES, TransferState
from assets.transferring.parties import Party
from groundwork.history import because
from groundwork.private_files import CleanFile
from groundwork.problems import Refused
from partners.models import Membership, Person

MOST_DOCUMENTS = 40
OPEN = (TransferState.DRAFT, *STAGES, TransferState.MONITORING)


def parties_of(person: Any, transfer: Transfer) -> list[Party]:
    """The sides that a person works for. Before a group has asked there is no other than it."""
    found = []
    if permissions.may_write_transfer(person, transfer):
        found.append(Party.GROUP)
    if transfer.requested_on is not None and permissions.may_assess_transfer(person, transfer):
        found.append(Party.OWNER)
    return found


def brought_by(document: TransferDocument) -> Party:
    """The side whose paper it is: that of whoever added it."""
    is_groups = Membership.objects.filter(
        person=document.added_by_id, organisation=document.transfer.applicant_id
    ).exists()
    return Party.GROUP if is_groups else Party.OWNER


def may_change(person: Any, document: TransferDocument) -> bool:
    """Those who work for the side whose paper it is."""
    return brought_by(document) in parties_of(person, document.transfer)


@transaction.atomic
def add(
    *, transfer: Transfer, title: str, file: CleanFile, by: Person, is_public: bool = False
) -> TransferDocument:
    """Keep a paper, private to the two sides unless it is said to be public.

    Raises PermissionDenied and Refused.
    """
    row = transfer.lock()
    if not parties_of(by, row):
        raise PermissionDenied("Only people of the group and of the owner add documents.")
    found = []
    if row.state not in OPEN:
        found.append("This transfer is over: nothing is added to it.")
    if not title.strip():
        found.append("Say in a few words what the document is.")
    if row.documents.count() >= MOST_DOCUMENTS:
        found.append(f"Keep to {MOST_DOCUMENTS} documents. Take one out first.")
    if found:
        raise Refused(*found)
    with because(reason="Added a document"):
        return TransferDocument.objects.create(
            transfer=row,
            title=title.strip(),
            file=file.as_file(),
            is_public=is_public,
            added_by=by,
        )


@transaction.atomic
def set_public(*, document: TransferDocument, is_public: bool, by: Person) -> TransferDocument:
    """Let everyone read a document, or only the two sides. Raises PermissionDenied."""
    if not may_change(by, document):
        raise PermissionDenied("Only those who brought a document say who may read it.")
    row = TransferDocument.objects.select_for_update().get(pk=document.pk)
    row.is_public = is_public
    with because(reason="Made public" if is_public else "Made private"):
        row.save(update_fields=["is_public"])
    return row


@transaction.atomic
def remove(*, document: TransferDocument, by: Person) -> None:
    """Take a private document out. Raises PermissionDenied, and Refused where it is public."""
    if not may_change(by, document):
        raise PermissionDenied("Only those who brought a document take it out.")
    row = TransferDocument.objects.select_for_update().get(pk=document.pk)
    if row.is_public:
        raise Refused("Everyone can read this document. Make it private first.")
    if row.transfer.state not in OPEN:
        raise Refused("This transfer is over: nothing is taken from it.")
    file = row.file
    with because(reason="Took out a document"):
        row.delete()
    transaction.on_commit(lambda: file.storage.delete(file.name))
