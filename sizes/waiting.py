"""What waits on the desk about commitments: answers, agreements, conflicts, ends that come."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.urls import reverse

from partners.models import Membership
from partners.permissions import AGREEING, WORKING
from sizes.conflicts import Conflict, conflicts_of
from sizes.differences import different
from sizes.models import Acceptance, Participant, Variation, Zone
from sizes.status import ENDED, status_in_sql
from sizes.variation_status import DAY, VariationStatus, ends_of
from sizes.words import day_in_words

SOON_DAYS = 60


@dataclass(frozen=True)
class Matter:
    """Something about a commitment: its name, what is to be known, and where to see to it."""

    title: str
    says: str
    url: str
    action: str = "See to it"


@dataclass
class Waiting:
    """What a person is to do something about."""

    to_answer: list[Matter] = field(default_factory=list)
    to_agree: list[Matter] = field(default_factory=list)
    conflicts: list[Matter] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.to_answer) + len(self.to_agree) + len(self.conflicts)


@dataclass
class GoingOn:
    """What goes on without the person for now: ends that come, and what was promised where."""

    ending: list[Matter] = field(default_factory=list)
    promised: list[Matter] = field(default_factory=list)


def waiting_of(memberships: Sequence[Membership], on: dt.date) -> Waiting:
    """What waits for somebody with these memberships: eight queries at most, none without any."""
    agrees_for = {each.organisation_id for each in memberships if each.role in AGREEING}
    if not agrees_for:
        return Waiting()
    led = set(_leads(agrees_for).values_list("zone", flat=True))
    return Waiting(
        to_answer=[_to_answer(row) for row in _put(led, on)] if led else [],
        to_agree=[_to_agree(row) for row in _proposed(agrees_for, on)],
        conflicts=_conflicts(led, on) if led else [],
    )


def going_on_of(memberships: Sequence[Membership], on: dt.date) -> GoingOn:
    """What goes on in zones of somebody with these memberships: three queries at most."""
    works_for = {each.organisation_id for each in memberships if each.role in WORKING}
    if not works_for:
        return GoingOn()
    led = set(_leads(works_for).values_list("zone", flat=True))
    return GoingOn(
        ending=[_ending(row, on) for row in _soon_over(works_for, led, on)],
        promised=[_promised(row) for row in _kept_by(works_for, on)],
    )


def _leads(organisations: set[int]) -> QuerySet[Participant]:
    return Participant.objects.filter(
        part=Participant.Part.LEAD,
        agreed_on__isnull=False,
        organisation__in=organisations,
        zone__removed_on=None,
    )


def _going_on(rows: QuerySet[Acceptance], on: dt.date) -> QuerySet[Acceptance]:
    """Those whose commitment stands and whose zone has not ended."""
    return (
        rows.filter(zone__removed_on=None)
        .annotate(zone_status=status_in_sql(on, zone="zone__"))
        .exclude(zone_status__in=[str(status) for status in ENDED])
        .filter(Q(commitment__withdrawn_on=None) | Q(commitment__withdrawn_on__gt=on))
        .filter(Q(commitment__ends_on=None) | Q(commitment__ends_on__gt=on))
        .select_related("zone", "commitment__organisation")
    )


def _put(zones: set[int], on: dt.date) -> QuerySet[Acceptance]:
    rows = Acceptance.objects.filter(zone__in=zones, state=Acceptance.State.PUT)
    return _going_on(rows, on).order_by("put_on", "pk")


def _kept_by(organisations: set[int], on: dt.date) -> QuerySet[Acceptance]:
    rows = Acceptance.objects.accepted().filter(commitment__organisation__in=organisations)
    return _going_on(rows, on).order_by("zone__name", "commitment__title", "pk")


def _proposed(organisations: set[int], on: dt.date) -> QuerySet[Variation]:
    going_on = _going_on(Acceptance.objects.standing(on), on)
    return (
        Variation.objects.filter(agreed_on=None, ended_on=None)
        .filter(acceptance__commitment__organisation__in=organisations)
        .filter(acceptance__in=going_on.values("pk"))
        .select_related("acceptance__zone", "acceptance__commitment")
        .defer("area")
        .order_by("starts_on", "pk")
    )


def _soon_over(organisations: set[int], zones: set[int], on: dt.date) -> list[Variation]:
    """Variations of theirs, or in zones they lead, whose last day is near."""
    until = on + SOON_DAYS * DAY
    near = (
        Q(ends_on__lte=until)
        | Q(acceptance__zone__target_on__lt=until)
        | Q(acceptance__commitment__ends_on__lte=until)
    )
    theirs = Q(acceptance__commitment__organisation__in=organisations)
    rows = (
        Variation.objects.with_variation_status(on)
        .filter(acceptance__zone__removed_on=None)
        .filter(near, theirs | Q(acceptance__zone__in=zones))
        .filter(variation_status__in=[VariationStatus.CURRENT, VariationStatus.PAUSED])
        .select_related("acceptance__zone", "acceptance__commitment__organisation")
        .defer("area")
    )
    return sorted(rows, key=lambda row: (ends_of(row, on=on), row.pk))


def _conflicts(zones: set[int], on: dt.date) -> list[Matter]:
    found = conflicts_of([Zone(pk=key) for key in zones], on=on)
    return [_conflict(each, zones) for each in found if each.holds is None]


def _to_answer(row: Acceptance) -> Matter:
    return Matter(
        row.commitment.title,
        f"{row.commitment.organisation} put it to {row.zone} on {day_in_words(row.put_on)}.",
        reverse("zone-commitments-work", args=[row.zone.slug]),
        "Answer",
    )


def _to_agree(row: Variation) -> Matter:
    return Matter(
        row.title,
        f"Proposed in {row.acceptance.zone} on {day_in_words(row.proposed_on)}.",
        reverse("variation-work", args=[row.acceptance.zone.slug, row.pk]),
        "Read and agree",
    )


def _conflict(each: Conflict, zones: set[int]) -> Matter:
    mine = next(one for one in each.both if one.acceptance.zone_id in zones)
    names = " and ".join(str(one.acceptance.zone) for one in each.both)
    return Matter(
        f"Two rules for {str(each.first.service).lower()}",
        f"{names} overlap, and it is not decided which holds.",
        reverse("zone-conflict", args=[mine.acceptance.zone.slug, each.first.pk, each.second.pk]),
        "Decide",
    )


def _ending(row: Variation, on: dt.date) -> Matter:
    about = different(row, on=on)
    left = f" ({about.left})" if about.left else ""
    return Matter(
        row.title,
        f"In {row.acceptance.zone} {about.until_in_words}{left}.",
        reverse("variation-work", args=[row.acceptance.zone.slug, row.pk]),
        "Look at it",
    )


def _promised(row: Acceptance) -> Matter:
    return Matter(
        row.commitment.title,
        f"{row.commitment.organisation}, in {row.zone}, since {day_in_words(row.answered_on)}.",
        reverse("zone-commitments-work", args=[row.zone.slug]),
        "Look at it",
    )
