"""Two councils, a person in each role, and a zone in each state: what every access test walks over.

It is made once for a module of tests and never changed: each test's writes are rolled back.
"""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from partners.models import Membership, Organisation, Person
from sizes import lifecycle
from sizes.models import Zone
from sizes.status import State
from tests import factories as make

STEPS_TO = {
    State.DRAFT: (),
    State.PROPOSED: ("publish",),
    State.DECLARED: ("publish", "declare"),
    State.WITHDRAWN: ("publish", "withdraw"),
}
STATES = tuple(STEPS_TO)
WORK = tuple(Membership.Role.values)
OUTSIDERS = ("other councillor", "other officer")
ROLES = ("visitor", "resident", "starter", *WORK, *OUTSIDERS, "administrator")


@dataclass
class World:
    """The people by role, signed in, and the zones by state."""

    council: Organisation
    people: dict[str, Person | AnonymousUser] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    zones: dict[str, Zone] = field(default_factory=dict)
    membership: Membership | None = None

    def arguments(self, route: str, state: str) -> dict[str, Any]:
        """What stands for the variable parts of an address, for the zone in the state."""
        zone = self.zones[state]
        values = {
            "reference": zone.reference,
            "slug": self.council.slug if route.startswith("partners/") else zone.slug,
            "participant": zone.participants.get().pk,
            "membership": self.membership.pk if self.membership else 0,
            "answer": "agree",
            "step": "withdraw",
        }
        return {name: value for name, value in values.items() if f":{name}>" in route}


def make_world() -> World:
    """Write it all to the database."""
    council = make.council("Own Council", contact_telephone="0121 496 0000")
    other = make.council("Other Council")
    world = World(council)
    world.people["visitor"] = AnonymousUser()
    world.people["resident"] = make.person("Resident")
    world.people["starter"] = starter = make.person("Starter")
    for role in WORK:
        world.people[role] = make.member(council, role)
    for role in OUTSIDERS:
        world.people[role] = make.member(other, role.removeprefix("other "))
    world.people["administrator"] = make.person("Administrator", is_staff=True, is_superuser=True)
    for state, steps in STEPS_TO.items():
        zone = make.ready_zone(f"Zone in {state}", leads=[council], by=starter)
        for step in steps:
            lifecycle.take(step, zone=zone, by=world.people["councillor"], note="Because.")
        zone.refresh_from_db()
        world.zones[state] = zone
    world.membership = Membership.objects.get(person=world.people["editor"])
    for role, person in world.people.items():
        world.clients[role] = Client()
        if role != "visitor":
            world.clients[role].force_login(person)
    return world


def addresses() -> list[tuple[str, str]]:
    """Every address there is, as (route, name)."""
    return sorted(_walk(get_resolver().url_patterns, ""))


def _walk(patterns: list[URLPattern | URLResolver], begun: str) -> list[tuple[str, str]]:
    found = []
    for pattern in patterns:
        route = begun + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found += _walk(pattern.url_patterns, route)
        else:
            found.append((route, pattern.name or ""))
    return found
