"""Agreements of an opportunity: writing one down, reading it, saying yes, ending it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groundwork import clock
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from partners.models import Organisation
from sizes import agreements
from sizes.agreements import SIDES
from sizes.forms.agreements import AgreementForm, EndAgreementForm, NewAgreementForm
from sizes.models import Agreement, Opportunity
from sizes.opportunity_board import parts_shown, shown
from sizes.permissions import (
    may_answer_for,
    may_develop,
    may_end_agreement,
    may_propose_agreement,
    may_see_agreement,
)
from sizes.views.opportunities import opportunity_at

NOT_YOURS = "Only members of the zone, and people of the two sides, see what is being agreed."
MEANWHILE = "Somebody changed this agreement while you were reading it. Read it again, then decide."


def _agreement(request: HttpRequest, slug: str, opportunity: int, pk: int) -> Agreement:
    """The agreement, for those who may see it before it is agreed."""
    found = opportunity_at(slug, opportunity)
    rows = Agreement.objects.select_related("asset", "lender", "borrower", "opportunity__zone")
    row = get_object_or_404(rows, opportunity=found, pk=pk)
    if not may_see_agreement(request.user, row):
        if not found.is_visible_to(request.user):
            raise Http404("no agreement here for this person")
        raise PermissionDenied(NOT_YOURS)
    return row


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, slug: str, opportunity: int) -> HttpResponse:
    """Write down who lends what to whom: a member of the zone, or the lender's people."""
    on, found = clock.today(), opportunity_at(slug, opportunity)
    every = [row.part for row in parts_shown(found, on)]
    parts = [
        part
        for part in every
        if may_propose_agreement(request.user, found.zone, agreements.lender_of(part))
    ]
    if not parts and not _is_member_without_parts(request, found, every):
        if not found.is_visible_to(request.user):
            raise Http404("no opportunity here for this person")
        raise PermissionDenied("Only members of the zone, and people of the lender, propose this.")
    form = NewAgreementForm(request.POST if request.method == "POST" else None, parts=parts)
    refused = agreements.opportunity_problems(found, on=on)
    if not parts:
        refused.append("Say first what joins the opportunity: an agreement is about a part of it.")
    if request.method == "POST" and form.is_valid():
        try:
            made = agreements.propose(
                opportunity=found,
                part=form.cleaned_data["part"],
                borrower=form.cleaned_data["borrower"],
                given=form.given(),
                by=request.user,
            )
        except Refused as problems:
            refused = problems.sentences
        else:
            messages.success(
                request, f"{made.lender} and {made.borrower} are asked to agree, by letter."
            )
            return redirect("agreement", slug, found.pk, made.pk)
    context = _context(found, form, refused)
    status = 409 if refused and request.method == "POST" else 200
    return render(request, "sizes/opportunities/agreement_form.html", context, status=status)


def _is_member_without_parts(request: HttpRequest, found: Opportunity, every: list[Any]) -> bool:
    return not every and may_develop(request.user, found.zone)


def _context(opportunity: Opportunity, form: Any, refused: list[str]) -> dict[str, Any]:
    names = Organisation.objects.in_force(clock.today()).values_list("name", flat=True)
    return {
        "zone": opportunity.zone,
        "opportunity": opportunity,
        "form": form,
        "problems": refused,
        "organisations": names,
    }


