"""Addresses of the wizard, under /zones/."""

from django.urls import path, register_converter

from sizes.views import pages, quick, steps, who, wizard


class AnswerConverter:
    """What an organisation answers that was asked to lead."""

    regex = "agree|decline"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(AnswerConverter, "answer")

DRAFT = "new/<slug:reference>/"

urlpatterns = [
    path("new/", wizard.new, name="zone-new"),
    path("quick/", quick.quick, name="zone-quick"),
    path(DRAFT, wizard.tasks, name="zone-tasks"),
    path(f"{DRAFT}what-for/", pages.WhatForPage.as_view(), name="zone-what-for"),
    path(f"{DRAFT}why-here/", pages.WhyHerePage.as_view(), name="zone-why-here"),
    path(f"{DRAFT}who/", who.WhoPage.as_view(), name="zone-who"),
    path(
        f"{DRAFT}who/<int:participant>/<answer:answer>/", who.lead_answer, name="zone-lead-answer"
    ),
    path(
        f"{DRAFT}who/<int:participant>/remove/",
        who.participant_remove,
        name="zone-participant-remove",
    ),
    path(
        f"{DRAFT}who/<int:participant>/hand-over/", who.lead_hand_over, name="zone-lead-hand-over"
    ),
    path(f"{DRAFT}how-long/", pages.HowLongPage.as_view(), name="zone-how-long"),
    path(f"{DRAFT}limits/", pages.LimitsPage.as_view(), name="zone-limits"),
    path(f"{DRAFT}summary/", pages.SummaryPage.as_view(), name="zone-summary"),
    path(f"{DRAFT}check/", wizard.check, name="zone-check"),
    path(f"{DRAFT}steps/<slug:step>/", steps.step_page, name="zone-step"),
    path(f"{DRAFT}steps/<slug:step>/done/", steps.step_done, name="zone-step-done"),
]
