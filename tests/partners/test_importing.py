"""Public lists come into the register: looked at first, then all at once, and twice safely."""

import datetime as dt
import os
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from groundwork.problems import Refused
from partners import importing
from partners.importing import Outcome
from partners.models import Membership, Organisation, OrganisationIdentifier
from partners.public_lists import MOST_ROWS, Row, ordinary_capitals, read_list
from places.models import Area
from tests import factories as make

SHARED = Path(os.environ.get("SHARED_DATA", Path(__file__).parents[3] / "shared/data"))
LISTS = SHARED / "organisations"
COUNCILS = LISTS / "local-authorities-and-public-bodies.csv"
CHARITIES = LISTS / "community-charities-org-ids.csv"
with_lists = pytest.mark.skipif(not COUNCILS.exists(), reason="the public lists are not here")
HEAD = "org_id_a,org_id_b,name,website,start-date,end-date\n"
ONE = HEAD + "GB-CHC-1000611,GB-COH-08591698,DENTON BURN COMMUNITY ASSOCIATION,,,\n"


def read(text):
    return read_list(text.encode())


def bring_in(text, **more):
    return importing.bring_in(read(text), **{"source": "A list", "by": None} | more)


def outcomes(plan):
    return [line.outcome for line in plan.lines]


# --- Reading -------------------------------------------------------------------------------------


def test_a_council_is_read_with_its_code_dates_and_area():
    (row,) = read(
        "organisation,name,website,statistical-geography,local-authority-type,start-date,end-date\n"
        "local-authority-eng:BAR,Barrow Council,https://b.example,E07000027,NMD,1974-04-01,2023-03-31\n"
    ).rows
    assert row == Row(
        2,
        "Barrow Council",
        "council",
        (("GB-LAE", "BAR"),),
        "https://b.example",
        dt.date(1974, 4, 1),
        dt.date(2023, 4, 1),  # the list gives the last day
        "E07000027",
    )


@pytest.mark.parametrize(
    ("organisation", "kind", "sector", "identifiers"),
    [
        ("local-authority-eng:BIR", "MD", "council", (("GB-LAE", "BIR"),)),
        ("local-authority-eng:WYCA", "COMB", "public", (("GB-LAE", "WYCA"),)),
        ("government-organisation:D1342", "", "public", (("GB-GOR", "D1342"),)),
        ("development-corporation:Q1", "", "public", ()),
        ("nonprofit:1", "", "voluntary", ()),
    ],
)
def test_kind_and_number_are_told_from_the_code(organisation, kind, sector, identifiers):
    head = "organisation,local-authority-type,name\n"
    (row,) = read(f"{head}{organisation},{kind},Some Body\n").rows
    assert (row.sector, row.identifiers) == (sector, identifiers)


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ("GB-CHC-1,,,,,", "no name"),
        ("GB-CHC-1,,%s,,," % ("x" * 201), "longer than 200"),
        ("GB-XYZ-1,,Some Body,,,", "not known here"),
        ("GB-COH-8591698,,Some Body,,,", "leading zeros"),
        ("GB-CHC-1/2,,Some Body,,,", "cannot be a number"),
        ("GB-CHC-1,,Some Body,,1/4/2020,", "no day like"),
        ("GB-CHC-1,,Some Body,,2020-04-02,2020-04-01", "ends before it starts"),
        ("GB-CHC-1,,Some Body,ftp://x.example,,", "no address"),
        ("GB-CHC-1,,Some Body,,,,more", "more cells"),
    ],
)
def test_a_line_that_cannot_be_used_is_refused_with_a_sentence(cells, why):
    listing = read(f"{HEAD}{cells}\nGB-CHC-7,,Good Body,,,\n")
    (refused,) = listing.refused
    assert refused.number == 2
    assert why in refused.why
    assert [row.name for row in listing.rows] == ["Good Body"]


@pytest.mark.parametrize(
    ("second", "why"),
    [
        ("GB-CHC-2,GB-COH-08591698,Other", "GB-COH-08591698 is on line 2 too"),
        (",,SAME NAME", "Its name is on line 3 too"),
    ],
)
def test_what_is_on_two_lines_is_refused_the_second_time(second, why):
    text = "org_id_a,org_id_b,name\nGB-CHC-1,GB-COH-08591698,First\n,,Same Name\n"
    (refused,) = read(f"{text}{second}\n").refused
    assert why in refused.why


