"""Organisations come into the register, are described, and are verified."""

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

RESERVED_SLUGS = {"new", "import"}
CONTACT_FIELDS = ("contact_email", "contact_telephone", "contact_place")
WORDS = (
    "name",
    "sector",
    "description",
    "website",
    "contact_name",
    *CONTACT_FIELDS,
    "starts_on",
    "ends_on",
)


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
    found = problems(values)
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
