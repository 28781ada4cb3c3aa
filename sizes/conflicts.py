"""Where zones overlap: variations of one service whose rules differ, and which of them holds.

Two variations of different zones conflict where they are about the same service, say different
rules, hold on a common day, and hold in a common place.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from django.contrib.gis.db.models import Union
from django.contrib.gis.geos import GEOSGeometry
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from groundwork import clock
from groundwork.problems import Refused
from partners.models import Organisation, Person
from sizes.models import Boundary, ConflictAnswer, Participant, Variation, Zone
from sizes.permissions import may_lead
from sizes.variation_status import VariationStatus, begins_of, ends_of

LIVE = (VariationStatus.COMING, VariationStatus.CURRENT, VariationStatus.PAUSED)
# Two zones that only share an edge share a sliver when coordinates round.
LEAST_SHARED_M2 = 1.0
M2_A_HECTARE = 10_000


@dataclass(frozen=True)
class Conflict:
    """Two variations that conflict, from a day until before another, and what was decided.

    `hectares` says how much ground they share; None where only one place was looked at.
    """

    first: Variation
    second: Variation
    starts_on: dt.date
    ends_on: dt.date | None
    hectares: float | None = None
    answer: ConflictAnswer | None = None

    @property
    def both(self) -> tuple[Variation, Variation]:
        return self.first, self.second

    @property
    def holds(self) -> Variation | None:
        """The one that holds, once somebody said so."""
        if self.answer is None or self.answer.holds_id is None:
            return None
        return self.first if self.answer.holds_id == self.first.pk else self.second

    def says(self) -> str:
        """Which one holds where the two overlap, and who resolves it, in a sentence."""
        if self.holds:
            zone = self.holds.acceptance.zone
            return f"Where the two overlap, the rule of {zone} holds: “{self.holds.title}”."
        if self.answer and self.answer.resolver:
            return (
                f"It is not decided which of the two holds where they overlap. "
                f"{self.answer.resolver} decides."
            )
        zones = " and ".join(str(each.acceptance.zone) for each in self.both)
        return (
            "It is not decided which of the two holds where they overlap. "
            f"Those who lead {zones} decide together; until then, ask either."
        )


def conflicts_of(zones: Collection[Zone], *, on: dt.date) -> list[Conflict]:
    """Conflicts of the zones' variations on the day or later. Five queries at most."""
    services = (
        _live(on).filter(acceptance__zone__in=zones).order_by().values_list("service", flat=True)
    )
    services = set(services)
    if not services:
        return []
    ground = Boundary.objects.filter(zone__in=zones).aggregate(ground=Union("reach"))["ground"]
    if ground is None:
        return []
    there = Boundary.objects.filter(zone=OuterRef("acceptance__zone"), reach__intersects=ground)
    rows = _live(on).filter(Exists(there), service__in=services).order_by("pk")
    ours = {zone.pk for zone in zones}
    pairs = [
        pair
        for pair in _pairs(rows, on)
        if ours & {pair.first.acceptance.zone_id, pair.second.acceptance.zone_id}
    ]
    return _answered(_sharing(pairs))


def conflicts_among(variations: Iterable[Variation], *, on: dt.date) -> list[Conflict]:
    """Conflicts among variations that all hold at one place. One query, none where none is."""
    return _answered(_pairs(sorted(variations, key=lambda each: each.pk), on))


def _live(on: dt.date) -> QuerySet[Variation]:
    return (
        Variation.objects.agreed()
        .with_variation_status(on)
        .filter(variation_status__in=[str(s) for s in LIVE], acceptance__zone__proposed_on__lte=on)
        .filter(acceptance__zone__removed_on=None)
        .select_related("service", "acceptance__zone", "acceptance__commitment__organisation")
    )


def _pairs(rows: Iterable[Variation], on: dt.date) -> list[Conflict]:
    """Pairs, lower key first, that differ about one service in two zones on a common day."""
    found = []
    for first, second in combinations(rows, 2):
        if first.service_id != second.service_id or _rule(first) == _rule(second):
            continue
        if first.acceptance.zone_id == second.acceptance.zone_id:
            continue
        starts_on = max(begins_of(first), begins_of(second), on)
        ends = (ends_of(first, on=on), ends_of(second, on=on))
        ends_on = min((day for day in ends if day), default=None)
        if ends_on is None or starts_on < ends_on:
            found.append(Conflict(first, second, starts_on, ends_on))
    return found


