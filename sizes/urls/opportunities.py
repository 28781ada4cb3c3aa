"""Addresses of opportunities and agreements."""

from django.urls import path

from sizes.views import agreements, opportunities, opportunity_work

BOARD = "zones/<slug:slug>/opportunities/"
ONE = f"{BOARD}<int:opportunity>/"
AGREEMENT = f"{ONE}agreements/<int:agreement>/"

urlpatterns = [
    path(BOARD, opportunities.board, name="zone-opportunities"),
    path(f"{BOARD}new/", opportunities.spot_one, name="opportunity-spot"),
    path(f"{BOARD}yours/", opportunities.yours, name="opportunities-yours"),
    path(ONE, opportunities.opportunity, name="opportunity"),
    path(f"{ONE}work/", opportunity_work.work, name="opportunity-work"),
    path(f"{ONE}work/words/", opportunity_work.edit, name="opportunity-edit"),
    path(f"{ONE}work/show/", opportunity_work.let_on, name="opportunity-show"),
    path(f"{ONE}work/hide/", opportunity_work.hide, name="opportunity-hide"),
    path(f"{ONE}work/parts/new/", opportunity_work.new_part, name="opportunity-part-new"),
    path(
        f"{ONE}work/parts/<int:part>/out/",
        opportunity_work.take_out,
        name="opportunity-part-out",
    ),
    path(
        f"{ONE}work/steps/<slug:opportunity_step>/",
        opportunity_work.step,
        name="opportunity-step",
    ),
    path(f"{ONE}agreements/new/", agreements.new, name="agreement-new"),
    path(AGREEMENT, agreements.agreement, name="agreement"),
    path(f"{AGREEMENT}words/", agreements.edit, name="agreement-edit"),
    path(f"{AGREEMENT}yes/<slug:side>/", agreements.answer, name="agreement-yes"),
    path(f"{AGREEMENT}end/", agreements.end, name="agreement-end"),
]
