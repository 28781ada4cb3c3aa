"""Refusals as sentences: for pages as they are, for the API as RFC 9457 problem details."""

from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler as rest_exception_handler

CONTENT_TYPE = "application/problem+json"


class Refused(Exception):
    """Something asked for cannot be done. `sentences` say why, fit to be shown to the person."""

    def __init__(self, *sentences: str):
        self.sentences = list(sentences)
        super().__init__(" ".join(sentences))


def problem(status: int, detail: str, **more: object) -> dict:
    """The members of an RFC 9457 problem."""
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    } | more


def problem_response(status: int, detail: str, **more: object) -> JsonResponse:
    """A problem as a plain Django response."""
    return JsonResponse(problem(status, detail, **more), status=status, content_type=CONTENT_TYPE)


def exception_handler(exc: Exception, context: dict) -> Response | None:
    """Turn what a view of the API raises into a problem; unknown errors stay errors."""
    if isinstance(exc, Refused):
        body = problem(409, " ".join(exc.sentences), problems=exc.sentences)
        return Response(body, status=409, content_type=CONTENT_TYPE)
    response = rest_exception_handler(exc, context)
    if response is None:
        return None
    if isinstance(exc, exceptions.ValidationError):
        more = {"errors": exc.detail}
        detail = "Some of what was sent is not right: see errors."
    else:
        more = {}
        detail = str(response.data.get("detail", "")) if isinstance(response.data, dict) else ""
    if isinstance(exc, Http404):
        detail = "There is nothing at this address."
    elif isinstance(exc, PermissionDenied):
        detail = "You may not do this."
    response.data = problem(response.status_code, detail, **more)
    response.content_type = CONTENT_TYPE
    return response
