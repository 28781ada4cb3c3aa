"""When the database cannot be reached, say so plainly instead of failing."""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from groundwork.problems import problem_response

SENTENCE = "The service is not available just now. Nothing you sent was lost that was confirmed."


class DatabaseOutageMiddleware:
    """Answers 503, with a plain page or a problem, when the database is away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, OperationalError | InterfaceError):
            return unavailable(request)
        return None


def unavailable(request: HttpRequest) -> HttpResponse:
    """The answer while the database is away; it asks the database for nothing."""
    if request.path.startswith("/api/"):
        response: HttpResponse = problem_response(503, SENTENCE)
    else:
        page = Path(settings.BASE_DIR, "templates", "503.html").read_text()
        response = HttpResponse(page, status=503)
    response["Retry-After"] = "30"
    return response
