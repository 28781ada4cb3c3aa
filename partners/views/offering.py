"""Pages for those who act for an organisation: writing its offers, and what these need."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groundwork import clock
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from partners import depending, offering, permissions
from partners.forms.offers import (
    LISTS,
    DeclineForm,
    EndForm,
    NeedActForm,
    NeedOfferForm,
    OfferForm,
    WithdrawForm,
    saved,
)
from partners.models import Commitment, Dependency, Organisation
from partners.views.offers import card, need

ANSWERS = ("agree", "decline", "done", "drop")
MEANWHILE = "Someone else changed this offer while you were reading it. Look again, then decide."


def _own(request: HttpRequest, offer: int) -> Commitment:
    """The offer, for those who work for its organisation; others are refused or see nothing."""
    found = get_object_or_404(Commitment.objects.select_related("organisation"), pk=offer)
    if not permissions.may_draft_offer(request.user, found.organisation):
        if found.published_on is None:
            raise Http404("no offer here for this person")
        raise PermissionDenied("Only people who act for the organisation work on its offers.")
    return found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Write an offer for one of the person's organisations."""
    mine = [
        each
        for each in Organisation.objects.of(request.user, clock.today())
        if permissions.may_draft_offer(request.user, each)
    ]
    slug = request.GET.get("organisation", "")
    organisation = next((each for each in mine if each.slug == slug), None)
    if slug and organisation is None:
        get_object_or_404(Organisation, slug=slug.replace("\x00", ""))
        raise PermissionDenied("Only people who act for an organisation write its offers.")
    if organisation is None and len(mine) == 1:
        organisation = mine[0]
    if organisation is None:
        return render(request, "partners/offer_for_whom.html", {"organisations": mine})
    form = OfferForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        commitment = _said(
            form,
            lambda: offering.draft(organisation=organisation, by=request.user, **form.words()),
        )
        if commitment:
            messages.success(
                request, "The draft is saved. Only people in your organisation see it so far."
            )
            return redirect("offer-work", offer=commitment.pk)
    context = {"form": form, "organisation": organisation}
    return _answer(request, "partners/offer_form.html", context, form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, offer: int) -> HttpResponse:
    """Say anew what is offered."""
    commitment = _own(request, offer)
    if not permissions.may_edit_offer(request.user, commitment):
        raise PermissionDenied(
            "Only those who agree for the organisation change an offer that is public."
        )
    form = OfferForm(request.POST if request.method == "POST" else None, commitment=commitment)
    context: dict[str, Any] = {
        "form": form,
        "organisation": commitment.organisation,
        "offer": commitment,
    }
    if request.method == "POST" and form.is_valid():
        words = form.words()
        try:
            changed = _said(
                form,
                lambda: offering.describe(
                    commitment=commitment,
                    by=request.user,
                    expected=form.cleaned_data["version"] or 0,
                    why=form.cleaned_data.get("why", ""),
                    **words,
                ),
            )
        except ChangedMeanwhile as meanwhile:
            context["differences"] = _differences(form, meanwhile.current, words)
            form.data = form.data.copy()
            form.data["version"] = meanwhile.current.version
            return render(request, "partners/offer_form.html", context, status=409)
        if changed:
            messages.success(request, "Saved.")
            return redirect("offer-work", offer=commitment.pk)
    return _answer(request, "partners/offer_form.html", context, form)


def _differences(
    form: OfferForm, current: Commitment, typed: dict[str, Any]
) -> list[dict[str, Any]]:
    """What someone else saved meanwhile, beside what was typed here."""
    now = saved(current)
    found = []
    for name, value in typed.items():
        shown = now[name], value
        if name in LISTS:
            shown = tuple(", ".join(sorted(str(each) for each in many)) for many in shown)
        if (shown[0] or "") != (shown[1] or ""):
            label = form.fields[name].label
            found.append({"label": label, "saved": shown[0], "typed": shown[1]})
    return found


