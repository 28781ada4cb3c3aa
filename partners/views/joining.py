"""Who acts for an organisation: its people, invitations, requests to join, and handovers."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groundwork.problems import Refused
from partners import joining, memberships, permissions
from partners.forms.joining import AnswerForm, HandoverForm, InvitationForm, RequestForm
from partners.models import Handover, Invitation, JoinRequest, Membership, Organisation


def _work(
    request: HttpRequest, organisation: Organisation, *, status: int = 200, **bound: Any
) -> HttpResponse:
    """The page of work on an organisation; `bound`: a form that was sent, and of what."""
    person = request.user
    roles = [
        role
        for role in Membership.Role.values
        if permissions.may_let_in(person, organisation, role)
        and not memberships.role_problems(organisation, role)
    ]
    may_see = permissions.may_see_members(person, organisation)
    may_verify = (
        permissions.may_verify_organisation(person, organisation) and not organisation.is_verified
    )
    may_answer = permissions.may_answer_requests(person, organisation)
    if not (may_see or may_verify or may_answer):
        raise PermissionDenied
    form: Any = bound.get("form")
    key = bound.get("key")
    invitations = joining.open_invitations().filter(organisation=organisation, role__in=roles)
    handovers = Handover.objects.filter(
        membership__organisation=organisation, done_on=None
    ).select_related("membership__person", "membership__organisation")
    may_hand_over = may_see and permissions.may_edit_organisation(person, organisation)
    asking = joining.open_requests().filter(organisation=organisation).select_related("person")
    return render(
        request,
        "partners/organisation_work.html",
        {
            "organisation": organisation,
            "members": memberships.current(organisation) if may_see else [],
            "may_edit": permissions.may_edit_organisation(person, organisation),
            "may_verify": may_verify,
            "givable_roles": roles,
            "invitations": [
                (each, joining.last_day_of(each)) for each in invitations.order_by("email")
            ],
            "invitation_form": _chosen(form, InvitationForm)
            or (InvitationForm(roles=roles) if roles else None),
            "asking": [
                (each, _chosen(form, AnswerForm, is_it=key == each.pk) or _answer_form(each, roles))
                for each in (asking if may_answer else [])
            ],
            "handovers": [
                (
                    each,
                    memberships.still_theirs(each),
                    _chosen(form, HandoverForm, is_it=key == each.pk)
                    or HandoverForm(auto_id=f"id_handover{each.pk}_%s"),
                )
                for each in (handovers if may_hand_over else [])
            ],
            "bound_form": form,
        },
        status=status,
    )


def _chosen(form: Any, kind: type, *, is_it: bool = True) -> Any:
    return form if is_it and isinstance(form, kind) else None


def _answer_form(asked: JoinRequest, roles: list[str], data: Any = None) -> AnswerForm:
    return AnswerForm(data, roles=roles, auto_id=f"id_request{asked.pk}_%s")


@login_required
@require_safe
def work(request: HttpRequest, slug: str) -> HttpResponse:
    """What those who act for an organisation, and officers, can do with it."""
    return _work(request, get_object_or_404(Organisation, slug=slug))


@login_required
@require_POST
def invite(request: HttpRequest, slug: str) -> HttpResponse:
    """Invite somebody. The answer is the same whether or not the address has an account."""
    organisation = get_object_or_404(Organisation, slug=slug)
    if not permissions.may_answer_requests(request.user, organisation):
        raise PermissionDenied
    form = InvitationForm(request.POST, roles=list(Membership.Role.values))
    if form.is_valid():
        try:
            joining.invite(
                organisation=organisation,
                email=form.cleaned_data["email"],
                role=form.cleaned_data["role"],
                by=request.user,
                absolute=request.build_absolute_uri,
            )
        except Refused as refused:
            for sentence in refused.sentences:
                form.add_error(None, sentence)
        else:
            messages.success(request, "A letter with the invitation is on its way.")
            return redirect("partner-work", slug=slug)
    return _work(request, organisation, status=422, form=form)


@login_required
@require_POST
def withdraw(request: HttpRequest, slug: str, invitation: int) -> HttpResponse:
    """Take an invitation back."""
    row = get_object_or_404(
        Invitation.objects.select_related("organisation"), pk=invitation, organisation__slug=slug
    )
    try:
        joining.withdraw(invitation=row, by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.sentences))
    else:
        messages.success(request, "The invitation is withdrawn: its link no longer works.")
    return redirect("partner-work", slug=slug)


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, key: str) -> HttpResponse:
    """What an invitation offers; whoever is signed in can accept it."""
    invitation = joining.invitation_of(key)
    if invitation is None:
        raise Http404("no invitation has this key")
    person = request.user
    is_mine = person.is_authenticated and invitation.accepted_by_id == person.pk
    if request.method == "POST":
        if not person.is_authenticated:
            return redirect_to_login(request.get_full_path())
        try:
            joining.accept(key=key, by=person, absolute=request.build_absolute_uri)
        except Refused as refused:
            return _invitation(request, invitation, refused.sentences, status=409)
        messages.success(request, f"You now act for {invitation.organisation.name}.")
        return redirect("partner-work", slug=invitation.organisation.slug)
    if is_mine:
        return redirect("partner", slug=invitation.organisation.slug)
    return _invitation(request, invitation, joining.acceptance_problems(invitation))


def _invitation(
    request: HttpRequest, invitation: Invitation, problems: list[str], *, status: int = 200
) -> HttpResponse:
    context = {
        "invitation": invitation,
        "problems": problems,
        "until": joining.last_day_of(invitation),
        "is_to_me": request.user.is_authenticated and invitation.email == request.user.email,
    }
    return render(request, "partners/join.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask to act for an organisation."""
    organisation = get_object_or_404(Organisation, slug=slug)
    form = RequestForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            joining.ask(
                organisation=organisation,
                why=form.cleaned_data["why"],
                by=request.user,
                absolute=request.build_absolute_uri,
            )
        except Refused as refused:
            for sentence in refused.sentences:
                form.add_error(None, sentence)
        else:
            messages.success(
                request,
                f"You have asked to act for {organisation.name}. The answer comes by letter.",
            )
            return redirect("partner-ask", slug=slug)
    standing = joining.open_requests().filter(organisation=organisation, person=request.user)
    context = {
        "organisation": organisation,
        "form": form,
        "standing": standing.first(),
        "is_member": permissions.has_role(request.user, organisation, *permissions.WORKING),
        "is_represented": permissions.is_represented(organisation),
    }
    status = 422 if form.errors else 200
    return render(request, "partners/ask.html", context, status=status)


