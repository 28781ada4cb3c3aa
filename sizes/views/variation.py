"""The page of one variation, that anyone may read once it is agreed and its zone public."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import conditional_page, require_safe

from groundwork.headers import public
from groundwork.media import PUBLIC_SECONDS
from sizes.as_it_stood import NotPublicThen, end_of, variations_as_they_stood
from sizes.covering import of_zones
from sizes.dates import DayAsked
from sizes.differences import different
from sizes.listing import public_zone, see_then
from sizes.models import Variation, Zone
from sizes.variation_record import changes, events_of
from sizes.views.dated import about_day, day_of, not_there_yet
from sizes.voices import voices_of
from sizes.words import day_in_words


@require_safe
@conditional_page
@public(PUBLIC_SECONDS)
def variation(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What is different, for whom, until when, who answers for it, and what happened with it."""
    day, here = day_of(request), reverse("variation", args=[slug, pk])
    zone = public_zone(slug)
    found = of_zones([zone.pk]).filter(pk=pk).first()
    if found is None:
        raise Http404("no agreed variation here")
    try:
        _see_then(found, zone, day)
    except NotPublicThen as then:
        return not_there_yet(request, then, day, here, what="page")
    about = different(found, on=day.on)
    context = about_day(request, day, here) | {
        "about": about,
        "variation": found,
        "zone": zone,
        "acceptance": found.acceptance,
        "commitment": found.acceptance.commitment,
        "events": events_of(about),
        "changes": changes(found),
        "voices": voices_of(zone, found, until=end_of(day.on)),
        "history": "#history",
    }
    return render(request, "sizes/variation.html", context)


def _see_then(variation: Variation, zone: Zone, day: DayAsked) -> None:
    """Make it and its zone what they were on the day; NotPublicThen before it was agreed."""
    see_then([zone], on=day.on)
    variations_as_they_stood([variation], on=day.on, today=day.today)
    variation.acceptance.zone = zone
    if day.is_past and variation.agreed_on > day.on:
        raise NotPublicThen(
            zone,
            f"“{variation.title}” in {zone} was not public on {day_in_words(day.on)}: it was "
            f"agreed on {day_in_words(variation.agreed_on)}.",
        )
