"""Addresses of a zone's reviews, of its closing page, and of what happens after it."""

from django.urls import path

from sizes.views import closing, reviewing

ZONE = "zones/<slug:slug>/"

urlpatterns = [
    path(f"{ZONE}review/", reviewing.review, name="zone-review"),
    path(f"{ZONE}work/review/", reviewing.work, name="zone-review-work"),
    path(
        f"{ZONE}work/review/interim/<int:interim>/", reviewing.interim, name="zone-interim-review"
    ),
    path(f"{ZONE}closing/", closing.page, name="zone-closing"),
    path(f"{ZONE}work/closing/", closing.work, name="zone-closing-work"),
    path(f"{ZONE}afterwards/", closing.after, name="zone-afterwards"),
    path(f"{ZONE}work/afterwards/<int:pk>/", closing.say, name="variation-afterwards"),
]