@pytest.mark.parametrize(
    "data",
    [b"", b"name\nx\n", b"org_id,title\nx,y\n", b"\x00\x01", b"org_id,name\n", b"PK\x03\x04"],
)
def test_what_is_no_such_list_is_refused(data):
    with pytest.raises(Refused):
        read_list(data)


def test_a_list_that_is_too_long_is_refused():
    with pytest.raises(Refused, match="at most 20,000"):
        read("org_id,name\n" + "GB-CHC-1,x\n" * (MOST_ROWS + 1))


def test_a_list_from_a_spreadsheet_on_windows_is_read():
    (row,) = read_list("org_id,name\r\nGB-CHC-1,Café Trust\r\n".encode("cp1252")).rows
    assert row.name == "Café Trust"


@pytest.mark.parametrize(
    ("shouted", "said"),
    [
        ("DENTON BURN COMMUNITY ASSOCIATION", "Denton Burn Community Association"),
        ("HEART OF ENGLAND TRUST LTD", "Heart of England Trust Ltd"),
        ("ST MARGARET'S CHILDREN'S CENTRE", "St Margaret's Children's Centre"),
        ("ULSTER-SCOTS NETWORK (NORTH) CIC", "Ulster-Scots Network (North) CIC"),
        ("THE 2ND HALL", "The 2ND Hall"),
        ("Barrow Council", "Barrow Council"),
        ("YMCA", "YMCA"),
    ],
)
def test_a_name_in_capitals_is_written_as_names_are(shouted, said):
    assert ordinary_capitals(shouted) == said


# --- The plan, and doing it ----------------------------------------------------------------------

db = pytest.mark.django_db


@db
def test_looking_changes_nothing():
    plan = importing.plan(read(ONE))
    assert outcomes(plan) == [Outcome.NEW]
    assert not Organisation.objects.exists()


@db
def test_a_new_one_keeps_its_leading_zeros_says_its_source_and_is_not_verified():
    bring_in(ONE, source="Charity register, 7 July 2026")
    organisation = Organisation.objects.get()
    assert organisation.name == "Denton Burn Community Association"
    assert organisation.sector == "voluntary"
    assert not organisation.is_verified
    assert "public list “Charity register, 7 July 2026”" in organisation.description
    assert {str(each) for each in organisation.identifiers.all()} == {
        "GB-CHC-1000611",
        "GB-COH-08591698",
    }


@db
def test_the_same_list_again_changes_nothing():
    bring_in(ONE)
    before = list(Organisation.objects.values())
    assert outcomes(bring_in(ONE, source="Another name")) == [Outcome.UNCHANGED]
    assert list(Organisation.objects.values()) == before


@db
def test_what_people_wrote_stays_and_what_is_empty_is_filled_in():
    organisation = make.organisation("Our Own Name", website="https://ours.example")
    make.member(organisation, Membership.Role.REPRESENTATIVE)
    organisation.identifiers.create(scheme="GB-CHC", identifier="7")
    text = HEAD + "GB-CHC-7,GB-COH-00000001,Theirs,https://t.example,2001-02-03,2020-01-01\n"
    (line,) = bring_in(text).lines
    assert line.outcome == Outcome.CHANGED
    assert "adds GB-COH-00000001" in line.says
    organisation.refresh_from_db()
    assert organisation.name == "Our Own Name"
    assert organisation.website == "https://ours.example"
    assert (organisation.starts_on, organisation.ends_on) == (dt.date(2001, 2, 3), None)
    assert outcomes(bring_in(text)) == [Outcome.UNCHANGED]


@db
def test_one_for_which_nobody_acts_follows_the_list():
    bring_in(ONE)
    later = HEAD + "GB-CHC-1000611,,Denton Trust,https://d.example,,2026-03-31\n"
    assert outcomes(bring_in(later)) == [Outcome.CHANGED]
    organisation = Organisation.objects.get()
    assert (organisation.name, organisation.website) == ("Denton Trust", "https://d.example")
    assert organisation.ends_on == dt.date(2026, 4, 1)


