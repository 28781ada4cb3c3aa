"""Every page of ours, in light and dark, wide and narrow: accessible, and nothing runs off it."""

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

PUBLIC = [
    "/",
    "/here/?q=B30+2HA",
    "/here/?q=nowhere+at+all",
    "/here/?lat=52.42&lon=-1.93&accuracy=400",
    "/suggest/",
    "/zones/",
    "/zones/?status=lapsed&q=quiet",
    "/zones/stirchley-and-cotteridge-health-and-well-being/",
    "/zones/stirchley-and-cotteridge-health-and-well-being/history/",
    "/zones/brookside-tower-warm-and-in-touch/",
    "/zones/edgbaston-quiet-streets/",
    "/zones/moseley-one-front-door-for-advice/",
    "/partners/",
    "/partners/birmingham-demo-council/",
    "/about/",
    "/accessibility/",
    "/privacy/",
    "/cookies/",
    "/gallery/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/nothing-here/",
]
STEPS = [
    "",
    "where/",
    "what-for/",
    "why-here/",
    "who/",
    "how-long/",
    "limits/",
    "summary/",
    "check/",
    "steps/declare/",
    "steps/withdraw/",
]
PERSONAL = [
    "/desk/",
    "/desk/suggestions/",
    "/zones/new/",
    "/zones/quick/",
    "/partners/new/",
    "/partners/birmingham-demo-council/work/",
    "/partners/birmingham-demo-council/edit/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/logout/",
]
LOOKS = [(width, scheme) for width in (1280, 320) for scheme in ("light", "dark")]
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
}


def faults(page) -> list[str]:
    """What axe finds in each look, and whether the page must be scrolled sideways."""
    page.wait_for_load_state("networkidle")
    lines = []
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        place = f"{page.url} {width} {scheme}"
        for rule in Axe().run(page, options=RULES).response["violations"]:
            where = [node["target"] for node in rule["nodes"]][:3]
            lines.append(f"{place} {rule['id']}: {json.dumps(where)}")
        wide, inner = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        if wide > inner:
            lines.append(f"{place} is {wide} px wide")
    return lines


@pytest.fixture
def page(visit):
    """A page on which axe may work: its way of looking sets styles that the policy forbids."""
    return visit(bypass_csp=True)


@pytest.mark.parametrize("path", PUBLIC)
def test_public_page_has_no_fault_in_any_look(page, path):
    page.goto(path)
    assert faults(page) == []


@pytest.fixture
def proposal(page, sign_in) -> str:
    """The reference of a proposal that the councillor, who is signed in, may work on."""
    sign_in(page, "councillor@demo.example")
    page.goto("/zones/sparkbrook-and-balsall-heath-shared-spaces/")
    return re.search(r"SIZ-\d+", page.inner_text("main"))[0]


@pytest.mark.parametrize("step", STEPS)
def test_page_of_the_wizard_has_no_fault_in_any_look(page, proposal, step):
    assert page.goto(f"/zones/new/{proposal}/{step}").status == 200
    assert faults(page) == []


@pytest.mark.parametrize("path", PERSONAL)
def test_page_of_somebody_signed_in_has_no_fault_in_any_look(page, sign_in, path):
    sign_in(page, "councillor@demo.example")
    assert page.goto(path).status == 200
    assert faults(page) == []


def test_no_page_breaks_the_policy_on_scripts_and_styles(visit, sign_in):
    page = visit()
    for path in PUBLIC:
        page.goto(path)
    sign_in(page, "councillor@demo.example")
    for path in PERSONAL:
        page.goto(path)
