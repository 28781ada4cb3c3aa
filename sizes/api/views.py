"""Zones by the API: the same queryset and filters as the pages, as JSON, GeoJSON and CSV."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
)
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from groundwork import clock
from groundwork.media import (
    CSVRenderer,
    GeoJSONRenderer,
    ListSchema,
    csv_lines,
    etag_of,
    kept,
    streamed,
)
from sizes import geojson
from sizes.api.serializers import VariationSerializer, ZoneDetailSerializer, ZoneSerializer
from sizes.as_it_stood import (
    NotPublicThen,
    variations_as_they_stood,
    zones_as_they_stood,
)
from sizes.dates import FIRST_DAY, LAST_DAY
from sizes.differences import different
from sizes.filters import VariationFilter, ZoneFilter
from sizes.listing import zone_at
from sizes.models import Variation, Zone

CSV_COLUMNS = (
    "reference",
    "slug",
    "name",
    "status",
    "place",
    "purpose",
    "themes",
    "leads",
    "declared_on",
    "starts_on",
    "target_on",
    "url",
)
GEOMETRY = OpenApiParameter(
    "geometry",
    OpenApiTypes.STR,
    enum=[*geojson.GEOMETRIES],
    default="reach",
    description="Which shape a GeoJSON feature has; bands gives one feature a band.",
)
ON = OpenApiParameter(
    "on",
    OpenApiTypes.DATE,
    description=(
        "The zone as it stood at the end of that day; of a day to come, as things stand. 404 for a "
        "day before it was proposed."
    ),
)
GEOJSON = OpenApiResponse(OpenApiTypes.OBJECT, "Features (RFC 7946), at six decimals of a degree.")
CSV = OpenApiResponse(OpenApiTypes.STR, "One line a zone.")


class ReadView(GenericAPIView):
    """A view that reads. Who asks is looked up only where the answer depends on it."""

    http_method_names = ["get", "head", "options"]
    renderer_classes = [JSONRenderer, GeoJSONRenderer, CSVRenderer]

    def perform_authentication(self, request: Request) -> None:
        """Leave it until `request.user` is read: public answers are the same for everybody."""

    @property
    def root(self) -> str:
        """The address of the site, without the last slash."""
        return self.request.build_absolute_uri("/")[:-1]

    def get_serializer_context(self) -> dict[str, Any]:
        return super().get_serializer_context() | {"root": self.root}

    def geometry(self) -> str:
        """Which shape was asked for."""
        asked = self.request.query_params.get("geometry", "reach")
        if asked not in geojson.GEOMETRIES:
            raise ValidationError({"geometry": ["Ask for reach, core or bands."]})
        return asked

    def day(self) -> dt.date:
        """The day that was asked about."""
        asked = self.request.query_params.get("on")
        if not asked:
            return clock.today()
        try:
            day = dt.date.fromisoformat(asked)
        except ValueError as error:
            raise ValidationError(
                {"on": ["Write the day as year-month-day, such as 2027-03-27."]}
            ) from error
        if not FIRST_DAY <= day <= LAST_DAY:
            raise ValidationError({"on": ["Choose a day from 1990 on and before 2200."]})
        return day

    def collection(self, features: Iterator[str]) -> Iterator[str]:
        """The features of a page of a list, with how many there are in all, and the next page."""
        following = self.paginator.get_next_link()
        links = [{"rel": "next", "href": following, "type": "application/geo+json"}]
        count = self.paginator.page.paginator.count
        return geojson.collection(features, numberMatched=count, links=links if following else [])

    def streamed(self, pieces: Iterator[str], name: str) -> StreamingHttpResponse:
        """The pieces in the form that was asked for."""
        return streamed(pieces, self.request.accepted_renderer, name)


class ZoneList(ReadView):
    """Zones that were ever proposed; by default without those that ended."""

    schema = ListSchema()
    queryset = Zone.objects.published()
    serializer_class = ZoneSerializer
    filterset_class = ZoneFilter

    @extend_schema(
        operation_id="zones_list",
        parameters=[GEOMETRY],
        responses={
            (200, "application/json"): ZoneSerializer(many=True),
            (200, "application/geo+json"): GEOJSON,
            (200, "text/csv"): CSV,
        },
    )
    def get(self, request: Request) -> HttpResponseBase:
        """Zones by status, theme, words, area, map window and day; the filters of /zones/."""
        geometry = self.geometry()
        zones = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        zones_as_they_stood(zones, on=self.day(), today=clock.today())
        about = [geojson.properties(zone, self.root) for zone in zones]
        count = self.paginator.page.paginator.count
        boundaries = [zone.boundary_pk for zone in zones]
        etag = etag_of(geometry, about, count, boundaries)
        match request.accepted_renderer.format:
            case "geojson":
                pieces = geojson.features(zones, geometry=geometry, root=self.root)
                answer = self.streamed(self.collection(pieces), "zones")
            case "csv":
                rows = [_csv_row(zone, self.root) for zone in zones]
                etag = etag_of(rows, count)
                answer = self.streamed(csv_lines(CSV_COLUMNS, rows), "zones")
            case _:
                page = self.get_paginated_response(self.get_serializer(zones, many=True).data)
                return kept(request, page, etag=etag_of(page.data), public=True)
        following = self.paginator.get_next_link()
        if following:
            answer["Link"] = f'<{following}>; rel="next"'
        return kept(request, answer, etag=etag, public=True)


class ZoneDetail(ReadView):
    """One zone: public ones for anyone, a draft for those who work on it."""

    queryset = Zone.objects.none()
    serializer_class = ZoneDetailSerializer
    pagination_class = None
    filter_backends: list[Any] = []

    @extend_schema(
        operation_id="zones_retrieve",
        parameters=[GEOMETRY, ON],
        responses={
            (200, "application/json"): ZoneDetailSerializer,
            (200, "application/geo+json"): GEOJSON,
            (200, "text/csv"): CSV,
        },
    )
    def get(self, request: Request, slug: str) -> HttpResponseBase:
        """A zone on a day: what it says, who leads it, and its shape as GeoJSON."""
        geometry, on = self.geometry(), self.day()
        try:
            zone = zone_at(slug, person=lambda: request.user, on=on)
        except NotPublicThen as then:
            raise NotFound(str(then)) from then
        about = geojson.properties(zone, self.root)
        etag = etag_of(geometry, about, zone.boundary_pk)
        answer: HttpResponseBase
        match request.accepted_renderer.format:
            case "geojson":
                pieces = geojson.features([zone], geometry=geometry, root=self.root)
                if geometry == "bands":
                    pieces = geojson.collection(pieces)
                answer = self.streamed(pieces, zone.slug)
            case "csv":
                row = _csv_row(zone, self.root)
                etag = etag_of(row)
                answer = self.streamed(csv_lines(CSV_COLUMNS, [row]), zone.slug)
            case _:
                context = self.get_serializer_context() | {"on": on}
                answer = Response(ZoneDetailSerializer(zone, context=context).data)
                etag = etag_of(answer.data)
        return kept(request, answer, etag=etag, public=zone.is_public)


class VariationList(ReadView):
    """Agreed variations of public zones; by default without those that ended."""

    schema = ListSchema()
    queryset = Variation.objects.agreed()
    serializer_class = VariationSerializer
    filterset_class = VariationFilter

    @extend_schema(
        operation_id="variations_list",
        responses={
            (200, "application/json"): VariationSerializer(many=True),
            (200, "application/geo+json"): GEOJSON,
            (200, "text/csv"): OpenApiResponse(OpenApiTypes.STR, "One line a variation."),
        },
    )
    def get(self, request: Request) -> HttpResponseBase:
        """What is different, by zone, service, organisation, status, day and spot.

        A GeoJSON feature has the variation's own area, else its zone's reach.
        """
        found = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        on, today = self.day(), clock.today()
        variations_as_they_stood(found, on=on, today=today)
        zones_as_they_stood([each.acceptance.zone for each in found], on=on, today=today)
        rows = self.get_serializer([different(each, on=on) for each in found], many=True).data
        page = self.get_paginated_response(rows)
        etag = etag_of(request.accepted_renderer.format, page.data, [v.boundary_pk for v in found])
        answer: HttpResponseBase = page
        match request.accepted_renderer.format:
            case "geojson":
                pieces = geojson.variation_features(zip(found, rows, strict=True))
                answer = self.streamed(self.collection(pieces), "variations")
            case "csv":
                names = list(VariationSerializer().fields)
                lines = ([row[name] for name in names] for row in rows)
                answer = self.streamed(csv_lines(names, lines), "variations")
        following = self.paginator.get_next_link()
        if following:
            answer["Link"] = f'<{following}>; rel="next"'
        return kept(request, answer, etag=etag, public=True)


def _csv_row(zone: Zone, root: str) -> list[Any]:
    about = geojson.properties(zone, root)
    about |= {
        "place": zone.place_in_words,
        "purpose": zone.purpose,
        "themes": "; ".join(zone.core_themes),
        "leads": "; ".join(zone.leads),
    }
    return [about[column] for column in CSV_COLUMNS]
