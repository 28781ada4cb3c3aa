"""When the database cannot be reached, or takes too long, say so plainly instead of failing."""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import Error, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from groundwork.problems import problem_response

AWAY = "The service is not available just now. Nothing you sent was lost that was confirmed."
TOO_SLOW = "This took too long and was stopped. Nothing was changed. Ask for less, or try again."
QUERY_CANCELLED = "57014"


class DatabaseOutageMiddleware:
    """Answers 503, with a plain page or a problem, when the database is away or was too slow.

    What a view raises arrives in `process_exception`. What other middleware raises (the session
    is saved after the view) Django has made into a 500 before it comes here; then the database is
    asked whether it is there.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 500 and not database_answers():
            return unavailable(request)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if getattr(exception.__cause__, "pgcode", None) == QUERY_CANCELLED:
            return too_slow(request)
        if isinstance(exception, OperationalError | InterfaceError):
            return unavailable(request)
        return None


def database_answers() -> bool:
    """Whether the database can be spoken to now. A dead connection is closed, for the next one."""
    try:
        connection.ensure_connection()
        if connection.is_usable():
            return True
    except Error:
        pass
    if not connection.in_atomic_block:
        connection.close()
    return False


def unavailable(request: HttpRequest) -> HttpResponse:
    """The answer while the database is away; it asks the database for nothing."""
    if _is_for_a_program(request):
        response: HttpResponse = problem_response(503, AWAY)
    else:
        page = Path(settings.BASE_DIR, "templates", "503.html").read_text()
        response = HttpResponse(page, status=503)
    response["Retry-After"] = "30"
    return response


def too_slow(request: HttpRequest) -> HttpResponse:
    """The answer when a query ran into the limit set for it."""
    if _is_for_a_program(request):
        return problem_response(503, TOO_SLOW)
    return render(request, "too_slow.html", status=503)


def _is_for_a_program(request: HttpRequest) -> bool:
    return request.path.startswith("/api/") or request.path.endswith(".geojson")
