"""Working on what is different: propose it, write it anew, agree, pause, resume, end it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from groundwork import clock
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from sizes import conflicts, varying
from sizes.differences import different
from sizes.forms.acts import ConflictForm, ReasonForm, kept_answer
from sizes.forms.answers import Difference
from sizes.forms.varying import VariationForm, kept
from sizes.models import Acceptance, Variation
from sizes.permissions import may_agree, may_end, may_pause, may_propose, may_resume
from sizes.variation_status import VariationStatus, status_of
from sizes.views.commitments import zone_for
from sizes.words import day_in_words

Status = VariationStatus


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, slug: str, acceptance: int) -> HttpResponse:
    """Propose something different under a commitment that the zone took up."""
    zone = zone_for(request.user, slug)
    rows = zone.acceptances.select_related("zone", "commitment__organisation")
    under = get_object_or_404(rows, pk=acceptance)
    if not may_propose(request.user, under):
        raise PermissionDenied("You may not propose something different here.")
    form = VariationForm(request.POST if request.method == "POST" else None, acceptance=under)
    if request.method != "POST" or not _is_sound(form):
        return _show_form(request, under, form)
    try:
        made = varying.propose(acceptance=under, given=form.given(), by=request.user)
    except Refused as refused:
        return _show_form(request, under, form, problems=refused.sentences, status=409)
    messages.success(request, "Proposed. It is public, and counts, once it is agreed.")
    return redirect("variation-work", zone.slug, made.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Write a proposal anew, before it is agreed."""
    row = _variation(request, slug, pk)
    if not may_propose(request.user, row.acceptance):
        raise PermissionDenied("You may not change this proposal.")
    if row.agreed_on or row.ended_on:
        messages.info(request, "What was agreed, or taken back, is not altered any more.")
        return redirect("variation-work", slug, pk)
    data = request.POST if request.method == "POST" else None
    form = VariationForm(data, acceptance=row.acceptance, variation=row)
    if request.method != "POST" or not _is_sound(form):
        return _show_form(request, row.acceptance, form)
    try:
        varying.describe(
            variation=row,
            given=form.given(),
            by=request.user,
            expected=form.cleaned_data["version"],
        )
    except ChangedMeanwhile as changed:
        return _show_both(request, changed.current, form)
    except Refused as refused:
        return _show_form(request, row.acceptance, form, problems=refused.sentences, status=409)
    messages.success(request, "Saved.")
    return redirect("variation-work", slug, pk)


def _is_sound(form: VariationForm) -> bool:
    """Whether what was typed can be: the form's own rules, then those of the verbs."""
    if not form.is_valid():
        return False
    on = clock.today()
    form.refuse(varying.problems(form.acceptance, form.given(), on=on, was=form.variation))
    return not form.errors


def _show_both(request: HttpRequest, current: Variation, form: VariationForm) -> HttpResponse:
    """What somebody else saved meanwhile beside what was typed, in a form that can be saved."""
    saved, typed = kept(current), form.cleaned_data
    names = [name for name in saved if name not in ("version", "place", "service")]
    differences = [
        Difference(
            str(form.fields[name].label), _in_words(saved[name]), _in_words(typed[name]), True
        )
        for name in names
        if name in typed and _in_words(saved[name]) != _in_words(typed[name])
    ]
    if not differences:
        return redirect("variation-work", current.acceptance.zone.slug, current.pk)
    data = request.POST.copy()
    data["version"] = str(current.version)
    again = VariationForm(data, acceptance=current.acceptance, variation=current)
    return _show_form(request, current.acceptance, again, differences=differences, status=409)


def _in_words(value: Any) -> str:
    return day_in_words(value) if hasattr(value, "year") else str(value or "") or "Nothing"


