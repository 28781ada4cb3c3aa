"""Who is told of what happens to a zone: those who lead it, and those who signed it.

Letters go by the outbox, in the caller's transaction, one to an address. A letter's key is the
caller's key and a mark of the address, not the address itself, which the outbox forgets in time:
told twice of the same thing, nobody gets a second letter, and whoever both leads and signed gets
one where both are told with one key.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable

from django.db.models import Q

from groundwork import clock, outbox
from groundwork.addresses import absolute
from partners.models import Membership, Organisation
from partners.permissions import AGREEING
from sizes.models import Participant, Zone
from sizes.moderating import is_address

__all__ = [
    "absolute", "letter_key", "representatives", "tell", "tell_leads", "tell_organisation",
    "tell_signatories",
]  # fmt: skip


def representatives(organisation: Organisation, *, on: dt.date | None = None) -> list[str]:
    """The addresses at which an organisation is told something, each once, in lower case.

    First its shared mailbox, then those who agree for it on the day: representatives, councillors.
    """
    return _addresses([organisation.pk], on or clock.today())


def tell_signatories(zone: Zone, *, subject: str, body: str, key: str, on: dt.date) -> list[str]:
    """Write to all whose signature stands on the day; return the addresses.

    Where somebody signed on paper whom no organisation stands for, the contact they left is used,
    if it is an e-mail address.
    """
    standing = zone.signatures.standing(on)
    bodies = standing.filter(organisation__isnull=False)
    addresses = _addresses(bodies.values_list("organisation", flat=True).distinct(), on)
    contacts = standing.filter(organisation=None).exclude(contact="")
    addresses += [each for each in contacts.values_list("contact", flat=True) if is_address(each)]
    return tell(addresses, subject=subject, body=body, key=key)


def tell_leads(zone: Zone, *, subject: str, body: str, key: str, on: dt.date) -> list[str]:
    """Write to all who agree for an organisation that leads the zone; return the addresses."""
    leads = Participant.objects.filter(
        zone=zone, part=Participant.Part.LEAD, agreed_on__isnull=False, declined_on=None
    )
    addresses = _addresses(leads.values_list("organisation", flat=True), on)
    return tell(addresses, subject=subject, body=body, key=key)


def tell_organisation(
    organisation: Organisation, *, subject: str, body: str, key: str, on: dt.date
) -> list[str]:
    """Write to all who agree for the organisation; return the addresses."""
    return tell(representatives(organisation, on=on), subject=subject, body=body, key=key)


def tell(addresses: Iterable[str], *, subject: str, body: str, key: str) -> list[str]:
    """Post the letter to each address once, and return the addresses, each once, in lower case.

    The key says what the letter is about; it may have 160 characters. Whoever was written to with
    the same key before gets nothing more.
    """
    told = list(dict.fromkeys(address.strip().lower() for address in addresses))
    for address in told:
        outbox.post(key=letter_key(key, address), to=address, subject=subject, body=body)
    return told


def letter_key(key: str, address: str) -> str:
    """The key of the letter about something to an address, which is not to be read from it."""
    return f"{key}-{hashlib.sha256(address.encode()).hexdigest()[:16]}"


def _addresses(organisations: Iterable[int], on: dt.date) -> list[str]:
    """The shared mailboxes of the organisations, then the people who agree for them on the day."""
    wanted = list(organisations)
    mailboxes = Organisation.objects.filter(~Q(mailbox=""), pk__in=wanted).order_by("pk")
    agreeing = (
        Membership.objects.in_force(on)
        .filter(organisation__in=wanted, role__in=AGREEING, person__is_active=True)
        .order_by("organisation", "pk")
    )
    found = [
        *mailboxes.values_list("mailbox", flat=True),
        *agreeing.values_list("person__email", flat=True),
    ]
    return list(dict.fromkeys(address.lower() for address in found if is_address(address)))
