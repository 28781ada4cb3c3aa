"""Photos and documents of an asset: shown to the public, and kept by its people."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import models
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assets import keeping_files, permissions
from assets.forms.files import DocumentForm, DocumentWordsForm, PhotoChangeForm, PhotoForm
from assets.models import Asset, Document, Photo
from assets.views.keeping import own_asset, said
from groundwork import clock
from groundwork.private_files import photo_response, private_response

# What everyone may see


@require_safe
def photo(request: HttpRequest, reference: str, photo: int) -> HttpResponseBase:
    """A photo, as large as it is of use on a page."""
    found, is_public = _seen(request, Photo, reference, photo)
    return _sent(lambda: photo_response(request, found.file, public=is_public))


@require_safe
def small_photo(request: HttpRequest, reference: str, photo: int) -> HttpResponseBase:
    """A photo for lists."""
    found, is_public = _seen(request, Photo, reference, photo)
    return _sent(lambda: photo_response(request, found.thumbnail, public=is_public))


@require_safe
def document(request: HttpRequest, reference: str, document: int) -> HttpResponseBase:
    """Download a document."""
    found, _ = _seen(request, Document, reference, document)
    name = keeping_files.download_name(found)
    return _sent(lambda: private_response(found.file, filename=name))


def _seen(
    request: HttpRequest, model: type[models.Model], reference: str, pk: int
) -> tuple[Any, bool]:
    """The photo or document, and whether everyone may see it.

    Who asks is looked up only where not everyone may. Others find nothing.
    """
    rows = model._default_manager.select_related("asset__owner", "asset__steward")
    found = get_object_or_404(
        rows.defer("asset__boundary", "asset__other_columns"), pk=pk, asset__reference=reference
    )
    is_public = keeping_files.files_are_public(found.asset, clock.today()) and getattr(
        found, "is_public", True
    )
    if not is_public and not permissions.may_edit_asset(request.user, found.asset):
        raise Http404("no file here for this person")
    return found, is_public


def _sent(send: Callable[[], FileResponse | HttpResponseBase]) -> HttpResponseBase:
    try:
        return send()
    except FileNotFoundError:
        raise Http404("The file is no longer there.") from None


# What its people do


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def photos(request: HttpRequest, reference: str) -> HttpResponse:
    """The photos of an asset, and a form to add one."""
    asset = own_asset(request, reference)
    form = PhotoForm(*_posted(request))
    if request.method == "POST" and form.is_valid():
        made = said(
            form, lambda: keeping_files.add_photo(asset=asset, by=request.user, **form.cleaned_data)
        )
        if made:
            messages.success(request, "The photo is added.")
            return redirect("asset-photos", asset.reference)
    context = _context(asset, form) | {
        "photos": asset.photos.all(),
        "most": keeping_files.MOST_PHOTOS,
    }
    return _answer(request, "assets/photos.html", context, form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def photo_edit(request: HttpRequest, reference: str, photo: int) -> HttpResponse:
    """Put a photo in other words, or before the others."""
    asset = own_asset(request, reference)
    found = get_object_or_404(asset.photos, pk=photo)
    initial = {"alternative": found.alternative, "credit": found.credit}
    form = PhotoChangeForm(request.POST if request.method == "POST" else None, initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and said(
            form,
            lambda: keeping_files.describe_photo(photo=found, by=request.user, **form.cleaned_data),
        )
    ):
        messages.success(request, "Saved.")
        return redirect("asset-photos", asset.reference)
    return _answer(
        request, "assets/photo_edit.html", _context(asset, form) | {"photo": found}, form
    )


@login_required
@require_POST
def photo_remove(request: HttpRequest, reference: str, photo: int) -> HttpResponse:
    """Take a photo away for good."""
    asset = own_asset(request, reference)
    found = asset.photos.filter(pk=photo).first()
    if found is not None:
        keeping_files.remove_photo(photo=found, by=request.user)
    messages.success(request, "The photo is gone.")
    return redirect("asset-photos", asset.reference)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def documents(request: HttpRequest, reference: str) -> HttpResponse:
    """The documents of an asset, and a form to add one."""
    asset = own_asset(request, reference)
    form = DocumentForm(*_posted(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = said(form, lambda: keeping_files.add_document(asset=asset, by=request.user, **given))
        if made:
            messages.success(request, "The document is added.")
            return redirect("asset-documents", asset.reference)
    context = _context(asset, form) | {
        "documents": asset.documents.all(),
        "most": keeping_files.MOST_DOCUMENTS,
    }
    return _answer(request, "assets/documents.html", context, form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def document_edit(request: HttpRequest, reference: str, document: int) -> HttpResponse:
    """Give a document another title, or say anew who may read it."""
    asset = own_asset(request, reference)
    found = get_object_or_404(asset.documents, pk=document)
    initial = {"title": found.title, "is_public": found.is_public}
    form = DocumentWordsForm(request.POST if request.method == "POST" else None, initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and said(
            form,
            lambda: keeping_files.describe_document(
                document=found, by=request.user, **form.cleaned_data
            ),
        )
    ):
        messages.success(request, "Saved.")
        return redirect("asset-documents", asset.reference)
    return _answer(
        request, "assets/document_edit.html", _context(asset, form) | {"document": found}, form
    )


@login_required
@require_POST
def document_remove(request: HttpRequest, reference: str, document: int) -> HttpResponse:
    """Take a document away for good."""
    asset = own_asset(request, reference)
    found = asset.documents.filter(pk=document).first()
    if found is not None:
        keeping_files.remove_document(document=found, by=request.user)
    messages.success(request, "The document is gone.")
    return redirect("asset-documents", asset.reference)


def _posted(request: HttpRequest) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _context(asset: Asset, form: forms.Form) -> dict[str, Any]:
    return {
        "asset": asset,
        "form": form,
        "are_public": keeping_files.files_are_public(asset, clock.today()),
    }


def _answer(
    request: HttpRequest, template: str, context: dict[str, Any], form: forms.Form
) -> HttpResponse:
    return render(request, template, context, status=422 if form.errors else 200)
