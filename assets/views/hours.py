"""The page on which an asset's people write down when it is free."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from assets import hours
from assets.forms.hours import (
    CLEAR,
    QUICK,
    SAME,
    ExceptionForm,
    RemoveExceptionForm,
    WeekForm,
    as_written,
    filled,
)
from assets.hours_shown import coming_exceptions, hours_section, season_at
from assets.models import Asset
from assets.views.keeping import back_from_gone, own_asset, said
from groundwork import clock
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile

FILLED = "The boxes are filled in. Nothing is saved yet."


def _page(request: HttpRequest, asset: Asset, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page, with the form that was tried as it was typed."""
    on = clock.today()
    all_seasons = hours.seasons(asset, on)
    season = season_at(all_seasons, _day(request.GET.get("from")))
    context = hours_section(asset, on) | {
        "asset": asset,
        "week": WeekForm(season=season, version=asset.version),
        "day": ExceptionForm(prefix="day"),
        "seasons": [
            {"season": each, "words": hours.hours_in_words(each.slots) or "Not free"}
            for each in all_seasons
        ],
        "season": season,
        "exceptions": coming_exceptions(asset, on),
        "quick": [(name, label) for name, (label, _, _) in QUICK.items()],
        "same": SAME,
        "clear": CLEAR,
    }
    return render(request, "assets/hours.html", context | more, status=status)


def _day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text or "")
    except ValueError:
        return None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def week(request: HttpRequest, reference: str) -> HttpResponse:
    """Write down at which hours of the week it is free."""
    asset = own_asset(request, reference)
    if elsewhere := back_from_gone(request, asset):
        return elsewhere
    if request.method != "POST":
        return _page(request, asset)
    if choice := request.POST.get("fill"):
        return _page(
            request, asset, week=WeekForm(filled(request.POST.dict(), choice)), told=FILLED
        )
    form = WeekForm(request.POST)
    if form.is_valid():
        try:
            changed = said(
                form,
                lambda: hours.set_hours(
                    asset=asset,
                    slots=form.slots(),
                    expected=form.cleaned_data["version"] or 0,
                    by=request.user,
                    starts_on=form.cleaned_data["starts_on"],
                    ends_on=form.ends_on(),
                ),
            )
        except ChangedMeanwhile as meanwhile:
            return _page(
                request, asset, status=409,
                **_both(form, meanwhile.current),
            )  # fmt: skip
        if changed:
            messages.success(request, "Saved. This is how its page shows it.")
            return redirect("asset-hours", asset.reference)
    return _page(request, asset, status=422, week=form)


def _both(form: WeekForm, current: Asset) -> dict[str, Any]:
    """What someone else saved meanwhile beside what was typed here, which can be saved now."""
    there = as_written(hours.slots_of(current, form.cleaned_data["starts_on"] or clock.today()))
    typed = as_written(form.slots())
    rows = [
        {
            "label": field.label,
            "saved": there.get(field.name) or "Not free",
            "typed": typed.get(field.name) or "Not free",
        }
        for field in form.days()
        if there.get(field.name) != typed.get(field.name)
    ]
    form.data = form.data.copy()
    form.data["version"] = current.version
    return {"week": form, "differences": rows, "was_changed": True}


@login_required
@require_POST
def add_day(request: HttpRequest, reference: str) -> HttpResponse:
    """Say that on a day other hours are kept."""
    asset = own_asset(request, reference)
    form = ExceptionForm(request.POST, prefix="day")
    if form.is_valid():
        given = form.cleaned_data
        if said(form, lambda: hours.add_exception(asset=asset, by=request.user, **given)):
            messages.success(request, "Saved.")
            return redirect("asset-hours", asset.reference)
    return _page(request, asset, status=422, day=form)


@login_required
@require_POST
def remove_day(request: HttpRequest, reference: str) -> HttpResponse:
    """Let the week's hours hold again on a day."""
    asset = own_asset(request, reference)
    form = RemoveExceptionForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose the day in the list.")
        return redirect("asset-hours", asset.reference)
    try:
        hours.remove_exception(asset=asset, by=request.user, **form.cleaned_data)
    except Refused as refused:
        for sentence in refused.sentences:
            messages.error(request, sentence)
    else:
        messages.success(request, "The usual hours hold on that day again.")
    return redirect("asset-hours", asset.reference)
