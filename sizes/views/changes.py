"""Pages of changes to a declared zone that anyone may read: all of them, and one."""

import datetime as dt
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import conditional_page, require_safe

from groundwork import clock
from groundwork.headers import public
from groundwork.media import PUBLIC_SECONDS
from sizes.amending import why_amendment
from sizes.amending.saying import (
    differences,
    is_open,
    outcome_changes,
    standing_of,
    title_of,
)
from sizes.amending.shapes import places_of
from sizes.listing import public_zone
from sizes.models import Amendment


@require_safe
@conditional_page
@public(PUBLIC_SECONDS)
def changes(request: HttpRequest, slug: str) -> HttpResponse:
    """All changes to what the zone declared, the newest first: adjusted, amended, abandoned."""
    on = clock.today()
    zone = public_zone(slug)
    prefetch_related_objects([zone], "outcomes")
    rows = zone.amendments.public().order_by("-number")
    context = {
        "zone": zone,
        "status": zone.status(on),
        "rows": [
            {
                "change": each,
                "title": title_of(each),
                "standing": standing_of(each, on),
                "is_open": is_open(each, on),
            }
            for each in rows
        ],
    }
    return render(request, "sizes/amending/changes.html", context)


@require_safe
@conditional_page
@public(PUBLIC_SECONDS)
def change(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One change: what it changes, in words and shapes side by side; why; who objects; its days."""
    on = clock.today()
    zone = public_zone(slug)
    found = (
        zone.amendments.public()
        .select_related("boundary", "replaces", "made_by")
        .filter(number=number)
        .first()
    )
    if found is None:
        raise Http404("no public change of that number")
    return render(request, "sizes/amending/change.html", said_of(found, on))


def said_of(change: Amendment, on: dt.date) -> dict[str, Any]:
    """What pages say of a change, as a template's context."""
    is_judged = change.state in (Amendment.State.DRAFTED, Amendment.State.OPEN)
    objections = change.objections.select_related("signature__organisation")
    return {
        "zone": change.zone,
        "change": change,
        "title": title_of(change),
        "standing": standing_of(change, on),
        "is_open": is_open(change, on),
        "may_object": is_open(change, on) and on <= change.closes_on,
        "why_amendment": why_amendment(change) if is_judged else [],
        "differences": differences(change),
        "places": places_of(change, on),
        "outcomes": outcome_changes(change),
        "objections": [*objections],
        "dates": _dates(change),
    }


def _dates(change: Amendment) -> list[dict[str, Any]]:
    events = [
        {"on": change.opened_on, "title": "Opened for objection"},
        {"on": change.closes_on, "title": "Last day to object"},
        {
            "on": change.made_on,
            "title": "Made",
            "by": change.made_by.name if change.made_by else "",
        },
        {"on": change.abandoned_on, "title": "Abandoned", "note": change.why_abandoned},
    ]
    return [event for event in events if event["on"]]
