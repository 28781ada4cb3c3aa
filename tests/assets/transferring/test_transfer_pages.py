"""Pages of transfers: what the public reads, what each side does, and what nobody else sees."""

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from assets.models import Announcement, Transfer, TransferScheme, TransferState
from assets.models.transfer import new_transfer_reference
from assets.transferring import announcing, assessing, scheme, steps
from groundwork import clock
from groundwork.models import Letter
from partners.models import Membership
from tests import asset_factories as make_assets
from tests import factories as make
from tests import transfer_factories as make_transfers
from tests.transfer_factories import START, WEEK

pytestmark = pytest.mark.django_db
State = TransferState
REGISTER = reverse("transfers")
SECRETS = ("0121 496 0001", "Chair")


def page(path, person=None, **more):
    client = Client()
    if person:
        client.force_login(person)
    response = client.get(path, **more)
    return response, response.content.decode()


def post(path, person, **form):
    client = Client()
    client.force_login(person)
    return client.post(path, form)


def url(name, transfer, *more):
    return reverse(name, args=[transfer.reference, *more])


# What everyone reads on the page in each state, and what nobody does yet.
TOLD = [
    (State.INTEREST, ["A lunch club on Tuesdays.", "must answer"], ["We would run it."]),
    (State.BUSINESS_CASE, ["is asked to send"], ["We would run it.", "£3,000"]),
    (State.ASSESSMENT, ["We would run it.", "£3,000"], ["It does, in part."]),
    (State.DECISION, ["100 × £50 per person a year"], ["It does, in part."]),
    (State.TERMS, ["It does, in part.", "Agreed: Lease", "by Cabinet"], ["Repairs are ours."]),
    (State.MONITORING, ["Repairs are ours.", "£4,000", "Report on year 1"], []),
    (State.REFUSED, ["Refused.", "It helps people to be well."], ["It does, in part."]),
    (State.LAPSED, ["Friends had not answered"], []),
    (State.WITHDRAWN, ["Friends withdrew", "Because."], []),
    (State.ENDED, ["no longer holds it", "Because."], []),
]


@pytest.mark.parametrize(("state", "told", "kept"), TOLD)
def test_the_public_page_tells_what_is_public_and_nothing_else(state, told, kept):
    transfer, _ = make_transfers.bring_to(state)
    response, text = page(transfer.get_absolute_url())
    assert response.status_code == 200
    assert [words for words in told if words not in text] == []
    assert [words for words in [*kept, *SECRETS] if words in text] == []
    assert "max-age" in response["Cache-Control"]


def test_the_page_says_one_last_day_of_a_lease_and_none_once_it_was_ended():
    transfer, both = make_transfers.bring_to(State.MONITORING)
    _, text = page(transfer.get_absolute_url())
    assert "until 5 April 2041" in text
    assert "6 April 2041" not in text
    make_transfers.take(transfer, "end", both, on=transfer.state_since_on)
    _, text = page(transfer.get_absolute_url())
    assert "that ended on 6 April 2026" in text
    assert "Held until" not in text
    assert "April 2041" not in text


def test_the_rebate_is_shown_with_its_working():
    transfer, _ = make_transfers.bring_to(State.MONITORING)
    _, text = page(transfer.get_absolute_url())
    assert "100% of a social value of £3,000 a year is £3,000." in text
    assert "The rent of £4,000 becomes £1,000." in text


def test_a_draft_is_there_for_the_group_alone():
    both = make_transfers.sides()
    transfer = make_transfers.draft(both)
    for person in (None, both.theirs, make.person()):
        assert page(transfer.get_absolute_url(), person)[0].status_code == 404
    response, _ = page(transfer.get_absolute_url(), both.ours)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert page(url("transfer-work", transfer), both.theirs)[0].status_code == 404
    assert transfer.reference not in page(REGISTER)[1]


def test_a_business_case_is_seen_by_the_group_alone_while_it_is_written():
    transfer, both = make_transfers.bring_to(State.BUSINESS_CASE)
    make_transfers.prepare(transfer, "submit", both, on=START)
    work = url("transfer-work", transfer)
    assert "We would run it." in page(work, both.ours)[1]
    assert "We would run it." not in page(work, both.theirs)[1]


