"""Assets by the API: the same filters as the page, and public facts only."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from assets.filters import AssetFilter
from assets.listing import Listed, for_list, listed
from assets.models import Asset, AssetQuerySet, Weekday, Willingness
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
from partners.models import Organisation
from places.features import collection, feature, point_text

GEOJSON = OpenApiResponse(OpenApiTypes.OBJECT, "Features (RFC 7946), at six decimals of a degree.")
CSV = OpenApiResponse(OpenApiTypes.STR, "One line an asset.")
FORMS = [JSONRenderer, GeoJSONRenderer, CSVRenderer]


class HoursSerializer(serializers.Serializer):
    """A time of the week at which an asset is free."""

    weekday = serializers.SerializerMethodField()
    starts = serializers.TimeField(format="%H:%M", source="starts_at")
    ends = serializers.TimeField(
        format="%H:%M", source="ends_at", help_text="23:59 is the end of the day."
    )

    @extend_schema_field(OpenApiTypes.STR)
    def get_weekday(self, slot: Any) -> str:
        return Weekday(slot.weekday).name.lower()


class AssetSerializer(serializers.Serializer):
    """A resource that can be put to use. What is empty or null is unknown, or is not told."""

    reference = serializers.CharField(source="facts.reference")
    name = serializers.CharField(source="facts.name")
    kind = serializers.ChoiceField(Asset.Kind.choices, source="facts.kind")
    description = serializers.CharField(source="facts.description")
    owner = serializers.SlugField(
        source="facts.owner.slug", default="", help_text="Empty where it is not registered here."
    )
    owner_name = serializers.CharField(source="facts.owner_says")
    owner_sector = serializers.ChoiceField(
        Organisation.Sector.choices, source="facts.owner_sector", allow_blank=True
    )
    steward = serializers.SlugField(
        source="facts.steward.slug", default="", help_text="Who looks after it for its owner."
    )
    steward_name = serializers.CharField(source="facts.steward.name", default="")
    street_number = serializers.CharField(source="facts.street_number")
    street = serializers.CharField(source="facts.street")
    town = serializers.CharField(source="facts.town")
    postcode = serializers.CharField(source="facts.postcode")
    uprn = serializers.CharField(source="facts.uprn")
    asset_code = serializers.CharField(source="facts.asset_code")
    lon = serializers.SerializerMethodField()
    lat = serializers.SerializerMethodField()
    distance_m = serializers.SerializerMethodField(help_text="In metres; only with `near`.")
    tenure = serializers.ChoiceField(Asset.Tenure.choices, source="facts.tenure", allow_blank=True)
    tenure_detail = serializers.ChoiceField(
        [choice for choice in Asset.TenureDetail.choices if choice[0] != "vacant"],
        source="facts.tenure_detail",
        allow_blank=True,
    )
    holding = serializers.ChoiceField(
        Asset.Holding.choices, source="facts.holding", allow_blank=True
    )
    category = serializers.CharField(source="facts.category")
    building_m2 = serializers.DecimalField(12, 2, source="facts.building_m2", allow_null=True)
    land_ha = serializers.DecimalField(14, 4, source="facts.land_ha", allow_null=True)
    energy_rating = serializers.CharField(source="facts.energy_rating")
    use = serializers.CharField(
        source="facts.use", help_text="In words; “Available” where the owner shows it so."
    )
    step_free = serializers.ChoiceField(
        Asset.Answer.choices, source="facts.step_free", allow_blank=True
    )
    accessible_toilet = serializers.ChoiceField(
        Asset.Answer.choices, source="facts.accessible_toilet", allow_blank=True
    )
    hearing_loop = serializers.ChoiceField(
        Asset.Answer.choices, source="facts.hearing_loop", allow_blank=True
    )
    blue_badge_parking = serializers.ChoiceField(
        Asset.Answer.choices, source="facts.blue_badge_parking", allow_blank=True
    )
    access_note = serializers.CharField(source="facts.access_note")
    facilities = serializers.ListField(
        child=serializers.ChoiceField(Asset.Facility.choices), source="facts.facilities"
    )
    capacity = serializers.IntegerField(source="facts.capacity", allow_null=True)
    amount = serializers.DecimalField(12, 2, source="facts.amount", allow_null=True)
    willing_to = serializers.ListField(
        child=serializers.ChoiceField(Willingness.Act.choices), source="acts"
    )
    free_hours = HoursSerializer(many=True, source="slots", help_text="In the week of today.")
    contact_role = serializers.CharField(source="facts.contact_role")
    contact_address = serializers.CharField(source="facts.contact_address")
    contact_telephone = serializers.CharField(source="facts.contact_telephone")
    effective_on = serializers.DateField(
        source="facts.effective_on", allow_null=True, help_text="As at which day it is true."
    )
    source = serializers.CharField(source="facts.source")
    licence = serializers.CharField(source="facts.licence")
    published_on = serializers.DateField(source="facts.published_on")
    gone_on = serializers.DateField(source="facts.gone_on", allow_null=True)
    why_gone = serializers.CharField(source="facts.why_gone")
    url = serializers.SerializerMethodField()

    def get_lon(self, row: Listed) -> float | None:
        return row.place[0] if row.place else None

    def get_lat(self, row: Listed) -> float | None:
        return row.place[1] if row.place else None

    def get_distance_m(self, row: Listed) -> int | None:
        return round(row.distance_m) if row.distance_m is not None else None

    def get_url(self, row: Listed) -> str:
        return self.context["request"].build_absolute_uri(row.facts.url)


COLUMNS = [*AssetSerializer().fields]


class PublicAssets(GenericAPIView):
    """What is the same for everybody: nobody is asked who they are."""

    http_method_names = ["get", "head", "options"]
    renderer_classes = FORMS
    queryset = Asset.objects.none()
    serializer_class = AssetSerializer

    def perform_authentication(self, request: Request) -> None:
        """Nobody is asked who they are: the answer is the same for everybody."""

    def rows_of(self, assets: Any) -> list[dict[str, Any]]:
        """What is told of assets made ready for a list."""
        return self.get_serializer(listed(assets, clock.today()), many=True).data


class AssetList(PublicAssets):
    """Public assets; by default without those that have gone."""

    schema = ListSchema()
    filterset_class = AssetFilter

    def get_queryset(self) -> AssetQuerySet:
        return for_list(Asset.objects.all(), clock.today())

    @extend_schema(
        operation_id="assets_list",
        responses={
            (200, "application/json"): AssetSerializer(many=True),
            (200, "application/geo+json"): GEOJSON,
            (200, "text/csv"): CSV,
        },
    )
    def get(self, request: Request) -> HttpResponseBase:
        """Assets by words, kind, willingness, free hours, access, place and owner; as /assets/."""
        rows = self.rows_of(self.paginate_queryset(self.filter_queryset(self.get_queryset())))
        answer: HttpResponseBase = self.get_paginated_response(rows)
        form = request.accepted_renderer.format
        etag = etag_of(form, answer.data)
        following = self.paginator.get_next_link()
        match form:
            case "geojson":
                links = [{"rel": "next", "href": following, "type": "application/geo+json"}]
                count = self.paginator.page.paginator.count
                pieces = collection(
                    map(_feature, rows), numberMatched=count, links=links if following else []
                )
                answer = streamed(pieces, request.accepted_renderer, "assets")
            case "csv":
                answer = streamed(_lines(rows), request.accepted_renderer, "assets")
        if following and form != "json":
            answer["Link"] = f'<{following}>; rel="next"'
        is_public = "near" not in request.query_params or not self._is_about_a_spot(request)
        return kept(request, answer, etag=etag, public=is_public)

    def _is_about_a_spot(self, request: Request) -> bool:
        return self.filterset_class(request.query_params, self.get_queryset()).is_about_a_spot


class AssetDetail(PublicAssets):
    """One public asset, whether it has gone or not."""

    pagination_class = None
    filter_backends: list[Any] = []

    @extend_schema(
        operation_id="assets_retrieve",
        responses={
            (200, "application/json"): AssetSerializer,
            (200, "application/geo+json"): GEOJSON,
            (200, "text/csv"): CSV,
        },
    )
    def get(self, request: Request, reference: str) -> HttpResponseBase:
        """What the public may know of an asset."""
        on = clock.today()
        rows = self.rows_of(for_list(Asset.objects.public(on).filter(reference=reference), on))
        if not rows:
            raise Http404("no public asset here")
        etag = etag_of(request.accepted_renderer.format, rows)
        answer: HttpResponseBase = Response(rows[0])
        match request.accepted_renderer.format:
            case "geojson":
                answer = streamed([_feature(rows[0])], request.accepted_renderer, reference)
            case "csv":
                answer = streamed(_lines(rows), request.accepted_renderer, reference)
        return kept(request, answer, etag=etag, public=True)


def _feature(row: dict[str, Any]) -> str:
    about = {name: value for name, value in row.items() if name not in ("lon", "lat")}
    return feature(about, point_text((row["lon"], row["lat"]) if row["lon"] is not None else None))


def _lines(rows: list[dict[str, Any]]) -> Iterator[str]:
    return csv_lines(COLUMNS, ([_in_a_cell(row[name]) for name in COLUMNS] for row in rows))


def _in_a_cell(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    return "; ".join(
        f"{each['weekday']} {each['starts']}-{each['ends']}" if isinstance(each, dict) else each
        for each in value
    )
