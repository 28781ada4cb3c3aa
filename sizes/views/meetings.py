"""A zone's meetings, that anyone may read once the zone is public: the list, and each of them."""

import datetime as dt

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page, require_safe

from groundwork import clock
from groundwork.media import PUBLIC_SECONDS
from sizes.meeting_record import (
    changed_since,
    coming,
    day_of_the_week,
    hours_in_words,
    past,
    told,
    when_in_words,
)
from sizes.meetings import is_recorded
from sizes.models import Meeting, Zone
from sizes.views.commitments import zone_for

MEETINGS_A_PAGE = 25
MOST_COMING = 100


def zone_of(request: HttpRequest, slug: str) -> Zone:
    """The zone at the address: a public one for anyone, a draft for those who may see it."""
    return Zone.objects.published().filter(slug=slug).first() or zone_for(request.user, slug)


def meeting_of(zone: Zone, pk: int) -> Meeting:
    """The meeting of the zone, or Http404."""
    row = get_object_or_404(zone.meetings.prefetch_related("represented"), pk=pk)
    row.zone = zone
    return row


def kept_by(answer: HttpResponse, zone: Zone) -> HttpResponse:
    """Let anyone keep what is public for a while, and nobody what is not."""
    if zone.is_public:
        patch_cache_control(answer, public=True, max_age=PUBLIC_SECONDS)
    else:
        patch_cache_control(answer, private=True, no_store=True)
    return answer


@require_safe
@conditional_page
def meetings(request: HttpRequest, slug: str) -> HttpResponse:
    """The meetings of a zone: those to come, soonest first, then those that were."""
    zone, on = zone_of(request, slug), clock.today()
    page = Paginator(past(zone, on), MEETINGS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "zone": zone,
        "coming": [told(each, zone, on) for each in coming(zone, on)[:MOST_COMING]],
        "past": [told(each, zone, on) for each in page],
        "page": page,
        "query": request.GET,
    }
    return kept_by(render(request, "sizes/meetings.html", context), zone)


@require_safe
@conditional_page
def meeting(request: HttpRequest, slug: str, meeting: int) -> HttpResponse:
    """One meeting: when, where, what about, who was represented, what was said and decided."""
    zone, on = zone_of(request, slug), clock.today()
    row = meeting_of(zone, meeting)
    changes = changed_since(row) if zone.is_public else []
    context = {
        "zone": zone,
        "meeting": row,
        "when": when_in_words(row),
        "facts": _facts(row),
        "state": state_of(row, on),
        "represented": sorted(row.represented.all(), key=lambda body: body.name.casefold()),
        "changes": changes,
        "moved_from": next((each.moved_from for each in changes if each.moved_from), ""),
    }
    return kept_by(render(request, "sizes/meeting.html", context), zone)


def _facts(meeting: Meeting) -> list[dict[str, str]]:
    """When and where, as terms and details."""
    hours = hours_in_words(meeting.starts_at, meeting.ends_at)
    facts = [{"term": "When", "detail": day_of_the_week(meeting.held_on), "note": hours}]
    return facts + ([{"term": "Where", "detail": meeting.place}] if meeting.place else [])


def state_of(meeting: Meeting, on: dt.date) -> str:
    """How far it has come: "cancelled", "coming", "today", "past" or, with a record, "recorded"."""
    if meeting.cancelled_on:
        return "cancelled"
    if is_recorded(meeting):
        return "recorded"
    if meeting.held_on == on:
        return "today"
    return "coming" if meeting.held_on > on else "past"
