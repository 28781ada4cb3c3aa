"""What could fit a need, and which needs something could meet: few queries, however much there is.

The database narrows by what cannot be helped (not public, gone, too far, of another kind) and puts
the likeliest first by the same sides that are judged afterwards; of those the first MOST_JUDGED are
judged one by one. Only what the public may know is judged.
"""

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.gis.db.models.functions import Distance
from django.db.models import (
    Case,
    Exists,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Value,
    When,
    prefetch_related_objects,
)  # fmt: skip
from shapely import Point

from assets.hours import free_in_sql, slots_of
from assets.models import Asset, AssetQuerySet, Willingness
from assets.public_facts import public_facts, ready_to_tell
from assets.week import Slot
from partners.models import Commitment, Organisation
from places.fuzzy import Measure, measure
from places.models import Area
from sizes.boundaries import as_shapely
from sizes.matching.fits import (
    KIN,
    PLACELESS,
    WEIGHTS,
    Fit,
    Held,
    Match,
    Wanted,
    in_order,
    kinds_that_may_serve,
    reasons_for,
)
from sizes.matching.offers import Asked, Offered, is_worth_showing, reasons_for_offer, words_in
from sizes.models import Boundary, Need, Participant, Scope, Zone
from sizes.status import ENDED, status_in_sql
from sizes.words import joined

MOST_JUDGED = 200
MOST_NEEDS_JUDGED = 100
# The furthest that a need may reach beyond its zone, in metres.
FURTHEST_M = 30_000
MOST_SLOTS_IN_SQL = 3
ACCESS = {
    "is_step_free": "step_free",
    "has_accessible_toilet": "accessible_toilet",
    "has_hearing_loop": "hearing_loop",
}


def wanted_of(need: Need) -> Wanted:
    """What a need asks, as it is judged. One query, for its hours."""
    return Wanted(
        kinds=tuple(need.kinds),
        facilities=tuple(need.facilities),
        acts=tuple(need.acts),
        slots=tuple(Slot(h.weekday, h.starts_at, h.ends_at) for h in need.hours.all()),
        capacity=need.capacity,
        access=tuple(side for name, side in ACCESS.items() if getattr(need, name)),
        beyond_m=need.beyond_m,
        amount=need.amount,
    )


def held_by(asset: Asset, boundary: Boundary | None, on: dt.date) -> Held:
    """What the public may know of an asset, as it is judged. What was prefetched is not asked."""
    facts = public_facts(asset, on=on)
    return Held(
        kind=facts.kind,
        facilities=facts.facilities,
        acts=tuple((each.act, each.terms) for each in _standing(asset, on)),
        slots=tuple(slots_of(asset, on)),
        capacity=facts.capacity,
        step_free=facts.step_free,
        accessible_toilet=facts.accessible_toilet,
        hearing_loop=facts.hearing_loop,
        where=_where(boundary, facts.point) if boundary and facts.point else None,
        amount=facts.amount,
        is_available=facts.is_available,
    )


def _standing(asset: Asset, on: dt.date) -> list[Willingness]:
    return [
        each
        for each in asset.willingnesses.all()
        if each.starts_on <= on and (each.ends_on is None or on < each.ends_on)
    ]


def _where(boundary: Boundary, point: Any) -> Measure:
    core, reach = boundary.in_shapely  # type: ignore[attr-defined]
    return measure(core, reach, Point(point.x, point.y))


def boundary_of(zone: Zone, on: dt.date) -> Boundary | None:
    """Where the zone lies on the day: the version that holds, or else the newest; with shapes."""
    return _boundaries([zone.pk], on).get(zone.pk)


def _boundaries(zones: Iterable[int], on: dt.date) -> dict[int, Boundary]:
    """The boundary of each zone, by the zone's key, with `in_shapely`. One query."""
    rows = Boundary.objects.filter(zone__in=list(zones)).defer("recipe").newest_first()
    found: dict[int, Boundary] = {}
    for row in rows:
        holds = row.starts_on and row.starts_on <= on and (not row.ends_on or row.ends_on > on)
        if holds or row.zone_id not in found:
            found[row.zone_id] = row
    for row in found.values():
        row.in_shapely = as_shapely(row.core), as_shapely(row.reach)  # type: ignore[attr-defined]
    return found


# --- Assets for a need ----------------------------------------------------------------------------


