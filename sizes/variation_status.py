"""What a variation is on a day: proposed, coming, current, paused or ended.

Nobody sets it. It is reckoned on every read from the dates of the variation and of all that it
hangs on (its acceptance, its commitment, its zone), by one order of rules in Python and in SQL.
"""

import datetime as dt
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When

from sizes.ending import DAY, lapses_on, stopped_on
from sizes.status import ENDED, RUNNING, State, phase_on, status_on

__all__ = [
    "DAY", "VariationStatus", "begins_of", "ends_of", "is_zones_end", "own_end", "status_of",
    "variation_status_in_sql", "waits_for_review",
]  # fmt: skip


class VariationStatus(models.TextChoices):
    """What people are told a variation is on a day."""

    PROPOSED = "proposed", "Proposed"
    COMING = "coming", "Coming"
    CURRENT = "current", "Current"
    PAUSED = "paused", "Paused"
    ENDED = "ended", "Ended"


def own_end(variation: Any) -> dt.date | None:
    """The first day on which it no longer holds by what hangs on it alone, whatever its zone does.

    The earliest of its own end, planned or early, and of the ends of its acceptance and its
    commitment; None where it has no end but its zone's.
    """
    acceptance = variation.acceptance
    commitment = acceptance.commitment
    days = [
        variation.ends_on,
        variation.ended_on,
        acceptance.withdrawn_on,
        commitment.withdrawn_on,
        commitment.ends_on,
    ]
    return min((day for day in days if day), default=None)


def ends_of(variation: Any, *, on: dt.date) -> dt.date | None:
    """The first day on which the variation no longer holds, as things stand on the day.

    It is its own end, if that comes first; else its zone's. An end of its own is never later than
    the zone's target date. Without one it goes on while the zone's review is to be decided: until
    the target date that is when it ends, and from then on the last day of grace is the latest.
    None while its zone has no dates.
    """
    days = [own_end(variation), _zone_end(variation, on)]
    return min((day for day in days if day), default=None)


def _zone_end(variation: Any, on: dt.date) -> dt.date | None:
    """The first day on which the zone lets it hold no longer, as things stand on the day."""
    zone = variation.acceptance.zone
    held = phase_on(zone, on)
    if held is None:
        return None
    stopped = stopped_on(held, zone)
    if held.target_on is None:
        return stopped
    planned = held.target_on + DAY
    may_go_on = held.state not in (State.DRAFT, State.PROPOSED, State.WITHDRAWN)
    is_late = on >= planned or (stopped is not None and stopped > planned)
    if variation.ends_on is None and may_go_on and is_late:
        planned = lapses_on(held.target_on)
    return min(planned, stopped) if stopped else planned


def is_zones_end(variation: Any, *, on: dt.date) -> bool:
    """Whether it ends because its zone does, as things stand on the day, and has no end before."""
    own = own_end(variation)
    end = _zone_end(variation, on)
    return variation.ends_on is None and end is not None and (own is None or own > end)


def waits_for_review(variation: Any, *, on: dt.date) -> bool:
    """Whether it holds beyond the target date, because the zone's review is to be decided.

    Where its commitment ends before the zone can lapse, the decision can still come earlier.
    """
    held = phase_on(variation.acceptance.zone, on)
    if held is None or held.target_on is None or on <= held.target_on:
        return False
    return status_of(variation, on=on) in (VariationStatus.CURRENT, VariationStatus.PAUSED)


def begins_of(variation: Any) -> dt.date:
    """The first day on which the variation may hold: never before its commitment or its zone."""
    acceptance = variation.acceptance
    days = [variation.starts_on, acceptance.commitment.starts_on, acceptance.zone.starts_on]
    return max(day for day in days if day)


def status_of(variation: Any, *, on: dt.date) -> VariationStatus:
    """The status of the variation on the day. Reads its acceptance, commitment and zone.

    What nobody agreed is proposed, whatever became of it since: it was never public.
    """
    if variation.agreed_on is None or on < variation.agreed_on:
        return VariationStatus.PROPOSED
    zone_status = status_on(variation.acceptance.zone, on)
    ends_on = ends_of(variation, on=on)
    if zone_status in ENDED or (ends_on and ends_on <= on):
        return VariationStatus.ENDED
    if _is_paused(variation, on):
        return VariationStatus.PAUSED
    if zone_status not in RUNNING or on < begins_of(variation):
        return VariationStatus.COMING
    return VariationStatus.CURRENT


def _is_paused(variation: Any, on: dt.date) -> bool:
    if variation.paused_on and variation.paused_on <= on:
        return True
    if variation.resumed_on is None or variation.resumed_on <= on:
        return False
    return any(pause.starts_on <= on < pause.ends_on for pause in variation.pauses.all())


def variation_status_in_sql(on: dt.date, *, zone_status: str, zone_target: str) -> Case:
    """The same as `status_of`, over variations annotated with what their zone was on the day.

    `zone_status` and `zone_target` name its status and its target date on that day.
    """
    running = [str(status) for status in RUNNING]
    ended = (
        Q(**{f"{zone_status}__in": [str(status) for status in ENDED]})
        | Q(ends_on__lte=on)
        | Q(ended_on__lte=on)
        # After the target date only what has no end of its own goes on, and only while the zone is
        # still to be decided about.
        | Q(**{f"{zone_target}__lt": on})
        & (Q(ends_on__isnull=False) | ~Q(**{f"{zone_status}__in": running}))
        | Q(acceptance__withdrawn_on__lte=on)
        | Q(acceptance__commitment__withdrawn_on__lte=on)
        | Q(acceptance__commitment__ends_on__lte=on)
    )
    coming = (
        ~Q(**{f"{zone_status}__in": running})
        | Q(starts_on__gt=on)
        | Q(acceptance__commitment__starts_on__gt=on)
        | Q(acceptance__zone__starts_on__gt=on)
    )
    pauses = apps.get_model("sizes", "Pause").objects.filter(
        variation=OuterRef("pk"), starts_on__lte=on, ends_on__gt=on
    )
    return Case(
        When(Q(agreed_on=None) | Q(agreed_on__gt=on), then=Value(VariationStatus.PROPOSED.value)),
        When(ended, then=Value(VariationStatus.ENDED.value)),
        When(
            Q(paused_on__lte=on) | (Q(resumed_on__gt=on) & Exists(pauses)),
            then=Value(VariationStatus.PAUSED.value),
        ),
        When(coming, then=Value(VariationStatus.COMING.value)),
        default=Value(VariationStatus.CURRENT.value),
        output_field=models.CharField(),
    )
