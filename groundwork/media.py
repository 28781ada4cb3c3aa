"""Answers in other forms than JSON: GeoJSON and CSV, and how they are kept and asked for again."""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from drf_spectacular.openapi import AutoSchema
from rest_framework.renderers import JSONRenderer

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0")
PUBLIC_SECONDS = 60


class GeoJSONRenderer(JSONRenderer):
    """Makes `?format=geojson` known. Views write the features themselves; this writes problems."""

    media_type = "application/geo+json"
    format = "geojson"


class CSVRenderer(JSONRenderer):
    """Makes `?format=csv` known. Views write the lines themselves; this writes problems."""

    media_type = "text/csv"
    format = "csv"


class ListSchema(AutoSchema):
    """Describes a list whose answer has several forms: paged and filtered in each of them."""

    def _is_list_view(self, serializer: Any = None) -> bool:
        return serializer is None or super()._is_list_view(serializer)


def guarded(cell: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula; numbers stay numbers."""
    if cell is None:
        return ""
    if isinstance(cell, bool | int | float):
        return cell
    text = str(cell)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Yield a CSV file line by line, every cell guarded."""
    page = io.StringIO()
    writer = csv.writer(page)
    for row in (header, *rows):
        writer.writerow([guarded(cell) for cell in row])
        yield page.getvalue()
        page.seek(0)
        page.truncate()


def streamed(pieces: Iterable[str], renderer: Any, name: str) -> StreamingHttpResponse:
    """Return the pieces, sent as they come, in the form that the renderer stands for."""
    answer = StreamingHttpResponse(pieces, content_type=f"{renderer.media_type}; charset=utf-8")
    answer["Content-Disposition"] = f'inline; filename="{name}.{renderer.format}"'
    return answer


def etag_of(*parts: Any) -> str:
    """Return an entity tag that is the same while the parts, written as JSON, are the same."""
    text = json.dumps(parts, default=str, sort_keys=True)
    return quote_etag(hashlib.blake2b(text.encode(), digest_size=16).hexdigest())


def kept(
    request: HttpRequest, response: HttpResponse | HttpResponseBase, *, etag: str, public: bool
) -> HttpResponseBase:
    """Return the response with its tag and how it may be kept, or 304 to one who has it already."""
    response["ETag"] = etag
    if public:
        patch_cache_control(response, public=True, max_age=PUBLIC_SECONDS)
    else:
        patch_cache_control(response, private=True, no_store=True)
    return get_conditional_response(request, etag=etag, response=response) or response