def test_scores_are_seen_by_the_owner_alone_before_the_decision():
    transfer, both = make_transfers.bring_to(State.DECISION)
    work = url("transfer-work", transfer)
    assert "It does, in part." in page(work, both.theirs)[1]
    assert "It does, in part." not in page(work, both.ours)[1]


def test_a_sensitive_place_is_named_nowhere():
    both = make_transfers.sides(
        name="Refuge, 7 Hidden Lane", street="Hidden Lane", is_sensitive=True
    )
    announced = announce(both)
    Announcement.objects.filter(pk=announced.pk).update(words="A house in Hidden Lane.")
    transfer, _ = make_transfers.bring_to(
        State.REFUSED, both, purpose="We would run HIDDEN  lane for all."
    )
    Transfer.objects.filter(pk=transfer.pk).update(reasons="Hidden Lane is full.")
    paths = [
        both.hall.get_absolute_url(),
        transfer.get_absolute_url(),
        REGISTER,
        reverse("transfers-file"),
    ]
    for path in paths:
        response = Client().get(path)
        assert response.status_code == 200
        squeezed = "".join(b"".join(response).decode().lower().split())
        assert "hiddenlane" not in squeezed, path
    assert "Not shown, because" in page(transfer.get_absolute_url())[1]
    assert "HIDDEN" in page(url("transfer-work", transfer), both.theirs)[1]
    assert transfer.reference not in page(f"{REGISTER}?q=hidden")[1]
    assert not any("Hidden" in letter.subject + letter.body for letter in Letter.objects.all())


def test_a_reference_in_small_letters_leads_to_the_page():
    transfer, _ = make_transfers.bring_to(State.INTEREST)
    response, _ = page(transfer.get_absolute_url().replace("CAT", "cat"))
    assert (response.status_code, response["Location"]) == (301, transfer.get_absolute_url())


@pytest.fixture
def some_transfers():
    """Four transfers of two owners that a filter tells apart."""
    made = {}
    for state, name in (
        (State.REFUSED, "Depot"),
        (State.MONITORING, "Lodge"),
        (State.INTEREST, "Library"),
    ):
        made[name], _ = make_transfers.bring_to(state, make_transfers.sides(name=name))
    other = make_transfers.sides(name="Stable")
    other.owner.name, other.owner.slug = "Far Trust", "far-trust"
    other.owner.save()
    made["Stable"], _ = make_transfers.bring_to(
        State.INTEREST, other, on=START.replace(year=2025), right_asked="freehold"
    )
    return made


FOUND = (
    ("", {"Depot", "Lodge", "Library", "Stable"}),
    ("state=refused", {"Depot"}),
    ("state=refused&state=monitoring", {"Depot", "Lodge"}),
    ("right=freehold", {"Stable"}),
    ("right=lease", {"Depot", "Lodge", "Library"}),
    ("year=2025", {"Stable"}),
    ("owner=far", {"Stable"}),
    ("owner=far-trust", {"Stable"}),
    ("q=libr", {"Library"}),
    ("q=friends+lodge", {"Lodge"}),
    ("q=nothing", set()),
    ("state=draft", set()),
    ("year=9", set()),
)


def test_the_register_is_searched(some_transfers):
    for query, names in FOUND:
        _, text = page(f"{REGISTER}?{query}")
        found = {name for name, row in some_transfers.items() if row.get_absolute_url() in text}
        assert (query, found) == (query, names)


def test_the_file_says_what_the_register_says(some_transfers):
    response = Client().get(reverse("transfers-file") + "?right=lease")
    rows = {row["asset"]: row for row in csv.DictReader(io.StringIO(b"".join(response).decode()))}
    assert set(rows) == {"Depot", "Lodge", "Library"}
    lodge = rows["Lodge"]
    assert (lodge["state"], lodge["right_agreed"]) == (
        "Completed and monitored",
        "Lease (10 to 20 years)",
    )
    sums = ("annual_social_value", "market_rent", "rebate", "rent")
    assert [lodge[name] for name in sums] == ["3000.00", "4000.00", "3000.00", "1000.00"]
    held = dt.date.fromisoformat(lodge["held_from"]), dt.date.fromisoformat(lodge["held_until"])
    assert held[1] == held[0].replace(year=held[0].year + 15) - make.DAY
    assert rows["Depot"]["reasons"] == "It helps people to be well."
    assert (rows["Library"]["whose_turn"], rows["Library"]["is_overdue"]) == ("Own Council", "yes")


