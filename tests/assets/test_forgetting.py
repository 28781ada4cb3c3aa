"""What is forgotten of those who ask for assets, and when."""

import datetime as dt

import pytest
from django.conf import settings
from django.core.files.base import ContentFile

from assets.forgetting import forget_applicants, forget_imports
from assets.models import RegisterImport, Transfer, TransferDocument
from groundwork import clock
from tests import asset_factories as make_asset
from tests import factories as make

pytestmark = pytest.mark.django_db

ON = dt.date(2030, 6, 1)
KEPT = dt.timedelta(days=settings.FORGET_AFTER_DAYS)


def transfer(state: str, since_on: dt.date) -> Transfer:
    """A transfer in a state since a day, with a contact."""
    return Transfer.objects.create(
        asset=make_asset.asset(),
        applicant=make.organisation(),
        right_asked="licence",
        purpose="A café.",
        state=state,
        state_since_on=since_on,
        requested_on=dt.date(2025, 1, 1),
        decided_on=dt.date(2026, 1, 1),
        reasons="Because.",
        right_agreed="licence",
        lease_starts_on=dt.date(2026, 2, 1),
        contact_role="Chair",
        contact_telephone="0121 496 0000",
    )


def paper(transfer: Transfer, *, is_public: bool) -> TransferDocument:
    """A document of a transfer."""
    return TransferDocument.objects.create(
        transfer=transfer,
        title="Accounts",
        file=ContentFile(b"%PDF-1.4", name="file.pdf"),
        is_public=is_public,
    )


@pytest.mark.parametrize(
    ("state", "days", "is_forgotten"),
    [
        ("refused", 1, True),
        ("withdrawn", 1, True),
        ("lapsed", 1, True),
        ("ended", 1, True),
        ("refused", 0, False),
        ("monitoring", 900, False),
        ("interest", 900, False),
    ],
)
def test_how_to_reach_a_group_is_forgotten_once_a_transfer_was_over_long(state, days, is_forgotten):
    row = transfer(state, ON - KEPT - dt.timedelta(days=days))
    forget_applicants(ON)
    row.refresh_from_db()
    assert (row.contact_telephone == "") is is_forgotten
    assert (row.contact_role == "") is is_forgotten
    assert row.purpose == "A café."


def test_private_papers_go_with_it_and_public_ones_stay(django_capture_on_commit_callbacks):
    row = transfer("refused", ON - KEPT - dt.timedelta(days=1))
    private, public = paper(row, is_public=False), paper(row, is_public=True)
    file = private.file
    with django_capture_on_commit_callbacks(execute=True):
        forget_applicants(ON)
    assert [*row.documents.all()] == [public]
    assert not file.storage.exists(file.name)
    assert public.file.storage.exists(public.file.name)


def test_forgetting_again_changes_nothing():
    row = transfer("refused", ON - KEPT - dt.timedelta(days=1))
    forget_applicants(ON)
    row.refresh_from_db()
    version = row.version
    forget_applicants(ON)
    row.refresh_from_db()
    assert row.version == version


@pytest.mark.parametrize(
    ("state", "days", "is_there"),
    [("preview", 30, False), ("mapping", 31, False), ("preview", 29, True), ("saved", 400, True)],
)
def test_an_import_that_nobody_went_on_with_is_deleted(state, days, is_there):
    row = RegisterImport.objects.create(
        organisation=make.organisation(),
        state=state,
        filename="register.csv",
        source="A test",
        effective_on=clock.today(),
    )
    row.rows.create(number=2, cells=["a"])
    forget_imports(clock.today() + dt.timedelta(days=days))
    assert RegisterImport.objects.filter(pk=row.pk).exists() is is_there
