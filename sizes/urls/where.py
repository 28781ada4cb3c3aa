"""Addresses, under /zones/, at which somebody says where a zone is."""

from django.urls import path

from sizes.views import where

urlpatterns = [
    path("new/<slug:reference>/where/", where.WherePage.as_view(), name="zone-where"),
    path("new/<slug:reference>/where/reckon/", where.ReckonPage.as_view(), name="zone-reckon"),
]
