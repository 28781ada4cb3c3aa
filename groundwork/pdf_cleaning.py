"""Writes a PDF anew with what its pages show, and nothing else.

A PDF may carry its author's name, other files, scripts, and steps to take when it is opened. None
of these is searched for: only pages are copied, and of a page only what is drawn.
"""

import io
import re
from pathlib import Path
from typing import NoReturn

from pypdf import PdfReader, PdfWriter
from pypdf.filters import decode_stream_data
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    EncodedStreamObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    PdfObject,
    StreamObject,
)

from groundwork.file_kinds import BROKEN, FileRefused

LOCKED = (
    "The PDF is locked with a password, or against copying."
    " Save or print it as a PDF without a lock, and send that."
)
EMPTY = "The PDF has no pages. Save or scan it again, and send the new file."

# Of a page: where it is, how it is turned, and what is drawn.
PAGE_KEYS = ("/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Group", "/Resources", "/Contents")
# What pictures, fonts and forms say of themselves, or by which they lead elsewhere.
UNSEEN_KEYS = {
    "/AF", "/LastModified", "/Measure", "/Metadata", "/OPI", "/Parent", "/PieceInfo", "/PtData",
    "/Ref", "/StructParent", "/StructParents",
}  # fmt: skip
# Data that would be fetched from another file.
OUTSIDE_KEYS = {"/F", "/FFilter", "/FDecodeParms", "/Length"}
UNSEEN_TYPES = {
    "/Action", "/Annot", "/Catalog", "/EmbeddedFile", "/F", "/Filespec", "/Metadata", "/Outlines",
    "/Page", "/Pages", "/Sig", "/StructElem", "/StructTreeRoot",
}  # fmt: skip
# Marks on a page that are part of what is seen, such as a signature drawn on a screen.
SEEN_MARKS = {
    "/Circle", "/FreeText", "/Highlight", "/Ink", "/Line", "/PolyLine", "/Polygon", "/Square",
    "/Stamp", "/StrikeOut", "/Underline", "/Widget",
}  # fmt: skip
A4 = (595, 842)  # in points, for a page that does not tell
HIDDEN, NO_VIEW, PRINTED = 1 << 1, 1 << 5, 1 << 2


def write_pdf(data: bytes, target: Path) -> None:
    """Write a PDF with the pages of the one given. Raises FileRefused.

    pypdf raises what it will where the file is broken.
    """
    # Readers look for the end near the end; without it, the file was cut off on its way.
    if b"%%EOF" not in data[-2048:]:
        raise FileRefused(BROKEN)
    reader = UnlockedReader(io.BytesIO(data))
    writer = PdfWriter()
    writer.metadata = None
    copies = Copies(writer)
    for page in reader.pages:
        copies.add(page)
    if not writer.pages:
        raise FileRefused(EMPTY)
    with target.open("wb") as file:
        writer.write(file)


class UnlockedReader(PdfReader):
    """Reads PDFs that need no key."""

    def _handle_encryption(self, password: str | bytes | None) -> NoReturn:
        raise FileRefused(LOCKED)


class Copies:
    """Copies what is seen into a writer, each object once."""

    def __init__(self, writer: PdfWriter):
        self.writer = writer
        self.made: dict[tuple[int, int], IndirectObject] = {}

    def add(self, page: DictionaryObject) -> None:
        """Add a copy of a page."""
        new = self.writer.add_blank_page(width=A4[0], height=A4[1])
        for key in PAGE_KEYS:
            if key in page:
                new[NameObject(key)] = self.of(page.raw_get(key))
        marks = held(page, "/Annots")
        if isinstance(marks, ArrayObject):
            seen = [copy for mark in marks if (copy := self.of_mark(mark.get_object()))]
            new[NameObject("/Annots")] = ArrayObject(map(self.writer._add_object, seen))

    def of_mark(self, mark: PdfObject | None) -> DictionaryObject | None:
        """Return a stamp that looks like a mark on a page, and does nothing; None if unseen."""
        if not isinstance(mark, DictionaryObject) or held(mark, "/Subtype") not in SEEN_MARKS:
            return None
        flags = held(mark, "/F")
        if isinstance(flags, int) and flags & (HIDDEN | NO_VIEW):
            return None
        look = held(held(mark, "/AP"), "/N")
        if not isinstance(look, StreamObject):
            # A box to tick has a look for each state.
            look = held(look, held(mark, "/AS"))
        if not isinstance(look, StreamObject):
            return None
        return DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Annot"),
                NameObject("/Subtype"): NameObject("/Stamp"),
                NameObject("/Rect"): self.of(mark["/Rect"]),
                NameObject("/F"): NumberObject(PRINTED),
                NameObject("/AP"): DictionaryObject(
                    {NameObject("/N"): self.of(look.indirect_reference or look)}
                ),
            }
        )

    def of(self, value: PdfObject) -> PdfObject:
        """Return a copy of any object, and of all that it leads to and that is seen."""
        if isinstance(value, IndirectObject):
            return self.of_reference(value)
        if isinstance(value, ArrayObject):
            return ArrayObject([self.of(item) for item in value])
        if not isinstance(value, DictionaryObject):
            return value
        if held(value, "/Type") in UNSEEN_TYPES:
            return NullObject()
        left = UNSEEN_KEYS
        copy = DictionaryObject()
        if isinstance(value, StreamObject):
            left = left | OUTSIDE_KEYS
            copy = EncodedStreamObject()
        for key, item in value.items():
            if key not in left:
                copy[NameObject(key)] = self.of(item)
        if isinstance(copy, EncodedStreamObject):
            copy._data = value._data
            clean_picture(copy)
        return copy

    def of_reference(self, reference: IndirectObject) -> PdfObject:
        """Return a reference to the copy of what a reference leads to."""
        key = (reference.idnum, reference.generation)
        if key not in self.made:
            # Noted before what it leads to is copied, because that may lead back.
            self.made[key] = self.writer._add_object(NullObject())
            self.writer._replace_object(self.made[key], self.of(reference.get_object()))
        return self.made[key]


