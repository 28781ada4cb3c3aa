"""Organisations come into the register, are described and verified; roles are given and ended."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from groundwork import clock
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from partners import memberships, permissions, registering
from partners.models import Membership, Organisation
from tests import factories as make

pytestmark = pytest.mark.django_db
Role = Membership.Role
GROUP = {"name": "Park Friends", "sector": "community", "contact_telephone": "0121 496 0000"}


def test_registering_makes_an_unverified_organisation_that_the_person_represents():
    person = make.person()
    organisation = registering.register(by=person, **GROUP)
    assert not organisation.is_verified
    assert permissions.may_edit_organisation(person, organisation)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": "  "}, "Give the name"),
        ({"contact_telephone": ""}, "one way to reach"),
        ({"starts_on": clock.today(), "ends_on": clock.today()}, "must come after"),
    ],
)
def test_registering_is_refused_with_a_sentence_when_something_lacks(change, sentence):
    with pytest.raises(Refused, match=sentence):
        registering.register(by=make.person(), **GROUP | change)


@pytest.mark.parametrize("name", ["New", "Import", "???", "Park Friends"])
def test_slug_is_free_and_never_an_address_of_ours(name):
    registering.register(by=make.person(), **GROUP)
    organisation = registering.register(by=make.person(), **GROUP | {"name": name})
    assert organisation.slug not in {"new", "import", "", "park-friends"}


def test_identifier_keeps_leading_zeros_and_is_refused_when_another_has_it():
    pair = ("GB-COH", "00445790")
    first = registering.register(by=make.person(), identifiers=[pair], **GROUP)
    assert [str(row) for row in first.identifiers.all()] == ["GB-COH-00445790"]
    with pytest.raises(Refused, match="registered already"):
        registering.register(by=make.person(), identifiers=[pair], **GROUP)


def test_describing_with_an_old_version_is_refused_and_shows_what_is_saved():
    person = make.person()
    organisation = registering.register(by=person, **GROUP)
    old = organisation.version
    more = {"organisation": organisation, "by": person, "areas": [], "expected": old}
    registering.describe(**more, **GROUP | {"name": "Friends of the Park"})
    with pytest.raises(ChangedMeanwhile) as meanwhile:
        registering.describe(**more, **GROUP | {"name": "Another"})
    assert meanwhile.value.current.name == "Friends of the Park"


def test_history_of_an_organisation_holds_no_contact_details():
    names = {field.name for field in Organisation.pgh_event_model._meta.get_fields()}
    assert "name" in names
    assert not {"contact_name", "contact_email", "contact_telephone"} & names


@pytest.mark.parametrize(
    ("who", "sector", "allowed"),
    [
        ("stranger", "voluntary", False),
        ("own representative", "voluntary", False),
        ("officer", "voluntary", True),
        ("officer", "council", False),
        ("officer of an unverified council", "voluntary", False),
        ("administrator", "council", True),
    ],
)
def test_verifying_is_for_officers_and_councils_for_administrators(who, sector, allowed):
    organisation = make.organisation(sector=sector)
    by = {
        "stranger": make.person,
        "own representative": lambda: make.member(organisation, Role.REPRESENTATIVE),
        "officer": lambda: make.member(make.council(), Role.OFFICER),
        "officer of an unverified council": lambda: make.member(
            make.council(verified=False), Role.OFFICER
        ),
        "administrator": lambda: make.person(is_superuser=True),
    }[who]()
    if allowed:
        assert registering.verify(organisation=organisation, by=by).is_verified
    else:
        with pytest.raises(PermissionDenied):
            registering.verify(organisation=organisation, by=by)


@pytest.mark.parametrize("giver", [*Role.values, "stranger", "administrator"])
@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize("sector", ["council", "community"])
def test_roles_are_given_by_those_who_may(sector, role, giver):
    organisation = make.council() if sector == "council" else make.organisation(sector="community")
    by = {
        "stranger": make.person,
        "administrator": lambda: make.person(is_superuser=True),
    }.get(giver, lambda: make.member(organisation, giver))()
    ordinary = role in ("editor", "representative")
    may = giver == "administrator" or (
        (giver in ("representative", "councillor") and ordinary)
        or (giver == "officer" and (sector == "council"))
    )
    fits = ordinary or sector == "council"
    person = make.person()
    if may and fits:
        memberships.give_role(organisation=organisation, person=person, role=role, by=by)
        memberships.give_role(organisation=organisation, person=person, role=role, by=by)
        assert person.memberships.count() == 1
    else:
        with pytest.raises(Refused if may else PermissionDenied):
            memberships.give_role(organisation=organisation, person=person, role=role, by=by)


def test_the_last_representative_cannot_leave():
    organisation = make.organisation()
    person = make.member(organisation, Role.REPRESENTATIVE)
    with pytest.raises(Refused, match="Someone must represent"):
        memberships.end_role(membership=person.memberships.get(), by=person)
    make.member(organisation, Role.REPRESENTATIVE)
    memberships.end_role(membership=person.memberships.get(), by=person)
    assert not permissions.may_edit_organisation(person, organisation)
    assert person.memberships.get().ends_on == clock.today()


def test_page_keeps_what_was_typed_when_it_is_refused(client):
    client.force_login(make.person())
    page = client.post(reverse("partner-new"), {"name": "Kept", "sector": "community"})
    assert page.status_code == 200
    assert 'value="Kept"' in page.content.decode()
    assert "Give one way to reach the organisation" in page.content.decode()


def test_page_registers_a_group_that_has_only_a_name_and_a_telephone(client):
    person = make.person()
    client.force_login(person)
    page = client.post(reverse("partner-new"), GROUP)
    organisation = Organisation.objects.get(name="Park Friends")
    assert page.url == reverse("partner-work", args=[organisation.slug])
    page = client.get(organisation.get_absolute_url())
    assert "unverified" in page.content.decode()


def test_two_people_describing_one_organisation_are_each_shown_what_the_other_did(client):
    organisation = make.organisation("First name", contact_telephone="1")
    client.force_login(make.member(organisation, Role.REPRESENTATIVE))
    address = reverse("partner-edit", args=[organisation.slug])
    typed = {**GROUP, "version": organisation.version, "name": "My name"}
    organisation.write(name="Their name")
    page = client.post(address, typed).content.decode()
    assert "Their name" in page
    assert 'value="My name"' in page
    again = client.post(address, typed | {"version": organisation.version})
    assert again.status_code == 302
    organisation.refresh_from_db()
    assert organisation.name == "My name"


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Alpha Council", "Beta Trust"]),
        ("?q=beta", ["Beta Trust"]),
        ("?sector=council", ["Alpha Council"]),
        ("?q=%00nothing", []),
        ("?sector=nonsense&page=99", ["Alpha Council", "Beta Trust"]),
    ],
)
def test_register_is_filtered_by_text_and_sector(client, query, names):
    make.council("Alpha Council")
    make.organisation("Beta Trust")
    page = client.get(reverse("partners") + query)
    assert [row.name for row in page.context["page"]] == names
    assert "csrfmiddlewaretoken" not in page.content.decode()


def test_register_takes_as_many_queries_for_twenty_as_for_one(client, django_assert_num_queries):
    make.organisation()
    with django_assert_num_queries(2):
        client.get(reverse("partners"))
    for _ in range(19):
        make.organisation()
    with django_assert_num_queries(2):
        client.get(reverse("partners"))
