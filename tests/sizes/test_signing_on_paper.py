"""Signatures recorded from paper, and their scans: who recorded them, and who may see them."""

import datetime as dt
import io

import pytest
from django.urls import reverse
from PIL import Image

from groundwork import clock, private_files
from groundwork.models import Letter
from groundwork.problems import Refused
from partners.models import Membership
from sizes import comment_period, forgetting, signing
from sizes.models import MissingCapacity, Signature
from tests import factories as make

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
Role = Membership.Role
SAID = {"name": "Bo Example", "role": "Ward councillor", "interests": "Lives in the zone."}


@pytest.fixture
def zone():
    return make.proposed_zone("Well and warm", on=clock.today() - 20 * DAY)


def recorded(zone, **more) -> Signature:
    given = {
        "capacity": "local_leader",
        "signatory": "Councillor Bo Example",
        "signed_on": clock.today(),
    }
    by = more.pop("by", None) or make.councillor_of(zone)
    return signing.record(zone=zone, by=by, **SAID | given | more)


def photograph(*, comment: bytes = b"") -> bytes:
    """A small JPEG that says where and by what it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(file, "JPEG", exif=exif, comment=comment)
    return file.getvalue()


# --- Recording ------------------------------------------------------------------------------------


def test_a_paper_is_recorded_with_who_recorded_it_and_when_it_was_signed(zone):
    by, day = make.councillor_of(zone), clock.today() - 3 * DAY
    row = recorded(zone, by=by, signed_on=day)
    assert (row.is_on_paper, row.recorded_by, row.signed_by) == (True, by, None)
    assert (row.signed_on, clock.day_of(row.signed_at)) == (day, clock.today())
    assert str(row) == "Councillor Bo Example"


def test_recording_twice_records_once(zone):
    by = make.councillor_of(zone)
    assert recorded(zone, by=by) == recorded(zone, by=by)
    assert zone.signatures.count() == 1


def test_the_paper_answers_the_invitation_of_whoever_signed(zone):
    by = make.councillor_of(zone)
    body = make.organisation()
    asked = [
        signing.invite(zone=zone, capacity="partner", organisation=body, by=by),
        signing.invite(
            zone=zone,
            capacity="local_leader",
            signatory="councillor bo example",
            contact="bo@test.example",
            by=by,
        ),
    ]
    rows = [recorded(zone, capacity="partner", organisation=body, by=by), recorded(zone, by=by)]
    assert rows == asked
    assert rows[1].contact == "bo@test.example"
    assert not zone.signatures.asked().exists()


def test_a_registered_organisation_is_told_and_can_withdraw(zone):
    body = make.organisation("Moseley Trust")
    representative = make.member(body, Role.REPRESENTATIVE)
    row = recorded(zone, capacity="partner", organisation=body)
    letter = Letter.objects.get(to=representative.email)
    assert reverse("signature-withdraw", args=[zone.slug, row.pk]) in letter.body
    assert signing.withdraw(signature=row, why="We did not.", by=representative).withdrawn_on


def test_residents_sign_as_a_number_and_no_name_is_kept(zone):
    row = recorded(zone, capacity="community", signatory="", residents=34, name="Ann Example")
    assert (str(row), row.residents, row.name) == ("Residents", 34, "")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"signatory": " "}, "Say who signs"),
        ({"name": ""}, "Give the name"),
        ({"role": ""}, "role"),
        ({"interests": ""}, "Declare interests"),
        ({"residents": 3}, "Residents sign for the community"),
        ({"capacity": "community", "residents": 0}, "at least one"),
        ({"capacity": "council"}, "registered organisation"),
        ({"signed_on": clock.today() + DAY}, "not be in the future"),
        ({"signed_on": clock.today() - 21 * DAY}, "was not there to be signed before"),
    ],
)
def test_a_paper_that_cannot_be_is_refused(zone, wrong, says):
    with pytest.raises(Refused, match=says):
        recorded(zone, **wrong)
    assert not zone.signatures.exists()


def test_a_council_signs_on_paper_with_its_authority(zone):
    body = zone.participants.get().organisation
    council = {"capacity": "council", "organisation": body, "signatory": ""}
    with pytest.raises(Refused, match="Say who decided"):
        recorded(zone, **council)
    authority = {
        "authority": "committee",
        "decided_on": clock.today() - DAY,
        "decision_url": "https://council.example/1",
    }
    row = recorded(zone, **council, **authority)
    assert row.get_authority_display() == "Committee"


def test_a_paper_counts_for_the_proposal_as_it_was_when_it_was_signed(zone):
    comment_period.open_period(zone, on=clock.today(), why="The reach is wider.")
    old = recorded(zone, signed_on=clock.today() - DAY)
    new = recorded(zone, signatory="Head teacher", signed_on=clock.today())
    assert [old.period.number, new.period.number] == [1, 2]


def test_a_paper_of_an_earlier_version_fills_no_capacity_that_is_missing_now(zone):
    today, by = clock.today(), make.councillor_of(zone)
    comment_period.begin_again(zone, "its limits were changed", on=today)
    why = {"who_was_asked": "The ward councillors", "asked_on": today, "why_not": "An election."}
    signing.set_missing(zone=zone, capacity="local_leader", by=by, **why)
    recorded(zone, by=by, signed_on=today - DAY)
    assert MissingCapacity.objects.filter(zone=zone).exists()
    recorded(zone, by=by, signatory="Councillor Cy Example", signed_on=today)
    assert not MissingCapacity.objects.filter(zone=zone).exists()


def test_what_was_signed_on_line_is_not_recorded_again(zone):
    body = make.organisation()
    recorded(zone, capacity="partner", organisation=body)
    with pytest.raises(Refused, match="has signed already"):
        recorded(zone, capacity="partner", organisation=body, name="Somebody else")


# --- Scans ----------------------------------------------------------------------------------------


@pytest.fixture
def scanned(zone):
    scan = private_files.cleaned(io.BytesIO(photograph(comment=b"SecretComment")))
    return recorded(zone, scan=scan)


def scan_seen_by(client, person, row):
    if person:
        client.force_login(person)
    answer = client.get(reverse("signature-scan", args=[row.zone.slug, row.pk]))
    return answer, b"".join(answer)


def test_a_scan_is_kept_without_what_the_camera_wrote(scanned):
    with scanned.scan.open() as file:
        kept = file.read()
    assert b"Secret" not in kept
    assert Image.open(io.BytesIO(kept)).size == (40, 30)


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.OFFICER, 200),
        (Role.REPRESENTATIVE, 200),
        (Role.COUNCILLOR, 200),
        (Role.EDITOR, 403),
    ],
)
def test_the_leads_who_answer_for_it_download_a_scan(client, zone, scanned, role, status):
    person = make.member(zone.participants.get().organisation, role)
    answer, content = scan_seen_by(client, person, scanned)
    assert answer.status_code == status
    if status == 200:
        assert content.startswith(b"\xff\xd8\xff")
        assert "attachment" in answer["Content-Disposition"]
        assert "no-store" in answer["Cache-Control"]


def test_an_administrator_downloads_a_scan(client, scanned):
    answer, _ = scan_seen_by(client, make.person(is_superuser=True), scanned)
    assert answer.status_code == 200


@pytest.mark.parametrize("role", [Role.OFFICER, Role.COUNCILLOR, Role.REPRESENTATIVE])
def test_no_other_council_sees_a_scan(client, scanned, role):
    answer, _ = scan_seen_by(client, make.member(make.council(), role), scanned)
    assert answer.status_code == 403


def test_a_visitor_is_asked_to_sign_in(client, scanned):
    answer, _ = scan_seen_by(client, None, scanned)
    assert answer["Location"].startswith(reverse("account_login"))


def test_a_scan_has_no_public_address(client, zone, scanned):
    page = client.get(zone.get_absolute_url()).content.decode()
    assert "Councillor Bo Example" in page
    assert "/scan/" not in page
    assert scanned.scan.name not in page


def test_a_scan_that_is_not_there_is_not_found(client, zone, scanned):
    officer = make.member(zone.participants.get().organisation, Role.OFFICER)
    bare = recorded(zone, signatory="Head teacher")
    assert scan_seen_by(client, officer, bare)[0].status_code == 404
    scanned.scan.storage.delete(scanned.scan.name)
    assert scan_seen_by(client, officer, scanned)[0].status_code == 404


def test_a_scan_belongs_to_its_zone(client, scanned):
    other = make.proposed_zone()
    officer = make.member(other.participants.get().organisation, Role.OFFICER)
    client.force_login(officer)
    address = reverse("signature-scan", args=[other.slug, scanned.pk])
    assert client.get(address).status_code == 404


# --- Forgetting how to reach whoever is not registered --------------------------------------------


@pytest.mark.parametrize(
    ("state", "changes", "is_forgotten"),
    [
        ("proposed", {}, False),
        ("declared", {}, False),
        ("proposed", {"declined_on": clock.today() - 400 * DAY}, True),
        ("proposed", {"declined_on": clock.today() - 300 * DAY}, False),
        ("withdrawn", {}, True),
        ("dissolved", {}, True),
    ],
)
def test_a_contact_is_forgotten_once_nobody_needs_it(settings, state, changes, is_forgotten):
    settings.FORGET_AFTER_DAYS = 365
    then = clock.today() - 400 * DAY
    zone = make.zone_in(state, on=then, starts_on=then, target_on=clock.today() + 90 * DAY)
    row = Signature.objects.create(
        zone=zone, capacity="partner", signatory="A shop", contact="shop@test.example", **changes
    )
    forgetting.forget_signatories(clock.today())
    row.refresh_from_db()
    assert (row.contact == "") == is_forgotten
    assert forgetting.forget_signatories(clock.today()).startswith("forgot how to reach 0")


def test_a_contact_is_forgotten_where_the_zone_lapsed_long_ago(settings):
    settings.FORGET_AFTER_DAYS, settings.GRACE_DAYS = 365, 90
    zone = make.declared_zone()
    Signature.objects.create(zone=zone, capacity="partner", signatory="A shop", contact="1")
    over_on = zone.target_on + 90 * DAY  # the last day of grace
    assert forgetting.forget_signatories(over_on + 365 * DAY).startswith("forgot how to reach 0")
    assert forgetting.forget_signatories(over_on + 366 * DAY).startswith("forgot how to reach 1")
