"""Reads one spreadsheet in a process of its own: `python -m groundwork.spreadsheet_child FOLDER`.

FOLDER holds the file, called `upload`, and receives `answer.json`: the rows as text, or the
sentence for which there are none. The limits on memory, time and written bytes are taken on before
a byte is read, and a file that breaks openpyxl ends the process, which its parent then explains.
What the file says of its own size is not believed.
"""

import datetime as dt
import json
import re
import sys
import warnings
from decimal import Decimal
from pathlib import Path
from typing import Any

from groundwork.confinement import confine
from groundwork.spreadsheets import TOO_LARGE, Limits
from groundwork.tables import Unreadable

ZEROS = re.compile(r"0{2,20}")


def text_of(value: Any, number_format: str = "") -> str:
    """Return a cell as text: whole numbers without a point, dates as 2021-04-01.

    A format of zeros alone shows a number with its leading zeros, as UPRNs are kept.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, dt.datetime):
        is_day = value.time() == dt.time()
        return value.date().isoformat() if is_day else value.isoformat(sep=" ")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, int | float):
        return _number(value, number_format)
    text = str(value)
    return "" if text in {"#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!"} else text


def _number(value: float, number_format: str) -> str:
    if isinstance(value, float):
        if not abs(value) < 1e300:
            return ""
        text = str(int(value)) if value.is_integer() else f"{Decimal(repr(value)):f}"
    else:
        text = str(value)
    if ZEROS.fullmatch(number_format or "") and text.isdigit():
        return text.zfill(len(number_format))
    return text


def rows_of(path: Path, limits: Limits) -> tuple[list[tuple[int, list[str]]], list[str]]:
    """Return the rows of the visible sheet that holds most, and notes."""
    from openpyxl import load_workbook

    file = path.open("rb")  # by its name, openpyxl would ask for an extension
    book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    best: tuple[int, str, list] = (0, "", [])
    names = []
    left = limits.rows
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        rows, held = _rows_of_sheet(sheet, limits, left)
        left -= len(rows)
        if held:
            names.append(sheet.title)
        if held > best[0]:
            best = held, sheet.title, rows
    if not best[0]:
        raise Unreadable("The spreadsheet holds nothing.")
    notes = []
    if len(names) > 1:
        notes.append(
            f"The spreadsheet has {len(names)} sheets; “{best[1][:60]}”, which holds most, was"
            " read."
        )
    return best[2], notes


def _rows_of_sheet(sheet: Any, limits: Limits, most: int) -> tuple[list, int]:
    """Return a sheet's rows that hold something, and how many cells do."""
    sheet.reset_dimensions()
    rows: list[tuple[int, list[str]]] = []
    held = 0
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if len(row) > 16 * limits.columns:
            raise Unreadable(f"It has more than {limits.columns:,} columns.")
        cells = [text_of(cell.value, getattr(cell, "number_format", "")) for cell in row]
        while cells and not cells[-1].strip():
            cells.pop()
        if not cells:
            continue
        if len(cells) > limits.columns:
            raise Unreadable(f"It has more than {limits.columns:,} columns.")
        if any(len(cell) > limits.cell_characters for cell in cells):
            raise Unreadable(f"A cell of row {number} holds more than a spreadsheet may.")
        rows.append((number, cells))
        held += sum(bool(cell.strip()) for cell in cells)
        if len(rows) > most + 1:
            raise Unreadable(f"It has more than {limits.rows:,} rows.")
    return rows, held


def main(folder: Path, limits: Limits) -> None:
    confine(limits.share)
    warnings.simplefilter("ignore")
    try:
        rows, notes = rows_of(folder / "upload", limits)
        result: dict[str, Any] = {"rows": rows, "notes": notes}
    except Unreadable as problem:
        result = {"unreadable": problem.sentence}
    except (MemoryError, RecursionError):
        result = {"unreadable": TOO_LARGE}
    (folder / "answer.json").write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Limits(**json.loads(sys.argv[2])))
