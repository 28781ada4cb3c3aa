"""Putting areas and postcodes on record, many at a time and as often as one likes.

What is already recorded is left as it is: only what differs is written.
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.db import connection, transaction
from shapely import Geometry, MultiPolygon

from places.crs import LONLAT, METRIC, to_lonlat
from places.models import Area, Postcode
from places.shapes import Feature, Reading, Refusal
from places.shapes.columns import authority_column, postcode_column

# Two publications of one boundary differ by their rounding; two boundaries differ by more.
SAME_WITHIN_M = 0.5
POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}")
BATCH = 10_000


@dataclass
class Loaded:
    """What a load did: how many rows were new, changed, unchanged or closed, and who was refused.

    A closed row is an earlier shape of the same reference, ended on the day the new one starts.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    closed: int = 0
    refused: list[Refusal] = field(default_factory=list)

    def account(self, reading: Reading, *, is_dry_run: bool = False) -> list[str]:
        """Return what was understood, refused and done, a sentence or a row a line."""
        lines = list(reading.notes)
        for refusal in self.refused:
            where = f" At {refusal.at[0]}, {refusal.at[1]}." if refusal.at else ""
            name = f", {refusal.name}" if refusal.name else ""
            lines.append(f"Refused row {refusal.row}{name}: {refusal.why}{where}")
        counts = {
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "earlier closed": self.closed,
            "refused": len(self.refused),
        }
        lines.append(", ".join(f"{number:,} {word}" for word, number in counts.items()) + ".")
        if is_dry_run:
            lines.append("Nothing was recorded: this was a dry run.")
        return lines


@transaction.atomic
def load_areas(
    reading: Reading,
    *,
    kind: str,
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
    authority: str = "",
    source: str = "",
    licence: str = "",
) -> Loaded:
    """Record the areas of a reading, each under its reference, or its name where it has none.

    With a start date, an earlier shape of the same kind and reference is ended on that date, and
    the new one ends where a later one starts. Without, the latest shape on record is meant.
    Blank words never replace words on record.
    """
    loaded = Loaded(refused=list(reading.refused))
    features = _by_reference(reading.features, loaded)
    column = authority_column(_columns(reading.features))
    on_record: dict[str, list[Area]] = {reference: [] for reference in features}
    for area in Area.objects.filter(kind=kind, reference__in=features).select_for_update():
        on_record[area.reference].append(area)
    new, changed, closed = [], [], []
    for reference, feature in features.items():
        words = {
            "name": (feature.name or reference)[:200],
            "authority": (authority or str(feature.properties.get(column) or ""))[:100],
            "source": source,
            "licence": licence,
        }
        rows = sorted(on_record[reference], key=_start)
        meant = _meant(rows, starts_on, ends_on)
        if meant is None:
            earlier, until = _neighbours(rows, starts_on, ends_on)
            closed += earlier
            area = Area(kind=kind, reference=reference, starts_on=starts_on, ends_on=until, **words)
            set_shape(area, feature.shape)
            new.append(area)
        elif _amend(meant, words, _end(meant, rows, ends_on), feature.shape):
            changed.append(meant)
        else:
            loaded.unchanged += 1
    # The earlier shapes are closed first: the dates of one reference may never overlap.
    Area.objects.bulk_update(closed, ["ends_on"], batch_size=BATCH)
    fields = ["name", "authority", "source", "licence", "ends_on", "shape", "outline"]
    Area.objects.bulk_update(changed, fields, batch_size=200)
    Area.objects.bulk_create(new, batch_size=500)
    loaded.new, loaded.changed, loaded.closed = len(new), len(changed), len(closed)
    loaded.refused.sort(key=lambda refusal: refusal.row)
    return loaded


@transaction.atomic
def load_postcodes(reading: Reading) -> Loaded:
    """Record the postcodes of a reading of points, by whichever column holds a postcode."""
    loaded = Loaded(refused=list(reading.refused))
    column = postcode_column(_columns(reading.features))
    points: dict[str, Geometry] = {}
    for feature in reading.features:
        said = str(feature.properties.get(column) or "")
        code = "".join(said.split()).upper()
        if not POSTCODE.fullmatch(code):
            why = f"“{said[:20]}” is not a postcode." if said else "It has no postcode."
            loaded.refused.append(Refusal(feature.row, feature.name, why))
        elif code in points:
            loaded.refused.append(Refusal(feature.row, code, "It is in the file twice."))
        else:
            points[code] = feature.shape
    codes = list(points)
    positions = shapely.get_coordinates(list(points.values()))
    for start in range(0, len(codes), BATCH):
        _record_postcodes(codes[start : start + BATCH], positions[start : start + BATCH], loaded)
    loaded.refused.sort(key=lambda refusal: refusal.row)
    return loaded


def _record_postcodes(codes: list[str], positions: np.ndarray, loaded: Loaded) -> None:
    table = connection.ops.quote_name(Postcode._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO {table} AS recorded (code, point)
            SELECT code, ST_SetSRID(ST_MakePoint(x, y), %s)
            FROM unnest(%s::text[], %s::float8[], %s::float8[]) AS given (code, x, y)
            ON CONFLICT (code) DO UPDATE SET point = excluded.point
            WHERE NOT ST_DWithin(recorded.point, excluded.point, %s)
            RETURNING xmax = 0
            """,  # noqa: S608 - the name of our own table
            [METRIC, codes, positions[:, 0].tolist(), positions[:, 1].tolist(), SAME_WITHIN_M],
        )
        is_new = [row[0] for row in cursor.fetchall()]
    loaded.new += sum(is_new)
    loaded.changed += len(is_new) - sum(is_new)
    loaded.unchanged += len(codes) - len(is_new)


def _by_reference(features: Iterable[Feature], loaded: Loaded) -> dict[str, Feature]:
    """Return features by reference; refuse those with none, and all but the first of each."""
    kept: dict[str, Feature] = {}
    for feature in features:
        reference = feature.reference or feature.name
        if not reference:
            why = "It has neither a reference nor a name."
        elif len(reference) > Area._meta.get_field("reference").max_length:
            why = f"Its reference is too long: “{reference[:60]}…”."
        elif reference in kept:
            why = f"Its reference, {reference}, is in the file twice."
        else:
            kept[reference] = feature
            continue
        loaded.refused.append(Refusal(feature.row, feature.name, why))
    return kept


def _columns(features: list[Feature]) -> list[str]:
    return list(dict.fromkeys(column for feature in features for column in feature.properties))


def _start(area: Area) -> dt.date:
    return area.starts_on or dt.date.min


def _meant(rows: list[Area], starts_on: dt.date | None, ends_on: dt.date | None) -> Area | None:
    """Return the row that a feature speaks of: of that start, or the latest where none is given."""
    if starts_on is None:
        return next((row for row in reversed(rows) if _start(row) < (ends_on or dt.date.max)), None)
    return next((row for row in rows if row.starts_on == starts_on), None)


def _end(area: Area, rows: list[Area], ends_on: dt.date | None) -> dt.date | None:
    """Return the end given to a row, or the start of the row after it where that comes first."""
    later = [row.starts_on for row in rows if _start(row) > _start(area)]
    return min([ends_on, *later]) if ends_on else None


def _neighbours(
    rows: list[Area], starts_on: dt.date | None, ends_on: dt.date | None
) -> tuple[list[Area], dt.date | None]:
    """Return the earlier rows to be closed, their new end set, and the end of a new row."""
    if starts_on is None:
        return [], ends_on
    earlier = [
        row for row in rows if _start(row) < starts_on and (row.ends_on or dt.date.max) > starts_on
    ]
    for row in earlier:
        row.ends_on = starts_on
    later = min((row.starts_on for row in rows if _start(row) > starts_on), default=None)
    return earlier, min((day for day in (ends_on, later) if day), default=None)


def _amend(area: Area, words: dict[str, str], ends_on: dt.date | None, shape: Geometry) -> bool:
    """Set on a row what a feature says otherwise; return whether anything was."""
    said = {name: word for name, word in words.items() if word}
    if ends_on:
        said["ends_on"] = ends_on
    differing = {name: value for name, value in said.items() if getattr(area, name) != value}
    for name, value in differing.items():
        setattr(area, name, value)
    is_same = _is_same(shapely.from_wkb(bytes(area.shape.wkb)), _multi(shape))
    if not is_same:
        set_shape(area, shape)
    return bool(differing) or not is_same


def _is_same(ours: Geometry, theirs: Geometry) -> bool:
    """Whether two shapes are one shape, rounded differently."""
    if shapely.equals_exact(ours, theirs, tolerance=SAME_WITHIN_M):
        return True
    if np.abs(np.subtract(ours.bounds, theirs.bounds)).max() > SAME_WITHIN_M:
        return False
    return shapely.hausdorff_distance(ours, theirs) <= SAME_WITHIN_M


def set_shape(area: Area, shape: Geometry) -> None:
    """Give an area a metric shape, and the outline of it that is sent. Nothing is saved."""
    shape = _multi(shape)
    area.shape = GEOSGeometry(memoryview(shape.wkb), srid=METRIC)
    area.outline = GEOSGeometry(memoryview(to_lonlat(shape).wkb), srid=LONLAT)


def _multi(shape: Geometry) -> MultiPolygon:
    return shape if isinstance(shape, MultiPolygon) else MultiPolygon([shape])