def _show_form(
    request: HttpRequest,
    acceptance: Acceptance,
    form: VariationForm,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {
        "zone": acceptance.zone,
        "acceptance": acceptance,
        "commitment": acceptance.commitment,
        "variation": form.variation,
        "form": form,
        **more,
    }
    return render(request, "sizes/variation_form.html", context, status=status)


@dataclass(frozen=True)
class Act:
    """Something to be done with a variation: its words, when, by whom, and the verb.

    `needed` is the sentence where the reason is missing; "" where no reason is asked for.
    """

    label: str
    explanation: str
    done: str
    when: Callable[[Variation, Status], bool]
    may: Callable[[Any, Variation], bool]
    take: Callable[..., Variation]
    reason: str = ""
    needed: str = ""
    is_grave: bool = False


def _is_proposed(variation: Variation, status: Status) -> bool:
    return status == Status.PROPOSED and variation.ended_on is None


def _may_end_early(variation: Variation, status: Status) -> bool:
    return status not in (Status.PROPOSED, Status.ENDED)


def _end(note: str, **more: Any) -> Variation:
    return varying.end(why=note, **more)


ACTS = {
    "agree": Act(
        label="Agree",
        explanation=(
            "It is then public, and counts from its first day. What was agreed cannot be altered "
            "any more: it can be paused, or ended."
        ),
        done="Agreed. It is public now.",
        when=_is_proposed,
        may=may_agree,
        take=lambda note, **more: varying.agree(**more),
    ),
    "pause": Act(
        label="Pause it for safety",
        explanation="From today the normal rule holds again, until somebody resumes it.",
        done="Paused. The pages say so now.",
        when=lambda row, status: (
            status in (Status.CURRENT, Status.COMING) and row.paused_on is None
        ),
        may=may_pause,
        take=lambda note, **more: varying.pause(why=note, **more),
        reason="What is the danger?",
        needed="Say what the danger is: everyone whom it covers can read this",
        is_grave=True,
    ),
    "resume": Act(
        label="Resume it",
        explanation="It holds again from today.",
        done="Resumed.",
        when=lambda row, status: row.paused_on is not None and status != Status.ENDED,
        may=may_resume,
        take=lambda note, **more: varying.resume(why=note, **more),
        reason="Why is it safe now?",
        needed="Say why it is safe now",
    ),
    "end": Act(
        label="End it early",
        explanation="It ends today and cannot be begun again. Its page stays, with your reason.",
        done="Ended.",
        when=_may_end_early,
        may=may_end,
        take=_end,
        reason="Why does it end?",
        needed="Say why it ends: everyone whom it covers can read this",
        is_grave=True,
    ),
    "take-back": Act(
        label="Take it back",
        explanation="Nobody agrees it any more. It was never public, and stays so.",
        done="Taken back.",
        when=_is_proposed,
        may=may_end,
        take=_end,
        reason="Why is it taken back?",
        needed="Say why it is taken back: those who work on it read this",
        is_grave=True,
    ),
}


def offered(variation: Variation, person: Any) -> list[tuple[str, Act]]:
    """The acts that the person may take with the variation as it is today."""
    status = status_of(variation, on=clock.today())
    return [
        (name, one)
        for name, one in ACTS.items()
        if one.when(variation, status) and one.may(person, variation)
    ]


@login_required
@require_safe
def work(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A variation with all that was said of it, and what the person may do."""
    row = _variation(request, slug, pk)
    on = clock.today()
    status = status_of(row, on=on)
    is_open = _is_proposed(row, status)
    context = {
        "zone": row.acceptance.zone,
        "variation": row,
        "commitment": row.acceptance.commitment,
        "status": status,
        "ended_title": "Ended early" if row.agreed_on else "Taken back",
        "about": different(row, on=on),
        "acts": offered(row, request.user),
        "may_edit": is_open and may_propose(request.user, row.acceptance),
        "found": [said for _, said in varying.problems_to_agree(row, on=on)] if is_open else [],
        "is_public": row.agreed_on and row.acceptance.zone.is_public,
    }
    return render(request, "sizes/variation_work.html", context)


def _variation(request: HttpRequest, slug: str, pk: int) -> Variation:
    """The variation, for those who work on it: who propose, or who may pause it."""
    zone = zone_for(request.user, slug)
    rows = Variation.objects.select_related(
        "service", "acceptance__zone", "acceptance__commitment__organisation"
    )
    row = get_object_or_404(rows, pk=pk, acceptance__zone=zone)
    if not may_propose(request.user, row.acceptance) and not may_pause(request.user, row):
        raise PermissionDenied("Only those who work on this see this page.")
    return row


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, slug: str, pk: int, act: str) -> HttpResponse:
    """Confirm an act, with its reason; a POST takes it."""
    row = _variation(request, slug, pk)
    known = ACTS.get(act)
    if known is None:
        raise Http404("There is no such act.")
    if not known.may(request.user, row):
        raise PermissionDenied("You may not do this.")
    form = _reason(request.POST if request.method == "POST" else None, row, known)
    if request.method != "POST" or not form.is_valid():
        return _confirm(request, row, known, form)
    values = form.cleaned_data
    try:
        known.take(
            variation=row, by=request.user, expected=values["version"], note=values.get("note", "")
        )
    except ChangedMeanwhile as changed:
        return _changed(request, changed.current, known)
    except Refused as refused:
        return _confirm(request, row, known, form, problems=refused.sentences, status=409)
    messages.success(request, known.done)
    return redirect("variation-work", slug, pk)


def _reason(data: Any, row: Variation, known: Act) -> ReasonForm:
    form = ReasonForm(
        data, label=known.reason, needed=known.needed, initial={"version": row.version}
    )
    if not known.reason:
        del form.fields["note"]
    return form


def _changed(request: HttpRequest, row: Variation, known: Act) -> HttpResponse:
    """Somebody wrote it meanwhile: all is well if what was asked for is done already."""
    if not known.when(row, status_of(row, on=clock.today())):
        return redirect("variation-work", row.acceptance.zone.slug, row.pk)
    typed = request.POST.copy()
    typed["version"] = str(row.version)
    says = ["Somebody changed this meanwhile. Look at it again, then confirm."]
    return _confirm(request, row, known, _reason(typed, row, known), problems=says, status=409)


def _confirm(
    request: HttpRequest,
    row: Variation,
    known: Act,
    form: ReasonForm,
    *,
    problems: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    on = clock.today()
    is_possible = known.when(row, status_of(row, on=on))
    found = []
    if known.may is may_agree and is_possible:
        found = [sentence for _, sentence in varying.problems_to_agree(row, on=on)]
    context = {
        "zone": row.acceptance.zone,
        "variation": row,
        "act": known,
        "is_possible": is_possible,
        "found": found,
        "form": form,
        "problems": problems,
        "back": reverse("variation-work", args=[row.acceptance.zone.slug, row.pk]),
    }
    return render(request, "sizes/variation_act.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def conflict(request: HttpRequest, slug: str, first: int, second: int) -> HttpResponse:
    """Say which of two variations holds where their zones overlap, or who will decide."""
    zone = zone_for(request.user, slug)
    either = Q(pk=first) | Q(pk=second)
    rows = Variation.objects.agreed().filter(either, acceptance__zone=zone)
    mine = rows.select_related("acceptance__zone").first()
    if mine is None:
        raise Http404("No such variation in this zone.")
    others = Variation.objects.agreed().exclude(pk=mine.pk)
    other = get_object_or_404(others, pk=second if mine.pk == first else first)
    found = conflicts.conflict_between(mine, other, on=clock.today())
    if found is None:
        raise Http404("The two do not conflict.")
    if not conflicts.may_answer(request.user, found):
        raise PermissionDenied("Only those who lead one of the two zones say which rule holds.")
    data = request.POST if request.method == "POST" else None
    form = ConflictForm(data, conflict=found, initial=kept_answer(found))
    refused: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            conflicts.answer(first=mine, second=other, by=request.user, **form.given())
        except Refused as problems:
            refused = problems.sentences
        else:
            messages.success(request, "Saved. Residents of both zones can read it.")
            return redirect("zone-commitments-work", slug)
    context = {"zone": zone, "conflict": found, "form": form, "problems": refused}
    status = 409 if refused else 200
    return render(request, "sizes/conflict.html", context, status=status)
