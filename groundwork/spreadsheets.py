"""Spreadsheets (XLSX) of strangers, read as rows of text by the confined child."""

import io
import json
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from groundwork import confinement
from groundwork.confinement import MEBIBYTE, Share
from groundwork.tables import MOST_COLUMNS, Unreadable

TOO_LONG = "It took too long to read. Save the sheet as CSV and try again."
DAMAGED = "The spreadsheet is damaged, or too large once opened, and could not be read."
TOO_LARGE = "The spreadsheet is too large once opened. Save the sheet as CSV and try again."
MOST_ENTRIES = 2_000


@dataclass(frozen=True)
class Limits:
    """How much of a spreadsheet is read, and how much of the machine the reading may take."""

    rows: int
    columns: int = MOST_COLUMNS
    cell_characters: int = 32_767
    expanded_bytes: int = 300 * MEBIBYTE
    memory_bytes: int = 1024 * MEBIBYTE
    written_bytes: int = 150 * MEBIBYTE
    cpu_seconds: int = 60
    wall_seconds: int = 90

    @property
    def share(self) -> Share:
        """What the process that reads it may take."""
        return Share(
            memory_bytes=self.memory_bytes,
            written_bytes=self.written_bytes,
            cpu_seconds=self.cpu_seconds,
            wall_seconds=self.wall_seconds,
        )


def is_spreadsheet(data: bytes) -> bool:
    """Whether a file begins as a zip file does, which a spreadsheet of this kind is."""
    return data.startswith(b"PK\x03\x04")


def rows_in(data: bytes, *, limits: Limits) -> tuple[list[tuple[int, list[str]]], list[str]]:
    """Return the rows of the sheet that holds most, each with its number, and notes in sentences.

    Rows with nothing in them are passed over. Raises Unreadable.
    """
    _look_inside(data, limits)
    with tempfile.TemporaryDirectory(prefix="spreadsheet-") as name:
        folder = Path(name)
        (folder / "upload").write_bytes(data)
        try:
            confinement.run(
                "groundwork.spreadsheet_child",
                folder,
                limits.share,
                limits=limits,
                environment={"OPENBLAS_NUM_THREADS": "1"},
            )
        except confinement.TookTooLong:
            raise Unreadable(TOO_LONG) from None
        except confinement.Died:
            raise Unreadable(DAMAGED) from None
        answer = json.loads((folder / "answer.json").read_bytes())
    if "unreadable" in answer:
        raise Unreadable(answer["unreadable"])
    return [(number, cells) for number, cells in answer["rows"]], answer["notes"]


def _look_inside(data: bytes, limits: Limits) -> None:
    """Refuse by the zip file's own list what is no spreadsheet, or says that it is a bomb."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise Unreadable(DAMAGED) from None
    if not any(entry.filename == "xl/workbook.xml" for entry in entries):
        raise Unreadable("It is a zip file but no Excel spreadsheet (.xlsx). Save it as CSV.")
    if len(entries) > MOST_ENTRIES or sum(e.file_size for e in entries) > limits.expanded_bytes:
        raise Unreadable(TOO_LARGE)
