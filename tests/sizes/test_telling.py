"""Who is told of what happens to a zone, at which addresses, and how often."""

import pytest

from groundwork import clock
from groundwork.models import Letter
from partners.models import Membership, Person
from sizes import telling
from sizes.models import Capacity, Signature
from tests import factories as make

pytestmark = pytest.mark.django_db

Role = Membership.Role
SAYS = {"subject": "News of the zone", "body": "Something happened."}


def told(write, zone, key="news", on=None):
    return write(zone, key=key, on=on or clock.today(), **SAYS)


# --- Whose addresses an organisation has ----------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "is_told"),
    [
        (Role.REPRESENTATIVE, True),
        (Role.COUNCILLOR, True),
        (Role.EDITOR, False),
        (Role.OFFICER, False),
    ],
)
def test_those_are_told_who_agree_for_the_organisation(role, is_told):
    body = make.organisation()
    someone = make.member(body, role)
    assert telling.representatives(body) == ([someone.email] if is_told else [])


def test_the_shared_mailbox_comes_first_and_each_address_once():
    body = make.organisation(mailbox="Hall@test.example")
    someone = make.member(body, Role.REPRESENTATIVE)
    Membership.objects.create(person=someone, organisation=body, role=Role.COUNCILLOR)
    twin = make.member(body, Role.REPRESENTATIVE)
    Person.objects.filter(pk=twin.pk).update(email="hall@test.example")
    assert telling.representatives(body) == ["hall@test.example", someone.email]


def test_nobody_is_told_who_left_or_whose_account_is_closed():
    body, today = make.organisation(), clock.today()
    make.member(body, Role.REPRESENTATIVE, ends_on=today)
    make.member(body, Role.REPRESENTATIVE, starts_on=today + make.DAY)
    closed = make.member(body, Role.REPRESENTATIVE)
    Person.objects.filter(pk=closed.pk).update(is_active=False)
    assert telling.representatives(body) == []


def test_who_is_told_is_asked_of_the_day():
    body, today = make.organisation(), clock.today()
    leaving = make.member(body, Role.REPRESENTATIVE, ends_on=today + 5 * make.DAY)
    assert telling.representatives(body, on=today + 4 * make.DAY) == [leaving.email]
    assert telling.representatives(body, on=today + 5 * make.DAY) == []


# --- Letters --------------------------------------------------------------------------------------


def test_leads_are_told_who_agreed_to_lead():
    zone = make.ready_zone()
    councillor = make.councillor_of(zone)
    asked = make.organisation()
    make.lead(zone, asked, agreed=False)
    make.member(asked, Role.REPRESENTATIVE)
    assert told(telling.tell_leads, zone) == [councillor.email]
    letter = Letter.objects.get()
    assert (letter.to, letter.subject, letter.body) == (councillor.email, *SAYS.values())


def test_signatories_are_told_whose_signature_stands():
    zone = make.proposed_zone()
    rows = make.sign_all(zone)
    people = [make.member(row.organisation, Role.REPRESENTATIVE) for row in rows]
    Signature.objects.filter(pk=rows[1].pk).update(
        withdrawn_on=clock.today(), why_withdrawn="We do not agree any more."
    )
    addresses = told(telling.tell_signatories, zone)
    expected = {people[0].email, people[2].email, people[3].email}
    # The lead council signed too: its councillor who published the proposal is told.
    assert expected < set(addresses)
    assert people[1].email not in addresses
    assert sorted(addresses) == sorted(Letter.objects.values_list("to", flat=True))


def test_an_invitation_does_not_make_a_signatory():
    zone = make.proposed_zone()
    invited = make.organisation(mailbox="invited@test.example")
    Signature.objects.create(zone=zone, capacity=Capacity.PARTNER, organisation=invited)
    assert told(telling.tell_signatories, zone) == []


@pytest.mark.parametrize(
    ("contact", "addresses"),
    [("Rosa@test.example", ["rosa@test.example"]), ("0121 496 0000", []), ("", [])],
)
def test_who_signed_on_paper_is_told_where_they_left_an_address(contact, addresses):
    zone, today = make.proposed_zone(), clock.today()
    Signature.objects.create(
        zone=zone,
        capacity=Capacity.LOCAL_LEADER,
        signatory="Rosa Parks Hall",
        contact=contact,
        position=1,
        signed_on=today,
        signed_at=clock.now(),
        role="Chair",
        is_on_paper=True,
    )
    assert told(telling.tell_signatories, zone) == addresses


def test_nobody_is_told_twice_of_the_same_thing():
    zone = make.proposed_zone()
    make.sign_all(zone)
    told(telling.tell_leads, zone)
    both = set(told(telling.tell_leads, zone)) | set(told(telling.tell_signatories, zone))
    assert Letter.objects.count() == len(both)
    told(telling.tell_leads, zone, key="other news")
    assert Letter.objects.count() > len(both)


def test_the_key_of_a_letter_does_not_keep_the_address():
    zone = make.ready_zone()
    councillor = make.councillor_of(zone)
    told(telling.tell_leads, zone)
    assert councillor.email not in Letter.objects.get().key


def test_the_queries_do_not_grow_with_the_signatories(django_assert_num_queries):
    zone, today = make.proposed_zone(), clock.today()
    for place in range(1, 4):
        make.signature_row(zone, "partner", make.organisation(), position=place, on=today).save()
    with django_assert_num_queries(4):  # who signed, twice; mailboxes; people
        told(telling.tell_signatories, zone)
