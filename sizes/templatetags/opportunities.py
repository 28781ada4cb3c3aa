"""Opportunities and agreements on the pages of assets and partners, which know no zones."""

from typing import Any

from django import template

from assets.models import Asset
from groundwork import clock
from partners.models import Organisation
from sizes.agreements import of_organisation
from sizes.opportunity_board import shown, with_asset
from sizes.templatetags.lying_in import zones_round_of

register = template.Library()


@register.inclusion_tag("sizes/asset_opportunities.html")
def asset_opportunities(asset: Asset) -> dict[str, Any]:
    """The public opportunities that the asset is part of, and the zones where to spot another.

    Five queries at most.
    """
    on = clock.today()
    is_there = asset.is_public(on) and not asset.has_gone(on)
    zones = [each.zone for each in zones_round_of(asset, on).inside] if is_there else []
    return {"cards": with_asset(asset, on), "zones": zones, "reference": asset.reference}


@register.inclusion_tag("sizes/partner_agreements.html")
def partner_agreements(organisation: Organisation) -> dict[str, Any]:
    """What it lends and borrows by agreements that anyone may read. One query."""
    on = clock.today()
    rows = [shown(each, on) for each in of_organisation(organisation)]
    return {
        "organisation": organisation,
        "current": [row for row in rows if row.is_standing],
        "past": [row for row in rows if not row.is_standing],
    }
