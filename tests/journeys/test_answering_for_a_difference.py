"""A partner offers, a councillor accepts, a resident in the fringe reads and objects, it ends."""

import datetime as dt
import re

import pytest
from playwright.sync_api import Page, expect

from config.demo.places import POSTCODES
from groundwork import clock

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

ZONE = "/zones/stirchley-and-cotteridge-health-and-well-being/"
SLUG = ZONE.split("/")[2]
OFFER = "Open the laundry to neighbours"
WORDS = "Mondays are no use to me."
TITLE = "The laundry is open to all"
RULE = "Anyone who lives nearby may use the tower's laundry on Mondays."


def offer(page: Page) -> str:
    """Make and publish an offer of the housing association; its address."""
    page.goto("/offers/new/?organisation=demo-homes-association")
    page.get_by_label("The offer in a few words").fill(OFFER)
    page.get_by_label("Change", exact=True).check()
    page.get_by_label("how assets are used").check()
    page.get_by_label("What is normal now").fill("The laundry is for tenants.")
    page.get_by_label("What you are willing to do instead").fill("Neighbours may use it, too.")
    page.get_by_label("Whom to ask for").fill("Housing desk")
    page.get_by_label("Telephone number that anyone may use").fill("0121 496 0003")
    page.get_by_role("button", name="Save").first.click()
    page.get_by_role("button", name="Publish this offer").click()
    expect(page.get_by_role("heading", name="Publish it")).to_have_count(0)
    return re.search(r"/offers/\d+/", page.url)[0]


def put_to_the_zone(page: Page) -> None:
    page.goto(f"{ZONE}work/commitments/put/")
    page.get_by_label(OFFER).check()
    page.get_by_role("button", name="Put it to the zone").click()
    expect(page.get_by_text(OFFER).first).to_be_visible()


def accept(page: Page) -> None:
    page.goto(f"{ZONE}work/commitments/")
    page.get_by_role("link", name=re.compile(f"^Accept.*{OFFER}")).click()
    page.get_by_label("Fewer people wait alone").check()
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_text("Accepted").first).to_be_visible()


def choose_day(page: Page, name: str, day: dt.date) -> None:
    group = page.get_by_role("group", name=name)
    for part in ("day", "month", "year"):
        group.get_by_label(part.title()).fill(str(getattr(day, part)))


def propose_and_agree(page: Page) -> None:
    """Say what is different because of the offer, from today; the zone's limits bite at first."""
    today = clock.today()
    page.goto(f"{ZONE}work/commitments/")
    page.get_by_role("link", name=re.compile(f"Propose what is different.*{OFFER}")).click()
    page.get_by_label("What is different, in a few words?").fill(TITLE)
    page.get_by_label("Which service is it?").select_option(label="Public health")
    page.get_by_label("What is the normal rule?").fill("Tenants only.")
    page.get_by_label("What is the rule here?").fill(RULE)
    page.get_by_label("Why does it differ here?").fill("Washing is where people meet.")
    page.get_by_label("Who is affected?").fill("Tenants and their neighbours.")
    page.get_by_label("Who could be worse off?").fill("Tenants who wait for a machine.")
    page.get_by_label("If there is none, why not?").fill("Nobody loses the right to wash.")
    page.get_by_label("How far does it go, and no further?").fill("Mondays, four machines.")
    choose_day(page, "First day", today)
    page.get_by_role("group", name="people in the fringe").get_by_label("Ask").check()
    page.get_by_label("Who answers for it?").fill("Housing desk")
    page.get_by_label("Telephone number").fill("0121 496 0003")
    page.get_by_label("How can people ask or object?").fill("Ring the housing desk.")
    page.get_by_role("button", name="Propose it").click()
    expect(page.get_by_text("No variation here may last longer than").first).to_be_visible()
    choose_day(page, "Last day", today + dt.timedelta(days=100))
    page.get_by_role("button", name="Propose it").click()
    page.get_by_role("link", name=re.compile("Agree")).first.click()
    page.get_by_role("button", name=re.compile("Agree")).click()


def postcode_in_the_fringe(page: Page) -> str:
    """One of the demonstration's postcodes whose centre lies in the fringe of the zone."""
    for postcode, (lon, lat) in POSTCODES.items():
        found = page.request.get("/api/here/", params={"lon": lon, "lat": lat}).json()
        bands = {zone["slug"]: zone["band"] for zone in found["zones"]}
        if bands.get(SLUG, "core") != "core":
            return postcode
    raise AssertionError("no postcode of the demonstration lies in the fringe")


def ask_about(page: Page, postcode: str) -> None:
    page.goto("/")
    page.get_by_label(re.compile("postcode", re.IGNORECASE)).first.fill(postcode)
    page.keyboard.press("Enter")
    page.wait_for_url("**/here/**")


def object_to_it(page: Page) -> None:
    page.get_by_role("link", name=TITLE).first.click()
    page.get_by_role("link", name=re.compile("object", re.IGNORECASE)).first.click()
    page.get_by_label("Partly").check()
    page.get_by_label("Why, or what else do you want to say?").fill(WORDS)
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_text("moderator").first).to_be_visible()


def test_difference_is_offered_accepted_read_objected_to_and_withdrawn(visit, sign_in):
    partner, councillor, resident = visit(), visit(), visit()
    sign_in(partner, "partner@demo.example")
    sign_in(councillor, "councillor@demo.example")

    address = offer(partner)
    put_to_the_zone(partner)
    accept(councillor)
    propose_and_agree(partner)

    postcode = postcode_in_the_fringe(resident)
    ask_about(resident, postcode)
    card = resident.locator("article, li, section").filter(has_text=RULE).last
    expect(card).to_contain_text(re.compile(r"Ask: you are \d+ m outside the main area"))
    expect(card).to_contain_text("Tenants only.")
    expect(card).to_contain_text("0121 496 0003")
    object_to_it(resident)
    resident.goto(ZONE)
    expect(resident.get_by_text(WORDS)).to_have_count(0)

    councillor.goto("/desk/moderation/")
    waiting = councillor.locator("li").filter(has_text=WORDS).last
    waiting.get_by_role("button", name="Show it").click()
    resident.goto(f"{ZONE}comments/")
    expect(resident.get_by_text(WORDS)).to_be_visible()

    partner.goto(f"{address}work/")
    partner.locator("summary").filter(has_text=re.compile("withdraw", re.IGNORECASE)).click()
    partner.get_by_label("Why it is withdrawn").fill("The machines broke.")
    partner.get_by_role("button", name=re.compile("Withdraw")).click()
    resident = visit()  # whose browser has not kept the earlier answer, as it may for a minute
    ask_about(resident, postcode)
    ended = resident.get_by_role("heading", name="What has ended").locator("+ ul")
    expect(ended).to_contain_text(TITLE)
    expect(resident.get_by_text(RULE)).to_have_count(0)
    resident.goto(address)
    expect(resident.locator("main")).to_contain_text("The machines broke.")
