"""Addresses where people say something, complain, and are heard; and of barriers."""

from django.urls import path

from sizes.views import barriers, comments, heard, moderation

urlpatterns = [
    path("zones/<slug:slug>/comments/", comments.zone_comments, name="zone-comments"),
    path("zones/<slug:slug>/comment/", comments.comment_on_zone, name="zone-comment"),
    path("zones/<slug:slug>/comment/sent/", comments.comment_sent, name="zone-comment-sent"),
    path("zones/<slug:slug>/comment/typed-in/", comments.type_in, name="zone-comment-type-in"),
    path("zones/<slug:slug>/work/heard/", heard.HeardPage.as_view(), name="zone-heard-work"),
    path("zones/<slug:slug>/complained/", comments.complained, name="comment-complained"),
    path(
        "zones/<slug:slug>/variations/<int:pk>/comment/",
        comments.comment_on_variation,
        name="variation-comment",
    ),
    path("comments/<int:comment>/complain/", comments.complain_of, name="comment-complain"),
    path("desk/moderation/", moderation.moderation, name="moderation"),
    path(
        "desk/moderation/<int:comment>/<slug:decision>/", moderation.decide, name="comment-decide"
    ),
    path("barriers/", barriers.barriers, name="barriers"),
    path("barriers/<int:barrier>/", barriers.barrier, name="barrier"),
    path("barriers/<int:barrier>/<slug:barrier_step>/", barriers.act, name="barrier-act"),
    path("zones/<slug:slug>/barriers/", barriers.zone_barriers, name="zone-barriers"),
    path("zones/<slug:slug>/barriers/new/", barriers.new, name="barrier-new"),
]
