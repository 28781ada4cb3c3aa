"""The page of one asset: what anyone reads of it, and what nobody outside may."""

import datetime as dt

import pytest
from django.urls import reverse

from assets import registering
from assets.asset_words import either, how_to_ask, key_facts, measured, opening, people, pounds
from assets.models import Asset
from assets.public_facts import public_facts
from assets.record import happenings
from groundwork import clock
from partners.models import Organisation
from tests import asset_factories as make_assets
from tests import factories as make

DAY = dt.date(2027, 3, 1)
SECRETS = {
    "street_number": "17",
    "street": "Quiet Lane",
    "town": "Cotteridge",
    "postcode": "B30 9ZZ",
    "uprn": "000123456789",
}


def facts_of(**words):
    """Facts of an asset that is in no database."""
    owner = words.pop("owner", None) or Organisation(name="Demo Trust", slug="trust")
    plain = {"kind": "room", "name": "The hall", "published_on": DAY}
    return public_facts(Asset(owner=owner, **plain | words), on=DAY)


OPENINGS = [
    ({}, [], "A room or hall of Demo Trust."),
    ({"kind": "skills"}, [], "Skills and staff time of Demo Trust."),
    ({"street_number": "12", "street": "High Street", "postcode": "B30 2HA"}, [],
     "A room or hall of Demo Trust, at 12 High Street, B30 2HA."),
    ({"contact_role": "Desk", "contact_telephone": "0121"}, ["share"],
     "A room or hall of Demo Trust. Its owner is willing to share it. To ask: Desk, 0121."),
    ({}, ["change_use", "share", "lend"],
     "A room or hall of Demo Trust. Its owner is willing to share it, lend it or change its use."),
    ({"use_state": "empty", "is_vacancy_public": True}, [],
     "A room or hall of Demo Trust. It is available."),
    ({"use_state": "empty"}, [], "A room or hall of Demo Trust."),
    ({"gone_on": DAY, "why_gone": "Sold"}, ["share"],
     "A room or hall of Demo Trust. It is no longer on the register."),
    (SECRETS | {"is_sensitive": True}, [], "A room or hall of Demo Trust."),
]  # fmt: skip


@pytest.mark.parametrize(("words", "acts", "sentences"), OPENINGS)
def test_the_page_opens_with_what_whose_where_and_how_to_ask(words, acts, sentences):
    assert opening(facts_of(**words), acts) == sentences


def test_an_owner_who_is_not_here_is_named_and_its_steward_too():
    asset = Asset(
        kind="building", name="Baths", published_on=DAY, owner_name="The Diocese",
        owner_sector="voluntary", steward=Organisation(name="Friends", slug="friends"),
    )  # fmt: skip
    facts = public_facts(asset, on=DAY)
    assert opening(facts, []) == "A building of The Diocese, looked after by Friends."
    whose = next(row for row in key_facts(facts) if row["term"] == "Whose")
    assert whose["note"] == "Charity or voluntary organisation, not registered here"
    assert "url" not in whose


def test_a_steward_alone_says_what_it_is_willing_to_do():
    asset = Asset(kind="land", name="Plot", published_on=DAY, steward=Organisation(name="Friends"))
    said = opening(public_facts(asset, on=DAY), ["lease"])
    assert said == "Land, looked after by Friends. Who looks after it is willing to lease it."


@pytest.mark.parametrize(
    ("parts", "said"),
    [([], ""), (["a"], "a"), (["a", "b"], "a or b"), (["a", "b", "c"], "a, b or c")],
)
def test_several_are_joined_as_people_say_them(parts, said):
    assert either(parts) == said


def test_how_to_ask_leaves_out_what_is_not_known():
    assert how_to_ask(facts_of()) == ""
    assert how_to_ask(facts_of(contact_address="The lodge")) == "To ask: The lodge"


def test_numbers_are_written_as_people_write_them():
    from decimal import Decimal

    assert (people(1), people(1200), people(None)) == ("1 person", "1,200 people", "")
    assert (pounds(Decimal("2500.00")), pounds(Decimal("2500.5"))) == ("£2,500", "£2,500.50")
    assert measured(Decimal("1250.50"), "m²") == "1,250.5 m²"
    assert measured(Decimal("0.0000"), "hectares") == "0 hectares"


# --- The page -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_public_page_says_all_that_the_public_may_know(client):
    hall = make_assets.asset(
        at=make.spot(10, 10).coords, boundary=make.square(0, 0), description="A hall for 60.",
        street_number="17", street="Quiet Lane", postcode="B30 9ZZ", uprn="000123456789",
        step_free="partly", facilities=["kitchen"], access_note="Ring the bell.", capacity=60,
        building_m2=240, tenure="freehold", tenure_detail="occupied", energy_rating="C",
        use_state="in_use", effective_on=DAY, source="Our survey", asset_code="P-17",
    )  # fmt: skip
    make_assets.willing(hall, "lend")
    page = client.get(hall.get_absolute_url()).content.decode()
    for said in (
        "A hall for 60.", "17 Quiet Lane, B30 9ZZ", "000123456789", "In part", "kitchen",
        "Ring the bell.", "60 people", "240 m²", "Freehold, occupied by the owner", "Energy rating",
        "In use", "1 March 2027", "Our survey", "P-17", "willing to lend it", "0121 496 0000",
        hall.reference, reverse("asset-outline", args=[hall.reference]), "<zone-map point=",
    ):  # fmt: skip
        assert said in page, said


