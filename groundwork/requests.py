"""One log line a request: its id, the person's id, path, status and milliseconds.

Never the query string (it can hold a home's postcode or position), a form's body or an e-mail
address.
"""

import logging
import re
import time
import uuid
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

log = structlog.stdlib.get_logger("requests")
SAFE_ID = re.compile(r"^[A-Za-z0-9-]{8,64}$")

structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)


def without_query(_logger: object, _method: str, event: dict) -> dict:
    """Cut whatever follows a question mark out of the message, whoever wrote it."""
    event["event"] = re.sub(r"\?[^\s\"']*", "", str(event["event"]))
    return event


def line_formatter() -> logging.Formatter:
    """Lines of key=value, without query strings."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.contextvars.merge_contextvars, structlog.stdlib.add_log_level],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            without_query,
            structlog.processors.format_exc_info,
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
    )


class RequestLogMiddleware:
    """Names each request, says so in the answer, and logs it when it is done."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if SAFE_ID.match(given) else uuid.uuid4().hex
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        begun = time.perf_counter()
        response = self.get_response(request)
        response["X-Request-ID"] = request_id
        user = getattr(request, "_cached_user", None)
        log.info(
            "request",
            method=request.method,
            path=request.path,
            status=response.status_code,
            ms=round((time.perf_counter() - begun) * 1000),
            person=getattr(user, "pk", None),
        )
        return response
