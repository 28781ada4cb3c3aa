"""The page of one variation, that anyone may read once it is agreed and its zone public."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import conditional_page, require_safe

from groundwork import clock
from groundwork.headers import public
from groundwork.media import PUBLIC_SECONDS
from sizes.covering import of_zones
from sizes.differences import different
from sizes.models import Zone
from sizes.variation_record import changes, events_of
from sizes.voices import voices_of


@require_safe
@conditional_page
@public(PUBLIC_SECONDS)
def variation(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What is different, for whom, until when, who answers for it, and what happened with it."""
    on = clock.today()
    zone = Zone.objects.published().filter(slug=slug).first()
    found = of_zones([zone.pk]).filter(pk=pk).first() if zone else None
    if zone is None or found is None:
        raise Http404("no agreed variation here")
    found.acceptance.zone = zone
    about = different(found, on=on)
    context = {
        "about": about,
        "variation": found,
        "zone": zone,
        "acceptance": found.acceptance,
        "commitment": found.acceptance.commitment,
        "events": events_of(about),
        "changes": changes(found),
        "voices": voices_of(zone, found),
    }
    return render(request, "sizes/variation.html", context)
