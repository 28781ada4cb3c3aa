"""Organisations come into the register, are described and verified, and end."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils.text import slugify

from groundwork import clock
from groundwork.history import because
from groundwork.problems import Refused
from partners import permissions
from partners.models import Membership, Organisation, OrganisationIdentifier, Person
from places.models import Area

RESERVED_SLUGS = {"new", "import", "join"}
CONTACT_FIELDS = ("contact_email", "contact_telephone", "contact_place")
WORDS = (
    "name",
    "sector",
    "description",
    "website",
    "contact_name",
    *CONTACT_FIELDS,
    "mailbox",
    "starts_on",
)
MOST_SUCCESSIONS = 50


def free_slug(name: str, *, longest: int = 80) -> str:
    """A slug made from the name that no organisation has yet."""
    base = slugify(name)[: longest - 5].strip("-") or "organisation"
    if base in RESERVED_SLUGS:
        base = f"{base}-organisation"
    taken = set(Organisation.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug


def problems(values: dict[str, Any]) -> list[str]:
    """What a description of an organisation lacks: sentences."""
    sentences = []
    if not str(values.get("name") or "").strip():
        sentences.append("Give the name of the organisation.")
    if not any(str(values.get(field) or "").strip() for field in CONTACT_FIELDS):
        sentences.append(
            "Give one way to reach the organisation: an e-mail address, a telephone number or "
            "a place to ask."
        )
    starts, ends = values.get("starts_on"), values.get("ends_on")
    if starts and ends and ends <= starts:
        sentences.append("The day it ends must come after the day it starts.")
    return sentences


@transaction.atomic
def register(
    *,
    by: Person,
    areas: Iterable[Area] = (),
    identifiers: Iterable[tuple[str, str]] = (),
    on: dt.date | None = None,
    **values: Any,
) -> Organisation:
    """Put an organisation on the register, unverified. Whoever registers it represents it.

    The same words again from the same person are a button pressed twice, and give the organisation
    that is there. Raises Refused with every problem.
    """
    if not permissions.may_register_organisation(by):
        raise PermissionDenied
    found = problems(values)
    if found:
        raise Refused(*found)
    _one_at_a_time()
    if there := Organisation.objects.filter(registered_by=by, version=1, **values).first():
        return there
    with because(reason="Registered"):
        organisation = Organisation.objects.create(
            slug=free_slug(values["name"]), registered_by=by, **values
        )
        organisation.areas.set(areas)
        _set_identifiers(organisation, identifiers)
        Membership.objects.create(
            person=by,
            organisation=organisation,
            role=Membership.Role.REPRESENTATIVE,
            starts_on=on or clock.today(),
        )
    return organisation


@transaction.atomic
def describe(
    *,
    organisation: Organisation,
    by: Person,
    expected: int,
    areas: Iterable[Area],
    identifiers: Iterable[tuple[str, str]] = (),
    **values: Any,
) -> Organisation:
    """Change what the register says of an organisation.

    Raises Refused with every problem, and ChangedMeanwhile when `expected` is not its version.
    """
    if not permissions.may_edit_organisation(by, organisation):
        raise PermissionDenied
    found = problems({"ends_on": organisation.ends_on} | values)
    if found:
        raise Refused(*found)
    _one_at_a_time()
    with because(reason="Described anew"):
        row = organisation.lock(expected=expected)
        row.write(**{name: value for name, value in values.items() if name in WORDS})
        row.areas.set(areas)
        _set_identifiers(row, identifiers)
    return row


def _one_at_a_time() -> None:
    """Wait for whoever else writes the register, so that two never take one slug or number."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('register of organisations'))")


def _set_identifiers(organisation: Organisation, identifiers: Iterable[tuple[str, str]]) -> None:
    wanted = {(scheme, text.strip()) for scheme, text in identifiers if text.strip()}
    for scheme, text in wanted:
        others = OrganisationIdentifier.objects.filter(scheme=scheme, identifier=text)
        if other := others.exclude(organisation=organisation).first():
            raise Refused(
                f"{other} belongs to {other.organisation.name}, which is registered already."
            )
    present = {(row.scheme, row.identifier): row for row in organisation.identifiers.all()}
    for key, row in present.items():
        if key not in wanted:
            row.delete()
    OrganisationIdentifier.objects.bulk_create(
        OrganisationIdentifier(organisation=organisation, scheme=scheme, identifier=text)
        for scheme, text in sorted(wanted - set(present))
    )


@transaction.atomic
def verify(*, organisation: Organisation, by: Person, on: dt.date | None = None) -> Organisation:
    """Record that the organisation is what it says it is. Doing it twice does it once."""
    if not permissions.may_verify_organisation(by, organisation):
        raise PermissionDenied
    with because(reason="Verified"):
        row = organisation.lock()
        if not row.is_verified:
            row.write(verified_on=on or clock.today(), verified_by=by)
    return row


def end_problems(
    organisation: Organisation, *, ends_on: dt.date, why: str, successor: Organisation | None
) -> list[str]:
    """Why the organisation cannot end like this: sentences."""
    sentences = []
    if not why.strip():
        sentences.append("Say why it ends, in a sentence: people will read it on its page.")
    if organisation.starts_on and ends_on <= organisation.starts_on:
        sentences.append("The day it ends must come after the day it starts.")
    if successor is None:
        return sentences
    if successor.pk == organisation.pk:
        sentences.append("It cannot follow itself.")
    elif successor.ends_on and successor.ends_on <= ends_on:
        sentences.append(
            f"{successor.name} has ended by that day: name the one that goes on instead."
        )
    elif organisation.pk in _line_of(successor):
        sentences.append(f"{successor.name} is itself followed by {organisation.name}.")
    return sentences


def _line_of(organisation: Organisation) -> set[int]:
    """The keys of those that follow the organisation, one after the other."""
    line: set[int] = set()
    following: Organisation | None = organisation.successor
    while following and following.pk not in line and len(line) < MOST_SUCCESSIONS:
        line.add(following.pk)
        following = following.successor
    return line


@transaction.atomic
def end(
    *,
    organisation: Organisation,
    ends_on: dt.date,
    why: str,
    successor: Organisation | None = None,
    by: Person,
    expected: int | None = None,
) -> Organisation:
    """Say that the organisation ends: `ends_on` is the first day it no longer is.

    It keeps its page. `successor` follows it: by a merger, or under another name. Doing it again
    puts the day, the reason or the successor right. Raises Refused with every problem, and
    ChangedMeanwhile when `expected` is not its version.
    """
    if not permissions.may_edit_organisation(by, organisation):
        raise PermissionDenied
    # One at a time, so that two do not end into one another.
    keys = [organisation.pk] if successor is None else sorted({organisation.pk, successor.pk})
    [*Organisation.objects.select_for_update().filter(pk__in=keys).order_by("pk")]
    row = organisation.lock(expected=expected)
    if successor:
        successor.refresh_from_db()
    if found := end_problems(row, ends_on=ends_on, why=why, successor=successor):
        raise Refused(*found)
    with because(reason=why.strip()):
        row.write(ends_on=ends_on, why_ended=why.strip(), successor=successor)
    return row


@transaction.atomic
def go_on(*, organisation: Organisation, by: Person, expected: int | None = None) -> Organisation:
    """Take back that the organisation ends."""
    if not permissions.may_edit_organisation(by, organisation):
        raise PermissionDenied
    with because(reason="Goes on after all"):
        row = organisation.lock(expected=expected)
        row.write(ends_on=None, why_ended="", successor=None)
    return row
