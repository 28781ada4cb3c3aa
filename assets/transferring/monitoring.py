"""What comes of a transfer: a report each year, and every few years a review of what was agreed.

The days are reckoned from the day on which the right began; only what was received is stored.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction

from assets import permissions
from assets.models import MonitoringReport, Transfer, TransferState
from assets.transferring.dates import in_words, years_after
from assets.transferring.parties import Party
from assets.transferring.scheme import scheme_of
from groundwork import clock
from groundwork.history import because
from groundwork.problems import Refused
from partners.models import Person

Kind = MonitoringReport.Kind
# A freehold is held for ever; nobody plans for longer than this.
MOST_YEARS = 999


@dataclass(frozen=True)
class Due:
    """A report that is due on a day, and the report once it was received."""

    kind: str
    number: int  # the year since the right began
    due_on: dt.date
    report: MonitoringReport | None = None

    @property
    def title(self) -> str:
        if self.kind == Kind.REVIEW:
            return f"Review after {self.number} years"
        return f"Report on year {self.number}"

    @property
    def party(self) -> Party:
        """Whose it is: the group reports, the owner reviews."""
        return Party.OWNER if self.kind == Kind.REVIEW else Party.GROUP

    @property
    def slug(self) -> str:
        return f"{self.kind}-{self.number}"

    def is_overdue(self, on: dt.date) -> bool:
        """Whether its day has passed and it has not come."""
        return self.report is None and self.due_on < on


def schedule(transfer: Transfer, on: dt.date, *, review_years: int | None = None) -> list[Due]:
    """All reports and reviews that were due by the day, and the next of each kind; by day.

    Nothing is due after the right has ended; what was received stays in it. Reviews are counted
    on from the last one that was received, so that a scheme may change its years.
    """
    starts = transfer.lease_starts_on
    if starts is None:
        return []
    last = _last_day(transfer)
    reports = {(each.kind, each.number): each for each in transfer.reports.all()}
    years = review_years or scheme_of(transfer.asset.owner).review_years
    found = [*_yearly(starts, last, on, reports), *_reviews(starts, last, on, reports, years)]
    return sorted(found, key=lambda due: (due.due_on, due.kind == Kind.REVIEW))


def _last_day(transfer: Transfer) -> dt.date:
    """The last day on which something can fall due."""
    ends = [day for day in (transfer.lease_ends_on, transfer.ended_on) if day is not None]
    return min(ends, default=dt.date.max)


def _yearly(
    starts: dt.date, last: dt.date, on: dt.date, reports: dict[tuple[str, int], MonitoringReport]
) -> Iterable[Due]:
    for number in range(1, MOST_YEARS):
        report = reports.get((Kind.YEARLY, number))
        due_on = years_after(starts, number)
        if due_on <= last or report:
            yield Due(Kind.YEARLY, number, due_on, report)
        if (due_on > on and report is None) or due_on > last:
            return


def _reviews(
    starts: dt.date,
    last: dt.date,
    on: dt.date,
    reports: dict[tuple[str, int], MonitoringReport],
    years: int,
) -> Iterable[Due]:
    done = sorted(number for kind, number in reports if kind == Kind.REVIEW)
    for number in done:
        yield Due(Kind.REVIEW, number, years_after(starts, number), reports[Kind.REVIEW, number])
    for number in range((done[-1] if done else 0) + years, MOST_YEARS, years):
        due_on = years_after(starts, number)
        if due_on <= last:
            yield Due(Kind.REVIEW, number, due_on)
        if due_on > on or due_on > last:
            return


def next_due(transfer: Transfer, on: dt.date, *, review_years: int | None = None) -> Due | None:
    """The first report or review that was not received yet."""
    waiting = (
        due for due in schedule(transfer, on, review_years=review_years) if due.report is None
    )
    return next(waiting, None)


@transaction.atomic
def receive(
    *,
    transfer: Transfer,
    kind: str,
    number: int,
    words: str,
    by: Person,
    social_value: Decimal | None = None,
    received_on: dt.date | None = None,
    expected: int | None = None,
    on: dt.date | None = None,
) -> MonitoringReport:
    """Put on record what came of a year, or a review: words, and a year's social value in pounds.

    A report is the group's to make, or the owner's to record where it came on paper; a review is
    the owner's. Raises PermissionDenied, Refused with every problem, and ChangedMeanwhile.
    """
    day = on or clock.today()
    row = transfer.lock(expected=expected)
    is_owners = permissions.may_assess_transfer(by, row)
    is_groups = kind == Kind.YEARLY and permissions.may_write_transfer(by, row)
    if not (is_owners or is_groups):
        raise PermissionDenied("The group reports each year, and the owner reviews.")
    if row.state != TransferState.MONITORING:
        raise Refused("Reports are received while a completed transfer is monitored.")
    due = next((d for d in schedule(row, day) if (d.kind, d.number) == (kind, number)), None)
    if found := report_problems(row, due, words=words, received_on=received_on or day, on=day):
        raise Refused(*found)
    assert due is not None  # report_problems has refused it
    with because(reason=f"Received: {due.title}"):
        report = MonitoringReport.objects.create(
            transfer=row,
            kind=kind,
            number=number,
            due_on=due.due_on,
            received_on=received_on or day,
            words=words.strip(),
            social_value=social_value,
            made_by=by,
        )
        following = next_due(row, day)
        row.write(answer_due_on=following.due_on if following else None)
        row.touch()
    return report


def report_problems(
    transfer: Transfer, due: Due | None, *, words: str, received_on: dt.date, on: dt.date
) -> list[str]:
    """Why a report cannot be received like this: sentences."""
    if due is None:
        return ["No such report is due yet."]
    if due.report is not None:
        return [f"{due.title} was received on {in_words(due.report.received_on)}."]
    found = []
    if not words.strip():
        found.append("Say in words what came of it.")
    starts = transfer.lease_starts_on
    if received_on > on:
        found.append("The day on which it was received cannot lie in the future.")
    elif starts is not None and received_on < starts:
        found.append(f"It is held since {in_words(starts)}: a report comes later.")
    return found
