"""A hall is registered by phone and found by a zone, and a room passes to a group.

A partner adds a hall by phone, says that it may be shared on Tuesdays, and brings in a register. A
zone's need finds the hall, and its keeper answers. A group asks for a room of the council's, and
the council decides.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from groundwork import clock

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

ZONE = "/zones/stirchley-and-cotteridge-health-and-well-being/"
HALL = "Chapel hall with a kitchen"
NEED = "A kitchen for a Tuesday breakfast club"
ROOM = "Room above Stirchley library"
COLUMNS = (
    "OrganisationLabel,UPRN,AssetCode,PropertyName,StreetName,PostTown,PostCode,GeoX,GeoY,"
    "TenureType,TenureDetail,HoldingType"
)
OWNER = "Demo Homes Association"
# As councils publish them: a word misspelt, a home, and a place that is none.
ROWS = (
    "010000000001,H/1,Laundry,Pershore Road,Birmingham,B30 2HA,404800,280200,Freehold,,Buildings",
    "010000000002,H/2,Garages behind the tower,Brook Lane,,,404900,280300,Leashold,,Land",
    "010000000003,H/3,Flat 3,Brook Lane,,,404950,280300,Freehold,Leasehold,Buildings",
    "010000000004,H/4,Yard,Brook Lane,,,nowhere,280300,Freehold,Vacant,Land",
)
REGISTER = "\n".join([COLUMNS, *(f"{OWNER},{row}" for row in ROWS)])


def register_by_phone(page: Page) -> str:
    """Four things in one short form; the address of the hall."""
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto("/assets/new/")
    page.get_by_label("What is it called?").fill(HALL)
    page.get_by_label("What kind of thing is it?").select_option(label="Room or hall")
    page.get_by_label("Where is it?").fill("52.4160, -1.9285")
    page.get_by_label("What do you offer?").fill("A hall for forty with a kitchen. Step-free.")
    page.get_by_label("How do people ask?").fill("Bookings desk, 0121 496 0006")
    page.get_by_label("Demo Homes Association").check()
    page.get_by_role("button", name="Register it").click()
    expect(page.get_by_role("heading", name=HALL)).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 900})
    return re.search(r"/assets/AS-\w+/", page.url)[0]


def say_what_is_there(page: Page, hall: str) -> None:
    page.goto(f"{hall}work/access/")
    page.get_by_label("Kitchen").check()
    page.get_by_role("group", name="Is it step-free?").get_by_label("Yes").check()
    page.get_by_role("button", name="Save").first.click()
    page.goto(f"{hall}work/what/")
    page.get_by_label(re.compile("people")).fill("40")
    page.get_by_role("button", name="Save").first.click()
    page.goto(f"{hall}willing/")
    page.get_by_label(re.compile("^Share:")).check()
    page.get_by_label("Terms").fill("Free for neighbours.")
    page.get_by_role("button", name="Say so").click()
    page.goto(f"{hall}hours/")
    page.get_by_label("Tuesday", exact=True).fill("8am to 1pm")
    page.get_by_role("button", name="Save these hours").first.click()
    page.goto(hall)
    expect(page.get_by_text("Tuesday, 8am to 1pm").first).to_be_visible()
    expect(page.get_by_text("Free for neighbours.")).to_be_visible()


def bring_in_the_register(page: Page) -> None:
    """Every row is accounted for before anything is saved."""
    page.goto("/assets/import/")
    page.get_by_label("Demo Homes Association").check()
    file = {"name": "register.csv", "mimeType": "text/csv", "buffer": REGISTER.encode()}
    page.get_by_label("The file").set_input_files(file)
    page.get_by_label("Where does it come from?").fill("Our own list of buildings")
    today = clock.today()
    for part in ("day", "month", "year"):
        page.get_by_label(part.title(), exact=True).fill(str(getattr(today, part)))
    page.get_by_role("button", name="Go on to the columns").click()
    expect(page.get_by_role("heading", name="What do the columns hold?")).to_be_visible()
    page.get_by_role("button", name="Go on to the rows").click()
    page.wait_for_url("**/rows/**")
    expect(page.get_by_text("4 rows: 3 new and 1 left out.")).to_be_visible()
    expect(page.get_by_text("“Leashold” was read as “Leasehold”.")).to_be_visible()
    page.get_by_role("button", name="Save all of this").click()
    expect(page.get_by_role("heading", name="Saved")).to_be_visible()
    page.goto("/assets/?q=Garages+behind")
    expect(page.get_by_role("link", name="Garages behind the tower")).to_be_visible()


def state_a_need(page: Page) -> str:
    page.goto(f"{ZONE}needs/new/")
    page.get_by_label("What is needed?").fill(NEED)
    page.get_by_label("Room or hall").check()
    page.get_by_label("Kitchen").check()
    page.get_by_label("Step-free").check()
    page.get_by_label("For how many people?").fill("30")
    time = page.get_by_role("group", name="Time 1")
    time.locator("select").select_option(label="Tuesday")
    time.get_by_label("From").fill("9am")
    time.get_by_label("Until").fill("11am")
    page.get_by_label("To share it").check()
    page.get_by_label("Whom do people ask for?").fill("Neighbourhood officer")
    page.get_by_label("Telephone number that anyone may use").fill("0121 496 0001")
    page.get_by_role("button", name="State it").click()
    expect(page.get_by_text("Stated: everyone can read it.").first).to_be_visible()
    return re.search(r"/zones/[^/]+/needs/\d+/", page.url)[0]


def be_introduced(page: Page, need: str) -> None:
    """The hall fits everything that is asked; its keeper is written to."""
    page.goto(f"{need}matches/")
    card = page.locator(".card").filter(has=page.get_by_role("link", name=HALL, exact=True)).first
    expect(card).to_contain_text("Fits everything that is asked.")
    expect(card).to_contain_text("Is free when it is needed: Tuesday, 9am to 11am.")
    card.get_by_role("link", name=re.compile("Write to its keeper")).click()
    page.get_by_label("Your words to them").fill("May we cook breakfast in your hall?")
    page.get_by_role("button", name="Send the letter").click()
    expect(page.get_by_text("May we cook breakfast in your hall?")).to_be_visible()


def agree_to_it(page: Page) -> None:
    """The keeper finds it on the desk, and says yes."""
    page.goto("/desk/")
    page.get_by_role("link", name=re.compile(NEED)).first.click()
    page.get_by_label("Agreed: we go on together").check()
    page.get_by_label("In a sentence").fill("Gladly.")
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_text("Gladly.").first).to_be_visible()


def ask_for_a_room(page: Page) -> str:
    """The park's friends express interest in a room of the council's; the transfer's address."""
    page.goto("/assets/?q=above+Stirchley+library")
    page.get_by_role("link", name=ROOM).click()
    page.get_by_role("link", name=re.compile("express interest")).first.click()
    page.get_by_label("Demo Friends of the Park").check()
    page.get_by_label("Licence").check()
    page.get_by_label("What would you do with it?").fill("Sow seeds there in winter.")
    page.get_by_label("Whom to ask for").fill("Whoever opens the gate")
    page.get_by_label("Telephone").fill("0121 496 0005")
    page.get_by_role("button", name="Save, check and send").click()
    page.get_by_role("button", name="Send the expression of interest").click()
    expect(page.get_by_text("must answer the expression of interest by").first).to_be_visible()
    return re.search(r"/assets/transfers/CAT-\w+/", page.url)[0]


