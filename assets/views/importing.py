"""Bringing in a register: the file, what its columns hold, and the work while it goes on."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assets import importing
from assets.forms.importing import OPEN_LICENCE, ColumnsForm, UploadForm
from assets.import_desk import (
    earlier_imports,
    is_stuck,
    organisations_importing,
    unfinished_imports,
)
from assets.models import RegisterImport
from assets.permissions import may_import_register, may_register_asset
from groundwork import clock
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile

State = RegisterImport.State
LICENCES = (OPEN_LICENCE, "Creative Commons Attribution 4.0", "Not for others to publish")
PLACES = {
    State.MAPPING: "asset-import-columns",
    State.READING: "asset-import-progress",
    State.PREVIEW: "asset-import-rows",
    State.SAVING: "asset-import-progress",
    State.SAVED: "asset-import-saved",
    State.FAILED: "asset-import-progress",
}


def own(request: HttpRequest, register_import: int) -> RegisterImport:
    """The import, for those who bring in the register of its organisation.

    Others who work for it are refused; to the rest of the world there is none.
    """
    found = get_object_or_404(
        RegisterImport.objects.select_related("organisation"), pk=register_import
    )
    if not may_import_register(request.user, found.organisation):
        if may_register_asset(request.user, found.organisation):
            raise PermissionDenied("Officers and those who agree for it bring in its register.")
        raise Http404("no import here for this person")
    return found


def place_of(register_import: RegisterImport) -> str:
    """The address at which one goes on with the import."""
    return reverse(PLACES[State(register_import.state)], args=[register_import.pk])


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Hand in a file; or go on with one that was handed in before."""
    on = clock.today()
    organisations = organisations_importing(request.user, on)
    form = UploadForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        organisations=organisations,
        slug=request.GET.get("organisation", ""),
    )
    if request.method == "POST" and form.is_valid() and (begun := _begun(request, form)):
        return redirect(place_of(begun))
    context = {
        "form": form,
        "organisations": organisations,
        "licences": LICENCES,
        "unfinished": unfinished_imports(request.user, on),
        "earlier": earlier_imports(request.user, on),
    }
    return render(request, "assets/import.html", context, status=422 if form.errors else 200)


def _begun(request: HttpRequest, form: UploadForm) -> RegisterImport | None:
    """The import that the form begins; None, with what is wrong on the form, where it cannot."""
    data = form.cleaned_data
    try:
        return importing.begin(
            organisation=data["organisation"],
            upload=data["file"],
            filename=data["file"].name,
            source=data["source"],
            licence=data["licence"],
            effective_on=data["effective_on"],
            by=request.user,
        )
    except Refused as refused:
        for sentence in refused.sentences:
            form.add_error("file", sentence)
        return None


@login_required
@require_safe
def go_on(request: HttpRequest, register_import: int) -> HttpResponse:
    """Lead to where the import waits."""
    return redirect(place_of(own(request, register_import)))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, register_import: int) -> HttpResponse:
    """What each column holds: as it was taken, and as somebody puts it right."""
    mine = own(request, register_import)
    if mine.state not in {State.MAPPING, State.PREVIEW}:
        return redirect(place_of(mine))
    is_post = request.method == "POST"
    form = ColumnsForm(request.POST if is_post else None, register_import=mine)
    context: dict[str, Any] = {"form": form, "register_import": mine}
    if is_post and form.is_valid():
        try:
            chosen = importing.choose_columns(
                register_import=mine,
                mapping=form.mapping,
                reference_system=form.cleaned_data["reference_system"],
                by=request.user,
                expected=form.cleaned_data["version"],
            )
            importing.start(chosen, by=request.user)
            return redirect("asset-import-progress", register_import=mine.pk)
        except Refused as refused:
            context["problems"] = refused.sentences
        except ChangedMeanwhile as changed:
            if changed.current.state not in {State.MAPPING, State.PREVIEW}:
                return redirect(place_of(changed.current))
            context["meanwhile"] = form.differences(changed.current)
            form.data = form.data.copy()
            form.data["version"] = str(changed.current.version)
            return render(request, "assets/import_columns.html", context, status=409)
    is_wrong = bool(form.errors or context.get("problems"))
    return render(request, "assets/import_columns.html", context, status=422 if is_wrong else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def progress(request: HttpRequest, register_import: int) -> HttpResponse:
    """How far the work has come; posting to it takes up work that stopped."""
    mine = own(request, register_import)
    if PLACES[State(mine.state)] != "asset-import-progress":
        return redirect(place_of(mine))
    if request.method == "POST":
        importing.start(mine, by=request.user)
        return redirect("asset-import-progress", register_import=mine.pk)
    context = {"register_import": mine, **progress_of(mine)}
    return render(request, "assets/import_progress.html", context)


@login_required
@require_safe
@never_cache
def state(request: HttpRequest, register_import: int) -> JsonResponse:
    """How far the work has come, for the page that shows it; `next` is where it led, once done."""
    mine = own(request, register_import)
    is_here = PLACES[State(mine.state)] == "asset-import-progress"
    return JsonResponse(progress_of(mine) | {"next": None if is_here else place_of(mine)})


def progress_of(register_import: RegisterImport) -> dict[str, Any]:
    """What the page of the work says: in words, as numbers, and whether it stands still.

    `done` is None where nobody can tell: all is saved at once.
    """
    done, rows = register_import.done_rows, register_import.all_rows
    if register_import.state == State.SAVING:
        words = f"Saving {rows:,} row{'' if rows == 1 else 's'}"
    elif done < rows:
        words = f"Reading row {done + 1:,} of {rows:,}"
    else:
        words = "Looking for what is on the register already"
    return {
        "state": register_import.state,
        "done": None if register_import.state == State.SAVING else done,
        "all": rows,
        "words": words,
        "is_stuck": is_stuck(register_import, clock.now()),
    }


@login_required
@require_POST
def give_up(request: HttpRequest, register_import: int) -> HttpResponse:
    """Throw away an import of which nothing was saved."""
    mine = own(request, register_import)
    try:
        importing.give_up(register_import=mine, by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.sentences))
        return redirect(place_of(mine))
    messages.success(request, f"“{mine.filename}” is put away. Nothing of it was saved.")
    return redirect("asset-import")
