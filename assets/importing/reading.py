"""A register's file, read as a header and rows of text. Nothing is judged here, nothing dropped."""

import functools
from collections import Counter
from dataclasses import dataclass, field

from assets.importing.columns import KNOWN, unfused
from groundwork import spreadsheets
from groundwork.plain_text import FORBIDDEN
from groundwork.tables import MEBIBYTE, MOST_COLUMNS, Unreadable, decoded, key_of, rows_of

MOST_BYTES = 20 * MEBIBYTE
MOST_ROWS = 50_000
MOST_LETTERS = 1_000_000  # in one cell: the outline of a park takes some
HEADER_IS_AMONG = 20  # rows: titles and remarks may stand above it
LONGEST_HEADER = 200


@dataclass
class Table:
    """A file as read: its headers, unlike each other; its rows with their numbers; and notes.

    A row's number is the one that a spreadsheet shows, the header having its own.
    """

    headers: list[str]
    rows: list[tuple[int, list[str]]]
    notes: list[str] = field(default_factory=list)


def read(data: bytes) -> Table:
    """Return the table in a CSV or XLSX file, told apart by what it holds.

    Raises Unreadable with a sentence.
    """
    if not data.strip():
        raise Unreadable("The file is empty.")
    if len(data) > MOST_BYTES:
        raise Unreadable(f"The file is larger than {MOST_BYTES // MEBIBYTE} MB.")
    notes: list[str] = []
    if spreadsheets.is_spreadsheet(data):
        found, notes = spreadsheets.rows_in(data, limits=spreadsheets.Limits(rows=MOST_ROWS))
    elif data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(
            "It is an old Excel file (.xls), or one with a password. Save it as .xlsx or as CSV."
        )
    else:
        found = _lines(decoded(data, notes), notes)
    if not found:
        raise Unreadable("The file holds nothing but blank lines.")
    return _table(found, notes)


def _lines(text: str, notes: list[str]) -> list[tuple[int, list[str]]]:
    """Return the rows that have cells; lines with nothing at all are counted in a note."""
    found, blank = [], 0
    for number, cells in rows_of(text):
        if not any(cells) and len(cells) < 2:
            blank += 1
            continue
        if len(found) > MOST_ROWS:
            raise Unreadable(f"It has more than {MOST_ROWS:,} rows.")
        if any(len(cell) > MOST_LETTERS for cell in cells):
            raise Unreadable(f"A cell of row {number} is longer than {MOST_LETTERS:,} letters.")
        found.append((number, [FORBIDDEN.sub("", cell) for cell in cells]))
    if blank:
        notes.append(
            "1 blank line was passed over."
            if blank == 1
            else f"{blank:,} blank lines were passed over."
        )
    return found


def _table(found: list[tuple[int, list[str]]], notes: list[str]) -> Table:
    at = _header_at([cells for _, cells in found[:HEADER_IS_AMONG]])
    if at:
        rows = "Row" if at == 1 else "Rows"
        first, last = found[0][0], found[at - 1][0]
        which = f"{first}" if at == 1 else f"{first} to {last}"
        stand, were = ("stands", "was") if at == 1 else ("stand", "were")
        notes.append(f"{rows} {which} {stand} above the headers and {were} passed over.")
    if len(found[at][1]) > MOST_COLUMNS:
        raise Unreadable(f"It has more than {MOST_COLUMNS:,} columns.")
    header, rows = unfused(found[at][1], notes), found[at + 1 :]
    width = max([len(header), *(len(cells) for _, cells in rows)])
    if width > MOST_COLUMNS:
        raise Unreadable(f"A row has more than {MOST_COLUMNS:,} cells.")
    headers = _unlike(header + [""] * (width - len(header)), rows, notes)
    if not rows:
        raise Unreadable("It has a header and no rows.")
    padded = [(number, cells + [""] * (width - len(cells))) for number, cells in rows]
    _note_ragged(rows, len(header), notes)
    return Table(headers, padded, notes)


def _header_at(first: list[list[str]]) -> int:
    """Return which of the first rows is the header: the one with most names that are known.

    Where no row has two such names, it is the first.
    """
    known = [sum(key_of(cell) in KNOWN for cell in cells) for cells in first]
    best = max(range(len(first)), key=lambda number: (known[number], -number))
    return best if known[best] > 1 else 0


def _unlike(header: list[str], rows: list[tuple[int, list[str]]], notes: list[str]) -> list[str]:
    """Return headers unlike each other, each with its column's number where it needs one."""
    names: list[str] = []
    for number, cell in enumerate(header, start=1):
        name = " ".join(cell.split())[: LONGEST_HEADER - 20]
        if not name:
            name = f"column {number}"
        elif name in names:
            first = names.index(name)
            same = all(
                len(cells) < number or cells[number - 1].strip() == cells[first].strip()
                for _, cells in rows
            )
            what = "with the same cells; the first was used" if same else "; each is kept"
            notes.append(f"Two columns are headed “{name}”{' ' if same else ''}{what}.")
            name = f"{name} (column {number})"
        names.append(name)
    return names


def _note_ragged(rows: list[tuple[int, list[str]]], width: int, notes: list[str]) -> None:
    long = [number for number, cells in rows if any(cell.strip() for cell in cells[width:])]
    if long:
        first = ", ".join(map(str, long[:5])) + (" and others" if len(long) > 5 else "")
        notes.append(
            "Some rows have more cells than there are headers; the extra cells are kept as they"
            f" are: row {first}."
        )
    short = sum(len(cells) < width for _, cells in rows)
    if short:
        counted = "1 row has" if short == 1 else f"{short:,} rows have"
        notes.append(f"{counted} fewer cells than there are headers; the missing ones are blank.")


def repeats_header(cells: list[str], headers: list[str]) -> bool:
    """Whether a row is the header once more, as where files were put one under the other."""
    names = _names(tuple(headers))
    first = next((cell for cell in cells if cell.strip()), "")
    if key_of(first) not in names:
        return False
    said = Counter(key_of(cell) for cell in cells if cell.strip())
    return sum((said & names).values()) >= 2 and not said - names


@functools.lru_cache(maxsize=10)
def _names(headers: tuple[str, ...]) -> Counter[str]:
    return Counter(key_of(header.partition(" (column ")[0]) for header in headers)
