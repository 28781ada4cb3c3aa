"""Organisations by the API: public facts only; of people, none."""

from typing import Any

from django.db.models import Q
from django.http.response import HttpResponseBase
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from groundwork import clock
from groundwork.media import CSVRenderer, ListSchema, csv_lines, etag_of, kept, streamed
from partners.models import Organisation, OrganisationQuerySet

CSV_COLUMNS = ("name", "slug", "sector", "verified", "identifiers", "website", "url")


class OrganisationFilter(filters.FilterSet):
    """Finds organisations that exist today."""

    q = filters.CharFilter(method="with_words", label="Words in the name", max_length=100)
    sector = filters.MultipleChoiceFilter(choices=Organisation.Sector.choices)

    class Meta:
        model = Organisation
        fields: list[str] = []

    def with_words(
        self, organisations: OrganisationQuerySet, name: str, value: str
    ) -> OrganisationQuerySet:
        every = Q()
        for word in value.split():
            every &= Q(name__icontains=word)
        return organisations.filter(every)


class OrganisationSerializer(serializers.Serializer):
    """An organisation, and the role through which to reach it."""

    name = serializers.CharField()
    slug = serializers.SlugField()
    sector = serializers.ChoiceField(choices=Organisation.Sector.choices)
    verified = serializers.BooleanField(source="is_verified")
    identifiers = serializers.ListField(
        child=serializers.CharField(), source="identifiers.all", help_text="By org-id.guide."
    )
    description = serializers.CharField()
    website = serializers.CharField()
    contact = serializers.CharField(source="contact_name")
    contact_place = serializers.CharField()
    url = serializers.SerializerMethodField()

    def get_url(self, organisation: Organisation) -> str:
        return self.context["request"].build_absolute_uri(organisation.get_absolute_url())


class OrganisationList(GenericAPIView):
    """Organisations that exist today, verified or not."""

    schema = ListSchema()
    http_method_names = ["get", "head", "options"]
    renderer_classes = [JSONRenderer, CSVRenderer]
    queryset = Organisation.objects.none()
    serializer_class = OrganisationSerializer
    filterset_class = OrganisationFilter

    def perform_authentication(self, request: Request) -> None:
        """Nobody is asked who they are: the answer is the same for everybody."""

    def get_queryset(self) -> OrganisationQuerySet:
        return Organisation.objects.in_force(clock.today()).prefetch_related("identifiers")

    @extend_schema(
        operation_id="partners_list",
        responses={
            (200, "application/json"): OrganisationSerializer(many=True),
            (200, "text/csv"): OpenApiResponse(OpenApiTypes.STR, "One line each."),
        },
    )
    def get(self, request: Request) -> HttpResponseBase:
        """Organisations by words in their name and by sector."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        rows: list[dict[str, Any]] = self.get_serializer(page, many=True).data
        answer = self.get_paginated_response(rows)
        etag = etag_of(request.accepted_renderer.format, answer.data)
        if request.accepted_renderer.format == "csv":
            lines = (
                [
                    "; ".join(row[column]) if column == "identifiers" else row[column]
                    for column in CSV_COLUMNS
                ]
                for row in rows
            )
            answer = streamed(csv_lines(CSV_COLUMNS, lines), request.accepted_renderer, "partners")
        return kept(request, answer, etag=etag, public=True)
