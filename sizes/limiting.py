"""How far variations may go in a zone: its limits as data, and what goes beyond them in sentences.

The limits are part of what is declared: once it is, they change only as part of a change to it.
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


@dataclass(frozen=True)
class Bounds:
    """Limits as they are looked at, whether they are kept or only thought of."""

    themes: tuple[Theme, ...] = ()
    services: tuple[Service, ...] = ()
    fixed_services: tuple[Service, ...] = ()
    longest_days: int | None = None
    is_fringe_open: bool = True


def bounds_of(limits: Limits | None) -> Bounds | None:
    """The limits that are kept, to be looked at; None where nobody set any."""
    return limits and Bounds(
        themes=tuple(limits.themes.all()),
        services=tuple(limits.services.all()),
        fixed_services=tuple(limits.fixed_services.all()),
        longest_days=limits.longest_days,
        is_fringe_open=limits.is_fringe_open,
    )


def limits_of(zone: Zone) -> Limits | None:
    """The zone's limits; None where nobody set any, and only its themes and services bind."""
    return Limits.objects.filter(zone=zone).first()


def beyond(zone: Zone, limits: Limits | Bounds | None, values: Extent) -> list[str]:
    """Why the variation goes beyond the zone's limits: sentences, none where it keeps to them."""
    return [sentence for _, sentence in faults(zone, limits, values)]


def faults(zone: Zone, limits: Limits | Bounds | None, values: Extent) -> list[tuple[str, str]]:
    """The same as `beyond`, each sentence with the name of what is wrong."""
    bounds = bounds_of(limits) if isinstance(limits, Limits) else limits
    return [
        *_service_faults(zone, bounds, values.service),
        *_theme_faults(zone, bounds, values.themes),
        *_time_faults(zone, bounds, values),
        *_fringe_faults(bounds, values.fringe),
    ]


def allowed_services(zone: Zone, bounds: Bounds | None) -> tuple[Service, ...]:
    """The services that may vary: those of the limits, else of the zone; none means any."""
    listed = bounds.services if bounds else ()
    return listed or tuple(row.service for row in zone.services.select_related("service"))


def allowed_themes(zone: Zone, bounds: Bounds | None) -> tuple[Theme, ...]:
    """The themes that commitments may be about: as for services."""
    listed = bounds.themes if bounds else ()
    return listed or tuple(row.theme for row in zone.themes.select_related("theme"))


def _service_faults(zone: Zone, bounds: Bounds | None, service: Service) -> list[tuple[str, str]]:
    if bounds and service in bounds.fixed_services:
        return [("service", f"{service} may not vary in this zone: its limits say so.")]
    allowed = allowed_services(zone, bounds)
    if not allowed or service in allowed:
        return []
    names = joined(sorted(str(each) for each in allowed))
    return [("service", f"{service} is not one of the services that may vary here: {names}.")]


def _theme_faults(
    zone: Zone, bounds: Bounds | None, themes: Collection[int]
) -> list[tuple[str, str]]:
    allowed = allowed_themes(zone, bounds)
    if not themes or not allowed or {theme.pk for theme in allowed} & set(themes):
        return []
    names = joined(sorted(str(each) for each in allowed))
    return [("", f"The commitment is about other themes than those that may vary here: {names}.")]


def _time_faults(zone: Zone, bounds: Bounds | None, values: Extent) -> list[tuple[str, str]]:
    if bounds is None or bounds.longest_days is None:
        return []
    ends_on = values.ends_on or (zone.target_on + DAY if zone.target_on else None)
    if ends_on and (ends_on - values.starts_on).days <= bounds.longest_days:
        return []
    sentence = (
        f"No variation here may last longer than {bounds.longest_days} days, so that people are "
        "asked again in between. Choose an earlier last day."
    )
    return [("ends_on", sentence)]


def _fringe_faults(bounds: Bounds | None, fringe: str) -> list[tuple[str, str]]:
    if bounds is None or bounds.is_fringe_open or fringe == Fringe.NOT_INCLUDED:
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
    if _said(limits) != before:
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
