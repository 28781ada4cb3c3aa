"""What zones made of an offer, for the pages of partners, which know no zones."""

from typing import Any

from django import template

from groundwork import clock
from partners.models import Commitment, Organisation
from sizes.account import helped_by, taken_up_by

register = template.Library()


@register.inclusion_tag("sizes/taking_up.html")
def taking_up(commitment: Commitment) -> dict[str, Any]:
    """The zones that took the commitment up, and how it stands in each."""
    return {"accounts": taken_up_by(commitment, on=clock.today())}


@register.inclusion_tag("sizes/helped_zones.html")
def helped_zones(organisation: Organisation) -> dict[str, Any]:
    """The published zones in which the organisation has commitments."""
    return {"zones": helped_by(organisation, on=clock.today())}
