"""The commitments put to a zone: the public list, the work on them, and each act on one of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page, require_http_methods, require_safe

from groundwork import clock
from groundwork.media import PUBLIC_SECONDS
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from sizes import accepting
from sizes.account import Account, account_of, accounts_of, may_be_put
from sizes.as_it_stood import NotPublicThen
from sizes.conflicts import conflicts_of, may_answer
from sizes.dates import DayAsked
from sizes.forms.acts import AcceptForm, PutForm, ReasonForm
from sizes.listing import see_then
from sizes.models import Acceptance, Zone
from sizes.permissions import (
    may_edit,
    may_keep_account,
    may_lead,
    may_propose,
    works_for,
)
from sizes.status import ENDED
from sizes.views.dated import about_day, day_of, not_there_yet

State = Acceptance.State


def zone_for(person: Any, slug: str) -> Zone:
    """The zone at the address, if the person may see it; otherwise there is none (404)."""
    return get_object_or_404(Zone.objects.visible_to(person), slug=slug)


@require_safe
@conditional_page
def commitments(request: HttpRequest, slug: str) -> HttpResponse:
    """What partners promised the zone, whether they keep it, and where its rules conflict."""
    day, here = day_of(request), reverse("zone-commitments", args=[slug])
    zone = Zone.objects.published().filter(slug=slug).first() or zone_for(request.user, slug)
    if not zone.is_public:
        day = DayAsked(day.today, day.today)
    try:
        see_then([zone], on=day.on)
    except NotPublicThen as then:
        return not_there_yet(request, then, day, here, what="page")
    context = about_day(request, day, here) | {
        "zone": zone,
        "accounts": accounts_of(zone, on=day.on),
        "conflicts": conflicts_of([zone], on=day.on),
        "has_ended": zone.status(day.on) in ENDED,
    }
    page = render(request, "sizes/commitments.html", context)
    if zone.is_public:
        patch_cache_control(page, public=True, max_age=PUBLIC_SECONDS)
    else:
        patch_cache_control(page, private=True, no_store=True)
    return page


@login_required
@require_safe
def work(request: HttpRequest, slug: str) -> HttpResponse:
    """The same for those who lead the zone, and for partners: with what each may do."""
    on = clock.today()
    zone = zone_for(request.user, slug)
    sees_all = may_edit(request.user, zone)
    rows = [
        {"account": account, "acts": offered(account.acceptance, request.user)}
        | {"may_propose": _may_propose(account, request.user)}
        for account in accounts_of(zone, on=on, for_work=True)
        if sees_all or works_for(request.user, account.commitment.organisation)
    ]
    conflicts = conflicts_of([zone], on=on)
    context = {
        "zone": zone,
        "rows": rows,
        "sees_all": sees_all,
        "may_be_put": may_be_put(request.user, zone, on=on).exists(),
        "conflicts": [
            {"conflict": each, "may_answer": may_answer(request.user, each)} for each in conflicts
        ],
        "has_ended": zone.status(on) in ENDED,
    }
    return render(request, "sizes/commitments_work.html", context)


def _may_propose(account: Account, person: Any) -> bool:
    is_open = account.acceptance.state == State.ACCEPTED and not account.is_over
    return is_open and may_propose(person, account.acceptance)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def put(request: HttpRequest, slug: str) -> HttpResponse:
    """Put a commitment to the zone: one of the person's own, or a standing offer."""
    on = clock.today()
    zone = zone_for(request.user, slug)
    offers = may_be_put(request.user, zone, on=on)
    chosen = request.POST if request.method == "POST" else None
    first = {"commitment": request.GET.get("commitment", "")}
    form = PutForm(chosen, zone=zone, offered=offers, initial=first)
    refused: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            made = accepting.put(zone=zone, by=request.user, **form.cleaned_data)
        except Refused as problems:
            refused = problems.sentences
        else:
            messages.success(request, f"“{made.commitment}” is put to {zone}.")
            if may_lead(request.user, zone) and made.state == State.PUT:
                return redirect("zone-commitment-act", zone.slug, made.pk, "accept")
            return redirect("zone-commitments-work", zone.slug)
    context = {"zone": zone, "form": form, "problems": refused, "has_any": offers.exists()}
    status = 409 if refused else 200
    return render(request, "sizes/commitment_put.html", context, status=status)


@dataclass(frozen=True)
class Act:
    """Something to be done with an acceptance: its words, in which states, by whom, and the verb.

    `needed` is the sentence where the reason is missing; none where a reason is optional.
    """

    label: str
    explanation: str
    done: str
    reason: str
    needed: str
    states: tuple[str, ...]
    may: Callable[[Any, Acceptance], bool]
    take: Callable[..., Acceptance]
    is_grave: bool = False


