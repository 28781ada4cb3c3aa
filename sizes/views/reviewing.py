"""Reviews: the public page of evidence and decisions, and the pages on which they are written."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import conditional_page, require_http_methods, require_safe

from groundwork import clock
from groundwork.headers import public
from groundwork.media import PUBLIC_SECONDS
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from sizes import deciding, reviewing
from sizes.as_it_stood import NotPublicThen
from sizes.evidence import evidence_of
from sizes.forms.answers import are_same, brought_together
from sizes.forms.reviewing import InterimForm, ReviewForm
from sizes.lifecycle import STEPS, offers
from sizes.listing import public_zone, see_then
from sizes.models import Review, Zone
from sizes.permissions import may_lead
from sizes.reviewing import interims_of, last_in_words, last_review, term_in_words
from sizes.views.commitments import zone_for
from sizes.views.dated import about_day, day_of, not_there_yet

MAY_NOT = "Only a representative of an organisation that leads the zone reviews it."
DECIDING = ("renew", "mainstream", "dissolve")


@require_safe
@conditional_page
@public(PUBLIC_SECONDS)
def review(request: HttpRequest, slug: str) -> HttpResponse:
    """What is known of a zone on one page, and what was decided about it."""
    day, here = day_of(request), reverse("zone-review", args=[slug])
    zone = public_zone(slug)
    try:
        see_then([zone], on=day.on)
    except NotPublicThen as then:
        return not_there_yet(request, then, day, here)
    context = {
        "zone": zone,
        "status": zone.status(day.on),
        "evidence": evidence_of(zone, on=day.on),
        "term": term_in_words(zone),
    }
    return render(request, "sizes/review.html", context | about_day(request, day, here))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def work(request: HttpRequest, slug: str) -> HttpResponse:
    """Write the review that decides the term, and see what its decision still needs."""
    zone = _led(request, slug)
    if request.method != "POST":
        return _show(request, zone, ReviewForm(zone=zone))
    form = ReviewForm(request.POST, zone=zone)
    if not form.is_valid():
        return _show(request, zone, form)
    return _write(request, zone, form, expected=form.cleaned_data["version"])


def _led(request: HttpRequest, slug: str) -> Zone:
    zone = zone_for(request.user, slug)
    if not may_lead(request.user, zone):
        raise PermissionDenied(MAY_NOT)
    return zone


def _write(
    request: HttpRequest, zone: Zone, form: ReviewForm, *, expected: int | None
) -> HttpResponse:
    try:
        deciding.write(zone=zone, given=form.given(), by=request.user, expected=expected)
    except ChangedMeanwhile as changed:
        return _show_both(request, zone, form, changed.current)
    except Refused as refused:
        return _show(request, zone, form, problems=refused.sentences, status=409)
    messages.success(request, "Saved.")
    return redirect("zone-review-work", zone.slug)


def _show_both(request: HttpRequest, zone: Zone, form: ReviewForm, current: Review) -> HttpResponse:
    """What somebody else saved meanwhile beside what was typed, in a form that can be saved."""
    saved = form.saved(zone)
    if are_same(saved, form.values()):
        return redirect("zone-review-work", zone.slug)
    together, differences = brought_together(form, saved)
    if not differences:
        return _write(request, zone, form, expected=current.version)
    again = ReviewForm(zone=zone, values=together | {"version": current.version})
    more = {"differences": differences, "writers": "Somebody else"}
    return _show(request, zone, again, status=409, **more)


def _show(
    request: HttpRequest, zone: Zone, form: ReviewForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    on = clock.today()
    kept = last_review(zone)
    offered = {offer.step.name: offer for offer in offers(zone, request.user)}
    decision = kept.decision if kept and kept.decided_on is None else ""
    context = {
        "zone": zone,
        "form": form,
        "closed": deciding.closed_because(zone, on),
        "says": last_in_words(zone, kept, on=on),
        "interims": interims_of(zone, on=on),
        "opens": offered.get("open_review") if not kept else None,
        "step": STEPS.get(decision),
        "offer": offered.get(decision),
        **more,
    }
    return render(request, "sizes/review_work.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def interim(request: HttpRequest, slug: str, interim: int) -> HttpResponse:
    """Record that an interim review was held; once it was, what was recorded."""
    zone = zone_for(request.user, slug)
    row = get_object_or_404(zone.interim_reviews, pk=interim)
    if not may_lead(request.user, zone):
        raise PermissionDenied(MAY_NOT)
    row.zone = zone
    first = {"held_on": clock.today()}
    posted = request.POST if request.method == "POST" else None
    form = InterimForm(posted, interim=row, initial=first)
    if request.method != "POST" or not form.is_valid():
        return _show_interim(request, zone, form)
    try:
        reviewing.hold(interim=row, by=request.user, **form.cleaned_data)
    except Refused as refused:
        return _show_interim(request, zone, form, problems=refused.sentences, status=409)
    messages.success(request, "The interim review is recorded. Everyone can read it.")
    return redirect("zone-review-work", zone.slug)


def _show_interim(
    request: HttpRequest,
    zone: Zone,
    form: InterimForm,
    *,
    problems: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    on = clock.today()
    found = next(each for each in interims_of(zone, on=on) if each.row.pk == form.interim.pk)
    context = {"zone": zone, "form": form, "interim": found, "problems": problems}
    return render(request, "sizes/review_interim.html", context, status=status)
