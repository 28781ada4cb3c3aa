"""Two councils, a person in each role, and a zone in each state: what every access test walks over.

It is made once for a module of tests and never changed: each test's writes are rolled back.
"""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from assets.transferring import announcing, assessing
from groundwork import clock
from partners.models import Handover, Invitation, JoinRequest, Membership, Organisation, Person
from sizes import amending, barriers, moderating, opportunities, opportunity_parts
from sizes.models import Comment, InterimReview, PreElectionPeriod, Signature, Zone
from sizes.status import State
from tests import asset_factories as make_assets
from tests import factories as make
from tests import opportunity_factories as make_opportunities
from tests import transfer_factories as make_transfers

STATES = tuple(State)
WORK = tuple(Membership.Role.values)
OUTSIDERS = ("other councillor", "other officer")
# The offer at these addresses is public; at others it is a draft.
PUBLIC_OFFER = {"offers/<int:offer>/", "offers/<int:offer>/withdraw/", "offers/<int:offer>/end/"}
# Addresses of assets: what they name is in `World.assets`, and no zone's.
OF_ASSETS = ("assets/", "api/assets/")
ROLES = ("visitor", "resident", "starter", *WORK, *OUTSIDERS, "administrator")


@dataclass
class World:
    """The people by role, signed in, and the zones by state."""

    council: Organisation
    people: dict[str, Person | AnonymousUser] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    zones: dict[str, Zone] = field(default_factory=dict)
    meetings: dict[str, int] = field(default_factory=dict)
    signatures: dict[str, int] = field(default_factory=dict)
    membership: Membership | None = None
    period: int = 0
    joining: dict[str, Any] = field(default_factory=dict)
    voices: dict[str, Any] = field(default_factory=dict)
    opportunities: dict[str, Any] = field(default_factory=dict)
    offers: dict[str, Any] = field(default_factory=dict)
    assets: dict[str, Any] = field(default_factory=dict)
    needs: dict[str, dict[str, int]] = field(default_factory=dict)

    def arguments(self, route: str, state: str) -> dict[str, Any]:
        """What stands for the variable parts of an address, for the zone in the state."""
        zone = self.zones[state]
        values = {
            "reference": zone.reference,
            "slug": self.council.slug if route.startswith("partners/") else zone.slug,
            "participant": zone.participants.get().pk,
            "meeting": self.meetings[state],
            "organisation": self.council.slug,
            "signature": self.signatures[state],
            "membership": self.membership.pk if self.membership else 0,
            "answer": "agree",
            "step": "withdraw",
            # A zone's first notice, and its first change, which was made; the next is a draft.
            "number": 2 if "work/changes/" in route else 1,
            "change_act": "abandon",
            "overridden": "declare",
            "period": self.period,
            **self.joining,
            **self.voices,
            **self.offers,
            **self.opportunities,
            "act": "end" if "work/variations/" in route else "withdraw",
        }
        if route.startswith("desk/remove/"):
            values |= {"kind": "comment", "pk": self.voices["comment"]}
        if "needs/<int:need>/" in route:
            values |= self.needs[state]
        if route in PUBLIC_OFFER:
            values["offer"] = self.offers["public offer"]
        if route.startswith(OF_ASSETS):
            values |= self.assets
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
    for state in STATES:
        zone = make.ready_zone(f"Zone in {state}", leads=[council], by=starter)
        make.bring_to(zone, state, by=world.people["councillor"])
        zone.refresh_from_db()
        world.zones[state] = zone
        world.meetings[state] = make.meeting(zone).pk
        asked = Signature.objects.create(zone=zone, capacity="partner", organisation=council)
        world.signatures[state] = asked.pk
    changes_to(world.zones[State.DECLARED], by=world.people["councillor"])
    world.membership = Membership.objects.get(person=world.people["editor"])
    world.joining = joining_in(council, by=world.people["councillor"])
    world.period = period_of(council).pk
    world.offers = offers_of(council, asking=other)
    world.voices = voices_in(world.zones[State.DECLARED], by=world.people["officer"])
    world.assets = assets_of(council) | transfer_of(world, other)
    world.needs = {state: need_of(zone, council) for state, zone in world.zones.items()}
    world.opportunities = opportunities_in(world.zones[State.DECLARED], council)
    for role, person in world.people.items():
        world.clients[role] = Client()
        if role != "visitor":
            world.clients[role].force_login(person)
    return world


def joining_in(council: Organisation, *, by: Person) -> dict[str, Any]:
    """An invitation, a request to join and a handover, by what addresses call them."""
    invitation = Invitation.objects.create(
        organisation=council, email="invited@test.example", role="editor", invited_by=by
    )
    asked = JoinRequest.objects.create(organisation=council, person=make.person(), why="I help.")
    left = make.member(council, "representative", ends_on=clock.today())
    handover = Handover.objects.create(membership=left.memberships.get(), began_on=clock.today())
    return {
        "key": invitation.key,
        "invitation": invitation.pk,
        "asked": asked.pk,
        "handover": handover.pk,
    }


