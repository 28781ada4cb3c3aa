"""The quick start: one page, made for a phone."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from groundwork import clock
from groundwork.problems import Refused
from places.models import Area
from sizes.dates import years_after
from sizes.forms.dates import USUAL_YEARS
from sizes.forms.quick import QuickForm
from sizes.quick_start import quick_start

MOST_PLACES = 200


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def quick(request: HttpRequest) -> HttpResponse:
    """Make a draft from one page, and go on to its task list."""
    problems: list[str] = []
    if request.method == "POST":
        form = QuickForm(request.POST)
        if form.is_valid():
            try:
                zone = quick_start(by=request.user, **form.given())
            except Refused as refused:
                problems = refused.sentences
            else:
                return redirect("zone-tasks", zone.reference)
    else:
        in_two_years = years_after(clock.today(), USUAL_YEARS)
        form = QuickForm(
            initial={"target_on": in_two_years, "place": request.GET.get("place", "")[:200]}
        )
    places = (
        Area.objects.in_force(clock.today())
        .exclude(kind=Area.Kind.STATISTICAL)
        .values_list("name", flat=True)
    )
    context = {
        "form": form,
        "problems": problems,
        "places": list(dict.fromkeys(places[:MOST_PLACES])),
        "choices": getattr(form, "choices", []),
    }
    return render(request, "sizes/wizard/quick.html", context)