def test_a_file_that_is_asked_for_badly_says_so():
    response = Client().get(reverse("transfers-file") + "?year=x")
    assert (response.status_code, response.content.decode()) == (
        400,
        "Write a whole number, such as 12.",
    )


def test_the_yearly_figures_stand_on_the_register(some_transfers):
    _, text = page(REGISTER)
    assert "Transfers of all owners" in text
    _, text = page(f"{REGISTER}?owner=far-trust")
    assert "Transfers of assets of Far Trust" in text
    assert "2025" in text


@pytest.mark.parametrize("copies", [0, 5])
def test_the_register_asks_the_database_as_often_for_many(copies, django_assert_num_queries):
    owner = make_transfers.sides()
    for number, state in enumerate((State.MONITORING, State.LAPSED, State.REFUSED, State.DRAFT)):
        group = make.organisation(sector="community")
        hall = make_assets.asset(owner.owner, f"Hall {number}", published_on=START - 5 * WEEK)
        ours = make.member(group, "representative", starts_on=START - WEEK)
        both = make_transfers.Sides(owner.owner, group, hall, owner.theirs, ours)
        transfer, _ = make_transfers.bring_to(state, both)
        for _ in range(copies):
            transfer.pk, transfer.reference = None, new_transfer_reference()
            transfer.save()
    announce(owner)
    with django_assert_num_queries(10):
        assert Client().get(REGISTER).status_code == 200


@pytest.mark.parametrize("count", [1, 20])
def test_a_transfers_page_asks_the_database_as_often_for_many(count, django_assert_num_queries):
    transfer, _ = make_transfers.bring_to(State.MONITORING)
    for number in range(count):
        make_transfers.benefit(transfer, name=f"Benefit {number}")
    with django_assert_num_queries(9):
        assert Client().get(transfer.get_absolute_url()).status_code == 200


def announce(both):
    return announcing.announce(
        asset=both.hall,
        right="long_lease",
        words="Come and see.",
        closes_on=clock.today() + 5 * WEEK,
        by=both.theirs,
    )


def test_the_assets_page_invites_interest_in_what_is_announced():
    both = make_transfers.sides()
    make_transfers.bring_to(State.REFUSED, both)
    announce(both)
    _, text = page(both.hall.get_absolute_url())
    assert "Come and see." in text
    assert reverse("transfer-ask", args=[both.hall.reference]) in text
    assert "Own Council refused it" in text
    _, text = page(REGISTER)
    assert "Announced now" in text


def test_a_partners_page_names_its_transfers():
    transfer, both = make_transfers.bring_to(State.INTEREST)
    for organisation in (both.owner, both.group):
        _, text = page(organisation.get_absolute_url())
        assert transfer.get_absolute_url() in text
    assert (
        reverse("transfer-scheme", args=[both.owner.slug]) in page(both.owner.get_absolute_url())[1]
    )


def test_the_desk_says_whose_turn_it_is_and_by_when():
    transfer, both = make_transfers.bring_to(State.INTEREST)
    _, text = page("/desk/", both.theirs)
    assert "Answer the expression of interest" in text
    assert "overdue" in text
    assert "Answer the expression" not in page("/desk/", both.ours)[1]
    assert "Answer the expression" not in page("/desk/", make.member(both.owner, "editor"))[1]
    today = clock.today()
    steps.take("invite", transfer=transfer, by=both.theirs, on=today)
    assert "Write the business case and send it" in page("/desk/", both.ours)[1]
    assert "1 thing waits for you" in page("/desk/", both.ours)[1]


def test_a_draft_is_on_the_desk_and_waits_for_nobody():
    both = make_transfers.sides()
    make_transfers.draft(both)
    _, text = page("/desk/", both.ours)
    assert "Draft of an expression of interest" in text
    assert "Nothing waits for you today." in text


