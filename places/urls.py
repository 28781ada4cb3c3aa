"""Addresses of places."""

from django.urls import path

from places import views

urlpatterns = [path("areas.geojson", views.area_outlines, name="area-outlines")]
