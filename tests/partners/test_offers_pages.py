"""Pages and data of offers: the list and its filters, one offer, and the pages of work on it."""

import csv
import datetime as dt
import io

import pytest
from django.http import QueryDict
from django.urls import reverse

from groundwork import clock
from partners.filters import CommitmentFilter
from partners.models import Commitment, Membership, Service, Theme
from tests import factories as make

pytestmark = pytest.mark.django_db
Role = Membership.Role
DAY = dt.timedelta(days=1)
OFFERS, API = reverse("offers"), reverse("api-commitments")
FAR = 10_000


@pytest.fixture
def some_offers():
    """One of each kind that a filter tells apart."""
    council = make.council("Alpha Council")
    trust = make.organisation("Beta Trust", slug="beta", sector="public")
    today = clock.today()
    make.area("Stirchley", reference="E05011172")
    make.area("Beside it", reference="E05000002", shape=make.square(100, 0))
    within = make.area("A hall in Stirchley", kind="hall", shape=make.square(10, 10, side=20))
    far = make.area("Longbridge", reference="E05000003", shape=make.square(FAR))
    rooms = make.commitment(council, title="Rooms", verb="suspend", subject="assets")
    rooms.areas.add(within, far)
    rooms.themes.add(Theme.objects.get(slug="health-and-well-being"))
    walks = make.commitment(
        trust,
        title="Walks",
        verb="amend",
        subject="policy",
        normal_now="Clinics only.",
        is_standing=True,
    )
    walks.services.add(Service.objects.get(slug="parks-and-open-spaces"))
    make.commitment(trust, title="Far").areas.add(far)
    make.commitment(council, title="Gone", withdrawn_on=today, why_withdrawn="No money.")
    make.commitment(council, title="Over", ends_on=today)
    make.commitment(council, title="Coming", subject="people", starts_on=today + 9 * DAY)
    make.commitment(council, title="Draft", published=False)


NOW = {"Rooms", "Walks", "Far", "Coming"}
FOUND = [
    ("", NOW),
    ("ended=on", NOW | {"Gone", "Over"}),
    ("q=COM", {"Coming"}),
    ("q=clinics+beta", {"Walks"}),
    ("q=clinics+alpha", set()),
    ("verb=amend", {"Walks"}),
    ("verb=amend&verb=suspend", NOW),
    ("verb=revise", set()),
    ("subject=people", {"Coming"}),
    ("sector=public", {"Walks", "Far"}),
    ("organisation=alpha", {"Rooms", "Coming"}),
    ("organisation=beta", {"Walks", "Far"}),
    ("organisation=nobody", set()),
    ("theme=health-and-well-being", {"Rooms"}),
    ("service=parks-and-open-spaces", {"Walks"}),
    ("standing=on", {"Walks"}),
    ("area=Stirchley", {"Rooms", "Walks", "Coming"}),
    ("area=E05011172", {"Rooms", "Walks", "Coming"}),
    ("area=Beside+it", {"Walks", "Coming"}),
    ("area=Longbridge", NOW),
    ("area=Stirchley&sector=council&verb=suspend&subject=assets", {"Rooms"}),
]


@pytest.mark.parametrize(("query", "titles"), FOUND, ids=[query for query, _ in FOUND])
def test_page_and_api_find_the_same(client, some_offers, query, titles):
    page = client.get(f"{OFFERS}?{query}")
    assert sorted(each["offer"].title for each in page.context["cards"]) == sorted(titles)
    data = client.get(f"{API}?{query}").json()
    assert sorted(each["title"] for each in data["results"]) == sorted(titles)
    assert data["count"] == page.context["count"] == len(titles)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("area=Nowhere", "No ward, council area or other place here is called “Nowhere”."),
        ("verb=burn", "Choose from those listed."),
        ("theme=nothing", "Choose from those listed."),
        ("q=%00", "Null characters are not allowed."),
    ],
)
def test_page_says_what_it_did_not_understand_and_the_api_refuses_it(client, query, said):
    page = client.get(f"{OFFERS}?{query}")
    assert page.status_code == 200
    assert said in page.content.decode()
    assert client.get(f"{API}?{query}").status_code == 400


