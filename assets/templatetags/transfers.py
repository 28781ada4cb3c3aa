"""Transfers on the pages of organisations, which know no assets; and money in words."""

from decimal import Decimal
from typing import Any

from django import template

from assets import permissions
from assets.models import Transfer, TransferScheme, TransferState
from assets.public_facts import public_name
from assets.transferring import section, worth
from groundwork import clock
from partners.models import Organisation

register = template.Library()


@register.filter
def pounds(amount: Decimal | None) -> str:
    """An amount as people write it: £2,700, £12.50, −£150."""
    return worth.pounds(amount)


@register.filter
def percent(share: Decimal) -> str:
    """A share between 0 and 1 as people write it: 20%."""
    return worth.percent(share)


@register.inclusion_tag("assets/transfers/of_organisation.html")
def transfers_of(organisation: Organisation) -> dict[str, Any]:
    """What it has asked for, what was asked of it, and what it announces now. Six queries."""
    return section.transfers_of(organisation, clock.today())


@register.inclusion_tag("assets/transfers/at_work.html", takes_context=True)
def transfers_at_work(context: template.Context, organisation: Organisation) -> dict[str, Any]:
    """Its drafts and its scheme, for those who act for it."""
    person = context["request"].user
    may_see = permissions.may_begin_transfer(person, organisation)
    drafts = Transfer.objects.filter(applicant=organisation, state=TransferState.DRAFT)
    rows = drafts.select_related("asset") if may_see else []
    return {
        "organisation": organisation,
        "may_see": may_see,
        "may_edit": permissions.may_edit_transfer_scheme(person, organisation),
        "has_scheme": TransferScheme.objects.filter(organisation=organisation).exists(),
        "drafts": [{"transfer": each, "name": public_name(each.asset)} for each in rows],
    }
