"""Who changed what, when and why: kept by the database, so that raw SQL is recorded too.

Every tracked model gets an event table that only ever grows. Columns that hold personal details or
large shapes are left out by name. The reason is given with `because`, the person by the request.
"""

from typing import Any

import pghistory

because = pghistory.context


def track(*, leaving_out: tuple[str, ...] = ()) -> Any:
    """Decorate a model so that each insert, update and delete of its rows is recorded."""
    return pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        exclude=list(leaving_out),
    )
