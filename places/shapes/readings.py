"""The doors: text, drawings and files in; shapes in metres out, with an account of it all."""

from collections.abc import Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import numpy as np
import shapely
from shapely import Geometry, Point

from places.crs import LONLAT, METRIC
from places.formats import geojson, upload, wkt
from places.formats.flaws import inspected
from places.formats.records import MEBIBYTE, TYPED, Limits, Record, Sheet, Unreadable
from places.shapes.columns import name_column, reference_columns
from places.shapes.metres import in_metres, winding_note
from places.shapes.reference_systems import BRITAIN, Decision, decide
from places.shapes.soundness import (
    AREA,
    OUTSIDE,
    ShapeRefused,
    crossing_lonlat,
    in_area_of_use,
    misfit,
)

LONGEST_TEXT = 2 * MEBIBYTE
UPLOADED = Limits()
POINTS_ONLY = "It holds points, and areas are needed: outlines that enclose something."


@dataclass(frozen=True)
class Feature:
    """One shape that was kept, in metres, with what its source says of it.

    `shape` is a Polygon or MultiPolygon, or a Point where points were asked for.
    """

    row: int
    name: str
    reference: str
    properties: dict[str, object]
    shape: Geometry


@dataclass(frozen=True)
class Refusal:
    """One row that was refused, why in sentences, and (longitude, latitude) of a crossing."""

    row: int
    name: str
    why: str
    at: tuple[float, float] | None = None


@dataclass
class Reading:
    """All that was understood of a text or file.

    `crs` is the reference system the coordinates were in ("EPSG:27700"), `crs_how` is "stated",
    "guessed" or "stated but false"; `notes` are sentences on what was understood and mended.
    """

    features: list[Feature]
    refused: list[Refusal]
    crs: str
    crs_how: str
    format: str
    notes: list[str] = field(default_factory=list)


def read_text(text: str, *, kinds: Set[str] = AREA, srid: int = METRIC) -> Reading:
    """Read pasted GeoJSON, WKT or EWKT; raise ShapeRefused unless every part of it is sound."""
    text = text.strip().removeprefix("\ufeff").strip()
    if not text:
        raise ShapeRefused(["Nothing was given. Paste GeoJSON or well-known text."])
    if len(text) > LONGEST_TEXT:
        raise ShapeRefused(
            [f"The text is longer than {LONGEST_TEXT // MEBIBYTE} million letters: send a file."]
        )
    try:
        if text.startswith(("{", "[")):
            sheet = geojson.read(geojson.parsed(text), limits=TYPED)
        elif wkt.looks_like(text):
            sheet = wkt.read(text)
        else:
            raise Unreadable(
                "It is neither GeoJSON, which begins with “{”, nor well-known text, which begins"
                " with POLYGON or MULTIPOLYGON."
            )
    except Unreadable as problem:
        raise ShapeRefused([problem.sentence]) from None
    return _whole(sheet, kinds, srid)


def read_geojson(value: object, *, kinds: Set[str] = AREA, srid: int = METRIC) -> Reading:
    """Read the values of a GeoJSON drawing; raise ShapeRefused unless all of it is sound."""
    try:
        sheet = geojson.read(value, limits=TYPED)
    except Unreadable as problem:
        raise ShapeRefused([problem.sentence]) from None
    except RecursionError:
        raise ShapeRefused(["It is nested too deeply to be a map of anything."]) from None
    return _whole(sheet, kinds, srid)


def read_file(
    file: str | Path | BinaryIO,
    filename: str = "",
    *,
    kinds: Set[str] = AREA,
    srid: int = METRIC,
    limits: Limits = UPLOADED,
) -> Reading:
    """Read a file in a confined process; keep the sound rows, and name the rest.

    Raises ShapeRefused only where there is nothing to keep or refuse row by row: the file cannot
    be read, or its reference system cannot be known.
    """
    try:
        sheet = upload.read(file, filename or str(file), limits=limits)
    except Unreadable as problem:
        raise ShapeRefused([problem.sentence]) from None
    return _reading(sheet, kinds, srid, may_swap=True)