def test_list_is_the_same_for_everybody_and_keeps_what_was_asked(client, some_offers):
    client.force_login(make.person())
    page = client.get(OFFERS, {"q": "a & <b>", "verb": "amend"})
    text = page.content.decode()
    assert page["Cache-Control"] == "public, max-age=60"
    assert "Cookie" not in page.get("Vary", "")
    assert "csrfmiddlewaretoken" not in text
    assert 'value="a &amp; &lt;b&gt;"' in text
    assert "No offer fits all of this." in text
    assert (
        client.get(OFFERS, {"q": "a"}, headers={"If-None-Match": page["ETag"]}).status_code == 200
    )


def test_list_says_what_to_do_when_there_is_nothing(client):
    page = client.get(OFFERS).content.decode()
    assert "Nobody has made an offer yet." in page
    assert reverse("offer-new") in page


def test_list_goes_on_to_further_pages(client):
    organisation = make.organisation()
    for _ in range(51):
        make.commitment(organisation)
    first = client.get(OFFERS)
    assert len(first.context["cards"]) == 50
    assert "51 offers" in first.content.decode()
    assert len(client.get(OFFERS, {"page": 2}).context["cards"]) == 1


@pytest.mark.parametrize("number", [1, 20])
def test_list_asks_the_database_as_often_for_many_as_for_one(
    client, django_assert_num_queries, number
):
    for _ in range(number):
        make.commitment(make.organisation()).areas.add(make.area())
    # The themes and services to choose from, how many, the offers, and three lists of theirs.
    with django_assert_num_queries(7):
        client.get(OFFERS)
    with django_assert_num_queries(5):
        client.get(API)


