"""What zones need, for anyone to read: the board of all, the list of one zone, and each need."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import conditional_page, require_safe

from groundwork import clock
from groundwork.headers import public
from groundwork.media import PUBLIC_SECONDS
from sizes import introducing
from sizes.forms.needs import NeedSearchForm
from sizes.matching.finding import open_needs
from sizes.models import Need, Zone
from sizes.need_words import contact_of, facts_of, told
from sizes.status import ENDED
from sizes.views.meetings import kept_by, zone_of

NEEDS_A_PAGE = 30


def need_of(zone: Zone, pk: int) -> Need:
    """The need of the zone, or Http404."""
    rows = zone.needs.select_related("outcome", "accountable_body").prefetch_related("hours")
    row = get_object_or_404(rows, pk=pk)
    row.zone = zone
    return row


@require_safe
@conditional_page
@public(PUBLIC_SECONDS)
def board(request: HttpRequest) -> HttpResponse:
    """Every open need of every zone, so that partners and funders find them."""
    on = clock.today()
    form = NeedSearchForm(request.GET)
    found = form.narrowed(open_needs(on)).prefetch_related("hours")
    page = Paginator(found, NEEDS_A_PAGE).get_page(request.GET.get("page"))
    asked = request.GET.copy()
    asked.pop("page", None)
    context = {
        "form": form,
        "is_narrowed": any(value for _, values in asked.lists() for value in values),
        "query": asked,
        "page": page,
        "count": page.paginator.count,
        "needs": [told(need, on) for need in page],
    }
    return render(request, "sizes/needs/board.html", context)


@require_safe
@conditional_page
def zone_needs(request: HttpRequest, slug: str) -> HttpResponse:
    """What one zone needs: the open needs first, newest first, then those that ended."""
    zone, on = zone_of(request, slug), clock.today()
    has_ended = zone.status(on) in ENDED
    rows = zone.needs.filter(stated_on__lte=on).order_by("ended_on", "-stated_on", "-pk")
    still_open = rows.filter(ended_on=None) if not has_ended else rows.none()
    over = rows.exclude(pk__in=still_open.values("pk")).order_by("-ended_on", "-stated_on", "-pk")
    page = Paginator(over.prefetch_related("hours"), NEEDS_A_PAGE).get_page(request.GET.get("page"))
    found = [*still_open.order_by("-stated_on", "-pk").prefetch_related("hours")]
    for need in (*found, *page):
        need.zone = zone
    context = {
        "zone": zone,
        "has_ended": has_ended,
        "open": [told(need, on) for need in found],
        "over": [told(need, on, zone_has_ended=has_ended) for need in page],
        "page": page,
        "query": request.GET,
    }
    return kept_by(render(request, "sizes/needs/zone_needs.html", context), zone)


@require_safe
@conditional_page
def need(request: HttpRequest, slug: str, need: int) -> HttpResponse:
    """One need: what is asked, how to answer, and what came of it."""
    zone, on = zone_of(request, slug), clock.today()
    row = need_of(zone, need)
    has_ended = zone.status(on) in ENDED
    counts = introducing.counts_of(row)
    is_over = has_ended or not row.is_open(on)
    context = {
        "zone": zone,
        "need": row,
        "told": told(row, on, zone_has_ended=has_ended),
        "facts": facts_of(row, on),
        "contact": contact_of(row),
        "introductions": introducing.in_words(counts, is_over=is_over),
        "opportunities": [*row.opportunities.public()] if zone.is_public else [],
    }
    return kept_by(render(request, "sizes/needs/need.html", context), zone)
