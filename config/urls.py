"""Every address of the product."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from assets.urls import listing
from config import information
from config.views import gallery
from groundwork import health
from sizes.asset_filters import ZoneAssetFilter

# The admin's own sign-in knows neither second steps nor limits on guessing.
admin.site.login = secure_admin_login(admin.site.login)

urlpatterns = [
    path("", include("residents.urls")),
    path("zones/", include("sizes.urls.wizard")),
    path("zones/", include("sizes.urls.where")),
    path("", include("sizes.urls.public")),
    path("", include("sizes.urls.varying")),
    path("", include("sizes.urls.different")),
    path("", include("sizes.urls.voices")),
    path("", include("sizes.urls.lineage")),
    path("", include("sizes.urls.amending")),
    path("", include("sizes.urls.meetings")),
    path("", include("sizes.urls.redacting")),
    path("", include("sizes.urls.reviewing")),
    path("", include("sizes.urls.signing")),
    path("", include("sizes.urls.pre_election")),
    path("places/", include("places.urls")),
    path("", include("sizes.urls.needs")),
    path("", include("sizes.urls.opportunities")),
    path("", include("assets.urls.transfers")),
    path("", include("assets.urls.imports")),
    path("", include(listing.urlpatterns_with(ZoneAssetFilter))),
    path("", include("assets.urls.willingness")),
    path("", include("assets.urls.register")),
    path("", include("partners.urls")),
    path("api/", include("config.api")),
    path("accounts/", include("allauth.urls")),
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("gallery/", gallery, name="gallery"),
    *[path(f"{name}/", information.page(name), name=name) for name in information.NAMES],
    path("admin/", admin.site.urls),
]