def held(owner: PdfObject | None, key: PdfObject | str | None) -> PdfObject | None:
    """Return what a dictionary holds under a key, references followed, or None."""
    if isinstance(owner, DictionaryObject) and isinstance(key, str) and key in owner:
        return owner[key]
    return None


def as_list(value: PdfObject | None) -> list:
    """Return the items of a list, one value as a list, or nothing."""
    if value is None or isinstance(value, NullObject):
        return []
    return [item.get_object() for item in value] if isinstance(value, ArrayObject) else [value]


def clean_picture(stream: EncodedStreamObject) -> None:
    """Leave of a stream that is a JPEG or a JPEG 2000 what its pixels need."""
    filters = as_list(held(stream, "/Filter"))
    if not filters or filters[-1] not in PICTURES:
        return
    cleaned = PICTURES[filters[-1]]
    settings = as_list(held(stream, "/DecodeParms"))
    if len(filters) > 1:
        wrapped = EncodedStreamObject()
        wrapped._data = stream._data
        wrapped[NameObject("/Filter")] = ArrayObject(filters[:-1])
        if settings:
            wrapped[NameObject("/DecodeParms")] = ArrayObject(settings[:-1])
            stream[NameObject("/DecodeParms")] = ArrayObject(settings[-1:])
        stream[NameObject("/Filter")] = ArrayObject(filters[-1:])
        stream._data = decode_stream_data(wrapped)
    stream._data = cleaned(stream._data)


def jpeg_of_pixels(data: bytes) -> bytes:
    """Return a JPEG with the segments that its pixels need. Raises ValueError, IndexError.

    Of the application's own segments only Adobe's stays, which tells how colours are meant.
    """
    start, scan, end, adobe, comment = 0xD8, 0xDA, 0xD9, 0xEE, 0xFE
    if data[:2] != bytes((0xFF, start)):
        raise ValueError("It does not begin as a JPEG does.")
    kept, at = [data[:2]], 2
    while data[at + 1] != end:
        if data[at] != 0xFF:
            raise ValueError("A segment begins with no marker.")
        marker = data[at + 1]
        if marker == 0xFF:  # a byte that fills
            at += 1
            continue
        after = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == adobe or not (0xE0 <= marker <= 0xEF or marker == comment):
            kept.append(data[at:after])
        at = after
        if marker == scan:
            found = AFTER_SCAN.search(data, at)
            after = found.start() if found else len(data)
            kept.append(data[at:after])
            at = after
            if not found:
                break
    return b"".join([*kept, bytes((0xFF, end))])


def jpeg_2000_of_pixels(data: bytes) -> bytes:
    """Return a JPEG 2000 with the boxes that its pixels need."""
    if data[4:8] != b"jP  ":
        return data  # pixels without a box
    kept, at = [], 0
    while at + 8 <= len(data):
        size, head = int.from_bytes(data[at : at + 4], "big"), 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        after = len(data) if size == 0 else at + max(size, head)
        if data[at + 4 : at + 8] in {b"jP  ", b"ftyp", b"jp2h", b"jp2c"}:
            kept.append(data[at:after])
        at = after
    return b"".join(kept)


# The next segment: neither a byte 0xFF among pixels, nor a mark by which a reader falls in step.
AFTER_SCAN = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")
PICTURES = {
    "/DCTDecode": jpeg_of_pixels,
    "/DCT": jpeg_of_pixels,
    "/JPXDecode": jpeg_2000_of_pixels,
}
