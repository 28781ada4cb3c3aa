"""Reads one file in a process of its own: `python -m places.formats.child FOLDER LIMITS`.

FOLDER holds the file, called `upload`, and receives `answer.json`, which holds a sheet or the
sentence for which there is none. LIMITS is a JSON object of `Limits`. The limits on memory, time
and the size of files are taken on before a byte is read, and the network is left behind where the
machine allows it, so that a file made to do harm harms only this process.
"""

import base64
import ctypes
import json
import resource
import sys
from pathlib import Path

from places.formats import archive, geojson, kml, table, vector
from places.formats.flaws import inspected
from places.formats.records import Limits, Sheet, Unreadable

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
TOO_MUCH_MEMORY = "It needs too much memory to read."


def confine(limits: Limits) -> None:
    """Take on the limits, and leave the network where that is allowed."""
    limit = {
        resource.RLIMIT_AS: limits.memory_bytes,
        resource.RLIMIT_CPU: limits.cpu_seconds,
        resource.RLIMIT_FSIZE: limits.expanded_bytes + limits.file_bytes,
        resource.RLIMIT_NOFILE: 64,
        resource.RLIMIT_CORE: 0,
    }
    for kind, most in limit.items():
        _, hard = resource.getrlimit(kind)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, most))
    unshare = ctypes.CDLL(None, use_errno=True).unshare
    if unshare(CLONE_NEWNET) != 0:
        unshare(CLONE_NEWUSER | CLONE_NEWNET)


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
    confine(limits)
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
