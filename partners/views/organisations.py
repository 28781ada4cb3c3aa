"""Pages of organisations: the register, one of them, registering and describing one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
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
from partners import memberships, permissions, registering
from partners.forms.organisations import OrganisationForm, RoleForm
from partners.models import Membership, Organisation, Person

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
    organisation = get_object_or_404(Organisation, slug=slug)
    areas = list(organisation.areas.without_shapes())
    return render(
        request,
        "partners/partner.html",
        {
            "organisation": organisation,
            "areas": areas,
            "identifiers": organisation.identifiers.all(),
            "has_ended": organisation.ends_on and organisation.ends_on <= clock.today(),
        },
    )


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
@require_safe
def work(request: HttpRequest, slug: str) -> HttpResponse:
    """What those who act for an organisation, and officers, can do with it."""
    organisation = get_object_or_404(Organisation, slug=slug)
    person = request.user
    roles = [
        role
        for role in Membership.Role.values
        if permissions.may_give_role(person, organisation, role)
        and (organisation.is_council or role not in memberships.COUNCIL_ROLES)
    ]
    may_see = permissions.may_see_members(person, organisation)
    may_verify = (
        permissions.may_verify_organisation(person, organisation) and not organisation.is_verified
    )
    if not (may_see or may_verify):
        raise PermissionDenied
    return render(
        request,
        "partners/organisation_work.html",
        {
            "organisation": organisation,
            "members": memberships.current(organisation) if may_see else [],
            "may_edit": permissions.may_edit_organisation(person, organisation),
            "may_verify": may_verify,
            "role_form": RoleForm(roles=roles) if roles else None,
            "givable_roles": roles,
        },
    )


@login_required
@require_POST
def verify(request: HttpRequest, slug: str) -> HttpResponse:
    """Verify an organisation."""
    organisation = get_object_or_404(Organisation, slug=slug)
    registering.verify(organisation=organisation, by=request.user)
    messages.success(request, f"{organisation.name} is now verified.")
    return redirect("partner", slug=slug)


@login_required
@require_POST
def give_role(request: HttpRequest, slug: str) -> HttpResponse:
    """Let someone act for an organisation."""
    organisation = get_object_or_404(Organisation, slug=slug)
    if not permissions.may_see_members(request.user, organisation):
        raise PermissionDenied
    form = RoleForm(request.POST, roles=list(Membership.Role.values))
    if form.is_valid():
        email = form.cleaned_data["email"].lower()
        person = Person.objects.filter(email=email, is_active=True).first()
        if person is None:
            form.add_error(
                "email", "Nobody has signed up with this address. Ask them to sign up first."
            )
        else:
            try:
                memberships.give_role(
                    organisation=organisation,
                    person=person,
                    role=form.cleaned_data["role"],
                    by=request.user,
                )
            except Refused as refused:
                for sentence in refused.sentences:
                    form.add_error("role", sentence)
            else:
                messages.success(request, "The role is given.")
                return redirect("partner-work", slug=slug)
    return render(
        request,
        "partners/organisation_work.html",
        {
            "organisation": organisation,
            "members": memberships.current(organisation),
            "may_edit": permissions.may_edit_organisation(request.user, organisation),
            "may_verify": False,
            "role_form": form,
            "givable_roles": [],
        },
        status=422,
    )


@login_required
@require_POST
def end_role(request: HttpRequest, slug: str, membership: int) -> HttpResponse:
    """End a role in an organisation."""
    row = get_object_or_404(
        Membership.objects.select_related("organisation"),
        pk=membership,
        organisation__slug=slug,
    )
    try:
        memberships.end_role(membership=row, by=request.user)
    except Refused as refused:
        for sentence in refused.sentences:
            messages.error(request, sentence)
    else:
        messages.success(request, "The role has ended.")
    if permissions.may_see_members(request.user, row.organisation):
        return redirect("partner-work", slug=slug)
    return redirect("partner", slug=slug)