# A group asks, from the page of the asset to the decision, by forms alone.


def test_a_group_asks_keeps_a_draft_and_sends_it():
    both = make_transfers.sides()
    ask = reverse("transfer-ask", args=[both.hall.reference])
    response = post(ask, both.ours, applicant=both.group.pk, purpose="A choir.", then="later")
    transfer = Transfer.objects.get()
    assert response["Location"] == url("transfer-work", transfer)
    _, text = page(url("transfer-step", transfer, "ask"), both.ours)
    assert "Say by what right the group would hold it." in text
    response = post(
        url("transfer-edit", transfer),
        both.ours,
        version=transfer.version,
        right_asked="lease",
        purpose="A choir.",
        contact_role="Chair",
        contact_telephone="0121 496 0001",
        then="send",
    )
    assert response["Location"] == url("transfer-step", transfer, "ask")
    transfer.refresh_from_db()
    step = url("transfer-step", transfer, "ask")
    assert "Check what you wrote" in page(step, both.ours)[1]
    for _ in range(2):  # pressed twice
        assert post(step, both.ours, version=transfer.version).status_code == 302
    transfer.refresh_from_db()
    assert (transfer.state, transfer.moves.count()) == (State.INTEREST, 1)


def test_the_same_group_comes_back_to_what_it_began():
    both = make_transfers.sides()
    transfer = make_transfers.draft(both)
    response, _ = page(reverse("transfer-ask", args=[both.hall.reference]), both.ours)
    assert response["Location"] == url("transfer-work", transfer)


def test_somebody_of_no_group_is_told_to_register_one():
    both = make_transfers.sides()
    for person in (make.person(), both.theirs):
        _, text = page(reverse("transfer-ask", args=[both.hall.reference]), person)
        assert "You act for no group yet." in text


def test_two_people_who_write_at_once_lose_nothing():
    both = make_transfers.sides()
    transfer = make_transfers.draft(both)
    edit = url("transfer-edit", transfer)
    form = {"version": 1, "contact_role": "Chair", "contact_telephone": "0121 496 0001"}
    post(edit, both.ours, right_asked="lease", purpose="A choir.", **form)
    response = post(edit, both.ours, right_asked="freehold", purpose="A café.", **form)
    text = response.content.decode()
    assert response.status_code == 409
    for words in ("A choir.", "A café.", "Someone else changed this"):
        assert words in text
    assert '<input type="hidden" name="version" value="2"' in text


BENEFIT = {
    "name": "Company",
    "quantity": "1,000",
    "proxy": "£12.50",
    "unit": "per person a year",
    "proxy_source": "A study",
    "price_year": "2025",
    "deadweight": "20%",
}


def test_a_benefit_is_written_as_people_write_it():
    transfer, both = make_transfers.bring_to(State.BUSINESS_CASE)
    response = post(url("transfer-benefit-new", transfer), both.ours, **BENEFIT)
    assert response["Location"] == url("transfer-case", transfer)
    benefit = transfer.benefits.get()
    assert (benefit.quantity, benefit.proxy, benefit.deadweight) == (
        Decimal(1000),
        Decimal("12.50"),
        Decimal("0.2"),
    )
    assert "£10,000" in page(url("transfer-case", transfer), both.ours)[1]
    change = url("transfer-benefit", transfer, benefit.pk)
    _, text = page(change, both.ours)
    assert 'value="1,000"' in text
    assert 'value="20%"' in text
    response = post(change, both.ours, **BENEFIT | {"quantity": "many", "deadweight": "120%"})
    assert response.status_code == 422
    text = response.content.decode()
    assert "Write a number, such as 12 or 12.5" in text
    assert "Write a share from 0% to 100%" in text
    assert post(url("transfer-benefit-remove", transfer, benefit.pk), both.ours).status_code == 302
    assert not transfer.benefits.exists()


