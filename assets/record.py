"""What became of a public asset: published, gone, brought back; from the history."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.apps import apps

from assets.models import Asset
from assets.public_facts import gives_place_away
from groundwork.clock import day_of


@dataclass(frozen=True)
class Happening:
    """One thing that was done with an asset, on which day, and why."""

    on: dt.date
    title: str
    note: str = ""


def happenings(asset: Asset) -> list[Happening]:
    """When a public asset was published, went and came back, newest first. One query.

    What was changed in its words is not told: it could say what the public may not know.
    """
    if asset.published_on is None:
        return []
    rows = (
        apps.get_model("assets", "AssetEvent")
        .objects.filter(pgh_obj=asset.pk, published_on__isnull=False)
        .select_related("pgh_context")
        .only("gone_on", "why_gone", "pgh_created_at", "pgh_context__metadata")
        .order_by("pgh_id")
    )
    found = [Happening(asset.published_on, "Put on the register")]
    was_gone = None
    for row in rows:
        if row.gone_on is not None and row.gone_on != was_gone:
            note = _told(asset, row.why_gone)
            found.append(Happening(row.gone_on, "Gone from the register", note))
        elif row.gone_on is None and was_gone is not None:
            note = _told(asset, _why(row))
            found.append(Happening(day_of(row.pgh_created_at), "Back on the register", note))
        was_gone = row.gone_on
    return found[::-1]


def _told(asset: Asset, text: str) -> str:
    return "" if asset.is_sensitive and gives_place_away(asset, text) else text


def _why(row: Any) -> str:
    about = row.pgh_context.metadata if row.pgh_context else {}
    return about.get("reason", "").removeprefix("Back: ")
