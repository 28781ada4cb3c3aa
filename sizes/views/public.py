"""Pages of zones that anyone may read: the list, a zone, what was changed in it."""

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.text import Truncator
from django.views.decorators.http import conditional_page, require_safe

from groundwork import clock
from groundwork.headers import public
from groundwork.media import PUBLIC_SECONDS
from sizes.as_it_stood import NotPublicThen, zones_as_they_stood
from sizes.dates import DayAsked
from sizes.filters import ZoneFilter
from sizes.listing import zone_at
from sizes.models import Zone
from sizes.permissions import may_edit
from sizes.pre_election import overrides_of
from sizes.record import boundary_versions, changes
from sizes.status import RUNNING
from sizes.views.dated import about_day, day_of, not_there_yet
from sizes.words import joined, time_left
from sizes.zone_page import page_of

PAGE = 50
MOST_ON_A_MAP = 1000
LONGEST_ON_A_CARD = 220


@require_safe
@conditional_page
@public(PUBLIC_SECONDS)
def zones(request: HttpRequest) -> HttpResponse:
    """The list of zones, its filters and its map."""
    search = ZoneFilter(request.GET, queryset=Zone.objects.published())
    is_sound = search.is_valid()
    found = search.qs if is_sound else Zone.objects.none()
    pages = Paginator(found, PAGE)
    page = pages.get_page(request.GET.get("page"))
    on = (is_sound and search.form.cleaned_data["on"]) or clock.today()
    zones_as_they_stood([*page], on=on, today=clock.today())
    asked = request.GET.copy()
    asked.pop("page", None)
    whole = {"page_size": str(MOST_ON_A_MAP)}
    context = {
        "form": search.form,
        "is_sound": is_sound,
        "is_narrowed": any(value for _, values in asked.lists() for value in values),
        "window": "" if "bbox" in search.form.errors else asked.get("bbox", ""),
        "without_window": _without(asked, "bbox"),
        "map_query": _with(asked, format="geojson", **whole),
        "csv_query": _with(asked, format="csv", **whole),
        "is_on_map": pages.count <= MOST_ON_A_MAP,
        "most_on_map": MOST_ON_A_MAP,
        "query": asked,
        "day": DayAsked(on, clock.today()),
        "count": pages.count,
        "page": page,
        "cards": [_card(zone, DayAsked(on, clock.today())) for zone in page],
    }
    return render(request, "sizes/zones.html", context)


def _with(query: QueryDict, **more: str) -> str:
    changed = query.copy()
    for name, value in more.items():
        changed[name] = value
    return changed.urlencode()


def _without(query: QueryDict, name: str) -> str:
    changed = query.copy()
    changed.pop(name, None)
    return changed.urlencode()


def _card(zone: Zone, day: DayAsked) -> dict[str, object]:
    running = zone.status_that_day in RUNNING
    return {
        "zone": zone,
        "url": zone.get_absolute_url() + day.query,
        "leads": joined(zone.leads),
        "purpose": Truncator(zone.purpose).chars(LONGEST_ON_A_CARD),
        "left": time_left(zone.target_on, day.on) if running and zone.target_on else "",
    }


@require_safe
@conditional_page
def zone(request: HttpRequest, slug: str) -> HttpResponse:
    """A zone's page, on a day: public, or a draft for those who work on it."""
    day, here = day_of(request), reverse("zone", args=[slug])
    try:
        found = zone_at(slug, person=lambda: request.user, on=day.on)
    except NotPublicThen as then:
        return not_there_yet(request, then, day, here)
    if not found.is_public:
        day = DayAsked(day.today, day.today)
    context = page_of(found, day.on) | about_day(request, day, here)
    context["history"] = reverse("zone-history", args=[slug])
    return _for_its_readers(render(request, "sizes/zone.html", context), found.is_public)


@require_safe
@conditional_page
def zone_history(request: HttpRequest, slug: str) -> HttpResponse:
    """What was changed in a zone since it was proposed; before that, for those who may edit it."""
    found = zone_at(slug, person=lambda: request.user, on=clock.today())
    wants_drafting = "drafting" in request.GET or not found.is_public
    if wants_drafting and not may_edit(request.user, found):
        if not found.is_public:
            raise Http404("no history here for this person")
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        raise PermissionDenied("Only people who work on the zone see how it was drafted.")
    context = {
        "zone": found,
        "status": found.status_that_day,
        "changes": changes(found, with_drafting=wants_drafting),
        "versions": boundary_versions(found, with_drafting=wants_drafting),
        "overrides": overrides_of(found, clock.today()),
        "with_drafting": wants_drafting,
    }
    page = render(request, "sizes/zone_history.html", context)
    return _for_its_readers(page, not wants_drafting)


def _for_its_readers(page: HttpResponse, is_public: bool) -> HttpResponse:
    """Let anyone keep a public page for a while, and nobody one that is not."""
    if is_public:
        patch_cache_control(page, public=True, max_age=PUBLIC_SECONDS)
    else:
        patch_cache_control(page, private=True, no_store=True)
    return page
