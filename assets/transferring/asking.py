"""A group writes its expression of interest: a draft that only its own people see until sent."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from assets import permissions
from assets.models import Asset, Right, Transfer, TransferState
from assets.models.transfer import STAGES
from groundwork import clock
from groundwork.history import because
from groundwork.problems import Refused
from partners.models import Organisation, Person

CONTACT = ("contact_role", "contact_address", "contact_telephone")
WORDS = ("right_asked", "purpose", "experience", *CONTACT)
ONLY_THE_GROUP = "Only people who act for the group write what it asks for."
State = TransferState


def ask_problems(asset: Asset, applicant: Organisation, on: dt.date) -> list[str]:
    """Why the group cannot ask for the asset on the day, whatever it writes: sentences."""
    found = []
    owner = asset.owner
    if not asset.is_public(on):
        found.append("This asset is not public.")
    elif asset.has_gone(on):
        found.append("This asset is no longer on the register.")
    if owner is None:
        found.append(
            "The owner is not registered here, so it cannot answer here. Ask those who look "
            "after it."
        )
    if owner == applicant:
        found.append(f"{applicant.name} owns this asset.")
    if applicant.sector == Organisation.Sector.PRIVATE:
        found.append("A transfer is to a community organisation, and not to a business.")
    if applicant.ends_on is not None and applicant.ends_on <= on:
        found.append(f"{applicant.name} has ended.")
    return found + held_already(asset, on)


def held_already(asset: Asset, on: dt.date) -> list[str]:
    """Who holds the asset after a transfer on the day, in a sentence; nothing where nobody does."""
    held = asset.transfers.filter(state=State.MONITORING).select_related("applicant")
    return [
        f"It has passed to {each.applicant.name} already."
        for each in held
        if each.lease_ends_on is None or each.lease_ends_on > on
    ]


def word_faults(values: dict[str, Any]) -> list[tuple[str, str]]:
    """What an expression of interest lacks to be sent: pairs of a field and a sentence."""
    found = []
    if values.get("right_asked") not in Right.values:
        found.append(("right_asked", "Say by what right the group would hold it."))
    if not str(values.get("purpose") or "").strip():
        found.append(("purpose", "Say what the group would do with it."))
    if not str(values.get("contact_role") or "").strip():
        found.append(("contact_role", "Say whom the owner asks for: a role, such as the chair."))
    if not (
        str(values.get("contact_address") or "").strip()
        or str(values.get("contact_telephone") or "").strip()
    ):
        found.append(
            ("contact_telephone", "Give the owner one way to reach the group: a number or address.")
        )
    return found


def unfinished(asset: Asset, applicant: Organisation) -> Transfer | None:
    """What the group has asked, or begun to ask, for this asset and is not over."""
    rows = Transfer.objects.filter(asset=asset, applicant=applicant)
    return rows.filter(state__in=[State.DRAFT, *STAGES]).first()


@transaction.atomic
def begin(
    *,
    asset: Asset,
    applicant: Organisation,
    by: Person,
    on: dt.date | None = None,
    **words: Any,
) -> Transfer:
    """Begin a draft that only the group's people see. Any part of it may still be missing.

    Raises PermissionDenied, and Refused where the group cannot ask for it, or has asked already.
    """
    day = on or clock.today()
    if not permissions.may_begin_transfer(by, applicant):
        raise PermissionDenied(ONLY_THE_GROUP)
    # The asset is held, so that pressing twice begins once.
    row = asset.lock()
    if found := ask_problems(row, applicant, day):
        raise Refused(*found)
    if already := unfinished(row, applicant):
        raise Refused(
            f"{applicant.name} has asked for it already: {already.reference}."
            if already.requested_on
            else f"{applicant.name} has a draft for it already: {already.reference}."
        )
    with because(reason="Began to ask for a transfer"):
        return Transfer.objects.create(
            asset=row,
            applicant=applicant,
            started_by=by,
            state_since_on=day,
            **{name: words[name] for name in WORDS if name in words},
        )


@transaction.atomic
def write(*, transfer: Transfer, by: Person, expected: int | None = None, **words: Any) -> Transfer:
    """Write the expression of interest; once it was sent, only whom the owner may ask for.

    Raises PermissionDenied, Refused and ChangedMeanwhile.
    """
    row = transfer.lock(expected=expected)
    if not permissions.may_write_transfer(by, row):
        raise PermissionDenied(ONLY_THE_GROUP)
    if row.state != State.DRAFT and set(words) - set(CONTACT):
        raise Refused("What was sent cannot be changed. It can be withdrawn, with a reason.")
    if row.state != State.DRAFT:
        needed = [sentence for name, sentence in word_faults(words) if name in CONTACT]
        if needed:
            raise Refused(*needed)
    with because(reason="Wrote what it asks for"):
        row.write(**{name: value for name, value in words.items() if name in WORDS})
    return row


@transaction.atomic
def discard(*, transfer: Transfer, by: Person) -> None:
    """Throw a draft away that nobody else has seen. Raises PermissionDenied and Refused."""
    row = transfer.lock()
    if not permissions.may_write_transfer(by, row):
        raise PermissionDenied(ONLY_THE_GROUP)
    if row.requested_on is not None:
        raise Refused("What was sent is kept. It can be withdrawn, with a reason.")
    files = [each.file for each in row.documents.all()]
    with because(reason="Thrown away"):
        row.delete()
    for file in files:
        transaction.on_commit(lambda file=file: file.storage.delete(file.name))
