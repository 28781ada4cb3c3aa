"""Addresses of transfers and of their register."""

from django.urls import URLPattern, path

from assets.views import (
    transfer_announcing,
    transfer_group,
    transfer_owner,
    transfer_papers,
    transfer_steps,
    transfers,
)

ONE = "assets/transfers/<slug:transfer>/"

urlpatterns: list[URLPattern] = [
    path("assets/transfers/", transfers.register, name="transfers"),
    path("assets/transfers/transfers.csv", transfers.register_file, name="transfers-file"),
    path(
        "assets/transfers/schemes/<slug:organisation>/",
        transfers.owners_scheme,
        name="transfer-scheme",
    ),
    path(
        "assets/transfers/schemes/<slug:organisation>/edit/",
        transfer_announcing.edit_scheme,
        name="transfer-scheme-edit",
    ),
    path(
        "assets/transfers/schemes/<slug:organisation>/tests/",
        transfer_announcing.edit_tests,
        name="transfer-tests",
    ),
    path(
        "assets/transfers/announcements/<int:announcement>/",
        transfer_announcing.change,
        name="announcement-change",
    ),
    path(
        "assets/transfers/announcements/<int:announcement>/withdraw/",
        transfer_announcing.withdraw,
        name="announcement-withdraw",
    ),
    path("assets/<slug:reference>/transfer/", transfer_group.ask, name="transfer-ask"),
    path(
        "assets/<slug:reference>/transfer/announce/",
        transfer_announcing.announce,
        name="transfer-announce",
    ),
    path(ONE, transfers.transfer, name="transfer"),
    path(f"{ONE}documents/<int:paper>/", transfers.document, name="transfer-document"),
    path(f"{ONE}work/", transfer_steps.work, name="transfer-work"),
    path(f"{ONE}work/steps/<slug:transfer_step>/", transfer_steps.step, name="transfer-step"),
    path(f"{ONE}work/interest/", transfer_group.edit, name="transfer-edit"),
    path(f"{ONE}work/discard/", transfer_group.discard, name="transfer-discard"),
    path(f"{ONE}work/case/", transfer_group.write_case, name="transfer-case"),
    path(f"{ONE}work/benefits/", transfer_group.add_benefit, name="transfer-benefit-new"),
    path(
        f"{ONE}work/benefits/<int:benefit>/",
        transfer_group.change_benefit,
        name="transfer-benefit",
    ),
    path(
        f"{ONE}work/benefits/<int:benefit>/remove/",
        transfer_group.remove_benefit,
        name="transfer-benefit-remove",
    ),
    path(f"{ONE}work/documents/", transfer_papers.documents, name="transfer-documents"),
    path(
        f"{ONE}work/documents/<int:paper>/<slug:paper_act>/",
        transfer_papers.change_document,
        name="transfer-document-change",
    ),
    path(f"{ONE}work/scores/", transfer_owner.scores, name="transfer-scores"),
    path(f"{ONE}work/interests/", transfer_owner.interests, name="transfer-interests"),
    path(
        f"{ONE}work/interests/<int:interest>/",
        transfer_owner.interest_done,
        name="transfer-interest-done",
    ),
    path(f"{ONE}work/terms/", transfer_owner.terms, name="transfer-terms"),
    path(f"{ONE}work/reports/<slug:report>/", transfer_owner.report, name="transfer-report"),
]
