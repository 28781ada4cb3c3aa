"""The pages on which organisations sign, and on which those who lead see to signatures."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from groundwork import clock
from groundwork.models import Letter
from partners.models import Membership
from sizes import comment_period, signing
from sizes.models import MissingCapacity, Signature
from tests import factories as make

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
Role = Membership.Role
SAID = {"name": "Ann Example", "role": "Chair", "interests": "None."}


@pytest.fixture
def zone():
    return make.proposed_zone("Well and warm")


@pytest.fixture
def councillor(zone):
    return make.councillor_of(zone)


@pytest.fixture
def trust(zone, councillor):
    """An organisation that is asked to sign as a partner."""
    body = make.organisation("Moseley Trust", slug="moseley-trust")
    signing.invite(zone=zone, capacity="partner", organisation=body, by=councillor)
    return body


def answer_to(client, person, name, *args, post=None, query=""):
    if person:
        client.force_login(person)
    address = reverse(name, args=args) + query
    return client.get(address) if post is None else client.post(address, post)


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def typed(zone, **more):
    return {"version": comment_period.current(zone).number, "agrees": "on"} | SAID | more


# --- Signing --------------------------------------------------------------------------------------


def test_a_representative_reads_what_is_signed_in_short(client, zone, trust):
    person = make.member(trust, Role.REPRESENTATIVE, name="Bea Example")
    page = answer_to(client, person, "zone-sign", zone.slug, trust.slug)
    text = text_of(page)
    for said in (zone.purpose, zone.how_far, zone.what_stays, "More people walk in the park."):
        assert said in text
    assert "is asked to sign as a partner" in text
    assert f"{zone.get_absolute_url()}#where" in text
    assert page.context["form"]["name"].value() == "Bea Example"
    assert "authority" not in page.context["form"].fields


def test_signing_leads_to_what_happens_next(client, zone, trust):
    person = make.member(trust, Role.REPRESENTATIVE)
    post = typed(zone, capacity="partner")
    answer = answer_to(client, person, "zone-sign", zone.slug, trust.slug, post=post)
    assert answer["Location"] == reverse("zone-signed", args=[zone.slug, trust.slug])
    text = text_of(client.get(answer["Location"]))
    assert "You have signed" in text
    assert "you are asked to sign again" in text
    row = Signature.objects.get()
    assert (row.name, row.role, row.interests, row.signed_by) == (*SAID.values(), person)
    answer_to(client, person, "zone-sign", zone.slug, trust.slug, post=post)
    assert Signature.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": ""}, "Give the name of the person who signs"),
        ({"role": " "}, "Say in what role they sign"),
        ({"interests": ""}, "Declare interests"),
        ({"agrees": ""}, "Confirm that you sign for the organisation"),
        ({"capacity": "mayor"}, "is not listed. Choose one that is"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, zone, trust, wrong, says):
    person = make.member(trust, Role.REPRESENTATIVE)
    post = typed(zone, capacity="partner", interests="We own the hall.") | wrong
    page = answer_to(client, person, "zone-sign", zone.slug, trust.slug, post=post)
    text = text_of(page)
    assert says in text
    assert ("We own the hall." in text) == ("interests" not in wrong)
    assert not zone.signatures.made().exists()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"authority": ""}, "Say who decided that the council signs"),
        ({"decided_on_year": "2999"}, "day of the decision must not be in the future"),
        ({"decided_on_day": "31", "decided_on_month": "2"}, "must be a real date"),
        ({"decision_url": ""}, "Give the address of the decision on the web"),
        ({"decision_url": "not a link at all"}, "Write a web address"),
    ],
)
def test_a_council_declares_its_authority(client, zone, councillor, wrong, says):
    body = zone.participants.get().organisation
    signing.invite(zone=zone, capacity="council", organisation=body, by=councillor)
    right = typed(
        zone,
        capacity="council",
        authority="delegation",
        decided_on_day="5",
        decided_on_month="jan",
        decided_on_year="2026",
        decision_url="https://council.example/1",
    )
    page = answer_to(client, councillor, "zone-sign", zone.slug, body.slug, post=right | wrong)
    assert says in text_of(page)
    answer_to(client, councillor, "zone-sign", zone.slug, body.slug, post=right)
    row = Signature.objects.get()
    assert (row.authority, row.decided_on) == ("delegation", dt.date(2026, 1, 5))


def test_a_lead_that_nobody_asked_chooses_its_capacity(client, zone, councillor):
    body = zone.participants.get().organisation
    page = answer_to(client, councillor, "zone-sign", zone.slug, body.slug)
    choices = [key for key, _ in page.context["form"].fields["capacity"].choices]
    assert choices == ["council", "partner", "local_leader"]
    post = typed(zone, capacity="local_leader")
    answer_to(client, councillor, "zone-sign", zone.slug, body.slug, post=post)
    assert Signature.objects.get().capacity == "local_leader"


def test_what_changed_while_it_was_read_is_shown_and_nothing_typed_is_lost(client, zone, trust):
    person = make.member(trust, Role.REPRESENTATIVE)
    post = typed(zone, capacity="partner", interests="We own the hall.")
    comment_period.open_period(zone, on=clock.today(), why="The reach is wider.")
    page = answer_to(client, person, "zone-sign", zone.slug, trust.slug, post=post)
    assert page.status_code == 409
    text = text_of(page)
    assert "The proposal was changed while you were reading it" in text
    assert "We own the hall." in text
    post["version"] = page.context["form"]["version"].value()
    answer_to(client, person, "zone-sign", zone.slug, trust.slug, post=post)
    assert Signature.objects.get().period.number == 2


def test_a_colleague_is_told_that_it_is_signed_already(client, zone, trust):
    first, second = (make.member(trust, Role.REPRESENTATIVE) for _ in range(2))
    post = typed(zone, capacity="partner")
    answer_to(client, first, "zone-sign", zone.slug, trust.slug, post=post)
    page = answer_to(client, second, "zone-sign", zone.slug, trust.slug, post=post)
    assert page.status_code == 409
    assert "has signed already" in text_of(page)


def test_who_signed_an_earlier_version_is_asked_to_read_it_again(client, zone, trust):
    person = make.member(trust, Role.REPRESENTATIVE)
    answer_to(
        client, person, "zone-sign", zone.slug, trust.slug, post=typed(zone, capacity="partner")
    )
    page = answer_to(client, person, "zone-sign", zone.slug, trust.slug)
    assert "<form method=\"post\" novalidate>" not in text_of(page)  # fmt: skip
    comment_period.open_period(zone, on=clock.today(), why="The reach is wider.")
    page = answer_to(client, person, "zone-sign", zone.slug, trust.slug)
    assert "You signed an earlier version of this proposal" in text_of(page)
    assert page.context["form"]["role"].value() == "Chair"


def test_what_cannot_be_signed_says_why_and_shows_no_form(client):
    zone = make.zone_in("dissolved")
    body = zone.signatures.get(capacity="partner").organisation
    person = make.member(body, Role.REPRESENTATIVE)
    page = answer_to(client, person, "zone-sign", zone.slug, body.slug)
    assert "This zone is over" in text_of(page)
    assert 'name="agrees"' not in text_of(page)
    post = typed(zone, capacity="partner")
    assert (
        answer_to(client, person, "zone-sign", zone.slug, body.slug, post=post).status_code == 409
    )


def test_nobody_signs_for_an_organisation_that_is_not_theirs(client, zone, trust):
    for person in (make.person(), make.member(trust, Role.EDITOR), make.councillor_of(zone)):
        assert answer_to(client, person, "zone-sign", zone.slug, trust.slug).status_code == 403
    stranger = make.member(make.organisation(), Role.REPRESENTATIVE)
    body = stranger.memberships.get().organisation
    assert answer_to(client, stranger, "zone-sign", zone.slug, body.slug).status_code == 403


def test_declining_is_told_and_a_withdrawal_asks_for_a_reason(client, zone, trust, councillor):
    person = make.member(trust, Role.REPRESENTATIVE)
    row = Signature.objects.get()
    answer = answer_to(
        client, person, "signature-decline", zone.slug, row.pk, post={"note": "No time."}
    )
    assert answer["Location"] == reverse("desk")
    assert "No time." in Letter.objects.get(to=councillor.email).body
    made = signing.sign(signature=row, by=person, **SAID)
    page = answer_to(client, person, "signature-withdraw", zone.slug, made.pk, post={"note": " "})
    assert "Say why: everyone can read this" in text_of(page)
    post = {"note": "We were not heard."}
    answer_to(client, person, "signature-withdraw", zone.slug, made.pk, post=post)
    answer_to(client, person, "signature-withdraw", zone.slug, made.pk, post=post)
    made.refresh_from_db()
    assert made.why_withdrawn == "We were not heard."
    page = answer_to(client, person, "signature-withdraw", zone.slug, made.pk)
    assert "It was withdrawn on" in text_of(page)


def test_what_was_signed_can_no_longer_be_declined(client, zone, trust):
    person = make.member(trust, Role.REPRESENTATIVE)
    row = signing.sign(signature=Signature.objects.get(), by=person, **SAID)
    page = answer_to(client, person, "signature-decline", zone.slug, row.pk, post={"note": ""})
    assert page.status_code == 409
    assert "can be withdrawn" in text_of(page)


# --- The work of those who lead -------------------------------------------------------------------


def test_leads_see_who_signed_who_was_asked_and_what_is_missing(client, zone, trust, councillor):
    signing.invite(
        zone=zone,
        capacity="local_leader",
        signatory="Bo Example",
        contact="0121 496 0000",
        by=councillor,
    )
    text = text_of(answer_to(client, councillor, "zone-signatures-work", zone.slug))
    assert "A verified council must sign" in text
    assert "Bo Example" in text
    assert "0121 496 0000" in text
    assert f"Sign for {zone.participants.get().organisation}" in text
    other = make.member(make.council(), Role.OFFICER)
    assert answer_to(client, other, "zone-signatures-work", zone.slug).status_code == 403


def test_somebody_is_asked_to_sign(client, zone, councillor):
    make.organisation("Moseley Trust", mailbox="hall@test.example")
    post = {"capacity": "partner", "who": "moseley trust", "contact": ""}
    answer = answer_to(client, councillor, "signature-ask", zone.slug, post=post)
    assert answer["Location"] == reverse("zone-signatures-work", args=[zone.slug])
    assert str(Signature.objects.get()) == "Moseley Trust"
    answer_to(client, councillor, "signature-ask", zone.slug, post=post)
    assert Letter.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"capacity": ""}, "Choose the capacity"),
        ({"who": ""}, "Say who it is"),
        ({"who": "Corner Shop", "capacity": "community"}, "neither a community group nor"),
        ({"who": "Corner Shop", "capacity": "council"}, "is not a council"),
        ({"who": "No such body", "capacity": "council"}, "registered organisation"),
    ],
)
def test_asking_says_what_is_wrong_and_keeps_what_was_typed(client, zone, councillor, wrong, says):
    make.organisation("Corner Shop", sector="private")
    post = {"capacity": "partner", "who": "Corner Shop", "contact": "by post"} | wrong
    page = answer_to(client, councillor, "signature-ask", zone.slug, post=post)
    assert says in text_of(page)
    assert "by post" in text_of(page)
    assert not Signature.objects.exists()


def test_an_invitation_is_taken_back(client, zone, trust, councillor):
    row = Signature.objects.get()
    page = answer_to(client, councillor, "signature-take-back", zone.slug, row.pk)
    assert "Take back the invitation of Moseley Trust" in text_of(page)
    for _ in range(2):
        answer = answer_to(client, councillor, "signature-take-back", zone.slug, row.pk, post={})
        assert answer.status_code == 302
    assert not Signature.objects.exists()


def paper(**more):
    today = clock.today()
    return {
        "capacity": "local_leader",
        "who": "Councillor Bo Example",
        "signed_on_day": today.day,
        "signed_on_month": today.month,
        "signed_on_year": today.year,
    } | SAID | more  # fmt: skip


def picture(name="scan.png") -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(file, "PNG")
    return SimpleUploadedFile(name, file.getvalue(), "image/png")


def test_a_signature_on_paper_is_recorded_with_its_scan(client, zone, councillor):
    answer = answer_to(
        client, councillor, "signature-record", zone.slug, post=paper(scan=picture())
    )
    assert answer["Location"] == reverse("zone-signatures-work", args=[zone.slug])
    row = Signature.objects.get()
    assert (str(row), row.recorded_by) == ("Councillor Bo Example", councillor)
    assert row.scan.name.endswith(".png")
    work = text_of(client.get(answer["Location"]))
    assert reverse("signature-scan", args=[zone.slug, row.pk]) in work


def test_the_page_starts_from_the_invitation(client, zone, councillor):
    row = signing.invite(
        zone=zone, capacity="local_leader", signatory="Bo Example", contact="by post", by=councillor
    )
    page = answer_to(
        client, councillor, "signature-record", zone.slug, query=f"?invitation={row.pk}"
    )
    form = page.context["form"]
    assert [form[name].value() for name in ("capacity", "who", "contact")] == [
        "local_leader",
        "Bo Example",
        "by post",
    ]
    for nonsense in ("0", "x", "9" * 40, "%00"):
        query = f"?invitation={nonsense}"
        page = answer_to(client, councillor, "signature-record", zone.slug, query=query)
        assert page.status_code == 200


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"capacity": ""}, "Choose the capacity"),
        ({"who": ""}, "Say who it is"),
        ({"name": ""}, "Give the name"),
        ({"residents": "a few"}, "Write the number of residents in figures"),
        ({"residents": "0"}, "At least one resident signs"),
        ({"residents": "12"}, "Residents sign for the community: choose that capacity"),
        ({"signed_on_year": "2999"}, "Day of the signature must not be in the future"),
        ({"signed_on_year": "2000"}, "it was not there to be signed before"),
        ({"capacity": "council", "who": "Town Council"}, "Say who decided"),
        ({"capacity": "council"}, "registered organisation"),
        ({"scan": SimpleUploadedFile("a.pdf", b"no pdf at all")}, "not a PDF, PNG, JPEG or WebP"),
        ({"scan": SimpleUploadedFile("a.pdf", b"")}, "The file is empty"),
    ],
)
def test_a_wrong_paper_says_why_and_keeps_what_was_typed(client, zone, councillor, wrong, says):
    make.council("Town Council")
    post = paper(interests="He owns the hall.") | wrong
    page = answer_to(client, councillor, "signature-record", zone.slug, post=post)
    assert says in text_of(page)
    assert "He owns the hall." in text_of(page)
    assert not Signature.objects.exists()


def test_a_scan_is_asked_for_again_where_something_else_was_wrong(client, zone, councillor):
    post = paper(role="", scan=picture())
    page = answer_to(client, councillor, "signature-record", zone.slug, post=post)
    assert "Choose the file again" in text_of(page)


def test_words_beside_a_signature_can_be_taken_out_from_there(client, zone, councillor):
    row = make.signature_row(zone, "partner", make.organisation(), position=1, on=clock.today())
    row.save()
    client.force_login(councillor)
    address = reverse("zone-signatures-work", args=[zone.slug])
    remove = reverse("remove-words", args=["signature", row.pk])
    assert remove in client.get(address).content.decode()
    client.post(remove, {"why": "Asked for by the person named"})
    assert remove not in client.get(address).content.decode()
    row.refresh_from_db()
    assert (row.name, row.interests) == ("", "")


def test_a_missing_capacity_is_said_and_taken_back(client, zone, councillor):
    today = clock.today()
    post = {
        "capacity": "community",
        "who_was_asked": "Two tenants’ groups",
        "asked_on_day": today.day,
        "asked_on_month": today.month,
        "asked_on_year": today.year,
        "why_not": "They have no committee now.",
    }
    page = answer_to(
        client, councillor, "signature-missing", zone.slug, post=post | {"why_not": ""}
    )
    assert "Say why nobody signed in this capacity" in text_of(page)
    assert "Two tenants’ groups" in text_of(page)
    answer_to(client, councillor, "signature-missing", zone.slug, post=post)
    assert MissingCapacity.objects.get().why_not == post["why_not"]
    page = text_of(client.get(zone.get_absolute_url()))
    assert "Nobody signs in one capacity: community." in page
    assert "They have no committee now." in page
    answer_to(client, councillor, "signature-missing", zone.slug, post={"clear": "yes"})
    assert not MissingCapacity.objects.exists()


def test_those_who_signed_before_are_asked_again_by_one_button(client, zone, trust, councillor):
    person = make.member(trust, Role.REPRESENTATIVE)
    signing.sign(signature=Signature.objects.get(), by=person, **SAID)
    comment_period.open_period(zone, on=clock.today(), why="The reach is wider.")
    work = text_of(answer_to(client, councillor, "zone-signatures-work", zone.slug))
    assert "1 signed an earlier version" in work
    for _ in range(2):
        answer_to(client, councillor, "signature-ask-again", zone.slug, post={})
    assert zone.signatures.asked().count() == 1


@pytest.mark.parametrize("rows", [1, 20])
def test_the_work_page_costs_the_same_for_one_and_for_many(
    client, zone, councillor, rows, django_assert_num_queries
):
    for place in range(1, rows + 1):
        make.signature_row(
            zone, "partner", make.organisation(), position=place, on=clock.today()
        ).save()
    client.force_login(councillor)
    with django_assert_num_queries(20):
        client.get(reverse("zone-signatures-work", args=[zone.slug]))
