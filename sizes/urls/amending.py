"""Addresses of changes to what a zone declared: to read, to draft, to object, to make."""

from django.urls import path

from sizes.views import change_acts, change_parts, change_place, change_work, changes

ZONE = "zones/<slug:slug>/"
CHANGE = f"{ZONE}work/changes/<int:number>/"

urlpatterns = [
    path(f"{ZONE}changes/", changes.changes, name="zone-changes"),
    path(f"{ZONE}changes/<int:number>/", changes.change, name="zone-change"),
    path(f"{ZONE}work/changes/", change_work.begin, name="zone-changes-work"),
    path(CHANGE, change_work.work, name="zone-change-work"),
    path(f"{CHANGE}where/", change_place.WherePage.as_view(), name="zone-change-where"),
    path(f"{CHANGE}where/reckon/", change_place.ReckonPage.as_view(), name="zone-change-reckon"),
    path(f"{CHANGE}words/", change_parts.WordsPage.as_view(), name="zone-change-words"),
    path(f"{CHANGE}dates/", change_parts.DatesPage.as_view(), name="zone-change-dates"),
    path(f"{CHANGE}limits/", change_parts.LimitsPage.as_view(), name="zone-change-limits"),
    path(f"{CHANGE}outcomes/", change_parts.OutcomesPage.as_view(), name="zone-change-outcomes"),
    path(f"{CHANGE}reason/", change_parts.ReasonPage.as_view(), name="zone-change-reason"),
    path(f"{CHANGE}<slug:change_act>/", change_acts.act, name="zone-change-act"),
]
