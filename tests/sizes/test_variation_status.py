"""What a variation is on a day, in Python and in SQL alike."""

import datetime as dt

import pytest

from groundwork import clock
from sizes import lifecycle
from sizes.models import Variation
from sizes.variation_status import VariationStatus as Is
from sizes.variation_status import ends_of, status_of
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def set_row(row, **values):
    """Write columns as time would have left them."""
    type(row).objects.filter(pk=row.pk).update(**values)


def agreed(**more) -> Variation:
    """A variation in a declared zone: from the tenth day, until the zone's end in 730 days."""
    return make.variation(make.declared_zone(), starts_on=clock.today() + 10 * DAY, **more)


def kept(variation: Variation) -> Variation:
    """The variation as it is kept, with all that it hangs on."""
    rows = Variation.objects.select_related("acceptance__zone", "acceptance__commitment")
    return rows.get(pk=variation.pk)


def both(variation: Variation, on: dt.date) -> str:
    """The status on the day, once Python and SQL were found to agree about it."""
    row = kept(variation)
    in_sql = Variation.objects.with_variation_status(on).get(pk=variation.pk).variation_status
    in_python = status_of(row, on=on)
    assert in_sql == in_python
    return in_python


# What happened, by table and column, in days from today; then the status on days from today.
CASES = {
    "plain": ({}, {-1: Is.PROPOSED, 0: Is.COMING, 9: Is.COMING, 10: Is.CURRENT}),
    "target": ({}, {730: Is.CURRENT, 731: Is.CURRENT, 820: Is.CURRENT, 821: Is.ENDED}),
    "own end": ({"variation.ends_on": 20}, {19: Is.CURRENT, 20: Is.ENDED}),
    "ended early": ({"variation.ended_on": 15}, {14: Is.CURRENT, 15: Is.ENDED}),
    "ended before it began": ({"variation.ended_on": 5}, {4: Is.COMING, 5: Is.ENDED}),
    "paused": (
        {"variation.paused_on": 12, "variation.ends_on": 30},
        {11: Is.CURRENT, 12: Is.PAUSED, 29: Is.PAUSED, 30: Is.ENDED},
    ),
    "acceptance withdrawn": ({"acceptance.withdrawn_on": 12}, {11: Is.CURRENT, 12: Is.ENDED}),
    "commitment withdrawn": ({"commitment.withdrawn_on": 12}, {11: Is.CURRENT, 12: Is.ENDED}),
    "commitment ended": ({"commitment.ends_on": 12}, {11: Is.CURRENT, 12: Is.ENDED}),
    "commitment later": ({"commitment.starts_on": 12}, {11: Is.COMING, 12: Is.CURRENT}),
    "zone starts later": ({"zone.starts_on": 12}, {11: Is.COMING, 12: Is.CURRENT}),
    "zone target brought forward": (
        {"zone.target_on": 12},
        {12: Is.CURRENT, 13: Is.CURRENT, 102: Is.CURRENT, 103: Is.ENDED},
    ),
    "own end, and zone target brought forward": (
        {"zone.target_on": 12, "variation.ends_on": 20},
        {12: Is.CURRENT, 13: Is.ENDED},
    ),
    "own end on the target date": (
        {"variation.ends_on": 731},
        {730: Is.CURRENT, 731: Is.ENDED},
    ),
    "target later": ({"zone.target_on": 1000}, {731: Is.CURRENT, 1001: Is.CURRENT, 1091: Is.ENDED}),
    "not agreed": ({"variation.agreed_on": None}, {0: Is.PROPOSED, 10: Is.PROPOSED}),
    "agreed late": ({"variation.agreed_on": 12}, {11: Is.PROPOSED, 12: Is.CURRENT}),
}


@pytest.mark.parametrize("case", CASES)
def test_a_variation_has_the_status_of_its_dates(case):
    happened, expected = CASES[case]
    variation = agreed()
    rows = {
        "variation": variation,
        "acceptance": variation.acceptance,
        "commitment": variation.acceptance.commitment,
        "zone": variation.acceptance.zone,
    }
    why = {"ended_on": "why_ended", "paused_on": "why_paused", "withdrawn_on": "why_withdrawn"}
    for what, days in happened.items():
        table, column = what.split(".")
        values = {column: None if days is None else clock.today() + days * DAY}
        if column in why:
            values[why[column]] = "Because."
        set_row(rows[table], **values)
    found = {days: both(variation, clock.today() + days * DAY) for days in expected}
    assert found == expected


def test_a_variation_is_coming_while_its_zone_is_only_proposed():
    variation = make.variation(make.proposed_zone())
    assert both(variation, clock.today() + 5 * DAY) == Is.COMING


@pytest.mark.parametrize("step", ["dissolve", "mainstream"])
def test_a_variation_ends_with_its_zone_on_the_day_of_the_step(step):
    zone = make.declared_zone()
    variation = make.variation(zone)
    day = clock.today() + 30 * DAY
    councillor = make.councillor_of(zone)
    lifecycle.take("open_review", zone=zone, by=councillor, on=day - 5 * DAY)
    make.prepare(zone, step, on=day)
    lifecycle.take(step, zone=zone, by=councillor, on=day, note="Because.")
    row = kept(variation)
    assert ends_of(row, on=day) == ends_of(row, on=day + 400 * DAY) == day
    assert ends_of(row, on=day - DAY) == zone.target_on + DAY  # as things stood
    assert both(variation, day - DAY) == Is.CURRENT
    assert both(variation, day) == both(variation, day + 1000 * DAY) == Is.ENDED


def test_a_variation_of_a_proposal_ends_when_that_is_withdrawn():
    zone = make.proposed_zone()
    variation = make.variation(zone)
    day = clock.today() + 30 * DAY
    lifecycle.take("withdraw", zone=zone, by=make.councillor_of(zone), on=day, note="Because.")
    assert ends_of(kept(variation), on=day) == day
    assert both(variation, day - DAY) == Is.COMING
    assert both(variation, day) == Is.ENDED


def test_a_variation_of_a_proposal_whose_target_date_is_over_is_not_coming():
    zone = make.proposed_zone()
    variation = make.variation(zone)
    assert both(variation, zone.target_on) == Is.COMING
    assert both(variation, zone.target_on + DAY) == Is.ENDED


def test_statuses_of_many_take_one_query(django_assert_num_queries):
    zone = make.declared_zone()
    for _ in range(3):
        make.variation(zone)
    with django_assert_num_queries(1):
        rows = list(Variation.objects.with_variation_status(clock.today()))
    assert {row.variation_status for row in rows} == {Is.CURRENT}
