"""What a zone's page says of its signatures, as they were known on a day."""

import datetime as dt

import pytest

from groundwork import clock
from partners.models import Membership, Organisation
from sizes import comment_period, signing
from sizes.models import MissingCapacity, Signature
from tests import factories as make

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
Role = Membership.Role


@pytest.fixture
def today():
    return clock.today()


@pytest.fixture
def zone(today):
    return make.proposed_zone("Well and warm", on=today - 20 * DAY)


def section_of(zone, on=None):
    return signing.signatures_section(zone, on or clock.today())


def words_of(client, zone) -> str:
    page = client.get(zone.get_absolute_url()).content.decode()
    section = page.partition('<h2 id="signatures">')[2].partition("</section>")[0]
    return " ".join(section.split())


def paper(zone, **more) -> Signature:
    given = {
        "capacity": "local_leader",
        "signatory": "Councillor Bo Example",
        "name": "Bo Example",
        "role": "Ward councillor",
        "interests": "Lives in the zone.",
        "signed_on": clock.today(),
    }
    by = more.pop("by", None) or make.councillor_of(zone)
    return signing.record(zone=zone, by=by, **given | more)


def test_each_signature_says_who_in_what_capacity_and_by_what_authority(client, zone, today):
    make.sign_all(zone)
    words = words_of(client, zone)
    council = zone.participants.get().organisation
    assert f'<a href="{council.get_absolute_url()}">{council}</a>' in words
    assert "as the council" in words
    assert "for the community" in words
    assert "Signatory 1, Chair" in words
    assert "Interests declared: None." in words
    assert "Decided by the cabinet on" in words
    assert 'href="https://council.example/decisions/1" rel="nofollow"' in words
    assert words.index("as the council") < words.index("for the community")
    assert "Still to sign" not in words


def test_signatures_stand_in_the_order_in_which_they_were_made(zone, today):
    for position, name in ((2, "Second"), (1, "First"), (3, "Third")):
        body = make.organisation(name)
        make.signature_row(zone, "partner", body, position=position, on=today).save()
    shown = signing.signatures_of(zone, today)
    assert [each.who for each in shown] == ["First", "Second", "Third"]


def test_a_page_says_on_what_paper_it_rests_and_who_recorded_it_by_role(client, zone):
    officer = make.member(zone.participants.get().organisation, Role.OFFICER, name="Secret Officer")
    paper(zone, by=officer, contact="bo@test.example")
    words = words_of(client, zone)
    council = zone.participants.get().organisation
    assert f"on paper, recorded by an officer of {council}" in words
    assert "Secret Officer" not in words
    assert "bo@test.example" not in words


@pytest.mark.parametrize(
    ("role", "says"),
    [
        (Role.OFFICER, "an officer of "),
        (Role.COUNCILLOR, "a councillor of "),
        (Role.REPRESENTATIVE, "a representative of "),
    ],
)
def test_who_recorded_is_said_by_the_role_they_had_that_day(zone, today, role, says):
    person = make.member(zone.participants.get().organisation, role)
    paper(zone, by=person)
    person.memberships.update(ends_on=today + DAY)
    (shown,) = signing.signatures_of(zone, today + 9 * DAY)
    assert shown.recorded.startswith(says)
    person.memberships.update(starts_on=today - 9 * DAY, ends_on=today)
    (shown,) = signing.signatures_of(zone, today + 9 * DAY)
    assert shown.recorded == "somebody who worked for those who lead it"


def test_an_administrator_who_recorded_is_called_one(zone, today):
    paper(zone, by=make.person(is_superuser=True))
    (shown,) = signing.signatures_of(zone, today)
    assert shown.recorded == "an administrator"


@pytest.mark.parametrize(
    ("residents", "signatory", "says"),
    [
        (34, "Brookside Tower", "34 residents"),
        (10, "Brookside Tower", "10 residents"),
        (9, "Brookside Tower", "fewer than 10 residents"),
        (34, "34 residents", ""),
    ],
)
def test_residents_are_a_number_and_a_small_one_is_not_told(
    client, zone, today, residents, signatory, says
):
    paper(zone, capacity="community", residents=residents, signatory=signatory)
    (shown,) = signing.signatures_of(zone, today)
    assert shown.residents == says
    words = words_of(client, zone)
    assert "Bo Example" not in words
    assert ("their names are not published" in words) == bool(says)


