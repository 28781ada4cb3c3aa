"""Addresses at which a zone is signed, and at which those who lead see to its signatures."""

from django.urls import path

from sizes.views import signatures_work, signing

ZONE = "zones/<slug:slug>/"
WORK = f"{ZONE}work/signatures/"
SIGNING = f"{ZONE}sign/<slug:organisation>/"
SIGNATURE = f"{ZONE}signatures/<int:signature>/"

urlpatterns = [
    path(SIGNING, signing.sign, name="zone-sign"),
    path(f"{SIGNING}done/", signing.signed, name="zone-signed"),
    path(f"{SIGNATURE}decline/", signing.decline, name="signature-decline"),
    path(f"{SIGNATURE}withdraw/", signing.withdraw, name="signature-withdraw"),
    path(f"{SIGNATURE}scan/", signatures_work.scan, name="signature-scan"),
    path(WORK, signatures_work.work, name="zone-signatures-work"),
    path(f"{WORK}ask/", signatures_work.ask, name="signature-ask"),
    path(f"{WORK}ask-again/", signatures_work.ask_again, name="signature-ask-again"),
    path(f"{WORK}record/", signatures_work.record, name="signature-record"),
    path(f"{WORK}missing/", signatures_work.missing, name="signature-missing"),
    path(
        f"{WORK}<int:signature>/take-back/",
        signatures_work.take_back,
        name="signature-take-back",
    ),
]
