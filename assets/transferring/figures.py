"""Yearly figures of transfers: how many were asked for, agreed and refused, by kind of right."""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Count
from django.db.models.functions import ExtractYear

from assets.models import Right, Transfer, TransferState
from partners.models import Organisation

COMPLETED = (TransferState.MONITORING, TransferState.ENDED)


@dataclass
class Counts:
    """How many transfers of one kind of right, or of all, in a year.

    `agreed` and `refused` count decisions of the year, whenever the transfer was asked for;
    `completed` leases and freeholds that began in it.
    """

    requested: int = 0
    agreed: int = 0
    refused: int = 0
    completed: int = 0


@dataclass
class Year:
    """The figures of a calendar year: in all, and by kind of right."""

    year: int
    total: Counts = field(default_factory=Counts)
    by_right: dict[str, Counts] = field(default_factory=dict)

    @property
    def rows(self) -> list[tuple[str, Counts]]:
        """Each kind of right that occurs, by its label, in the order of Right."""
        return [(str(r.label), self.by_right[r]) for r in Right if r in self.by_right]


def yearly(on: dt.date, *, owner: Organisation | None = None) -> list[Year]:
    """The figures up to the day, the newest year first; of one owner's assets, or of all.

    A request counts by the right that was asked for, a decision and a completion by the right that
    was agreed, or else asked for. Four queries. A transfer that came to terms and then lapsed or
    was withdrawn stays counted as agreed: its decision was made.
    """
    transfers = Transfer.objects.public().order_by()
    if owner is not None:
        transfers = transfers.filter(asset__owner=owner)
    decided = transfers.filter(decided_on__lte=on)
    queries = {
        "requested": (transfers.filter(requested_on__lte=on), "requested_on", "right_asked"),
        "agreed": (decided.exclude(right_agreed=""), "decided_on", "right_agreed"),
        "refused": (decided.filter(right_agreed=""), "decided_on", "right_asked"),
        "completed": (
            transfers.filter(lease_starts_on__lte=on, state__in=COMPLETED),
            "lease_starts_on",
            "right_agreed",
        ),
    }
    years: dict[int, Year] = {}
    for name, (found, day, right) in queries.items():
        rows = found.values(right, year=ExtractYear(day)).annotate(count=Count("pk"))
        for row in rows:
            year = years.setdefault(row["year"], Year(row["year"]))
            counts = year.by_right.setdefault(row[right], Counts())
            for each in (counts, year.total):
                setattr(each, name, getattr(each, name) + row["count"])
    return [years[year] for year in sorted(years, reverse=True)]
