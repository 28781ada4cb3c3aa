"""Calendars that anyone may subscribe to: of one zone, of all, and of one meeting."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import conditional_page, require_safe

from groundwork import clock
from groundwork.addresses import absolute
from groundwork.calendar_file import MEDIA_TYPE, Entry, calendar_file
from groundwork.headers import public
from groundwork.media import PUBLIC_SECONDS
from sizes import calendars
from sizes.listing import public_zone
from sizes.views.meetings import kept_by, meeting_of, zone_of


@require_safe
@conditional_page
@public(PUBLIC_SECONDS)
def zones_calendar(request: HttpRequest) -> HttpResponse:
    """The days of all zones that go on."""
    return _answer(
        "zones",
        "Social Innovation Zones",
        calendars.of_all(clock.today()),
        about="Starts, target dates, reviews, days by which to speak, and meetings of all zones.",
        url=reverse("zones"),
        source=request.path,
    )


@require_safe
@conditional_page
@public(PUBLIC_SECONDS)
def zone_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """The days of one public zone."""
    zone = public_zone(slug)
    return _answer(
        zone.slug,
        zone.name,
        calendars.of_zone(zone, clock.today()),
        about=f"Start, target date, reviews, days by which to speak, and meetings of {zone.name}.",
        url=zone.get_absolute_url(),
        source=request.path,
    )


@require_safe
@conditional_page
def meeting_calendar(request: HttpRequest, slug: str, meeting: int) -> HttpResponse:
    """One meeting, to be put into somebody's own calendar."""
    zone = zone_of(request, slug)
    row = meeting_of(zone, meeting)
    answer = _answer(
        f"{zone.slug}-meeting-{row.pk}",
        f"{row.title}: {zone.name}",
        [calendars.of_meeting(row, clock.today())],
        about=f"A meeting of {zone.name}.",
        url=reverse("zone-meeting", args=[zone.slug, row.pk]),
        source=request.path,
    )
    return kept_by(answer, zone)


def _answer(
    file_name: str, name: str, entries: Sequence[Entry], *, about: str, url: str, source: str
) -> HttpResponse:
    made = calendar_file(name, entries, about=about, url=absolute(url), source=absolute(source))
    answer = HttpResponse(made, content_type=MEDIA_TYPE)
    answer["Content-Disposition"] = f'inline; filename="{file_name}.ics"'
    return answer
