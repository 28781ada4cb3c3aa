"""A file comes in: its rows are kept as they stand, and its columns guessed or remembered."""

import datetime as dt
from pathlib import PurePath
from typing import Any, BinaryIO

from django.core.exceptions import PermissionDenied
from django.db import transaction

from assets.importing import where
from assets.importing.columns import guess, known_field, problems
from assets.importing.reading import MOST_BYTES, Table, read
from assets.models import ColumnMapping, ImportRow, RegisterImport
from assets.permissions import may_import_register
from groundwork import clock
from groundwork.history import because
from groundwork.problems import Refused
from groundwork.tables import Unreadable, key_of
from partners.models import Organisation, Person
from places.crs import LONLAT, METRIC
from places.shapes.reference_systems import stated_srid

State = RegisterImport.State
LOOKED_AT = 200  # rows, from which columns and coordinates are told
AT_ONCE = 1_000
NOT_YOURS = "Only its officers and those who agree for an organisation bring in its register."


def begin(
    *,
    organisation: Organisation,
    upload: bytes | BinaryIO,
    filename: str,
    source: str,
    licence: str = "",
    effective_on: dt.date,
    by: Person | None,
    on: dt.date | None = None,
) -> RegisterImport:
    """Take in a file: its rows are kept, nothing else happens yet.

    `upload` is the file's bytes, or open for reading. `by` is nobody where the operator does it.
    Raises PermissionDenied, and Refused where the file cannot be read.
    """
    day = on or clock.today()
    _may(by, organisation)
    if effective_on > day:
        raise Refused("The file cannot be as at a day that is still to come.")
    if not source.strip():
        raise Refused("Say where the file comes from.")
    data = upload if isinstance(upload, bytes) else upload.read(MOST_BYTES + 1)
    try:
        table = read(data)
    except Unreadable as problem:
        raise Refused(problem.sentence) from None
    mapping, system, remembered = _mapping(organisation, table)
    notes = [*table.notes, *_cells_note(table)]
    if remembered:
        said = f"{remembered.day} {remembered:%B %Y}"
        notes.append(f"The columns are taken as they were put right on {said}.")
    with transaction.atomic(), because(reason="Brought in a register's file"):
        made = RegisterImport.objects.create(
            organisation=organisation,
            filename=_plain_name(filename),
            source=source.strip()[:300],
            licence=licence.strip()[:200],
            effective_on=effective_on,
            columns=table.headers,
            mapping=mapping,
            reference_system=system,
            notes=notes,
            all_rows=len(table.rows),
            made_by=by,
        )
        rows = (
            ImportRow(register_import=made, number=number, cells=cells)
            for number, cells in table.rows
        )
        ImportRow.objects.bulk_create(rows, batch_size=AT_ONCE)
    return made


def choose_columns(
    *,
    register_import: RegisterImport,
    mapping: dict[str, int],
    reference_system: str = "",
    by: Person | None,
    expected: int | None = None,
    on: dt.date | None = None,
) -> RegisterImport:
    """Say which column holds what, which is remembered, and let the rows be read.

    Raises PermissionDenied, Refused with every problem, and ChangedMeanwhile.
    """
    with transaction.atomic(), because(reason="Chose the columns of a register's file"):
        row = register_import.lock(expected=expected)
        _may(by, row.organisation)
        if row.state not in {State.MAPPING, State.PREVIEW, State.FAILED}:
            raise Refused("The columns can be chosen before the rows are read, or after.")
        sentences = problems(mapping, row.columns)
        if reference_system not in {"", str(METRIC), str(LONLAT)}:
            sentences.append("Choose a reference system from the list.")
        if sentences:
            raise Refused(*sentences)
        ColumnMapping.objects.update_or_create(
            organisation=row.organisation,
            headers=_keys(row.columns),
            defaults={
                "mapping": mapping,
                "reference_system": reference_system,
                "used_on": on or clock.today(),
            },
        )
        start_again(row)
        row.write(mapping=mapping, reference_system=reference_system, state=State.READING)
    return row


