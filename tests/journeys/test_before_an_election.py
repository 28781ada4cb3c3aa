"""An officer sets a pre-election period, puts it right and withdraws it again."""

import re

import pytest
from playwright.sync_api import Page, expect

from groundwork import clock
from tests import factories as make
from tests.journeys.test_every_page import LOOKED_AT, faults

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

ELECTION = "By-election of the journey"


def write_day(page: Page, legend: str, day) -> None:
    group = page.get_by_role("group", name=legend)
    for label, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        group.get_by_label(label).fill(str(number))


def test_an_officer_sets_a_period_and_takes_it_back(visit, sign_in):
    # So far ahead that no other journey meets it.
    first = clock.today() + 3 * 365 * make.DAY
    last = first + 20 * make.DAY
    page = visit(**LOOKED_AT)
    sign_in(page, "officer@demo.example")
    page.get_by_role("link", name="Set one").click()
    assert faults(page) == []

    page.get_by_label("Which election?").fill(ELECTION)
    page.get_by_label("Where is the election?").select_option(index=1)
    write_day(page, "First day", first)
    write_day(page, "Last day", first - make.DAY)
    page.get_by_role("button", name="Set the period").click()
    expect(page.get_by_role("alert")).to_contain_text("must not come before the first")
    expect(page.get_by_label("Which election?")).to_have_value(ELECTION)
    assert faults(page) == []
    write_day(page, "Last day", last)
    page.get_by_role("button", name="Set the period").click()
    expect(page.locator("main")).to_contain_text("The period is set.")

    page.goto("/pre-election/")
    card = page.locator("article", has_text=ELECTION)
    expect(card).to_contain_text(f"{last.day} {last:%B %Y}")
    assert faults(page) == []
    card.get_by_role("link", name=re.compile("^Change")).click()
    write_day(page, "Last day", last + make.DAY)
    page.get_by_role("button", name="Change it").click()
    expect(page.locator("main")).to_contain_text("The period was changed.")

    page.get_by_role("link", name="Withdraw it").click()
    assert faults(page) == []
    page.get_by_role("button", name="Withdraw it").click()
    expect(page.locator("main")).to_contain_text("The period was withdrawn.")
    page.goto("/pre-election/")
    expect(page.locator("article", has_text=ELECTION)).to_have_count(0)


def test_an_officer_reads_the_desk_without_a_fault(visit, sign_in):
    page = visit(**LOOKED_AT)
    sign_in(page, "officer@demo.example")
    expect(page.get_by_role("heading", name="Waiting to be verified")).to_be_visible()
    assert faults(page) == []
