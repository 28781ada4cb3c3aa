"""Assets are looked for by words and time; the map says the same as the list, by keyboard."""

import re

import pytest
from django.db.models import Q
from playwright.sync_api import expect

from assets.models import Asset
from groundwork import clock
from partners.models import Organisation
from tests import asset_factories as build

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

ROOMS = 240  # more than a map tells one by one
EAST, NORTH = 421_000, 301_000  # far from the zones of the demonstration


@pytest.fixture
def looms(behind):
    """Two rooms in one house, and very many things in a row; afterwards they have gone."""
    with behind():
        owner = Organisation.objects.get(slug="birmingham-demo-council")
        house = (EAST, NORTH)
        for name in ("Loom room", "Loom loft"):
            hall = build.asset(owner, name, at=house, capacity=30, step_free="yes")
            build.free(hall)
        for n in range(ROOMS):
            build.asset(owner, f"Bobbin {n}", at=(EAST + 10 * n, NORTH), kind="equipment")
    yield
    with behind():
        ours = Q(name__startswith="Loom") | Q(name__startswith="Bobbin")
        Asset.objects.filter(ours).update(gone_on=clock.today(), why_gone="Looked for enough")


def test_a_hall_is_found_in_list_and_on_the_map(visit, looms):
    # What is asked is said, and the list has it.
    page = visit("/assets/")
    page.get_by_label("Words").fill("loom")
    page.get_by_label("Free on", exact=True).select_option(label="Tuesday")
    page.get_by_label("Part of the day").select_option(label="Morning, 9am to midday")
    page.get_by_label("Step-free").check()
    page.get_by_role("button", name="Find assets").click()
    asked = "2 assets, with “loom” in the words, free on Tuesday mornings, step-free."
    expect(page.get_by_role("heading", name=asked)).to_be_visible()
    cards = page.locator("#assets-list")
    expect(cards.get_by_role("heading")).to_have_text(["Loom loft", "Loom room"])

    # Two in one house are one spot; Enter tells of both, and goes to one.
    said = page.locator(".zone-map-said")
    expect(said).to_have_text("2 assets in view.")
    expect(page.locator(".asset-spot")).to_have_count(1)
    page.locator(".zone-map-canvas").focus()
    page.keyboard.press("Enter")
    spot = page.locator(".spot")
    expect(spot.get_by_text("2 assets here")).to_be_visible()
    page.keyboard.press("Escape")
    expect(spot).to_have_count(0)
    page.keyboard.press("Enter")
    expect(spot.get_by_role("link").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Loom loft", level=1)).to_be_visible()

    # Many are circles with their count; what is in view can be listed.
    page.goto("/assets/?q=bobbin")
    expect(said).to_contain_text(re.compile(rf"^{ROOMS} assets in view, in \d+ groups\.$"))
    counts = page.locator(".asset-group").all_inner_texts()
    assert sum(int(count) for count in counts) == ROOMS
    page.locator(".zone-map-canvas").focus()
    page.keyboard.press("+")
    expect(said).to_contain_text("elsewhere")
    in_view = re.match(r"(\d+) assets in view", said.inner_text())[1]
    page.get_by_role("button", name="List what is in view").click()
    heading = re.compile(r"^\d+ assets, with “bobbin” in the words, in this part of the map\.$")
    expect(page.get_by_role("heading", name=heading)).to_be_visible()
    listed = int(re.match(r"\d+", page.locator("#found").inner_text())[0])
    assert 0 < listed < ROOMS
    assert listed == int(in_view)


def test_a_zone_lies_under_the_assets_in_it_however_late_it_comes(visit):
    page, held = visit("/"), []
    page.route(re.compile("geometry=bands"), lambda request: held.append(request))
    page.goto(f"{page.url}assets/?zone=stirchley-and-cotteridge-health-and-well-being")
    expect(page.locator(".asset-spot").first).to_be_visible()
    for request in held:
        request.continue_()
    expect(page.locator("asset-map .band--core")).to_have_count(1)
    drawn = "paths => paths.map((path) => path.classList.contains('asset-spot'))"
    spots = page.locator("asset-map .leaflet-overlay-pane path").evaluate_all(drawn)
    assert held
    assert spots == sorted(spots)
