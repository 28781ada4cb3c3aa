"""Tables of text as people save them: any encoding, any delimiter, headers as they come."""

import csv
import re
from collections.abc import Iterator
from io import StringIO

MEBIBYTE = 1024 * 1024
MOST_COLUMNS = 500
DELIMITERS = ",;\t|"
LOOKED_AT = 50_000  # letters, in which a delimiter is looked for
THOUSANDS = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")
AS_WINDOWS = "The file is not UTF-8; its letters were read as Windows-1252."


class Unreadable(Exception):
    """A file, a record or a part of it that cannot be read; says why, fit to show."""

    @property
    def sentence(self) -> str:
        return str(self.args[0])


def decoded(data: bytes, notes: list[str]) -> str:
    """Return the text of a file; a note says where its encoding had to be guessed.

    Raises Unreadable where it is no text.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252", "latin-1"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding in {"cp1252", "latin-1"}:
            notes.append(AS_WINDOWS)
        if "\0" in text:
            break
        return text
    raise Unreadable("It is not a text file, nor any other kind of file that can be read.")


def rows_of(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (number, cells) for each row, blank ones too; the first row is 1.

    The delimiter is the one that the first line with any has most of. Raises Unreadable where the
    quoting is broken beyond reading.
    """
    csv.field_size_limit(64 * MEBIBYTE)
    lines = text[:LOOKED_AT].splitlines()
    first_line = next((line for line in lines if any(mark in line for mark in DELIMITERS)), "")
    delimiter = max(DELIMITERS, key=first_line.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    try:
        yield from enumerate(reader, start=1)
    except csv.Error as error:
        raise Unreadable(f"It is not a sound CSV file ({error}).") from None


def unlike_names(cells: list[str], notes: list[str]) -> list[str]:
    """Return headers unlike each other; a blank or repeated one gets its column's number."""
    if len(cells) > MOST_COLUMNS:
        raise Unreadable(f"It has more than {MOST_COLUMNS:,} columns.")
    names: list[str] = []
    for number, cell in enumerate(cells, start=1):
        name = " ".join(cell.split())[:100]
        if not name:
            name = f"column {number}"
        elif name in names:
            notes.append(f"Two columns are headed “{name}”; the first was used.")
            name = f"{name} (column {number})"
        names.append(name)
    return names


def key_of(name: str) -> str:
    """Return a header as it is compared: its letters and digits alone, small."""
    return "".join(letter for letter in name.lower() if letter.isalnum())