def _whole(sheet: Sheet, kinds: Set[str], srid: int) -> Reading:
    """Return the reading of a sheet, or raise ShapeRefused with all that was refused in it."""
    try:
        reading = _reading(inspected(sheet, limits=TYPED), kinds, srid, may_swap=False)
    except Unreadable as problem:
        raise ShapeRefused([problem.sentence]) from None
    if reading.refused:
        named = len(reading.features) + len(reading.refused) > 1
        sentences = [
            f"Shape {refusal.row}: {refusal.why}" if named else refusal.why
            for refusal in reading.refused
        ]
        at = next((refusal.at for refusal in reading.refused if refusal.at), None)
        raise ShapeRefused(sentences, at)
    return reading


def _reading(sheet: Sheet, kinds: Set[str], srid: int, *, may_swap: bool) -> Reading:
    labels = _Labels(sheet.records)
    records = [record for record in sheet.records if record.shape and not record.shape.is_empty]
    kept = {record.row for record in records}
    refused = {
        record.row: Refusal(record.row, labels.name(record), record.why or "It is empty.")
        for record in sheet.records
        if record.row not in kept
    }
    if not records:
        return Reading([], list(refused.values()), "", "", sheet.format, sheet.notes)
    shapes = np.array([record.shape for record in records], dtype=object)
    if kinds == AREA and all(isinstance(shape, Point) for shape in shapes):
        raise ShapeRefused([POINTS_ONLY])
    decision = decide(sheet, shapes, may_swap=may_swap)
    notes = decision.notes + sheet.notes
    if decision.swapped.any():
        flipped = shapely.transform(shapes[decision.swapped], lambda pairs: pairs[:, ::-1])
        shapes[decision.swapped] = flipped
    possible = _possible(shapes, decision, srid)
    sound = np.ones(len(shapes), dtype=bool)
    for index, (record, shape) in enumerate(zip(records, shapes, strict=True)):
        why = misfit(shape, kinds) or record.why
        if (record.at or not why) and not possible[index]:
            why = f"{why} {OUTSIDE}".strip()
        if why:
            sound[index] = False
            at = record.at[::-1] if record.at and decision.swapped[index] else record.at
            at = crossing_lonlat(at, decision.srid)
            refused[record.row] = Refusal(record.row, labels.name(record), why, at)
    features = []
    measured, mended = in_metres(shapes[sound], source=decision.srid, srid=srid)
    for index, (shape, why) in zip(np.flatnonzero(sound), measured, strict=True):
        record = records[index]
        if shape is None:
            refused[record.row] = Refusal(record.row, labels.name(record), why)
            continue
        name, reference = labels.name(record), labels.reference(record)
        features.append(Feature(record.row, name, reference, record.properties, shape))
    if sheet.format == "GeoJSON":
        mended += winding_note(shapes[sound])
    return Reading(
        features,
        [refused[row] for row in sorted(refused)],
        f"EPSG:{decision.srid}",
        decision.how,
        sheet.format,
        notes + mended,
    )


def _possible(shapes: np.ndarray, decision: Decision, srid: int) -> np.ndarray:
    """Whether each shape could lie in the area of use, by its coordinates before they are moved."""
    if decision.srid == srid:
        return ~decision.odd & in_area_of_use(shapes)
    if decision.srid != LONLAT:
        return ~decision.odd
    west, south, east, north = shapely.bounds(shapes).T
    w, s, e, n = BRITAIN
    return ~decision.odd & (w <= west) & (s <= south) & (east <= e) & (north <= n)


class _Labels:
    """The names and references of records, from the columns that most likely hold them."""

    def __init__(self, records: list[Record]) -> None:
        columns = list(dict.fromkeys(column for record in records for column in record.properties))
        self._name = name_column(columns)
        possible = reference_columns(columns)
        self._reference = next(
            (column for column in possible if _tells_apart(column, records)),
            next(iter(possible), None),
        )

    def name(self, record: Record) -> str:
        return _text(record.properties.get(self._name)) or self.reference(record)

    def reference(self, record: Record) -> str:
        return _text(record.properties.get(self._reference))


def _tells_apart(column: str, records: list[Record]) -> bool:
    """Whether a column has a value of its own for every record."""
    values = [_text(record.properties.get(column)) for record in records]
    return all(values) and len(set(values)) == len(values)


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None or isinstance(value, dict | list) else " ".join(str(value).split())
