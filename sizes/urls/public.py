"""Addresses of zones that anyone may read, and of the desk."""

from django.urls import path

from sizes.views import desk, notices, public

urlpatterns = [
    path("zones/", public.zones, name="zones"),
    path("zones/<slug:slug>/", public.zone, name="zone"),
    path("zones/<slug:slug>/history/", public.zone_history, name="zone-history"),
    path("zones/<slug:slug>/notice/", notices.notice, name="zone-notice"),
    path("zones/<slug:slug>/notice.pdf", notices.notice_pdf, name="zone-notice-pdf"),
    path("zones/<slug:slug>/notice/<int:number>/", notices.notice, name="zone-notice-numbered"),
    path(
        "zones/<slug:slug>/notice/<int:number>.pdf",
        notices.notice_pdf,
        name="zone-notice-numbered-pdf",
    ),
    path("desk/", desk.desk, name="desk"),
    path("accounts/state/", desk.account_state, name="account-state"),
]
