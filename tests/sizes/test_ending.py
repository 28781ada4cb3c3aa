"""When zones and what is different in them end: by a step or by the date, everywhere at once."""

import datetime as dt

import pytest
from django.conf import settings
from django.contrib.gis.geos import Point
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from groundwork import clock
from sizes import lifecycle, reviewing
from sizes.differences import different
from sizes.ending import ended_on, lapses_on
from sizes.models import Variation
from sizes.status import ENDED, State
from sizes.variation_status import VariationStatus as Is
from sizes.variation_status import ends_of, status_of
from sizes.words import day_in_words
from tests import factories as make
from tests.days import stand_on

pytestmark = pytest.mark.django_db
DAY = make.DAY
CORE = make.spot(50, 50)


def kept(variation):
    rows = Variation.objects.select_related("acceptance__zone", "acceptance__commitment")
    return rows.get(pk=variation.pk)


def test_a_zone_that_runs_has_not_ended_and_one_that_lapsed_ended_by_the_date():
    zone = make.declared_zone()
    lapsed = zone.target_on + (settings.GRACE_DAYS + 1) * DAY
    assert lapses_on(zone.target_on) == lapsed
    assert ended_on(zone, on=lapsed - DAY) is None
    assert ended_on(zone, on=lapsed) == ended_on(zone, on=lapsed + 900 * DAY) == lapsed


@pytest.mark.parametrize(("late", "ended"), [(0, 0), (-1, -1), (30, 0)])
def test_a_zone_that_is_dissolved_ended_then_unless_it_had_lapsed_before(late, ended):
    zone = make.declared_zone()
    lapsed = lapses_on(zone.target_on)
    day, by = lapsed + late * DAY, make.councillor_of(zone)
    if late < 0:
        lifecycle.take("open_review", zone=zone, by=by, on=day)
    make.prepare(zone, "dissolve", on=day)
    lifecycle.take("dissolve", zone=zone, by=by, on=day, note="Over.")
    assert ended_on(zone, on=day) == lapsed + ended * DAY


def test_a_withdrawn_proposal_never_held_and_so_did_not_end():
    assert ended_on(make.zone_in(State.WITHDRAWN), on=clock.today()) is None


def test_what_has_no_end_of_its_own_is_until_the_target_date_and_then_until_the_decision():
    zone = make.declared_zone()
    row = kept(make.variation(zone))
    target = zone.target_on
    latest = target + settings.GRACE_DAYS * DAY
    before, after = different(row, on=target), different(row, on=target + DAY)
    assert before.until_in_words == f"until {day_in_words(target)}, the zone’s target date"
    assert after.until_in_words == (
        f"until the zone’s review is decided, at the latest {day_in_words(latest)}"
    )
    assert (before.left, after.left) == ("last day", "")
    assert ends_of(row, on=target) == target + DAY
    assert ends_of(row, on=target + DAY) == latest + DAY
    assert status_of(row, on=latest) == Is.CURRENT
    assert status_of(row, on=latest + DAY) == Is.ENDED


def test_what_has_an_end_of_its_own_ends_on_it_whatever_the_zone_does():
    zone = make.declared_zone()
    own = kept(make.variation(zone, ends_on=zone.target_on + DAY))
    assert different(own, on=zone.target_on).until_in_words == (
        f"until {day_in_words(zone.target_on)}"
    )
    assert status_of(own, on=zone.target_on) == Is.CURRENT
    assert status_of(own, on=zone.target_on + DAY) == Is.ENDED


def test_one_that_lasts_a_day_holds_on_that_day_alone():
    zone = make.declared_zone()
    day = zone.target_on
    row = kept(make.variation(zone, starts_on=day, ends_on=day + DAY))
    found = [status_of(row, on=day + days * DAY) for days in (-1, 0, 1)]
    assert found == [Is.COMING, Is.CURRENT, Is.ENDED]


def test_under_review_it_goes_on_and_a_renewal_makes_the_old_date_no_end():
    zone = make.declared_zone()
    row = make.variation(zone)
    target, late = zone.target_on, zone.target_on + 20 * DAY
    councillor = make.councillor_of(zone)
    lifecycle.take("open_review", zone=zone, by=councillor, on=target)
    new = target + 300 * DAY
    make.decide(zone, "renew", new_target_on=new)
    lifecycle.take("renew", zone=zone, by=councillor, on=late)
    row = kept(row)
    for day in (target, target + DAY, late - DAY, late, new, new + settings.GRACE_DAYS * DAY):
        assert status_of(row, on=day) == Is.CURRENT
    assert ends_of(row, on=late) == new + DAY
    # As things stood before: until the first target date, then until the decision.
    assert ends_of(row, on=target) == target + DAY
    assert ends_of(row, on=late - DAY) == lapses_on(target)


def set_on(monkeypatch, day):
    stand_on(monkeypatch, day)


