"""The list of assets, its search and its map, for everybody."""

from typing import Any

from django import forms
from django.contrib.gis.db.models import Extent
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page, require_safe

from assets.filters import AssetFilter
from assets.grid import Box, box_in_degrees, picture
from assets.listing import for_list, listed, lonlats
from assets.models import Asset, AssetQuerySet
from groundwork import clock
from groundwork.media import PUBLIC_SECONDS, etag_of, kept
from groundwork.problems import problem_response
from places.filters import WindowField

PAGE_SIZE = 50
LONGEST_EXPORT = 1000
LEAST_ZOOM, MOST_ZOOM = 0, 22
# What the page shows at once; the rest is folded away unless something in it was asked for.
IN_SIGHT = {"q", "near", "metres", "weekday", "part", "capacity", "step_free", "bbox"}


class Pages(Paginator):
    """Pages of a list whose length is known already."""

    def __init__(self, rows: AssetQuerySet, count: int):
        super().__init__(rows, PAGE_SIZE)
        self.__dict__["count"] = count


@require_safe
@conditional_page
def assets(request: HttpRequest, filterset: type[AssetFilter] = AssetFilter) -> HttpResponse:
    """The list of assets, its filters and its map. About somebody's position it is not kept."""
    search = filterset(request.GET, queryset=Asset.objects.all())
    is_sound = search.is_valid()
    asked = _only(request.GET, leaving_out=("page",))
    narrowing = {name for name in asked if any(asked.getlist(name))} - {*search.refinements}
    context: dict[str, Any] = {
        "form": search.form,
        "is_sound": is_sound,
        "is_narrowed": bool(narrowing),
        "is_unfolded": bool(narrowing - IN_SIGHT),
        "window": "" if "bbox" in search.form.errors else asked.get("bbox", ""),
        "without_window": _without(asked, "bbox"),
        "query": asked,
    }
    if is_sound:
        context |= _results(request, search, asked)
    response = render(request, "assets/assets.html", context)
    return _for_its_readers(response, search)


def _results(request: HttpRequest, search: AssetFilter, asked: QueryDict) -> dict[str, Any]:
    """What the page says of a sound search."""
    on = clock.today()
    totals = _totals(search.matching(Asset.objects.all()))
    count = totals["count"]
    page = Pages(for_list(search.qs, on), count).get_page(request.GET.get("page"))
    near = search.asked["near"]
    whole = {"page_size": str(LONGEST_EXPORT)}
    return {
        "sentence": search.in_words(count),
        "count": count,
        "page": page,
        "cards": listed(page, on),
        "on_map": totals["placed"],
        "off_map": count - totals["placed"],
        "placeless": search.placeless(Asset.objects.all()).count()
        if search.is_about_a_place
        else 0,
        "placeless_query": _with(
            _only(asked, leaving_out=(*search.places, *search.refinements)), unplaced="on"
        ),
        "bounds": _bounds(search, totals["box"]),
        "near": near,
        "point": _point(search),
        "map_query": asked.urlencode(),
        "ground": search.map_ground(),
        "data_query": _with(asked, **whole),
        "geojson_query": _with(asked, **whole, format="geojson"),
        "csv_query": _with(asked, **whole, format="csv"),
    }


def _totals(found: AssetQuerySet) -> dict[str, Any]:
    return found.aggregate(
        count=Count("pk"), placed=Count("public_point"), box=Extent("public_point")
    )


def _bounds(search: AssetFilter, box: Box | None) -> str:
    """What the map shows first: the window asked for, else all that was found."""
    if search.asked["bbox"]:
        return ",".join(f"{edge:.5f}" for edge in search.asked["bbox"].extent)
    return ",".join(str(edge) for edge in box_in_degrees(box)) if box else ""


def _point(search: AssetFilter) -> str:
    """Where the map puts a pin: at the place that it should be near, unless that is an area."""
    near = search.asked["near"]
    if near is None or near.is_area:
        return ""
    (place,) = lonlats([(near.shape.x, near.shape.y)])
    return f"{place[0]},{place[1]}" if place else ""


def _with(query: QueryDict, **more: str) -> str:
    changed = query.copy()
    for name, value in more.items():
        changed[name] = value
    return changed.urlencode()


def _without(query: QueryDict, name: str) -> str:
    changed = query.copy()
    changed.pop(name, None)
    return changed.urlencode()


def _only(query: QueryDict, *, leaving_out: tuple[str, ...]) -> QueryDict:
    changed = query.copy()
    for name in leaving_out:
        changed.pop(name, None)
    return changed


def _for_its_readers(response: HttpResponse, search: AssetFilter) -> HttpResponse:
    if search.is_about_a_spot:
        patch_cache_control(response, private=True, no_store=True)
    else:
        patch_cache_control(response, public=True, max_age=PUBLIC_SECONDS)
    return response


class ViewForm(forms.Form):
    """What of the map is in view."""

    window = WindowField(required=False)
    zoom = forms.FloatField(required=False, min_value=LEAST_ZOOM, max_value=MOST_ZOOM)


@require_safe
def assets_map(
    request: HttpRequest, filterset: type[AssetFilter] = AssetFilter
) -> HttpResponseBase:
    """What a window of the map shows, as GeoJSON: `?window=west,south,east,north&zoom=`.

    Takes the filters of the list. At most 200 features are assets, with `reference`, `name`,
    `kind`, `kind_label` and `url`; where there are more, `grouped` is true and each feature has the
    `count` of some, and the `box` that they lie in. `found` are all that fit, `without_place` those
    on no map, `in_window` those in view, and `outside_list` those of them that a `bbox` leaves out
    of the list. What cannot be understood is a problem, 400.
    """
    search = filterset(request.GET, queryset=Asset.objects.all())
    view = ViewForm(request.GET)
    if not (search.is_valid() and view.is_valid()):
        errors = {**search.form.errors.get_json_data(), **view.errors.get_json_data()}
        said = {name: [each["message"] for each in found] for name, found in errors.items()}
        return problem_response(400, "What was asked cannot be understood.", errors=said)
    seen = picture(
        search.matching(Asset.objects.all(), whole_map=True),
        view.cleaned_data["window"],
        zoom=view.cleaned_data["zoom"],
        on=clock.today(),
        list_window=search.asked["bbox"],
    )
    pieces = [*seen.as_geojson()]
    answer = StreamingHttpResponse(pieces, content_type="application/geo+json")
    return kept(request, answer, etag=etag_of(pieces), public=not search.is_about_a_spot)
