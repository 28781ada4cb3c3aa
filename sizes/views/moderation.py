"""The desk of those who pass, hide and answer what people say."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from groundwork.problems import Refused
from sizes.models import Comment
from sizes.moderating import hide, is_address, reply, show
from sizes.permissions import may_moderate, may_remove, moderated_by
from sizes.voices import decided_by_moderators, waiting_for

COMMENTS_A_PAGE = 20
LONGEST_REASON = 300
LONGEST_ANSWER = 4000


@require_safe
@login_required
def moderation(request: HttpRequest) -> HttpResponse:
    """What waits to be looked at; with `?decided`, what was shown or hidden."""
    if not moderated_by(request.user).exists():
        raise PermissionDenied(
            "What people say is looked at by those who lead the zone: their officers, "
            "representatives and councillors."
        )
    return _list(request)


def _list(
    request: HttpRequest,
    *,
    problem_at: int | None = None,
    problems: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    asked = request.GET if request.method != "POST" else request.POST
    is_decided = "decided" in asked
    found = decided_by_moderators(request.user) if is_decided else waiting_for(request.user)
    page = Paginator(found, COMMENTS_A_PAGE).get_page(asked.get("page"))
    rows = [
        {
            "comment": comment,
            "can_be_written_to": is_address(comment.contact),
            "is_wrong": comment.pk == problem_at,
            "why": request.POST.get("why", "") if comment.pk == problem_at else "",
            "answer": (
                request.POST.get("answer", "") if comment.pk == problem_at else comment.answer
            ),
        }
        for comment in page
    ]
    context = {
        "rows": rows,
        "page": page,
        "query": request.GET,
        "is_decided": is_decided,
        "may_remove": may_remove(request.user),
        "problems": problems or [],
    }
    return render(request, "sizes/moderation.html", context, status=status)


@require_POST
@login_required
def decide(request: HttpRequest, comment: int, decision: str) -> HttpResponse:
    """Show, hide or answer a comment."""
    found = get_object_or_404(Comment.objects.select_related("zone", "variation"), pk=comment)
    if not may_moderate(request.user, found.zone):
        raise PermissionDenied("You may not decide about what people say of this zone.")
    page = request.build_absolute_uri(_page_of(found))
    expected = request.POST.get("state", "")
    why, answer = request.POST.get("why", ""), request.POST.get("answer", "")
    try:
        match decision:
            case "show":
                show(comment=found, by=request.user, page=page, expected=expected)
                said = "It is shown now."
            case "hide":
                _not_longer(why, LONGEST_REASON)
                hide(comment=found, by=request.user, why=why, expected=expected)
                said = "It is hidden, and the reason is kept."
            case "answer":
                _not_longer(answer, LONGEST_ANSWER)
                reply(comment=found, by=request.user, text=answer, page=page)
                said = "Your answer stands under it now."
            case _:
                raise Http404("no such decision")
    except Refused as refusal:
        return _list(request, problem_at=comment, problems=refusal.sentences, status=409)
    messages.success(request, said)
    back = "?decided" if "decided" in request.POST else ""
    return redirect(f"{reverse('moderation')}{back}")


def _not_longer(text: str, most: int) -> None:
    if len(text) > most:
        raise Refused(f"That is too long. Say it in {most:,} characters or fewer.")


def _page_of(comment: Comment) -> str:
    """Where it stands once it is shown."""
    if comment.variation:
        page = reverse("variation", args=[comment.zone.slug, comment.variation.pk])
    else:
        page = comment.zone.get_absolute_url()
    return f"{page}#voices"
