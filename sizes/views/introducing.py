"""Introductions: writing to the keeper of an asset or an offer, and saying what came of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from assets.models import Asset
from assets.public_facts import public_facts, ready_to_tell
from groundwork import clock
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from partners.models import Commitment
from sizes import introducing
from sizes.forms.introducing import IntroduceForm, RecordForm
from sizes.introduction_letters import addresses_of, keepers, named
from sizes.models import Introduction
from sizes.need_words import contact_of
from sizes.permissions import keeps, may_see_introduction, may_state_need
from sizes.views.commitments import zone_for
from sizes.views.need_work import workable
from sizes.views.needs import need_of
from sizes.words import joined

MEANWHILE = "The other side recorded something meanwhile: it is shown above. Look, then decide."


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, slug: str, need: int) -> HttpResponse:
    """Write to the keeper of the asset or the offer that the address names."""
    zone, on = workable(request, slug), clock.today()
    row = need_of(zone, need)
    asset, commitment = _chosen(request)
    if asset is None and commitment is None:
        messages.info(request, "Choose here whom to write to.")
        return redirect("need-matches", slug, row.pk)
    there = row.introductions.filter(asset=asset, commitment=commitment).first()
    # Whoever wrote while somebody else sent theirs keeps the words, and is told so.
    if there and (request.method != "POST" or there.sent_by_id == request.user.pk):
        return redirect("introduction", slug, row.pk, there.pk)
    form = IntroduceForm(request.POST if request.method == "POST" else None)
    problems = introducing.send_problems(row, asset=asset, commitment=commitment, on=on)
    status = 409 if problems and request.method == "POST" else 200
    if request.method == "POST" and not problems and form.is_valid():
        try:
            sent = introducing.introduce(
                need=row,
                asset=asset,
                commitment=commitment,
                words=form.cleaned_data["words"],
                by=request.user,
            )
        except Refused as refused:
            problems, status = refused.sentences, 409
        else:
            _say_what_went(request, sent)
            return redirect("introduction", slug, row.pk, sent.introduction.pk)
    would_be = Introduction(need=row, asset=asset, commitment=commitment)
    context = {
        "zone": zone,
        "need": row,
        "thing": asset or commitment,
        "name": named(would_be),
        "keepers": joined(str(each) for each in keepers(would_be)),
        "has_letters": bool(addresses_of(would_be, on=on)),
        "contact": contact_of(row),
        "form": form,
        "problems": problems,
    }
    status = 422 if form.errors else status
    return render(request, "sizes/needs/introduce.html", context, status=status)


def _chosen(request: HttpRequest) -> tuple[Asset | None, Commitment | None]:
    """The public asset or offer that `asset` or `offer` names; neither where there is none."""
    on = clock.today()
    reference, key = request.GET.get("asset", ""), request.GET.get("offer", "")
    asset = commitment = None
    if reference and "\0" not in reference:
        rows = ready_to_tell(Asset.objects.listed(on))
        asset = rows.filter(reference=reference.upper()[:20]).first()
    elif key.isascii() and key.isdigit() and len(key) < 19:
        rows = Commitment.objects.offered(on).select_related("organisation")
        commitment = rows.filter(pk=int(key)).first()
    return asset, commitment


def _say_what_went(request: HttpRequest, sent: introducing.Sent) -> None:
    if sent.letters:
        messages.success(request, "Sent. Say here what comes of it.")
    else:
        messages.warning(
            request,
            "Kept, but nobody of theirs can be written to from here: ring or visit them, and say "
            "here what comes of it.",
        )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def introduction(request: HttpRequest, slug: str, need: int, introduction: int) -> HttpResponse:
    """An introduction, for its two sides: what was written, and what came of it."""
    zone, on = zone_for(request.user, slug), clock.today()
    row = _row(zone.pk, need, introduction)
    if not may_see_introduction(request.user, row):
        raise Http404("no introduction here for this person")
    open_to = introducing.answers_open_to(row, request.user, on=on)
    first = {"version": row.version, "result": row.result, "words": row.result_words}
    form = RecordForm(
        request.POST if request.method == "POST" else None, open_to=open_to, initial=first
    )
    problems, status = [], 200
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            introducing.record(
                introduction=row,
                result=given["result"],
                words=given["words"],
                by=request.user,
                expected=given["version"],
            )
        except Refused as refused:
            problems, status = refused.sentences, 409
        except ChangedMeanwhile:
            row = _row(zone.pk, need, introduction)
            problems, status = [MEANWHILE], 409
            form.data = form.data.copy()
            form.data["version"] = str(row.version)
        else:
            messages.success(request, "Recorded, and the other side is told.")
            return redirect("introduction", slug, need, introduction)
    context = {
        "zone": zone,
        "need": row.need,
        "introduction": row,
        "name": named(row),
        "keepers": keepers(row),
        "facts": public_facts(row.asset, on=on) if row.asset else None,
        "contact": contact_of(row.need),
        "is_member": may_state_need(request.user, zone),
        "is_keeper": keeps(request.user, row),
        "is_need_open": row.need.is_open(on),
        "form": form,
        "problems": problems,
    }
    status = 422 if form.errors else status
    return render(request, "sizes/needs/introduction.html", context, status=status)


def _row(zone: int, need: int, introduction: int) -> Introduction:
    """The introduction over the need of the zone, or Http404."""
    rows = introducing.with_both_sides(Introduction.objects.filter(need__zone=zone, need=need))
    return get_object_or_404(rows, pk=introduction)
