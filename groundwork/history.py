"""Who changed what, when and why: kept by the database, so that raw SQL is recorded too.

Every tracked model gets an event table that only ever grows. Columns that hold personal details or
large shapes are left out by name. The reason is given with `because`, the person by the request;
where neither was given, the role of the database that wrote the row is still known.
"""

from typing import Any

import pghistory
from django.db import models
from django.db.models import Func
from pghistory.models import Event as PlainEvent

because = pghistory.context


class CurrentUser(Func):
    """The role that the database knows the writer by."""

    template = "CURRENT_USER"
    output_field = models.CharField()
    allowed_default = True


class Event(PlainEvent):
    """A row of history, with the role of the database that wrote it."""

    pgh_role = models.CharField(max_length=63, db_default=CurrentUser(), editable=False)

    class Meta:
        abstract = True


def track(*, leaving_out: tuple[str, ...] = ()) -> Any:
    """Decorate a model so that each insert, update and delete of its rows is recorded."""
    return pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        base_model=Event,
        exclude=list(leaving_out),
    )


def track_links() -> Any:
    """Decorate a proxy of the table that joins two models, so that each link is recorded."""
    return pghistory.track(
        pghistory.InsertEvent(), pghistory.DeleteEvent(), base_model=Event, obj_field=None
    )
