"""Documents of a transfer, for the two sides: adding them, and who may read them."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from assets.forms.transfers import DocumentForm
from assets.models import TransferDocument
from assets.transferring import papers
from assets.transferring.parties import name_of
from assets.views.transfer_parts import about, own_transfer, save, try_it

ACTS = ("publish", "hide", "remove")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def documents(request: HttpRequest, transfer: str) -> HttpResponse:
    """The documents of a transfer, and adding another one."""
    row = own_transfer(request, transfer)
    form = DocumentForm(request.POST or None, request.FILES or None)
    mine = papers.parties_of(request.user, row)
    rows = [
        {"document": each, "by": name_of(row, papers.brought_by(each))}
        | {"may_change": papers.brought_by(each) in mine}
        for each in row.documents.select_related("transfer__asset__owner", "transfer__applicant")
    ]
    return save(
        request,
        form,
        lambda: papers.add(transfer=row, by=request.user, **form.words()),
        template="assets/transfers/documents.html",
        context=about(row, rows=rows, may_add=bool(mine) and row.state in papers.OPEN),
        done="The document is added.",
        then=lambda: redirect("transfer-documents", row.reference),
    )


@login_required
@require_POST
def change_document(
    request: HttpRequest, transfer: str, paper: int, paper_act: str
) -> HttpResponse:
    """Make a document public or private, or take it out."""
    if paper_act not in ACTS:
        raise Http404("no such act")
    row = own_transfer(request, transfer)
    found = get_object_or_404(
        TransferDocument.objects.select_related("transfer__asset__owner", "transfer__applicant"),
        pk=paper,
        transfer=row,
    )
    if paper_act == "remove":
        try_it(
            request, lambda: papers.remove(document=found, by=request.user), f"“{found}” is gone."
        )
    else:
        is_public = paper_act == "publish"
        try_it(
            request,
            lambda: papers.set_public(document=found, is_public=is_public, by=request.user),
            f"Everyone can read “{found}” now."
            if is_public
            else f"Only the two sides can read “{found}” now.",
        )
    return redirect("transfer-documents", row.reference)
