"""What an organisation offers, on its own pages."""

from typing import Any

from django import template

from groundwork import clock
from partners import depending, permissions
from partners.forms.offers import DeclineForm
from partners.models import Commitment, Organisation
from partners.views.offers import card, need

register = template.Library()


@register.inclusion_tag("partners/offers_in_public.html")
def offers_in_public(organisation: Organisation) -> dict[str, Any]:
    """What it offers now, and what it offered before. One query."""
    on = clock.today()
    published = Commitment.objects.published().filter(published_on__lte=on)
    cards = [card(each, on) for each in published.filter(organisation=organisation)]
    return {
        "organisation": organisation,
        "current": [each for each in cards if not each["offer"].has_ended(on)],
        "past": [each for each in cards if each["offer"].has_ended(on)],
    }


@register.inclusion_tag("partners/offers_at_work.html", takes_context=True)
def offers_at_work(context: template.Context, organisation: Organisation) -> dict[str, Any]:
    """Its offers, drafts too, and what others ask of it, for those who act for it."""
    person, on = context["request"].user, clock.today()
    may_draft = permissions.may_draft_offer(person, organisation)
    mine = Commitment.objects.filter(organisation=organisation) if may_draft else []
    may_answer = permissions.has_role(person, organisation, *permissions.AGREEING)
    asked = depending.asked_of([organisation], on=on) if may_draft else []
    return {
        "organisation": organisation,
        "csrf_token": context.get("csrf_token"),
        "may_draft": may_draft,
        "may_answer": may_answer,
        "cards": [card(each, on) for each in mine],
        "asked": [
            need(each, on) | {"decline_form": DeclineForm(auto_id=f"id_{each.pk}_%s")}
            for each in asked
        ],
    }
