"""The letters that go out about what is due: each once to each address, whenever they are written.

Looked for every day. After days on which nobody did, only the latest threshold of each is told.
"""

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db.models import Q

from groundwork import outbox
from groundwork.addresses import absolute
from partners.models import Membership, Organisation
from partners.permissions import AGREEING
from sizes.moderating import is_address
from sizes.reminders.listing import due
from sizes.reminders.reminder import Kind, Reminder
from sizes.telling import letter_key

Role = Membership.Role
Readers = dict[int, list[tuple[str, str]]]
# Why somebody is told whom no registered organisation stands for.
CONTACTS = {
    Kind.SIGN: "you were asked to sign this zone",
    Kind.OBJECTION: "you signed this zone",
    Kind.OBJECTED: "you signed this zone",
}
IN_A_ROLE = {Role.COUNCILLOR: "you are a councillor of", Role.REPRESENTATIVE: "you represent"}


def remind(on: dt.date) -> str:
    """Write the letters that are due by the day and were not written before. A daily task."""
    told = [each for each in due(on) if each.threshold.is_told]
    readers = _readers({body for each in told for body in each.organisations}, on)
    written = outbox.post_all(letter for each in told for letter in _letters(each, readers))
    return f"wrote {written} reminder{'' if written == 1 else 's'} of {len(told)} things due"


def _letters(reminder: Reminder, readers: Readers) -> Iterator[outbox.Draft]:
    """A letter to each of those whose to do it is, each address once."""
    told: dict[str, str] = {}
    for body in reminder.organisations:
        for address, why in readers.get(body, ()):
            told.setdefault(address, f"{why}, {reminder.concerned}")
    for address in reminder.contacts:
        told.setdefault(address, CONTACTS[reminder.kind])
    for address, why in told.items():
        yield outbox.Draft(
            key=letter_key(reminder.key, address),
            to=address,
            subject=f"{reminder.zone}: {reminder.title}",
            body=body_of(reminder, why),
        )


def body_of(reminder: Reminder, why: str) -> str:
    """What the letter says: what is due, what to do and where, and why this person is told."""
    return (
        f"{reminder.says}\n\n"
        f"What to do: {reminder.to_do}\n{absolute(reminder.path)}\n\n"
        f"The zone’s page: {absolute(reminder.zone.get_absolute_url())}\n\n"
        f"You get this letter because {why}.\n"
    )


def _readers(organisations: Iterable[int], on: dt.date) -> Readers:
    """Who is written to for each organisation: addresses, and why. Two queries.

    Its people first, since what they do is what they know it by; then its shared mailbox.
    """
    wanted = list(organisations)
    found: Readers = {body: [] for body in wanted}
    agreeing = Membership.objects.in_force(on).filter(
        organisation__in=wanted, role__in=AGREEING, person__is_active=True
    )
    # A councillor may represent the council too: what they were elected to comes first.
    people = agreeing.order_by("organisation", "role", "pk").values_list(
        "organisation", "organisation__name", "role", "person__email"
    )
    for body, name, role, address in people:
        found[body].append((address.lower(), f"{IN_A_ROLE[Role(role)]} {name}"))
    mailboxes = Organisation.objects.filter(~Q(mailbox=""), pk__in=wanted)
    for body, name, address in mailboxes.values_list("pk", "name", "mailbox"):
        found[body].append((address.lower(), f"this is the shared mailbox of {name}"))
    return {
        body: [(address, why) for address, why in pairs if is_address(address)]
        for body, pairs in found.items()
    }
