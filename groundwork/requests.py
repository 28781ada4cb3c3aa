"""One log line a request: its id, the person's id, path, status and milliseconds.

Never the query string (it can hold a home's postcode or position), a form's body, an e-mail
address, the key of a letter's link, or the row that a check of the database refused.
"""

import logging
import re
import time
import traceback
import uuid
from collections.abc import Callable, Iterator

import structlog
from django.conf import settings
from django.db import DatabaseError, DataError
from django.http import HttpRequest, HttpResponse

log = structlog.stdlib.get_logger("requests")
SAFE_ID = re.compile(r"^[A-Za-z0-9-]{8,64}$")
# Where addresses carry keys by which anyone could act for a person: their pattern is logged.
KEYED_PATHS = "/accounts/"

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


def without_secrets(_logger: object, _method: str, event: dict) -> dict:
    """Cut query strings and the keys of letters' links out of the message, whoever wrote it."""
    event["event"] = without_keys(re.sub(r"\?\S*", "", str(event["event"])))
    return event


def without_keys(text: str) -> str:
    """Cut the keys of letters' links out of a text that holds addresses."""
    return re.sub(rf"{KEYED_PATHS}\S*[-:]\S*", f"{KEYED_PATHS}…", text)


def without_rows(_logger: object, _method: str, event: dict) -> dict:
    """Write out an exception, without the row data that the database puts into its errors."""
    exc_info = event.pop("exc_info", None)
    if not isinstance(exc_info, tuple) or exc_info[1] is None:
        return event
    text = "".join(traceback.format_exception(exc_info[1]))
    for error in _chain(exc_info[1]):
        database_error = error if isinstance(error, DatabaseError) else error.__cause__
        if hasattr(error, "pgcode") or isinstance(database_error, DatabaseError):
            text = text.replace(str(error), _without_values(error))
    event["exception"] = text
    return event


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error, and those that led to it."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _without_values(error: BaseException) -> str:
    """The first line of a database's error; of one about a value, only its code."""
    pgcode = getattr(error, "pgcode", None) or getattr(error.__cause__, "pgcode", None) or ""
    if isinstance(error, DataError) or pgcode.startswith("22"):
        return f"a value that the database cannot take ({pgcode})"
    return str(error).partition("\n")[0]


def line_formatter() -> logging.Formatter:
    """Lines of key=value, without query strings and rows."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.contextvars.merge_contextvars, structlog.stdlib.add_log_level],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            without_secrets,
            without_rows,
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
    )


def client_address(request: HttpRequest) -> str:
    """The network address that a request came from: the proxy's word, where a proxy is trusted."""
    if settings.TRUSTS_PROXY:
        return request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return request.META.get("REMOTE_ADDR", "")


class RequestLogMiddleware:
    """Names each request, says so in the answer, and logs it when it is done."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if SAFE_ID.fullmatch(given) else uuid.uuid4().hex
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        begun = time.perf_counter()
        response = self.get_response(request)
        response["X-Request-ID"] = request_id
        user = getattr(request, "_cached_user", None)
        log.info(
            "request",
            method=request.method,
            path=_path(request),
            status=response.status_code,
            ms=round((time.perf_counter() - begun) * 1000),
            person=getattr(user, "pk", None),
        )
        return response


def _path(request: HttpRequest) -> str:
    match = request.resolver_match
    if match and request.path.startswith(KEYED_PATHS):
        return f"/{match.route}"
    return without_keys(request.path)
