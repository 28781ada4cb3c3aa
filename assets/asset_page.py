"""All that an asset's page says: one part a module, put together here.

A part is a function that takes the asset and the day and returns what its include in
`templates/assets/sections/` reads, and nothing that the public may not know.
"""

import datetime as dt
from typing import Any

from django.conf import settings

from assets.asset_words import access, key_facts, opening, where
from assets.files_shown import documents_section, photos_section
from assets.hours_shown import hours_section
from assets.models import Asset
from assets.public_facts import PublicFacts, public_facts
from assets.record import happenings
from assets.transferring.section import transfers_section
from assets.willing_shown import willing_section
from places.crs import lonlat_of


def page_of(asset: Asset, on: dt.date) -> dict[str, Any]:
    """What the page of an asset says on a day to everybody."""
    facts = public_facts(asset, on=on, before_publishing=True)
    acts = list(asset.willingnesses.standing(on).values_list("act", flat=True))
    return {
        "asset": asset,
        "facts": facts,
        "on": on,
        "is_public": asset.is_public(on),
        "opening": opening(facts, acts),
        "in_short": key_facts(facts),
        "access": access(facts),
        "where": where_section(asset, facts),
        "record": record_section(facts),
        "happenings": happenings(asset),
        "transfers": transfers_section(asset, on),
        **willing_section(asset, on),
        **hours_section(asset, on),
        **photos_section(asset, on),
        **documents_section(asset, on),
    }


def where_section(asset: Asset, facts: PublicFacts) -> dict[str, Any]:
    """Where it is: in words, its spot as "longitude,latitude", and whether it has an outline."""
    spot = ""
    if facts.point is not None:
        lon, lat = lonlat_of(facts.point.x, facts.point.y, source=settings.METRIC_SRID)
        spot = f"{lon},{lat}"
    return {
        "words": where(facts, is_sensitive=asset.is_sensitive),
        "spot": spot,
        "lat_lon": ", ".join(reversed(spot.split(","))) if spot else "",
        "has_outline": has_outline(asset),
    }


def has_outline(asset: Asset) -> bool:
    """Whether the public may see a boundary of it."""
    return asset.boundary is not None and not asset.is_sensitive


def record_section(facts: PublicFacts) -> list[dict[str, Any]]:
    """Where the record comes from: terms and details."""
    rows = (
        ("As at", facts.effective_on),
        ("Source", facts.source),
        ("Licence", facts.licence),
        ("Reference", facts.reference),
        ("The owner’s own code", facts.asset_code),
        ("UPRN", facts.uprn),
    )
    return [
        {"term": term, "detail": day_in_words(text) if isinstance(text, dt.date) else text}
        for term, text in rows
        if text
    ]


def day_in_words(day: dt.date) -> str:
    """A day as people write it: 1 April 2026."""
    return f"{day.day} {day:%B %Y}"