def test_a_lapse_is_seen_everywhere_at_once_by_the_date_alone(client, monkeypatch):
    zone = make.declared_zone("Stirchley")
    variation = make.variation(zone)
    owner = variation.acceptance.commitment.organisation
    last = zone.target_on + settings.GRACE_DAYS * DAY
    point = Point(CORE.x, CORE.y, srid=settings.METRIC_SRID)
    point.transform(settings.LONLAT_SRID)
    place = {"lat": f"{point.y:.6f}", "lon": f"{point.x:.6f}"}

    def seen():
        page = client.get(reverse("zone", args=[zone.slug])).content.decode()
        about = client.get(reverse("variation", args=[zone.slug, variation.pk])).content.decode()
        every = client.get(reverse("zones")).content.decode()
        here = client.get(reverse("here"), place).content.decode()
        api_here = client.get(reverse("api-here"), place).json()
        api = client.get(reverse("api-variations")).json()
        api_zone = client.get(reverse("api-zone", args=[zone.slug])).json()
        return {
            "zone page": "tag--lapsed" not in page,
            "variation page": "No longer under a zone" not in about,
            "list": f"/zones/{zone.slug}/" in every,
            "here": variation.title in here,
            "api here": [each["slug"] for each in api_here["zones"]] == [zone.slug],
            "api variations": [each["id"] for each in api["results"]] == [variation.pk],
            "api zone": api_zone["status"] != "lapsed",
        }

    set_on(monkeypatch, last)
    assert set(seen().values()) == {True}, seen()
    set_on(monkeypatch, last + DAY)
    assert set(seen().values()) == {False}, seen()
    by = day_in_words(last + DAY + settings.AFTERWARDS_DAYS * DAY)
    page = client.get(reverse("zone", args=[zone.slug])).content.decode()
    assert f"No longer under a zone; {owner} to say by {by} what happens." in page


def test_between_target_date_and_lapse_every_page_says_until_the_decision(client, monkeypatch):
    zone = make.declared_zone("Stirchley")
    variation = make.variation(zone)
    set_on(monkeypatch, zone.target_on + DAY)
    latest = day_in_words(zone.target_on + settings.GRACE_DAYS * DAY)
    about = client.get(reverse("variation", args=[zone.slug, variation.pk])).content.decode()
    assert f"until the zone’s review is decided, at the latest {latest}" in about
    page = client.get(reverse("zone", args=[zone.slug])).content.decode()
    assert "The zone’s review is decided" in page
    assert latest in page


STEPS = st.sampled_from(["none", "open", "renew", "dissolve", "mainstream"])


class EndsAgree(TestCase):
    """Python and SQL say the same of every day, whatever became of the zone and on what day."""

    @hypothesis_settings(
        deadline=None, max_examples=20, suppress_health_check=[HealthCheck.too_slow]
    )
    @given(
        step=STEPS,
        when=st.integers(-120, 120),
        own=st.none() | st.integers(-40, 1),
        grace=st.integers(0, 40),
        asked=st.lists(st.integers(-130, 260), min_size=1, max_size=4),
    )
    def test_status_and_end_agree_in_python_and_in_sql(self, step, when, own, grace, asked):
        zone = make.declared_zone(target_on=clock.today() + 200 * DAY)
        target = zone.target_on
        ends_on = None if own is None else target + own * DAY
        variation = make.variation(zone, ends_on=ends_on)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(settings, "GRACE_DAYS", grace)
            self.take(zone, step, target + when * DAY)
            days = {target + each * DAY for each in asked}
            days |= {target, target + DAY, lapses_on(target), lapses_on(target) - DAY}
            for day in days:
                self.agree(variation, day)

    def take(self, zone, step, day):
        """Take the steps as far as the day allows: after a lapse only dissolving is left."""
        by = make.councillor_of(zone)
        if step == "none" or (zone.status(day) in ENDED and step != "dissolve"):
            return
        if zone.status(day) not in ENDED:
            lifecycle.take("open_review", zone=zone, by=by, on=day)
        if step != "open":
            make.prepare(zone, step, on=day)
            review = reviewing.last_review(zone)
            if review and step == "renew":
                review.write(new_target_on=max(day, zone.target_on) + 30 * DAY)
            make.closing_page(zone)
            lifecycle.take(step, zone=zone, by=by, on=day, note="Because.")

    def agree(self, variation, day):
        row = kept(variation)
        in_sql = Variation.objects.with_variation_status(day).get(pk=row.pk)
        status = status_of(row, on=day)
        assert in_sql.variation_status == status
        ends_on = ends_of(row, on=day)
        if status != Is.PROPOSED:
            assert (ends_on is not None and ends_on <= day) == (status == Is.ENDED)
        if row.ends_on:
            assert ends_on <= row.ends_on
            assert status != Is.CURRENT or day < row.ends_on
        assert (status == Is.CURRENT) <= (in_sql.zone_status not in ENDED)


def test_dates_are_days_in_london_and_a_zone_does_not_lapse_before_midnight(monkeypatch):
    zone = make.declared_zone(target_on=dt.date(2027, 7, 1))
    lapsed = lapses_on(zone.target_on)
    # In summer the day in London begins an hour before it does in UTC.
    evening = dt.datetime(lapsed.year, lapsed.month, lapsed.day, tzinfo=dt.UTC) - 61 * dt.timedelta(
        minutes=1
    )
    for moment, is_over in ((evening, False), (evening + dt.timedelta(minutes=1), True)):
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        assert (zone.status(clock.today()) in ENDED) == is_over
