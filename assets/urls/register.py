"""Addresses of one asset: registering, showing and keeping it."""

from django.urls import path

from assets.views import register, register_mine, register_new, register_parts, register_work

ONE = "assets/<slug:reference>/"

urlpatterns = [
    path("assets/new/", register_new.begin, name="asset-new"),
    path("assets/mine/", register_mine.mine, name="assets-mine"),
    path(ONE, register.asset, name="asset"),
    path(f"{ONE}outline.geojson", register.outline, name="asset-outline"),
    path(f"{ONE}work/", register_work.work, name="asset-work"),
    path(f"{ONE}work/<slug:part>/", register_parts.edit, name="asset-edit"),
    path(f"{ONE}publish/", register_work.publish, name="asset-publish"),
    path(f"{ONE}gone/", register_work.gone, name="asset-gone"),
    path(f"{ONE}back/", register_work.back, name="asset-back"),
    path(f"{ONE}discard/", register_work.discard, name="asset-discard"),
]
