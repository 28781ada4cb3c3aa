"""What is at a place on a day, by the API: the same question and answer as on the page."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    extend_schema,
    extend_schema_field,
)
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from places.fuzzy import DRAWN_BANDS
from residents.questions import GIVE_BOTH, read_question
from sizes.api import CoveredVariationSerializer
from sizes.covering import variations_at
from sizes.differences import cards_of
from sizes.here import Standing
from sizes.status import RUNNING

METRES_DECIMALS, MEMBERSHIP_DECIMALS = 1, 6


class ZoneHereSerializer(serializers.Serializer):
    """A zone that holds the point on the day."""

    slug = serializers.SlugField(source="zone.slug")
    name = serializers.CharField(source="zone.name")
    membership = serializers.SerializerMethodField(
        help_text="1 in the core, less the further out in the fringe, never 0."
    )
    band = serializers.ChoiceField(choices=[str(band) for band in DRAWN_BANDS])
    status = serializers.ChoiceField(choices=[str(status) for status in RUNNING])
    variations = serializers.SerializerMethodField(
        help_text="What is different under the zone on the day, what covers the place first."
    )

    def get_membership(self, standing: object) -> float:
        return round(standing.membership, MEMBERSHIP_DECIMALS)  # type: ignore[attr-defined]

    @extend_schema_field(CoveredVariationSerializer(many=True))
    def get_variations(self, standing: Standing) -> list[dict[str, Any]]:
        cards = self.context["cards"]
        there = [card for card in cards if card.covered.zone.pk == standing.zone.pk]
        return CoveredVariationSerializer(there, many=True, context=self.context).data  # type: ignore[return-value]


class NearestSerializer(serializers.Serializer):
    """The nearest zone that runs on the day, given where none holds the point."""

    slug = serializers.SlugField(source="zone.slug")
    name = serializers.CharField(source="zone.name")
    distance_m = serializers.SerializerMethodField(help_text="Metres to the edge of its reach.")

    def get_distance_m(self, standing: object) -> float:
        return round(standing.distance_m, METRES_DECIMALS)  # type: ignore[attr-defined]


class HereSerializer(serializers.Serializer):
    """What is at a point on a day."""

    on = serializers.DateField()
    point = serializers.ListField(child=serializers.FloatField(), min_length=2, max_length=2)
    zones = ZoneHereSerializer(many=True)
    nearest = NearestSerializer(allow_null=True)


class HereView(APIView):
    """What is at a point on a day."""

    http_method_names = ["get", "head", "options"]
    renderer_classes = [JSONRenderer]

    def perform_authentication(self, request: Request) -> None:
        """Nobody is asked who they are: the answer is the same for all."""

    @extend_schema(
        operation_id="here",
        parameters=[
            OpenApiParameter("lon", OpenApiTypes.DOUBLE, required=True, description="Degrees."),
            OpenApiParameter("lat", OpenApiTypes.DOUBLE, required=True, description="Degrees."),
            OpenApiParameter("on", OpenApiTypes.DATE, description="The day; today by default."),
        ],
        responses={200: HereSerializer},
        examples=[
            OpenApiExample(
                "In the fringe",
                value={
                    "on": "2027-05-03",
                    "point": [-1.930906, 52.419413],
                    "zones": [
                        {
                            "slug": "stirchley-and-cotteridge",
                            "name": "Stirchley and Cotteridge",
                            "membership": 0.75,
                            "band": "close",
                            "status": "active",
                            "variations": [],
                        }
                    ],
                    "nearest": None,
                },
                response_only=True,
            )
        ],
    )
    def get(self, request: Request) -> Response:
        """The zones that hold a point on a day, most first; where there is none, the nearest."""
        asked = {name: request.query_params.get(name, "") for name in ("lon", "lat", "on")}
        question = read_question(asked)
        answer = question.answered()
        if answer is None:
            found = {"point": question.place_problem, "on": question.day_problem}
            errors = {name: [problem] for name, problem in found.items() if problem}
            raise ValidationError(errors or {"point": [GIVE_BOTH]})
        place = question.found.point if question.found else None
        covered = variations_at(place, on=answer.on, zones=answer.zones) if place else []
        body = {
            "on": answer.on,
            "point": [float(asked["lon"]), float(asked["lat"])],
            "zones": answer.zones,
            "nearest": answer.nearest,
        }
        context = {
            "cards": cards_of(covered, on=answer.on)["current"],
            "root": request.build_absolute_uri("/")[:-1],
        }
        body = HereSerializer(body, context=context).data
        return Response(body, headers={"Cache-Control": "private, no-store"})
