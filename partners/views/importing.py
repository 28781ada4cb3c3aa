"""Bringing a public list of organisations into the register: a look first, then doing it."""

from itertools import chain
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from partners import importing
from partners.forms.importing import SaveForm, UploadForm
from partners.permissions import may_import_organisations

TITLES = {
    importing.Outcome.REFUSED: "Cannot be used",
    importing.Outcome.CHANGED: "To be changed",
    importing.Outcome.NEW: "New",
    importing.Outcome.UNCHANGED: "Here already, unchanged",
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: HttpRequest) -> HttpResponse:
    """Look at what a list would do, row by row; then save all of it, or nothing."""
    if not may_import_organisations(request.user):
        raise PermissionDenied("Only officers of a verified council bring in lists.")
    if request.method != "POST":
        return render(request, "partners/import.html", {"form": UploadForm()})
    if "fingerprint" in request.POST:
        return _save(request)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "partners/import.html", {"form": form}, status=422)
    plan = importing.plan(form.listing)
    return _preview(request, plan, source=form.cleaned_data["source"], text=form.text)


def _save(request: HttpRequest) -> HttpResponse:
    form = SaveForm(request.POST)
    if not form.is_valid():
        context = {"form": UploadForm(), "problems": [*chain.from_iterable(form.errors.values())]}
        return render(request, "partners/import.html", context, status=422)
    source, text = form.cleaned_data["source"], form.cleaned_data["text"]
    try:
        plan = importing.bring_in(
            form.listing,
            source=source,
            by=request.user,
            expected=form.cleaned_data["fingerprint"],
        )
    except importing.PlanChanged as changed:
        return _preview(request, changed.plan, source=source, text=text, status=409)
    counts = plan.counts
    messages.success(
        request,
        f"Saved: {counts['new']} new, {counts['changed']} changed. {counts['refused']} could not "
        "be used.",
    )
    return redirect("partners-import")


def _preview(
    request: HttpRequest, plan: importing.Plan, *, source: str, text: str, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "plan": plan,
        "groups": [(title, plan.having(outcome)) for outcome, title in TITLES.items()],
        "source": source,
        "text": text,
        "has_changed": status == 409,
    }
    return render(request, "partners/import_preview.html", context, status=status)