@pytest.mark.django_db
@pytest.mark.promise
def test_nothing_says_where_a_sensitive_place_is(client):
    refuge = make_assets.asset(
        name="Refuge", at=make.spot(10, 10).coords, boundary=make.square(0, 0), is_sensitive=True,
        description="Behind Quiet Lane.", **SECRETS,
    )  # fmt: skip
    page = client.get(refuge.get_absolute_url()).content.decode()
    for secret in (*SECRETS.values(), "zone-map", "52.4", "outline.geojson"):
        assert secret not in page.replace(refuge.reference, ""), secret
    assert "Its place is not shown" in page
    outline = reverse("asset-outline", args=[refuge.reference])
    assert client.get(outline).status_code == 404


EMPTY_WORDS = ("vacant", "Vacant", "empty", "Empty", "Available", "available")


@pytest.mark.django_db
@pytest.mark.promise
@pytest.mark.parametrize(
    ("lets_know", "says"), [(False, set()), (True, {"Vacant", "Available", "available"})]
)
def test_that_it_is_empty_is_not_told_unless_its_owner_lets_it_be_known(client, lets_know, says):
    hall = make_assets.asset(
        tenure="freehold", tenure_detail="vacant", category="Vacant land", use_state="empty",
        is_vacancy_public=lets_know,
    )  # fmt: skip
    page = client.get(hall.get_absolute_url()).content.decode()
    main = page.partition("<main")[2].partition("</main>")[0]
    found = {word for word in EMPTY_WORDS if word in main}
    assert found == says


@pytest.mark.django_db
def test_a_draft_is_there_for_its_keepers_alone_and_kept_by_nobody(client):
    draft = make_assets.asset(public=False, boundary=make.square(0, 0))
    outline = reverse("asset-outline", args=[draft.reference])
    client.force_login(make.member(draft.owner, "editor"))
    for path in (draft.get_absolute_url(), outline):
        response = client.get(path)
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]
    client.force_login(make.member(make.organisation(), "representative"))
    for path in (draft.get_absolute_url(), outline):
        assert client.get(path).status_code == 404


@pytest.mark.django_db
def test_a_reference_in_small_letters_leads_to_the_page(client):
    hall = make_assets.asset()
    response = client.get(f"/assets/{hall.reference.lower()}/")
    assert (response.status_code, response.url) == (301, hall.get_absolute_url())
    assert client.get("/assets/AS-NOTHING/").status_code == 404


@pytest.mark.django_db
def test_the_outline_is_geojson_in_degrees(client):
    hall = make_assets.asset(boundary=make.square(0, 0))
    body = client.get(reverse("asset-outline", args=[hall.reference])).json()
    (feature,) = body["features"]
    assert feature["properties"]["name"] == "The hall"
    lon, lat = feature["geometry"]["coordinates"][0][0][0]
    assert (-2 < lon < -1.8, 52.4 < lat < 52.5) == (True, True)
    plain = make_assets.asset(hall.owner, "Plain")
    assert client.get(reverse("asset-outline", args=[plain.reference])).status_code == 404


@pytest.mark.django_db
def test_what_has_gone_keeps_its_page_with_the_reason(client):
    hall = make_assets.asset(gone_on=clock.today(), why_gone="Sold to the school.")
    page = client.get(hall.get_absolute_url()).content.decode()
    assert "Gone from the register on" in page
    assert "Sold to the school." in page


@pytest.mark.django_db
def test_the_record_tells_when_it_was_published_went_and_came_back():
    hall = make_assets.asset(public=False)
    someone = make.member(hall.owner, "representative")
    hall = registering.publish(asset=hall, by=someone, on=DAY)
    hall = registering.mark_gone(asset=hall, why="Sold.", by=someone, on=DAY + make.DAY)
    hall = registering.bring_back(asset=hall, why="Not sold.", by=someone, on=DAY + 2 * make.DAY)
    told = [(each.title, each.note) for each in happenings(hall)]
    assert told == [
        ("Back on the register", "Not sold."),
        ("Gone from the register", "Sold."),
        ("Put on the register", ""),
    ]
    assert happenings(make_assets.asset(hall.owner, "Draft", public=False)) == []


@pytest.mark.django_db
@pytest.mark.promise
def test_the_record_of_a_sensitive_place_tells_no_reason_that_gives_it_away():
    refuge = make_assets.asset(is_sensitive=True, **SECRETS)
    someone = make.member(refuge.owner, "representative")
    gone = registering.mark_gone(asset=refuge, why="Quiet Lane was sold.", by=someone)
    assert [each.note for each in happenings(gone)] == ["", ""]


@pytest.mark.django_db
def test_a_page_asks_as_many_questions_for_much_as_for_little(client, django_assert_num_queries):
    hall = make_assets.asset(at=make.spot(10, 10).coords)
    make_assets.willing(hall, "share")
    make_assets.free(hall, 0)
    client.get(hall.get_absolute_url())
    with django_assert_num_queries(17):
        client.get(hall.get_absolute_url())
    for act in ("lend", "lease", "change_use"):
        make_assets.willing(hall, act)
    for weekday in range(1, 7):
        make_assets.free(hall, weekday)
    with django_assert_num_queries(17):
        client.get(hall.get_absolute_url())