def write_a_business_case(page: Page, transfer: str) -> None:
    page.goto(f"{transfer}work/case/")
    page.get_by_label("The business case").fill("Twelve of us, each Tuesday.")
    page.get_by_role("button", name="Save, and add a benefit").click()
    page.get_by_label("What changes for people").fill("People eat what they grew")
    page.get_by_label("How many in a year").fill("40")
    page.get_by_label("What one is worth, in pounds").fill("12.50")
    page.get_by_label("Of what that is the value").fill("per person a year")
    page.get_by_label("Where the value comes from").fill("A made-up list")
    page.get_by_label("Year of the prices").fill("2026")
    page.get_by_label("How much is due to others").fill("50%")
    page.get_by_role("button", name="Save the benefit").click()
    page.goto(f"{transfer}work/steps/submit/")
    page.get_by_role("button", name="Send the business case").click()


def assess_and_agree(page: Page, transfer: str) -> None:
    """Each test has its score and its note, the rebate its working, the decision its reasons."""
    page.goto(f"{transfer}work/scores/")
    for box in page.get_by_label(re.compile("^Score for")).all():
        box.fill("4")
    for box in page.get_by_label(re.compile("^Why")).all():
        box.fill("They have done it before.")
    page.get_by_role("button", name="Save the scores").click()
    page.goto(f"{transfer}work/terms/")
    page.get_by_label("Market rent for a year").fill("1,000")
    page.get_by_label("Heads of terms").fill("Two shelves and the window sill.")
    page.get_by_role("button", name="Save the terms").click()
    page.goto(f"{transfer}work/steps/assess/")
    page.get_by_role("button", name="Finish the assessment").click()
    page.goto(f"{transfer}work/steps/agree/")
    page.get_by_label("Licence").check()
    today = clock.today()
    for part in ("day", "month", "year"):
        page.get_by_label(part.title(), exact=True).fill(str(getattr(today, part)))
    page.get_by_label("Who decided").fill("Cabinet member for libraries")
    page.get_by_label("Reasons").fill("The room is empty in the evening.")
    page.get_by_role("button", name="Record that it was agreed").click()


def test_hall_is_found_by_a_need_and_a_room_passes_to_a_group(visit, sign_in):
    partner, councillor, resident = visit(), visit(), visit()
    sign_in(partner, "partner@demo.example")
    sign_in(councillor, "councillor@demo.example")

    hall = register_by_phone(partner)
    say_what_is_there(partner, hall)
    bring_in_the_register(partner)

    need = state_a_need(councillor)
    be_introduced(councillor, need)
    agree_to_it(partner)
    resident.goto(need)
    expect(resident.get_by_text("Gladly.")).to_have_count(0)
    resident.goto("/assets/?weekday=tuesday&part=morning&step_free=on&capacity=30")
    expect(resident.get_by_role("link", name=HALL)).to_be_visible()

    transfer = ask_for_a_room(partner)
    councillor.goto(f"{transfer}work/steps/invite/")
    councillor.get_by_role("button", name="Ask for a business case").click()
    write_a_business_case(partner, transfer)
    assess_and_agree(councillor, transfer)
    resident.goto(transfer)
    expect(resident.get_by_text("The room is empty in the evening.")).to_be_visible()
    expect(resident.get_by_text("40 × £12.50 per person a year").first).to_be_visible()
    # Half of £500 is due to others, and the council gives back four fifths of what is left.
    expect(resident.get_by_text("The rent of £1,000 becomes £800.").first).to_be_visible()
    expect(resident.get_by_text("0121 496 0005")).to_have_count(0)
    resident.goto("/assets/transfers/")
    expect(resident.get_by_role("link", name=ROOM).first).to_be_visible()
