"""Addresses of pre-election periods: the list for everybody, and the pages of officers."""

from django.urls import path

from sizes.views import pre_election

urlpatterns = [
    path("pre-election/", pre_election.periods, name="pre-election"),
    path("pre-election/new/", pre_election.new, name="pre-election-new"),
    path("pre-election/<int:period>/edit/", pre_election.edit, name="pre-election-edit"),
    path(
        "pre-election/<int:period>/withdraw/", pre_election.withdraw, name="pre-election-withdraw"
    ),
    path(
        "zones/<slug:slug>/work/pre-election/<slug:overridden>/",
        pre_election.override,
        name="pre-election-override",
    ),
]
