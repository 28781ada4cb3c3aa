"""Pages on which people say something about a zone, and complain of what others said."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from groundwork import clock
from groundwork.headers import public
from groundwork.media import PUBLIC_SECONDS
from groundwork.problems import Refused
from sizes.as_it_stood import NotPublicThen, end_of
from sizes.commenting import complain, say
from sizes.forms.comments import (
    CommentForm,
    ComplaintForm,
    TypedCommentForm,
    VariationCommentForm,
)
from sizes.hearing import comment_by
from sizes.listing import public_zone, see_then
from sizes.models import Comment, Variation, Zone
from sizes.permissions import may_type_in
from sizes.views.dated import about_day, day_of, not_there_yet
from sizes.voices import shown_of, without_later_answers

COMMENTS_A_PAGE = 25


def _public_zone(slug: str) -> Zone:
    """What is not public yet has no comments, and nobody is told that it is there."""
    return public_zone(slug)


@require_safe
@public(PUBLIC_SECONDS)
def zone_comments(request: HttpRequest, slug: str) -> HttpResponse:
    """All that people say of a zone and of what is different in it."""
    zone = _public_zone(slug)
    day, here = day_of(request), reverse("zone-comments", args=[slug])
    try:
        see_then([zone], on=day.on)
    except NotPublicThen as then:
        return not_there_yet(request, then, day, here, what="page")
    until = end_of(day.on)
    page = Paginator(shown_of(zone, until=until), COMMENTS_A_PAGE).get_page(request.GET.get("page"))
    without_later_answers(page, until)
    context = about_day(request, day, here) | {"zone": zone, "page": page, "query": request.GET}
    return render(request, "sizes/comments_page.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def comment_on_zone(request: HttpRequest, slug: str) -> HttpResponse:
    """Say something about a zone."""
    zone = _public_zone(slug)
    form = CommentForm(request.POST if request.method == "POST" else None)
    return _comment(request, form, zone)


@require_http_methods(["GET", "HEAD", "POST"])
def comment_on_variation(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say whether something different worked, and why."""
    zone = _public_zone(slug)
    agreed = Variation.objects.agreed().filter(acceptance__zone=zone)
    variation = get_object_or_404(agreed.select_related("acceptance"), pk=pk)
    form = VariationCommentForm(request.POST if request.method == "POST" else None)
    return _comment(request, form, zone, variation=variation)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def type_in(request: HttpRequest, slug: str) -> HttpResponse:
    """Type in what somebody said on the telephone or on paper."""
    zone = _public_zone(slug)
    if not may_type_in(request.user, zone):
        raise PermissionDenied("Officers of an organisation that leads the zone type this in.")
    form = TypedCommentForm(request.POST if request.method == "POST" else None, zone=zone)
    return _comment(request, form, zone, is_typed_in=True)


def _comment(
    request: HttpRequest,
    form: CommentForm,
    zone: Zone,
    *,
    variation: Variation | None = None,
    is_typed_in: bool = False,
) -> HttpResponse:
    problems: list[str] = []
    status = 200
    if request.method == "POST" and form.is_valid():
        about: dict[str, Any] = {} if is_typed_in else {"variation": variation}
        sender = request.META.get("REMOTE_ADDR", "")
        try:
            said = say(zone=zone, by=request.user, sender=sender, **about, **form.said())
        except Refused as refusal:
            problems, status = refusal.sentences, 429
        else:
            words = "" if said.comment else "?no-words"
            return redirect(f"{_sent_url(zone)}{words}")
    context = {
        "form": form,
        "problems": problems,
        "zone": zone,
        "variation": variation,
        "is_typed_in": is_typed_in,
        "comment_by": comment_by(zone, on=clock.today()),
        "path": request.path,
    }
    return render(request, "sizes/comment_form.html", context, status=status)


def _sent_url(zone: Zone) -> str:
    return reverse("zone-comment-sent", args=[zone.slug])


@require_safe
def comment_sent(request: HttpRequest, slug: str) -> HttpResponse:
    """Thanks, and what happens next."""
    zone = _public_zone(slug)
    context = {
        "zone": zone,
        "has_words": "no-words" not in request.GET,
        "is_answered": bool(comment_by(zone, on=clock.today())),
    }
    return render(request, "sizes/comment_sent.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def complain_of(request: HttpRequest, comment: int) -> HttpResponse:
    """Say what is wrong with a comment: it is taken off until somebody has decided."""
    found = get_object_or_404(
        Comment.objects.shown().filter(zone__removed_on=None).select_related("zone", "variation"),
        pk=comment,
    )
    form = ComplaintForm(request.POST if request.method == "POST" else None)
    problems: list[str] = []
    status = 200
    if request.method == "POST" and form.is_valid():
        sender = request.META.get("REMOTE_ADDR", "")
        try:
            complain(comment=found, why=form.cleaned_data["why"], by=request.user, sender=sender)
        except Refused as refusal:
            problems, status = refusal.sentences, 429
        else:
            return redirect("comment-complained", slug=found.zone.slug)
    context = {"form": form, "problems": problems, "comment": found}
    return render(request, "sizes/comment_complain.html", context, status=status)


@require_safe
def complained(request: HttpRequest, slug: str) -> HttpResponse:
    """Thanks for the complaint, and what happens next."""
    return render(request, "sizes/comment_complained.html", {"zone": _public_zone(slug)})