def _said(form: forms.Form, write: Callable[[], Any]) -> Any:
    """What the verb returns; or None, with its refusals among the form's errors."""
    try:
        return write()
    except Refused as refused:
        for sentence in refused.sentences:
            form.add_error(None, sentence)
        return None


def _answer(
    request: HttpRequest, template: str, context: dict[str, Any], form: forms.Form
) -> HttpResponse:
    return render(request, template, context, status=422 if form.errors else 200)


@login_required
@require_safe
def work(request: HttpRequest, offer: int) -> HttpResponse:
    """What those who act for the organisation can do with an offer."""
    return _work(request, _own(request, offer))


def _work(
    request: HttpRequest, commitment: Commitment, *, tried: forms.Form | None = None
) -> HttpResponse:
    """The page of work, with the form that was tried as it was typed."""
    on, person = clock.today(), request.user
    initial = {"version": commitment.version}
    given = {type(tried): tried}
    rows = commitment.dependencies.select_related("needs__organisation", "organisation")
    may_publish = permissions.may_publish_offer(person, commitment)
    context = card(commitment, on) | {
        "organisation": commitment.organisation,
        "is_over": commitment.has_ended(on),
        "is_public": commitment.published_on is not None,
        "may_edit": permissions.may_edit_offer(person, commitment),
        "may_publish": may_publish,
        "problems": offering.publish_problems(commitment, on=on),
        "needs": [
            need(each, on)
            | {
                "may_drop": each.commitment.published_on is None or not depending.is_named(each),
                "may_record": may_publish and each.agreed_on is not None,
            }
            for each in rows
        ],
        "falls": depending.what_falls(commitment, on),
        "tried": tried,
        "withdraw_form": given.get(WithdrawForm) or WithdrawForm(initial=initial, prefix="no"),
        "end_form": given.get(EndForm) or EndForm(initial=initial, prefix="end"),
        "need_offer_form": given.get(NeedOfferForm) or NeedOfferForm(prefix="offer"),
        "need_act_form": given.get(NeedActForm) or NeedActForm(prefix="act"),
    }
    return render(request, "partners/offer_work.html", context, status=422 if tried else 200)


@login_required
@require_POST
def publish(request: HttpRequest, offer: int) -> HttpResponse:
    """Put the offer before the public."""
    commitment = _own(request, offer)
    version = request.POST.get("version", "")
    try:
        offering.publish(
            commitment=commitment,
            by=request.user,
            expected=int(version) if version.isascii() and version.isdigit() else None,
        )
    except Refused as refused:
        for sentence in refused.sentences:
            messages.error(request, sentence)
    except ChangedMeanwhile:
        messages.error(request, MEANWHILE)
    else:
        messages.success(request, "The offer is public now.")
    return redirect("offer-work", offer=commitment.pk)


def _act_with(
    request: HttpRequest,
    commitment: Commitment,
    form: forms.Form,
    write: Callable[[dict[str, Any]], Any],
    done: str,
) -> HttpResponse:
    """Do what the form says and return to the work page; or show there what is to be put right."""
    if form.is_valid():
        try:
            changed = _said(form, lambda: write(form.cleaned_data))
        except ChangedMeanwhile as meanwhile:
            form.add_error(None, MEANWHILE)
            form.data = form.data.copy()
            form.data[form.add_prefix("version")] = meanwhile.current.version
            changed = None
        if changed:
            messages.success(request, done)
            return redirect("offer-work", offer=commitment.pk)
    return _work(request, commitment, tried=form)


def _require_publisher(request: HttpRequest, commitment: Commitment) -> None:
    if not permissions.may_publish_offer(request.user, commitment):
        raise PermissionDenied("Only those who agree for the organisation do this.")


