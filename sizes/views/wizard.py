"""The wizard: where a draft begins, its task list, and the page that checks all answers."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from groundwork import clock
from groundwork.problems import Refused
from sizes import lifecycle
from sizes.answers import Answers, Progress, answers_of, tasks_of
from sizes.boundaries import as_shapely, latest_boundary
from sizes.drafting import drafts_of, start_draft
from sizes.forms.words import NameForm
from sizes.models import Boundary, Zone
from sizes.permissions import may_answer_for, may_edit
from sizes.reckoning import Reckoning, reckon
from sizes.status import State
from sizes.views.checking import drawing_of, sections_of
from sizes.views.editing import zone_seen_by
from sizes.views.missing import address_of, with_pages

MOST_DRAFTS = 50
NEXT_STEP = {State.DRAFT: "publish", State.PROPOSED: "declare"}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a draft, with nothing but a name; or go on with one."""
    form = NameForm(request.POST if request.method == "POST" else None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            zone = start_draft(name=form.cleaned_data["name"], by=request.user)
        except Refused as refused:
            form.add_error("name", " ".join(refused.sentences))
        else:
            return redirect("zone-tasks", zone.reference)
    drafts = drafts_of(request.user)[:MOST_DRAFTS]
    return render(request, "sizes/wizard/new.html", {"form": form, "drafts": drafts})


@login_required
@require_safe
def tasks(request: HttpRequest, reference: str) -> HttpResponse:
    """The task list of a draft: what is done, what is begun, what is still to do."""
    zone = zone_seen_by(request.user, reference)
    if not may_edit(request.user, zone):
        return redirect("zone-check", reference)
    if not zone.is_open_to_edits:
        return render(request, "sizes/wizard/closed.html", {"zone": zone})
    answers = answers_of(zone)
    those = tasks_of(answers)
    rows = [
        {
            "title": task.title,
            "url": reverse(task.name, args=[reference]),
            "state": str(task.progress),
            "label": LABELS[task.progress],
            "hint": so_far(answers, task.name) or task.hint,
        }
        for task in those
    ]
    is_ready = all(task.progress == Progress.DONE for task in those)
    rows.append(
        {
            "title": "Check and publish",
            "url": reverse("zone-check", args=[reference]),
            "state": "done" if zone.state == State.PROPOSED else "todo",
            "label": "Published" if zone.state == State.PROPOSED else "Not published yet",
            "hint": "Everything is there to be checked."
            if is_ready
            else "Look at it at any time: it says what is still missing.",
        }
    )
    done = sum(task.progress == Progress.DONE for task in those)
    context = {
        "zone": zone,
        "tasks": rows,
        "to_declare": tasks_to_declare(zone) if zone.state == State.PROPOSED else [],
        "done": done,
        "of": len(those),
    }
    return render(request, "sizes/wizard/tasks.html", context)


def tasks_to_declare(zone: Zone) -> list[dict[str, str]]:
    """What a published proposal still needs to be declared, as tasks: what each lacks is its hint.

    What its own tasks ask for is not said again here.
    """
    lacks: dict[str, list[str]] = {page: [] for page in AFTER_PUBLISHING}
    found = lifecycle.where_to_see_to(zone, "declare", on=clock.today())
    for sentence, page in found.items():
        if page in lacks:
            lacks[page].append(sentence)
    rows = [
        {
            "title": title,
            "url": address_of(page, zone),
            "state": "todo" if lacks[page] else "done",
            "label": "Not ready yet" if lacks[page] else "Ready",
            "hint": " ".join(lacks[page]) or ready,
        }
        for page, (title, ready) in AFTER_PUBLISHING.items()
    ]
    rows.append(
        {
            "title": "Declare the zone",
            "url": reverse("zone-step", args=[zone.reference, "declare"]),
            "state": "todo",
            "label": "Not ready yet" if found else "Ready",
            "hint": "A councillor of a verified council that leads the zone declares it.",
        }
    )
    return rows


AFTER_PUBLISHING = {
    "zone-limits": ("Limits that are checked", "They are set."),
    "zone-commitments-work": ("Commitments", "At least one is accepted against an outcome."),
    "zone-signatures-work": ("Signatures", "All the capacities that are needed have signed."),
    "zone-heard-work": (
        "What was heard, and what was done with it",
        "The time for comments is over, and it is answered for.",
    ),
}
LABELS = {
    Progress.TODO: "Not started",
    Progress.STARTED: "In progress",
    Progress.DONE: "Done",
}


def so_far(answers: Answers, task: str) -> str:
    """What a task already holds, in a few words; "" where that would say nothing new."""
    if task == "zone-where" and answers.boundary:
        return f"{answers.zone.place_in_words or 'A shape on the map'}: {answers.size_in_words}."
    return ""


@login_required
@require_safe
def check(request: HttpRequest, reference: str) -> HttpResponse:
    """All answers, what is missing, and the steps that can be taken.

    Those who are asked to lead read it without Change links, and answer here.
    """
    zone = zone_seen_by(request.user, reference)
    may_change = may_edit(request.user, zone)
    answers = answers_of(zone)
    asked = [
        lead
        for lead in answers.leads
        if not (lead.agreed_on or lead.declined_on)
        and may_answer_for(request.user, lead.organisation)
    ]
    if not zone.is_open_to_edits or (zone.is_public and not (may_change or asked)):
        return redirect(zone)
    next_step = NEXT_STEP[zone.state]
    boundary = latest_boundary(zone)
    offers = lifecycle.offers(zone, request.user)
    offered = {offer.step.name for offer in offers}
    lacks = next((o.problems for o in offers if o.step.name == next_step), [])
    context = {
        "zone": zone,
        "answers": answers,
        "sections": sections_of(
            answers,
            reckoning=_reckoned(boundary, request.user),
            may_change=may_change,
        ),
        "drawing": drawing_of(boundary, name=zone.name) if boundary else "",
        "is_crisp": answers.is_crisp,
        "may_change": may_change,
        "asked": asked,
        "next_step": lifecycle.STEPS[next_step],
        "is_offered": next_step in offered,
        "missing": with_pages(
            lacks, zone=zone, step=next_step, on=clock.today(), may_change=may_change
        ),
        "not_allowed": lifecycle.problems(zone, next_step, by=request.user)
        if next_step not in offered
        else [],
        "other_steps": [offer.step for offer in offers if offer.step.name != next_step],
    }
    return render(request, "sizes/wizard/check.html", context)


def _reckoned(boundary: Boundary | None, person: Any) -> Reckoning | None:
    if boundary is None:
        return None
    core, reach = as_shapely(boundary.core), as_shapely(boundary.reach)
    return reckon(core, reach, zone=boundary.zone, person=person)
