"""Addresses of organisations, of what they offer, and of the page where officers add places."""

from django.urls import path

from partners.views import importing, joining, offering, offers, organisations, places

urlpatterns = [
    path("partners/", organisations.partners, name="partners"),
    path("partners/new/", organisations.register, name="partner-new"),
    path("partners/import/", importing.bring_in, name="partners-import"),
    path("partners/join/<slug:key>/", joining.join, name="partner-join"),
    path("partners/<slug:slug>/", organisations.partner, name="partner"),
    path("partners/<slug:slug>/areas.geojson", organisations.areas, name="partner-areas"),
    path("partners/<slug:slug>/edit/", organisations.describe, name="partner-edit"),
    path("partners/<slug:slug>/work/", joining.work, name="partner-work"),
    path("partners/<slug:slug>/verify/", organisations.verify, name="partner-verify"),
    path("partners/<slug:slug>/end/", organisations.end, name="partner-end"),
    path("partners/<slug:slug>/go-on/", organisations.go_on, name="partner-go-on"),
    path("partners/<slug:slug>/ask/", joining.ask, name="partner-ask"),
    path("partners/<slug:slug>/invite/", joining.invite, name="partner-invite"),
    path(
        "partners/<slug:slug>/invitations/<int:invitation>/withdraw/",
        joining.withdraw,
        name="partner-invitation-withdraw",
    ),
    path(
        "partners/<slug:slug>/requests/<int:asked>/answer/",
        joining.answer,
        name="partner-request-answer",
    ),
    path(
        "partners/<slug:slug>/roles/<int:membership>/end/",
        joining.end_role,
        name="partner-role-end",
    ),
    path(
        "partners/<slug:slug>/handovers/<int:handover>/done/",
        joining.hand_over,
        name="partner-handover-done",
    ),
    path("offers/", offers.offers, name="offers"),
    path("offers/new/", offering.begin, name="offer-new"),
    path("offers/<int:offer>/", offers.offer, name="offer"),
    path("offers/<int:offer>/edit/", offering.edit, name="offer-edit"),
    path("offers/<int:offer>/work/", offering.work, name="offer-work"),
    path("offers/<int:offer>/publish/", offering.publish, name="offer-publish"),
    path("offers/<int:offer>/withdraw/", offering.withdraw, name="offer-withdraw"),
    path("offers/<int:offer>/end/", offering.end, name="offer-end"),
    path("offers/<int:offer>/discard/", offering.discard, name="offer-discard"),
    path("offers/<int:offer>/needs/offer/", offering.need_offer, name="offer-need-offer"),
    path("offers/<int:offer>/needs/act/", offering.need_act, name="offer-need-act"),
    path(
        "offers/<int:offer>/needs/<int:dependency>/<slug:answer>/",
        offering.answer_need,
        name="offer-need-answer",
    ),
    path("places/new/", places.add, name="place-new"),
]
