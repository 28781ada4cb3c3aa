"""The page of work on a transfer, and its steps: what stands in the way of one, and taking it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from assets.forms.transfer_owner import TransferStepForm
from assets.models import Transfer
from assets.transferring.steps import STEPS, Step, problems, take
from assets.transferring.workplace import workplace_of
from assets.transferring.worth import worth_of
from assets.views.transfer_parts import about, own_transfer, to_work
from groundwork import clock
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile

# Where what a step lacks is seen to.
SEEN_TO = {
    "ask": ("transfer-edit", "Go on writing"),
    "submit": ("transfer-case", "Go on writing the business case"),
    "assess": ("transfer-scores", "Score the business case"),
    "complete": ("transfer-terms", "Write the heads of terms"),
}
DECIDING = ("agree", "refuse", "assess")


@login_required
@require_safe
def work(request: HttpRequest, transfer: str) -> HttpResponse:
    """What each side can do with a transfer, and all that it may read."""
    row = own_transfer(request, transfer)
    context = about(row) | workplace_of(row, request.user, clock.today())
    return render(request, "assets/transfers/work.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, transfer: str, transfer_step: str) -> HttpResponse:
    """List what stands in the way of a step, or ask to confirm it; a POST takes it."""
    row = own_transfer(request, transfer)
    if transfer_step not in STEPS:
        raise Http404("There is no such step.")
    known = STEPS[transfer_step]
    if request.method == "POST" and _was_taken(request, row, known):
        return to_work(row)
    form = TransferStepForm(
        request.POST if request.method == "POST" else None,
        step=known,
        transfer=row,
        initial={"version": row.version, "right_agreed": row.right_asked},
    )
    if request.method != "POST":
        return _show(request, row, known, form)
    if not form.is_valid():
        return _show(request, row, known, form, status=422)
    try:
        take(
            known.name,
            transfer=row,
            by=request.user,
            note=form.reason(),
            expected=form.cleaned_data["version"],
            **form.values(),
        )
    except ChangedMeanwhile as meanwhile:
        form.data = form.data.copy()
        form.data["version"] = meanwhile.current.version
        fresh = own_transfer(request, transfer)
        return _show(request, fresh, known, form, meanwhile=True, status=409)
    except Refused as refused:
        fresh = own_transfer(request, transfer)
        return _show(request, fresh, known, form, refused=refused.sentences, status=409)
    messages.success(request, f"Done: you {_as_you(known)}.")
    return redirect("transfer-work", row.reference)


def _as_you(step: Step) -> str:
    return step.done.replace(" its ", " your ")


def _was_taken(request: HttpRequest, transfer: Transfer, step: Step) -> bool:
    """Whether this person took the step just now: the button was pressed twice."""
    last = transfer.moves.last()
    return bool(
        last
        and transfer.state == step.to_state
        and last.to_state == step.to_state
        and last.taken_by_id == request.user.pk
        and transfer.state not in step.from_states
    )


def _show(
    request: HttpRequest,
    transfer: Transfer,
    step: Step,
    form: TransferStepForm,
    *,
    refused: list[str] | None = None,
    meanwhile: bool = False,
    status: int = 200,
) -> HttpResponse:
    found = refused or problems(transfer, step.name, by=request.user, on=clock.today())
    may = transfer.state in step.from_states and step.may(request.user, transfer)
    context: dict[str, Any] = about(
        transfer,
        step=step,
        form=form,
        found=found,
        may=may,
        meanwhile=meanwhile,
        is_form_shown=may and (not found or bool(refused)),
    )
    if may and step.name in SEEN_TO:
        address, label = SEEN_TO[step.name]
        context |= {"seen_to": reverse(address, args=[transfer.reference]), "seen_to_by": label}
    if may and step.name in ("submit", *DECIDING, "complete"):
        context["worth"] = worth_of(transfer)
    if may and step.name in DECIDING:
        context["scores"] = [*transfer.scores.select_related("test")]
        context["interests"] = [*transfer.declared_interests.all()]
    return render(request, "assets/transfers/step.html", context, status=status)
