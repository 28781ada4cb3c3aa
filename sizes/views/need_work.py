"""The work on what a zone needs, for its members: stating, changing, ending, and what would fit."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from assets.public_facts import public_facts
from groundwork import clock
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from sizes import needs
from sizes.forms.needs import EndForm, MoneyForm, NeedForm, ThingForm, form_for
from sizes.introducing import with_both_sides
from sizes.introduction_letters import named
from sizes.matching import Match, assets_for, offers_for
from sizes.models import Introduction, Need, Zone
from sizes.need_words import asks_in_words
from sizes.permissions import may_state_need
from sizes.status import ENDED
from sizes.views.commitments import zone_for
from sizes.views.needs import need_of

MOST_ASSETS, MOST_OFFERS, MOST_MISSED = 20, 10, 5


def workable(request: HttpRequest, slug: str) -> Zone:
    """The zone, for its members."""
    zone = zone_for(request.user, slug)
    if not may_state_need(request.user, zone):
        raise PermissionDenied(needs.NOT_A_MEMBER)
    return zone


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """State that the zone needs a thing."""
    return _new(request, slug, ThingForm)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_money(request: HttpRequest, slug: str) -> HttpResponse:
    """State that the zone needs money."""
    return _new(request, slug, MoneyForm)


def _new(request: HttpRequest, slug: str, form_class: type[NeedForm]) -> HttpResponse:
    zone = workable(request, slug)
    form = form_class(request.POST if request.method == "POST" else None, zone=zone)
    if request.method != "POST":
        if needs.state_problems(zone, on=clock.today()):
            return redirect("zone-needs", slug)
        return _show(request, zone, None, form)
    if again := _rows_asked_for(form):
        return _show(request, zone, None, form_class(zone=zone, values=again))
    if not _is_sound(form):
        return _show(request, zone, None, form, status=422)
    try:
        made = needs.state(zone=zone, by=request.user, slots=form.slots(), **form.given())
    except Refused as refused:
        return _show(request, zone, None, form, problems=refused.sentences, status=409)
    messages.success(request, _stated(zone))
    return redirect("need-matches", slug, made.pk)


def _stated(zone: Zone) -> str:
    if zone.is_public:
        return "Stated: everyone can read it. Here is what may fit."
    return "Kept with the draft: everyone can read it once the zone is proposed."


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str, need: int) -> HttpResponse:
    """Say anew what is needed."""
    zone = workable(request, slug)
    row = need_of(zone, need)
    if row.ended_on is not None:
        messages.info(request, needs.HAS_ENDED)
        return redirect("need-matches", slug, row.pk)
    form_class = form_for(row)
    form = form_class(request.POST if request.method == "POST" else None, zone=zone, need=row)
    if request.method != "POST":
        return _show(request, zone, row, form)
    if again := _rows_asked_for(form):
        return _show(request, zone, row, form_class(zone=zone, need=row, values=again))
    if not _is_sound(form):
        return _show(request, zone, row, form, status=422)
    try:
        needs.describe(
            need=row,
            by=request.user,
            expected=form.cleaned_data["version"] or 0,
            why=form.cleaned_data.get("why", ""),
            slots=form.slots(),
            **form.given(),
        )
    except Refused as refused:
        return _show(request, zone, row, form, problems=refused.sentences, status=409)
    except ChangedMeanwhile:
        now = need_of(zone, row.pk)
        if differences := form.differences(now):
            typed = request.POST.copy()
            typed["version"] = str(now.version)
            again = form_class(typed, zone=zone, need=now)
            return _show(request, zone, now, again, differences=differences, status=409)
    messages.success(request, "Saved.")
    return redirect("need-matches", slug, row.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, slug: str, need: int) -> HttpResponse:
    """Say that a need was met, or is no longer one."""
    zone = workable(request, slug)
    row = need_of(zone, need)
    if row.ended_on is not None:
        messages.info(request, needs.HAS_ENDED)
        return redirect("need-matches", slug, row.pk)
    first = {"version": row.version, "how": request.GET.get("how", "")}
    form = EndForm(request.POST if request.method == "POST" else None, initial=first)
    problems, status = [], 200
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            needs.end(
                need=row,
                how=given["how"],
                why=given["why"],
                by=request.user,
                expected=given["version"],
            )
        except Refused as refused:
            problems, status = refused.sentences, 409
        except ChangedMeanwhile:
            row, status = need_of(zone, row.pk), 409
            problems = ["Somebody changed this need meanwhile. Look at it again, then confirm."]
            form.data = form.data.copy()
            form.data["version"] = str(row.version)
        else:
            messages.success(request, "Said. Its page stays, and says how it ended.")
            return redirect("need-matches", slug, row.pk)
    context = {"zone": zone, "need": row, "form": form, "problems": problems}
    status = 422 if form.errors else status
    return render(request, "sizes/needs/end.html", context, status=status)


@login_required
@require_safe
def matches(request: HttpRequest, slug: str, need: int) -> HttpResponse:
    """The assets and offers that may meet the need, best first, each with its reasons."""
    zone, on = workable(request, slug), clock.today()
    row = need_of(zone, need)
    asked = [*with_both_sides(row.introductions.all())]
    assets, offers = assets_for(row, on=on), offers_for(row, on=on)
    may_fit = [match for match in assets if match.may_fit]
    misses = [match for match in assets if match.speaks_for_it and match.hard_failures]
    context = {
        "zone": zone,
        "need": row,
        "asks": asks_in_words(row),
        "is_open": row.is_open(on),
        "may_write": row.is_open(on) and zone.is_public and zone.status(on) not in ENDED,
        "assets": [_asset(match, asked, on) for match in may_fit[:MOST_ASSETS]],
        "more": max(0, len(may_fit) - MOST_ASSETS),
        "misses": [_asset(match, asked, on) for match in misses[:MOST_MISSED]],
        "offers": [_offer(match, asked) for match in offers[:MOST_OFFERS]],
        "introductions": [{"row": each, "name": named(each)} for each in asked],
    }
    return render(request, "sizes/needs/matches.html", context)


def _asset(match: Match, asked: list[Introduction], on: dt.date) -> dict[str, Any]:
    """What is shown of an asset that may fit, and of the introduction over it, if any."""
    facts = public_facts(match.thing, on=on)
    return {
        "match": match,
        "url": facts.url,
        "name": facts.name,
        "kind": facts.kind_label,
        "owner": facts.owner_says or facts.steward,
        "query": urlencode({"asset": facts.reference}),
        "introduction": next((e for e in asked if e.asset_id == match.thing.pk), None),
    }


def _offer(match: Match, asked: list[Introduction]) -> dict[str, Any]:
    """What is shown of an offer that may fit, and of the introduction over it, if any."""
    offer = match.thing
    return {
        "match": match,
        "url": offer.get_absolute_url(),
        "name": offer.title,
        "kind": "Offer",
        "owner": offer.organisation.name,
        "query": urlencode({"offer": offer.pk}),
        "introduction": next((e for e in asked if e.commitment_id == offer.pk), None),
    }


def _rows_asked_for(form: NeedForm) -> dict[str, Any] | None:
    """What was typed, with a row more or less, where one of those buttons was pressed."""
    if not form.rows:
        return None
    if form.data.get("more") in form.rows:
        return form.again()
    name, _, number = form.data.get("less", "").rpartition("-")
    if name in form.rows and number.isascii() and number.isdigit():
        return form.again(without=int(number[:4]))
    return None


def _is_sound(form: NeedForm) -> bool:
    """Whether what was typed can be: the form's own rules, then those of the verbs."""
    if not form.is_valid():
        return False
    found = needs.problems(
        form.zone, form.given(), slots=form.slots(), before=form.need, on=clock.today()
    )
    for name, sentence in found:
        form.add_error(name if name in form.fields else None, sentence.rstrip("."))
    return not form.errors


def _show(
    request: HttpRequest,
    zone: Zone,
    need: Need | None,
    form: NeedForm,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {"zone": zone, "need": need, "form": form, **more}
    return render(request, "sizes/needs/form.html", context, status=status)