def start_again(row: RegisterImport) -> None:
    """Forget what the rows came to, so that they are read anew. Answers given are kept."""
    row.rows.update(outcome="", match="", match_words="", values={}, changes={}, mended=[], why="")
    row.write(done_rows=0, failure="", fingerprint="", gone=[])


def give_up(*, register_import: RegisterImport, by: Person | None) -> None:
    """Throw the file away. Nothing of it was saved.

    Raises PermissionDenied, and Refused once it is saved.
    """
    with transaction.atomic(), because(reason="Gave up a register's file"):
        row = register_import.lock()
        _may(by, row.organisation)
        if row.state == State.SAVED:
            raise Refused("It is saved already, and stays on record.")
        row.delete()


def reference_system_in_words(register_import: RegisterImport) -> str:
    """Return what the file's coordinates are, to judge by its first rows, or ""."""
    mapping = register_import.mapping
    cells_of = register_import.rows.values_list("cells", flat=True)[:LOOKED_AT]
    found: dict[str, int] = {}
    stated = ""
    for cells in cells_of:
        place = _place(list(cells), mapping)
        if place and place.said:
            found[place.said] = found.get(place.said, 0) + 1
        at = mapping.get("reference_system")
        if at is not None and at < len(cells) and cells[at].strip():
            stated = cells[at].strip()
    if not found:
        return ""
    srid = int(max(found, key=lambda said: found[said]))
    sentence = f"The coordinates look like {where.NAMES[srid]}."
    said = stated_srid(stated) if stated else None
    if said and said != srid:
        sentence += f" The file says “{stated[:40]}”, which cannot be."
    return sentence


def _place(cells: list[str], mapping: dict[str, int]) -> where.Where | None:
    def cell(name: str) -> str:
        at = mapping.get(name)
        return cells[at] if at is not None and at < len(cells) else ""

    if "x" in mapping and "y" in mapping:
        return where.of_cells(cell("x"), cell("y"))
    if "coordinates" in mapping:
        return where.of_text(cell("coordinates"))
    return None


def _may(by: Person | None, organisation: Organisation) -> None:
    if by is not None and not may_import_register(by, organisation):
        raise PermissionDenied(NOT_YOURS)


def _mapping(
    organisation: Organisation, table: Table
) -> tuple[dict[str, int], str, dt.date | None]:
    """Return the columns as somebody put them right, and when, or else as guessed."""
    known = ColumnMapping.objects.filter(
        organisation=organisation, headers=_keys(table.headers)
    ).first()
    if known and not problems(known.mapping, table.headers):
        return known.mapping, known.reference_system, known.used_on
    sample = [cells for _, cells in table.rows[:LOOKED_AT]]
    return guess(table.headers, sample), "", None


def _keys(headers: list[str]) -> list[str]:
    return [key_of(header)[:200] for header in headers]


def _cells_note(table: Table) -> list[str]:
    broken = sum(
        any("\n" in cell.strip() or "\r" in cell.strip() for cell in cells)
        for _, cells in table.rows
    )
    notes = []
    if broken:
        rows = "1 row" if broken == 1 else f"{broken:,} rows"
        notes.append(f"Lines break inside cells of {rows}: the pieces were put together.")
    owners = _owners(table)
    if len(owners) > 1:
        said = ", ".join(f"“{name[:60]}”" for name in sorted(owners)[:5])
        notes.append(f"The file speaks of {len(owners)} organisations: {said}. All were taken as"
                     " yours.")  # fmt: skip
    return notes


def _owners(table: Table) -> set[str]:
    columns = [at for at, header in enumerate(table.headers) if known_field(header) == "owner"]
    most: set[str] = set()
    for at in columns:
        names: set[Any] = {cells[at].strip() for _, cells in table.rows} - {""}
        if len(most) < len(names):
            most = names
    return most


def _plain_name(filename: str) -> str:
    name = " ".join(PurePath(filename.replace("\\", "/")).name.split())
    return name[-200:] or "file"
