"""Zip archives: what may be in one, and how much of it may come out."""

import stat
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

from places.formats.records import MEBIBYTE, Limits, Unreadable

WANTED = (".shp", ".gpkg", ".kml", ".geojson", ".json", ".csv")
SIDECARS = {".shp", ".shx", ".dbf", ".prj", ".cpg"}
CHUNK = MEBIBYTE
HIGHEST_RATIO = 200


def unpacked(path: Path, into: Path, *, limits: Limits) -> Path:
    """Write out the one map file of an archive, under a name of ours, and return its path.

    Nothing else comes out but a shapefile's own sidecars. Raise Unreadable for links, names that
    lead elsewhere, encryption, too many entries, or too much once expanded.
    """
    try:
        with ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _refuse_unsafe(archive.infolist(), limits)
            chosen = _chosen(entries)
            left = limits.expanded_bytes
            for entry in _belonging_to(chosen, entries):
                target = into / f"map{_suffix(entry)}"
                left -= _extract(archive, entry, target, most=left)
            return into / f"map{_suffix(chosen)}"
    except (BadZipFile, LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as bad:
        raise Unreadable("The zip file is damaged or of a kind that cannot be read.") from bad


def _refuse_unsafe(entries: list[ZipInfo], limits: Limits) -> None:
    if len(entries) > limits.zip_entries:
        raise Unreadable(f"The zip file has more than {limits.zip_entries} entries.")
    for entry in entries:
        name = entry.filename.replace("\\", "/")
        if name.startswith("/") or ":" in name or ".." in PurePosixPath(name).parts:
            raise Unreadable("The zip file has a name in it that leads outside its own folder.")
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise Unreadable("The zip file has a link in it.")
        if entry.flag_bits & 1:
            raise Unreadable("The zip file is locked with a password.")
    expanded = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if expanded > limits.expanded_bytes or expanded > HIGHEST_RATIO * max(packed, CHUNK // 16):
        raise Unreadable("The zip file grows too large when it is unpacked.")


def _chosen(entries: list[ZipInfo]) -> ZipInfo:
    if any(entry.filename == "[Content_Types].xml" for entry in entries):
        raise Unreadable("It is a spreadsheet or document. Save the sheet as CSV and try again.")
    found = [entry for entry in entries if _suffix(entry) in WANTED and not _is_clutter(entry)]
    if not found:
        raise Unreadable("The zip file holds no shapefile, GeoPackage, KML, GeoJSON or CSV.")
    found.sort(key=lambda entry: WANTED.index(_suffix(entry)))
    best = [entry for entry in found if _suffix(entry) == _suffix(found[0])]
    if len(best) > 1:
        raise Unreadable(
            f"The zip file holds {len(best)} maps ({_suffix(best[0])}); send one at a time."
        )
    return best[0]


def _belonging_to(chosen: ZipInfo, entries: list[ZipInfo]) -> list[ZipInfo]:
    if _suffix(chosen) != ".shp":
        return [chosen]
    stem = PurePosixPath(chosen.filename).with_suffix("")
    belonging = [
        entry
        for entry in entries
        if _suffix(entry) in SIDECARS and PurePosixPath(entry.filename).with_suffix("") == stem
    ]
    missing = {".shx", ".dbf"} - {_suffix(entry) for entry in belonging}
    if missing:
        raise Unreadable(
            f"The shapefile is not whole: the zip file lacks its {' and '.join(sorted(missing))}."
        )
    return belonging


def _extract(archive: ZipFile, entry: ZipInfo, target: Path, *, most: int) -> int:
    """Write one entry and return its size; sizes that an archive declares can lie."""
    written = 0
    with archive.open(entry) as source, target.open("wb") as sink:
        while chunk := source.read(CHUNK):
            written += len(chunk)
            if written > most:
                raise Unreadable("The zip file grows too large when it is unpacked.")
            sink.write(chunk)
    return written


def _suffix(entry: ZipInfo) -> str:
    return PurePosixPath(entry.filename).suffix.lower()


def _is_clutter(entry: ZipInfo) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(entry.filename).parts)
