"""Pages of offers that anyone may read: the list, and one offer."""

import datetime as dt
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page, require_safe

from groundwork import clock
from groundwork.headers import public
from groundwork.media import PUBLIC_SECONDS
from partners import depending, offering
from partners.depending import DependencyStatus
from partners.filters import CommitmentFilter
from partners.models import Commitment, Dependency
from partners.offering import OfferStatus
from partners.record import changes

PAGE_SIZE = 50
LONGEST_EXPORT = 1000
FOLDED = ("verb", "subject", "sector", "theme", "service", "ended")
TAGS = {
    OfferStatus.DRAFT: "draft",
    OfferStatus.COMING: "starting",
    OfferStatus.OFFERED: "active",
    OfferStatus.ENDED: "dissolved",
    OfferStatus.WITHDRAWN: "withdrawn",
}


def card(commitment: Commitment, on: dt.date) -> dict[str, Any]:
    """What a list says of an offer."""
    status = offering.status_of(commitment, on)
    return {
        "offer": commitment,
        "status": status,
        "tag": TAGS[status],
        "willing_to": offering.willing_to(commitment),
    }


@require_safe
@conditional_page
@public(PUBLIC_SECONDS)
def offers(request: HttpRequest) -> HttpResponse:
    """What partners everywhere are willing to do, and how to search it."""
    search = CommitmentFilter(request.GET, queryset=Commitment.objects.published())
    is_sound = search.is_valid()
    pages = Paginator(search.qs if is_sound else Commitment.objects.none(), PAGE_SIZE)
    page = pages.get_page(request.GET.get("page"))
    asked = request.GET.copy()
    asked.pop("page", None)
    on = clock.today()
    context = {
        "form": search.form,
        "is_sound": is_sound,
        "is_narrowed": any(value for _, values in asked.lists() for value in values),
        "is_unfolded": any(asked.get(name) for name in FOLDED),
        "query": asked,
        "data_query": _with(asked, page_size=str(LONGEST_EXPORT)),
        "csv_query": _with(asked, page_size=str(LONGEST_EXPORT), format="csv"),
        "count": pages.count,
        "page": page,
        "cards": [card(commitment, on) for commitment in page],
    }
    return render(request, "partners/offers.html", context)


def _with(query: QueryDict, **more: str) -> str:
    changed = query.copy()
    for name, value in more.items():
        changed[name] = value
    return changed.urlencode()


@require_safe
@conditional_page
def offer(request: HttpRequest, offer: int) -> HttpResponse:
    """An offer's page: public once published, before that for those who act for its organisation.

    Who asks is looked up only for a draft, so that a public page is the same for everybody.
    """
    on = clock.today()
    found = Commitment.objects.published().for_cards().filter(pk=offer).first()
    if found is None:
        found = Commitment.objects.visible_to(request.user).for_cards().filter(pk=offer).first()
    if found is None:
        raise Http404("no offer here for this person")
    response = render(request, "partners/offer.html", page_of(found, on))
    if found.published_on is not None:
        patch_cache_control(response, public=True, max_age=PUBLIC_SECONDS)
    else:
        patch_cache_control(response, private=True, no_store=True)
    return response


def page_of(commitment: Commitment, on: dt.date) -> dict[str, Any]:
    """All that an offer's page says."""
    fallen = [need(each, on) for each in depending.fallen_under(commitment, on)]
    is_over = commitment.has_ended(on)
    return card(commitment, on) | {
        "organisation": commitment.organisation,
        "has_ended_organisation": commitment.organisation.ends_on is not None
        and commitment.organisation.ends_on <= on,
        "needs": [need(each, on) for each in _needs(commitment)],
        "fallen": [] if is_over else fallen,
        "needed_by": depending.what_falls(commitment, on) if not is_over else _left(commitment),
        "is_over": is_over,
        "changes": changes(commitment) if commitment.published_on is not None else [],
    }


def _needs(commitment: Commitment) -> list[Dependency]:
    rows = commitment.dependencies.select_related("needs__organisation", "organisation")
    return list(rows)


def _left(commitment: Commitment) -> list[Commitment]:
    """Public offers that said they need this one, which is over."""
    links = commitment.needed_by.values("commitment")
    return list(Commitment.objects.published().filter(pk__in=links).select_related("organisation"))


def need(dependency: Dependency, on: dt.date) -> dict[str, Any]:
    """What a page says of something that an offer needs; `is_named` where the public may know."""
    status = depending.status_of(dependency, on)
    return {
        "dependency": dependency,
        "needs": dependency.needs,
        "organisation": dependency.organisation,
        "is_named": depending.is_named(dependency),
        "status": status,
        "is_fallen": status is DependencyStatus.FALLEN,
        "is_met": status is DependencyStatus.MET,
        "is_agreed": status is DependencyStatus.AGREED,
        "was_declined": dependency.fallen_on is not None and dependency.agreed_on is None,
    }
