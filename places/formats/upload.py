"""Hands a file to the confined reader in `child`, and takes back what it read."""

import base64
import contextlib
import functools
import json
import tempfile
from pathlib import Path
from typing import BinaryIO

import pyogrio
import shapely

from groundwork import confinement
from places.formats.records import MEBIBYTE, Limits, Record, Sheet, Unreadable

TOO_LONG = "It took too long to read. Simplify the shapes, or send fewer of them, and try again."
DAMAGED = "The file is damaged, or too large once opened, and could not be read."
DRIVERS_READ = {"GPKG", "ESRI Shapefile"}


def read(file: str | Path | BinaryIO, filename: str, *, limits: Limits) -> Sheet:
    """Return the sheet of a file, given by its path or open for reading in binary.

    `filename` is the name that its owner gave it, and only serves to explain. Raises Unreadable.
    """
    if Path(filename).suffix.lower() in {".shp", ".shx", ".dbf", ".prj"}:
        raise Unreadable(
            "A shapefile is several files that belong together (.shp, .shx, .dbf, .prj):"
            " put them in one zip file."
        )
    with tempfile.TemporaryDirectory(prefix="shapes-") as name:
        folder = Path(name)
        _copy(file, folder / "upload", most=limits.file_bytes)
        _run(folder, limits)
        with (folder / "answer.json").open("rb") as answer:
            return _sheet(json.load(answer))


def _copy(file: str | Path | BinaryIO, target: Path, *, most: int) -> None:
    with contextlib.ExitStack() as stack:
        if isinstance(file, str | Path):
            file = stack.enter_context(Path(file).open("rb"))
        file.seek(0)
        sink = stack.enter_context(target.open("wb"))
        written = 0
        while chunk := file.read(MEBIBYTE):
            written += len(chunk)
            if written > most:
                raise Unreadable(f"The file is larger than {most // MEBIBYTE} MB.")
            sink.write(chunk)
    if not written:
        raise Unreadable("The file is empty.")


def _run(folder: Path, limits: Limits) -> None:
    """Run the child on a folder; raise Unreadable where it died or answered nothing."""
    try:
        confinement.run(
            "places.formats.child",
            folder,
            limits.share,
            limits=limits,
            environment=environment(),
        )
    except confinement.TookTooLong:
        raise Unreadable(TOO_LONG) from None
    except confinement.Died:
        raise Unreadable(DAMAGED) from None


def environment() -> dict[str, str]:
    """Return what the child is told besides: to use a GDAL that opens two kinds of file."""
    return {
        "OPENBLAS_NUM_THREADS": "1",
        "GDAL_SKIP": _drivers_skipped(),
        "GDAL_NUM_THREADS": "1",
        "GDAL_CACHEMAX": "32",
        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": "{noext}",
        "GDAL_HTTP_TIMEOUT": "1",
        "GDAL_HTTP_CONNECTTIMEOUT": "1",
        "PROJ_NETWORK": "OFF",
        "SHAPE_RESTORE_SHX": "NO",
        "OGR_SQLITE_LOAD_EXTENSIONS": "",
    }


@functools.cache
def _drivers_skipped() -> str:
    return ",".join(sorted(set(pyogrio.list_drivers()) - DRIVERS_READ))


def _sheet(answer: dict) -> Sheet:
    if "unreadable" in answer:
        raise Unreadable(answer["unreadable"])
    rows = answer["records"]
    packed = [base64.b64decode(wkb) if wkb is not None else None for _, _, wkb, _, _ in rows]
    shapes = shapely.from_wkb(packed)
    return Sheet(
        answer["format"],
        [
            Record(row, properties, shape, why, tuple(at) if at else None)
            for (row, properties, _, why, at), shape in zip(rows, shapes, strict=True)
        ],
        stated=answer["stated"],
        standard=answer["standard"],
        notes=answer["notes"],
    )
