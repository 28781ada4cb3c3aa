"""Pages for those who work for a group: asking for an asset, the business case, the benefits."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from assets import permissions
from assets.forms.transfers import (
    AskForm,
    BenefitForm,
    CaseForm,
    ContactForm,
    InterestForm,
    benefit_of,
    interest_of,
)
from assets.models import Benefit, Transfer, TransferState
from assets.public_facts import public_name
from assets.transferring import asking, case
from assets.transferring.announcing import open_announcement
from assets.transferring.worth import worth_of
from assets.views.transfer_parts import (
    about,
    own_transfer,
    public_asset,
    save,
    to_work,
    try_it,
    version_of,
)
from groundwork import clock
from groundwork.problems import Refused
from partners.models import Organisation

FORMS = ["GET", "HEAD", "POST"]


@login_required
@require_http_methods(FORMS)
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    """Write an expression of interest in an asset; it is kept as a draft."""
    asset, on = public_asset(request, reference), clock.today()
    groups = [
        each
        for each in Organisation.objects.of(request.user, on).order_by("name")
        if permissions.may_begin_transfer(request.user, each) and each != asset.owner
    ]
    announcement = open_announcement(asset, on)
    context = {
        "asset": asset,
        "name": public_name(asset),
        "groups": groups,
        "announcement": announcement,
        "held": asking.held_already(asset, on),
    }
    if not groups:
        return render(request, "assets/transfers/ask.html", context)
    if len(groups) == 1 and (already := asking.unfinished(asset, groups[0])):
        messages.info(request, "You have begun to ask for it already. Here it is.")
        return to_work(already)
    right = announcement.right if announcement else ""
    form = AskForm(request.POST or None, groups=groups, initial={"right_asked": right})
    made: list[Transfer] = []

    def write() -> None:
        words = form.words()
        made.append(
            asking.begin(
                asset=asset, applicant=form.cleaned_data["applicant"], by=request.user, **words
            )
        )

    return save(
        request,
        form,
        write,
        template="assets/transfers/ask.html",
        context=context,
        done="The draft is saved. Only people of your group see it so far.",
        then=lambda: _go_on(request, made[0]),
    )


def _go_on(request: HttpRequest, transfer: Transfer) -> HttpResponse:
    """To the page where it is checked and sent, or to that of work."""
    if request.POST.get("then") == "send":
        return redirect("transfer-step", transfer.reference, "ask")
    return to_work(transfer)


@login_required
@require_http_methods(FORMS)
def edit(request: HttpRequest, transfer: str) -> HttpResponse:
    """Go on writing an expression of interest; once it was sent, only whom to ask for."""
    row = own_transfer(request, transfer, permissions.may_write_transfer)
    is_sent = row.state != TransferState.DRAFT
    kind = ContactForm if is_sent else InterestForm
    form = kind(request.POST or None, initial=interest_of(row), is_sent=is_sent)
    return save(
        request,
        form,
        lambda: asking.write(
            transfer=row, by=request.user, expected=form.cleaned_data["version"], **form.words()
        ),
        template="assets/transfers/interest.html",
        context=about(row, is_sent=is_sent),
        done="Saved.",
        then=lambda: _go_on(request, row),
        saved=interest_of,
    )


@login_required
@require_POST
def discard(request: HttpRequest, transfer: str) -> HttpResponse:
    """Throw a draft away."""
    row = own_transfer(request, transfer, permissions.may_write_transfer)
    try:
        asking.discard(transfer=row, by=request.user)
    except Refused as refused:
        for sentence in refused.sentences:
            messages.error(request, sentence)
        return to_work(row)
    messages.success(request, f"The draft for {public_name(row.asset)} is gone.")
    return redirect(row.asset.get_absolute_url())


@login_required
@require_http_methods(FORMS)
def write_case(request: HttpRequest, transfer: str) -> HttpResponse:
    """Write the business case, and see the benefits that belong to it."""
    row = own_transfer(request, transfer, permissions.may_write_transfer)
    if row.state != TransferState.BUSINESS_CASE:
        messages.error(request, case.NOT_NOW)
        return to_work(row)
    form = CaseForm(
        request.POST or None,
        initial={"business_case": row.business_case, "version": row.version},
    )
    return save(
        request,
        form,
        lambda: case.write_case(
            transfer=row, by=request.user, expected=form.cleaned_data["version"], **form.words()
        ),
        template="assets/transfers/case.html",
        context=about(row, worth=worth_of(row)),
        done="The business case is saved. Only people of your group see it so far.",
        then=lambda: _after_case(request, row),
        saved=lambda now: {"business_case": now.business_case},
    )


def _after_case(request: HttpRequest, transfer: Transfer) -> HttpResponse:
    if request.POST.get("then") == "benefit":
        return redirect("transfer-benefit-new", transfer.reference)
    return to_work(transfer)


@login_required
@require_http_methods(FORMS)
def add_benefit(request: HttpRequest, transfer: str) -> HttpResponse:
    """Add a change in people's lives to the business case."""
    row = own_transfer(request, transfer, permissions.may_write_transfer)
    form = BenefitForm(request.POST or None)
    return save(
        request,
        form,
        lambda: case.add_benefit(transfer=row, by=request.user, **form.words()),
        template="assets/transfers/benefit.html",
        context=about(row),
        done="The benefit is added.",
        then=lambda: redirect("transfer-case", row.reference),
    )


@login_required
@require_http_methods(FORMS)
def change_benefit(request: HttpRequest, transfer: str, benefit: int) -> HttpResponse:
    """Say anew what changes for people, and what it is worth."""
    row = own_transfer(request, transfer, permissions.may_write_transfer)
    kept = get_object_or_404(Benefit, pk=benefit, transfer=row)
    initial = benefit_of(kept) | {"version": row.version}
    form = BenefitForm(request.POST or None, initial=initial)
    return save(
        request,
        form,
        lambda: case.change_benefit(
            benefit=kept, by=request.user, expected=form.cleaned_data["version"], **form.words()
        ),
        template="assets/transfers/benefit.html",
        context=about(row, benefit=kept),
        done="The benefit is saved.",
        then=lambda: redirect("transfer-case", row.reference),
        saved=lambda now: benefit_of(get_object_or_404(Benefit, pk=benefit, transfer=now)),
    )


@login_required
@require_POST
def remove_benefit(request: HttpRequest, transfer: str, benefit: int) -> HttpResponse:
    """Take a benefit out of the business case."""
    row = own_transfer(request, transfer, permissions.may_write_transfer)
    kept = get_object_or_404(Benefit, pk=benefit, transfer=row)
    try_it(
        request,
        lambda: case.remove_benefit(benefit=kept, by=request.user, expected=version_of(request)),
        f"“{kept}” is taken out.",
    )
    return redirect("transfer-case", row.reference)