def test_a_withdrawal_stands_beside_the_signature(client, zone, today):
    row = make.sign_all(zone)[3]
    by = make.member(row.organisation, Role.REPRESENTATIVE)
    signing.withdraw(signature=row, why="We were not heard.", by=by, on=today)
    words = words_of(client, zone)
    assert "Withdrawn on" in words
    assert "We were not heard." in words
    assert "Signatory 4" in words
    assert "Still to sign before it can be declared:</strong> a partner." in words


def test_each_day_knows_what_was_signed_and_withdrawn_by_then(zone, today):
    body = make.organisation()
    row = make.signature_row(zone, "partner", body, position=1, on=today - 5 * DAY)
    row.save()
    Signature.objects.filter(pk=row.pk).update(withdrawn_on=today - 2 * DAY, why_withdrawn="Left.")
    assert signing.signatures_of(zone, today - 6 * DAY) == []
    (then,) = signing.signatures_of(zone, today - 3 * DAY)
    assert then.withdrawn_on is None
    (later,) = signing.signatures_of(zone, today - 2 * DAY)
    assert later.withdrawn_on == today - 2 * DAY


def test_signatures_of_an_earlier_version_are_kept_apart(client, zone, today):
    make.signature_row(
        zone, "partner", make.organisation("Old Friend"), position=1, on=today - 5 * DAY
    ).save()
    comment_period.open_period(zone, on=today, why="The reach is wider.")
    section = section_of(zone)
    assert (len(section["signatures"]), len(section["earlier"])) == (0, 1)
    before = section_of(zone, today - DAY)
    assert (len(before["signatures"]), len(before["earlier"])) == (1, 0)
    words = words_of(client, zone)
    assert "Nobody has signed this proposal as it now is." in words
    assert "Signatures of earlier versions of the proposal (1)" in words


def test_who_is_asked_is_named_where_registered_and_else_counted(client, zone):
    councillor = make.councillor_of(zone)
    body = make.organisation("Moseley Trust")
    signing.invite(zone=zone, capacity="partner", organisation=body, by=councillor)
    for name in ("Secret Person", "Secret Neighbour"):
        signing.invite(zone=zone, capacity="local_leader", signatory=name, by=councillor)
    words = words_of(client, zone)
    assert "Moseley Trust</a> (partner) and 2 others." in words
    assert "Secret" not in words


def test_only_unregistered_people_are_asked(client, zone):
    by = make.councillor_of(zone)
    signing.invite(zone=zone, capacity="local_leader", signatory="Secret Person", by=by)
    assert "still to answer: 1 who is not registered here." in words_of(client, zone)


def test_invitations_were_open_on_the_days_before_the_answer(zone, today):
    body = make.organisation()
    Signature.objects.create(
        zone=zone,
        capacity="partner",
        organisation=body,
        invited_on=today - 9 * DAY,
        declined_on=today - 3 * DAY,
    )
    asked = [len(section_of(zone, today - days * DAY)["asked"]) for days in (10, 9, 4, 3, 0)]
    assert asked == [0, 1, 1, 0, 0]


def test_a_missing_capacity_is_told_from_the_day_it_is_about(client, zone, today):
    MissingCapacity.objects.create(
        zone=zone,
        capacity="partner",
        who_was_asked="The Chamber of Commerce",
        asked_on=today - DAY,
        why_not="They sign nothing.",
    )
    assert section_of(zone, today - 2 * DAY)["excused"] is None
    assert "a partner" not in section_of(zone)["still_to_sign"]
    words = words_of(client, zone)
    assert "Nobody signs in one capacity: partner." in words
    assert "The Chamber of Commerce" in words


def test_a_council_nobody_verified_is_marked(client, zone):
    make.sign_all(zone)
    Organisation.objects.update(verified_on=None)
    assert "It is not yet verified that this is a council" in words_of(client, zone)


def test_a_declared_zone_without_signatures_says_so(client):
    zone = make.zone_in("withdrawn")
    words = words_of(client, zone)
    assert "No signature is recorded for it." in words
    assert "still to answer" not in words


def test_a_draft_that_nobody_saw_has_no_such_section(client):
    zone = make.ready_zone()
    client.force_login(make.councillor_of(zone))
    assert words_of(client, zone) == ""


@pytest.mark.parametrize("rows", [1, 20])
def test_the_section_costs_the_same_for_one_and_for_many(
    zone, today, rows, django_assert_num_queries
):
    by = make.councillor_of(zone)
    for number in range(rows):
        paper(zone, signatory=f"Leader {number}", by=by)
        signing.invite(zone=zone, capacity="partner", organisation=make.organisation(), by=by)
    with django_assert_num_queries(5):
        section_of(zone, today)
