"""The needs that an asset could meet: for the pages of assets, which know no zones."""

from typing import Any

from django import template

from assets.models import Asset
from groundwork import clock
from sizes.matching import needs_for
from sizes.need_words import asks_in_words, contact_of

register = template.Library()
MOST = 5


@register.inclusion_tag("sizes/needs_it_meets.html")
def needs_it_meets(asset: Asset) -> dict[str, Any]:
    """The open needs that a public asset could meet, best first, each with its reasons.

    For those who keep the asset. Five queries at most; none for one that is not public.
    """
    on = clock.today()
    found = [match for match in needs_for(asset, on=on) if match.may_fit]
    return {
        "is_public": asset.is_public(on) and not asset.has_gone(on),
        "needs": [
            {
                "match": match,
                "need": match.thing,
                "asks": asks_in_words(match.thing),
                "contact": contact_of(match.thing),
            }
            for match in found[:MOST]
        ],
        "more": max(0, len(found) - MOST),
    }