@pytest.mark.parametrize("number", [1, 20])
def test_an_offers_page_asks_as_often_for_many_needs_as_for_one(
    client, django_assert_max_num_queries, number
):
    own = make.organisation()
    offer = make.commitment(own)
    for _ in range(number):
        offer.dependencies.create(needs=make.commitment(own))
        make.commitment(own).dependencies.create(needs=offer)
    with django_assert_max_num_queries(16):
        assert client.get(offer.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("number", [1, 20])
def test_an_organisations_page_lists_its_offers_in_one_query(
    client, django_assert_num_queries, number
):
    organisation = make.organisation()
    for _ in range(number):
        make.commitment(organisation)
    client.get(organisation.get_absolute_url())
    from partners.templatetags.offers import offers_in_public

    with django_assert_num_queries(1):
        assert len(offers_in_public(organisation)["current"]) == number


def test_an_organisations_page_lists_what_it_offers_and_offered_but_no_draft(client):
    council = make.council("Alpha Council")
    make.commitment(council, title="Now on offer")
    make.commitment(council, title="Secret", published=False)
    make.commitment(council, title="Gone", withdrawn_on=clock.today(), why_withdrawn="Why.")
    make.commitment(make.organisation(), title="Someone else’s")
    page = client.get(council.get_absolute_url()).content.decode()
    assert "Now on offer" in page
    assert "Gone</a>, withdrawn on" in page
    assert "Secret" not in page
    assert "Someone else’s" not in page


def test_an_offers_page_says_all_that_a_reader_needs(client):
    friends = make.organisation("Friends of the Park")
    offer = make.commitment(
        make.organisation("Beta Trust"),
        title="Walks count",
        enables="Walkers can bring people.",
        enabled_organisation=friends,
        conditions="The patient agrees.",
        contact_address="desk@trust.example",
        ends_on=clock.today() + 9 * DAY,
    )
    page = client.get(offer.get_absolute_url())
    text = page.content.decode()
    for said in (
        "Rooms are let by the month.",
        "Rooms are lent for an evening.",
        "Walkers can bring people.",
        "Friends of the Park",
        "The patient agrees.",
        "Lettings desk",
        "mailto:desk@trust.example",
        "0121 496 0000",
        "An offer is no contract.",
        "Beta Trust</a> (unverified)",
    ):
        assert said in text
    assert page["Cache-Control"] == "public, max-age=60"
    assert "Cookie" not in page.get("Vary", "")
    assert "csrfmiddlewaretoken" not in text


def test_a_withdrawn_offer_keeps_its_page_and_shows_why(client):
    offer = make.commitment(
        make.organisation(), withdrawn_on=clock.today(), why_withdrawn="The lease forbids it."
    )
    page = client.get(offer.get_absolute_url())
    assert page.status_code == 200
    assert "The lease forbids it." in page.content.decode()


def test_an_offers_page_says_what_falls_with_it_and_what_has_fallen(client):
    own = make.organisation()
    gone = make.commitment(own, title="Gone", withdrawn_on=clock.today(), why_withdrawn="Why.")
    offer, above = make.commitment(own, title="Middle"), make.commitment(own, title="Top")
    offer.dependencies.create(needs=gone)
    above.dependencies.create(needs=offer)
    page = client.get(offer.get_absolute_url()).content.decode()
    assert "Something that this offer needs has fallen" in page
    assert "If this offer falls, these fall with it" in page
    assert above.get_absolute_url() in page
    top = client.get(above.get_absolute_url()).content.decode()
    assert "Something that this offer needs has fallen" in top
    assert gone.get_absolute_url() in top
    assert above.get_absolute_url() not in client.get(above.get_absolute_url()).context["needs"]
    assert (
        "These offers said that they need it"
        in client.get(gone.get_absolute_url()).content.decode()
    )


@pytest.mark.parametrize(
    ("who", "code"),
    [*[(role, 200) for role in Role.values], ("stranger", 404), ("visitor", 404)],
)
def test_a_draft_is_there_for_those_who_act_for_its_organisation(client, who, code):
    council = make.council()
    offer = make.commitment(council, published=False)
    if who != "visitor":
        client.force_login(make.person() if who == "stranger" else make.member(council, who))
    page = client.get(offer.get_absolute_url())
    assert page.status_code == code
    if code == 200:
        assert page["Cache-Control"] == "private, no-store"
    assert offer.title not in client.get(OFFERS).content.decode()
    assert client.get(API).json()["count"] == 0


def test_csv_has_the_same_rows_and_no_formula(client):
    offer = make.commitment(make.organisation("Beta Trust"), title="=1+1")
    offer.themes.set(Theme.objects.all()[:2])
    answer = client.get(API, {"format": "csv"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    (row,) = csv.DictReader(io.StringIO(b"".join(answer).decode()))
    assert row["title"] == "'=1+1"
    assert row["organisation_name"] == "Beta Trust"
    assert row["themes"].count("; ") == 1
    assert row["url"].endswith(offer.get_absolute_url())


def test_csv_names_the_next_page(client):
    for _ in range(2):
        make.commitment(make.organisation())
    answer = client.get(API, {"format": "csv", "page_size": 1})
    assert 'rel="next"' in answer["Link"]
    assert "page=2" in answer["Link"]


def test_data_can_be_asked_for_again_cheaply(client):
    make.commitment(make.organisation())
    answer = client.get(API)
    assert answer["Cache-Control"] == "public, max-age=60"
    assert client.get(API, headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_each_choice_of_the_filter_is_a_word_of_the_model():
    search = CommitmentFilter(QueryDict(""), queryset=Commitment.objects.all())
    assert [value for value, _ in search.form.fields["verb"].choices] == Commitment.Verb.values
    assert search.form.fields["subject"].choices[0] == ("policy", "A policy")


# The pages of work

WORDS = {
    "title": "Lend rooms",
    "verb": "suspend",
    "subject": "assets",
    "normal_now": "Rooms are let by the month.",
    "instead": "Rooms are lent for an evening.",
    "contact_role": "Housing desk",
    "contact_telephone": "0121 496 0003",
}


def test_an_offer_is_written_published_and_withdrawn_by_its_pages(client):
    trust = make.organisation("Beta Trust", slug="beta")
    make.area("Stirchley")
    client.force_login(make.member(trust, Role.REPRESENTATIVE))
    sent = client.post(
        reverse("offer-new") + "?organisation=beta",
        WORDS
        | {
            "areas": "stirchley\n",
            "enabled_organisation": "beta trust",
            "is_standing": "on",
            "themes": [Theme.objects.first().pk],
            "ends_on_day": "27",
            "ends_on_month": "3",
            "ends_on_year": "2199",
        },
    )
    offer = Commitment.objects.get()
    assert sent.url == reverse("offer-work", args=[offer.pk])
    assert [area.name for area in offer.areas.all()] == ["Stirchley"]
    assert offer.enabled_organisation == trust
    assert (offer.is_standing, offer.ends_on) == (True, dt.date(2199, 3, 27))
    client.post(reverse("offer-publish", args=[offer.pk]), {"version": offer.version})
    offer.refresh_from_db()
    assert offer.published_on == clock.today()
    away = reverse("offer-withdraw", args=[offer.pk])
    page = client.post(away, {"no-why": " ", "no-version": offer.version})
    assert page.status_code == 422
    assert "There is something to put right" in page.content.decode()
    client.post(away, {"no-why": "No money.", "no-version": offer.version})
    offer.refresh_from_db()
    assert offer.why_withdrawn == "No money."


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"title": " "}, "Fill this in."),
        ({"verb": "burn"}, "“burn” is not listed."),
        ({"areas": "Nowhere"}, "No ward or other place here is called “Nowhere”."),
        ({"areas": "Twice"}, "More than one place is called “Twice”. Write one of: T1 (Ward)"),
        ({"enabled_organisation": "Gam"}, "Did you mean: Gamma Trust?"),
        ({"enabled_organisation": "Nobody"}, "It may need to be registered first."),
        (
            {"ends_on_day": "31", "ends_on_month": "2", "ends_on_year": "2027"},
            "must be a real date",
        ),
        (
            {"starts_on_day": "2", "starts_on_month": "2", "starts_on_year": "2027"}
            | {"ends_on_day": "1", "ends_on_month": "2", "ends_on_year": "2027"},
            "The day it ends must come after the day it starts.",
        ),
        ({"instead": "a\x00b"}, "Null characters are not allowed."),
    ],
)
def test_bad_input_is_answered_with_a_sentence_and_nothing_typed_is_lost(client, change, sentence):
    trust = make.organisation("Beta Trust")
    make.organisation("Gamma Trust")
    for reference in ("T1", "T2"):
        make.area("Twice", reference=reference)
    client.force_login(make.member(trust, Role.EDITOR))
    page = client.post(reverse("offer-new"), WORDS | change)
    text = page.content.decode()
    assert page.status_code == 422
    assert sentence in text
    assert "Rooms are let by the month." in text
    assert not Commitment.objects.exists()


