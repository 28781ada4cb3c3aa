"""The pages on which an owner says what an asset may be used for, and takes it back."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from assets import permissions, willing
from assets.forms.willing import TakeBackForm, WillingForm
from assets.models import Asset, Willingness
from assets.registering import describe
from assets.views.keeping import back_from_gone, own_asset, said
from assets.willing_shown import willing_section
from groundwork import clock


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def say(request: HttpRequest, reference: str) -> HttpResponse:
    """Say what the owner is willing to do; what holds stands beside the form."""
    asset = own_asset(request, reference)
    if elsewhere := back_from_gone(request, asset):
        return elsewhere
    on, may_say = clock.today(), permissions.may_publish_asset(request.user, asset)
    if request.method == "POST" and not may_say:
        raise PermissionDenied(willing.ONLY_THOSE_WHO_AGREE)
    form = WillingForm(
        request.POST if request.method == "POST" else None,
        asset=asset,
        may_transfer=permissions.may_announce_transfer(request.user, asset),
        saying=_saying(asset, request.GET.get("act", "")),
    )
    if request.method == "POST" and form.is_valid():
        made = said(form, lambda: _say_all(asset, form, request.user))
        if made:
            phrase = willing.in_one_phrase([each.act for each in made])
            messages.success(request, f"Saved: you are willing to {phrase}.")
            return redirect("asset-willing", asset.reference)
    context = willing_section(asset, on) | {"asset": asset, "form": form, "may_say": may_say}
    return render(request, "assets/willing.html", context, status=422 if form.errors else 200)


def _saying(asset: Asset, act: str) -> Willingness | None:
    """What is said of an act now, to be said anew."""
    if act not in Willingness.Act.values:
        return None
    return asset.willingnesses.standing(clock.today()).filter(act=act).first()


@transaction.atomic
def _say_all(asset: Asset, form: WillingForm, by: Any) -> list[Willingness]:
    """All that the form says, or nothing."""
    given = form.cleaned_data
    if contact := form.contact():
        asset = describe(asset=asset, by=by, expected=asset.version, **contact)
    words = {name: given[name] for name in ("terms", "starts_on", "ends_on")}
    return [willing.say(asset=asset, act=act, by=by, **words) for act in given["acts"]]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, reference: str, act: str) -> HttpResponse:
    """Take back what was said, with a reason."""
    asset = own_asset(request, reference)
    if act not in Willingness.Act.values:
        raise Http404("nothing of this kind can be said")
    if not permissions.may_publish_asset(request.user, asset):
        raise PermissionDenied(willing.ONLY_THOSE_WHO_AGREE)
    form = TakeBackForm(request.POST if request.method == "POST" else None)
    if (
        request.method == "POST"
        and form.is_valid()
        and said(
            form,
            lambda: willing.take_back(
                asset=asset, act=act, why=form.cleaned_data["why"], by=request.user
            ),
        )
    ):
        messages.success(request, "Taken back from today. Your reason stands on its page.")
        return redirect("asset-willing", asset.reference)
    context = {
        "asset": asset,
        "form": form,
        "act": act,
        "phrase": willing.in_one_phrase([act]),
    }
    return render(request, "assets/willing_end.html", context, status=422 if form.errors else 200)
