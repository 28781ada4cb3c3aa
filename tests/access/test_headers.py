"""What every answer says to the browser: where things may come from, and who may keep it."""

from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from sizes.status import State
from tests.access.matrix import ACCOUNTS, ADDRESSES, ADMIN
from tests.access.test_every_address import OURS
from tests.access.world import STATES, World

pytestmark = [pytest.mark.promise, pytest.mark.xdist_group("access")]

# Pages that others wrote, with styles of their own in the page.
OTHER_PEOPLES_STYLES = {"api-docs"}
# The same for everybody, and kept by anybody.
PUBLIC = {
    "home",
    "zones",
    "partners",
    "partner",
    "partner-areas",
    "offers",
    "offer",
    "assets-file",
    "assets",
    "assets-map",
    "asset",
    "transfers",
    "transfers-file",
    "transfer",
    "transfer-scheme",
    "asset-photo",
    "asset-photo-small",
    "asset-outline",
    "api-commitments",
    "api-assets",
    "api-asset",
    "about",
    "accessibility",
    "privacy",
    "cookies",
    "area-outlines",
    "api-root",
    "api-zones",
    "api-partners",
    "zone",
    "zone-history",
    "zone-changes",
    "zone-change",
    "zone-notice",
    "zone-notice-pdf",
    "zone-notice-numbered",
    "zone-notice-numbered-pdf",
    "variation",
    "api-variations",
    "zone-commitments",
    "zone-comments",
    "zone-barriers",
    "barriers",
    "pre-election",
    "barrier",
    "api-zone",
    "needs",
    "zone-needs",
    "need",
    "zone-meetings",
    "zone-meeting",
    "zone-meeting-calendar",
    "zones-calendar",
    "zones-feed",
    "zone-calendar",
    "zone-feed",
    "zone-opportunities",
    "opportunity",
    "zone-review",
    "zone-closing",
    "zone-afterwards",
}
# The same for everybody, but not worth keeping, or not to be kept.
UNKEPT = {
    "here",
    "api-here",
    "api-schema",
    "api-docs",
    "health-live",
    "health-ready",
    "suggest-sent",
}


# Files that people handed in: sent with a policy under which nothing runs and nothing is fetched.
HANDED_IN = {"asset-photo", "asset-photo-small", "asset-document", "transfer-document"}

# What there is only in a zone that was declared.
DECLARED_ONLY = {"zone-change", "variation", "opportunity"}


def get(world: World, route: str, name: str, role: str, state: str = State.PROPOSED):
    state = State.DECLARED if name in DECLARED_ONLY else state
    return world.clients[role].get(reverse(name, kwargs=world.arguments(route, state)))


@pytest.mark.parametrize(("route", "name"), OURS, ids=[name for _, name in OURS])
def test_every_answer_carries_the_headers_of_safety(world, route, name):
    for role in ("visitor", "councillor"):
        response = get(world, route, name, role)
        b"".join(response)  # a file that is sent is closed at its end
        policy = response["Content-Security-Policy"]
        if name in HANDED_IN:
            assert policy == "default-src 'none'; sandbox"
        else:
            if name not in OTHER_PEOPLES_STYLES:
                assert "unsafe" not in policy
            assert "script-src 'self'" in policy
            assert "unsafe" not in policy.partition("script-src")[2].partition(";")[0]
            for part in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"):
                assert part in policy
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["X-Frame-Options"] == "DENY"
        assert response["Referrer-Policy"] == "same-origin"
        assert "camera=()" in response["Permissions-Policy"]
        assert response["Cross-Origin-Opener-Policy"] == "same-origin"
        assert response["Cache-Control"]
        assert response["X-Request-ID"]


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/signup/", "/nothing/", "/admin/"])
def test_pages_of_others_and_refusals_carry_them_too(world, path):
    response = world.clients["visitor"].get(path)
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("route", "name"), [pair for pair in OURS if pair[1] in PUBLIC], ids=lambda value: str(value)
)
def test_a_public_page_is_the_same_for_everybody(world, route, name):
    theirs = get(world, route, name, "visitor")
    ours = get(world, route, name, "councillor")
    assert b"".join(theirs) == b"".join(ours)
    for response in (theirs, ours):
        assert "public" in response["Cache-Control"]
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")
        assert b"csrfmiddlewaretoken" not in b"".join(response)


@pytest.mark.parametrize(
    "route_and_name", [pair for pair in OURS if pair[1] not in PUBLIC | UNKEPT]
)
def test_any_other_page_is_kept_by_nobody(world, route_and_name):
    for state in STATES:
        response = get(world, *route_and_name, "councillor", state)
        b"".join(response)  # a file that is sent is closed at its end
        assert "no-store" in response["Cache-Control"]
        assert "private" in response["Cache-Control"] or "no-cache" in response["Cache-Control"]


def test_a_draft_is_kept_by_nobody_though_its_page_will_be_public(world):
    for name in ("zone", "zone-history", "api-zone", "zone-meetings"):
        path = reverse(name, args=[world.zones[State.DRAFT].slug])
        response = world.clients["councillor"].get(path)
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]
        assert "public" not in response["Cache-Control"]


def text_of_pdf(paper: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(paper)).pages)


def test_no_page_names_somebody_who_does_not_act_in_public(world):
    names = [world.people[role].email for role in world.people if role != "visitor"]
    names += [world.people["resident"].name, world.people["starter"].name]
    for route, name in OURS:
        if name not in PUBLIC | UNKEPT or name in HANDED_IN:
            continue
        for state in set(STATES) - {State.DRAFT}:
            answer = b"".join(get(world, route, name, "visitor", state))
            text = text_of_pdf(answer) if answer.startswith(b"%PDF") else answer.decode()
            assert [who for who in names if who in text] == [], (name, state)


def test_an_answer_about_a_position_is_kept_by_nobody(world):
    for path in ("/here/?lat=52.4194&lon=-1.9309", "/api/here/?lat=52.4194&lon=-1.9309"):
        response = world.clients["visitor"].get(path)
        assert "no-store" in response["Cache-Control"], path
        assert not response.cookies


def test_every_address_is_public_unkept_or_somebodys_own():
    assert set(ADDRESSES) >= (PUBLIC | UNKEPT)
    assert not any(route.startswith((ADMIN, ACCOUNTS)) for route, name in OURS if name in PUBLIC)
