"""From a proposal through four signatures, notices, changes, a review and renewal to its end."""

import datetime as dt
import re

import pytest
from playwright.sync_api import Page, expect

from partners.models import Organisation, Service
from sizes.models import Zone
from tests import factories as make

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

NAME = "Sparkbrook and Balsall Heath: shared spaces"
ZONE = "/zones/sparkbrook-and-balsall-heath-shared-spaces/"
FIRST = "Lettings of up to a year, at no charge, in rooms that stand empty."
LATER = "Lettings of up to two years, at no charge, in rooms that stand empty."
DECLARED, ADJUSTED, OPENED, MADE = 25, 60, 70, 90
RENEWED, DISSOLVED = 700, 1500


def fill_day(page: Page, name: str, day: dt.date) -> None:
    group = page.get_by_role("group", name=name)
    for part in ("day", "month", "year"):
        group.get_by_label(part.title()).fill(str(getattr(day, part)))


def sign(page: Page, slug: str, role: str) -> None:
    """Sign for an organisation that was asked, by its own page."""
    page.goto(f"{ZONE}sign/{slug}/")
    page.get_by_label("Role").fill(role)
    page.get_by_label("Interests").fill("None.")
    if slug == "birmingham-demo-council":
        page.get_by_label("Cabinet").check()
        fill_day(page, "Day of the decision", dt.date(2026, 11, 2))
        page.get_by_label("Link to the decision").fill("https://council.demo.example/decisions/7")
    page.get_by_label(re.compile("^I sign for")).check()
    page.get_by_role("button", name="Sign", exact=True).click()
    page.wait_for_url("**/done/")


def record_from_paper(page: Page, today: dt.date) -> None:
    page.goto(f"{ZONE}work/signatures/record/")
    page.get_by_label(re.compile("^As a local leader")).check()
    page.get_by_label("Who?").fill("Head teacher, Demo Primary School")
    page.get_by_label("Name").fill("Demo Leader")
    page.get_by_label("Role").fill("Head teacher")
    page.get_by_label("Interests").fill("Lives in the zone.")
    fill_day(page, "Day of the signature", today)
    page.get_by_role("button", name="Record the signature").click()
    expect(page.get_by_text("Head teacher, Demo Primary School").first).to_be_visible()


def step(page: Page, reference: str, label: str, note: str = "") -> None:
    """Take a step of the zone's life by its page."""
    page.goto(f"/zones/new/{reference}/steps/{STEPS[label]}/")
    if note:
        page.locator("textarea[name=note]").fill(note)
    page.get_by_role("button", name=label).click()
    page.wait_for_url("**/done/")


STEPS = {
    "Declare the zone": "declare",
    "Open the review": "open_review",
    "Renew the zone": "renew",
    "Dissolve the zone": "dissolve",
}


def begin_change(page: Page) -> None:
    page.goto(f"{ZONE}work/changes/")
    page.get_by_role("button", name="Begin a change").click()
    page.wait_for_url(re.compile(r"/work/changes/\d+/$"))


def write_part(page: Page, part: str, label: str, text: str) -> None:
    """Write one part of the change that is open in the browser, and come back to it."""
    change = page.url
    page.goto(f"{change}{part}/")
    page.get_by_label(label).fill(text)
    page.get_by_role("button", name=re.compile("^Save")).first.click()
    page.goto(change)


def confirm(page: Page, act: str) -> None:
    page.get_by_role("link", name=act).click()
    page.get_by_role("button", name=act).click()


def meet(page: Page, title: str, day: dt.date) -> None:
    """Record a meeting that took place on the day."""
    page.goto(f"{ZONE}work/meetings/new/")
    page.get_by_label("What kind of meeting is it?").fill(title)
    fill_day(page, "Date", day)
    page.get_by_role("button", name="Arrange it").click()
    expect(page.get_by_role("heading", name="What came of it")).to_be_visible()


