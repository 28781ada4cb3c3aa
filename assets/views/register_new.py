"""Putting an asset on the register: one short form, a minute on a phone."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from assets import permissions, registering
from assets.forms.asset_new import AssetNewForm
from assets.models import Asset
from groundwork import clock
from groundwork.problems import Refused
from partners.models import Organisation

DRAFT = "draft"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Put an asset on the register, and go on to what can be said of it besides."""
    on = clock.today()
    mine = [
        each
        for each in Organisation.objects.of(request.user, on).in_force(on)
        if permissions.may_register_asset(request.user, each)
    ]
    asked = {name: request.GET.get(name, "")[:200] for name in ("place", "organisation", "kind")}
    if not asked["organisation"] and len(mine) == 1:
        asked["organisation"] = mine[0].slug
    data = request.POST if request.method == "POST" else None
    form = AssetNewForm(data, organisations=mine, initial=asked)
    if data is not None and form.is_valid() and (made := _register(request, form)):
        return redirect("asset-work", made.reference)
    context = {"form": form, "choices": form.choices}
    return render(request, "assets/asset_new.html", context, status=422 if form.errors else 200)


def _register(request: HttpRequest, form: AssetNewForm) -> Asset | None:
    """The asset; or None, with the refusals among the form's errors."""
    wants_public = request.POST.get("then") != DRAFT
    words = form.words() | form.belonging() | {"publish": wants_public, "by": request.user}
    try:
        if form.organisation_chosen:
            made = registering.register(organisation=form.organisation_chosen, **words)
        else:
            made = registering.register_for_a_new_group(group=form.group_named, **words)
    except Refused as refused:
        for sentence in refused.sentences:
            form.add_error(None, sentence)
        return None
    if made.published_on:
        messages.success(request, f"{made.name} is on the register. Everyone can find it now.")
    elif wants_public:
        messages.success(
            request, f"{made.name} is saved. Those who agree for its owner can publish it."
        )
    else:
        messages.success(request, f"The draft of {made.name} is saved. Only your people see it.")
    if form.place_said and form.place_said.note:
        messages.info(request, form.place_said.note)
    return made
