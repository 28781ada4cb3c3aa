"""Tables as a spreadsheet file (XLSX), in which no cell is a formula or a link."""

import datetime as dt
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from typing import Any, BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from groundwork.media import guarded
from groundwork.plain_text import printable

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL = 32_767  # what a spreadsheet's cell holds
KEPT_IN_MEMORY = 4 * 1024 * 1024
DAY = 14  # of the formats that every spreadsheet knows: a date, as its reader's country writes it

Sheet = tuple[str, Iterable[Sequence[Any]]]


def workbook(sheets: Iterable[Sheet]) -> BinaryIO:
    """Return an XLSX file, at its start, of sheets: each a title and rows, the header first.

    Numbers stay numbers and days days; text is guarded, so that nothing is taken for a formula.
    Rows are written as they come: never more than one of them is in memory.
    """
    with ExitStack() as undo:
        file = undo.enter_context(tempfile.SpooledTemporaryFile(max_size=KEPT_IN_MEMORY))
        # Rows wait here until the file is put together; the folder goes even where a row fails.
        with tempfile.TemporaryDirectory() as folder:
            options = {"constant_memory": True, "tmpdir": folder}
            with Workbook(file, options) as book:
                day = book.add_format({"num_format": DAY})
                for title, rows in sheets:
                    _write(book.add_worksheet(title), rows, day)
        file.seek(0)
        undo.pop_all()  # the file is the caller's now
        return file


def _write(sheet: Worksheet, rows: Iterable[Sequence[Any]], day: Format) -> None:
    sheet.freeze_panes(1, 0)  # the header stays in sight
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell is None or cell == "":
                continue
            if isinstance(cell, str):
                sheet.write_string(number, column, guarded(printable(cell))[:LONGEST_CELL])
            elif isinstance(cell, bool):
                sheet.write_boolean(number, column, cell)
            elif isinstance(cell, dt.date):
                sheet.write_datetime(number, column, cell, day)
            else:
                sheet.write_number(number, column, cell)
