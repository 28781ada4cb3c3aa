"""A place's position towards a zone, a distance and an area, as plain English."""

from __future__ import annotations

import math

from places.fuzzy.membership import Band, Measure

JUST_OUTSIDE_M = 500.0


def position_in_words(
    measure: Measure, zone_name: str | None = None, *, just_outside_m: float = JUST_OUTSIDE_M
) -> str:
    """Return where a point stands, in words that fit after "This place is".

    `just_outside_m` is how near the reach, in metres, still counts as just outside.
    """
    of_zone = f" of {zone_name}" if zone_name else ""
    if measure.band is Band.CORE:
        return f"in the core{of_zone}"
    if measure.band is not Band.OUTSIDE:
        the_core = "its core" if zone_name else "the core"
        away = distance_in_words(measure.core_distance_m)
        return f"in the fringe{of_zone}, {away} from {the_core}"
    outside = "just outside" if measure.reach_distance_m <= just_outside_m else "outside"
    named = f" {zone_name}" if zone_name else ""
    return f"{outside}{named}, {distance_in_words(measure.reach_distance_m)} from its edge"


def distance_in_words(metres: float) -> str:
    """Return a distance as people say it: to 10 m, from 1 km to 100 m, from 10 km to a km.

    ValueError where it is negative or not a finite number.
    """
    _refuse_unless_size(metres, "A distance")
    if metres < 10:
        return "under 10 m"
    tens = math.floor(metres / 10 + 0.5)
    if tens < 100:
        return f"{tens * 10} m"
    hundreds = math.floor(metres / 100 + 0.5)
    if hundreds < 100:
        return f"{_short(hundreds)} km"
    return f"{math.floor(metres / 1000 + 0.5):,} km"


def hectares_in_words(square_metres: float) -> str:
    """Return an area in hectares: whole ones from 10 up, tenths below.

    ValueError where it is negative or not a finite number.
    """
    _refuse_unless_size(square_metres, "An area")
    tenths = math.floor(square_metres / 1000 + 0.5)
    if tenths == 0:
        return "under 0.1 hectares"
    if tenths == 10:
        return "1 hectare"
    if tenths < 100:
        return f"{_short(tenths)} hectares"
    return f"{math.floor(square_metres / 10_000 + 0.5):,} hectares"


def _short(tenths: int) -> str:
    whole, tenth = divmod(tenths, 10)
    return f"{whole}.{tenth}" if tenth else str(whole)


def _refuse_unless_size(number: float, what: str) -> None:
    if not math.isfinite(number) or number < 0:
        raise ValueError(f"{what} must be a finite number, 0 or more.")
