"""Addresses of zones that anyone may read, and of the desk."""

from django.urls import path

from sizes.views import desk, public

urlpatterns = [
    path("zones/", public.zones, name="zones"),
    path("zones/<slug:slug>/", public.zone, name="zone"),
    path("zones/<slug:slug>/history/", public.zone_history, name="zone-history"),
    path("desk/", desk.desk, name="desk"),
    path("accounts/state/", desk.account_state, name="account-state"),
]
