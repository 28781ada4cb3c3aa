"""What an import would do, row by row; answering, saving, and what came of it."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_POST, require_safe

from assets import import_preview, importing
from assets.forms.importing import AnswerForm
from assets.importing.saving import CHANGED_MEANWHILE
from assets.models import Asset, ImportRow, RegisterImport
from assets.permissions import may_publish_for
from assets.views.importing import own, place_of
from groundwork.media import csv_lines
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile

State = RegisterImport.State
PAGE = 50
CHUNK = 1000


@login_required
@require_safe
def rows(request: HttpRequest, register_import: int) -> HttpResponse:
    """What the file would do, sheet by sheet, before anything is saved; or what it did."""
    mine = own(request, register_import)
    if mine.state not in {State.PREVIEW, State.SAVED}:
        return redirect(place_of(mine))
    return _preview(request, mine)


def _preview(
    request: HttpRequest, mine: RegisterImport, *, status: int = 200, **more: Any
) -> HttpResponse:
    counts = importing.counts_of(mine)
    sheets = import_preview.sheets_of(counts)
    asked = request.GET.get("show", "")
    sheet = next((each for each in sheets if each.name == asked), None)
    if sheet is None:
        sheet = import_preview.first_sheet(sheets, counts)
    is_gone = sheet.name == "gone"
    found = import_preview.gone_assets(mine) if is_gone else None
    if found is None:
        found = import_preview.rows_on(mine, sheet.name)
    pages = Paginator(found, PAGE)
    pages.count = sheet.count  # counted already
    page = pages.get_page(request.GET.get("page"))
    context = {
        "register_import": mine,
        "is_saved": mine.state == State.SAVED,
        "counts": counts,
        "is_stale": CHANGED_MEANWHILE in mine.notes,
        "notes": [note for note in mine.notes if note != CHANGED_MEANWHILE],
        "sentence": import_preview.sentence_of(counts),
        "asides": import_preview.asides_of(counts),
        "sheets": sheets,
        "sheet": sheet,
        "page": page,
        "lines": [] if is_gone else [import_preview.line_of(row) for row in page],
        "gone": [*page] if is_gone else [],
        "query": QueryDict(f"show={sheet.name}"),
        "unused": counts["refused"] + counts["left_out"],
        "changes_something": bool(counts["new"] + counts["changed"] + counts["gone"]),
        "agrees": may_publish_for(request.user, mine.organisation),
        **more,
    }
    return render(request, "assets/import_rows.html", context, status=status)


def _back(request: HttpRequest, mine: RegisterImport, sheet: str) -> HttpResponse:
    """Back to the sheet on which something was answered, at the same page of it."""
    place = f"{place_of(mine)}?show={sheet}"
    number = request.POST.get("page", "")
    return redirect(f"{place}&page={number}" if number.isdecimal() else place)


@login_required
@require_POST
def answer(request: HttpRequest, register_import: int) -> HttpResponse:
    """Say of a row, or of all that are open, whether it is the asset that was found for it."""
    mine = own(request, register_import)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        raise Http404("no such answer")
    try:
        if form.cleaned_data["row"]:
            row = get_object_or_404(mine.rows, pk=form.cleaned_data["row"])
            importing.answer(row=row, same=form.is_same, by=request.user)
        else:
            importing.answer_all(register_import=mine, same=form.is_same, by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.sentences))
    return _back(request, mine, "to_confirm")


@login_required
@require_POST
def keep(request: HttpRequest, register_import: int) -> HttpResponse:
    """Keep assets that the file does not hold: one, or all where it is only a part."""
    mine = own(request, register_import)
    asset = request.POST.get("asset", "")
    kept = [int(asset)] if asset.isdecimal() else None
    try:
        importing.keep_gone(register_import=mine, assets=kept, by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.sentences))
    return _back(request, mine, "gone")


@login_required
@require_POST
def save(request: HttpRequest, register_import: int) -> HttpResponse:
    """Agree to what was shown; the work then goes on by itself."""
    mine = own(request, register_import)
    try:
        agreed = importing.agree_to_save(
            register_import=mine,
            by=request.user,
            expected_fingerprint=request.POST.get("fingerprint", ""),
        )
    except Refused as refused:
        if mine.state != State.PREVIEW:
            messages.error(request, " ".join(refused.sentences))
            return redirect(place_of(mine))
        return _preview(request, mine, status=409, problems=refused.sentences)
    except ChangedMeanwhile as changed:
        importing.start(changed.current, by=request.user)
        return redirect("asset-import-progress", register_import=mine.pk)
    importing.start(agreed, by=request.user)
    return redirect("asset-import-progress", register_import=mine.pk)


@login_required
@require_safe
def saved(request: HttpRequest, register_import: int) -> HttpResponse:
    """What came of it, and what to do next."""
    mine = own(request, register_import)
    if mine.state != State.SAVED:
        return redirect(place_of(mine))
    counts = importing.counts_of(mine)
    context = {
        "register_import": mine,
        "sentence": import_preview.sentence_of(counts),
        "counts": counts,
        "unused": counts["refused"] + counts["left_out"],
        "unpublished": _unpublished(mine),
        "agrees": may_publish_for(request.user, mine.organisation),
    }
    return render(request, "assets/import_saved.html", context)


def _unpublished(register_import: RegisterImport) -> int:
    """How many of the assets that the file made are still drafts."""
    made = register_import.rows.filter(outcome=ImportRow.Outcome.NEW).values("asset")
    return Asset.objects.filter(pk__in=made, published_on=None).count()


@login_required
@require_safe
def unused(request: HttpRequest, register_import: int) -> StreamingHttpResponse:
    """The rows that are not used, with the reasons, to put right and hand in again."""
    mine = own(request, register_import)
    answer = StreamingHttpResponse(_lines(mine), content_type="text/csv; charset=utf-8")
    name = slugify(mine.filename.rpartition(".")[0]) or "register"
    answer["Content-Disposition"] = f'attachment; filename="{name}-not-used.csv"'
    return answer


def _lines(register_import: RegisterImport) -> Iterator[str]:
    outcomes = (ImportRow.Outcome.REFUSED, ImportRow.Outcome.LEFT_OUT)
    found = register_import.rows.filter(outcome__in=outcomes).order_by("number")
    rows = (
        [row.number, row.get_outcome_display(), row.why, *row.cells]
        for row in found.iterator(chunk_size=CHUNK)
    )
    yield "\ufeff"  # so that Excel reads it as UTF-8
    yield from csv_lines(["Row", "Outcome", "Why", *register_import.columns], rows)
