"""Reads one file in a process of its own: `python -m places.formats.child FOLDER LIMITS`.

FOLDER holds the file, called `upload`, and receives `answer.json`, which holds a sheet or the
sentence for which there is none. LIMITS is a JSON object of `Limits`. The limits on memory, time
and the size of files are taken on before a byte is read, and the network is left behind where the
machine allows it, so that a file made to do harm harms only this process.
"""

import base64
import json
import sys
from pathlib import Path

from groundwork.confinement import confine
from places.formats import archive, geojson, kml, table, vector
from places.formats.flaws import inspected
from places.formats.records import Limits, Sheet, Unreadable

TOO_MUCH_MEMORY = "It needs too much memory to read."


def sheet_of(path: Path, *, limits: Limits) -> Sheet:
    """Read a file by what it holds, not by its name."""
    with path.open("rb") as file:
        start = file.read(512)
    if start.startswith(b"PK\x03\x04"):
        inner = archive.unpacked(path, path.parent, limits=limits)
        if inner.suffix == ".shp":
            return vector.read(inner, limits=limits)
        with inner.open("rb") as file:
            start = file.read(512)
        if start.startswith(b"PK\x03\x04"):
            raise Unreadable("It is a zip file inside a zip file, which is not read.")
        path = inner
    if start.startswith(b"SQLite format 3\0"):
        named = path.with_suffix(".gpkg")
        path.rename(named)
        return vector.read(named, limits=limits)
    data = path.read_bytes()
    text_start = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text_start.startswith((b"{", b"[")):
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise Unreadable("It is not in UTF-8, as GeoJSON must be.") from None
        return geojson.read(geojson.parsed(text), limits=limits)
    if text_start.startswith(b"<"):
        return kml.read(data, limits=limits)
    return table.read(data, limits=limits)


def answer(sheet: Sheet) -> dict:
    """Return a sheet as plain JSON values, shapes as base64 of well-known binary."""
    return {
        "format": sheet.format,
        "stated": sheet.stated,
        "standard": sheet.standard,
        "notes": sheet.notes,
        "records": [
            [
                record.row,
                record.properties,
                base64.b64encode(record.shape.wkb).decode() if record.shape is not None else None,
                record.why,
                record.at,
            ]
            for record in sheet.records
        ],
    }


def main(folder: Path, limits: Limits) -> None:
    confine(limits.share)
    try:
        sheet = sheet_of(folder / "upload", limits=limits)
        result = answer(inspected(sheet, limits=limits))
    except Unreadable as problem:
        result = {"unreadable": problem.sentence}
    except (MemoryError, RecursionError):
        result = {"unreadable": TOO_MUCH_MEMORY}
    (folder / "answer.json").write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Limits(**json.loads(sys.argv[2])))
