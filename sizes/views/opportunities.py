"""Opportunities that anyone may read: a zone's board, and each of them; and spotting one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import conditional_page, require_http_methods, require_safe

from assets.models import Asset
from assets.public_facts import public_name
from groundwork import clock
from groundwork.headers import public
from groundwork.media import PUBLIC_SECONDS
from groundwork.problems import Refused
from sizes.forms.opportunities import OpportunityForm
from sizes.models import Opportunity, OpportunityState, Zone
from sizes.opportunities import ZONE_OVER, is_zone_over, spot
from sizes.opportunity_board import (
    HEADINGS,
    board_of,
    cards_of,
    events_of,
    in_state,
    parts_shown,
    public_agreements,
    says_of,
)
from sizes.permissions import may_develop

OPPORTUNITIES_A_PAGE = 24


def public_zone(slug: str) -> Zone:
    """The public zone at the address; a draft has no opportunities (404)."""
    return get_object_or_404(Zone.objects.published(), slug=slug)


def opportunity_at(slug: str, pk: int, **narrowed: Any) -> Opportunity:
    """The opportunity of the public zone, or Http404."""
    zone = public_zone(slug)
    rows = Opportunity.objects.select_related("zone", "outcome", "need")
    return get_object_or_404(rows, zone=zone, pk=pk, **narrowed)


@require_safe
@conditional_page
@public(PUBLIC_SECONDS)
def board(request: HttpRequest, slug: str) -> HttpResponse:
    """The zone's board; or, of one state, all there are, page by page."""
    zone, on = public_zone(slug), clock.today()
    state = request.GET.get("state", "")
    context: dict[str, Any] = {"zone": zone, "is_over": is_zone_over(zone, on)}
    if state in OpportunityState.values:
        pages = Paginator(in_state(zone, state), OPPORTUNITIES_A_PAGE)
        page = pages.get_page(request.GET.get("page"))
        title, means = HEADINGS[OpportunityState(state)]
        context |= {"page": page, "query": request.GET, "title": title, "means": means}
        context["cards"] = cards_of(page, on)
        return render(request, "sizes/opportunities/state.html", context)
    context["columns"] = board_of(zone, on)
    return render(request, "sizes/opportunities/board.html", context)


@require_safe
@conditional_page
@public(PUBLIC_SECONDS)
def opportunity(request: HttpRequest, slug: str, opportunity: int) -> HttpResponse:
    """One opportunity: what could be done, what it joins, what was agreed, and what came of it."""
    on = clock.today()
    found = opportunity_at(slug, opportunity, shown_on__isnull=False)
    if found.hidden_on is not None:
        context = {"zone": found.zone, "opportunity": found}
        return render(request, "sizes/opportunities/taken_off.html", context, status=410)
    agreements = public_agreements(found, on)
    context = {
        "zone": found.zone,
        "opportunity": found,
        "says": says_of(found, [each.agreement for each in agreements], on),
        "parts": parts_shown(found, on),
        "agreements": agreements,
        "events": events_of(found),
        "means": HEADINGS[OpportunityState(found.state)][1],
        "on": on,
    }
    return render(request, "sizes/opportunities/opportunity.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def spot_one(request: HttpRequest, slug: str) -> HttpResponse:
    """Spot an opportunity: anyone signed in, perhaps from the page of an asset."""
    zone, on = public_zone(slug), clock.today()
    asset = _asset_named(request)
    form = OpportunityForm(request.POST if request.method == "POST" else None, zone=zone)
    refused = [ZONE_OVER] if is_zone_over(zone, on) else []
    if request.method == "POST" and form.is_valid() and not refused:
        try:
            made = spot(
                zone=zone, given=form.given(), by=request.user, assets=[asset] if asset else []
            )
        except Refused as problems:
            refused = problems.sentences
        else:
            if made.shown_on is not None:
                messages.success(request, "It is on the board. Say now what could join it.")
                return redirect("opportunity-work", slug, made.pk)
            messages.success(
                request,
                "Thank you. Somebody who works on the zone reads it first; then you get a letter.",
            )
            return redirect("opportunities-yours", slug)
    context = {
        "zone": zone,
        "form": form,
        "asset": asset,
        "asset_name": public_name(asset) if asset else "",
        "problems": refused,
        "is_member": may_develop(request.user, zone),
    }
    status = 409 if refused else 200
    return render(request, "sizes/opportunities/spot.html", context, status=status)


def _asset_named(request: HttpRequest) -> Asset | None:
    """The public asset that the address or the form names, if there is one."""
    reference = (request.POST.get("asset") or request.GET.get("asset", "")).replace("\x00", "")
    if not reference:
        return None
    return Asset.objects.listed(clock.today()).filter(reference=reference).first()


@login_required
@require_safe
def yours(request: HttpRequest, slug: str) -> HttpResponse:
    """What the person spotted in the zone and what became of it; for members, what waits."""
    zone = public_zone(slug)
    is_member = may_develop(request.user, zone)
    mine = zone.opportunities.filter(spotted_by=request.user).order_by("-spotted_on", "-pk")
    waiting = zone.opportunities.waiting().order_by("spotted_on", "pk") if is_member else []
    context = {"zone": zone, "mine": mine, "waiting": waiting, "is_member": is_member}
    return render(request, "sizes/opportunities/yours.html", context)
