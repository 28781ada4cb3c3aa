"""The yearly figures of transfers, counted over rows that a reader can count too."""

import datetime as dt

import pytest

from assets.models import Transfer
from assets.transferring.figures import yearly
from tests import asset_factories as make_asset
from tests import factories as make

pytestmark = pytest.mark.django_db

ON = dt.date(2026, 11, 1)


def transfer(asset, *, asked: str, right: str = "long_lease", **more) -> Transfer:
    """A transfer as it stands, asked for on a day."""
    values = {"state": "interest", "purpose": "A library of things."} | more
    return Transfer.objects.create(
        asset=asset,
        applicant=make.organisation(),
        right_asked=right,
        requested_on=dt.date.fromisoformat(asked),
        **values,
    )


@pytest.fixture
def owner():
    council = make.council()
    hall = make_asset.asset(council)
    transfer(hall, asked="2025-03-01")
    transfer(
        hall,
        asked="2025-05-01",
        state="refused",
        decided_on=dt.date(2026, 2, 1),
        reasons="The roof is not safe.",
    )
    transfer(
        hall,
        asked="2025-06-01",
        right="freehold",
        state="monitoring",
        decided_on=dt.date(2026, 3, 1),
        reasons="It meets every test.",
        right_agreed="long_lease",
        lease_starts_on=dt.date(2026, 6, 1),
    )
    transfer(make_asset.asset(), asked="2026-01-01", right="licence")
    return council


def counts_of(years):
    return {
        year.year: {label: vars(counts) for label, counts in [("all", year.total), *year.rows]}
        for year in years
    }


def counts(requested=0, agreed=0, refused=0, completed=0):
    return {
        "requested": requested,
        "agreed": agreed,
        "refused": refused,
        "completed": completed,
    }


LONG = "Long lease (over 20 years)"


def test_requests_count_in_the_year_they_were_made_and_decisions_in_theirs(owner):
    assert counts_of(yearly(ON, owner=owner)) == {
        2025: {
            "all": counts(requested=3),
            LONG: counts(requested=2),
            "Freehold": counts(requested=1),
        },
        2026: {
            "all": counts(agreed=1, refused=1, completed=1),
            LONG: counts(agreed=1, refused=1, completed=1),
        },
    }


def test_all_owners_count_where_none_is_named(owner):
    newest = yearly(ON)[0]
    assert newest.year == 2026
    assert newest.by_right["licence"].requested == 1


def test_what_comes_after_the_day_does_not_count(owner):
    years = yearly(dt.date(2026, 1, 31), owner=owner)
    assert [year.year for year in years] == [2025]


def test_a_draft_that_was_never_sent_does_not_count(owner):
    Transfer.objects.create(
        asset=make_asset.asset(owner),
        applicant=make.organisation(),
        right_asked="licence",
        purpose="Not sent.",
    )
    assert yearly(ON, owner=owner)[0].total.requested == 0


def test_it_takes_four_queries_however_many_there_are(owner, django_assert_num_queries):
    with django_assert_num_queries(4):
        yearly(ON)