@login_required
@require_POST
def answer(request: HttpRequest, slug: str, asked: int) -> HttpResponse:
    """Give whoever asks a role, or none."""
    row = get_object_or_404(
        JoinRequest.objects.select_related("organisation", "person"),
        pk=asked,
        organisation__slug=slug,
    )
    organisation = row.organisation
    if not permissions.may_answer_requests(request.user, organisation):
        raise PermissionDenied
    form = _answer_form(row, list(Membership.Role.values), request.POST)
    if form.is_valid():
        role = form.cleaned_data["role"]
        try:
            joining.answer(
                request=row, role=role, by=request.user, absolute=request.build_absolute_uri
            )
        except Refused as refused:
            messages.error(request, " ".join(refused.sentences))
        else:
            said = "The role is given." if role else "The answer is no."
            messages.success(request, f"{said} A letter tells them.")
        return redirect("partner-work", slug=slug)
    return _work(request, organisation, status=422, form=form, key=row.pk)


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


@login_required
@require_POST
def hand_over(request: HttpRequest, slug: str, handover: int) -> HttpResponse:
    """Record that what an ended role did has passed to others."""
    row = get_object_or_404(
        Handover.objects.select_related("membership__organisation"),
        pk=handover,
        membership__organisation__slug=slug,
    )
    if not permissions.may_finish_handover(request.user, row):
        raise PermissionDenied
    form = HandoverForm(request.POST, auto_id=f"id_handover{row.pk}_%s")
    if not form.is_valid():
        return _work(request, row.membership.organisation, status=422, form=form, key=row.pk)
    try:
        memberships.finish_handover(handover=row, note=form.cleaned_data["note"], by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.sentences))
    else:
        messages.success(request, "The handover is done.")
    return redirect("partner-work", slug=slug)