def test_someone_in_two_organisations_chooses_and_someone_in_none_is_told_what_to_do(client):
    someone = make.person()
    client.force_login(someone)
    page = client.get(reverse("offer-new")).content.decode()
    assert "You act for no organisation yet." in page
    for slug in ("one", "two"):
        Membership.objects.create(
            person=someone, organisation=make.organisation(slug=slug), role=Role.EDITOR
        )
    page = client.get(reverse("offer-new")).content.decode()
    assert "?organisation=one" in page
    assert "?organisation=two" in page


@pytest.mark.parametrize(("slug", "code"), [("other", 403), ("nobody", 404), ("%00", 404)])
def test_an_offer_cannot_be_begun_for_others(client, slug, code):
    make.organisation(slug="other")
    client.force_login(make.member(make.organisation(), Role.EDITOR))
    assert client.get(reverse("offer-new") + f"?organisation={slug}").status_code == code


def test_two_people_changing_one_offer_are_each_shown_what_the_other_did(client):
    trust = make.organisation()
    offer = make.commitment(trust, published=False)
    client.force_login(make.member(trust, Role.EDITOR))
    address = reverse("offer-edit", args=[offer.pk])
    typed = WORDS | {"version": offer.version, "title": "My title"}
    offer.write(title="Their title")
    page = client.post(address, typed)
    assert page.status_code == 409
    text = page.content.decode()
    assert "Their title" in text
    assert 'value="My title"' in text
    again = client.post(address, typed | {"version": offer.version})
    assert again.status_code == 302
    offer.refresh_from_db()
    assert offer.title == "My title"