def assets_for(need: Need, *, on: dt.date) -> list[Match]:
    """The public assets that may meet a need, best first, at most twice MOST_JUDGED.

    Those with a place are near the zone. Those without belong to organisations that take part in
    the zone or serve its area, or are of a kind that serves from anywhere. Six queries at most.
    """
    wanted, boundary = wanted_of(need), boundary_of(need.zone, on)
    assets = _likeliest(Asset.objects.listed(on), wanted, on)
    found = []
    if boundary:
        near = assets.within(boundary.reach, metres=need.beyond_m).annotate(
            away=Distance("public_point", boundary.core.centroid)
        )
        found += [*near.order_by("-likely", "away", "pk")[:MOST_JUDGED]]
    unplaced = assets.filter(public_point=None).filter(_is_theirs(need.zone, boundary))
    found += [*unplaced.order_by("-likely", "name", "pk")[:MOST_JUDGED]]
    _with_hours_and_acts(found, on)
    return in_order(_match(wanted, asset, boundary, on) for asset in found)


def _with_hours_and_acts(assets: Sequence[Asset], on: dt.date) -> None:
    said = Prefetch("willingnesses", Willingness.objects.standing(on))
    prefetch_related_objects([*assets], "free_hours", said)


def _match(wanted: Wanted, asset: Asset, boundary: Boundary | None, on: dt.date) -> Match:
    held = held_by(asset, boundary, on)
    away_m = held.where.core_distance_m if held.where else math.inf
    return Match(asset, reasons_for(wanted, held), away_m)


def _is_theirs(zone: Zone, boundary: Boundary | None) -> Q:
    """Whether an asset without a place belongs to somebody of the zone, or serves from anywhere."""
    members = Participant.objects.filter(
        zone=zone, agreed_on__isnull=False, declined_on=None, organisation__isnull=False
    )
    theirs = members.values("organisation")
    owned = Q(owner__in=theirs) | Q(steward__in=theirs)
    if boundary:
        serving = Organisation.areas.through.objects.filter(
            area__shape__intersects=boundary.reach
        ).values("organisation")
        owned |= Q(owner__in=serving) | Q(steward__in=serving)
    return owned | Q(kind__in=PLACELESS)


def _likeliest(assets: AssetQuerySet, wanted: Wanted, on: dt.date) -> AssetQuerySet:
    """Assets of the kinds that may serve, with `likely`: what the judged sides come to, roughly."""
    if wanted.kinds:
        assets = assets.filter(kind__in=kinds_that_may_serve(wanted.kinds))
    said = Willingness.objects.standing(on).filter(asset=OuterRef("pk"))
    if wanted.acts:
        said = said.filter(act__in=wanted.acts)
    sides: list[tuple[str, Any]] = [("willing", Exists(said))]
    if wanted.kinds:
        sides.append(("kind", Q(kind__in=wanted.kinds)))
    if wanted.facilities:
        sides.append(("facilities", Q(facilities__contains=list(wanted.facilities))))
    if wanted.capacity:
        sides.append(("capacity", Q(capacity__gte=wanted.capacity)))
    if wanted.amount is not None:
        sides.append(("amount", Q(amount__gte=wanted.amount)))
    sides += [(side, Q(**{side: Asset.Answer.YES})) for side in wanted.access]
    for slot in wanted.slots[:MOST_SLOTS_IN_SQL]:
        free = free_in_sql(slot.weekday, slot.starts_at, slot.ends_at, on)
        sides.append(("hours", free))
    likely: Any = Value(0)
    for side, holds in sides:
        worth = Case(When(holds, then=WEIGHTS[side]), default=0, output_field=IntegerField())
        likely = likely + worth
    against = Q(capacity__lt=wanted.capacity) if wanted.capacity else Q()
    for side in wanted.access:
        against |= Q(**{side: Asset.Answer.NO})
    if against:
        likely = likely - Case(When(against, then=100), default=0, output_field=IntegerField())
    return ready_to_tell(assets).annotate(likely=likely)


# --- Needs for an asset ---------------------------------------------------------------------------


def needs_for(asset: Asset, *, on: dt.date) -> list[Match]:
    """The open needs of public zones that a public asset may meet, best first; `thing` is a need.

    The same judgement as `assets_for`, the other way round. Nothing for an asset that is not
    public or has gone. Five queries at most.
    """
    if not asset.is_public(on) or asset.has_gone(on):
        return []
    needs = open_needs(on).filter(_asks_for(asset.kind)).filter(_is_near(asset))
    rows = [*needs.prefetch_related("hours")[:MOST_NEEDS_JUDGED]]
    if not rows:
        return []
    boundaries = _boundaries({need.zone_id for need in rows}, on)
    _with_hours_and_acts([asset], on)
    found = []
    for need in rows:
        match = _match(wanted_of(need), asset, boundaries.get(need.zone_id), on)
        if not any(each.side == "place" and each.fit is Fit.NO for each in match.reasons):
            found.append(Match(need, match.reasons, match.away_m))
    return in_order(found)


