"""What the pages share on which an asset's people keep what belongs to it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from assets import permissions
from assets.models import Asset
from groundwork import clock
from groundwork.problems import Refused

HAS_GONE = "It has gone from the register. Bring it back, then change it."


def own_asset(request: HttpRequest, reference: str) -> Asset:
    """The asset, for those who work for its owner or steward; others are refused or see nothing."""
    assets = Asset.objects.select_related("owner", "steward").defer("boundary", "other_columns")
    found = get_object_or_404(assets, reference=reference)
    if not permissions.may_edit_asset(request.user, found):
        if not found.is_public(clock.today()):
            raise Http404("no asset here for this person")
        raise PermissionDenied("Only people who act for its owner or its steward do this.")
    return found


def back_from_gone(request: HttpRequest, asset: Asset) -> HttpResponse | None:
    """To the page of work, where the asset has gone and there is nothing to fill in; or None."""
    if request.method == "POST" or not asset.has_gone(clock.today()):
        return None
    messages.error(request, HAS_GONE)
    return redirect("asset-work", asset.reference)


def said(form: forms.Form, write: Callable[[], Any]) -> Any:
    """What the verb returns; or None, with its refusals among the form's errors."""
    try:
        return write()
    except Refused as refused:
        for sentence in refused.sentences:
            form.add_error(None, sentence)
        return None