def test_changing_a_public_offer_asks_why_and_says_so(client):
    trust = make.organisation()
    offer = make.commitment(trust)
    client.force_login(make.member(trust, Role.REPRESENTATIVE))
    address = reverse("offer-edit", args=[offer.pk])
    page = client.post(address, WORDS | {"version": offer.version})
    assert page.status_code == 422
    assert "Why you change it: Fill this in." in page.content.decode()
    client.post(address, WORDS | {"version": offer.version, "why": "Asked to."})
    page = client.get(offer.get_absolute_url()).content.decode()
    assert "Asked to." in page
    assert "Lend rooms" in page


def test_publishing_is_not_offered_while_something_lacks(client):
    trust = make.organisation()
    offer = make.commitment(trust, published=False, contact_telephone="")
    client.force_login(make.member(trust, Role.REPRESENTATIVE))
    page = client.get(reverse("offer-work", args=[offer.pk])).content.decode()
    assert "Give one way to ask about it" in page
    assert "Publish this offer" not in page


def test_publishing_what_was_changed_since_it_was_read_is_refused(client):
    trust = make.organisation()
    offer = make.commitment(trust, published=False)
    client.force_login(make.member(trust, Role.REPRESENTATIVE))
    read = offer.version
    offer.write(instead="Something else.")
    page = client.post(
        reverse("offer-publish", args=[offer.pk]), {"version": read}, follow=True
    ).content.decode()
    assert "Someone else changed this offer while you were reading it." in page
    offer.refresh_from_db()
    assert offer.published_on is None


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("nonsense", "Paste the address of the offer"),
        ("999999999", "There is no such public offer."),
        ("9" * 40, "Paste the address of the offer"),
        ("own", "An offer cannot need itself."),
    ],
)
def test_needing_an_offer_that_is_none_is_answered_with_a_sentence(client, typed, sentence):
    trust = make.organisation()
    offer = make.commitment(trust)
    client.force_login(make.member(trust, Role.REPRESENTATIVE))
    written = offer.get_absolute_url() if typed == "own" else typed
    page = client.post(reverse("offer-need-offer", args=[offer.pk]), {"offer-needs": written})
    assert page.status_code == 422
    assert sentence in page.content.decode()


def test_a_need_is_added_by_address_and_by_asking(client):
    trust, other = make.organisation(), make.organisation("Other Trust")
    offer, needed = make.commitment(trust), make.commitment(other)
    client.force_login(make.member(trust, Role.REPRESENTATIVE))
    address = f"https://zones.example{needed.get_absolute_url()}"
    client.post(reverse("offer-need-offer", args=[offer.pk]), {"offer-needs": address})
    client.post(
        reverse("offer-need-act", args=[offer.pk]),
        {
            "act-organisation": "other trust",
            "act-act": "Lend a van",
            "act-due_on_day": "1",
            "act-due_on_month": "4",
            "act-due_on_year": "2199",
        },
    )
    found = {(row.needs, row.organisation, row.act) for row in offer.dependencies.all()}
    assert found == {(needed, None, ""), (None, other, "Lend a van")}
