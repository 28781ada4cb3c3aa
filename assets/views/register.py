"""The page of one asset, which anyone may read once it is public, and its outline for the map."""

import datetime as dt
import json

from django.conf import settings
from django.contrib.gis.db.models.functions import AsGeoJSON, Transform
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page, require_safe

from assets.asset_page import has_outline, page_of
from assets.models import Asset
from assets.public_facts import public_name
from groundwork import clock
from groundwork.media import PUBLIC_SECONDS


@require_safe
@conditional_page
def asset(request: HttpRequest, reference: str) -> HttpResponse:
    """An asset's page: public once published, before that for those who work for its owner."""
    on = clock.today()
    if reference != reference.upper():
        return redirect("asset", reference=reference.upper(), permanent=True)
    found = _seen(request, reference, on)
    return _kept(found, on, render(request, "assets/asset.html", page_of(found, on)))


@require_safe
@conditional_page
def outline(request: HttpRequest, reference: str) -> HttpResponse:
    """The boundary of an asset as GeoJSON, where the public may know it."""
    on = clock.today()
    found = _seen(request, reference, on)
    if not has_outline(found):
        raise Http404("no outline here")
    shape = Asset.objects.values_list(
        AsGeoJSON(Transform("boundary", settings.LONLAT_SRID), precision=6), flat=True
    ).get(pk=found.pk)
    properties = {
        "slug": found.reference,
        "name": public_name(found),
        "url": found.get_absolute_url(),
    }
    feature = {"type": "Feature", "properties": properties, "geometry": json.loads(shape)}
    body = json.dumps({"type": "FeatureCollection", "features": [feature]}, ensure_ascii=False)
    return _kept(found, on, HttpResponse(body, content_type="application/geo+json"))


def _seen(request: HttpRequest, reference: str, on: dt.date) -> Asset:
    """The asset, if whoever asks may see it; otherwise there is none (404).

    Who asks is looked up only for a draft, so that a public page is the same for everybody.
    """
    assets = Asset.objects.select_related("owner", "steward")
    found = assets.public(on).filter(reference=reference).first()
    if found is None:
        found = assets.visible_to(request.user).filter(reference=reference).first()
    if found is None:
        raise Http404("no asset here for this person")
    return found


def _kept(found: Asset, on: dt.date, response: HttpResponse) -> HttpResponse:
    """The response, marked by who may keep it."""
    if found.is_public(on):
        patch_cache_control(response, public=True, max_age=PUBLIC_SECONDS)
    else:
        patch_cache_control(response, private=True, no_store=True)
    return response