def open_needs(on: dt.date) -> QuerySet[Need]:
    """Open needs of public zones that have not ended, newest first, with their zones."""
    zones = Zone.objects.published().with_status(on).exclude(status_that_day__in=ENDED)
    return (
        Need.objects.open_on(on)
        .filter(zone__in=zones.values("pk"))
        .annotate(zone_status=status_in_sql(on, zone="zone__"))
        .select_related("zone", "outcome", "accountable_body")
        .order_by("-stated_on", "-pk")
    )


def _asks_for(kind: str) -> Q:
    kinds = [kind, *(asked for asked, kin in KIN.items() if kind in kin)]
    if kind == Asset.Kind.OTHER:
        return Q()
    return Q(kinds=[]) | Q(kinds__overlap=kinds)


def _is_near(asset: Asset) -> Q:
    """Needs of zones near the asset's public place; without one, as `_is_theirs` has it."""
    if asset.public_point is not None:
        near = Boundary.objects.filter(
            zone=OuterRef("zone"), reach__dwithin=(asset.public_point, FURTHEST_M)
        )
        return Q(Exists(near))
    if asset.kind in PLACELESS:
        return Q()
    keepers = [key for key in (asset.owner_id, asset.steward_id) if key]
    members = Participant.objects.filter(
        zone=OuterRef("zone"), organisation__in=keepers, agreed_on__isnull=False, declined_on=None
    )
    served = Organisation.areas.through.objects.filter(organisation__in=keepers).values("area")
    serving = Boundary.objects.filter(
        Exists(Area.objects.filter(pk__in=served, shape__intersects=OuterRef("reach"))),
        zone=OuterRef("zone"),
    )
    return Q(Exists(members)) | Q(Exists(serving))


# --- Commitments for a need -----------------------------------------------------------------------


def offers_for(need: Need, *, on: dt.date) -> list[Match]:
    """The public offers that may meet a need, best first. Nine queries at most."""
    boundary, asked = boundary_of(need.zone, on), _asked(need)
    offers = Commitment.objects.offered(on).filter(_speaks_of(asked))
    rows = [*offers.for_cards().order_by("-is_standing", "-published_on", "pk")[:MOST_JUDGED]]
    prefetch_related_objects([row.organisation for row in rows], _areas())
    here = _areas_here(rows, boundary)
    found = []
    for row in rows:
        reasons = reasons_for_offer(asked, _offered(row, here))
        if is_worth_showing(reasons):
            found.append(Match(row, reasons))
    return in_order(found)


def _areas() -> Prefetch:
    return Prefetch("areas", Area.objects.without_shapes())


def _asked(need: Need) -> Asked:
    """What the need asks of offers; two queries, for the subject of its zone."""
    core, touched = set(), set()
    for kind, rows in (("theme", need.zone.themes.all()), ("service", need.zone.services.all())):
        for row in rows:
            key = (kind, getattr(row, f"{kind}_id"))
            (core if row.scope == Scope.CORE else touched).add(key)
    words = words_in(f"{need.title} {need.words}")
    return Asked(tuple(need.kinds), words, frozenset(core), frozenset(touched))


def _speaks_of(asked: Asked) -> Q:
    """Offers that hold one of the words, or are about a theme or a service of the zone."""
    found = Q(pk__in=[])
    for word in sorted(asked.words):
        for column in ("title", "instead", "enables"):
            found |= Q(**{f"{column}__icontains": word})
    for kind in ("theme", "service"):
        keys = [key for of, key in asked.core | asked.touched if of == kind]
        if keys:
            model = getattr(Commitment, f"{kind}s").through
            found |= Q(pk__in=model.objects.filter(**{f"{kind}__in": keys}).values("commitment"))
    return found


def _areas_here(offers: Sequence[Commitment], boundary: Boundary | None) -> set[int]:
    """Which of the areas that the offers, or their organisations, name share ground with it."""
    named = {area.pk for row in offers for area in row.areas.all()}
    named |= {area.pk for row in offers for area in row.organisation.areas.all()}
    if boundary is None or not named:
        return set()
    shared = Area.objects.filter(pk__in=named, shape__intersects=boundary.reach)
    return set(shared.exclude(shape__touches=boundary.reach).values_list("pk", flat=True))


def _offered(commitment: Commitment, here: set[int]) -> Offered:
    areas = [*commitment.areas.all()] or [*commitment.organisation.areas.all()]
    inside = [area for area in areas if area.pk in here]
    return Offered(
        subject=commitment.subject,
        text=f"{commitment.title} {commitment.instead} {commitment.enables}",
        about=(
            *(("theme", each.pk, each.name) for each in commitment.themes.all()),
            *(("service", each.pk, each.name) for each in commitment.services.all()),
        ),
        holds_here=bool(inside) if areas else None,
        place=joined(area.name for area in (inside or areas)[:3]),
        is_standing=commitment.is_standing,
    )
