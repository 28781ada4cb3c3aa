"""Working on an opportunity: reading it first, its words, what joins it, and its steps."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assets.models import Asset
from assets.public_facts import public_facts
from groundwork import clock
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from partners.models import Organisation
from sizes import opportunities, opportunity_parts
from sizes.agreements import lender_of, opportunity_problems
from sizes.forms.opportunities import (
    AssetPartForm,
    HideForm,
    OpportunityForm,
    OpportunityStepForm,
    PeopleForm,
)
from sizes.models import Opportunity, OpportunityPart, OpportunityState
from sizes.opportunities import ONLY_MEMBERS, STEPS
from sizes.opportunity_board import events_of, name_of, parts_shown, shown
from sizes.permissions import (
    may_develop,
    may_moderate,
    may_propose_agreement,
    may_see_agreement,
    may_take_off_the_board,
    may_take_part_out,
)
from sizes.views.opportunities import opportunity_at

MEANWHILE = "Somebody else changed this opportunity meanwhile. Look at it again, then decide."


def for_members(request: HttpRequest, slug: str, pk: int) -> Opportunity:
    """The opportunity, for a member of its zone; what others cannot know of is not there (404)."""
    found = opportunity_at(slug, pk)
    if not may_develop(request.user, found.zone):
        if not found.is_visible_to(request.user):
            raise Http404("no opportunity here for this person")
        raise PermissionDenied(ONLY_MEMBERS)
    return found


@login_required
@require_safe
def work(request: HttpRequest, slug: str, opportunity: int) -> HttpResponse:
    """What a person can do with it: its members, whoever spotted it, and whose parts it joins."""
    on, person = clock.today(), request.user
    found = opportunity_at(slug, opportunity)
    is_member = may_develop(person, found.zone)
    parts = parts_shown(found, on, may_take_out=lambda part: may_take_part_out(person, part))
    agreements = [
        shown(each, on)
        for each in found.agreements.select_related("asset", "lender", "borrower", "opportunity")
        if is_member or may_see_agreement(person, each)
    ]
    is_spotter = found.spotted_by_id == person.pk
    is_concerned = any(row.may_take_out for row in parts) or bool(agreements)
    if not (is_member or is_spotter or (is_concerned and found.is_visible_to(person))):
        if not found.is_visible_to(person):
            raise Http404("no opportunity here for this person")
        raise PermissionDenied(ONLY_MEMBERS)
    is_open = found.state != OpportunityState.ENDED and found.hidden_on is None
    context = {
        "zone": found.zone,
        "opportunity": found,
        "parts": parts,
        "agreements": agreements,
        "events": events_of(found),
        "offers": opportunities.offers(found, person, on=on) if found.shown_on else [],
        "is_member": is_member,
        "is_open": is_open,
        "may_hide": found.hidden_on is None and may_take_off_the_board(person, found),
        "may_remove_words": bool(found.title) and may_moderate(person, found.zone),
        "may_propose": not opportunity_problems(found, on=on)
        and any(may_propose_agreement(person, found.zone, lender_of(row.part)) for row in parts),
    }
    return render(request, "sizes/opportunities/work.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str, opportunity: int) -> HttpResponse:
    """Write its words anew, say for which outcome it is, and which need it answers."""
    found = for_members(request, slug, opportunity)
    zone = found.zone
    form = OpportunityForm(
        request.POST if request.method == "POST" else None, zone=zone, opportunity=found
    )
    context: dict[str, Any] = {"zone": zone, "opportunity": found, "form": form}
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            opportunities.describe(
                opportunity=found,
                given=form.given(),
                by=request.user,
                expected=form.cleaned_data["version"],
            )
        except Refused as refused:
            context["problems"], status = refused.sentences, 409
        except ChangedMeanwhile as changed:
            now = opportunity_at(slug, changed.current.pk)
            context["differences"] = form.differences(now)
            if context["differences"]:
                typed = request.POST.copy()
                typed["version"] = str(now.version)
                context["form"] = OpportunityForm(typed, zone=zone, opportunity=now)
                status = 409
            else:
                return redirect("opportunity-work", slug, found.pk)
        else:
            messages.success(request, "Saved.")
            return redirect("opportunity-work", slug, found.pk)
    return render(request, "sizes/opportunities/edit.html", context, status=status)


@login_required
@require_POST
def let_on(request: HttpRequest, slug: str, opportunity: int) -> HttpResponse:
    """Let it onto the board."""
    found = for_members(request, slug, opportunity)
    typed = request.POST.get("version", "")
    expected = int(typed) if typed.isascii() and typed.isdigit() else None
    try:
        row = opportunities.show(opportunity=found, by=request.user, expected=expected)
    except Refused as refused:
        for sentence in refused.sentences:
            messages.error(request, sentence)
    except ChangedMeanwhile as changed:
        if changed.current.shown_on is None:
            messages.error(request, MEANWHILE)
    else:
        messages.success(request, f"“{row}” is on the board.")
    return redirect("opportunity-work", slug, found.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hide(request: HttpRequest, slug: str, opportunity: int) -> HttpResponse:
    """Keep it off the board, or take it off, with a reason."""
    found = for_members(request, slug, opportunity)
    if not may_take_off_the_board(request.user, found):
        raise PermissionDenied("Only those who moderate the zone take something off the board.")
    if found.hidden_on is not None:
        return redirect("opportunity-work", slug, found.pk)
    is_post = request.method == "POST"
    form = HideForm(request.POST if is_post else None, initial={"version": found.version})
    refused: list[str] = []
    if is_post and form.is_valid():
        try:
            opportunities.hide(
                opportunity=found,
                why=form.cleaned_data["why"],
                by=request.user,
                expected=form.cleaned_data["version"],
            )
        except Refused as problems:
            refused = problems.sentences
        except ChangedMeanwhile as changed:
            if changed.current.hidden_on is not None:
                return redirect("opportunity-work", slug, found.pk)
            form.data = form.data.copy()
            form.data["version"] = str(changed.current.version)
            refused = [MEANWHILE]
        else:
            messages.success(request, "It is not shown. Whoever spotted it is told why.")
            return redirect("opportunity-work", slug, found.pk)
    context = {"zone": found.zone, "opportunity": found, "form": form, "problems": refused}
    status = 409 if refused else 200
    return render(request, "sizes/opportunities/hide.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, slug: str, opportunity: int, opportunity_step: str) -> HttpResponse:
    """Take a step with it; the page says what the step still needs."""
    if opportunity_step not in STEPS:
        raise Http404("no such step")
    taken = STEPS[opportunity_step]
    found = for_members(request, slug, opportunity)
    refused = opportunities.problems(found, taken.name, by=request.user)
    is_post = request.method == "POST"
    if found.state == taken.to_state and found.state not in taken.from_states:
        return redirect("opportunity-work", slug, found.pk)
    form = OpportunityStepForm(
        request.POST if is_post else None, step=taken, initial={"version": found.version}
    )
    if is_post and form.is_valid():
        try:
            opportunities.take(
                taken.name,
                opportunity=found,
                by=request.user,
                note=form.cleaned_data["note"],
                expected=form.cleaned_data["version"],
            )
        except Refused as problems:
            refused = problems.sentences
        except ChangedMeanwhile as changed:
            found = opportunity_at(slug, changed.current.pk)
            if found.state == taken.to_state:
                return redirect("opportunity-work", slug, found.pk)
            form.data = form.data.copy()
            form.data["version"] = str(found.version)
            refused = [*opportunities.problems(found, taken.name, by=request.user), MEANWHILE]
        else:
            messages.success(request, f"{taken.done}.")
            return redirect("opportunity-work", slug, found.pk)
    context = {"zone": found.zone, "opportunity": found, "step": taken, "form": form}
    context["problems"] = refused
    status = 409 if is_post and refused else 200
    return render(request, "sizes/opportunities/step.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_part(request: HttpRequest, slug: str, opportunity: int) -> HttpResponse:
    """Find an asset and join it, or say what the people of an organisation bring."""
    found = for_members(request, slug, opportunity)
    words = request.GET.get("q", "").replace("\x00", "")[:200].strip()
    form, refused = PeopleForm(), []
    if request.method == "POST" and "asset" in request.POST:
        refused = _join_asset(request, found)
    elif request.method == "POST":
        form = PeopleForm(request.POST)
        refused = _join_people(request, found, form)
    if request.method == "POST" and not refused and not form.errors:
        return redirect("opportunity-work", slug, found.pk)
    on = clock.today()
    assets = opportunity_parts.assets_to_join(found, words, on=on)
    most = opportunity_parts.MOST_FOUND
    rows = [*assets[: most + 1]]
    context = {
        "zone": found.zone,
        "opportunity": found,
        "form": form,
        "problems": refused,
        "words": words,
        "typed": request.POST.get("brings", "") if "asset" in request.POST else "",
        "chosen": request.POST.get("asset", ""),
        "assets": [public_facts(asset, on=on) for asset in rows[:most]],
        "has_more": len(rows) > most,
        "organisations": Organisation.objects.in_force(on).values_list("name", flat=True),
    }
    status = 409 if refused else 200
    return render(request, "sizes/opportunities/part_new.html", context, status=status)


def _join_asset(request: HttpRequest, opportunity: Opportunity) -> list[str]:
    """Join the chosen asset; what stands in the way, as sentences."""
    form = AssetPartForm(request.POST)
    if not form.is_valid():
        return ["Choose an asset from those found, and say in 300 characters what it is for."]
    asset = Asset.objects.listed(clock.today()).filter(reference=form.cleaned_data["asset"]).first()
    if asset is None:
        return ["This asset is no longer public. Choose another one."]
    try:
        part = opportunity_parts.join_asset(
            opportunity=opportunity,
            asset=asset,
            brings=form.cleaned_data["brings"],
            by=request.user,
        )
    except Refused as refused:
        return refused.sentences
    messages.success(request, f"{name_of(part)} has joined. Those who keep it are told.")
    return []


def _join_people(request: HttpRequest, opportunity: Opportunity, form: PeopleForm) -> list[str]:
    """Join the people of an organisation; what stands in the way, as sentences."""
    if not form.is_valid():
        return []
    try:
        part = opportunity_parts.join_people(
            opportunity=opportunity,
            organisation=form.cleaned_data["organisation"],
            brings=form.cleaned_data["brings"],
            by=request.user,
        )
    except Refused as refused:
        return refused.sentences
    messages.success(request, f"{part} has joined, and is told.")
    return []


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_out(request: HttpRequest, slug: str, opportunity: int, part: int) -> HttpResponse:
    """Take a part out: what it means is said before it is done."""
    found = opportunity_at(slug, opportunity)
    row = get_object_or_404(
        OpportunityPart.objects.select_related(
            "asset__owner", "asset__steward", "organisation", "opportunity__zone"
        ),
        opportunity=found,
        pk=part,
    )
    if not (found.is_visible_to(request.user) or may_develop(request.user, found.zone)):
        raise Http404("no opportunity here for this person")
    if not may_take_part_out(request.user, row):
        raise PermissionDenied("Only members of the zone, or those whose it is, take it out.")
    refused = opportunity_parts.out_problems(row, on=clock.today())
    if request.method == "POST":
        try:
            opportunity_parts.take_out(part=row, by=request.user)
        except Refused as problems:
            refused = problems.sentences
        else:
            messages.success(request, f"{name_of(row)} is no longer part of it.")
            if may_develop(request.user, found.zone):
                return redirect("opportunity-work", slug, found.pk)
            # With what was theirs gone, the work on it may be no business of theirs any more.
            if row.asset:
                return redirect("asset-work", row.asset.reference)
            return redirect("partner-work", row.organisation.slug)
    context = {"zone": found.zone, "opportunity": found, "part": row, "problems": refused}
    context["name"] = name_of(row)
    status = 409 if request.method == "POST" else 200
    return render(request, "sizes/opportunities/part_out.html", context, status=status)
