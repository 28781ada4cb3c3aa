"""Which variations hold at a place on a day, and whether they hold for somebody there.

The cover is one of three words. In the core a variation covers whoever is in its own area, or
everybody where it has none. In the fringe its fringe rule says. Outside the zone nobody is covered.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.db.models.functions import Area as AreaOf
from django.contrib.gis.db.models.functions import Distance, Intersection
from django.contrib.gis.geos import Point
from django.db.models import BooleanField, ExpressionWrapper, Q, Subquery

from groundwork import clock
from places.fuzzy import Band, distance_in_words
from places.models import Area
from sizes.as_it_stood import variations_as_they_stood
from sizes.conflicts import Conflict, conflicts_among
from sizes.here import LEAST_SHARE, WHOLE_SHARE, Standing, percent_in_words
from sizes.models import Variation, Zone
from sizes.models.variation import VariationQuerySet
from sizes.variation_status import VariationStatus, status_of

Fringe = Variation.Fringe


class Cover(StrEnum):
    """Whether a variation covers a place; the same words as the fringe rules."""

    INCLUDED = "included"
    ASK = "ask"
    NOT_INCLUDED = "not_included"


class Tense(StrEnum):
    """Whether the day that is spoken of is over, is today, or is to come."""

    PAST = "past"
    PRESENT = "present"
    FUTURE = "future"

    @classmethod
    def of(cls, on: dt.date, *, today: dt.date) -> "Tense":
        """The tense in which a day is spoken of."""
        if on == today:
            return cls.PRESENT
        return cls.PAST if on < today else cls.FUTURE


@dataclass(frozen=True)
class Own:
    """How a place stands towards a variation's own area, which is smaller than its zone.

    Of a point: the metres to that area, 0 in it. Of an area: how much of it, from 0 to 1, lies in
    the variation's own.
    """

    distance_m: float = 0.0
    share: float | None = None


@dataclass(frozen=True)
class Reason:
    """A cover, and why: words to follow "you" or "it" and the verb, then further words."""

    cover: Cover
    where: str
    further: str = ""

    def sentence(self, *, is_area: bool, tense: Tense = Tense.PRESENT) -> str:
        """Return "Ask: you are 120 m outside the main area.", or the like of another day."""
        verb = (_VERBS_OF_AREA if is_area else _VERBS)[tense]
        who = "it" if is_area else "you"
        return f"{opening(self.cover, is_area=is_area, tense=tense)}: {who} {verb} {self.words}"

    @property
    def words(self) -> str:
        return f"{self.where}{self.further}."


_VERBS = {Tense.PAST: "were", Tense.PRESENT: "are", Tense.FUTURE: "will be"}
_VERBS_OF_AREA = {Tense.PAST: "was", Tense.PRESENT: "is", Tense.FUTURE: "will be"}
_OPENINGS = {
    Cover.INCLUDED: {
        Tense.PAST: "You were covered",
        Tense.PRESENT: "You are covered",
        Tense.FUTURE: "You will be covered",
    },
    Cover.ASK: {
        Tense.PAST: "You had to ask",
        Tense.PRESENT: "Ask",
        Tense.FUTURE: "You will have to ask",
    },
    Cover.NOT_INCLUDED: {
        Tense.PAST: "You were not covered",
        Tense.PRESENT: "Not covered",
        Tense.FUTURE: "You will not be covered",
    },
}


def opening(cover: Cover, *, is_area: bool = False, tense: Tense = Tense.PRESENT) -> str:
    """Return the first words about a cover: "You are covered", "Ask" or "Not covered"."""
    words = _OPENINGS[cover][tense]
    if is_area and cover != Cover.ASK:
        words = words.replace("You were", "It was").replace("You are", "It is")
        words = words.replace("You will", "It will")
    return words


@dataclass(frozen=True)
class Covered:
    """A variation of a zone, and how a place stands towards it on a day.

    The cover is that of the days on which it holds; `status` says whether the day is one of them.
    `distance_m` is how far outside the place is of where the variation holds for certain.
    `conflicts` are with variations of other zones that hold there too: a cover takes account of
    what was decided about them.
    """

    variation: Variation
    zone: Zone
    status: VariationStatus
    reason: Reason
    distance_m: float
    is_area: bool
    tense: Tense
    conflicts: tuple[Conflict, ...] = ()

    @property
    def cover(self) -> Cover:
        return self.reason.cover

    @property
    def opening(self) -> str:
        """Its first words: "You are covered"."""
        return opening(self.cover, is_area=self.is_area, tense=self.tense)

    @property
    def sentence(self) -> str:
        """The sentence that opens the variation's card, as if it held on the day."""
        return self.reason.sentence(is_area=self.is_area, tense=self.tense)

    def later(self) -> str:
        """The same of a day to come."""
        return self.reason.sentence(is_area=self.is_area, tense=Tense.FUTURE)


