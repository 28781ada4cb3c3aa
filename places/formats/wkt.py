"""Well-known text, and its extended form with `SRID=27700;` in front."""

import re

from shapely import Geometry

from places.formats.geometry import TOO_MANY_POINTS, Builder
from places.formats.records import MOST_POINTS, Record, Sheet, Unreadable

SRID = re.compile(r"\s*SRID\s*=\s*(\d{1,6})\s*;", re.IGNORECASE)
START = re.compile(r"\s*([A-Z]{5,20})\s*(?:ZM|Z|M)?\s*(?=\(|EMPTY\b)", re.IGNORECASE)
PIECE = re.compile(r"\s*(?:\(([^()]*)\)|(\()|(\))|(,)|(EMPTY))\s*", re.IGNORECASE)
KINDS = {
    kind.upper(): kind
    for kind in ("Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon")
}
DEEPEST = 3


def looks_like(text: str) -> bool:
    """Whether a text begins as well-known text does."""
    stated = SRID.match(text)
    start = START.match(text, stated.end() if stated else 0)
    return bool(start) and start[1].upper() in {*KINDS, "GEOMETRYCOLLECTION"}


def read(text: str) -> Sheet:
    """Return a sheet of one record; raise Unreadable where the text is not well-known text."""
    builder = Builder()
    shape, stated = geometry(text, builder)
    sheet = Sheet("WKT", [Record(1, {}, shape)], stated=stated)
    if builder.has_heights:
        sheet.notes.append("Heights (third coordinates) were dropped.")
    return sheet


def geometry(text: str, builder: Builder) -> tuple[Geometry, str]:
    """Return the shape in its own coordinates, and the reference system stated or ""."""
    srid = SRID.match(text)
    start = START.match(text, srid.end() if srid else 0)
    if not start:
        raise Unreadable("It is not well-known text, such as POLYGON ((…)).")
    word = start[1].upper()
    if word not in KINDS:
        raise Unreadable(f"A {word[:40]} cannot be read; give a POLYGON or a MULTIPOLYGON.")
    kind = KINDS[word]
    coordinates = _nested(text, start.end())
    if kind == "Point":
        if len(coordinates) != 1:
            raise Unreadable("A POINT needs one position.")
        coordinates = coordinates[0]
    return builder.built(kind, coordinates), f"EPSG:{srid[1]}" if srid else ""


def _nested(text: str, at: int) -> list:
    """Return the brackets of a text as lists: the innermost of positions, a position of numbers."""
    root: list = []
    stack = [root]
    points = 0
    while at < len(text):
        piece = PIECE.match(text, at)
        if not piece:
            raise Unreadable(f"It goes wrong at “{text[at : at + 20].strip()}”.")
        at = piece.end()
        positions, opens, closes, _comma, empty = piece.groups()
        if positions is not None and positions.strip().upper() != "EMPTY":
            words = positions.split(",")
            points += len(words)
            if points > MOST_POINTS:
                raise Unreadable(TOO_MANY_POINTS)
            stack[-1].append([_position(pair) for pair in words])
        elif opens:
            if len(stack) > DEEPEST:
                raise Unreadable("Its brackets are nested too deeply.")
            stack[-1].append([])
            stack.append(stack[-1][-1])
        elif closes:
            if len(stack) == 1:
                raise Unreadable("It has a closing bracket too many.")
            stack.pop()
        elif empty:
            stack[-1].append([])
        elif positions is not None:
            stack[-1].append([[]])
        if len(stack) == 1 and text[at:].strip(" \t\r\n;"):
            raise Unreadable("There is more text after the shape; give one shape at a time.")
        if len(stack) == 1:
            return root[0]
    raise Unreadable("It is cut short: a closing bracket is missing.")


def _position(words: str) -> list[float]:
    try:
        return [float(word) for word in words.split()]
    except ValueError:
        raise Unreadable(f"A position is not numbers: “{words.strip()[:40]}”.") from None
