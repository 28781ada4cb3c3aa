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
    return (
        "(SELECT CASE WHEN away.from_core = 0 THEN 1"
        f" WHEN NOT ST_Intersects({reach}, away.asked_point) THEN 0"
        " ELSE away.from_edge / (away.from_core + away.from_edge) END"
        " FROM (SELECT asked.asked_point,"
        f" ST_Distance({core}, asked.asked_point) AS from_core,"
        f" ST_Distance({edge}, asked.asked_point) AS from_edge"
        f" FROM (SELECT {point} AS asked_point) AS asked OFFSET 0) AS away)"
    )


def band_sql(membership: str = "membership") -> str:
    """Return the SQL expression of the band of a `membership`, as the text of `Band`."""
    return (
        f"(CASE WHEN {membership} >= 1 THEN '{Band.CORE}'"
        f" WHEN {membership} >= {CLOSE_FROM} THEN '{Band.CLOSE}'"
        f" WHEN {membership} >= {MIDDLE_FROM} THEN '{Band.MIDDLE}'"
        f" WHEN {membership} > 0 THEN '{Band.EDGE}'"
        f" ELSE '{Band.OUTSIDE}' END)"
    )