def review(page: Page, meeting: str, decision: str, new_target: dt.date | None = None) -> None:
    page.goto(f"{ZONE}work/review/")
    page.get_by_label("What does the evidence show?").fill("Nine rooms are used; two were.")
    page.get_by_label("Which meeting decides?").select_option(
        label=page.get_by_label("Which meeting decides?")
        .locator("option", has_text=meeting)
        .inner_text()
    )
    page.get_by_label(re.compile(f"^{decision}")).check()
    if new_target:
        fill_day(page, "New target date", new_target)
    page.get_by_label("Why?").fill("The rooms are used, and people ask for more.")
    page.get_by_label("What does it mean for people").fill("Nobody loses a room.")
    page.get_by_role("button", name="Save").first.click()


def write_closing_page(page: Page) -> None:
    page.goto(f"{ZONE}work/closing/")
    for label, words in (
        ("What was tried?", "Lending rooms that stood empty."),
        ("What changed?", "Nine groups have a room."),
        ("What failed?", "Nobody wanted the cellar."),
        ("What did it cost?", "£400 for keys."),
        ("What should others know", "Ask who holds the key first."),
    ):
        page.get_by_label(label).fill(words)
    page.get_by_role("button", name="Save").first.click()


def test_a_zone_lives_from_its_proposal_to_its_end(visit, sign_in, days, behind):
    resident, councillor, partner = visit(ZONE), visit(), visit()
    sign_in(councillor, "councillor@demo.example")
    sign_in(partner, "partner@demo.example")
    begun = days.today

    # The proposal: by when to comment, and the public notice, on the page and for paper.
    expect(resident.get_by_text("This is a proposal.")).to_be_visible()
    expect(resident.get_by_text(re.compile("[Cc]omment by")).first).to_be_visible()
    resident.goto(f"{ZONE}notice/")
    expect(resident.get_by_text("no statutory force").first).to_be_visible()
    reference = re.search(r"SIZ-\d+", resident.content())[0]
    assert resident.request.get(f"{ZONE}notice.pdf").body().startswith(b"%PDF")
    assert resident.request.get(f"{ZONE}notice.pdf?paper=a3").body().startswith(b"%PDF")

    # Four capacities sign; it cannot be declared before the time for comments is over.
    sign(councillor, "birmingham-demo-council", "Cabinet member")
    sign(partner, "south-birmingham-demo-health-trust", "Director")
    sign(partner, "demo-friends-of-the-park", "Secretary")
    record_from_paper(councillor, begun)
    with behind():
        zone = Zone.objects.get(name=NAME)
        council = Organisation.objects.get(slug="birmingham-demo-council")
        make.acceptance(zone, make.commitment(council, title="Lend the empty hall"))
    councillor.goto(f"/zones/new/{reference}/steps/declare/")
    expect(councillor.get_by_text("Comments are open until").first).to_be_visible()
    councillor.goto(f"{ZONE}work/heard/")
    councillor.get_by_label("What was heard?").fill("People asked who holds the keys.")
    councillor.get_by_label("What was done with it?").fill("The page says who holds them.")
    councillor.get_by_role("button", name="Save and go on").click()

    days.move_to(DECLARED)
    step(councillor, reference, "Declare the zone")
    resident.goto(ZONE)
    expect(resident.get_by_text("People asked who holds the keys.")).to_be_visible()
    expect(resident.get_by_role("link", name="Birmingham Demo Council").first).to_be_visible()
    resident.goto(f"{ZONE}notice/")
    expect(resident.get_by_text(f"{reference}/2").first).to_be_visible()

    # An adjustment is made at once.
    days.move_to(ADJUSTED)
    begin_change(councillor)
    write_part(councillor, "words", "Why here", "Eleven rooms stand empty, and who may lend them?")
    write_part(councillor, "reason", "Why is the zone changed?", "Two more rooms were found.")
    expect(councillor.get_by_role("heading", name="This is an adjustment")).to_be_visible()
    confirm(councillor, "Make this adjustment now")
    resident.goto(ZONE)
    expect(resident.get_by_text("Eleven rooms stand empty").first).to_be_visible()

    # An amendment waits: the zone is as it was until it is made, and who objects signs again.
    days.move_to(OPENED)
    begin_change(councillor)
    write_part(councillor, "words", "What may be different here", LATER)
    write_part(councillor, "reason", "Why is the zone changed?", "A year is too short to begin.")
    expect(councillor.get_by_role("heading", name="This is an amendment")).to_be_visible()
    confirm(councillor, "Open it for objection")
    resident.goto(ZONE)
    expect(resident.get_by_text(FIRST).first).to_be_visible()
    expect(resident.get_by_text(LATER)).to_have_count(0)
    partner.goto(f"{ZONE}work/changes/2/object/")
    partner.get_by_label("Demo Friends of the Park").check()
    partner.get_by_label("Why do you object?").fill("Two years is long for a trial.")
    partner.get_by_role("button", name="Object to this change").click()
    resident.goto(f"{ZONE}changes/2/")
    expect(resident.get_by_text("Two years is long for a trial.").first).to_be_visible()

    days.move_to(MADE)
    partner.goto(f"{ZONE}work/changes/2/sign-again/")
    partner.get_by_role("button", name="Sign again").click()
    councillor.goto(f"{ZONE}work/changes/2/")
    confirm(councillor, "Make this amendment")
    resident.goto(ZONE)
    expect(resident.get_by_text(LATER).first).to_be_visible()
    with behind():
        zone.refresh_from_db()
        under = zone.acceptances.get(commitment__title="Lend the empty hall")
        rooms = Service.objects.get(slug="land-and-buildings")
        different = make.variation(zone, under=under, service=rooms)

    # The review opens by its date; it is met upon, decided, and the zone renewed.
    days.move_to(RENEWED)
    resident.goto(ZONE)
    expect(resident.get_by_text(re.compile("A review is due by")).first).to_be_visible()
    meet(councillor, "Review of two years", days.today)
    review(councillor, "Review of two years", "Renew", begun + dt.timedelta(days=1540))
    step(councillor, reference, "Renew the zone")
    resident.goto(ZONE)
    expect(resident.get_by_text(re.compile("second term", re.IGNORECASE)).first).to_be_visible()

    # The second review dissolves it; its owner says what happens with what was different.
    days.move_to(DISSOLVED)
    meet(councillor, "Review of four years", days.today)
    review(councillor, "Review of four years", "Dissolve")
    write_closing_page(councillor)
    step(councillor, reference, "Dissolve the zone", "The rooms have found their users.")
    resident.goto(ZONE)
    expect(resident.get_by_text(re.compile("dissolved", re.IGNORECASE)).first).to_be_visible()
    resident.goto(f"{ZONE}afterwards/")
    expect(resident.get_by_text("No longer under a zone").first).to_be_visible()
    councillor.goto(f"{ZONE}work/afterwards/{different.pk}/")
    councillor.get_by_label("The normal rule holds again").check()
    councillor.get_by_role("button", name="Say it in public").click()
    resident.goto(f"{ZONE}afterwards/")
    expect(resident.get_by_text("The normal rule holds again").first).to_be_visible()
    resident.goto(f"{ZONE}closing/")
    expect(resident.get_by_text("Ask who holds the key first.")).to_be_visible()

    # Any day can be seen as it stood.
    then = begun + dt.timedelta(days=DECLARED + 1)
    resident.goto(f"{ZONE}?on={then:%Y-%m-%d}")
    expect(resident.get_by_text("as it stood").first).to_be_visible()
    expect(resident.get_by_text(FIRST).first).to_be_visible()
    expect(resident.get_by_text(LATER)).to_have_count(0)
