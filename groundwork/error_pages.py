"""The site's own error pages where DEBUG is on: a demonstration has visitors, not developers.

With DEBUG on, Django answers a wrong address and a fault with pages that show the code. Whoever
wants those sets TECHNICAL_ERROR_PAGES.
"""

import logging
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed, PermissionDenied, SuspiciousOperation
from django.db import Error as DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.views.defaults import bad_request, page_not_found, server_error

log = logging.getLogger("django.request")


class OwnErrorPagesMiddleware:
    """Answers with 404.html, 400.html and 500.html before Django's technical pages can.

    It stands last in the list, next to the views, so that all else is done to its pages too.
    What is refused (403) has a page of ours in any case, and an outage of the database is
    answered further out.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        if not settings.DEBUG or settings.TECHNICAL_ERROR_PAGES:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            resolve(request.path_info)
        except Resolver404 as error:
            return page_not_found(request, error)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Http404):
            return page_not_found(request, exception)
        if isinstance(exception, PermissionDenied | DatabaseError):
            return None
        log.error("Internal Server Error: %s", request.path, exc_info=exception)
        if isinstance(exception, SuspiciousOperation):
            return bad_request(request, exception)
        return server_error(request)
