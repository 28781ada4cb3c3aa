"""Organisations and what they offer, by the API: public facts only; of people, none."""

from typing import Any

from django.db.models import Q
from django.http.response import HttpResponseBase
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from groundwork import clock
from groundwork.media import CSVRenderer, ListSchema, csv_lines, etag_of, kept, streamed
from partners.filters import CommitmentFilter
from partners.models import Commitment, Organisation, OrganisationQuerySet
from partners.models.commitments import CommitmentQuerySet
from partners.offering import OfferStatus, status_of

CSV_COLUMNS = ("name", "slug", "sector", "verified", "identifiers", "website", "url")
OFFER_COLUMNS = (
    "id",
    "title",
    "status",
    "verb",
    "subject",
    "organisation",
    "organisation_name",
    "sector",
    "normal_now",
    "instead",
    "enables",
    "conditions",
    "starts_on",
    "ends_on",
    "standing",
    "themes",
    "services",
    "areas",
    "contact_role",
    "contact_address",
    "contact_telephone",
    "published_on",
    "withdrawn_on",
    "why_withdrawn",
    "url",
)
PUBLIC_STATUSES = [each for each in OfferStatus.choices if each[0] != OfferStatus.DRAFT.value]


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


class PartsField(serializers.ListField):
    """One part of each of many rows: the slugs of themes, the codes of areas."""

    child = serializers.CharField()

    def __init__(self, *, part: str, **more: Any):
        self.part = part
        super().__init__(read_only=True, **more)

    def to_representation(self, data: Any) -> list[str]:
        return [getattr(row, self.part) for row in data.all()]


class CommitmentSerializer(serializers.Serializer):
    """What an organisation is willing to change: an offer, no contract."""

    id = serializers.IntegerField(source="pk")
    title = serializers.CharField()
    status = serializers.SerializerMethodField()
    verb = serializers.ChoiceField(choices=Commitment.Verb.choices)
    subject = serializers.ChoiceField(choices=Commitment.Subject.choices)
    organisation = serializers.SlugField(source="organisation.slug")
    organisation_name = serializers.CharField(source="organisation.name")
    sector = serializers.ChoiceField(
        choices=Organisation.Sector.choices, source="organisation.sector"
    )
    normal_now = serializers.CharField()
    instead = serializers.CharField()
    enables = serializers.CharField(help_text="Whose change it makes possible, and how.")
    conditions = serializers.CharField()
    starts_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(
        allow_null=True, help_text="The first day on which it no longer holds."
    )
    standing = serializers.BooleanField(
        source="is_standing", help_text="Whether any zone may take it up."
    )
    themes = PartsField(part="slug")
    services = PartsField(part="slug")
    areas = PartsField(
        part="reference", help_text="Codes of places; none means wherever the organisation works."
    )
    contact_role = serializers.CharField()
    contact_address = serializers.CharField()
    contact_telephone = serializers.CharField()
    published_on = serializers.DateField()
    withdrawn_on = serializers.DateField(allow_null=True)
    why_withdrawn = serializers.CharField()
    url = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ChoiceField(PUBLIC_STATUSES))
    def get_status(self, commitment: Commitment) -> str:
        return status_of(commitment, clock.today()).value

    def get_url(self, commitment: Commitment) -> str:
        return self.context["request"].build_absolute_uri(commitment.get_absolute_url())


class PublicList(GenericAPIView):
    """A list that is the same for everybody, as JSON and as CSV."""

    schema = ListSchema()
    http_method_names = ["get", "head", "options"]
    renderer_classes = [JSONRenderer, CSVRenderer]
    columns: tuple[str, ...]
    file_name: str

    def perform_authentication(self, request: Request) -> None:
        """Nobody is asked who they are: the answer is the same for everybody."""

    def listed(self, request: Request) -> HttpResponseBase:
        """A page of what the filters find, in the form that was asked for."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        rows: list[dict[str, Any]] = self.get_serializer(page, many=True).data
        answer = self.get_paginated_response(rows)
        etag = etag_of(request.accepted_renderer.format, answer.data)
        if request.accepted_renderer.format == "csv":
            lines = ([_in_a_cell(row[column]) for column in self.columns] for row in rows)
            pieces = csv_lines(self.columns, lines)
            answer = streamed(pieces, request.accepted_renderer, self.file_name)
            following = self.paginator.get_next_link()
            if following:
                answer["Link"] = f'<{following}>; rel="next"'
        return kept(request, answer, etag=etag, public=True)


def _in_a_cell(value: Any) -> Any:
    return "; ".join(str(each) for each in value) if isinstance(value, list) else value


class CommitmentList(PublicList):
    """What organisations offer; by default without what ended or was withdrawn."""

    queryset = Commitment.objects.none()
    serializer_class = CommitmentSerializer
    filterset_class = CommitmentFilter
    columns = OFFER_COLUMNS
    file_name = "offers"

    def get_queryset(self) -> CommitmentQuerySet:
        return Commitment.objects.published()

    @extend_schema(
        operation_id="commitments_list",
        responses={
            (200, "application/json"): CommitmentSerializer(many=True),
            (200, "text/csv"): OpenApiResponse(OpenApiTypes.STR, "One line each."),
        },
    )
    def get(self, request: Request) -> HttpResponseBase:
        """Offers by words, verb, subject, theme, service, place and organisation; as /offers/."""
        return self.listed(request)


class OrganisationList(PublicList):
    """Organisations that exist today, verified or not."""

    queryset = Organisation.objects.none()
    serializer_class = OrganisationSerializer
    filterset_class = OrganisationFilter
    columns = CSV_COLUMNS
    file_name = "partners"

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
        return self.listed(request)