@db
@pytest.mark.parametrize(
    ("sector", "identifier", "outcome"),
    [
        ("voluntary", None, Outcome.CHANGED),
        ("community", None, Outcome.CHANGED),
        ("council", None, Outcome.NEW),
        ("voluntary", "999", Outcome.NEW),  # another charity of the same name
    ],
)
def test_one_without_a_known_number_is_found_by_its_name(sector, identifier, outcome):
    organisation = make.organisation("denton burn community association", sector=sector)
    make.member(organisation, Membership.Role.REPRESENTATIVE)
    if identifier:
        organisation.identifiers.create(scheme="GB-CHC", identifier=identifier)
    assert outcomes(bring_in(ONE)) == [outcome]


@db
@pytest.mark.parametrize(
    ("present", "why"),
    [
        ([("A", "GB-CHC-1000611"), ("B", "GB-COH-08591698")], "belong to A and B"),
        ([("A", "GB-CHC-1000611"), ("A", "GB-COH-00000009")], "has the number GB-COH-00000009"),
        ([("Denton Burn Community Association", "")] * 2, "More than one organisation"),
    ],
)
def test_a_line_that_could_mean_two_things_is_refused(present, why):
    made = {}
    for name, number in present:
        if number and name in made:
            organisation = made[name]
        else:
            organisation = made[name] = make.organisation(name)
        if number:
            organisation.identifiers.create(scheme=number[:6], identifier=number[7:])
    (line,) = bring_in(ONE).lines
    assert line.outcome == Outcome.REFUSED
    assert why in line.says[0]


@db
def test_two_lines_about_one_organisation_are_not_both_used():
    organisation = make.organisation("A")
    organisation.identifiers.create(scheme="GB-CHC", identifier="1")
    organisation.identifiers.create(scheme="GB-COH", identifier="00000001")
    plan = bring_in("org_id,name\nGB-CHC-1,A\nGB-COH-00000001,A\n")
    assert plan.lines[1].outcome == Outcome.REFUSED
    assert "Line 2 is about A already" in plan.lines[1].says[0]


@db
def test_a_council_gets_the_area_it_serves():
    area = make.area("Birmingham", kind=Area.Kind.DISTRICT, reference="E08000025")
    text = "organisation,name,statistical-geography\nlocal-authority-eng:BIR,Birmingham,E08000025\n"
    bring_in(text)
    assert list(Organisation.objects.get().areas.all()) == [area]
    assert outcomes(bring_in(text)) == [Outcome.UNCHANGED]


@db
def test_new_ones_of_the_same_name_get_addresses_of_their_own():
    bring_in(HEAD + "GB-CHC-1,,Park Friends,,,\nGB-CHC-2,,PARK FRIENDS,,,\nGB-CHC-3,,Import,,,\n")
    slugs = set(Organisation.objects.values_list("slug", flat=True))
    assert slugs == {"park-friends", "park-friends-2", "import-2"}


@db
def test_nothing_is_saved_when_the_register_changed_since_the_look():
    fingerprint = importing.plan(read(ONE)).fingerprint
    make.organisation("Denton Burn Community Association")
    with pytest.raises(importing.PlanChanged) as changed:
        bring_in(ONE, expected=fingerprint)
    assert outcomes(changed.value.plan) == [Outcome.CHANGED]
    assert not OrganisationIdentifier.objects.exists()
    assert outcomes(bring_in(ONE, expected=changed.value.plan.fingerprint)) == [Outcome.CHANGED]


@db
@pytest.mark.parametrize("who", [*Membership.Role.values, "stranger", "administrator"])
@pytest.mark.parametrize("verified", [True, False])
def test_bringing_in_is_for_officers_of_verified_councils(who, verified):
    council = make.council(verified=verified)
    by = {"stranger": make.person, "administrator": lambda: make.person(is_superuser=True)}.get(
        who, lambda: make.member(council, who)
    )()
    if who == "administrator" or (who == "officer" and verified):
        assert bring_in(ONE, by=by).counts["new"] == 1
    else:
        with pytest.raises(PermissionDenied):
            bring_in(ONE, by=by)


