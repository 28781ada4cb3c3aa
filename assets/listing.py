"""What a list, a map and the API say of assets: their public facts, and what they are free for."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from django.conf import settings
from django.db.models import Prefetch

from assets.filter_words import ACCESS_WORDS, ACT_WORDS, joined
from assets.hours import hours_in_words, slots_of
from assets.models import Asset, AssetQuerySet, Photo, Willingness
from assets.public_facts import NO_PLACE, PublicFacts, public_facts, ready_to_tell
from assets.week import Slot
from places.crs import to_lonlat
from places.fuzzy import distance_in_words

LonLat = tuple[float, float]
Kind = Asset.Kind


@dataclass(frozen=True)
class Listed:
    """An asset in a list. `place` is its longitude and latitude; `distance_m` only where asked."""

    facts: PublicFacts
    acts: tuple[str, ...]
    slots: tuple[Slot, ...]
    place: LonLat | None
    distance_m: float | None
    photo: Photo | None = None

    @property
    def where(self) -> str:
        """Its address; of land and buildings without one, that no place is shown."""
        has_ground = self.facts.kind in (Kind.LAND, Kind.BUILDING, Kind.ROOM)
        return self.facts.address or (NO_PLACE if has_ground and self.place is None else "")

    @property
    def willing_to(self) -> str:
        """What its owner is willing to do: "share or lease out"; empty for nothing said."""
        return joined([ACT_WORDS[Willingness.Act(act)] for act in self.acts], "or")

    @property
    def hours(self) -> str:
        """When it is free in the week: "Monday to Friday, 9am to 5pm"."""
        words = hours_in_words(self.slots)
        return words[:1].upper() + words[1:]

    @property
    def access(self) -> str:
        """What is known to be there for people with a disability: "step-free, with …"."""
        there = [
            words for name, words in ACCESS_WORDS.items()
            if getattr(self.facts, name) == Asset.Answer.YES
        ]  # fmt: skip
        sentence = ", ".join(there)
        return sentence[:1].upper() + sentence[1:]

    @property
    def distance(self) -> str:
        """How far it is, as people say it; empty where nobody asked."""
        return distance_in_words(self.distance_m) if self.distance_m is not None else ""


def for_list(assets: AssetQuerySet, on: dt.date) -> AssetQuerySet:
    """Assets with what a list says of them: four queries for any number."""
    said = Willingness.objects.standing(on).order_by("act")
    return ready_to_tell(assets).prefetch_related(
        Prefetch("willingnesses", queryset=said, to_attr="said"), "free_hours", "photos"
    )


def listed(assets: Iterable[Asset], on: dt.date) -> list[Listed]:
    """What is said of public assets made ready by `for_list`, in their order."""
    rows = [(asset, public_facts(asset, on=on)) for asset in assets]
    places = lonlats([(f.point.x, f.point.y) if f.point else None for _, f in rows])
    return [
        Listed(
            facts=facts,
            acts=tuple(each.act for each in asset.said),
            slots=tuple(slots_of(asset, on)),
            place=place,
            distance_m=asset.distance.m if getattr(asset, "distance", None) is not None else None,
            photo=next(iter(asset.photos.all()), None) if facts.has_files else None,
        )
        for (asset, facts), place in zip(rows, places, strict=True)
    ]


def lonlats(positions: Sequence[tuple[float, float] | None]) -> list[LonLat | None]:
    """Metric positions in degrees at six decimals, all in one pass; None stays None."""
    there = [position for position in positions if position is not None]
    if not there:
        return [None] * len(positions)
    moved = to_lonlat(shapely.points(np.array(there)), metric=settings.METRIC_SRID)
    degrees = iter(np.round(shapely.get_coordinates(moved), 6).tolist())
    return [None if position is None else tuple(next(degrees)) for position in positions]
