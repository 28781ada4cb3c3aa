"""What the keepers of an asset can do with it: say more, publish it, mark it as gone."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from assets import permissions, registering
from assets.forms.asset_acts import BackForm, GoneForm
from assets.keeping import work_page_of
from assets.models import Asset
from assets.views.register_parts import own_asset
from groundwork import clock
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile

MEANWHILE = "Someone else changed this asset while you were reading it. Look again, then decide."


@login_required
@require_safe
def work(request: HttpRequest, reference: str) -> HttpResponse:
    """What those who act for its owner or steward can do with an asset."""
    return _work(request, own_asset(request, reference))


def _work(request: HttpRequest, asset: Asset, *, tried: forms.Form | None = None) -> HttpResponse:
    """The page of work, with the form that was tried as it was typed."""
    on, given = clock.today(), {type(tried): tried}
    initial = {"version": asset.version}
    context = work_page_of(asset, by=request.user, on=on) | {
        "tried": tried,
        "gone_form": given.get(GoneForm) or GoneForm(initial=initial, prefix="gone"),
        "back_form": given.get(BackForm) or BackForm(initial=initial, prefix="back"),
    }
    return render(request, "assets/asset_work.html", context, status=422 if tried else 200)


@login_required
@require_POST
def publish(request: HttpRequest, reference: str) -> HttpResponse:
    """Put the asset before the public."""
    asset = own_asset(request, reference)
    version = request.POST.get("version", "")
    try:
        registering.publish(
            asset=asset,
            by=request.user,
            expected=int(version) if version.isascii() and version.isdigit() else None,
        )
    except Refused as refused:
        for sentence in refused.sentences:
            messages.error(request, sentence)
    except ChangedMeanwhile:
        messages.error(request, MEANWHILE)
    else:
        messages.success(request, "It is public now.")
    return redirect("asset-work", asset.reference)


@login_required
@require_POST
def gone(request: HttpRequest, reference: str) -> HttpResponse:
    """Say that the asset is no longer on the register, and why."""
    asset = own_asset(request, reference)
    _require_publisher(request, asset)
    return _act_with(
        request,
        asset,
        GoneForm(request.POST, prefix="gone"),
        lambda given: registering.mark_gone(
            asset=asset, why=given["why"], by=request.user, expected=given["version"]
        ),
        "It is marked as gone. Its page stays, with your reason.",
    )


@login_required
@require_POST
def back(request: HttpRequest, reference: str) -> HttpResponse:
    """Take back that the asset has gone, and say why."""
    asset = own_asset(request, reference)
    _require_publisher(request, asset)
    return _act_with(
        request,
        asset,
        BackForm(request.POST, prefix="back"),
        lambda given: registering.bring_back(
            asset=asset, why=given["why"], by=request.user, expected=given["version"]
        ),
        "It is back on the register.",
    )


def _require_publisher(request: HttpRequest, asset: Asset) -> None:
    if not permissions.may_publish_asset(request.user, asset):
        raise PermissionDenied("Only those who agree for its owner say whether it has gone.")


def _act_with(
    request: HttpRequest,
    asset: Asset,
    form: forms.Form,
    write: Callable[[dict[str, Any]], Any],
    done: str,
) -> HttpResponse:
    """Do what the form says and return to the work page; or show there what is to be put right."""
    if form.is_valid():
        try:
            write(form.cleaned_data)
        except Refused as refused:
            for sentence in refused.sentences:
                form.add_error(None, sentence)
        except ChangedMeanwhile as meanwhile:
            form.add_error(None, MEANWHILE)
            form.data = form.data.copy()
            form.data[form.add_prefix("version")] = meanwhile.current.version
        else:
            messages.success(request, done)
            return redirect("asset-work", asset.reference)
    return _work(request, asset, tried=form)


@login_required
@require_POST
def discard(request: HttpRequest, reference: str) -> HttpResponse:
    """Throw a draft away."""
    asset = own_asset(request, reference)
    try:
        registering.discard(asset=asset, by=request.user)
    except Refused as refused:
        for sentence in refused.sentences:
            messages.error(request, sentence)
        return redirect("asset-work", asset.reference)
    messages.success(request, f"The draft of {asset.name} is gone.")
    return redirect("assets-mine")
