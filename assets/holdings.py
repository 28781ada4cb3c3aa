"""The assets of a person's organisations, drafts and gone ones too."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Count, Q

from assets.models import Asset, AssetQuerySet
from partners.models import Membership, Organisation
from partners.permissions import AGREEING

MOST_ON_DESK = 5


class Showing(models.TextChoices):
    """Which of an organisation's assets are looked at."""

    CURRENT = "current", "On the register or in draft"
    DRAFTS = "drafts", "Drafts"
    UNPLACED = "unplaced", "Without a place on the map"
    GONE = "gone", "Gone"


def organisations_of(person: Any, on: dt.date) -> list[Organisation]:
    """The organisations for which the person registers assets on the day. Two queries at most."""
    return list(Organisation.objects.of(person, on))


def held_by(
    organisations: list[Organisation],
    *,
    showing: str = Showing.CURRENT,
    text: str = "",
    on: dt.date,
) -> AssetQuerySet:
    """What the organisations own or look after, by name."""
    found = Asset.objects.filter(Q(owner__in=organisations) | Q(steward__in=organisations))
    if text:
        found = found.filter(
            Q(name__icontains=text) | Q(street__icontains=text) | Q(postcode__icontains=text)
            | Q(reference__iexact=text) | Q(asset_code__iexact=text) | Q(uprn=text)
        )  # fmt: skip
    if showing == Showing.GONE:
        found = found.filter(gone_on__lte=on)
    else:
        found = found.current(on)
    if showing == Showing.DRAFTS:
        found = found.filter(published_on=None)
    if showing == Showing.UNPLACED:
        places = (Asset.Kind.LAND, Asset.Kind.BUILDING, Asset.Kind.ROOM)
        found = found.filter(kind__in=places, point=None, boundary=None)
    return (
        found.select_related("owner", "steward")
        .defer("point", "boundary", "public_point", "other_columns", "description")
        .order_by("name", "pk")
    )


def counts(organisations: list[Organisation], on: dt.date) -> dict[str, int]:
    """How many assets each way of looking shows. One query."""
    places = (Asset.Kind.LAND, Asset.Kind.BUILDING, Asset.Kind.ROOM)
    current = Q(gone_on=None) | Q(gone_on__gt=on)
    return Asset.objects.filter(
        Q(owner__in=organisations) | Q(steward__in=organisations)
    ).aggregate(
        current=Count("pk", filter=current),
        drafts=Count("pk", filter=current & Q(published_on=None)),
        unplaced=Count("pk", filter=current & Q(kind__in=places, point=None, boundary=None)),
        gone=Count("pk", filter=Q(gone_on__lte=on)),
    )


@dataclass(frozen=True)
class DraftAssets:
    """Assets that wait for a person to publish them: the newest few, and how many in all."""

    newest: list[Asset] = field(default_factory=list)
    number: int = 0

    @property
    def count(self) -> int:
        """How many things they are to do: one, since they are looked through together."""
        return 1 if self.number else 0


def assets_waiting(memberships: list[Membership], on: dt.date) -> DraftAssets:
    """Drafts that a person with the memberships may publish. At most two queries.

    They are of owners for whom the person agrees, or of stewards where nobody agrees for the owner.
    """
    theirs = [each.organisation_id for each in memberships if each.role in AGREEING]
    if not theirs:
        return DraftAssets()
    represented = Membership.objects.in_force(on).filter(role__in=AGREEING).values("organisation")
    as_steward = Q(steward__in=theirs) & (Q(owner=None) | ~Q(owner__in=represented))
    drafts = (
        Asset.objects.filter(Q(owner__in=theirs) | as_steward, published_on=None)
        .current(on)
        .select_related("owner", "steward")
        .defer("point", "boundary", "public_point", "other_columns")
        .order_by("-made_at", "-pk")
    )
    newest = [*drafts[: MOST_ON_DESK + 1]]
    number = drafts.count() if len(newest) > MOST_ON_DESK else len(newest)
    return DraftAssets(newest[:MOST_ON_DESK], number)
