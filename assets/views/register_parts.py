"""What can be said of an asset, a few questions at a time."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from assets import permissions, registering, whose
from assets.forms.asset_parts import (
    AccessForm,
    ContactForm,
    PartForm,
    RecordForm,
    SizeForm,
    StateForm,
    WhatForm,
)
from assets.forms.asset_where import WhereForm
from assets.forms.asset_whose import WhoseForm
from assets.models import Asset
from groundwork import clock
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile

PARTS: dict[str, type[PartForm]] = {
    "what": WhatForm,
    "whose": WhoseForm,
    "where": WhereForm,
    "size": SizeForm,
    "access": AccessForm,
    "state": StateForm,
    "contact": ContactForm,
    "record": RecordForm,
}


def own_asset(request: HttpRequest, reference: str) -> Asset:
    """The asset, for those who work for its owner or steward; others are refused or see nothing."""
    rows = Asset.objects.select_related("owner", "steward")
    found = get_object_or_404(rows, reference=reference.upper())
    if not permissions.may_edit_asset(request.user, found):
        if found.published_on is None:
            raise Http404("no asset here for this person")
        raise PermissionDenied("Only those who act for its owner or its steward work on an asset.")
    return found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, reference: str, part: str) -> HttpResponse:
    """Say anew one part of what the register says of an asset."""
    asset = own_asset(request, reference)
    if part not in PARTS:
        raise Http404("no such part")
    if part == "whose" and not permissions.may_publish_asset(request.user, asset):
        raise PermissionDenied("Only those who agree for its owner say whose an asset is.")
    if asset.has_gone(clock.today()):
        messages.error(request, "It has gone from the register. Bring it back, then change it.")
        return redirect("asset-work", asset.reference)
    typed = (request.POST, request.FILES) if request.method == "POST" else ()
    form = PARTS[part](*typed, asset=asset, by=request.user)
    context: dict[str, Any] = {"form": form, "asset": asset, "part": part}
    status = 200
    if typed and form.is_valid():
        try:
            _write(form, asset)
        except Refused as refused:
            for sentence in refused.sentences:
                form.add_error(None, sentence)
        except ChangedMeanwhile as meanwhile:
            context["differences"] = _differences(form, meanwhile.current)
            form.data = form.data.copy()
            form.data["version"] = meanwhile.current.version
            status = 409
        else:
            messages.success(request, "Saved.")
            return redirect("asset-work", asset.reference)
    if form.errors:
        status = 422
    context["choices"] = getattr(form, "choices", [])
    return render(request, "assets/asset_part.html", context, status=status)


def _write(form: PartForm, asset: Asset) -> None:
    verb = whose.hand_to if isinstance(form, WhoseForm) else registering.describe
    expected = form.cleaned_data["version"] or 0
    verb(asset=asset, by=form.by, expected=expected, **form.words())


def _differences(form: PartForm, current: Asset) -> list[dict[str, str]]:
    """What someone else saved meanwhile, beside what was typed here."""
    found = []
    for name, value in form.words().items():
        if not hasattr(current, name):
            continue
        saved, typed = form.in_words(name, getattr(current, name)), form.in_words(name, value)
        if saved != typed:
            field = form.fields.get(name)
            label = field.label if field else LABELS[name]
            found.append({"label": label, "saved": saved, "typed": typed})
    return found


LABELS = {"point": "The spot", "boundary": "Its boundary"}
