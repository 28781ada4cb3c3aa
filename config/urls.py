"""Every address of the product."""

from django.contrib import admin
from django.urls import include, path

from groundwork import health

urlpatterns = [
    path("", include("residents.urls")),
    path("zones/", include("sizes.urls.wizard")),
    path("zones/", include("sizes.urls.where")),
    path("", include("sizes.urls.public")),
    path("", include("partners.urls")),
    path("api/", include("config.api")),
    path("accounts/", include("allauth.urls")),
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("admin/", admin.site.urls),
]
