"""Addresses of what is different, that anyone may read."""

from django.urls import path

from sizes.views import variation

urlpatterns = [
    path("zones/<slug:slug>/variations/<int:pk>/", variation.variation, name="variation"),
]