def test_the_owner_scores_declares_and_decides_by_forms():
    transfer, both = make_transfers.bring_to(State.ASSESSMENT)
    tests = [*assessing.shown_for(transfer, clock.today())]
    form = {f"points_{test.pk}": "4" for test in tests}
    response = post(url("transfer-scores", transfer), both.theirs, **form)
    assert response.status_code == 422
    assert "Say why “Public health” has this score" in response.content.decode()
    form |= {f"note_{test.pk}": "Well said." for test in tests}
    assert post(url("transfer-scores", transfer), both.theirs, **form).status_code == 302
    post(
        url("transfer-interests", transfer), both.theirs, who="Ward councillor", interest="Trustee."
    )
    declared = transfer.declared_interests.get()
    done = url("transfer-interest-done", transfer, declared.pk)
    post(done, both.theirs, what_was_done="Left the room.")
    _, text = page(transfer.get_absolute_url())
    assert "Left the room." in text
    assert post(url("transfer-step", transfer, "assess"), both.theirs).status_code == 302
    agree, today = url("transfer-step", transfer, "agree"), clock.today()
    response = post(agree, both.theirs, right_agreed="lease")
    assert response.status_code == 422
    assert "Say who decided" in response.content.decode()
    day = parts("decided_on", today)
    response = post(
        agree,
        both.theirs,
        right_agreed="lease",
        decided_by_body="Cabinet",
        reasons="Good for people.",
        decision_url="https://example.org/minutes",
        **day,
    )
    assert response.status_code == 302
    transfer.refresh_from_db()
    assert (transfer.state, transfer.reasons) == (State.TERMS, "Good for people.")
    _, text = page(transfer.get_absolute_url())
    assert "https://example.org/minutes" in text
    assert "Well said." in text


def test_terms_show_what_the_rebate_comes_to():
    transfer, both = make_transfers.bring_to(State.TERMS)
    form = {"market_rent": "£2,000", "share": "50%", "terms": "Repairs are ours."}
    path = url("transfer-terms", transfer)
    assert post(path, both.theirs, **form).status_code == 302
    _, text = page(path, both.theirs)
    assert "50% of a social value of £3,000 a year is £1,500." in text
    assert "The rent of £2,000 becomes £500." in text


def test_a_report_is_put_on_record_and_read_by_all():
    transfer, both = make_transfers.bring_to(State.MONITORING, on=START.replace(year=2025))
    path = url("transfer-report", transfer, "yearly-1")
    assert "Due by" in page(path, both.ours)[1]
    response = post(path, both.ours, words="Eighty came.", social_value="2,400")
    assert response.status_code == 302
    _, text = page(transfer.get_absolute_url())
    assert "Eighty came." in text
    assert "£2,400" in text
    assert page(url("transfer-report", transfer, "review-5"), both.ours)[0].status_code == 403
    assert page(url("transfer-report", transfer, "yearly-99"), both.ours)[0].status_code == 404


def test_a_private_paper_is_opened_by_the_two_sides_alone():
    transfer, both = make_transfers.bring_to(State.INTEREST)
    paper = make_transfers.paper(transfer, by=both.ours)
    path = url("transfer-document", transfer, paper.pk)
    for person, code in ((None, 404), (make.person(), 404), (both.theirs, 200), (both.ours, 200)):
        client = Client()
        if person:
            client.force_login(person)
        response = client.get(path)
        b"".join(response)
        assert response.status_code == code
        assert "no-store" in response["Cache-Control"]
    assert "Accounts" not in page(transfer.get_absolute_url())[1]
    change = url("transfer-document-change", transfer, paper.pk, "publish")
    assert post(change, both.theirs).status_code == 403
    assert post(change, both.ours).status_code == 302
    assert "Accounts" in page(transfer.get_absolute_url())[1]
    assert b"".join(Client().get(path))


def test_a_public_paper_of_a_sensitive_place_is_for_the_two_sides():
    both = make_transfers.sides(is_sensitive=True)
    transfer, _ = make_transfers.bring_to(State.INTEREST, both)
    paper = make_transfers.paper(transfer, by=both.ours, is_public=True)
    path = url("transfer-document", transfer, paper.pk)
    assert page(transfer.get_absolute_url())[1].count("Accounts") == 0
    assert Client().get(path).status_code == 404
    client = Client()
    client.force_login(both.theirs)
    assert b"".join(client.get(path))


def test_a_public_paper_of_a_draft_is_still_private():
    both = make_transfers.sides()
    transfer = make_transfers.draft(both)
    paper = make_transfers.paper(transfer, by=both.ours, is_public=True)
    assert Client().get(url("transfer-document", transfer, paper.pk)).status_code == 404


