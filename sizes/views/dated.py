"""What a page needs that can be asked about a day with `?on=`: the day, its box, its banner."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from groundwork import clock
from groundwork.media import PUBLIC_SECONDS
from sizes.as_it_stood import NotPublicThen
from sizes.dates import DayAsked, day_asked


def day_of(request: HttpRequest) -> DayAsked:
    """The day that the page is asked about; today where none is given, or none understood."""
    return day_asked(request.GET.get("on", ""), today=clock.today())


def about_day(request: HttpRequest, day: DayAsked, here: str) -> dict[str, Any]:
    """What the templates of the day read. `here` is the page's address without a day."""
    return {"day": day, "here": here, "canonical": request.build_absolute_uri(here)}


def not_there_yet(
    request: HttpRequest, then: NotPublicThen, day: DayAsked, here: str, *, what: str = "zone"
) -> HttpResponse:
    """The page that says that something was not public on the day, or not there: 404."""
    context = {"zone": then.zone, "sentence": str(then), "what": what}
    page = render(
        request,
        "sizes/not_public_then.html",
        context | about_day(request, day, here),
        status=404,
    )
    page["Cache-Control"] = f"public, max-age={PUBLIC_SECONDS}"
    return page
