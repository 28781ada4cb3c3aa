"""What a variation is on a day: proposed, coming, current, paused or ended.

Nobody sets it. It is reckoned on every read from the dates of the variation and of all that it
hangs on (its acceptance, its commitment, its zone), by one order of rules in Python and in SQL.
"""

import datetime as dt
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When

from sizes.status import ENDED, RUNNING, status_on

DAY = dt.timedelta(days=1)


class VariationStatus(models.TextChoices):
    """What people are told a variation is on a day."""

    PROPOSED = "proposed", "Proposed"
    COMING = "coming", "Coming"
    CURRENT = "current", "Current"
    PAUSED = "paused", "Paused"
    ENDED = "ended", "Ended"


def ends_of(variation: Any) -> dt.date | None:
    """The first day on which the variation no longer holds; None while its zone has no dates.

    It is the earliest of its own end, planned or early, the day after the zone's target date, the
    day on which the zone ended, and the end of its acceptance or of its commitment.
    """
    acceptance = variation.acceptance
    zone, commitment = acceptance.zone, acceptance.commitment
    days = [
        variation.ends_on,
        variation.ended_on,
        zone.target_on + DAY if zone.target_on else None,
        zone.state_since_on if status_on(zone, zone.state_since_on) in ENDED else None,
        acceptance.withdrawn_on,
        commitment.withdrawn_on,
        commitment.ends_on,
    ]
    return min((day for day in days if day), default=None)


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
    ends_on = ends_of(variation)
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


def variation_status_in_sql(on: dt.date, *, zone_status: str) -> Case:
    """The same as `status_of`, over variations annotated with the status of their zone."""
    ended = (
        Q(**{f"{zone_status}__in": [str(status) for status in ENDED]})
        | Q(ends_on__lte=on)
        | Q(ended_on__lte=on)
        | Q(acceptance__zone__target_on__lt=on)
        | Q(acceptance__withdrawn_on__lte=on)
        | Q(acceptance__commitment__withdrawn_on__lte=on)
        | Q(acceptance__commitment__ends_on__lte=on)
    )
    coming = (
        ~Q(**{f"{zone_status}__in": [str(status) for status in RUNNING]})
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
