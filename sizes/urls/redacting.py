"""The address at which people's words are removed for good."""

from django.urls import path

from sizes.views import redacting

urlpatterns = [
    path("desk/remove/<slug:kind>/<int:pk>/", redacting.remove_words, name="remove-words"),
]
