"""Bringing a public list into the register: first what would be done, then doing just that.

An organisation is found by a number it has, and else by its name. Where people act for it, what
they wrote stays: only what is empty is filled in. One that came from a list, and for which nobody
acts, follows the list. Nothing that comes from a list is verified by it.
"""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils.text import slugify

from groundwork import clock
from groundwork.history import because
from partners import permissions
from partners.models import Membership, Organisation, OrganisationIdentifier, Person
from partners.public_lists import Listing, Row
from partners.registering import RESERVED_SLUGS
from places.models import Area

Sector = Organisation.Sector
LOCK = 7_301_984  # of the register while a list is brought in; any number that is used once
BY_SAME_NAME = {Sector.VOLUNTARY, Sector.COMMUNITY, Sector.PRIVATE}
WORDS_OF = {"name": "its name", "website": "its website", "starts_on": "since when"}
WORDS_OF |= {"ends_on": "until when"}


class Outcome(StrEnum):
    """What becomes of a line of a list."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True)
class Line:
    """What becomes of a line, and why: sentences."""

    number: int
    name: str
    outcome: Outcome
    says: tuple[str, ...] = ()
    row: Row | None = None
    organisation: Organisation | None = None
    changes: dict[str, Any] = field(default_factory=dict)
    identifiers: tuple[tuple[str, str], ...] = ()
    area: int | None = None

    def __str__(self) -> str:
        found = self.organisation.pk if self.organisation else ""
        values = (self.number, self.name, self.outcome, self.says, found, self.changes, self.area)
        return "|".join(map(str, (*values, self.identifiers, self.row)))


@dataclass(frozen=True)
class Plan:
    """What bringing in a list would do, line by line."""

    lines: list[Line]

    def having(self, outcome: Outcome) -> list[Line]:
        return [line for line in self.lines if line.outcome == outcome]

    @property
    def counts(self) -> dict[str, int]:
        return {str(outcome): len(self.having(outcome)) for outcome in Outcome}

    @property
    def does_something(self) -> bool:
        return bool(self.having(Outcome.NEW) or self.having(Outcome.CHANGED))

    @property
    def fingerprint(self) -> str:
        """The same for two plans that do the same."""
        text = "\n".join(map(str, self.lines))
        return hashlib.sha256(text.encode()).hexdigest()


class PlanChanged(Exception):
    """The register changed since the plan was shown. `plan` is what would be done now."""

    def __init__(self, plan: Plan):
        self.plan = plan
        super().__init__("The register has changed since.")


@dataclass
class _Register:
    """What the register holds, to look up in. Five queries, however long the list is."""

    by_identifier: dict[tuple[str, str], Organisation]
    by_name: dict[str, list[Organisation]]
    schemes: dict[int, dict[str, str]]  # organisation → scheme → number
    with_people: set[int]
    with_areas: set[int]
    areas: dict[str, int]


def _register(rows: Iterable[Row]) -> _Register:
    rows = list(rows)
    organisations = {each.pk: each for each in Organisation.objects.all()}
    by_name, schemes, by_identifier = defaultdict(list), defaultdict(dict), {}
    for each in organisations.values():
        by_name[each.name.casefold()].append(each)
    for found in OrganisationIdentifier.objects.all():
        by_identifier[found.scheme, found.identifier] = organisations[found.organisation_id]
        schemes[found.organisation_id][found.scheme] = found.identifier
    with_people = set(Membership.objects.values_list("organisation", flat=True))
    with_people |= {each.pk for each in organisations.values() if each.registered_by_id}
    areas = Area.objects.filter(
        kind=Area.Kind.DISTRICT, ends_on=None, reference__in=[row.area for row in rows if row.area]
    )
    return _Register(
        by_identifier,
        by_name,
        schemes,
        with_people,
        set(Organisation.areas.through.objects.values_list("organisation", flat=True)),
        dict(areas.values_list("reference", "pk")),
    )


def plan(listing: Listing) -> Plan:
    """What bringing in the list would do. It changes nothing."""
    register = _register(listing.rows)
    lines = [Line(each.number, each.name, Outcome.REFUSED, (each.why,)) for each in listing.refused]
    claimed: dict[int, int] = {}
    for row in listing.rows:
        line = _line(row, register)
        if line.organisation and line.outcome != Outcome.REFUSED:
            earlier = claimed.setdefault(line.organisation.pk, row.number)
            if earlier != row.number:
                why = f"Line {earlier} is about {line.organisation.name} already."
                line = Line(row.number, row.name, Outcome.REFUSED, (why,))
        lines.append(line)
    return Plan(sorted(lines, key=lambda line: line.number))


def _line(row: Row, register: _Register) -> Line:
    area = register.areas.get(row.area)
    by_number = {
        found.pk: found for pair in row.identifiers if (found := register.by_identifier.get(pair))
    }
    if len(by_number) > 1:
        names = " and ".join(sorted(each.name for each in by_number.values()))
        return Line(
            row.number,
            row.name,
            Outcome.REFUSED,
            (f"Its numbers belong to {names}: put that right by hand.",),
        )
    found = next(iter(by_number.values()), None)
    how = "found by its number"
    if found is None:
        alike = [
            each for each in register.by_name[row.name.casefold()] if _fits(each, row, register)
        ]
        if len(alike) > 1:
            why = "More than one organisation here has this name: give it a number by hand."
            return Line(row.number, row.name, Outcome.REFUSED, (why,))
        found, how = next(iter(alike), None), "found by its name"
    if found is None:
        return Line(row.number, row.name, Outcome.NEW, (), row, None, {}, row.identifiers, area)
    return _known(row, found, how, area, register)


def _fits(organisation: Organisation, row: Row, register: _Register) -> bool:
    """Whether one with the same name can be the same: of the same kind, with no other number."""
    kinds = {organisation.sector, row.sector}
    known = register.schemes[organisation.pk]
    return (len(kinds) == 1 or kinds <= BY_SAME_NAME) and all(
        known.get(scheme, number) == number for scheme, number in row.identifiers
    )


def _known(row: Row, found: Organisation, how: str, area: int | None, register: _Register) -> Line:
    known = register.schemes[found.pk]
    for scheme, number in row.identifiers:
        if known.get(scheme, number) != number:
            why = f"{found.name} has the number {scheme}-{known[scheme]}, not {scheme}-{number}."
            return Line(row.number, row.name, Outcome.REFUSED, (why,))
    identifiers = tuple(pair for pair in row.identifiers if pair[0] not in known)
    said = {"website": row.website, "starts_on": row.starts_on}
    if found.pk in register.with_people:
        changes = {
            name: value for name, value in said.items() if value and not getattr(found, name)
        }
    else:
        said |= {"name": row.name, "ends_on": row.ends_on}
        changes = {
            name: value for name, value in said.items() if value and getattr(found, name) != value
        }
    starts_on = changes.get("starts_on", found.starts_on)
    ends_on = changes.get("ends_on", found.ends_on)
    if starts_on and ends_on and ends_on <= starts_on:
        why = f"By the list {found.name} would start after it ended."
        return Line(row.number, row.name, Outcome.REFUSED, (why,))
    new_area = area if found.pk not in register.with_areas else None
    says = [f"adds {scheme}-{number}" for scheme, number in identifiers]
    says += [f"{WORDS_OF[name]}: {_written(value)}" for name, value in changes.items()]
    if new_area:
        says.append("the area it serves")
    if not says:
        return Line(row.number, row.name, Outcome.UNCHANGED, (), row, found)
    return Line(
        row.number,
        row.name,
        Outcome.CHANGED,
        (f"{found.name}, {how}", *says),
        row,
        found,
        changes,
        identifiers,
        new_area,
    )


def _written(value: Any) -> str:
    return f"{value.day} {value:%B %Y}" if isinstance(value, dt.date) else str(value)


@transaction.atomic
def bring_in(
    listing: Listing, *, source: str, by: Person | None, expected: str | None = None
) -> Plan:
    """Do all that the plan of the list says, or nothing; again, it finds nothing left to do.

    `source` says where the list comes from, and is shown on each new organisation's page. `by` is
    nobody where the operator does it. Raises PlanChanged where the plan is no longer the one whose
    fingerprint is `expected`.
    """
    if by is not None and not permissions.may_import_organisations(by):
        raise PermissionDenied
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    decided = plan(listing)
    if expected is not None and decided.fingerprint != expected:
        raise PlanChanged(decided)
    with because(reason="From a public list", source=source):
        _make(decided.having(Outcome.NEW), source)
        for line in decided.having(Outcome.CHANGED):
            if line.organisation is None:
                continue
            line.organisation.lock(expected=line.organisation.version).write(**line.changes)
            _add(line, line.organisation)
    return decided


def _make(lines: list[Line], source: str) -> None:
    today = clock.today()
    says = f"From the public list “{source}”, read on {today.day} {today:%B %Y}."
    taken = set(Organisation.objects.values_list("slug", flat=True)) | RESERVED_SLUGS
    made = []
    for line in lines:
        if line.row is None:
            continue
        slug = _slug(line.row.name, taken)
        taken.add(slug)
        made.append(
            Organisation(
                name=line.row.name,
                slug=slug,
                sector=line.row.sector,
                description=says,
                website=line.row.website,
                starts_on=line.row.starts_on,
                ends_on=line.row.ends_on,
            )
        )
    Organisation.objects.bulk_create(made, batch_size=500)
    served, numbers = [], []
    for line, organisation in zip(lines, made, strict=True):
        numbers += [
            OrganisationIdentifier(organisation=organisation, scheme=scheme, identifier=number)
            for scheme, number in line.identifiers
        ]
        if line.area:
            served.append(
                Organisation.areas.through(organisation_id=organisation.pk, area_id=line.area)
            )
    OrganisationIdentifier.objects.bulk_create(numbers, batch_size=500)
    Organisation.areas.through.objects.bulk_create(served, batch_size=500)


def _add(line: Line, organisation: Organisation) -> None:
    OrganisationIdentifier.objects.bulk_create(
        OrganisationIdentifier(organisation=organisation, scheme=scheme, identifier=number)
        for scheme, number in line.identifiers
    )
    if line.area:
        organisation.areas.add(line.area)


def _slug(name: str, taken: set[str]) -> str:
    base = slugify(name)[:70].strip("-") or "organisation"
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug
