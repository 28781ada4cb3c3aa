"""What every format is read into: a sheet of records."""

from dataclasses import dataclass, field

from shapely import Geometry

from groundwork.confinement import Share
from groundwork.tables import Unreadable

__all__ = ["BY_AN_OPERATOR", "TYPED", "Limits", "Record", "Sheet", "Unreadable"]

MOST_POINTS = 20_000
MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Record:
    """One row or feature, its `shape` in the file's own coordinates, or None.

    `why` says what keeps it from being used, "" where nothing does, and `at` where that is in the
    shape, if it is at a place.
    `row` counts features from 1, and rows of a table as a spreadsheet shows them, the header
    being row 1.
    """

    row: int
    properties: dict[str, object]
    shape: Geometry | None = None
    why: str = ""
    at: tuple[float, float] | None = None


@dataclass
class Sheet:
    """A whole file as read. `stated` is what it says of its reference system, "" where silent.

    `standard` is the EPSG number that the format itself lays down where the file is silent
    (GeoJSON and KML are always longitude and latitude), or None.
    """

    format: str
    records: list[Record]
    stated: str = ""
    standard: int | None = None
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Limits:
    """How much of the machine one file may take, and how large it may be."""

    file_bytes: int = 10 * MEBIBYTE
    expanded_bytes: int = 50 * MEBIBYTE
    zip_entries: int = 50
    records: int = 50_000
    points: int = 1_000_000
    rings: int = 20_000
    cpu_seconds: int = 10
    wall_seconds: int = 30
    memory_bytes: int = 1024 * MEBIBYTE

    @property
    def share(self) -> Share:
        """What the process that reads the file may take: it writes the file and what is in it."""
        return Share(
            memory_bytes=self.memory_bytes,
            written_bytes=self.expanded_bytes + self.file_bytes,
            cpu_seconds=self.cpu_seconds,
            wall_seconds=self.wall_seconds,
        )


# What one shape may be; a text or a drawing is one shape.
TYPED = Limits(points=MOST_POINTS, rings=2_000, records=2_000)
BY_AN_OPERATOR = Limits(
    file_bytes=1024 * MEBIBYTE,
    expanded_bytes=2048 * MEBIBYTE,
    records=3_000_000,
    points=50_000_000,
    rings=5_000_000,
    cpu_seconds=900,
    wall_seconds=1800,
    memory_bytes=8192 * MEBIBYTE,
)
