"""The zones that an organisation signed, for the pages of partners, which know no zones."""

from typing import Any

from django import template

from groundwork import clock
from partners.models import Organisation
from sizes.models import Signature, Zone
from sizes.signing import AS

register = template.Library()


@register.inclusion_tag("sizes/signed_zones.html")
def signed_zones(organisation: Organisation) -> dict[str, Any]:
    """The public zones that it signed, newest first, each once. One query."""
    rows = (
        Signature.objects.made(clock.today())
        .filter(organisation=organisation, zone__in=Zone.objects.published())
        .select_related("zone")
        .order_by("-signed_on", "-pk")
    )
    newest: dict[int, Signature] = {}
    for row in rows:
        newest.setdefault(row.zone_id, row)
    return {"signatures": [{"row": row, "as_what": AS[row.capacity]} for row in newest.values()]}
