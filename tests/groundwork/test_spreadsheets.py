"""Spreadsheets made to do harm harm nobody: they are refused with a sentence."""

import io
import zipfile

import openpyxl
import pytest

from groundwork.spreadsheets import Limits, rows_in
from groundwork.tables import Unreadable

LIMITS = Limits(rows=1_000, cpu_seconds=20, wall_seconds=40, memory_bytes=512 * 1024 * 1024)


def saved(book) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def sound(*rows) -> bytes:
    book = openpyxl.Workbook()
    for row in rows or (["UPRN", "Name"], [1, "Hall"]):
        book.active.append(row)
    return saved(book)


def with_part(data: bytes, name: str, text: bytes) -> bytes:
    """The spreadsheet with one of its parts put in place of what it was."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", 8) as new:
        for entry in old.namelist():
            new.writestr(entry, text if entry == name else old.read(entry))
    return made.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def sheet(rows: str, *, before: str = "") -> bytes:
    text = f'{before}<worksheet xmlns="{NAMESPACE}"><sheetData>{rows}</sheetData></worksheet>'
    return with_part(sound(), SHEET, text.encode())


def cell(place: str, value: str = "1") -> str:
    return f'<c r="{place}"><v>{value}</v></c>'


LAUGHS = (
    '<!DOCTYPE w [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)


def bomb() -> bytes:
    """A few kilobytes that say they hold 400 MB."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        with package.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(400):
                part.write(b" " * 1024 * 1024)
    return made.getvalue()


def lying_bomb() -> bytes:
    """The same, whose list of contents says that they are small."""
    data = bytearray(bomb())
    real = (400 * 1024 * 1024).to_bytes(4, "little")
    return bytes(data.replace(real, (1000).to_bytes(4, "little")))


HOSTILE = {
    "zip bomb": (bomb, "too large once opened"),
    "lying zip bomb": (lying_bomb, "could not be read"),
    "billion laughs": (
        lambda: sheet(f"<row r='1'>{cell('A1', '&i;')}</row>", before=LAUGHS),
        "could not be read",
    ),
    "no spreadsheet": (lambda: zipped("a.txt", b"x"), "no Excel spreadsheet"),
    "cut short": (lambda: sound()[:500], "could not be read"),
    "no XML": (lambda: with_part(sound(), SHEET, b"<worksheet"), "could not be read"),
    "nothing in it": (lambda: sound([None]), "holds nothing"),
    "too many rows": (lambda: sound(*[[n] for n in range(1_002)]), "more than 1,000 rows"),
    "too many columns": (lambda: sound(list(range(501))), "more than 500 columns"),
    "the last column": (
        lambda: sheet(f"<row r='1'>{cell('XFD1')}</row>"),
        "more than 500 columns",
    ),
    "many parts": (
        lambda: zipped(*[part for n in range(2_001) for part in (f"{n}", b"")], book=True),
        "too large once opened",
    ),
}


def zipped(*parts, book: bool = False) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        if book:
            package.writestr("xl/workbook.xml", "<workbook/>")
        for name, content in zip(parts[::2], parts[1::2], strict=True):
            package.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_spreadsheet_is_refused(name):
    made, words = HOSTILE[name]
    with pytest.raises(Unreadable, match=words):
        rows_in(made(), limits=LIMITS)


def test_what_a_sheet_says_of_its_own_size_is_not_believed():
    text = (
        f'<worksheet xmlns="{NAMESPACE}"><dimension ref="A1:XFD1048576"/><sheetData>'
        f"<row r='1'>{cell('A1', '7')}</row><row r='1048576'>{cell('B1048576', '8')}</row>"
        "</sheetData></worksheet>"
    )
    rows, _ = rows_in(with_part(sound(), SHEET, text.encode()), limits=LIMITS)
    assert rows == [(1, ["7"]), (1_048_576, ["", "8"])]


def test_numbers_keep_the_zeros_that_their_format_shows():
    book = openpyxl.Workbook()
    book.active.append(["UPRN", "Size", "Told"])
    book.active.append([10012809443, 0.1, True])
    book.active.cell(2, 1).number_format = "000000000000"
    rows, _ = rows_in(saved(book), limits=LIMITS)
    assert rows[1] == (2, ["010012809443", "0.1", "Yes"])


def test_hidden_sheets_are_not_read():
    book = openpyxl.Workbook()
    book.active.append(["shown"])
    hidden = book.create_sheet("Secret")
    hidden.append(["a", "b", "c"])
    hidden.sheet_state = "hidden"
    assert rows_in(saved(book), limits=LIMITS) == ([(1, ["shown"])], [])
