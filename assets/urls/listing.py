"""Addresses of the list, the map and its files."""

from django.urls import URLPattern, path

from assets.filters import AssetFilter
from assets.views import exporting, listing


def urlpatterns_with(filterset: type[AssetFilter]) -> list[URLPattern]:
    """The addresses with a filterset from further up, which knows more than assets do."""
    more = {"filterset": filterset}
    return [
        path("assets/", listing.assets, more, name="assets"),
        path("assets/map.geojson", listing.assets_map, more, name="assets-map"),
        path("assets/register.<str:form>", exporting.public_register, more, name="assets-file"),
    ]


urlpatterns = urlpatterns_with(AssetFilter)
