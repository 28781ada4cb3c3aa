"""Pre-election periods: the list for everybody, setting one, and letting something go ahead."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import conditional_page, require_http_methods, require_safe

from groundwork import clock
from groundwork.headers import public
from groundwork.media import PUBLIC_SECONDS
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from partners.models import Organisation
from sizes import pre_election
from sizes.forms.pre_election import OverrideForm, PeriodForm
from sizes.lifecycle import STEPS
from sizes.models import PreElectionPeriod, Zone
from sizes.permissions import may_override, may_set_periods
from sizes.pre_election import ACTS, DAY, SHAPES

KEPT_DAYS = 400  # how long one that is over stays in the list
CHANGED = (
    "Somebody else changed this period while you were writing. What it is now is said above the "
    "form. If what you wrote still fits, send it again."
)


@require_safe
@conditional_page
@public(PUBLIC_SECONDS)
def periods(request: HttpRequest) -> HttpResponse:
    """Where periods run, are coming, or ran not long ago; what waits, and what goes on."""
    on = clock.today()
    rows = PreElectionPeriod.objects.filter(ends_on__gt=on - KEPT_DAYS * DAY)
    found = [*rows.select_related("area", "council").defer(*SHAPES)]
    zones = pre_election.zones_in_each([each for each in found if each.ends_on > on], on)
    told = [
        {
            "period": each,
            "last_on": each.ends_on - DAY,
            "is_running": each.starts_on <= on,
            "zones": zones.get(each.pk, []),
        }
        for each in found
    ]
    context = {
        "going_on": [each for each in told if each["last_on"] >= on],
        "over": [each for each in told if each["last_on"] < on][::-1],
    }
    return render(request, "sizes/pre_election/periods.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Set a period; whoever does so for several councils is first asked for which."""
    councils = pre_election.councils_setting(request.user)
    if not councils.exists():
        raise PermissionDenied("Only an officer of a verified council sets pre-election periods.")
    if "council" not in request.GET and len(councils) > 1:
        return render(request, "sizes/pre_election/councils.html", {"councils": councils})
    slug = request.GET.get("council")
    council = get_object_or_404(councils, slug=slug) if slug else councils.get()
    form = PeriodForm(
        request.POST if request.method == "POST" else None, council=council, on=clock.today()
    )
    if request.method == "POST" and form.is_valid():
        try:
            period = pre_election.set_period(council=council, by=request.user, **form.given())
        except Refused as refused:
            _add(form, refused)
        else:
            messages.success(
                request,
                f"The period is set. New notices in {period.area} wait until "
                f"{pre_election.last_day(period)} is over.",
            )
            return redirect("pre-election-edit", period.pk)
    return _show(request, form, council)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, period: int) -> HttpResponse:
    """Put a period right."""
    found = _period(request, period)
    form = PeriodForm(
        request.POST if request.method == "POST" else None,
        council=found.council,
        on=clock.today(),
        period=found,
    )
    if request.method == "POST" and form.is_valid():
        expected = form.cleaned_data["seen"]
        try:
            pre_election.change(period=found, by=request.user, expected=expected, **form.given())
        except ChangedMeanwhile as changed:
            found = _period(request, changed.current.pk)
            form.data = form.data.copy()
            form.data["seen"] = pre_election.mark(found)
            form.add_error(None, CHANGED)
        except Refused as refused:
            _add(form, refused)
        else:
            messages.success(request, "The period was changed.")
            return redirect("pre-election-edit", found.pk)
    return _show(request, form, found.council, found)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, period: int) -> HttpResponse:
    """Ask to confirm that a period is taken back; a POST takes it back."""
    found = _period(request, period)
    problems: list[str] = []
    if request.method == "POST":
        expected = request.POST.get("seen", "")
        try:
            shortened = pre_election.withdraw_period(
                period=found, by=request.user, expected=expected
            )
        except ChangedMeanwhile as changed:
            found = _period(request, changed.current.pk)
            problems = ["Somebody else changed this period meanwhile. Look at it again."]
        except Refused as refused:
            problems = refused.sentences
        else:
            says = "The period is over." if shortened else "The period was withdrawn."
            messages.success(request, says)
            return redirect("desk")
    on = clock.today()
    context = {
        "period": found,
        "last_on": found.ends_on - DAY,
        "seen": pre_election.mark(found),
        "problems": problems,
        "is_over": found.ends_on <= on,
        "is_running": found.starts_on < on,
    }
    status = 409 if problems else 200
    return render(request, "sizes/pre_election/withdraw.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def override(request: HttpRequest, slug: str, overridden: str) -> HttpResponse:
    """Let a step, or a change, go ahead although a period runs over the zone."""
    zone = get_object_or_404(Zone.objects.visible_to(request.user), slug=slug)
    if overridden not in ACTS:
        raise Http404("nothing of that name waits for an election")
    if not may_override(request.user, zone):
        raise PermissionDenied("Only an officer of the place may let this go ahead.")
    found = pre_election.in_the_way(zone, overridden, clock.today())
    form = OverrideForm(request.POST if request.method == "POST" else None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            pre_election.override(
                zone=zone, act=overridden, by=request.user, reason=form.cleaned_data["reason"]
            )
        except Refused as refused:
            _add(form, refused)
        else:
            messages.success(
                request,
                "This can go ahead. Your reason is in the zone’s history for everybody to read.",
            )
            return redirect(_back(zone, overridden))
    context = {"zone": zone, "form": form, "found": found, "act": ACTS[overridden]}
    status = 422 if form.errors else 200
    return render(request, "sizes/pre_election/override.html", context, status=status)


def _back(zone: Zone, act: str) -> str:
    """Where the act can now be done: the page of the step, or of the zone's changes."""
    if act in STEPS:
        return reverse("zone-step", args=[zone.reference, act])
    return reverse("zone-changes-work", args=[zone.slug])


def _period(request: HttpRequest, key: int) -> PreElectionPeriod:
    rows = PreElectionPeriod.objects.select_related("council", "area").defer(*SHAPES)
    found = get_object_or_404(rows, pk=key)
    if not may_set_periods(request.user, found.council):
        raise PermissionDenied(f"Only an officer of {found.council} changes this period.")
    return found


def _add(form: Any, refused: Refused) -> None:
    for sentence in refused.sentences:
        form.add_error(None, sentence)


def _show(
    request: HttpRequest,
    form: PeriodForm,
    council: Organisation,
    period: PreElectionPeriod | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "council": council, "period": period}
    if period:
        context["last_on"] = period.ends_on - DAY
        context["is_over"] = period.ends_on <= clock.today()
    status = 422 if form.errors else 200
    return render(request, "sizes/pre_election/period_form.html", context, status=status)
