"""How far variations may go in a zone: its limits as data, and what goes beyond them in sentences.

The limits are part of what is declared, so they change only while the zone is a draft or proposed.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from groundwork import clock
from groundwork.history import because
from groundwork.problems import Refused
from partners.models import Person, Service, Theme
from sizes import comment_period
from sizes.drafting import change_words, opened
from sizes.models import Limits, Variation, Zone
from sizes.variation_status import DAY
from sizes.words import joined

Fringe = Variation.Fringe


@dataclass(frozen=True)
class Extent:
    """What of a variation the limits look at: its service, themes, dates and fringe.

    `ends_on` is the first day it no longer holds. `themes` are those of its commitment: none where
    it names none.
    """

    service: Service
    starts_on: dt.date
    ends_on: dt.date | None
    fringe: str
    themes: Collection[int] = ()


def limits_of(zone: Zone) -> Limits | None:
    """The zone's limits; None where nobody set any, and only its themes and services bind."""
    return Limits.objects.filter(zone=zone).first()


def beyond(zone: Zone, limits: Limits | None, values: Extent) -> list[str]:
    """Why the variation goes beyond the zone's limits: sentences, none where it keeps to them."""
    return [sentence for _, sentence in faults(zone, limits, values)]


def faults(zone: Zone, limits: Limits | None, values: Extent) -> list[tuple[str, str]]:
    """The same as `beyond`, each sentence with the name of what is wrong."""
    return [
        *_service_faults(zone, limits, values.service),
        *_theme_faults(zone, limits, values.themes),
        *_time_faults(zone, limits, values),
        *_fringe_faults(limits, values.fringe),
    ]


def _service_faults(zone: Zone, limits: Limits | None, service: Service) -> list[tuple[str, str]]:
    if limits and limits.fixed_services.filter(pk=service.pk).exists():
        return [("service", f"{service} may not vary in this zone: its limits say so.")]
    allowed = list(limits.services.all()) if limits else []
    allowed = allowed or [row.service for row in zone.services.select_related("service")]
    if not allowed or service in allowed:
        return []
    names = joined(sorted(str(each) for each in allowed))
    return [("service", f"{service} is not one of the services that may vary here: {names}.")]


def _theme_faults(
    zone: Zone, limits: Limits | None, themes: Collection[int]
) -> list[tuple[str, str]]:
    allowed = list(limits.themes.all()) if limits else []
    allowed = allowed or [row.theme for row in zone.themes.select_related("theme")]
    if not themes or not allowed or {theme.pk for theme in allowed} & set(themes):
        return []
    names = joined(sorted(str(each) for each in allowed))
    return [("", f"The commitment is about other themes than those that may vary here: {names}.")]


def _time_faults(zone: Zone, limits: Limits | None, values: Extent) -> list[tuple[str, str]]:
    if limits is None or limits.longest_days is None:
        return []
    ends_on = values.ends_on or (zone.target_on + DAY if zone.target_on else None)
    if ends_on and (ends_on - values.starts_on).days <= limits.longest_days:
        return []
    sentence = (
        f"No variation here may last longer than {limits.longest_days} days, so that people are "
        "asked again in between. Choose an earlier last day."
    )
    return [("ends_on", sentence)]


def _fringe_faults(limits: Limits | None, fringe: str) -> list[tuple[str, str]]:
    if limits is None or limits.is_fringe_open or fringe == Fringe.NOT_INCLUDED:
        return []
    return [("fringe", "This zone keeps its fringe as it is: choose “Not included”.")]


@transaction.atomic
def set_limits(
    *,
    zone: Zone,
    by: Person,
    themes: Collection[Theme] = (),
    services: Collection[Service] = (),
    fixed_services: Collection[Service] = (),
    longest_days: int | None = None,
    is_fringe_open: bool = True,
    expected: int | None = None,
    **words: str,
) -> Limits:
    """Write the zone's limits, whole. Raises what `drafting.opened` raises, and Refused.

    Limits that a variation already agreed would go beyond are refused: end that one first. The
    same limits in words (`what_stays`, `how_far`) may be written with them, as `change_words` does.
    """
    row = opened(zone, by=by, expected=expected)
    if words:
        row = change_words(zone=row, by=by, **words)
    both = set(services) & set(fixed_services)
    if both:
        names = joined(sorted(str(service) for service in both))
        raise Refused(f"{names} cannot both be allowed to vary and not.")
    limits, is_new = Limits.objects.get_or_create(zone=row)
    before = _said(limits)
    limits.longest_days, limits.is_fringe_open = longest_days, is_fringe_open
    limits.save()
    limits.themes.set(themes)
    limits.services.set(services)
    limits.fixed_services.set(fixed_services)
    _keep_agreed(row, limits)
    if not is_new and _said(limits) != before:
        comment_period.begin_again(row, "its limits were changed", on=clock.today())
    if is_new or _said(limits) != before:
        with because(reason="Limits set"):
            row.touch()
    return limits


def _said(limits: Limits) -> tuple[Any, ...]:
    words = (limits.themes, limits.services, limits.fixed_services)
    return (
        limits.longest_days,
        limits.is_fringe_open,
        *(frozenset(each.values_list("pk", flat=True)) for each in words),
    )


def _keep_agreed(zone: Zone, limits: Limits) -> None:
    agreed = Variation.objects.agreed().filter(acceptance__zone=zone, ended_on=None)
    broken = [
        f"“{variation}” was agreed and would go beyond these limits. {' '.join(found)}"
        for variation in agreed.select_related("service", "acceptance__commitment")
        if (found := beyond(zone, limits, extent_of(variation)))
    ]
    if broken:
        raise Refused(*broken, "End it first, or choose wider limits.")


def extent_of(variation: Variation) -> Extent:
    """What the limits look at in a variation that is kept."""
    themes = variation.acceptance.commitment.themes.values_list("pk", flat=True)
    return Extent(
        variation.service,
        variation.starts_on,
        variation.ends_on,
        variation.fringe,
        tuple(themes),
    )