@login_required
@require_safe
def agreement(request: HttpRequest, slug: str, opportunity: int, agreement: int) -> HttpResponse:
    """What is to be agreed, or was; who said yes, and what the person can do."""
    on = clock.today()
    row = _agreement(request, slug, opportunity, agreement)
    sides = [
        {
            "side": side,
            "organisation": getattr(row, side),
            "agreed_on": getattr(row, f"{side}_agreed_on"),
            "may_say_yes": getattr(row, f"{side}_agreed_on") is None
            and not agreements.open_problems(row, on=on)
            and may_answer_for(request.user, getattr(row, side)),
            "problems": agreements.yes_problems(row, side, by=request.user, on=on),
        }
        for side in SIDES
    ]
    is_unagreed = not agreements.open_problems(row, on=on, is_reworded=True)
    context = {
        "zone": row.opportunity.zone,
        "opportunity": row.opportunity,
        "shown": shown(row, on),
        "agreement": row,
        "sides": sides,
        "may_reword": is_unagreed
        and may_propose_agreement(request.user, row.opportunity.zone, row.lender),
        "may_end": not agreements.end_problems(row, on=on) and may_end_agreement(request.user, row),
        "is_begun": row.is_agreed() and row.starts_on <= on,
    }
    return render(request, "sizes/opportunities/agreement.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str, opportunity: int, agreement: int) -> HttpResponse:
    """Write down anew what is not agreed yet."""
    row = _agreement(request, slug, opportunity, agreement)
    if not may_propose_agreement(request.user, row.opportunity.zone, row.lender):
        raise PermissionDenied("Only members of the zone, and people of the lender, change this.")
    form = AgreementForm(request.POST if request.method == "POST" else None, agreement=row)
    refused = agreements.open_problems(row, on=clock.today(), is_reworded=True)
    more: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        try:
            agreements.reword(
                agreement=row,
                given=form.given(),
                by=request.user,
                expected=form.cleaned_data["version"],
            )
        except Refused as problems:
            refused = problems.sentences
        except ChangedMeanwhile as changed:
            now = _agreement(request, slug, opportunity, changed.current.pk)
            differences = form.differences(now)
            if not differences:
                return redirect("agreement", slug, opportunity, row.pk)
            typed = request.POST.copy()
            typed["version"] = str(now.version)
            more = {"differences": differences}
            form = AgreementForm(typed, agreement=now)
        else:
            messages.success(request, "Saved. Both sides are asked to say yes to these words.")
            return redirect("agreement", slug, opportunity, row.pk)
    context = _context(row.opportunity, form, refused) | {"agreement": row} | more
    status = 409 if more or (refused and request.method == "POST") else 200
    return render(request, "sizes/opportunities/agreement_form.html", context, status=status)


@login_required
@require_POST
def answer(
    request: HttpRequest, slug: str, opportunity: int, agreement: int, side: str
) -> HttpResponse:
    """Say yes for the lender or the borrower."""
    if side not in SIDES:
        raise Http404("no such side")
    row = _agreement(request, slug, opportunity, agreement)
    typed = request.POST.get("version", "")
    expected = int(typed) if typed.isascii() and typed.isdigit() else None
    try:
        now = agreements.say_yes(agreement=row, side=side, by=request.user, expected=expected)
    except Refused as refused:
        for sentence in refused.sentences:
            messages.error(request, sentence)
    except ChangedMeanwhile:
        messages.error(request, MEANWHILE)
    else:
        both = now.is_agreed()
        says = "Both sides have said yes: it is agreed." if both else "You said yes."
        messages.success(request, says)
    return redirect("agreement", slug, opportunity, row.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, slug: str, opportunity: int, agreement: int) -> HttpResponse:
    """End it early, or call off what is not agreed or has not begun."""
    row = _agreement(request, slug, opportunity, agreement)
    if not may_end_agreement(request.user, row):
        raise PermissionDenied("Only those who agree for either side end an agreement.")
    on = clock.today()
    is_post = request.method == "POST"
    refused = agreements.end_problems(row, on=on)
    if is_post and row.why_ended:
        return redirect("agreement", slug, opportunity, row.pk)
    form = EndAgreementForm(request.POST if is_post else None, initial={"version": row.version})
    if is_post and form.is_valid():
        try:
            agreements.end(
                agreement=row,
                why=form.cleaned_data["why"],
                by=request.user,
                expected=form.cleaned_data["version"],
            )
        except Refused as problems:
            refused = problems.sentences
        except ChangedMeanwhile as changed:
            row = _agreement(request, slug, opportunity, changed.current.pk)
            form.data = form.data.copy()
            form.data["version"] = str(row.version)
            refused = [MEANWHILE]
        else:
            messages.success(request, "Both sides are told.")
            return redirect("agreement", slug, opportunity, row.pk)
    context = _context(row.opportunity, form, refused) | {"agreement": row, "shown": shown(row, on)}
    context["is_begun"] = row.is_agreed() and row.starts_on <= on
    status = 409 if is_post and refused else 200
    return render(request, "sizes/opportunities/agreement_end.html", context, status=status)
