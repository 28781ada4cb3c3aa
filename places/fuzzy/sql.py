"""The membership and its bands as PostGIS expressions: the same definitions as in Python.

The arguments are SQL, written by the program and never by a user: names of columns or expressions.
"""

from __future__ import annotations

from places.fuzzy.membership import CLOSE_FROM, MIDDLE_FROM, Band


def membership_sql(
    core: str = "core", edge: str = "edge", reach: str = "reach", point: str = "%s"
) -> str:
    """Return the SQL expression of the membership, from 0 to 1, of `point` in a zone.

    `core` and `reach` are geometries, `edge` the stored ST_Boundary(reach), `point` a geometry in
    the same metric CRS; it appears once, so one parameter is enough. Each distance is reckoned
    once a row: OFFSET 0 keeps the planner from writing it out wherever it is used.
    """
    distances = (
        f"ST_Distance({core}, asked_point) AS from_core,"
        f" ST_Distance({edge}, asked_point) AS from_edge"
    )
    degree = (
        "CASE WHEN from_core = 0 THEN 1"
        f" WHEN NOT ST_Intersects({reach}, asked_point) THEN 0"
        " ELSE from_edge / (from_core + from_edge) END"
    )
    asked = f"(SELECT {point} AS asked_point) AS asked"
    away = f"(SELECT asked_point, {distances} FROM {asked} OFFSET 0) AS away"  # noqa: S608
    return f"(SELECT {degree} FROM {away})"  # noqa: S608


def band_sql(membership: str = "membership") -> str:
    """Return the SQL expression of the band of a `membership`, as the text of `Band`."""
    return (
        f"(CASE WHEN {membership} >= 1 THEN '{Band.CORE}'"
        f" WHEN {membership} >= {CLOSE_FROM} THEN '{Band.CLOSE}'"
        f" WHEN {membership} >= {MIDDLE_FROM} THEN '{Band.MIDDLE}'"
        f" WHEN {membership} > 0 THEN '{Band.EDGE}'"
        f" ELSE '{Band.OUTSIDE}' END)"
    )
