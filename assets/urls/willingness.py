"""Addresses of what owners are willing to do, free hours, photos and documents."""

from django.urls import path

from assets.views import files, hours, willing

OF = "assets/<slug:reference>/"

urlpatterns = [
    path(f"{OF}willing/", willing.say, name="asset-willing"),
    path(f"{OF}willing/<slug:act>/end/", willing.take_back, name="asset-willing-end"),
    path(f"{OF}hours/", hours.week, name="asset-hours"),
    path(f"{OF}hours/days/", hours.add_day, name="asset-hours-day"),
    path(f"{OF}hours/days/remove/", hours.remove_day, name="asset-hours-day-remove"),
    path(f"{OF}photos/", files.photos, name="asset-photos"),
    path(f"{OF}photos/<int:photo>/", files.photo, name="asset-photo"),
    path(f"{OF}photos/<int:photo>/small/", files.small_photo, name="asset-photo-small"),
    path(f"{OF}photos/<int:photo>/edit/", files.photo_edit, name="asset-photo-edit"),
    path(f"{OF}photos/<int:photo>/remove/", files.photo_remove, name="asset-photo-remove"),
    path(f"{OF}documents/", files.documents, name="asset-documents"),
    path(f"{OF}documents/<int:document>/", files.document, name="asset-document"),
    path(f"{OF}documents/<int:document>/edit/", files.document_edit, name="asset-document-edit"),
    path(
        f"{OF}documents/<int:document>/remove/",
        files.document_remove,
        name="asset-document-remove",
    ),
]
