"""Addresses at which a zone is copied, and at which an administrator takes one down."""

from django.urls import path

from sizes.views import copying, removing

urlpatterns = [
    path("zones/<slug:slug>/copy/", copying.zone_copy, name="zone-copy"),
    path("zones/<slug:slug>/work/remove/", removing.zone_remove, name="zone-remove"),
    path("desk/removed/", removing.removals, name="zone-removals"),
]
