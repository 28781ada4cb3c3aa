"""Where those who lead a zone see to its signatures: ask, record from paper, say what lacks."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groundwork import clock
from groundwork.private_files import private_response
from groundwork.problems import Refused
from partners.models import Membership, Organisation
from partners.permissions import AGREEING
from sizes import permissions, signing
from sizes.comment_period import current
from sizes.forms.signing import AskForm, MissingForm, RecordForm
from sizes.models import Participant, Zone
from sizes.signing.needed import excuse_of
from sizes.status import State
from sizes.views.commitments import zone_for

MOST_NAMES = 500
LONGEST_KEY = 9


def _zone(request: HttpRequest, slug: str) -> Zone:
    """The zone, for those who may see to its signatures. Raises Http404 or PermissionDenied."""
    zone = zone_for(request.user, slug)
    if not permissions.may_record_signature(request.user, zone):
        raise PermissionDenied("You may not see to the signatures of this zone.")
    return zone


@login_required
@require_safe
def work(request: HttpRequest, slug: str) -> HttpResponse:
    """Who signed the proposal as it now is or as it was, who was asked, and what is missing."""
    zone, on = _zone(request, slug), clock.today()
    every = signing.signatures_of(zone, on)
    to_ask_again = signing.to_ask_again(zone, on)
    waiting = {row.pk for row in to_ask_again}
    unsigned = zone.signatures.filter(signed_on=None).select_related("organisation")
    rows = [*unsigned.order_by("invited_on", "pk")]
    everything = [*rows, *(each.row for each in every)]
    theirs = permissions.answered_for(request.user, zone, everything)
    is_proposed = zone.state == State.PROPOSED
    context = {
        "zone": zone,
        "closed": signing.closed(zone, on),
        "is_proposed": is_proposed,
        "missing": signing.missing(zone, on) if is_proposed else [],
        "excuse": excuse_of(zone),
        "signatures": [_with_acts(each, theirs) for each in every if not each.is_earlier],
        "earlier": [
            {**_with_acts(each, theirs), "is_to_be_asked": each.row.pk in waiting}
            for each in every
            if each.is_earlier
        ],
        "to_ask_again": to_ask_again,
        "asked": [
            {"row": row, "may_decline": row.pk in theirs} for row in rows if not row.declined_on
        ],
        "declined": [row for row in rows if row.declined_on],
        "own": _own(request, zone),
        "may_ask": permissions.may_invite_to_sign(request.user, zone),
    }
    return render(request, "sizes/signing/work.html", context)


def _with_acts(shown: signing.Shown, theirs: set[int]) -> dict[str, Any]:
    return {
        "shown": shown,
        "may_withdraw": shown.row.pk in theirs and not shown.row.withdrawn_on,
        # Whoever sees to signatures moderates the zone, too.
        "may_redact": not shown.row.redacted_on,
    }


def _own(request: HttpRequest, zone: Zone) -> list[Organisation]:
    """Leads for which the person may sign, that have not signed the proposal as it now is."""
    on = clock.today()
    leads = zone.participants.filter(part=Participant.Part.LEAD, agreed_on__isnull=False)
    signed = zone.signatures.standing(on).filter(period=current(zone))
    agreeing = Membership.objects.in_force(on).filter(person=request.user, role__in=AGREEING)
    return [
        *Organisation.objects.filter(pk__in=leads.values("organisation"))
        .filter(pk__in=agreeing.values("organisation"))
        .exclude(pk__in=signed.exclude(organisation=None).values("organisation"))
    ]


def _names() -> list[str]:
    names = Organisation.objects.in_force(clock.today()).values_list("name", flat=True)
    return list(names[:MOST_NAMES])


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask somebody to sign, in a capacity."""
    zone = _zone(request, slug)
    if not permissions.may_invite_to_sign(request.user, zone):
        raise PermissionDenied("You may not ask anybody to sign this zone.")
    first = {"capacity": request.GET.get("capacity", "")}
    form = AskForm(request.POST if request.method == "POST" else None, initial=first)
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            made = signing.invite(zone=zone, by=request.user, **form.given())
        except Refused as refused:
            problems = refused.sentences
        else:
            messages.success(request, f"{made} is asked to sign.")
            return redirect("zone-signatures-work", zone.slug)
    context = {"zone": zone, "form": form, "problems": problems, "names": _names()}
    context["closed"] = signing.closed(zone, clock.today())
    return render(request, "sizes/signing/ask.html", context, status=409 if problems else 200)


