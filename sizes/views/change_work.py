"""Where those who lead a zone begin a change to it, see what it says, and go on with it."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from groundwork import clock
from groundwork.problems import Refused
from sizes import amending, pre_election
from sizes.amending.drafting import unchangeable
from sizes.amending.saying import title_of
from sizes.models import Amendment
from sizes.permissions import may_edit, may_lead, may_override
from sizes.views.changes import said_of
from sizes.views.commitments import zone_for

State = Amendment.State


def change_of(person: Any, slug: str, number: int) -> Amendment:
    """The change of that number of the zone at the address, if the person may see the zone."""
    zone = zone_for(person, slug)
    rows = zone.amendments.select_related("boundary", "replaces", "made_by")
    return get_object_or_404(rows, number=number)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what a change is, and begin one; or go on with the one that is under way."""
    on = clock.today()
    zone = zone_for(request.user, slug)
    if not may_edit(request.user, zone):
        raise PermissionDenied("You may not change this zone.")
    refused: list[str] = []
    if request.method == "POST":
        try:
            made = amending.begin(zone=zone, by=request.user)
        except Refused as problems:
            refused = problems.sentences
        else:
            return redirect("zone-change-work", zone.slug, made.number)
    under_way = zone.amendments.filter(state__in=[State.DRAFTED, State.OPEN]).first()
    context = {
        "zone": zone,
        "problems": refused,
        "found": unchangeable(zone, on),
        "under_way": under_way,
        "title": title_of(under_way) if under_way else "",
    }
    page = "sizes/amending/begin.html"
    return render(request, page, context, status=409 if refused else 200)


@login_required
@require_safe
def work(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What a change says so far, what it is because of it, and what can be done with it now."""
    on = clock.today()
    change = change_of(request.user, slug, number)
    if not may_edit(request.user, change.zone):
        raise PermissionDenied("You may not change this zone.")
    if change.state in (State.MADE, State.ABANDONED) and change.is_public:
        return redirect(change)
    context, found = said_of(change, on), _in_the_way(change, on)
    context |= {
        "parts": _parts(change),
        "found": found,
        "may_override": may_override(request.user, change.zone)
        and not set(found).isdisjoint(pre_election.in_the_way(change.zone, "amend", on)),
        "leads": may_lead(request.user, change.zone),
        "is_amendment": bool(context["why_amendment"]),
    }
    return render(request, "sizes/amending/work.html", context)


def _in_the_way(change: Amendment, on: dt.date) -> list[str]:
    if change.state == State.OPEN:
        return amending.problems_to_make(change, on=on)
    if change.state != State.DRAFTED:
        return []
    if amending.why_amendment(change):
        return amending.problems_to_open(change, on=on)
    return amending.problems_to_adjust(change, on=on)


_PARTS = {
    "where": ("Where it is", "The core, the fringe, the edge"),
    "words": ("Name and words", "What it is called, what it is for, what may and will not change"),
    "outcomes": ("Outcomes", "Add one, or end one"),
    "limits": ("Limits", "What variations may touch, for how long"),
    "dates": ("Dates", "The target date, interim reviews"),
    "reason": ("The reason", "Everyone can read it"),
}
_KEYS = {
    "words": ("words",),
    "outcomes": ("outcomes",),
    "limits": ("limits",),
    "dates": ("target_on", "interim_reviews"),
}


def _parts(change: Amendment) -> list[dict[str, str]]:
    """The parts of a change that can be drafted, as tasks."""
    done = {
        "where": change.boundary_id is not None,
        "reason": bool(change.reason),
        **{part: bool(set(keys) & set(change.changes)) for part, keys in _KEYS.items()},
    }
    labels = {part: "Changed" if is_done else "As it is" for part, is_done in done.items()}
    labels["reason"] = "Given" if change.reason else "To do"
    return [
        {
            "title": title,
            "hint": hint,
            "url": reverse(f"zone-change-{part}", args=[change.zone.slug, change.number]),
            "state": "done" if done[part] else "todo",
            "label": labels[part],
        }
        for part, (title, hint) in _PARTS.items()
    ]


def no_longer_drafted(request: HttpRequest, change: Amendment) -> HttpResponse:
    """Lead on to what became of a change that cannot be written any more."""
    messages.info(request, "What this change says was made public, and is no longer altered.")
    if change.is_public:
        return redirect(change)
    return redirect("zone-change-work", change.zone.slug, change.number)
