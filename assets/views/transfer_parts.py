"""What the pages of work on transfers share: who may open them, and how a form is saved."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from assets import permissions
from assets.models import Asset, Transfer
from assets.transferring.parties import asset_name
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile

ROWS = ("asset__owner", "asset__steward", "applicant", "announcement")
Values = dict[str, Any]


def own_transfer(
    request: HttpRequest,
    reference: str,
    may: Callable[[Any, Transfer], bool] = permissions.may_work_on_transfer,
) -> Transfer:
    """The transfer, for those who may work on it; others are refused, or see no draft (404)."""
    found = get_object_or_404(Transfer.objects.select_related(*ROWS), reference=reference)
    if may(request.user, found):
        return found
    is_seen = found.requested_on is not None
    if not is_seen and not permissions.may_work_on_transfer(request.user, found):
        raise Http404("no transfer here for this person")
    raise PermissionDenied("Only people of the one side or the other do this.")


def public_asset(request: HttpRequest, reference: str) -> Asset:
    """The asset, where the person may know of it."""
    rows = Asset.objects.visible_to(request.user).select_related("owner", "steward")
    return get_object_or_404(rows, reference=reference)


def about(transfer: Transfer, **more: Any) -> Values:
    """What each page of work says of the transfer."""
    return {
        "transfer": transfer,
        "name": asset_name(transfer),
        "owner": transfer.asset.owner or transfer.asset.keeper,
        "group": transfer.applicant,
    } | more


def save(
    request: HttpRequest,
    form: forms.Form,
    write: Callable[[], Any],
    *,
    template: str,
    context: Values,
    done: str,
    then: Callable[[], HttpResponse],
    saved: Callable[[Any], Values] | None = None,
) -> HttpResponse:
    """Show a form, or write what it says and go on. Nothing typed is ever lost.

    Where somebody else wrote meanwhile, the page shows both: `saved` gives what is kept now.
    """
    context = context | {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            write()
        except Refused as refused:
            for sentence in refused.sentences:
                form.add_error(None, sentence)
        except ChangedMeanwhile as meanwhile:
            context["meanwhile"] = True
            if saved is not None:
                context["differences"] = differences(form, saved(meanwhile.current))
            form.data = form.data.copy()
            form.data[form.add_prefix("version")] = meanwhile.current.version
            return render(request, template, context, status=409)
        else:
            messages.success(request, done)
            return then()
    return render(request, template, context, status=422 if form.errors else 200)


def differences(form: forms.Form, now: Values) -> list[Values]:
    """What somebody else saved meanwhile, beside what was typed here."""
    found = []
    for name, typed in form.cleaned_data.items():
        if name in now and (now[name] or "") != (typed or ""):
            label = form.fields[name].label
            bound = form[name].field
            found.append(
                {"label": label, "saved": _said(bound, now[name]), "typed": _said(bound, typed)}
            )
    return found


def _said(field: forms.Field, value: Any) -> str:
    if value is None or value == "":
        return ""
    choices = dict(getattr(field, "choices", None) or [])
    return str(choices.get(value) or field.prepare_value(value))


def try_it(request: HttpRequest, write: Callable[[], Any], done: str) -> None:
    """Do what a button says, and tell what came of it on the next page."""
    try:
        write()
    except Refused as refused:
        for sentence in refused.sentences:
            messages.error(request, sentence)
    except ChangedMeanwhile:
        messages.error(
            request, "Someone else changed this while you were reading it. Look again, then decide."
        )
    else:
        messages.success(request, done)


def version_of(request: HttpRequest) -> int | None:
    """The version that a button was pressed on; None where the form does not say."""
    written = request.POST.get("version", "")
    is_number = written.isascii() and written.isdigit() and len(written) < len("2147483647")
    return int(written) if is_number else None


def to_work(transfer: Transfer) -> HttpResponse:
    """On to the page of work."""
    return redirect("transfer-work", transfer.reference)
