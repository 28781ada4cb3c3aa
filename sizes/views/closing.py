"""A zone's end: its closing page, and what happens afterwards with what was different."""

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
from sizes import afterwards, closing
from sizes.afterwards import OWN_TERMS, What, aftermath_of, afterwards_of
from sizes.as_it_stood import NotPublicThen
from sizes.covering import of_zones
from sizes.forms.answers import are_same, brought_together
from sizes.forms.reviewing import AfterwardsForm, ClosingForm
from sizes.listing import public_zone, see_then
from sizes.models import Closing, Variation, Zone
from sizes.permissions import may_agree, may_lead
from sizes.reviewing import missing_closing
from sizes.views.commitments import zone_for
from sizes.views.dated import about_day, day_of, not_there_yet


@require_safe
@conditional_page
@public(PUBLIC_SECONDS)
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """What a zone leaves behind; before its end, that this comes with it."""
    day, here = day_of(request), reverse("zone-closing", args=[slug])
    zone = public_zone(slug)
    try:
        see_then([zone], on=day.on)
    except NotPublicThen as then:
        return not_there_yet(request, then, day, here)
    is_public = closing.is_public(zone, day.on)
    context = {
        "zone": zone,
        "status": zone.status(day.on),
        "parts": closing.parts_of(closing.closing_of(zone)) if is_public else [],
        "is_public": is_public,
        "successor": closing.merged_into(zone, day.on),
    }
    return render(request, "sizes/closing.html", context | about_day(request, day, here))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def work(request: HttpRequest, slug: str) -> HttpResponse:
    """Write the closing page, bit by bit."""
    zone = zone_for(request.user, slug)
    if not may_lead(request.user, zone):
        raise PermissionDenied(
            "Only a representative of an organisation that leads the zone closes it."
        )
    if request.method != "POST":
        return _show(request, zone, ClosingForm(zone=zone))
    form = ClosingForm(request.POST, zone=zone)
    if not form.is_valid():
        return _show(request, zone, form)
    return _write(request, zone, form, expected=form.cleaned_data["version"])


def _write(
    request: HttpRequest, zone: Zone, form: ClosingForm, *, expected: int | None
) -> HttpResponse:
    try:
        closing.write(zone=zone, by=request.user, expected=expected, **form.given())
    except ChangedMeanwhile as changed:
        return _show_both(request, zone, form, changed.current)
    except Refused as refused:
        return _show(request, zone, form, problems=refused.sentences, status=409)
    messages.success(request, "Saved.")
    return redirect("zone-closing-work", zone.slug)


def _show_both(
    request: HttpRequest, zone: Zone, form: ClosingForm, current: Closing
) -> HttpResponse:
    """What somebody else saved meanwhile beside what was typed, in a form that can be saved."""
    zone.refresh_from_db()
    saved = form.saved(zone)
    if are_same(saved, form.values()):
        return redirect("zone-closing-work", zone.slug)
    together, differences = brought_together(form, saved)
    if not differences:
        return _write(request, zone, form, expected=current.version)
    again = ClosingForm(zone=zone, values=together | {"version": current.version})
    more = {"differences": differences, "writers": "Somebody else"}
    return _show(request, zone, again, status=409, **more)


def _show(
    request: HttpRequest, zone: Zone, form: ClosingForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "zone": zone,
        "form": form,
        "closed": closing.closed_because(zone),
        "missing": missing_closing(zone),
        **more,
    }
    return render(request, "sizes/closing_work.html", context, status=status)


@require_safe
@conditional_page
@public(PUBLIC_SECONDS)
def after(request: HttpRequest, slug: str) -> HttpResponse:
    """The list of what was different when the zone ended, ticked off as owners say what happens."""
    day, here = day_of(request), reverse("zone-afterwards", args=[slug])
    zone = public_zone(slug)
    try:
        see_then([zone], on=day.on)
    except NotPublicThen as then:
        return not_there_yet(request, then, day, here)
    context = {
        "zone": zone,
        "status": zone.status(day.on),
        "list": afterwards_of(zone, on=day.on),
        "own_terms": OWN_TERMS,
    }
    return render(request, "sizes/afterwards.html", context | about_day(request, day, here))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def say(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say, for its owner, what happens with a variation that is no longer under a zone."""
    zone = zone_for(request.user, slug)
    row = get_object_or_404(of_zones([zone.pk]), pk=pk)
    row.acceptance.zone = zone
    if not may_agree(request.user, row):
        owner = row.acceptance.commitment.organisation
        raise PermissionDenied(f"Only a representative of {owner} says what happens with it.")
    if request.method != "POST":
        said = getattr(row, "afterwards", None)
        first = {"version": row.version}
        first |= {"what": said.what, "words": said.words} if said else {}
        return _show_say(request, row, AfterwardsForm(variation=row, initial=first))
    form = AfterwardsForm(request.POST, variation=row)
    if not form.is_valid():
        return _show_say(request, row, form)
    try:
        afterwards.say(
            variation=row,
            what=form.cleaned_data["what"],
            words=form.cleaned_data["words"],
            by=request.user,
            expected=form.cleaned_data["version"],
        )
    except ChangedMeanwhile as changed:
        return _said_meanwhile(request, row, changed.current, form)
    except Refused as refused:
        return _show_say(request, row, form, problems=refused.sentences, status=409)
    messages.success(request, "Thank you. It is on the list of the zone now.")
    return redirect("zone-afterwards", zone.slug)


def _said_meanwhile(
    request: HttpRequest, row: Variation, current: Variation, form: AfterwardsForm
) -> HttpResponse:
    """Somebody else of the owner said something meanwhile: all is well if it was the same."""
    said = getattr(current, "afterwards", None)
    typed = (form.cleaned_data["what"], form.cleaned_data["words"].strip())
    if said and (said.what, said.words) == typed:
        return redirect("zone-afterwards", row.acceptance.zone.slug)
    posted = request.POST.copy()
    posted["version"] = str(current.version)
    sentences = ["This was changed meanwhile. Look at it, and press the button again."]
    if said:
        words = f": {said.words}" if said.words else ""
        theirs = f"Somebody else said meanwhile: “{What(said.what).label}”{words}."
        sentences = [theirs, "What you chose is below. To put it in place of theirs, press again."]
    again = AfterwardsForm(posted, variation=row)
    return _show_say(request, row, again, problems=sentences, status=409)


def _show_say(
    request: HttpRequest,
    row: Variation,
    form: AfterwardsForm,
    *,
    problems: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "zone": row.acceptance.zone,
        "variation": row,
        "after": aftermath_of(row, on=clock.today()),
        "form": form,
        "problems": problems,
        "own_terms": OWN_TERMS,
    }
    return render(request, "sizes/afterwards_say.html", context, status=status)
