"""What is answered at an address from which a zone has gone: 301 to where it is, or 410 and why."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
)
from django.shortcuts import render, resolve_url
from django.urls import ResolverMatch, reverse

from groundwork.media import PUBLIC_SECONDS
from groundwork.problems import problem_response
from sizes.elsewhere import (
    Absence,
    absence_of,
    absence_of_barrier,
    absence_of_comment,
    absence_of_reference,
)
from sizes.models import Zone
from sizes.words import day_in_words

API = "api/"
# The addresses below which something belongs to one zone, the variable part that says to which,
# and who knows where that zone went.
BELOW: tuple[tuple[str, str, Callable[..., Absence | None]], ...] = (
    ("zones/<slug:slug>/", "slug", absence_of),
    ("api/zones/<slug:slug>/", "slug", absence_of),
    ("zones/new/<slug:reference>/", "reference", absence_of_reference),
    ("comments/<int:comment>/", "comment", absence_of_comment),
    ("barriers/<int:barrier>/", "barrier", absence_of_barrier),
)


class ElsewhereMiddleware:
    """Asks, only where there is nothing, whether there once was: so no view has to.

    Whoever would first be asked to sign in is told at once as well.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        match = request.resolver_match
        if match is None or not (response.status_code == 404 or _asks_to_sign_in(response)):
            return response
        found = _absence(match)
        if found is None:
            return response
        return _gone(request, found.zone) if found.is_removed else _moved(request, match, found)


def _absence(match: ResolverMatch) -> Absence | None:
    for route, name, ask in BELOW:
        if match.route.startswith(route):
            return ask(match.kwargs[name])
    return None


def _asks_to_sign_in(response: HttpResponseBase) -> bool:
    to = response.headers.get("Location", "")
    return response.status_code == 302 and to.startswith(resolve_url(settings.LOGIN_URL))


def _moved(request: HttpRequest, match: ResolverMatch, found: Absence) -> HttpResponseBase:
    path = reverse(match.view_name, kwargs=match.kwargs | {"slug": found.zone.slug})
    query = request.META.get("QUERY_STRING", "")
    # What was being sent is sent on; a plain 301 would turn it into a visit.
    is_sent = request.method not in ("GET", "HEAD")
    answer = HttpResponsePermanentRedirect(
        f"{path}?{query}" if query else path, preserve_request=is_sent
    )
    answer["Cache-Control"] = f"public, max-age={PUBLIC_SECONDS}"
    return answer


def _gone(request: HttpRequest, zone: Zone) -> HttpResponse:
    on = day_in_words(zone.removed_on)
    if request.resolver_match and request.resolver_match.route.startswith(API):
        detail = f"What was here was removed on {on} as unlawful. The reason: {zone.why_removed}"
        answer: HttpResponse = problem_response(HTTPStatus.GONE, detail)
    else:
        context = {"on": zone.removed_on, "why": zone.why_removed, "reference": zone.reference}
        answer = render(request, "sizes/removed.html", context, status=HTTPStatus.GONE)
    answer["Cache-Control"] = f"public, max-age={PUBLIC_SECONDS}"
    return answer
