"""Pages on which people say something about a zone, and complain of what others said."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from groundwork.headers import public
from groundwork.media import PUBLIC_SECONDS
from groundwork.problems import Refused
from sizes.commenting import complain, say
from sizes.forms.comments import (
    CommentForm,
    ComplaintForm,
    TypedCommentForm,
    VariationCommentForm,
)
from sizes.models import Comment, Variation, Zone
from sizes.permissions import may_type_in
from sizes.voices import shown_of

COMMENTS_A_PAGE = 25


def _public_zone(slug: str) -> Zone:
    """What is not public yet has no comments, and nobody is told that it is there."""
    return get_object_or_404(Zone.objects.published(), slug=slug)


@require_safe
@public(PUBLIC_SECONDS)
def zone_comments(request: HttpRequest, slug: str) -> HttpResponse:
    """All that people say of a zone and of what is different in it."""
    zone = _public_zone(slug)
    page = Paginator(shown_of(zone), COMMENTS_A_PAGE).get_page(request.GET.get("page"))
    context = {"zone": zone, "page": page, "query": request.GET}
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
        "path": request.path,
    }
    return render(request, "sizes/comment_form.html", context, status=status)


def _sent_url(zone: Zone) -> str:
    return reverse("zone-comment-sent", args=[zone.slug])


@require_safe
def comment_sent(request: HttpRequest, slug: str) -> HttpResponse:
    """Thanks, and what happens next."""
    context = {"zone": _public_zone(slug), "has_words": "no-words" not in request.GET}
    return render(request, "sizes/comment_sent.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def complain_of(request: HttpRequest, comment: int) -> HttpResponse:
    """Say what is wrong with a comment: it is taken off until somebody has decided."""
    found = get_object_or_404(
        Comment.objects.shown().select_related("zone", "variation"), pk=comment
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
