"""Steps of a zone's life: what stands in the way of one, taking it, and what happens next."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from groundwork import clock
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from sizes.forms.steps import StepForm
from sizes.lifecycle import STEPS, Step, problems, take
from sizes.models import Participant, Zone
from sizes.permissions import may_edit, may_lead, may_override
from sizes.pre_election import in_the_way
from sizes.views.editing import zone_seen_by
from sizes.views.missing import with_pages
from sizes.writers import writers_since


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def step_page(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    """List what stands in the way of a step, or ask to confirm it; a POST takes it."""
    zone = zone_seen_by(request.user, reference)
    known = step_named(step)
    if request.method != "POST":
        form = StepForm(step=known, initial={"version": zone.version}, label_suffix="")
        return show(request, zone, known, form)
    if is_taken(zone, known, request):
        return redirect("zone-step-done", reference, step)
    form = StepForm(request.POST, step=known, label_suffix="")
    if not form.is_valid():
        return show(request, zone, known, form)
    try:
        take(
            step,
            zone=zone,
            by=request.user,
            note=form.cleaned_data["note"],
            expected=form.cleaned_data["version"],
        )
    except ChangedMeanwhile as changed:
        return show_changed(request, changed.current, known, form)
    except Refused as refused:
        zone.refresh_from_db()
        return show(request, zone, known, form, refused=refused.sentences, status=409)
    return redirect("zone-step-done", reference, step)


def step_named(name: str) -> Step:
    """The step of that name; 404 where there is none."""
    if name not in STEPS:
        raise Http404("There is no such step.")
    return STEPS[name]


def is_taken(zone: Zone, step: Step, request: HttpRequest) -> bool:
    """Whether this person took the step just now: the button was pressed twice."""
    last = zone.transitions.last()
    return bool(
        last
        and zone.state == step.to_state
        and last.step == step.name
        and last.taken_by_id == request.user.pk
        and zone.state not in step.from_states
    )


def show_changed(request: HttpRequest, zone: Zone, step: Step, form: StepForm) -> HttpResponse:
    """Somebody wrote the zone since the page was opened: say who, and let it be confirmed anew."""
    if is_taken(zone, step, request):
        return redirect("zone-step-done", zone.reference, step.name)
    names = writers_since(zone, form.cleaned_data["version"], but=request.user)
    again = StepForm(
        step=step,
        initial={"version": zone.version, "note": form.cleaned_data["note"]},
        label_suffix="",
    )
    return show(request, zone, step, again, writers=names, status=409)


def show(
    request: HttpRequest,
    zone: Zone,
    step: Step,
    form: StepForm,
    *,
    refused: list[str] | None = None,
    writers: str = "",
    status: int = 200,
) -> HttpResponse:
    found = refused or problems(zone, step.name, by=request.user)
    may_change = may_edit(request.user, zone) and zone.is_open_to_edits
    waits = in_the_way(zone, step.name, clock.today()) if step.notice else []
    context = {
        "zone": zone,
        "step": step,
        "form": form,
        "found": with_pages(
            found,
            zone=zone,
            step=step.name,
            on=clock.today(),
            may_change=may_change or may_lead(request.user, zone),
        ),
        "waits": [sentence for sentence in waits if sentence not in found],
        "override_url": _override_url(request, zone, step) if waits else "",
        "writers": writers,
        "may_change": may_change,
    }
    return render(request, "sizes/wizard/step.html", context, status=status)


def _override_url(request: HttpRequest, zone: Zone, step: Step) -> str:
    """Where whoever may do so lets the step go ahead before an election."""
    if zone.state not in step.from_states or not may_override(request.user, zone):
        return ""
    return reverse("pre-election-override", args=[zone.slug, step.name])


@login_required
@require_safe
def step_done(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    """That the step was taken, the zone's reference, and what happens next."""
    zone = zone_seen_by(request.user, reference)
    known = step_named(step)
    transition = zone.transitions.select_related("taken_by").filter(step=step).last()
    if transition is None:
        raise Http404("This step was not taken.")
    waiting = zone.participants.filter(
        part=Participant.Part.LEAD, agreed_on=None, declined_on=None
    ).select_related("organisation")
    context = {
        "zone": zone,
        "step": known,
        "transition": transition,
        "waiting": [str(lead) for lead in waiting],
        "may_declare": "declare" in STEPS and STEPS["declare"].may(request.user, zone),
    }
    return render(request, "sizes/wizard/step_done.html", context)
