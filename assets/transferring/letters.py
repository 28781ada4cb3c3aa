"""Who is written to about a transfer, and the form of such a letter."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from contextlib import suppress

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q
from django.urls import reverse

from assets.models import Transfer
from groundwork import outbox
from groundwork.addresses import absolute
from partners.models import Membership, Organisation
from partners.permissions import AGREEING

Readers = dict[int, dict[str, str]]
IN_A_ROLE = {
    Membership.Role.COUNCILLOR: "you are a councillor of",
    Membership.Role.REPRESENTATIVE: "you represent",
}


def readers(organisations: Iterable[int], on: dt.date) -> Readers:
    """Whom to write to for each organisation, by its key: addresses, and why. Two queries.

    Those who agree for it on the day, and its shared mailbox.
    """
    wanted = list(organisations)
    found: Readers = {body: {} for body in wanted}
    agreeing = Membership.objects.in_force(on).filter(
        organisation__in=wanted, role__in=AGREEING, person__is_active=True
    )
    people = agreeing.order_by("organisation", "role", "pk").values_list(
        "organisation", "organisation__name", "role", "person__email"
    )
    for body, name, role, address in people:
        found[body].setdefault(address.lower(), f"{IN_A_ROLE[Membership.Role(role)]} {name}")
    mailboxes = Organisation.objects.filter(~Q(mailbox=""), pk__in=wanted)
    for body, name, address in mailboxes.values_list("pk", "name", "mailbox"):
        found[body].setdefault(address.lower(), f"this is the shared mailbox of {name}")
    return {
        body: {to: why for to, why in told.items() if _is_address(to)}
        for body, told in found.items()
    }


def _is_address(text: str) -> bool:
    with suppress(ValidationError):
        validate_email(text)
        return True
    return False


def to_each(
    told: dict[str, str], *, transfer: Transfer, key: str, subject: str, says: str
) -> Iterator[outbox.Draft]:
    """A letter to each address; `key` says what it is about, so that none is sent twice."""
    work = absolute(reverse("transfer-work", args=[transfer.reference]))
    page = absolute(transfer.get_absolute_url())
    for address, why in told.items():
        mark = hashlib.blake2b(address.encode(), digest_size=8).hexdigest()
        yield outbox.Draft(
            key=f"transfer-{transfer.reference}-{key}-{mark}",
            to=address,
            subject=subject,
            body=(
                f"{says}\n\n"
                f"Where to answer: {work}\n"
                f"What everyone can read of it: {page}\n\n"
                f"You get this letter because {why}.\n"
            ),
        )
