"""Registering in a minute, and saying more of an asset a few questions at a time."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assets.models import Asset
from assets.views.register_parts import PARTS
from groundwork import clock
from partners.models import Organisation
from places.models import Postcode
from tests import asset_factories as make_assets
from tests import factories as make

pytestmark = pytest.mark.django_db
NEW, MINE = reverse("asset-new"), reverse("assets-mine")
BY_PHONE = {
    "name": "St Barnabas hall",
    "kind": "room",
    "place": "12 High Street, Stirchley, B30 2HA",
    "description": "A hall for 60 with a kitchen.",
    "contact": "Bookings desk, 0121 496 0000",
}
SQUARE = {
    "type": "Polygon",
    "coordinates": [[[-1.93, 52.41], [-1.92, 52.41], [-1.92, 52.42], [-1.93, 52.42]]],
}  # fmt: skip
SQUARE["coordinates"][0].append(SQUARE["coordinates"][0][0])


@pytest.fixture
def signed_in(client):
    """Sign a person in who has the role in an organisation; the organisation and the client."""

    def sign_in(role: str = "representative", organisation: Organisation | None = None):
        organisation = organisation or make.organisation("Demo Trust", slug="trust")
        client.force_login(make.member(organisation, role))
        return organisation, client

    return sign_in


def part(asset: Asset, name: str) -> str:
    return reverse("asset-edit", args=[asset.reference, name])


def work(asset: Asset) -> str:
    return reverse("asset-work", args=[asset.reference])


# --- By phone -------------------------------------------------------------------------------------


def test_somebody_with_no_organisation_registers_a_hall_and_their_group_in_one_step(client):
    Postcode.objects.create(code="B302HA", point=make.spot(10, 20))
    client.force_login(make.person())
    page = client.get(NEW).content.decode()
    assert "Name of your group" in page
    assert "For whom do you register it?" not in page
    response = client.post(NEW, BY_PHONE | {"group": "Friends of the Hall"})
    hall = Asset.objects.get()
    assert response.url == work(hall)
    assert hall.published_on == clock.today()
    assert (hall.street_number, hall.street, hall.town) == ("12", "High Street", "Stirchley")
    assert (hall.postcode, hall.point.coords) == ("B30 2HA", make.spot(10, 20).coords)
    assert (hall.contact_role, hall.contact_telephone) == ("Bookings desk", "0121 496 0000")
    assert (hall.effective_on, hall.source) == (
        clock.today(),
        "Registered here by Friends of the Hall",
    )
    group = hall.owner
    assert (group.name, group.contact_telephone) == ("Friends of the Hall", "0121 496 0000")
    assert "Everyone can find it now" in client.get(response.url).content.decode()


def test_the_one_organisation_of_a_person_is_chosen_already(signed_in):
    trust, client = signed_in()
    assert (
        'value="trust" required id="id_organisation_0" checked' in client.get(NEW).content.decode()
    )
    client.post(NEW, BY_PHONE | {"place": "", "organisation": trust.slug})
    assert Asset.objects.get().owner == trust


def test_a_draft_is_seen_by_nobody_else(signed_in):
    _, client = signed_in()
    client.post(NEW, BY_PHONE | {"place": "", "organisation": "trust", "then": "draft"})
    hall = Asset.objects.get()
    assert hall.published_on is None
    assert client.get(hall.get_absolute_url()).status_code == 200
    client.logout()
    assert client.get(hall.get_absolute_url()).status_code == 404
    client.force_login(make.person())
    assert client.get(hall.get_absolute_url()).status_code == 404
    assert client.get(work(hall)).status_code == 404


def test_what_somebody_else_owns_is_looked_after(signed_in):
    trust, client = signed_in()
    form = BY_PHONE | {"place": "", "organisation": "trust"}
    client.post(NEW, form | {"owner_named": "The Diocese", "owner_sector": "voluntary"})
    hall = Asset.objects.get()
    assert (hall.owner, hall.owner_says, hall.steward) == (None, "The Diocese", trust)


def test_an_owner_who_is_registered_here_is_known_by_the_name(signed_in):
    owner = make.council("Demo Council")
    make.member(owner, "councillor")
    _, client = signed_in()
    client.post(
        NEW,
        BY_PHONE | {"place": "", "organisation": "trust", "owner_named": "demo council"},
    )
    hall = Asset.objects.get()
    assert (hall.owner, hall.published_on) == (owner, None)


WRONG = [
    ({"name": ""}, "Give it the name by which people know it."),
    ({"kind": ""}, "Say what kind of thing it is."),
    ({"description": ""}, "Say in a sentence what you offer."),
    ({"contact": ""}, "Say how people ask"),
    ({"place": "Nowhere at all"}, "We know no place called"),
    ({"organisation": ""}, "Say for whom you register it."),
    ({"organisation": "another"}, "Give the name of your group."),
    ({"group": "Friends"}, "or leave this empty"),
    ({"owner_sector": "public"}, "Say who owns it."),
    ({"organisation": "elsewhere"}, "is not listed"),
]


@pytest.mark.parametrize(("typed", "sentence"), WRONG, ids=[s for _, s in WRONG])
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(signed_in, typed, sentence):
    signed_in()
    make.organisation(slug="elsewhere")
    _, client = signed_in(organisation=Organisation.objects.get(slug="trust"))
    form = BY_PHONE | {"place": "", "organisation": "trust"} | typed
    response = client.post(NEW, form)
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    for name in ("name", "place", "description", "contact", "group"):
        assert form.get(name, "") in page
    assert not Asset.objects.exists()


def test_where_several_places_match_they_are_offered(signed_in):
    make.area("The Baths", kind="hall")
    make.area("The Baths", kind="park")
    _, client = signed_in()
    response = client.post(NEW, BY_PHONE | {"place": "The Baths", "organisation": "trust"})
    page = response.content.decode()
    assert response.status_code == 422
    assert page.count('type="radio" name="place"') == 2


def test_a_ward_is_noted_and_the_person_told_that_it_is_no_spot(signed_in):
    make.area("Stirchley")
    _, client = signed_in()
    response = client.post(
        NEW, BY_PHONE | {"place": "Stirchley", "organisation": "trust"}, follow=True
    )
    assert "too wide for a pin" in response.content.decode()
    assert (Asset.objects.get().town, Asset.objects.get().point) == ("Stirchley", None)


# --- A few questions at a time --------------------------------------------------------------------

SAID = [
    ("what", {"name": "The big hall", "kind": "money", "amount": "£2,500.50", "capacity": "30"}),
    ("size", {"building_m2": "1,250.5 m²", "land_ha": "0.7 ha", "tenure": "freehold",
              "tenure_detail": "occupied", "holding": "both", "energy_rating": "c"}),
    ("access", {"step_free": "yes", "hearing_loop": "no", "facilities": ["kitchen", "stage"],
                "access_note": "Ring the bell."}),
    ("state", {"use_state": "empty", "is_vacancy_public": "on"}),
    ("contact", {"contact_role": "Warden", "contact_telephone": "0121 496 0001"}),
    ("record", {"effective_on_day": "1", "effective_on_month": "april", "effective_on_year": "2026",
                "source": "Our survey", "asset_code": "P-17"}),
    ("where", {"place": "", "street": "High Street", "postcode": "b302ha", "uprn": "00012"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "typed"), SAID, ids=[name for name, _ in SAID])
def test_each_part_is_asked_saved_and_shown_again(signed_in, name, typed):
    trust, client = signed_in()
    hall = make_assets.asset(trust)
    assert client.get(part(hall, name)).status_code == 200
    response = client.post(part(hall, name), typed | {"version": hall.version})
    assert response.status_code == 302, response.content.decode()
    assert response.url == work(hall)
    shown = client.get(part(hall, name)).content.decode()
    hall.refresh_from_db()
    assert hall.version == 2
    for text in ("1250.5", "2500.5", "Ring the bell.", "P-17", "B30 2HA", "00012"):
        if text in str(hall.__dict__):
            assert text in shown


def test_every_part_that_can_be_said_is_tried_above():
    assert {name for name, _ in SAID} | {"whose"} == set(PARTS)


def test_sums_and_sizes_are_read_as_people_write_them(signed_in):
    trust, client = signed_in()
    hall = make_assets.asset(trust)
    typed = {"building_m2": "1,250.5 sq m", "land_ha": "0.25", "version": "1"}
    client.post(part(hall, "size"), typed)
    hall.refresh_from_db()
    assert (str(hall.building_m2), str(hall.land_ha)) == ("1250.50", "0.2500")


REFUSED_PARTS = [
    ("what", {"name": "Hall", "kind": "room", "amount": "5"}, "Only money has a sum"),
    ("what", {"name": "", "kind": "room"}, "Give it the name"),
    ("size", {"building_m2": "large"}, "Write a number, such as 240"),
    ("size", {"tenure": "leasehold", "tenure_detail": "vacant"}, "What is leasehold cannot be"),
    ("state", {"use_state": "in_use", "is_vacancy_public": "on"}, "only where it is empty"),
    ("contact", {"contact_role": "Warden"}, "Give one way to ask"),
    ("record", {"effective_on_day": "1", "effective_on_month": "1", "effective_on_year": "2999"},
     "give today or a day that has been"),
    ("where", {"postcode": "B30"}, "Write the whole postcode"),
    ("where", {"uprn": "12a"}, "A UPRN is a number"),
    ("where", {"boundary_text": "A square"}, "It is neither GeoJSON"),
    ("where", {"place": "Stirchley"}, "too wide for a spot"),
    ("whose", {}, "An asset is somebody’s"),
    ("whose", {"owner": "Nobody Ltd"}, "No organisation here is called"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "typed", "sentence"), REFUSED_PARTS, ids=[f"{n}: {s}" for n, _, s in REFUSED_PARTS]
)
def test_what_cannot_be_is_said_at_its_field(signed_in, name, typed, sentence):
    make.area("Stirchley")
    trust, client = signed_in()
    hall = make_assets.asset(trust)
    response = client.post(part(hall, name), typed | {"version": "1"})
    assert response.status_code == 422
    assert sentence in response.content.decode()
    hall.refresh_from_db()
    assert hall.version == 1


def test_two_people_who_write_at_once_see_both(signed_in):
    trust, client = signed_in()
    hall = make_assets.asset(trust)
    page = part(hall, "contact")
    client.post(page, {"contact_role": "Warden", "contact_telephone": "1", "version": "1"})
    stale = {"contact_role": "Porter", "contact_telephone": "1", "version": "1"}
    response = client.post(page, stale)
    text = response.content.decode()
    assert response.status_code == 409
    assert "Warden" in text
    assert "Porter" in text
    assert 'name="version" value="2"' in text
    hall.refresh_from_db()
    assert hall.contact_role == "Warden"
    assert client.post(page, stale | {"version": "2"}).status_code == 302


def test_a_boundary_is_pasted_sent_and_taken_away(signed_in):
    trust, client = signed_in()
    hall = make_assets.asset(trust)
    page, where = part(hall, "where"), {"place": ""}
    assert client.post(
        page, where | {"boundary_text": json.dumps(SQUARE), "version": "1"}
    ).status_code == 302  # fmt: skip
    hall.refresh_from_db()
    pasted = hall.boundary
    assert 700_000 < pasted.area < 800_000
    assert pasted.contains(hall.public_point)
    assert "It has a boundary round 76 hectares" in client.get(page).content.decode()
    assert client.post(page, where | {"drops_boundary": "on", "version": "2"}).status_code == 302
    hall.refresh_from_db()
    assert (hall.boundary, hall.public_point) == (None, None)
    upload = SimpleUploadedFile("hall.geojson", json.dumps(SQUARE).encode())
    assert client.post(page, where | {"boundary_file": upload, "version": "3"}).status_code == 302
    hall.refresh_from_db()
    assert hall.boundary.equals_exact(pasted, 0.01)


def test_the_spot_stays_unless_another_is_given_and_goes_when_it_is_emptied(signed_in):
    Postcode.objects.create(code="B302HA", point=make.spot(10, 20))
    trust, client = signed_in()
    hall = make_assets.asset(trust, at=(406_000.25, 280_000.75))
    page = part(hall, "where")
    from assets.placing import pin_of

    client.post(page, {"place": pin_of(hall), "town": "Stirchley", "version": "1"})
    hall.refresh_from_db()
    assert hall.point.coords == (406_000.25, 280_000.75)
    client.post(page, {"place": "", "postcode": "b30 2ha", "version": "2"})
    hall.refresh_from_db()
    assert hall.point.coords == make.spot(10, 20).coords
    client.post(page, {"place": "", "version": "3"})
    hall.refresh_from_db()
    assert hall.point is None


def test_whose_it_is_is_said_by_those_who_agree(signed_in):
    trust, client = signed_in()
    hall, friends = make_assets.asset(trust), make.organisation("Friends")
    form = {"owner": "Demo Trust", "steward": "Friends", "version": "1"}
    assert client.post(part(hall, "whose"), form).status_code == 302
    hall.refresh_from_db()
    assert (hall.owner, hall.steward) == (trust, friends)
    client.force_login(make.member(trust, "editor"))
    assert client.get(part(hall, "whose")).status_code == 403
    assert part(hall, "whose") not in client.get(work(hall)).content.decode()


def test_nobody_is_made_an_owner_who_speaks_for_themselves(signed_in):
    trust, client = signed_in()
    hall, council = make_assets.asset(trust), make.council("Demo Council")
    make.member(council, "councillor")
    form = {"owner": "Demo Council", "why": "Handed back", "version": "1"}
    response = client.post(part(hall, "whose"), form)
    assert response.status_code == 422
    assert "Demo Council speaks for itself here" in response.content.decode()


def test_another_owner_of_what_is_public_takes_a_reason(signed_in):
    trust, client = signed_in()
    hall = make_assets.asset(trust)
    form = {"owner_name": "The Diocese", "steward": "Demo Trust", "version": "1"}
    response = client.post(part(hall, "whose"), form)
    assert "Say why it has another owner" in response.content.decode()
    assert client.post(part(hall, "whose"), form | {"why": "Sold"}).status_code == 302
    hall.refresh_from_db()
    assert (hall.owner, hall.owner_says, hall.steward) == (None, "The Diocese", trust)


# --- Work -----------------------------------------------------------------------------------------


def test_the_page_of_work_publishes_marks_as_gone_and_brings_back(signed_in):
    trust, client = signed_in()
    hall = make_assets.asset(trust, public=False)
    assert "Publish it" in client.get(work(hall)).content.decode()
    client.post(reverse("asset-publish", args=[hall.reference]), {"version": "1"})
    hall.refresh_from_db()
    assert hall.published_on == clock.today()
    gone = reverse("asset-gone", args=[hall.reference])
    assert client.post(gone, {"gone-why": "", "gone-version": "2"}).status_code == 422
    assert client.post(gone, {"gone-why": "Sold", "gone-version": "2"}).status_code == 302
    assert "It went on" in client.get(work(hall)).content.decode()
    assert client.get(part(hall, "access")).status_code == 302
    back = reverse("asset-back", args=[hall.reference])
    assert client.post(back, {"back-why": "Not sold", "back-version": "3"}).status_code == 302
    hall.refresh_from_db()
    assert hall.gone_on is None


def test_a_stale_page_of_work_decides_nothing_and_keeps_the_reason(signed_in):
    trust, client = signed_in()
    hall = make_assets.asset(trust, version=5)
    gone = reverse("asset-gone", args=[hall.reference])
    response = client.post(gone, {"gone-why": "Sold", "gone-version": "4"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Someone else changed this asset" in page
    assert "Sold</textarea>" in page
    assert client.post(gone, {"gone-why": "Sold", "gone-version": "5"}).status_code == 302


def test_a_draft_is_thrown_away(signed_in):
    trust, client = signed_in()
    hall = make_assets.asset(trust, public=False)
    response = client.post(reverse("asset-discard", args=[hall.reference]))
    assert response.url == MINE
    assert not Asset.objects.exists()


def test_the_page_of_work_says_what_would_help_people_find_it(signed_in):
    trust, client = signed_in()
    page = client.get(work(make_assets.asset(trust))).content.decode()
    for sentence in ("no spot on the map", "step-free", "how many people"):
        assert sentence in page
    full = make_assets.asset(
        trust, at=(406_000, 280_000), step_free="yes", capacity=9, description="A hall."
    )
    assert "What would help people" not in client.get(work(full)).content.decode()


# --- An organisation's own ------------------------------------------------------------------------


@pytest.fixture
def own_and_others(signed_in):
    trust, client = signed_in("editor")
    make_assets.asset(trust, "Public hall", at=(406_000, 280_000), asset_code="P-17")
    make_assets.asset(trust, "Draft hall", public=False)
    make_assets.asset(None, "Looked after", steward=trust, owner_name="The Diocese")
    make_assets.asset(trust, "Gone hall", gone_on=clock.today(), why_gone="Sold")
    make_assets.asset(None, "Of others")
    return client


SHOWN = [
    ("", {"Public hall", "Draft hall", "Looked after"}),
    ("?organisation=trust", {"Public hall", "Draft hall", "Looked after"}),
    ("?show=drafts", {"Draft hall"}),
    ("?show=unplaced", {"Draft hall", "Looked after"}),
    ("?show=gone", {"Gone hall"}),
    ("?show=nonsense&q=p-17", {"Public hall"}),
    ("?q=draft", {"Draft hall"}),
    ("?q=others", set()),
]


@pytest.mark.parametrize(("query", "names"), SHOWN, ids=[query for query, _ in SHOWN])
def test_those_who_act_for_it_see_all_that_it_has(own_and_others, query, names):
    page = own_and_others.get(f"{MINE}{query}")
    assert {asset.name for asset in page.context["page"]} == names


def test_the_register_of_others_is_not_shown(own_and_others):
    make.organisation(slug="elsewhere")
    assert own_and_others.get(f"{MINE}?organisation=elsewhere").status_code == 403
    assert own_and_others.get(f"{MINE}?organisation=nobody").status_code == 404


def test_twenty_assets_take_as_many_queries_as_one(signed_in, django_assert_num_queries):
    trust, client = signed_in()
    make_assets.asset(trust)
    client.get(MINE)
    with django_assert_num_queries(6):
        client.get(MINE)
    for number in range(19):
        make_assets.asset(trust, f"Hall {number}", steward=make.organisation())
    with django_assert_num_queries(6):
        client.get(MINE)


def test_the_desk_names_drafts_that_wait_for_the_person(signed_in):
    trust, client = signed_in()
    make_assets.asset(trust, "Draft hall", public=False)
    make_assets.asset(None, "Of others", public=False)
    page = client.get(reverse("desk")).content.decode()
    assert "Assets to publish" in page
    assert "Draft hall" in page
    assert "Of others" not in page
    assert "1 thing waits for you" in page
    for number in range(6):
        make_assets.asset(trust, f"Room {number}", public=False)
    many = client.get(reverse("desk")).content.decode()
    assert "All 7 drafts" in many
    assert "1 thing waits for you" in many
    client.force_login(make.member(trust, "editor"))
    assert "Assets to publish" not in client.get(reverse("desk")).content.decode()


def test_a_partners_page_shows_what_it_has_and_its_people_more(signed_in):
    trust, client = signed_in()
    make_assets.asset(trust, "Public hall")
    make_assets.asset(trust, "Draft hall", public=False)
    page = client.get(trust.get_absolute_url()).content.decode()
    assert "Public hall" in page
    assert "Draft hall" not in page
    at_work = client.get(reverse("partner-work", args=[trust.slug])).content.decode()
    assert "2 assets</a>, 1 of them draft" in at_work


@pytest.mark.promise
def test_a_partners_page_puts_no_sensitive_place_where_its_name_would_stand(signed_in):
    trust, client = signed_in()
    for name in ("Able", "Zebra"):
        make_assets.asset(trust, name)
    make_assets.asset(trust, "9 Quiet Lane", street="Quiet Lane", is_sensitive=True)
    page = client.get(trust.get_absolute_url()).content.decode()
    assert "Quiet Lane" not in page
    assert page.index("Able") < page.index("place not shown") < page.index("Zebra")
