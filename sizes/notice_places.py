"""Where a zone lies, as a public notice says it: how large it is, and the places it takes in."""

import datetime as dt
from collections.abc import Iterable

from django.contrib.gis.db.models.functions import Area as AreaOf

from places.fuzzy import hectares_in_words
from places.models import Area
from sizes.boundaries import as_shapely
from sizes.models import Boundary
from sizes.reckoning import LEAST_SHARED_M2, Touched, areas_touched
from sizes.words import WHOLE_SHARE, joined

Kind = Area.Kind
MOST_WARDS = 40
MOST_PLACES = 12


def where_in_words(boundary: Boundary, on: dt.date) -> tuple[list[str], bool]:
    """Return sentences on size, wards, other places and councils; and whether there is no fringe.

    The areas are those of the day.
    """
    core, reach = as_shapely(boundary.core), as_shapely(boundary.reach)
    fringe_m2 = max(0.0, reach.area - core.area)
    sentences = in_sentences(core.area, fringe_m2, areas_touched(core, reach, on=on))
    return sentences, fringe_m2 < LEAST_SHARED_M2


def sizes_in_words(boundaries: Iterable[int]) -> dict[int, str]:
    """How large versions of where a zone lies are, in a few words, by their keys."""
    found = Boundary.objects.filter(pk__in=boundaries).annotate(
        core_area=AreaOf("core"), reach_area=AreaOf("reach")
    )
    return {
        pk: _size(core.sq_m, reach.sq_m - core.sq_m)
        for pk, core, reach in found.values_list("pk", "core_area", "reach_area")
    }


def _size(core_m2: float, fringe_m2: float) -> str:
    if fringe_m2 < LEAST_SHARED_M2:
        return f"{hectares_in_words(core_m2)}, without a fringe"
    return f"core {hectares_in_words(core_m2)}, fringe {hectares_in_words(fringe_m2)}"


def in_sentences(core_m2: float, fringe_m2: float, areas: list[Touched]) -> list[str]:
    """How large a zone is and which areas it takes in, as sentences."""
    if fringe_m2 < LEAST_SHARED_M2:
        size = f"The zone covers {hectares_in_words(core_m2)}, and stops exactly at its edge."
    else:
        size = (
            f"The core covers {hectares_in_words(core_m2)}; round it lies a fringe of "
            f"{hectares_in_words(fringe_m2)}, in which the zone fades out."
        )
    wards = [area for area in areas if area.kind == Kind.WARD]
    councils = [area for area in areas if area.kind == Kind.DISTRICT]
    others = [area for area in areas if area.kind not in (Kind.WARD, Kind.DISTRICT)]
    sentences = [
        size,
        _listed("Wards in the core", [a for a in wards if a.is_core], MOST_WARDS),
        _listed("Wards that only the fringe touches", _fringe_only(wards), MOST_WARDS),
        _listed("Places in the core", [a for a in others if a.is_core], MOST_PLACES),
        _listed("Places that only the fringe touches", _fringe_only(others), MOST_PLACES),
        _named("Council area", councils),
    ]
    return [sentence for sentence in sentences if sentence]


def _fringe_only(areas: list[Touched]) -> list[Touched]:
    return [area for area in areas if not area.is_core and area.fringe_m2 >= LEAST_SHARED_M2]


def _listed(label: str, areas: list[Touched], most: int) -> str:
    """The areas that a part of the zone takes in: the whole ones, then those it takes a part of."""
    whole = [area.name for area in areas if area.core_share >= WHOLE_SHARE]
    parts = [area.name for area in areas if area.core_share < WHOLE_SHARE]
    names = [*(f"all of {name}" for name in whole), *(f"part of {name}" for name in parts)]
    if len(names) > most:
        names = [*names[: most - 1], f"{len(names) - most + 1} others"]
    return f"{label}: {joined(names)}." if names else ""


def _named(label: str, areas: list[Touched]) -> str:
    plural = "" if len(areas) == 1 else "s"
    return f"{label}{plural}: {joined(area.name for area in areas)}." if areas else ""