@login_required
@require_POST
def ask_again(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask all who signed an earlier version of the proposal to sign it as it now is."""
    zone = _zone(request, slug)
    try:
        asked = signing.ask_again(zone=zone, by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.sentences))
    else:
        names = ", ".join(str(row) for row in asked)
        said = f"Asked to sign again: {names}." if asked else "Everyone was asked already."
        messages.success(request, said)
    return redirect("zone-signatures-work", zone.slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, slug: str) -> HttpResponse:
    """Record a signature made on paper, with its scan."""
    zone, on = _zone(request, slug), clock.today()
    is_sent = request.method == "POST"
    form = RecordForm(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        initial={"signed_on": on, **_asked_for(request, zone)},
    )
    problems: list[str] = []
    if is_sent and form.is_valid():
        try:
            made = signing.record(zone=zone, by=request.user, **form.given())
        except Refused as refused:
            problems = refused.sentences
            if form.cleaned_data.get("scan"):
                problems = [*problems, "Choose the scan again."]
        else:
            messages.success(request, f"The signature of {made} is recorded.")
            return redirect("zone-signatures-work", zone.slug)
    context = {"zone": zone, "form": form, "problems": problems, "names": _names()}
    context["closed"] = signing.closed(zone, on)
    return render(request, "sizes/signing/record.html", context, status=409 if problems else 200)


def _asked_for(request: HttpRequest, zone: Zone) -> dict[str, str]:
    """What an invitation says that the paper answers."""
    key = request.GET.get("invitation", "")
    row = zone.signatures.asked().filter(pk=int(key)).first() if _is_key(key) else None
    if row is None:
        return {}
    return {"capacity": row.capacity, "who": str(row), "contact": row.contact}


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_KEY


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def missing(request: HttpRequest, slug: str) -> HttpResponse:
    """Say in which one capacity nobody signs, who was asked and why not; or take that back."""
    zone = _zone(request, slug)
    if not permissions.may_invite_to_sign(request.user, zone):
        raise PermissionDenied("You may not answer for the signatures of this zone.")
    excuse, problems = excuse_of(zone), []
    is_sent = request.method == "POST"
    is_taken_back = is_sent and "clear" in request.POST
    form = MissingForm(
        request.POST if is_sent and not is_taken_back else None, zone=zone, excuse=excuse
    )
    if is_taken_back or (is_sent and form.is_valid()):
        try:
            if is_taken_back:
                signing.clear_missing(zone=zone, by=request.user)
            else:
                signing.set_missing(zone=zone, by=request.user, **form.cleaned_data)
        except Refused as refused:
            problems = refused.sentences
        else:
            said = "All four capacities are to sign." if is_taken_back else "Saved."
            messages.success(request, said)
            return redirect("zone-signatures-work", zone.slug)
    context = {
        "zone": zone,
        "form": form,
        "problems": problems,
        "excuse": excuse,
        "is_possible": zone.state == State.PROPOSED,
    }
    return render(request, "sizes/signing/missing.html", context, status=409 if problems else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, slug: str, signature: int) -> HttpResponse:
    """Take back an invitation that nobody has answered."""
    zone = _zone(request, slug)
    if not permissions.may_invite_to_sign(request.user, zone):
        raise PermissionDenied("You may not take this invitation back.")
    row = zone.signatures.select_related("organisation").filter(pk=signature).first()
    problems: list[str] = []
    if request.method == "POST":
        try:
            if row:
                signing.take_back(invitation=row, by=request.user)
        except Refused as refused:
            problems = refused.sentences
        else:
            messages.success(request, "The invitation is taken back.")
            return redirect("zone-signatures-work", zone.slug)
    if row is None:
        raise Http404("There is no such invitation.")
    context = {"zone": zone, "signature": row, "problems": problems}
    context["is_possible"] = not row.is_signed and not row.declined_on
    return render(request, "sizes/signing/take_back.html", context, status=409 if problems else 200)


@login_required
@require_safe
def scan(request: HttpRequest, slug: str, signature: int) -> FileResponse:
    """Download the scan of a signature on paper."""
    zone = _zone(request, slug)
    row = get_object_or_404(zone.signatures.exclude(scan=""), pk=signature)
    try:
        return private_response(row.scan, filename=f"{zone.slug}-signature-{row.position}")
    except FileNotFoundError:
        raise Http404("The scan is no longer there.") from None
