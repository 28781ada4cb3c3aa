"""The page on which officers add places that people can name."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from groundwork.problems import Refused
from partners.forms.places import PlaceForm
from partners.permissions import may_add_places
from partners.placing import add_place, added_places

MOST_LISTED = 100


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Add a place, and see those that were added."""
    if not may_add_places(request.user):
        raise PermissionDenied("Only officers of a verified council add places.")
    form = PlaceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            place = add_place(
                name=form.cleaned_data["name"],
                kind=form.cleaned_data["kind"],
                shape=form.shape,
                by=request.user,
            )
        except Refused as refused:
            for sentence in refused.sentences:
                form.add_error(None, sentence)
        else:
            messages.success(request, f"{place.name} can now be found by its name.")
            return redirect("place-new")
    places = added_places()[:MOST_LISTED]
    status = 422 if form.errors else 200
    return render(
        request, "partners/place_form.html", {"form": form, "places": places}, status=status
    )
