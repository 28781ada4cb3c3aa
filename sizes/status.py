"""The states of a zone, and the public status that follows from state and date.

A state is stored and changed only by a person's step. A status is reckoned on every read, by the
one list of rules below, in Python and in SQL alike, so that no job that failed to run can make a
page untrue.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Case, DateField, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce


class State(models.TextChoices):
    """How far a zone's life has come, by the steps that people took."""

    DRAFT = "draft", "Draft"
    PROPOSED = "proposed", "Proposed"
    DECLARED = "declared", "Declared"
    UNDER_REVIEW = "under_review", "Under review"
    DISSOLVED = "dissolved", "Dissolved"
    MAINSTREAMED = "mainstreamed", "Made normal practice"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Status(models.TextChoices):
    """What the public is told a zone is on a day."""

    DRAFT = "draft", "Draft"
    OPEN_FOR_SIGNATURES = "open_for_signatures", "Open for signatures"
    STARTING = "starting", "Starting"
    ACTIVE = "active", "Active"
    REVIEW_DUE = "review_due", "Review due"
    REVIEW_OVERDUE = "review_overdue", "Review overdue"
    UNDER_REVIEW = "under_review", "Under review"
    DISSOLVED = "dissolved", "Dissolved"
    MAINSTREAMED = "mainstreamed", "Made normal practice"
    WITHDRAWN = "withdrawn", "Withdrawn"
    LAPSED = "lapsed", "Lapsed"


# From which states each step leads to which: the database allows no other change of state.
MOVES: dict[str, tuple[tuple[State, ...], State]] = {
    "publish": ((State.DRAFT,), State.PROPOSED),
    "return": ((State.PROPOSED,), State.DRAFT),
    "withdraw": ((State.DRAFT, State.PROPOSED), State.WITHDRAWN),
    "declare": ((State.PROPOSED,), State.DECLARED),
    "open_review": ((State.DECLARED,), State.UNDER_REVIEW),
    "renew": ((State.UNDER_REVIEW,), State.DECLARED),
    "mainstream": ((State.UNDER_REVIEW,), State.MAINSTREAMED),
    "dissolve": ((State.DECLARED, State.UNDER_REVIEW), State.DISSOLVED),
}

# While it has one of these, what the zone declares holds for the people in it.
RUNNING = (Status.ACTIVE, Status.REVIEW_DUE, Status.REVIEW_OVERDUE, Status.UNDER_REVIEW)
# These are over; the page stays, under a banner.
ENDED = (Status.DISSOLVED, Status.MAINSTREAMED, Status.WITHDRAWN, Status.LAPSED)


@dataclass(frozen=True)
class Rule:
    """A status holds in these states, from a date column plus days, or before a date column.

    A column with no date never makes a rule with dates hold.
    """

    status: Status
    states: tuple[State, ...]
    since: str = ""
    days: int = 0
    before: str = ""


def rules() -> tuple[Rule, ...]:
    """The rules in order: the first that holds gives the status. One always holds."""
    declared, under_review = State.DECLARED, State.UNDER_REVIEW
    return (
        Rule(Status.DRAFT, (State.DRAFT,)),
        Rule(Status.OPEN_FOR_SIGNATURES, (State.PROPOSED,)),
        Rule(Status.WITHDRAWN, (State.WITHDRAWN,)),
        Rule(Status.DISSOLVED, (State.DISSOLVED,)),
        Rule(Status.MAINSTREAMED, (State.MAINSTREAMED,)),
        # The target date itself still belongs to the zone, and so does the last day of grace.
        Rule(
            Status.LAPSED,
            (declared, under_review),
            since="target_on",
            days=settings.GRACE_DAYS + 1,
        ),
        Rule(Status.UNDER_REVIEW, (under_review,)),
        Rule(Status.STARTING, (declared,), before="starts_on"),
        Rule(Status.REVIEW_OVERDUE, (declared,), since="target_on", days=1),
        Rule(Status.REVIEW_DUE, (declared,), since="target_on", days=-settings.REVIEW_NOTICE_DAYS),
        Rule(Status.ACTIVE, (declared,)),
    )


def phase_on(zone: Any, on: dt.date) -> Any:
    """What holds of the zone on the day: the zone's own row from its last change on.

    For an earlier day the phase of that day, None before the first. Both have `state`,
    `starts_on` and `target_on`.
    """
    if on >= zone.phase_since_on:
        return zone
    for phase in sorted(zone.phases.all(), key=lambda each: each.since_on, reverse=True):
        if phase.since_on <= on:
            return phase
    return None


def state_on(zone: Any, on: dt.date) -> State:
    """The state the zone was in at the end of the day; the present one from its last step on."""
    held = phase_on(zone, on)
    return State(held.state) if held else State.DRAFT


def status_on(zone: Any, on: dt.date) -> Status:
    """The public status of the zone on the day."""
    held = phase_on(zone, on)
    return status_of_phase(held, on) if held else Status.DRAFT


def status_of_phase(held: Any, on: dt.date) -> Status:
    """The status that follows from a state, a start and a target date on the day."""
    for rule in rules():
        if held.state not in rule.states:
            continue
        since = getattr(held, rule.since) if rule.since else None
        if rule.since and (since is None or on < since + dt.timedelta(days=rule.days)):
            continue
        before = getattr(held, rule.before) if rule.before else None
        if rule.before and (before is None or on >= before):
            continue
        return rule.status
    raise AssertionError(f"no status for state {held.state}")


def _day(on: dt.date) -> Value:
    return Value(on, output_field=DateField())


def held_in_sql(column: str, on: dt.date, *, zone: str = "") -> Case:
    """The `state`, `starts_on` or `target_on` that a zone had on the day, as an expression.

    `zone` is the path to the zone, with its underscores, from rows of another table.
    """
    return _then_or_now(F(f"{zone}{column}"), F(column), on, zone)


def state_in_sql(on: dt.date, *, zone: str = "") -> Coalesce:
    """The same as `state_on`, as an expression over the columns of a zone."""
    return Coalesce(held_in_sql("state", on, zone=zone), Value(State.DRAFT.value))


def status_in_sql(on: dt.date, *, zone: str = "") -> Coalesce:
    """The same as `status_on`, as an expression over the columns of a zone."""
    reckoned = _then_or_now(_status_case(on, zone), _status_case(on, ""), on, zone)
    return Coalesce(reckoned, Value(Status.DRAFT.value))


def _then_or_now(now: Any, then: Any, on: dt.date, zone: str) -> Case:
    """`now`, over the zone's own row, where that holds on the day; else `then`, over its phase.

    The database looks for the phase only for zones that have changed since the day.
    """
    day = _day(on)
    phases = apps.get_model("sizes", "Phase").objects.filter(
        Q(until_on=None) | Q(until_on__gt=day), zone=OuterRef(f"{zone}pk"), since_on__lte=day
    )
    return Case(
        When(Q(**{f"{zone}phase_since_on__lte": day}), then=now),
        default=Subquery(phases.order_by().values(held=then)[:1]),
    )


def _status_case(on: dt.date, path: str) -> Case:
    whens = []
    for rule in rules():
        holds = Q(**{f"{path}state__in": [s.value for s in rule.states]})
        if rule.since:
            since = _day(on - dt.timedelta(days=rule.days))
            holds &= Q(**{f"{path}{rule.since}__lte": since})
        if rule.before:
            holds &= Q(**{f"{path}{rule.before}__gt": _day(on)})
        whens.append(When(holds, then=Value(rule.status.value)))
    return Case(*whens, output_field=models.CharField())
