"""Pages of organisations: the register, one of them; registering, describing and ending one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.gis.db.models import Extent
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groundwork import clock
from groundwork.headers import public
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from partners import permissions, registering
from partners.forms.joining import EndForm
from partners.forms.organisations import OrganisationForm
from partners.models import Organisation
from places.views import SECONDS_KEPT, outlines

PAGE_SIZE = 50


@require_safe
@public()
def partners(request: HttpRequest) -> HttpResponse:
    """The register of organisations, filtered by text and sector."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    sector = request.GET.get("sector", "")
    found = Organisation.objects.all()
    if text:
        found = found.filter(Q(name__icontains=text) | Q(description__icontains=text))
    if sector in Organisation.Sector.values:
        found = found.filter(sector=sector)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request,
        "partners/partners.html",
        {
            "page": page,
            "text": text,
            "sector": sector,
            "sectors": Organisation.Sector.choices,
            "today": clock.today(),
        },
    )


@require_safe
@public()
def partner(request: HttpRequest, slug: str) -> HttpResponse:
    """One organisation: who it is, how to reach it, where it works."""
    organisation = get_object_or_404(Organisation.objects.select_related("successor"), slug=slug)
    areas = list(organisation.areas.without_shapes())
    return render(
        request,
        "partners/partner.html",
        {
            "organisation": organisation,
            "areas": areas,
            "window": _window(organisation) if areas else "",
            "identifiers": organisation.identifiers.all(),
            "predecessors": organisation.predecessors.all(),
            "has_ended": organisation.ends_on and organisation.ends_on <= clock.today(),
        },
    )


def _window(organisation: Organisation) -> str:
    """The window that shows all the areas it serves: "west,south,east,north" in degrees."""
    extent = organisation.areas.aggregate(extent=Extent("outline"))["extent"]
    return ",".join(f"{number:.5f}" for number in extent)


@require_safe
@public(SECONDS_KEPT)
def areas(request: HttpRequest, slug: str) -> HttpResponse:
    """The areas that an organisation serves, as GeoJSON."""
    return outlines(get_object_or_404(Organisation, slug=slug).areas.all())


@login_required
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Register an organisation."""
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            organisation = registering.register(
                by=request.user,
                areas=form.cleaned_data["areas"],
                identifiers=form.identifiers(),
                **form.words(),
            )
        except Refused as refused:
            for sentence in refused.sentences:
                form.add_error(None, sentence)
        else:
            messages.success(
                request,
                f"{organisation.name} is registered, and you represent it. It is labelled "
                "unverified until a council officer has checked it.",
            )
            return redirect("partner-work", slug=organisation.slug)
    return render(request, "partners/organisation_form.html", {"form": form})


@login_required
@require_http_methods(["GET", "POST"])
def describe(request: HttpRequest, slug: str) -> HttpResponse:
    """Change what the register says of an organisation."""
    organisation = get_object_or_404(Organisation, slug=slug)
    if not permissions.may_edit_organisation(request.user, organisation):
        raise PermissionDenied
    form = OrganisationForm(request.POST or None, instance=organisation)
    context: dict[str, Any] = {"form": form, "organisation": organisation}
    if request.method == "POST" and form.is_valid():
        words = form.words()
        try:
            registering.describe(
                organisation=organisation,
                by=request.user,
                expected=form.cleaned_data["version"] or 0,
                areas=form.cleaned_data["areas"],
                identifiers=form.identifiers(),
                **words,
            )
        except Refused as refused:
            for sentence in refused.sentences:
                form.add_error(None, sentence)
        except ChangedMeanwhile as meanwhile:
            context["differences"] = _differences(form, meanwhile.current, words)
            form.data = form.data.copy()
            form.data["version"] = meanwhile.current.version
        else:
            messages.success(request, "Saved.")
            return redirect("partner-work", slug=organisation.slug)
    return render(request, "partners/organisation_form.html", context)


def _differences(
    form: OrganisationForm, current: Organisation, typed: dict[str, Any]
) -> list[dict[str, Any]]:
    """What someone else saved meanwhile, beside what was typed here."""
    return [
        {
            "label": form.fields[name].label,
            "saved": getattr(current, name),
            "typed": value,
        }
        for name, value in typed.items()
        if (getattr(current, name) or "") != (value or "")
    ]


@login_required
@require_POST
def verify(request: HttpRequest, slug: str) -> HttpResponse:
    """Verify an organisation."""
    organisation = get_object_or_404(Organisation, slug=slug)
    registering.verify(organisation=organisation, by=request.user)
    messages.success(request, f"{organisation.name} is now verified.")
    return redirect("partner", slug=slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that an organisation ends, and which follows it."""
    organisation = get_object_or_404(Organisation.objects.select_related("successor"), slug=slug)
    if not permissions.may_edit_organisation(request.user, organisation):
        raise PermissionDenied
    form = EndForm(request.POST if request.method == "POST" else None, organisation=organisation)
    context: dict[str, Any] = {"form": form, "organisation": organisation}
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            registering.end(
                organisation=organisation,
                ends_on=typed["ends_on"],
                why=typed["why"],
                successor=typed["successor"],
                by=request.user,
                expected=typed["version"] or 0,
            )
        except Refused as refused:
            for sentence in refused.sentences:
                form.add_error(None, sentence)
        except ChangedMeanwhile as meanwhile:
            context["organisation"] = meanwhile.current
            context["has_changed"] = True
            form.data = form.data.copy()
            form.data["version"] = meanwhile.current.version
        else:
            messages.success(request, f"The page of {organisation.name} says how it ends.")
            return redirect("partner", slug=slug)
    status = 200
    if request.method == "POST":
        status = 409 if "has_changed" in context else 422
    return render(request, "partners/end.html", context, status=status)


@login_required
@require_POST
def go_on(request: HttpRequest, slug: str) -> HttpResponse:
    """Take back that an organisation ends."""
    organisation = get_object_or_404(Organisation, slug=slug)
    registering.go_on(organisation=organisation, by=request.user)
    messages.success(request, f"{organisation.name} goes on.")
    return redirect("partner-work", slug=slug)
