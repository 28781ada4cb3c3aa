"""Addresses of organisations, and of the page where officers add places."""

from django.urls import path

from partners.views import organisations, places

urlpatterns = [
    path("partners/", organisations.partners, name="partners"),
    path("partners/new/", organisations.register, name="partner-new"),
    path("partners/<slug:slug>/", organisations.partner, name="partner"),
    path("partners/<slug:slug>/edit/", organisations.describe, name="partner-edit"),
    path("partners/<slug:slug>/work/", organisations.work, name="partner-work"),
    path("partners/<slug:slug>/verify/", organisations.verify, name="partner-verify"),
    path("partners/<slug:slug>/roles/", organisations.give_role, name="partner-role"),
    path(
        "partners/<slug:slug>/roles/<int:membership>/end/",
        organisations.end_role,
        name="partner-role-end",
    ),
    path("places/new/", places.add, name="place-new"),
]
