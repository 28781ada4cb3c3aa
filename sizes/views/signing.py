"""Signing a zone for an organisation, declining to, and withdrawing a signature."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from groundwork import clock
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from partners.models import Organisation
from sizes import permissions, signing
from sizes.answers import answers_of
from sizes.comment_period import current
from sizes.forms.acts import ReasonForm
from sizes.forms.signing import DeclineForm, SignForm
from sizes.models import Capacity, Outcome, Signature, Zone
from sizes.notice_content import limits_in_words
from sizes.status import State
from sizes.views.commitments import zone_for
from sizes.words import day_in_words

CHANGED = (
    "The proposal was changed while you were reading it. Read it again, then sign: what you typed "
    "is kept."
)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, slug: str, organisation: str) -> HttpResponse:
    """What is signed, in short, and the form with which a representative signs it."""
    zone = zone_for(request.user, slug)
    body = get_object_or_404(Organisation, slug=organisation)
    if not permissions.may_sign(request.user, zone, body):
        raise PermissionDenied(f"You may not sign for {body}.")
    own = [*zone.signatures.filter(organisation=body).order_by("pk")]
    asked = next((row for row in own if not row.is_signed and not row.declined_on), None)
    form = _form(request, zone, body, own, asked)
    if request.method != "POST" or not form.is_valid():
        return _show(request, zone, body, own, asked, form)
    capacity = form.cleaned_data["capacity"]
    try:
        signing.sign_as(
            zone=zone,
            organisation=body,
            capacity=capacity,
            by=request.user,
            expected=form.cleaned_data["version"],
            **vars(form.said()),
        )
    except ChangedMeanwhile as changed:
        typed = request.POST.copy()
        typed["version"] = str(_number(changed.current))
        again = _form(request, changed.current, body, own, asked, typed)
        return _show(request, changed.current, body, own, asked, again, [CHANGED], 409)
    except Refused as refused:
        return _show(request, zone, body, own, asked, form, refused.sentences, 409)
    return redirect("zone-signed", zone.slug, body.slug)


def _number(zone: Zone) -> int | None:
    period = current(zone)
    return period.number if period else None


def _form(
    request: HttpRequest,
    zone: Zone,
    body: Organisation,
    own: list[Signature],
    asked: Signature | None,
    typed: Any = None,
) -> SignForm:
    """In the capacity that was asked for, or signed in before; else in any that fits."""
    signed = [row for row in own if row.is_signed]
    known = asked or (signed[-1] if signed else None)
    fits = signing.capacities_for(body)
    capacities = [Capacity(known.capacity)] if known and known.capacity in fits else fits
    first = {"version": _number(zone), "name": request.user.name}
    if signed:
        before = signed[-1]
        first |= {"name": before.name, "role": before.role, "interests": before.interests}
    data = typed or (request.POST if request.method == "POST" else None)
    return SignForm(data, organisation=body, capacities=capacities, initial=first)


def _show(
    request: HttpRequest,
    zone: Zone,
    body: Organisation,
    own: list[Signature],
    asked: Signature | None,
    form: SignForm,
    problems: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    on, period = clock.today(), current(zone)
    standing = [row for row in own if row.is_signed and not row.withdrawn_on]
    there = [row for row in standing if period and row.period_id == period.pk]
    context = {
        "zone": zone,
        "body": body,
        "asked": asked,
        "there": there,
        "earlier": [row for row in standing if row not in there],
        "closed": signing.closed(zone, on),
        "may_sign_now": bool(asked) or not there or bool(problems) or form.is_bound,
        "form": form,
        "problems": problems,
        "is_council": "authority" in form.fields,
        "asks_capacity": not form["capacity"].is_hidden,
        "as_what": "" if not asked else signing.AS[Capacity(asked.capacity)],
        "period": period,
        "summary": answers_of(zone).summary,
        "rows": _in_short(zone),
    }
    return render(request, "sizes/signing/sign.html", context, status=status)


def _in_short(zone: Zone) -> list[dict[str, Any]]:
    """What is signed, as rows of a summary list; what is not said is left out."""
    dates = [zone.starts_on, zone.target_on]
    from_until = "From " + " until ".join(day_in_words(day) for day in dates if day)
    outcomes = Outcome.objects.in_force(clock.today()).filter(zone=zone)
    rows: list[tuple[str, str | list[str]]] = [
        ("Shared intention", zone.purpose),
        ("What should get better", [each.statement for each in outcomes]),
        ("What may be different", zone.how_far),
        ("What will not change", zone.what_stays),
        ("Limits", limits_in_words(zone)),
        ("When", from_until),
    ]
    return [
        {"key": key, "lines": said} if isinstance(said, list) else {"key": key, "value": said}
        for key, said in rows
        if said
    ]


@login_required
@require_safe
def signed(request: HttpRequest, slug: str, organisation: str) -> HttpResponse:
    """That it is signed, and what happens next."""
    zone = zone_for(request.user, slug)
    body = get_object_or_404(Organisation, slug=organisation)
    if not permissions.may_sign(request.user, zone, body):
        raise PermissionDenied(f"You may not sign for {body}.")
    rows = zone.signatures.made().filter(organisation=body, withdrawn_on=None)
    row = rows.order_by("-position").first()
    if row is None:
        return redirect("zone-sign", zone.slug, body.slug)
    context = {
        "zone": zone,
        "body": body,
        "signature": row,
        "as_what": signing.AS[Capacity(row.capacity)],
        "period": current(zone),
        "is_proposed": zone.state == State.PROPOSED,
        "counts_later": row.capacity == Capacity.COUNCIL and not body.is_verified,
    }
    return render(request, "sizes/signing/signed.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: HttpRequest, slug: str, signature: int) -> HttpResponse:
    """Answer that whoever was asked does not sign; a reason is kind, but not needed."""
    zone, row = _signature(request, slug, signature)
    if not permissions.may_decline_to_sign(request.user, row):
        raise PermissionDenied(f"You may not answer for {row}.")
    words = {
        "title": f"{row} does not sign",
        "explanation": "Those who lead the zone are told. The invitation is then answered.",
        "button": "Decline to sign",
        "done": f"Noted: {row} does not sign {zone}.",
        "is_possible": not row.is_signed,
        "impossible": f"{row} has signed. A signature can be withdrawn, but no longer declined.",
    }
    form = DeclineForm(
        request.POST if request.method == "POST" else None,
        label="Why?",
        help_text="Those who lead the zone read this.",
    )
    return _answer(request, zone, row, form, words, signing.decline)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, slug: str, signature: int) -> HttpResponse:
    """Withdraw a signature, with a reason that stands beside it."""
    zone, row = _signature(request, slug, signature)
    if not permissions.may_withdraw_signature(request.user, row):
        raise PermissionDenied(f"You may not answer for {row}.")
    said = f" on {day_in_words(row.withdrawn_on)}" if row.withdrawn_on else ""
    words = {
        "title": f"Withdraw the signature of {row}",
        "explanation": (
            "The signature stays on the page of the zone, and beside it that it was withdrawn "
            "today, and why. Those who lead the zone are told."
        ),
        "button": "Withdraw the signature",
        "done": f"The signature of {row} is withdrawn.",
        "is_possible": row.is_signed and not row.withdrawn_on,
        "impossible": f"It was withdrawn{said}." if said else f"{row} has not signed.",
    }
    form = ReasonForm(
        request.POST if request.method == "POST" else None,
        label="Why is it withdrawn?",
        help_text="Everyone can read this. Name no private person.",
        needed="Say why: everyone can read this beside the signature",
    )
    return _answer(request, zone, row, form, words, signing.withdraw)


def _signature(request: HttpRequest, slug: str, signature: int) -> tuple[Zone, Signature]:
    zone = zone_for(request.user, slug)
    rows = zone.signatures.select_related("organisation", "zone")
    return zone, get_object_or_404(rows, pk=signature)


def _answer(
    request: HttpRequest,
    zone: Zone,
    row: Signature,
    form: ReasonForm,
    words: dict[str, Any],
    verb: Callable[..., Signature],
) -> HttpResponse:
    """Ask for the reason, then let the verb do it; pressed twice, it is done once."""
    back = _back(request, zone)
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            verb(signature=row, why=form.cleaned_data["note"], by=request.user)
        except Refused as refused:
            problems = refused.sentences
        else:
            messages.success(request, words["done"])
            return redirect(back)
    context = {
        "zone": zone,
        "signature": row,
        "words": words,
        "form": form,
        "problems": problems,
        "back": back,
    }
    return render(request, "sizes/signing/answer.html", context, status=409 if problems else 200)


def _back(request: HttpRequest, zone: Zone) -> str:
    """Whoever sees to the signatures goes back to them, anybody else to the desk."""
    if permissions.may_record_signature(request.user, zone):
        return reverse("zone-signatures-work", args=[zone.slug])
    return reverse("desk")