def test_a_file_of_no_kind_that_is_taken_is_refused():
    transfer, both = make_transfers.bring_to(State.INTEREST)
    upload = io.BytesIO(b"MZ not a picture")
    upload.name = "accounts.pdf"
    response = post(url("transfer-documents", transfer), both.ours, title="Accounts", file=upload)
    assert response.status_code == 422
    assert "The file is not a PDF, PNG, JPEG or WebP." in response.content.decode()


def test_an_owner_announces_changes_and_withdraws_by_forms():
    both = make_transfers.sides()
    path = reverse("transfer-announce", args=[both.hall.reference])
    last = clock.today() + 3 * WEEK
    form = {"right": "lease", "words": "Come.", **parts("closes_on", last)}
    response = post(path, both.theirs, **form)
    assert response.status_code == 422
    assert "Leave time to answer" in response.content.decode()
    last = clock.today() + 6 * WEEK
    assert post(path, both.theirs, **form | parts("closes_on", last)).status_code == 302
    row = Announcement.objects.get()
    change = reverse("announcement-change", args=[row.pk])
    later = last + WEEK
    post(change, both.theirs, words="Do come.", version=1, **parts("closes_on", later))
    row.refresh_from_db()
    assert (row.words, row.closes_on) == ("Do come.", later)
    response = post(change, both.theirs, words="Or not.", version=1, **parts("closes_on", later))
    assert response.status_code == 409
    assert "Do come." in response.content.decode()
    withdraw = reverse("announcement-withdraw", args=[row.pk])
    assert post(withdraw, both.theirs, why="The roof.", version=2).status_code == 302
    row.refresh_from_db()
    assert row.withdrawn_on == clock.today()


def parts(name, day: dt.date):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def test_a_scheme_and_its_tests_are_written_by_forms():
    both = make_transfers.sides(with_scheme=False)
    edit = reverse("transfer-scheme-edit", args=[both.owner.slug])
    tests = reverse("transfer-tests", args=[both.owner.slug])
    assert page(tests, both.theirs)[0]["Location"] == edit
    form = dict.fromkeys(scheme.WEEKS, "5") | {"share": "62.5%", "review_years": "5"}
    response = post(edit, both.theirs, version="0", introduction="Talk to us.", **form)
    assert response["Location"] == tests
    saved = TransferScheme.objects.get()
    assert (saved.share, saved.terms_weeks) == (Decimal("0.625"), 5)
    rows = {"count": "7", "version": saved.version}
    for number, test in enumerate(scheme.in_use(both.owner, clock.today())):
        rows |= {f"test-{number}-pk": test.pk, f"test-{number}-name": test.name}
    rows |= {"test-0-is_dropped": "on", "test-5-name": "Value for money"}
    rows |= {"test-5-most_points": "10"}
    assert post(tests, both.theirs, **rows).status_code == 302
    _, text = page(reverse("transfer-scheme", args=[both.owner.slug]))
    assert "Value for money" in text
    assert "Scored from 0 to 10." in text
    assert "Economic development" not in text
    assert "62.5%" in text
    response = post(tests, both.theirs, **rows | {"version": 99, "test-0-is_dropped": ""})
    assert response.status_code == 409
    response = post(tests, both.theirs, **rows | {"test-1-most_points": "many"})
    assert response.status_code == 422
    assert "Write a whole number, such as 12." in response.content.decode()


def test_an_owner_without_a_scheme_has_no_page_of_it():
    both = make_transfers.sides(with_scheme=False)
    assert page(reverse("transfer-scheme", args=[both.owner.slug]))[0].status_code == 404


def test_somebody_of_both_sides_is_told_what_they_cannot_do():
    transfer, both = make_transfers.bring_to(State.DECISION)
    Membership.objects.create(
        person=both.theirs, organisation=both.group, role="editor", starts_on=START
    )
    _, text = page(url("transfer-work", transfer), both.theirs)
    assert "You act for the group and for the owner." in text
    assert "Record that it was agreed" not in text
    assert url("transfer-interests", transfer) in text
