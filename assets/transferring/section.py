"""What the pages of assets and of organisations say of transfers."""

import datetime as dt
from typing import Any

from django.db.models import Q

from assets.models import Asset, Transfer, TransferScheme
from assets.transferring.announcing import open_announcement
from assets.transferring.asking import held_already
from assets.transferring.listing import announced, cards, with_parts
from assets.transferring.parties import as_told
from partners.models import Organisation

MOST_SHOWN = 20
# Land and buildings are asked for without being announced; other things are not.
ASKED_FOR = (Asset.Kind.LAND, Asset.Kind.BUILDING, Asset.Kind.ROOM)


def transfers_section(asset: Asset, on: dt.date) -> dict[str, Any]:
    """What an asset's page says: what is announced, how to ask for it, and transfers so far.

    Land and buildings can be asked for without an announcement, too, while their owner is
    registered here; other things where their owner is willing to transfer them.
    """
    is_there = asset.is_public(on) and not asset.has_gone(on) and asset.owner is not None
    shown = cards(with_parts(asset.transfers.public())[:MOST_SHOWN], on)
    has_scheme = TransferScheme.objects.filter(organisation=asset.owner_id).exists()
    is_willing = asset.willingnesses.standing(on).filter(act="transfer").exists()
    announcement = open_announcement(asset, on) if is_there else None
    announcement = announcement and as_told(announcement, asset)
    is_asked_for = bool(announcement) or is_willing or asset.kind in ASKED_FOR
    return {
        "asset": asset,
        "announcement": announcement,
        "may_be_asked_for": is_there and is_asked_for and not held_already(asset, on),
        "is_willing": is_willing,
        "cards": shown,
        "has_scheme": has_scheme,
    }


def transfers_of(organisation: Organisation, on: dt.date) -> dict[str, Any]:
    """What an organisation's page says: what it has asked for, and what was asked of it."""
    rows = Transfer.objects.public().filter(
        Q(applicant=organisation) | Q(asset__owner=organisation)
    )
    shown = cards(with_parts(rows)[: MOST_SHOWN + 1], on)
    return {
        "organisation": organisation,
        "announced": announced(on, owner=organisation),
        "cards": shown[:MOST_SHOWN],
        "has_more": len(shown) > MOST_SHOWN,
        "has_scheme": TransferScheme.objects.filter(organisation=organisation).exists(),
    }