def _leads(person: Any, acceptance: Acceptance) -> bool:
    return may_lead(person, acceptance.zone)


ACTS = {
    "accept": Act(
        label="Accept",
        explanation="The zone takes this commitment up. It is listed as accepted in public.",
        done="Accepted.",
        reason="A note for whoever offered it",
        needed="",
        states=(State.PUT,),
        may=_leads,
        take=lambda note, **more: accepting.accept(note=note, **more),
    ),
    "decline": Act(
        label="Decline",
        explanation="The zone does not take this commitment up.",
        done="Declined.",
        reason="Why does the zone decline?",
        needed="Say why the zone declines: whoever offered it reads this",
        states=(State.PUT,),
        may=_leads,
        take=lambda note, **more: accepting.decline(note=note, **more),
    ),
    "keep": Act(
        label="Say that it is kept",
        explanation="Everyone can read that on this day it is done as it was offered.",
        done="It is noted as kept.",
        reason="How can people see it?",
        needed="",
        states=(State.ACCEPTED,),
        may=may_keep_account,
        take=lambda note, **more: accepting.keep(note=note, **more),
    ),
    "vary": Act(
        label="Say how it varies",
        explanation="What is done differs from what was offered. Everyone can read how.",
        done="It is noted how it varies.",
        reason="How does what is done differ from what was offered?",
        needed="Say how what is done differs from what was offered",
        states=(State.ACCEPTED,),
        may=may_keep_account,
        take=lambda note, **more: accepting.vary(how=note, **more),
    ),
    "withdraw": Act(
        label="Withdraw from this zone",
        explanation=(
            "What is different under this commitment ends in this zone today. The record stays, "
            "with your reason."
        ),
        done="Withdrawn from this zone.",
        reason="Why is it withdrawn?",
        needed="Say why it is withdrawn: everyone can read this",
        states=(State.PUT, State.ACCEPTED),
        may=may_keep_account,
        take=lambda note, **more: accepting.withdraw(reason=note, **more),
        is_grave=True,
    ),
}


def offered(acceptance: Acceptance, person: Any) -> list[tuple[str, Act]]:
    """The acts that the person may take with the acceptance as it is now."""
    possible = [(name, one) for name, one in ACTS.items() if acceptance.state in one.states]
    return [(name, one) for name, one in possible if one.may(person, acceptance)]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, slug: str, acceptance: int, act: str) -> HttpResponse:
    """Confirm an act, with a reason; a POST takes it."""
    zone = zone_for(request.user, slug)
    found = zone.acceptances.select_related("commitment__organisation", "zone")
    row = get_object_or_404(found, pk=acceptance)
    known = ACTS.get(act)
    if known is None:
        raise Http404("There is no such act.")
    if not known.may(request.user, row):
        raise PermissionDenied("You may not do this.")
    form = _form(request.POST if request.method == "POST" else None, row, act)
    if request.method != "POST" or not form.is_valid():
        return _confirm(request, row, known, form)
    values = dict(form.cleaned_data)
    try:
        known.take(acceptance=row, by=request.user, expected=values.pop("version"), **values)
    except ChangedMeanwhile as changed:
        return _changed(request, changed.current, known, act)
    except Refused as refused:
        return _confirm(request, row, known, form, problems=refused.sentences, status=409)
    messages.success(request, known.done)
    return redirect("zone-commitments-work", zone.slug)


def _form(data: Any, row: Acceptance, act: str) -> ReasonForm:
    known = ACTS[act]
    words = {"label": known.reason, "needed": known.needed}
    if act == "accept":
        first = {"version": row.version, "outcome": row.outcome_id}
        return AcceptForm(data, zone=row.zone, initial=first, **words)
    return ReasonForm(data, initial={"version": row.version}, **words)


def _changed(request: HttpRequest, row: Acceptance, known: Act, act: str) -> HttpResponse:
    """Somebody wrote it meanwhile: all is well if it was this person's own second press."""
    last = row.acts.last()
    if last and last.act == act and last.acted_by_id == request.user.pk:
        return redirect("zone-commitments-work", row.zone.slug)
    typed = request.POST.copy()
    typed["version"] = str(row.version)
    says = [f"Somebody changed this meanwhile: it is now {row.get_state_display().lower()}."]
    return _confirm(request, row, known, _form(typed, row, act), problems=says, status=409)


def _confirm(
    request: HttpRequest,
    row: Acceptance,
    known: Act,
    form: ReasonForm,
    *,
    problems: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "zone": row.zone,
        "kicker": row.commitment.title,
        "account": account_of(row, on=clock.today()),
        "act": known,
        "is_possible": row.state in known.states,
        "form": form,
        "problems": problems,
        "back": reverse("zone-commitments-work", args=[row.zone.slug]),
    }
    return render(request, "sizes/commitment_act.html", context, status=status)