def reason_for(standing: Standing, *, fringe: str, own: Own | None = None) -> Reason:
    """Return the cover at a place, by its standing towards the zone, and why.

    `fringe` is the variation's fringe rule; `own` how the place stands towards the variation's own
    area, None where the variation has none.
    """
    if standing.membership is None and standing.is_inside:
        return _reason_for_area(standing, fringe, own)
    if standing.band == Band.OUTSIDE:
        away = distance_in_words(standing.reach_distance_m)
        return Reason(Cover.NOT_INCLUDED, f"{away} outside the zone")
    if own is not None and own.distance_m > 0:
        away = distance_in_words(own.distance_m)
        return Reason(Cover.NOT_INCLUDED, f"{away} outside the part of the zone where this holds")
    if standing.band == Band.CORE:
        where = "in the main area" if own is None else "in the part of the zone where this holds"
        return Reason(Cover.INCLUDED, where)
    where = f"{distance_in_words(standing.core_distance_m)} outside the main area"
    return Reason(Cover(fringe), where, _OF_FRINGE[fringe])


_OF_FRINGE = {
    Fringe.INCLUDED.value: ", and this holds in the fringe too",
    Fringe.ASK.value: "",
    Fringe.NOT_INCLUDED.value: ", and this holds only in the main area",
}


def _reason_for_area(standing: Standing, fringe: str, own: Own | None) -> Reason:
    core, reach = standing.core_share or 0.0, standing.reach_share or 0.0
    certain = reach if fringe == Fringe.INCLUDED else core
    if own is not None:
        share = own.share or 0.0
        if share < LEAST_SHARE:
            where = "outside the part of the zone where this holds"
            return Reason(Cover.NOT_INCLUDED, where)
        if share < WHOLE_SHARE:
            part = percent_in_words(min(share, 1.0))
            return Reason(Cover.ASK, f"only for {part} in the part of the zone where this holds")
    if core >= WHOLE_SHARE:
        return Reason(Cover.INCLUDED, "in the main area, all of it")
    if certain >= WHOLE_SHARE:
        return Reason(Cover.INCLUDED, "in the zone, all of it", _OF_FRINGE[fringe])
    if core < LEAST_SHARE:
        return Reason(
            Cover.ASK if fringe == Fringe.INCLUDED else Cover(fringe),
            "outside the main area",
            _OF_FRINGE[fringe],
        )
    part = percent_in_words(certain)
    where = "the zone" if fringe == Fringe.INCLUDED else "the main area"
    return Reason(Cover.ASK, f"only for {part} in {where}")


def variations_at(place: Point | Area, *, on: dt.date, zones: Sequence[Standing]) -> list[Covered]:
    """Return what is agreed in these zones, and how a place stands towards each: one query.

    `place` is a metric point or an area, `zones` its standings on the day. They come in the order
    of the zones, and within a zone by the day they start. Whether one holds on the day is its
    `status`; those that were not agreed by the day are left out. Where zones conflict, one more.
    """
    standings = {standing.zone.pk: standing for standing in zones}
    if not standings:
        return []
    order = {key: number for number, key in enumerate(standings)}
    tense = Tense.of(on, today=clock.today())
    found = []
    variations = [*_measured(of_zones(standings), place)]
    variations_as_they_stood(variations, on=on, today=clock.today())
    for variation in variations:
        standing = standings[variation.acceptance.zone_id]
        variation.acceptance.zone = standing.zone
        status = status_of(variation, on=on)
        if status == VariationStatus.PROPOSED:
            continue
        own = _own(variation)
        reason = reason_for(standing, fringe=variation.fringe, own=own)
        is_wide = variation.fringe == Fringe.INCLUDED
        outside = standing.reach_distance_m if is_wide else standing.core_distance_m
        found.append(
            Covered(
                variation=variation,
                zone=standing.zone,
                status=status,
                reason=reason,
                distance_m=max(outside, own.distance_m if own else 0.0),
                is_area=standing.membership is None,
                tense=tense,
            )
        )
    found = _with_conflicts(found, on)
    return sorted(found, key=lambda each: order[each.zone.pk])


