"""The people and organisations of the demonstration. All are made up, and their names say so."""

import datetime as dt
from dataclasses import dataclass

from allauth.account.models import EmailAddress

from groundwork import clock
from partners import memberships, registering
from partners.models import Membership, Organisation, Person
from places.models import Area

PASSWORD = "social-profit"  # noqa: S105
Role = Membership.Role


@dataclass(frozen=True)
class Cast:
    """Who plays a part: the four who can sign in, and the organisations."""

    councillor: Person
    partner: Person
    resident: Person
    officer: Person
    council: Organisation
    health: Organisation
    park_friends: Organisation
    traders: Organisation
    housing: Organisation


def person(email: str, name: str) -> Person:
    """Someone who can sign in with the password of the demonstration."""
    someone = Person.objects.create_user(email=email, password=PASSWORD, name=name)
    EmailAddress.objects.create(user=someone, email=email, verified=True, primary=True)
    return someone


def gather(*, since: dt.date) -> Cast:
    """Make the people and organisations, in their roles since the day."""
    clerk = Person.objects.create_superuser(
        email="administrator@demo.example", name="Demo Administrator", is_active=True
    )
    councillor = person("councillor@demo.example", "Cllr Demo Councillor")
    partner = person("partner@demo.example", "Demo Partner")
    resident = person("resident@demo.example", "Demo Resident")
    officer = person("officer@demo.example", "Demo Officer")
    wards = list(Area.objects.filter(kind=Area.Kind.WARD, authority="Birmingham"))
    city = list(Area.objects.filter(kind=Area.Kind.DISTRICT, reference="demo-city"))

    def organisation(name: str, sector: str, *, by: Person, areas=(), **more: str) -> Organisation:
        made = registering.register(by=by, name=name, sector=sector, areas=areas, on=since, **more)
        return registering.verify(organisation=made, by=clerk, on=since)

    council = organisation(
        "Birmingham Demo Council",
        Organisation.Sector.COUNCIL,
        by=clerk,
        areas=city,
        description="A made-up council that leads the zones of this demonstration.",
        contact_name="Neighbourhood officer",
        contact_email="zones@council.demo.example",
        contact_telephone="0121 496 0001",
        contact_place="Any library, at the front desk",
    )
    for someone, role in ((councillor, Role.COUNCILLOR), (officer, Role.OFFICER)):
        memberships.give_role(organisation=council, person=someone, role=role, by=clerk, on=since)
    health = organisation(
        "South Birmingham Demo Health Trust",
        Organisation.Sector.PUBLIC,
        by=partner,
        areas=wards[:4],
        description="A made-up health body that would rather see people walking than waiting.",
        contact_name="Community nurse team",
        contact_telephone="0121 496 0002",
    )
    park_friends = organisation(
        "Demo Friends of the Park",
        Organisation.Sector.COMMUNITY,
        by=partner,
        description="A made-up group with no constitution that looks after a park on Saturdays.",
        contact_name="Whoever opens the gate",
        contact_place="The park gate, Saturdays at 10",
    )
    traders = registering.register(
        by=resident,
        name="Demo High Street Traders",
        sector=Organisation.Sector.PRIVATE,
        on=since,
        description="Made-up shops that would like to open later in summer.",
        contact_email="traders@shops.demo.example",
    )
    housing = organisation(
        "Demo Homes Association",
        Organisation.Sector.VOLUNTARY,
        by=partner,
        description="A made-up landlord of tower blocks.",
        contact_name="Housing desk",
        contact_telephone="0121 496 0003",
    )
    return Cast(
        councillor, partner, resident, officer, council, health, park_friends, traders, housing
    )


def is_there() -> bool:
    """Whether the demonstration has been made in this database."""
    return Person.objects.filter(email="councillor@demo.example").exists()


def years_before(years: float) -> dt.date:
    """The day so many years ago."""
    return clock.today() - dt.timedelta(days=round(years * 365.25))
