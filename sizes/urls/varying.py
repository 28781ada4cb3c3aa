"""Addresses of a zone's commitments, and of the work on what is different because of them."""

from django.urls import path

from sizes.views import commitments, varying

ZONE = "zones/<slug:slug>/"
VARIATION = f"{ZONE}work/variations/<int:pk>/"

urlpatterns = [
    path(f"{ZONE}commitments/", commitments.commitments, name="zone-commitments"),
    path(f"{ZONE}work/commitments/", commitments.work, name="zone-commitments-work"),
    path(f"{ZONE}work/commitments/put/", commitments.put, name="zone-commitment-put"),
    path(
        f"{ZONE}work/commitments/<int:acceptance>/<slug:act>/",
        commitments.act,
        name="zone-commitment-act",
    ),
    path(f"{ZONE}work/variations/new/<int:acceptance>/", varying.new, name="variation-new"),
    path(VARIATION, varying.work, name="variation-work"),
    path(f"{VARIATION}edit/", varying.edit, name="variation-edit"),
    path(f"{VARIATION}<slug:act>/", varying.act, name="variation-act"),
    path(f"{ZONE}work/conflicts/<int:first>/<int:second>/", varying.conflict, name="zone-conflict"),
]
