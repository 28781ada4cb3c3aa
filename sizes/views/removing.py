"""Pages on which an administrator takes an unlawful zone down, or puts it back."""

import re

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from sizes.forms.removing import FindZoneForm, RemoveForm
from sizes.models import Zone
from sizes.permissions import may_remove
from sizes.removing import ONLY_ADMINISTRATORS, remove, removed_zones, restore

CHANGED = (
    "Somebody else changed this zone while you were writing. Look at it again; if what you wrote "
    "still fits, send it again."
)
UNKNOWN = "There is no zone with that reference or address."


@login_required
@require_safe
def removals(request: HttpRequest) -> HttpResponse:
    """The zones that are taken down, and a way to find one that should be."""
    if not may_remove(request.user):
        raise PermissionDenied(ONLY_ADMINISTRATORS)
    form = FindZoneForm(request.GET if "zone" in request.GET else None, label_suffix="")
    if form.is_valid():
        found = _named(form.cleaned_data["zone"])
        if found:
            return redirect("zone-remove", found.slug)
        form.add_error("zone", UNKNOWN)
    context = {
        "form": form,
        "zones": removed_zones().only("slug", "name", "reference", "removed_on", "why_removed"),
    }
    return render(request, "sizes/removals.html", context)


def _named(text: str) -> Zone | None:
    known = Zone.objects.filter(proposed_on__isnull=False)
    slug = re.search(r"/zones/([-\w]+)", text)
    if slug:
        return known.filter(slug=slug[1]).first()
    return known.filter(reference__iexact=text.strip()).first()


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def zone_remove(request: HttpRequest, slug: str) -> HttpResponse:
    """Say why a zone is taken down, or, once it is, why it is put back."""
    if not may_remove(request.user):
        raise PermissionDenied(ONLY_ADMINISTRATORS)
    zone = get_object_or_404(Zone, slug=slug, proposed_on__isnull=False)
    is_removed = zone.removed_on is not None
    sent = request.POST if request.method == "POST" else None
    form = RemoveForm(sent, is_removed=is_removed, initial={"version": zone.version})
    problems: list[str] = []
    if sent is not None and form.is_valid():
        act = restore if is_removed else remove
        why, seen = form.cleaned_data["why"], form.cleaned_data["version"]
        try:
            act(zone=zone, why=why, by=request.user, expected=seen)
        except Refused as refused:
            problems = refused.sentences
        except ChangedMeanwhile as changed:
            problems = [CHANGED]
            form.data = form.data.copy()
            form.data["version"] = str(changed.current.version)
        else:
            says = "can be seen again" if is_removed else "was taken down"
            messages.success(request, f"{zone} {says}. Those who lead it are told.")
            return redirect("zone-removals")
    context = {"zone": zone, "form": form, "problems": problems, "is_removed": is_removed}
    status = 409 if problems else 200
    return render(request, "sizes/zone_remove.html", context, status=status)