def changes_to(zone: Zone, *, by: Person) -> None:
    """A change to the zone that was made, and one that is drafted."""
    for reason in ("Clearer words.", "More words."):
        change = amending.begin(zone=zone, by=by)
        amending.say_why(amendment=change, reason=reason, by=by)
        amending.change_words(amendment=change, summary=reason, by=by)
        if reason == "Clearer words.":
            amending.adjust(amendment=change, by=by)


def period_of(council: Organisation) -> PreElectionPeriod:
    """A pre-election period to come, where no zone lies."""
    return PreElectionPeriod.objects.create(
        council=council,
        area=make.area("Far Ward", shape=make.square(50_000)),
        election="Local elections",
        starts_on=clock.today() + 10 * make.DAY,
        ends_on=clock.today() + 40 * make.DAY,
    )


def offers_of(council: Organisation, *, asking: Organisation) -> dict[str, Any]:
    """A draft that needs an act of another organisation, and a public offer."""
    draft = make.commitment(council, published=False)
    asked = draft.dependencies.create(organisation=asking, act="Help.", due_on=clock.today())
    return {
        "offer": draft.pk,
        "dependency": asked.pk,
        "public offer": make.commitment(council).pk,
    }


def assets_of(council: Organisation) -> dict[str, Any]:
    """A public asset of the council, and what belongs to it, by what addresses call them."""
    hall = make_assets.asset(council, "The hall", at=(406_050, 280_050), boundary=make.square(0, 0))
    begun = make_assets.an_import(council)
    return {
        "register_import": begun.pk,
        "slug": council.slug,
        "form": "csv",
        "reference": hall.reference,
        "part": "access",
        "act": "share",
        "photo": make_assets.photo(hall).pk,
        "document": make_assets.document(hall).pk,
    }


def transfer_of(world: World, other: Organisation) -> dict[str, Any]:
    """A transfer from the one council to the other, whose business case is being assessed.

    With it a public paper of the other's, an interest, and an announcement that is open.
    """
    day = clock.today() - 70 * make.DAY
    lodge = make_assets.asset(world.council, "The lodge")
    theirs, ours = world.people["representative"], world.people["other councillor"]
    sides = make_transfers.Sides(world.council, other, lodge, theirs, ours)
    make_transfers.save_scheme(world.council, theirs)
    transfer, _ = make_transfers.bring_to("assessment", sides, on=day)
    interest = assessing.declare_interest(
        transfer=transfer, who="Ward councillor", interest="Lives next door.", by=theirs
    )
    announcement = announcing.announce(
        asset=lodge, right="lease", words="W", closes_on=clock.today() + 60 * make.DAY, by=theirs
    )
    return {
        "transfer": transfer.reference,
        "transfer_step": "refuse",
        "benefit": transfer.benefits.get().pk,
        "paper": make_transfers.paper(transfer, by=ours, is_public=True).pk,
        "paper_act": "publish",
        "interest": interest.pk,
        "report": "yearly-1",
        "announcement": announcement.pk,
    }


def need_of(zone: Zone, council: Organisation) -> dict[str, int]:
    """What the zone needs, and an introduction over it to the keeper of an asset of the council."""
    need = make.need(zone)
    hall = make_assets.asset(council, f"The hall of {zone}")
    return {"need": need.pk, "introduction": make.introduction(need, asset=hall).pk}


def voices_in(zone: Zone, *, by: Person) -> dict[str, Any]:
    """What is in the zone, by what addresses call it: a comment that is shown, a barrier, and a
    variation that conflicts with one of another zone.

    The decision is to show the comment; the step is to ask to have the barrier lifted.
    """
    comment = Comment.objects.create(zone=zone, text="It works.", state="held")
    moderating.show(comment=comment, by=by, page="https://zones.example/")
    barrier = barriers.note(zone=zone, rule="R", stopped="S", owner_name="Ministry", by=by)
    here = make.variation(zone)
    other = make.variation(make.declared_zone(), rule_here="Rooms are lent for a day.")
    look = InterimReview.objects.create(zone=zone, due_on=clock.today() + make.DAY)
    return {
        "interim": look.pk,
        "pk": here.pk,
        "acceptance": here.acceptance_id,
        "first": here.pk,
        "second": other.pk,
        "comment": comment.pk,
        "decision": "show",
        "barrier": barrier.pk,
        "barrier_step": "ask",
    }


def opportunities_in(zone: Zone, council: Organisation) -> dict[str, Any]:
    """An opportunity that is developed, joins an asset of the council, and waits for its yes.

    The step is to end it, which needs words.
    """
    made = make_opportunities.spotted(zone)
    by = make_opportunities.member_of(zone)
    van = make_assets.asset(council, "The van")
    part = opportunity_parts.join_asset(opportunity=made, asset=van, by=by)
    opportunities.take("develop", opportunity=made, by=by)
    asked = make_opportunities.agreement(made, yes=())
    return {
        "opportunity": made.pk,
        "opportunity_step": "end",
        "part": part.pk,
        "agreement": asked.pk,
        "side": "lender",
    }


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
