"""Removing words for good: what it means is said before it is done."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from groundwork.problems import Refused
from sizes.forms.redacting import RedactForm
from sizes.redacting import KINDS, may_redact, redact


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove_words(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Ask for the reason, and remove the words of what is of a kind in KINDS."""
    known = KINDS.get(kind)
    if known is None:
        raise Http404("There is nothing of this kind to remove.")
    row = get_object_or_404(known.model, pk=pk)
    if not may_redact(request.user, row):
        raise PermissionDenied("Only those who moderate the zone remove words from its pages.")
    form = RedactForm(request.POST or None, label_suffix="")
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            redact(kind=kind, pk=pk, why=form.cleaned_data["why"], by=request.user)
        except Refused as refused:
            problems = refused.sentences
        else:
            messages.success(request, "The words were removed for good. The reason stands there.")
            return redirect(known.page(row))
    context = {"row": row, "known": known, "form": form, "problems": problems, "kind": kind}
    context["is_redacted"] = known.is_redacted(row)
    status = 409 if problems else 200
    return render(request, "sizes/remove_words.html", context, status=status)
