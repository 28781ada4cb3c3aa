"""Pages that say what this is: about, accessibility, privacy, cookies."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from groundwork.headers import public

NAMES = ("about", "accessibility", "privacy", "cookies")


def page(name: str) -> Callable[[HttpRequest], HttpResponse]:
    """Return the view of a page that is the same for everybody."""

    @require_safe
    @public(3600)
    def view(request: HttpRequest) -> HttpResponse:
        return render(request, f"pages/{name}.html")

    return view
