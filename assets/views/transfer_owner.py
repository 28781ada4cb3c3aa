"""Pages for those who work for an owner: scores, interests, heads of terms; and reports."""

import re

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from assets import permissions
from assets.forms.transfer_owner import DeclareForm, DoneForm, ReportForm, ScoresForm, TermsForm
from assets.models import DeclaredInterest, MonitoringReport, Transfer, TransferState
from assets.transferring import assessing, deciding, monitoring
from assets.transferring.worth import worth_of
from assets.views.transfer_parts import about, own_transfer, save, to_work
from groundwork import clock

FORMS = ["GET", "HEAD", "POST"]
Kind = MonitoringReport.Kind


@login_required
@require_http_methods(FORMS)
def scores(request: HttpRequest, transfer: str) -> HttpResponse:
    """Score the business case by each of the owner's tests, with a note."""
    row = own_transfer(request, transfer, permissions.may_assess_transfer)
    if row.state != TransferState.ASSESSMENT:
        messages.error(request, "A business case is scored while it is being assessed.")
        return to_work(row)
    tests = [*assessing.shown_for(row, clock.today())]
    form = ScoresForm(
        request.POST or None,
        tests=tests,
        scores=row.scores.all(),
        initial={"version": row.version},
    )

    def saved(now: Transfer) -> dict[str, object]:
        kept = {each.test_id: each for each in now.scores.all()}
        return {
            f"{part}_{test.pk}": getattr(kept.get(test.pk), part, None)
            for test in tests
            for part in ("points", "note")
        }

    return save(
        request,
        form,
        lambda: assessing.score(
            transfer=row,
            given=form.given(),
            by=request.user,
            expected=form.cleaned_data["version"],
        ),
        template="assets/transfers/score.html",
        context=about(row, worth=worth_of(row)),
        done="The scores are saved. They are public once it is decided.",
        then=lambda: to_work(row),
        saved=saved,
    )


@login_required
@require_http_methods(FORMS)
def interests(request: HttpRequest, transfer: str) -> HttpResponse:
    """Declare an interest in the decision."""
    row = own_transfer(request, transfer, permissions.may_declare_interest)
    form = DeclareForm(request.POST or None)
    return save(
        request,
        form,
        lambda: assessing.declare_interest(transfer=row, by=request.user, **form.words()),
        template="assets/transfers/interests.html",
        context=about(row, interests=[*row.declared_interests.all()]),
        done="The interest is on record, for everyone to read.",
        then=lambda: redirect("transfer-interests", row.reference),
    )


@login_required
@require_http_methods(FORMS)
def interest_done(request: HttpRequest, transfer: str, interest: int) -> HttpResponse:
    """Say what was done about an interest."""
    row = own_transfer(request, transfer, permissions.may_declare_interest)
    declared = get_object_or_404(DeclaredInterest, pk=interest, transfer=row)
    form = DoneForm(request.POST or None, initial={"what_was_done": declared.what_was_done})
    return save(
        request,
        form,
        lambda: assessing.say_what_was_done(
            declared=declared, what=form.cleaned_data["what_was_done"], by=request.user
        ),
        template="assets/transfers/interest_done.html",
        context=about(row, declared=declared),
        done="Saved.",
        then=lambda: redirect("transfer-interests", row.reference),
    )


@login_required
@require_http_methods(FORMS)
def terms(request: HttpRequest, transfer: str) -> HttpResponse:
    """Write the heads of terms, and see what the rebate comes to."""
    row = own_transfer(request, transfer, permissions.may_assess_transfer)
    if row.state not in deciding.SETTING_TERMS:
        messages.error(
            request, "Heads of terms are written from the assessment until the lease begins."
        )
        return to_work(row)
    kept = {"market_rent": row.market_rent, "share": row.share, "terms": row.terms}
    form = TermsForm(request.POST or None, initial=kept | {"version": row.version})
    return save(
        request,
        form,
        lambda: deciding.write_terms(
            transfer=row, by=request.user, expected=form.cleaned_data["version"], **form.words()
        ),
        template="assets/transfers/terms.html",
        context=about(row, worth=worth_of(row)),
        done="The heads of terms are saved.",
        then=lambda: redirect("transfer-terms", row.reference),
        saved=lambda now: {name: getattr(now, name) for name in kept},
    )


@login_required
@require_http_methods(FORMS)
def report(request: HttpRequest, transfer: str, report: str) -> HttpResponse:
    """Put on record what came of a year, or a review."""
    row, on = own_transfer(request, transfer), clock.today()
    asked = re.fullmatch(r"(yearly|review)-([0-9]{1,3})", report, re.ASCII)
    due = next((each for each in monitoring.schedule(row, on) if each.slug == report), None)
    if asked is None or due is None:
        raise Http404("no such report is due")
    is_groups = due.kind == Kind.YEARLY and permissions.may_write_transfer(request.user, row)
    if not (is_groups or permissions.may_assess_transfer(request.user, row)):
        raise PermissionDenied("The group reports each year, and the owner reviews.")
    if due.report is not None or row.state != TransferState.MONITORING:
        messages.info(request, f"{due.title} is on record." if due.report else "It is over.")
        return to_work(row)
    form = ReportForm(request.POST or None, initial={"version": row.version})
    return save(
        request,
        form,
        lambda: monitoring.receive(
            transfer=row,
            kind=due.kind,
            number=due.number,
            by=request.user,
            expected=form.cleaned_data["version"],
            **form.words(),
        ),
        template="assets/transfers/report.html",
        context=about(row, due=due, worth=worth_of(row), is_groups=is_groups),
        done=f"{due.title} is on record, for everyone to read.",
        then=lambda: to_work(row),
    )