@db
@pytest.mark.parametrize("number", [1, 60])
def test_a_plan_takes_as_many_queries_for_many_lines_as_for_one(number, django_assert_num_queries):
    lines = "".join(f"GB-CHC-{each},Body {each},E{each}\n" for each in range(number))
    listing = read(f"org_id,name,statistical-geography\n{lines}")
    with django_assert_num_queries(5):
        importing.plan(listing)


@db
@with_lists
def test_real_lists_come_in_whole_and_twice_safely():
    councils, charities = (read_list(path.read_bytes()) for path in (COUNCILS, CHARITIES))
    assert not councils.refused
    first = importing.bring_in(councils, source="Councils", by=None)
    second = importing.bring_in(charities, source="Charities", by=None)
    assert (first.counts["new"], second.counts["new"]) == (441, 270)
    assert [line.number for line in second.having(Outcome.REFUSED)] == [28]
    for listing in (councils, charities):
        again = importing.bring_in(listing, source="Again", by=None)
        assert not again.does_something
    birmingham = OrganisationIdentifier.objects.get(scheme="GB-LAE", identifier="BIR").organisation
    assert birmingham.is_council
    heartlands = Organisation.objects.get(name="Birmingham Heartlands Development Corporation")
    assert (heartlands.starts_on, heartlands.ends_on) == (
        dt.date(1992, 1, 1),
        dt.date(1998, 4, 4),
    )
    assert OrganisationIdentifier.objects.filter(identifier="05999452").exists()
    assert not Organisation.objects.filter(verified_on__isnull=False).exists()


# --- The command and the page --------------------------------------------------------------------


@db
def test_command_looks_first_when_told_and_then_saves(tmp_path, capsys):
    file = tmp_path / "list.csv"
    file.write_text(ONE + "GB-XYZ-1,,Some Body,,,\n")
    call_command("load_organisations", str(file), "--dry-run")
    assert "Nothing was saved. It would be: 1 new, 0 changed, 0 unchanged, 1 refused." in (
        said := capsys.readouterr().out
    )
    assert "Line 3, Some Body: refused" in said
    assert not Organisation.objects.exists()
    call_command("load_organisations", str(file), "--source", "Charity register")
    assert "Charity register" in Organisation.objects.get().description
    with pytest.raises(CommandError):
        call_command("load_organisations", str(tmp_path / "none.csv"))
    file.write_text("nothing\n")
    with pytest.raises(CommandError, match="first line"):
        call_command("load_organisations", str(file))


def upload(client, text, **more):
    file = SimpleUploadedFile("list.csv", text.encode())
    return client.post(reverse("partners-import"), {"source": "A list", "file": file} | more)


@db
def test_page_shows_every_line_before_it_saves_anything(client):
    client.force_login(make.member(make.council(), Membership.Role.OFFICER))
    page = upload(client, ONE + 'GB-XYZ-1,,"Some, Body",,,\n')
    text = page.content.decode()
    for words in ("Denton Burn", "GB-COH-08591698", "Some, Body", "not known here"):
        assert words in text
    assert Organisation.objects.count() == 1
    plan = page.context["plan"]
    sent = {"source": "A list", "text": page.context["text"], "fingerprint": plan.fingerprint}
    assert client.post(reverse("partners-import"), sent).status_code == 302
    assert Organisation.objects.filter(name__startswith="Denton").exists()
    late = client.post(reverse("partners-import"), sent)
    assert late.status_code == 409
    assert "The register has changed since you looked" in late.content.decode()


@db
@pytest.mark.parametrize(
    ("text", "more", "sentence"),
    [
        ("no,such\nlist,x\n", {}, "The first line must name the columns"),
        (ONE, {"source": ""}, "Where does the list come from"),
        (ONE + " " * 2_000_001, {}, "larger than 2 MB"),
    ],
)
def test_page_says_what_is_wrong_with_a_file(client, text, more, sentence):
    client.force_login(make.member(make.council(), Membership.Role.OFFICER))
    page = upload(client, text, **more)
    assert page.status_code == 422
    assert sentence in page.content.decode()


@db
def test_page_takes_no_words_that_were_tampered_with(client):
    client.force_login(make.member(make.council(), Membership.Role.OFFICER))
    sent = {"source": "A list", "text": "nothing", "fingerprint": "x"}
    page = client.post(reverse("partners-import"), sent)
    assert page.status_code == 422
    assert "The first line must name the columns" in page.content.decode()
