"""Pages of transfers that anyone may read: the register, one transfer, an owner's scheme."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page, require_safe

from assets import permissions
from assets.forms.transfer_filter import TransferFilter
from assets.models import Transfer, TransferDocument
from assets.transferring import listing, scheme
from assets.transferring.figures import yearly
from assets.transferring.page import page_of
from groundwork import clock
from groundwork.headers import public
from groundwork.media import PUBLIC_SECONDS, CSVRenderer, csv_lines, streamed
from groundwork.private_files import private_response
from partners.models import Organisation

PAGE = 50
FOLDED = ("state", "right", "year")


@require_safe
@conditional_page
@public(PUBLIC_SECONDS)
def register(request: HttpRequest) -> HttpResponse:
    """The public register of transfers: what is announced, what was asked for, the figures."""
    on = clock.today()
    search = TransferFilter(request.GET, queryset=listing.with_parts(Transfer.objects.public()))
    is_sound = search.is_valid()
    pages = Paginator(search.qs if is_sound else Transfer.objects.none(), PAGE)
    page = pages.get_page(request.GET.get("page"))
    asked = request.GET.copy()
    asked.pop("page", None)
    owner = search.owner_meant() if is_sound else None
    is_narrowed = any(value for _, values in asked.lists() for value in values)
    context = {
        "form": search.form,
        "is_sound": is_sound,
        "is_narrowed": is_narrowed,
        "is_unfolded": any(asked.get(name) for name in FOLDED),
        "query": asked,
        "file_query": asked.urlencode(),
        "count": pages.count,
        "page": page,
        "cards": listing.cards(page, on),
        "owner": owner,
        "announced": listing.announced(on, owner=owner) if owner or not is_narrowed else [],
        "years": yearly(on, owner=owner),
    }
    return render(request, "assets/transfers/register.html", context)


@require_safe
@public(PUBLIC_SECONDS)
def register_file(request: HttpRequest) -> HttpResponseBase:
    """The register, or what was found in it, as a CSV file."""
    search = TransferFilter(request.GET, queryset=Transfer.objects.public())
    if not search.is_valid():
        sentences = [text for errors in search.errors.values() for text in errors]
        return HttpResponse(
            "\n".join(sentences), status=400, content_type="text/plain; charset=utf-8"
        )
    lines = csv_lines(listing.COLUMNS, listing.lines_of_file(search.qs, clock.today()))
    return streamed(lines, CSVRenderer, "transfers")


@require_safe
@conditional_page
def transfer(request: HttpRequest, transfer: str) -> HttpResponse:
    """A transfer's page: public once asked for, before that for those who work for the group.

    Who asks is looked up only for a draft, so that a public page is the same for everybody.
    """
    reference = transfer
    if reference != reference.upper():
        return redirect("transfer", reference.upper(), permanent=True)
    rows = Transfer.objects.select_related(
        "asset__owner", "asset__steward", "applicant", "announcement"
    )
    found = rows.public().filter(reference=reference).first()
    if found is None:
        found = rows.visible_to(request.user).filter(reference=reference).first()
    if found is None:
        raise Http404("no transfer here for this person")
    answer = render(request, "assets/transfers/transfer.html", page_of(found, clock.today()))
    if found.requested_on is not None:
        patch_cache_control(answer, public=True, max_age=PUBLIC_SECONDS)
    else:
        patch_cache_control(answer, private=True, no_store=True)
    return answer


@require_safe
def document(request: HttpRequest, transfer: str, paper: int) -> HttpResponseBase:
    """Download a document: a public one is anybody's, a private one the two sides'."""
    rows = TransferDocument.objects.select_related("transfer__asset__owner", "transfer__applicant")
    found = get_object_or_404(rows, pk=paper, transfer__reference=transfer)
    transfer_row = found.transfer
    # A paper can say where a sensitive place is.
    is_open = (
        found.is_public
        and transfer_row.requested_on is not None
        and not transfer_row.asset.is_sensitive
    )
    if not is_open and not permissions.may_work_on_transfer(request.user, found.transfer):
        raise Http404("no document here for this person")
    try:
        return private_response(found.file, filename=found.title)
    except FileNotFoundError:
        raise Http404("The file is no longer there.") from None


@require_safe
@conditional_page
@public(PUBLIC_SECONDS)
def owners_scheme(request: HttpRequest, organisation: str) -> HttpResponse:
    """How an organisation transfers assets: its stages and weeks, its tests, its rebate."""
    on = clock.today()
    found = get_object_or_404(Organisation, slug=organisation)
    saved = scheme.scheme_of(found)
    if saved.pk is None:
        raise Http404("This organisation has no scheme here.")
    context: dict[str, Any] = {
        "organisation": found,
        "scheme": saved,
        "tests": [*scheme.in_use(found, on)],
        "announced": listing.announced(on, owner=found),
        "years": yearly(on, owner=found),
    }
    return render(request, "assets/transfers/scheme.html", context)
