"""The assets of a person's organisations: what is on the register, drafts, and what has gone."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from assets.holdings import Showing, counts, held_by, organisations_of
from groundwork import clock
from partners.models import Organisation

PAGE_SIZE = 100


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What the person's organisations own or look after; `?organisation=` is one of them."""
    on = clock.today()
    organisations = organisations_of(request.user, on)
    slug = request.GET.get("organisation", "").replace("\x00", "")
    chosen = next((each for each in organisations if each.slug == slug), None)
    if slug and chosen is None:
        get_object_or_404(Organisation, slug=slug)
        raise PermissionDenied("Only people who act for an organisation see all that it has.")
    showing = request.GET.get("show", "")
    showing = showing if showing in Showing.values else Showing.CURRENT
    text = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    theirs = [chosen] if chosen else organisations
    found = held_by(theirs, showing=showing, text=text, on=on)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    numbers = counts(theirs, on)
    context = {
        "organisations": organisations,
        "chosen": chosen,
        "showing": showing,
        "ways": [(way.value, way.label, numbers[way.value]) for way in Showing],
        "text": text,
        "page": page,
        "query": query,
        "on": on,
        "for_it": f"?organisation={chosen.slug}" if chosen else "",
    }
    return render(request, "assets/assets_mine.html", context)
