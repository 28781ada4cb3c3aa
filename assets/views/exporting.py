"""Registers as files to take away: an organisation's whole one, and the public list."""

from collections.abc import Iterable

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from assets import exporting, register_files
from assets.filters import AssetFilter
from assets.models import Asset
from assets.permissions import may_register_asset
from groundwork import clock
from groundwork.addresses import absolute
from groundwork.media import PUBLIC_SECONDS
from groundwork.workbook import MEDIA_TYPE
from partners.models import Organisation

FORMS = ("csv", "xlsx", "geojson")
# A spreadsheet is made whole before the first byte of it can be sent.
MOST_IN_A_SPREADSHEET = 20_000


@login_required
@require_safe
def whole_register(request: HttpRequest, slug: str, form: str) -> HttpResponseBase:
    """The organisation's whole register, for those who work for it: hidden things too."""
    organisation = get_object_or_404(Organisation, slug=slug)
    if form not in FORMS:
        raise Http404("no such form")
    if not may_register_asset(request.user, organisation):
        raise PermissionDenied("Only people who act for an organisation take its whole register.")
    on = clock.today()
    about = [
        ("What it is", f"The register of {organisation.name}, with what is not public"),
        ("As at", date_format(on, "j F Y")),
        ("From", absolute(organisation.get_absolute_url())),
    ]
    name = f"{slug}-register-{on.isoformat()}"
    return _file(exporting.whole_register(organisation, on), form, name, about)


@require_safe
def public_register(
    request: HttpRequest, form: str, filterset: type[AssetFilter] = AssetFilter
) -> HttpResponseBase:
    """The public list as a file, with the filters that are in force on its page.

    About somebody's position it is not kept.
    """
    if form not in FORMS:
        raise Http404("no such form")
    on = clock.today()
    search = filterset(request.GET, queryset=Asset.objects.public(on))
    query = request.GET.urlencode()
    if not search.is_valid():
        return redirect(f"{reverse('assets')}?{query}")
    found = search.qs
    if form == "xlsx" and found.count() > MOST_IN_A_SPREADSHEET:
        return redirect(f"{reverse('assets-file', args=['csv'])}?{query}")
    about = [
        ("What it is", "The public register of assets" + (", as filtered" if query else "")),
        ("As at", date_format(on, "j F Y")),
        ("From", absolute(reverse("assets") + (f"?{query}" if query else ""))),
    ]
    answer = _file(exporting.public_register(found, on), form, f"assets-{on.isoformat()}", about)
    if search.is_about_a_spot:
        patch_cache_control(answer, private=True, no_store=True)
    else:
        patch_cache_control(answer, public=True, max_age=PUBLIC_SECONDS)
    return answer


def _file(
    table: exporting.Table, form: str, name: str, about: Iterable[tuple[str, str]]
) -> HttpResponseBase:
    answer: HttpResponseBase
    if form == "xlsx":
        file = register_files.as_xlsx(table, about)
        answer = FileResponse(file, content_type=MEDIA_TYPE)
    elif form == "csv":
        answer = StreamingHttpResponse(
            register_files.as_csv(table), content_type="text/csv; charset=utf-8"
        )
    else:
        answer = StreamingHttpResponse(
            register_files.as_geojson(table), content_type="application/geo+json"
        )
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer
