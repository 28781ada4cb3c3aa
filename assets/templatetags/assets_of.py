"""What an organisation has, on its own pages."""

from typing import Any

from django import template
from django.db.models import Count

from assets import permissions
from assets.filters import by_name
from assets.holdings import counts
from assets.models import Asset
from assets.public_facts import public_facts, ready_to_tell
from groundwork import clock
from partners.models import Organisation

register = template.Library()

MOST_SHOWN = 6


@register.inclusion_tag("assets/assets_of.html")
def assets_of(organisation: Organisation) -> dict[str, Any]:
    """Some of what it has on the register and how much there is of each kind. Two queries."""
    on = clock.today()
    listed = Asset.objects.listed(on).of(organisation)
    kinds = listed.order_by("kind").values_list("kind").annotate(number=Count("pk"))
    labels = dict(Asset.Kind.choices)
    numbers = [(labels[kind], number) for kind, number in kinds]
    shown = ready_to_tell(by_name(listed))[:MOST_SHOWN] if numbers else []
    return {
        "organisation": organisation,
        "count": sum(number for _, number in numbers),
        "kinds": numbers,
        "assets": [public_facts(each, on=on) for each in shown],
        "more": sum(number for _, number in numbers) > MOST_SHOWN,
    }


@register.inclusion_tag("assets/assets_at_work.html", takes_context=True)
def assets_at_work(context: template.Context, organisation: Organisation) -> dict[str, Any]:
    """What it has, for those who work for it: how much, drafts, and the ways on."""
    person = context["request"].user
    may_register = permissions.may_register_asset(person, organisation)
    numbers = counts([organisation], clock.today()) if may_register else {}
    return {
        "organisation": organisation,
        "may_register": may_register,
        "may_import": permissions.may_import_register(person, organisation),
        "numbers": numbers,
    }