@login_required
@require_POST
def withdraw(request: HttpRequest, offer: int) -> HttpResponse:
    """Take a public offer back, with a reason."""
    commitment = _own(request, offer)
    _require_publisher(request, commitment)
    return _act_with(
        request,
        commitment,
        WithdrawForm(request.POST, prefix="no"),
        lambda given: offering.withdraw(
            commitment=commitment, by=request.user, why=given["why"], expected=given["version"]
        ),
        "The offer is withdrawn. Its page stays, with your reason.",
    )


@login_required
@require_POST
def end(request: HttpRequest, offer: int) -> HttpResponse:
    """Say when a public offer no longer holds."""
    commitment = _own(request, offer)
    _require_publisher(request, commitment)
    return _act_with(
        request,
        commitment,
        EndForm(request.POST, prefix="end"),
        lambda given: offering.end(
            commitment=commitment,
            by=request.user,
            ends_on=given["ends_on"],
            expected=given["version"],
        ),
        "Saved: its page says when it ends.",
    )


@login_required
@require_POST
def discard(request: HttpRequest, offer: int) -> HttpResponse:
    """Throw a draft away."""
    commitment = _own(request, offer)
    try:
        offering.discard(commitment=commitment, by=request.user)
    except Refused as refused:
        for sentence in refused.sentences:
            messages.error(request, sentence)
        return redirect("offer-work", offer=commitment.pk)
    messages.success(request, f"The draft “{commitment.title}” is gone.")
    return redirect("partner-work", slug=commitment.organisation.slug)


def _require_editor(request: HttpRequest, commitment: Commitment) -> None:
    if not permissions.may_ask_for_offer(request.user, commitment):
        raise PermissionDenied("Only those who may change the offer say what it needs.")


@login_required
@require_POST
def need_offer(request: HttpRequest, offer: int) -> HttpResponse:
    """Say that the offer needs another one."""
    commitment = _own(request, offer)
    _require_editor(request, commitment)
    return _act_with(
        request,
        commitment,
        NeedOfferForm(request.POST, prefix="offer"),
        lambda given: depending.need_offer(
            commitment=commitment, needs=given["needs"], by=request.user
        ),
        "The offer now says that it needs the other one.",
    )


@login_required
@require_POST
def need_act(request: HttpRequest, offer: int) -> HttpResponse:
    """Ask another organisation for an act by a day."""
    commitment = _own(request, offer)
    _require_editor(request, commitment)
    return _act_with(
        request,
        commitment,
        NeedActForm(request.POST, prefix="act"),
        lambda given: depending.need_act(commitment=commitment, by=request.user, **given),
        "They are asked. They are not named in public until they agree.",
    )


@login_required
@require_POST
def answer_need(request: HttpRequest, offer: int, dependency: int, answer: str) -> HttpResponse:
    """Agree, decline, say it was done, or no longer need it."""
    if answer not in ANSWERS:
        raise Http404("no such answer")
    rows = Dependency.objects.select_related("commitment__organisation", "organisation", "needs")
    row = get_object_or_404(rows, pk=dependency, commitment=offer)
    person = request.user
    is_asked = permissions.may_answer_dependency(person, row)
    is_own = permissions.may_draft_offer(person, row.commitment.organisation)
    if not (is_asked or is_own):
        raise Http404("nothing here for this person")
    form = DeclineForm(request.POST)
    why = form.cleaned_data["why"] if form.is_valid() else ""
    try:
        if "why" in form.errors:
            raise Refused(*form.errors["why"])
        if answer == "agree":
            depending.agree(dependency=row, by=person)
        elif answer == "decline":
            depending.decline(dependency=row, by=person, why=why)
        elif answer == "done":
            depending.record_done(dependency=row, by=person)
        else:
            depending.drop(dependency=row, by=person)
    except Refused as refused:
        for sentence in refused.sentences:
            messages.error(request, sentence)
    else:
        messages.success(request, "Saved.")
    if answer == "drop" or not is_asked:
        return redirect("offer-work", offer=offer)
    return redirect("partner-work", slug=row.organisation.slug)
