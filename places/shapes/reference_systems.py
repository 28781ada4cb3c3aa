"""Which reference system a file's coordinates are in: what it says, held against what they are."""

import re
from dataclasses import dataclass, field

import numpy as np
import shapely

from places.crs import LONLAT, METRIC, is_known
from places.formats.records import Sheet
from places.shapes.soundness import ShapeRefused

BRITISH_GRID = re.compile(r"27700|osgb|british|national grid|\bbng\b", re.IGNORECASE)
DEGREES = re.compile(r"\b4326\b|\b4258\b|crs:?84|wgs[ _]?(19)?84|etrs[ _]?(19)?89", re.IGNORECASE)
EPSG = re.compile(r"EPSG(?:/0/|[:/]+)(\d{4,6})$", re.IGNORECASE)
PROJECTED = re.compile(r"^\s*(PROJCS|PROJCRS|PROJECTEDCRS)", re.IGNORECASE)
NAMES = {METRIC: "British National Grid (EPSG:27700)", LONLAT: "longitude and latitude (WGS84)"}

# Great Britain and the sea around it, in degrees: west, south, east, north.
BRITAIN = (-9.5, 49.0, 2.5, 61.5)
NEITHER = (
    "Its coordinates are neither longitude and latitude nor British National Grid eastings and"
    " northings."
)
UNKNOWN = "Its reference system is not known here. Save it as WGS84 or British National Grid."
SWAPPED = (
    "The coordinates look like latitude and longitude, in that order. They are needed the other way"
    " round, longitude first: swap them and try again."
)


@dataclass(frozen=True)
class Decision:
    """The reference system taken (an EPSG number), and how it was known.

    `odd` marks the shapes that cannot be in it; `swapped` those whose latitude came first.
    """

    srid: int
    how: str
    odd: np.ndarray
    swapped: np.ndarray
    notes: list[str] = field(default_factory=list)


def stated_srid(text: str) -> int | None:
    """Return the EPSG number that a file's words mean, or None where they mean none known."""
    if EPSG.search(text):
        number = int(EPSG.search(text)[1])
        return LONLAT if number in {4326, 4258} else number
    if BRITISH_GRID.search(text):
        return METRIC
    if DEGREES.search(text) and not PROJECTED.match(text):
        return LONLAT
    return None


def decide(sheet: Sheet, shapes: np.ndarray, *, may_swap: bool) -> Decision:
    """Return the reference system of a sheet's shapes, believing coordinates before words.

    Where most shapes have latitude first: they are taken so if `may_swap`, else ShapeRefused.
    """
    bounds = shapely.bounds(shapes)
    west, south, east, north = bounds.T
    degrees = (west >= -180) & (east <= 180) & (south >= -90) & (north <= 90)
    grid = ~degrees & (west >= 0) & (south >= 0) & (east <= 700_000) & (north <= 1_300_000)
    w, s, e, n = BRITAIN
    swapped = (west >= s) & (east <= n) & (south >= w) & (north <= e)
    said = stated_srid(sheet.stated) if sheet.stated else None
    if (PROJECTED.match(sheet.stated) and said is None) or (said and not is_known(said)):
        raise ShapeRefused([UNKNOWN])
    standing = said or (sheet.standard if not sheet.stated else None)
    fits = {LONLAT: degrees, METRIC: grid}
    none = np.zeros(len(shapes), dtype=bool)
    if standing is not None and standing not in fits:
        note = f"Its coordinates are in EPSG:{standing}, as it says."
        return Decision(standing, "stated", none, none, [note])
    if standing is not None and fits[standing].sum() * 2 >= len(shapes):
        srid, how = standing, "stated"
        because = "as it says" if said else f"as {sheet.format} lays down"
    else:
        srid = LONLAT if degrees.sum() >= grid.sum() else METRIC
        if not fits[srid].any():
            if standing is None:
                raise ShapeRefused([NEITHER])
            srid = standing
        how = "stated but false" if said and said != srid else "guessed"
        because = "to judge by their range"
        if srid == standing:
            how, because = "stated", f"as {sheet.format} files say"
    note = f"Its coordinates are {NAMES[srid]}, {because}"
    if how == "stated but false":
        note += f"; it says “{sheet.stated[:60]}”, which cannot be"
    notes = [f"{note}."]
    if srid != LONLAT:
        return Decision(srid, how, ~fits[srid], none, notes)
    if swapped.any():
        if not may_swap:
            raise ShapeRefused([SWAPPED])
        notes.append(
            f"Latitude came before longitude in {counted(int(swapped.sum()), 'shape')}:"
            " turned round."
        )
    return Decision(srid, how, ~degrees, swapped, notes)


def counted(number: int, thing: str) -> str:
    """Return "1 shape", "2 shapes"."""
    return f"{number:,} {thing}" + ("" if number == 1 else "s")
