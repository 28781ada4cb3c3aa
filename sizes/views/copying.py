"""The page on which somebody begins a zone as a copy of another."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from groundwork.problems import Refused
from sizes.copying import copy_zone
from sizes.forms.words import NameForm
from sizes.listing import public_zone


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def zone_copy(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what is copied and what is not, ask for a name, and open the copy in the wizard."""
    zone = public_zone(slug)
    form = NameForm(request.POST if request.method == "POST" else None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            draft = copy_zone(zone=zone, by=request.user, name=form.cleaned_data["name"])
        except Refused as refused:
            form.add_error("name", " ".join(refused.sentences))
        else:
            return redirect("zone-tasks", draft.reference)
    return render(request, "sizes/zone_copy.html", {"zone": zone, "form": form})
