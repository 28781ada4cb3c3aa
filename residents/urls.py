"""Addresses for residents, and for those who read what they suggest."""

from django.urls import path

from residents import views

urlpatterns = [
    path("", views.home, name="home"),
    path("here/", views.here, name="here"),
    path("suggest/", views.suggest_zone, name="suggest"),
    path("suggest/sent/", views.suggestion_sent, name="suggest-sent"),
    path("desk/suggestions/", views.suggestions, name="suggestions"),
]
