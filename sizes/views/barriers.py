"""The register of barriers: for anyone to search, and for those who work on a zone to add to."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from groundwork.headers import public
from groundwork.media import PUBLIC_SECONDS
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from sizes.barriers import (
    STEPS,
    like,
    may_take,
    note,
    owner_of,
    problems,
    public_barriers,
    take,
    zones_given_this,
)
from sizes.forms.barriers import BarrierForm, BarrierSearchForm, StepForm
from sizes.models import Barrier, Zone
from sizes.permissions import may_note_barrier

BARRIERS_A_PAGE = 25
MOST_ALIKE = 10
# What each step is called on its button, and on its page.
LABELS = {
    "ask": "Ask to have it waived",
    "escalate": "Take it further up",
    "waive": "Say that it was waived",
    "refuse": "Say that it was refused",
}
CHANGED = (
    "Somebody else did something with this barrier while you were writing. What it is now is said "
    "above the form. If what you wrote still fits, send it again."
)


@require_safe
@public(PUBLIC_SECONDS)
def barriers(request: HttpRequest) -> HttpResponse:
    """The register, across all public zones."""
    return _register(request)


@require_safe
@public(PUBLIC_SECONDS)
def zone_barriers(request: HttpRequest, slug: str) -> HttpResponse:
    """What stopped a change in one zone."""
    return _register(request, get_object_or_404(Zone.objects.published(), slug=slug))


def _register(request: HttpRequest, zone: Zone | None = None) -> HttpResponse:
    form = BarrierSearchForm(request.GET)
    found = form.narrowed(public_barriers())
    if zone:
        found = found.filter(zone=zone)
    page = Paginator(found, BARRIERS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "is_narrowed": any(request.GET.get(name) for name in form.fields),
        "page": page,
        "query": request.GET,
        "zone": zone,
    }
    return render(request, "sizes/barriers.html", context)


@require_safe
@public(PUBLIC_SECONDS)
def barrier(request: HttpRequest, barrier: int) -> HttpResponse:
    """One barrier: whose rule, what was asked, how it was answered, and who else was given it."""
    found = get_object_or_404(public_barriers(), pk=barrier)
    context = {
        "barrier": found,
        "events": _events(found),
        "given": zones_given_this(found),
        "alike": [*like(found).order_by("-likeness", "-pk")[:MOST_ALIKE]],
        "steps": [
            {"name": step, "label": LABELS[step]}
            for step, (_, from_states) in STEPS.items()
            if found.state in from_states
        ],
    }
    return render(request, "sizes/barrier.html", context)


def _events(barrier: Barrier) -> list[dict[str, object]]:
    """What was done with it, newest first, for a timeline."""
    events: list[dict[str, object]] = []
    for each in barrier.acts.all():
        notes = [f"Asked for: {each.asked_for}"] if each.asked_for else []
        notes += [each.note] if each.note else []
        to_whom = "To" if each.to_state == Barrier.State.ESCALATED else "By"
        notes.insert(0, f"{to_whom}: {each.decided_by_whom}.")
        title = each.get_to_state_display()
        events.append({"on": each.acted_on, "title": title, "note": " ".join(notes)})
    return events[::-1]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Note a rule that stopped a change."""
    zone = get_object_or_404(Zone.objects.published(), slug=slug)
    if not may_note_barrier(request.user, zone):
        raise PermissionDenied("Only people who work for an organisation in the zone note this.")
    form = BarrierForm(request.POST if request.method == "POST" else None)
    refused: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            made = note(zone=zone, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            refused = refusal.sentences
        else:
            return redirect("barrier", made.pk)
    context = {"form": form, "problems": refused, "zone": zone}
    return render(request, "sizes/barrier_new.html", context, status=409 if refused else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def act(request: HttpRequest, barrier: int, barrier_step: str) -> HttpResponse:
    """Ask, answer, or take it further up."""
    if barrier_step not in STEPS:
        raise Http404("no such step")
    found = get_object_or_404(public_barriers(), pk=barrier)
    refused = problems(found, barrier_step, by=request.user)
    if refused and not may_take(request.user, found, barrier_step):
        raise PermissionDenied(refused[0])
    initial = {"version": found.version}
    form = StepForm(
        request.POST if request.method == "POST" else None, step=barrier_step, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        try:
            take(barrier_step, barrier=found, by=request.user, **form.given())
        except Refused as refusal:
            refused = refusal.sentences
        except ChangedMeanwhile as changed:
            found = get_object_or_404(public_barriers(), pk=barrier)
            form.data = form.data.copy()
            form.data["version"] = str(changed.current.version)
            refused = [*problems(found, barrier_step, by=request.user), CHANGED]
        else:
            return redirect("barrier", barrier)
    context = {
        "form": form,
        "problems": refused,
        "barrier": found,
        "owner": owner_of(found),
        "label": LABELS[barrier_step],
    }
    return render(request, "sizes/barrier_act.html", context, status=409 if refused else 200)
