"""Addresses of what zones need, and of introductions."""

from django.urls import path

from sizes.views import introducing, need_work, needs

LIST = "zones/<slug:slug>/needs/"
ONE = f"{LIST}<int:need>/"

urlpatterns = [
    path("needs/", needs.board, name="needs"),
    path(LIST, needs.zone_needs, name="zone-needs"),
    path(f"{LIST}new/", need_work.new, name="need-new"),
    path(f"{LIST}new/money/", need_work.new_money, name="need-new-money"),
    path(ONE, needs.need, name="need"),
    path(f"{ONE}edit/", need_work.edit, name="need-edit"),
    path(f"{ONE}end/", need_work.end, name="need-end"),
    path(f"{ONE}matches/", need_work.matches, name="need-matches"),
    path(f"{ONE}introduce/", introducing.new, name="introduction-new"),
    path(f"{ONE}introductions/<int:introduction>/", introducing.introduction, name="introduction"),
]
