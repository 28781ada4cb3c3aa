"""Every address × state × role × way in, held to the table in matrix.py."""

import pytest
from django.db import connection, transaction
from django.urls import reverse

from sizes.models import Zone
from sizes.status import State, Status
from tests.access.matrix import ACCOUNTS, ADDRESSES, ADMIN, CODES, IN, SIGN_IN
from tests.access.world import OF_ASSETS, ROLES, STATES, World, addresses

pytestmark = [pytest.mark.promise, pytest.mark.xdist_group("access")]

OURS = [
    (route, name)
    for route, name in addresses()
    if not route.startswith(ADMIN) and (not route.startswith(ACCOUNTS) or name in ADDRESSES)
]
SIGNING_IN = reverse("account_login")


def states_of(route: str) -> tuple[str, ...]:
    is_a_zones = "<slug:reference>" in route or "zones/<slug:slug>" in route
    return STATES if is_a_zones and not route.startswith(OF_ASSETS) else (State.DRAFT,)


def word_for(response) -> str:
    """The word of the table that an answer stands for."""
    if response.status_code == 302 and response["Location"].startswith(SIGNING_IN):
        return SIGN_IN
    words = [word for word, codes in CODES.items() if response.status_code in codes]
    return words[0] if words else str(response.status_code)


def met_at(world: World, route: str, name: str, method: str, state: str) -> dict[str, str]:
    """What each role meets at an address; whatever it changes is rolled back."""
    path = reverse(name, kwargs=world.arguments(route, state))
    form = {"version": world.zones[state].version, "note": "Because."}
    met = {}
    for role in ROLES:
        with transaction.atomic():
            send = getattr(world.clients[role], method)
            response = send(path, form if method == "post" else {})
            b"".join(response)  # a file that is sent is closed at its end
            met[role] = word_for(response)
            connection.set_rollback(True)
    return met


def test_the_table_holds_every_address_and_no_other():
    assert {name for _, name in OURS} == set(ADDRESSES)


@pytest.mark.parametrize(("route", "name"), OURS, ids=[name for _, name in OURS])
def test_each_role_meets_what_the_table_says(world, route, name):
    ways = ADDRESSES[name]
    for method, table in (("get", ways.get), ("post", ways.post)):
        for state in states_of(route):
            assert (method, state, met_at(world, route, name, method, state)) == (
                method,
                state,
                dict(table[state]),
            )


def test_a_page_that_lets_in_answers_200_where_nothing_is_to_be_done(world):
    for name in ("home", "zones", "partners", "zone-new", "desk"):
        assert world.clients["councillor"].get(reverse(name)).status_code == 200


@pytest.mark.parametrize("role", ROLES)
def test_a_way_of_asking_that_an_address_does_not_know_is_refused(world, role):
    for name in ("home", "zones", "desk", "zone-new", "partners"):
        for method in ("put", "patch", "delete"):
            response = getattr(world.clients[role], method)(reverse(name))
            assert response.status_code in (302, 405), (name, method, response.status_code)


def test_no_form_is_taken_from_another_site(world):
    """Each form's address refuses a POST without the token that its page carries."""
    from django.test import Client

    careful = Client(enforce_csrf_checks=True)
    careful.force_login(world.people["councillor"])
    for route, name in OURS:
        if IN not in ADDRESSES[name].post[State.DRAFT].values():
            continue
        path = reverse(name, kwargs=world.arguments(route, State.DRAFT))
        assert careful.post(path).status_code == 403, name


def visible_names(world: World, role: str) -> dict[str, set[str]]:
    """The zones that each door of the product shows a role, of those in the world."""
    client = world.clients[role]
    ours = {zone.slug: state for state, zone in world.zones.items()}

    def shown(text: str) -> set[str]:
        return {state for slug, state in ours.items() if f"/zones/{slug}/" in text}

    def body(path: str) -> str:
        response = client.get(path)
        assert response.status_code == 200, path
        return b"".join(response).decode()

    every = "status=" + "&status=".join(s for s in Status if s != Status.DRAFT)
    pages = {
        "list": f"/zones/?{every}",
        "API": f"/api/zones/?{every}&page_size=100",
        "GeoJSON": f"/api/zones/?{every}&format=geojson&page_size=100",
        "bands": f"/api/zones/?{every}&format=geojson&geometry=bands&page_size=100",
        "map": f"/api/zones/?{every}&format=geojson&bbox=-8,49,2,61&page_size=100",
        "CSV": f"/api/zones/?{every}&format=csv&page_size=100",
        "search": f"/zones/?{every}&q=Zone",
    }
    found = {door: shown(body(path)) for door, path in pages.items()}
    for door, name in (("page", "zone"), ("API page", "api-zone"), ("history", "zone-history")):
        found[door] = {
            state
            for slug, state in ours.items()
            if client.get(reverse(name, args=[slug])).status_code == 200
        }
    return found


@pytest.mark.parametrize("role", ["visitor", "resident", "other officer", "administrator"])
def test_all_doors_agree_on_which_zones_there_are(world, role):
    everyone_sees = set(STATES) - {State.DRAFT}
    assert visible_names(world, role) == dict.fromkeys(visible_names(world, role), everyone_sees)


@pytest.mark.parametrize("role", ["starter", "editor", "councillor"])
def test_a_draft_is_on_no_list_even_for_those_who_may_open_it(world, role):
    found = visible_names(world, role)
    for door in ("list", "API", "GeoJSON", "bands", "map", "CSV", "search"):
        assert State.DRAFT not in found[door], door
    for door in ("page", "API page", "history"):
        assert State.DRAFT in found[door], door


def test_drafts_cannot_be_asked_for(world):
    client = world.clients["councillor"]
    assert client.get("/api/zones/?status=draft").status_code == 400
    page = client.get("/zones/?status=draft").content.decode()
    assert f"/zones/{world.zones[State.DRAFT].slug}/" not in page


# Whoever holds the key of an invitation takes up its role, and is a stranger no more.
HANDS_OVER_A_ROLE = {"partner-join"}


def test_no_address_writes_to_a_zone_for_somebody_without_a_part_in_it(world):
    """Whatever a stranger sends anywhere, no zone is different afterwards."""
    ours = Zone.objects.filter(pk__in=[zone.pk for zone in world.zones.values()]).order_by("pk")
    before = list(ours.values())
    for role in ("visitor", "resident", "other councillor", "other officer"):
        for route, name in OURS:
            if name in HANDS_OVER_A_ROLE:
                continue
            for state in states_of(route):
                path = reverse(name, kwargs=world.arguments(route, state))
                world.clients[role].post(path, {"version": world.zones[state].version})
    assert list(ours.values()) == before
