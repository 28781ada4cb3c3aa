"""The read API: its root, the lists that the apps bring, and its description."""

from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_update
from django.urls import path
from drf_spectacular.utils import extend_schema, inline_serializer
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from assets.api import AssetDetail, AssetList
from partners.api import CommitmentList, OrganisationList
from residents.api import HereView
from sizes.api import VariationList, ZoneDetail, ZoneList
from sizes.asset_filters import ZoneAssetFilter

ENTRANCES = {
    "zones": "api-zones",
    "variations": "api-variations",
    "here": "api-here",
    "partners": "api-partners",
    "commitments": "api-commitments",
    "assets": "api-assets",
    "schema": "api-schema",
    "docs": "api-docs",
}


class Root(APIView):
    """Where to begin."""

    http_method_names = ["get", "head", "options"]

    def perform_authentication(self, request: Request) -> None:
        """Nobody is asked who they are."""

    @extend_schema(
        operation_id="root",
        responses=inline_serializer("Root", {name: serializers.URLField() for name in ENTRANCES}),
    )
    def get(self, request: Request) -> Response:
        """Addresses of what can be asked for."""
        addresses = {name: reverse(view, request=request) for name, view in ENTRANCES.items()}
        return Response(addresses, headers={"Cache-Control": "public, max-age=3600"})


# The pages of the description are made by others and bring styles of their own.
docs = csp_update({"style-src": [UNSAFE_INLINE], "img-src": ["data:"]})(
    SpectacularSwaggerSplitView.as_view(url_name="api-schema")
)

urlpatterns = [
    path("", Root.as_view(), name="api-root"),
    path("zones/", ZoneList.as_view(), name="api-zones"),
    path("zones/<slug:slug>/", ZoneDetail.as_view(), name="api-zone"),
    path("variations/", VariationList.as_view(), name="api-variations"),
    path("here/", HereView.as_view(), name="api-here"),
    path("partners/", OrganisationList.as_view(), name="api-partners"),
    path("commitments/", CommitmentList.as_view(), name="api-commitments"),
    path("assets/", AssetList.as_view(filterset_class=ZoneAssetFilter), name="api-assets"),
    path("assets/<str:reference>/", AssetDetail.as_view(), name="api-asset"),
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", docs, name="api-docs"),
]