def _rule(variation: Variation) -> str:
    """The rule here, so that capitals, spaces and a full stop make no difference."""
    return " ".join(variation.rule_here.casefold().split()).rstrip(".")


def _sharing(pairs: Sequence[Conflict]) -> list[Conflict]:
    """Those that hold in a common place, with how much of it there is."""
    if not pairs:
        return []
    zones = {each.acceptance.zone_id for pair in pairs for each in pair.both}
    newest = (
        Boundary.objects.filter(zone__in=zones).order_by("zone_id", "-number").distinct("zone_id")
    )
    boundaries = {row.zone_id: row for row in newest}
    found = []
    for pair in pairs:
        shared = _place(pair.first, boundaries).intersection(_place(pair.second, boundaries)).area
        if shared > LEAST_SHARED_M2:
            hectares = shared / M2_A_HECTARE
            found.append(Conflict(pair.first, pair.second, pair.starts_on, pair.ends_on, hectares))
    return found


def _place(variation: Variation, boundaries: dict[int, Boundary]) -> GEOSGeometry:
    """Where it holds, or may hold if one asks; metric."""
    boundary = boundaries[variation.acceptance.zone_id]
    is_core_only = variation.fringe == Variation.Fringe.NOT_INCLUDED
    place = boundary.core if is_core_only else boundary.reach
    return place.intersection(variation.area) if variation.area else place


def _answered(pairs: Sequence[Conflict]) -> list[Conflict]:
    if not pairs:
        return []
    answers = ConflictAnswer.objects.select_related("resolver").filter(
        first__in=[pair.first for pair in pairs], second__in=[pair.second for pair in pairs]
    )
    by_pair = {(answer.first_id, answer.second_id): answer for answer in answers}
    return [
        Conflict(
            pair.first,
            pair.second,
            pair.starts_on,
            pair.ends_on,
            pair.hectares,
            by_pair.get((pair.first.pk, pair.second.pk)),
        )
        for pair in pairs
    ]


def leads_of(conflict: Conflict) -> QuerySet[Organisation]:
    """The organisations that lead either zone, who may be named to decide."""
    leads = Participant.objects.filter(
        zone__in=[each.acceptance.zone_id for each in conflict.both],
        part=Participant.Part.LEAD,
        agreed_on__isnull=False,
    )
    return Organisation.objects.filter(pk__in=leads.values("organisation"))


def conflict_between(first: Variation, second: Variation, *, on: dt.date) -> Conflict | None:
    """The conflict of the two on the day or later; None where they do not conflict."""
    zone = first.acceptance.zone
    wanted = {first.pk, second.pk}
    for found in conflicts_of([zone], on=on):
        if {found.first.pk, found.second.pk} == wanted:
            return found
    return None


def may_answer(person: Person, conflict: Conflict) -> bool:
    """A representative of an organisation that leads either zone."""
    return any(may_lead(person, each.acceptance.zone) for each in conflict.both)


@transaction.atomic
def answer(
    *,
    first: Variation,
    second: Variation,
    note: str,
    by: Person,
    holds: Variation | None = None,
    resolver: Organisation | None = None,
    on: dt.date | None = None,
) -> ConflictAnswer:
    """Say which of two variations holds where they overlap, or who will decide, and why.

    Either zone's leads may say it, and say it anew; the history keeps what was said before. Raises
    PermissionDenied or Refused.
    """
    day = on or clock.today()
    first, second = sorted((first, second), key=lambda each: each.pk)
    list(Variation.objects.select_for_update().filter(pk__in=[first.pk, second.pk]).order_by("pk"))
    conflict = Conflict(first, second, day, None)
    if not may_answer(by, conflict):
        raise PermissionDenied("Only those who lead one of the two zones say which rule holds.")
    if conflict_between(first, second, on=day) is None:
        raise Refused("The two no longer conflict: there is nothing to decide.")
    note = note.replace("\r\n", "\n").strip()
    found = []
    if holds is not None and holds not in (first, second):
        found.append("Choose one of the two.")
    if holds is None and resolver is None:
        found.append("Say which of the two holds, or who will decide.")
    if resolver is not None and not leads_of(conflict).filter(pk=resolver.pk).exists():
        found.append("Choose an organisation that leads one of the two zones.")
    if not note:
        found.append("Say why: residents of both zones read this.")
    if found:
        raise Refused(*found)
    made, _ = ConflictAnswer.objects.update_or_create(
        first=first,
        second=second,
        defaults={
            "holds": holds,
            "resolver": resolver,
            "note": note,
            "answered_on": day,
            "answered_by": by,
        },
    )
    return made