def _with_conflicts(found: list[Covered], on: dt.date) -> list[Covered]:
    """Those given, each with its conflicts on the day: one query, none where nothing conflicts."""
    there = [
        each.variation
        for each in found
        if each.status == VariationStatus.CURRENT and each.cover != Cover.NOT_INCLUDED
    ]
    met: dict[int, list[Conflict]] = {}
    for conflict in conflicts_among(there, on=on):
        if conflict.starts_on <= on:
            for variation in conflict.both:
                met.setdefault(variation.pk, []).append(conflict)
    covers = {each.variation.pk: each.cover for each in found}
    return [
        replace(
            each,
            reason=_decided(each, met[each.variation.pk], covers),
            conflicts=tuple(met[each.variation.pk]),
        )
        if each.variation.pk in met
        else each
        for each in found
    ]


def _decided(
    covered: Covered, conflicts: Sequence[Conflict], covers: Mapping[int, Cover]
) -> Reason:
    """The cover of a variation that conflicts with others there."""
    both = "in two zones that differ about this"
    for conflict in conflicts:
        if conflict.holds is None:
            return Reason(Cover.ASK, both, ", and it is not decided which rule holds")
        if conflict.holds.pk != covered.variation.pk:
            is_sure = covers[conflict.holds.pk] == Cover.INCLUDED
            cover = Cover.NOT_INCLUDED if is_sure else Cover.ASK
            zone = conflict.holds.acceptance.zone
            return Reason(cover, both, f", and the rule of {zone} holds")
    return covered.reason


def ready(variations: VariationQuerySet) -> VariationQuerySet:
    """Variations with all that their cards say, in one query and without their shapes."""
    return (
        variations.select_related(
            "service",
            "acceptance__zone",
            "acceptance__commitment__organisation",
            "afterwards",
        )
        .annotate(
            has_own_area=ExpressionWrapper(Q(area__isnull=False), output_field=BooleanField())
        )
        .defer("area")
    )


def of_zones(zones: Iterable[int]) -> VariationQuerySet:
    """Agreed variations of zones, by the zones' keys, ready for cards."""
    return ready(Variation.objects.agreed().filter(acceptance__zone__in=list(zones)))


def _measured(variations: VariationQuerySet, place: Point | Area) -> VariationQuerySet:
    if isinstance(place, Point):
        return variations.annotate(own_distance=Distance("area", place))
    shape = Subquery(
        Area.objects.filter(pk=place.pk).values("shape"),
        output_field=GeometryField(srid=Area._meta.get_field("shape").srid),
    )
    return variations.annotate(
        own_area=AreaOf(Intersection("area", shape)), place_area=AreaOf(shape)
    )


def _own(variation: Variation) -> Own | None:
    if not variation.has_own_area:
        return None
    if hasattr(variation, "own_distance"):
        return Own(distance_m=variation.own_distance.m)
    return Own(share=variation.own_area.sq_m / variation.place_area.sq_m)


@dataclass(frozen=True)
class Sorted:
    """The agreed variations of a zone by what they are on a day, each list by starting day."""

    current: tuple[Variation, ...] = ()
    coming: tuple[Variation, ...] = ()
    ended: tuple[Variation, ...] = ()
    paused: tuple[Variation, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.current or self.coming or self.ended or self.paused)


def in_zone(zone: Zone, *, on: dt.date) -> Sorted:
    """Return the zone's agreed variations by what they are on the day: one query, one more before.

    The zone is as it stood on the day.
    """
    found: dict[str, list[Variation]] = {str(status): [] for status in VariationStatus}
    variations = [*of_zones([zone.pk])]
    variations_as_they_stood(variations, on=on, today=clock.today())
    for variation in variations:
        variation.acceptance.zone = zone
        found[str(status_of(variation, on=on))].append(variation)
    return Sorted(
        current=tuple(found[VariationStatus.CURRENT]),
        coming=tuple(found[VariationStatus.COMING]),
        ended=tuple(found[VariationStatus.ENDED]),
        paused=tuple(found[VariationStatus.PAUSED]),
    )
