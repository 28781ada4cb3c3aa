"""What goes into a transfer: announcements, drafts, the scheme and its tests, scores, papers."""

import datetime as dt
import io
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from PIL import Image

from assets import permissions
from assets.models import Announcement, Right, TransferScore, TransferState, TransferTest
from assets.transferring import (
    announcing,
    asking,
    assessing,
    case,
    deciding,
    listing,
    papers,
    scheme,
)
from assets.transferring.scheme import RowOfTest
from groundwork.private_files import cleaned
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from partners.models import Membership
from tests import factories as make
from tests import transfer_factories as make_transfers
from tests.transfer_factories import START, WEEK

pytestmark = pytest.mark.django_db
State = TransferState


@pytest.fixture
def both():
    return make_transfers.sides()


def announce(both, **more):
    values = {"right": Right.LEASE, "words": "Come and see.", "closes_on": START + 4 * WEEK}
    return announcing.announce(asset=both.hall, by=both.theirs, on=START, **values | more)


WRONG_ANNOUNCEMENTS = [
    ({"right": "gift"}, "by what right"),
    ({"words": " "}, "Say what is offered"),
    ({"closes_on": START + 4 * WEEK - dt.timedelta(1)}, "30 March 2026 or later"),
]


@pytest.mark.parametrize(("wrong", "sentence"), WRONG_ANNOUNCEMENTS)
def test_an_announcement_that_says_too_little_is_refused(both, wrong, sentence):
    with pytest.raises(Refused, match=sentence):
        announce(both, **wrong)


def test_interest_can_be_expressed_until_the_last_day(both):
    row = announce(both)
    assert announcing.open_announcement(both.hall, row.closes_on) == row
    assert announcing.open_announcement(both.hall, row.closes_on + dt.timedelta(1)) is None


def test_an_asset_is_announced_once_at_a_time_and_only_in_public(both):
    announce(both)
    with pytest.raises(Refused, match="announced already, until 30 March 2026"):
        announce(both)
    secret = make_transfers.sides(published_on=None)
    with pytest.raises(Refused, match="Publish the asset first"):
        announce(secret)


def test_only_those_who_agree_for_the_owner_announce(both):
    for person in (both.ours, make.member(both.owner, "editor")):
        with pytest.raises(PermissionDenied):
            announcing.announce(
                asset=both.hall, right="lease", words="W", closes_on=START, by=person, on=START
            )


def test_an_announcement_gives_longer_and_never_less_time(both):
    row = announce(both)
    longer = START + 8 * WEEK
    announcing.change(announcement=row, words="Come!", closes_on=longer, by=both.theirs, on=START)
    row.refresh_from_db()
    assert (row.words, row.closes_on) == ("Come!", longer)
    with pytest.raises(Refused, match="or later"):
        announcing.change(announcement=row, words="W", closes_on=START, by=both.theirs, on=START)
    with pytest.raises(ChangedMeanwhile):
        announcing.change(
            announcement=row, words="W", closes_on=longer, by=both.theirs, on=START, expected=1
        )


def test_an_announcement_is_withdrawn_with_a_reason_and_kept(both):
    row = announce(both)
    with pytest.raises(Refused, match="Say why"):
        announcing.withdraw(announcement=row, why=" ", by=both.theirs, on=START)
    announcing.withdraw(announcement=row, why="The roof.", by=both.theirs, on=START)
    assert announcing.open_announcement(both.hall, START) is None
    assert Announcement.objects.get().why_withdrawn == "The roof."


def group(both, **more):
    body = make.organisation(**{"sector": "community"} | more)
    return body, make.member(body, "editor", starts_on=START)


def test_a_group_begins_one_draft_and_goes_on_with_it(both):
    transfer = make_transfers.draft(both)
    with pytest.raises(Refused, match=f"has a draft for it already: {transfer.reference}"):
        make_transfers.draft(both)
    asking.write(transfer=transfer, by=both.ours, expected=1, purpose="A choir.")
    transfer.refresh_from_db()
    assert transfer.purpose == "A choir."
    with pytest.raises(ChangedMeanwhile):
        asking.write(transfer=transfer, by=both.ours, expected=1, purpose="Other.")
    asking.discard(transfer=transfer, by=both.ours)
    assert asking.unfinished(both.hall, both.group) is None


NOT_ASKED = [
    ({"sector": "private"}, "and not to a business"),
    ({"ends_on": START}, "has ended"),
]


@pytest.mark.parametrize(("more", "sentence"), NOT_ASKED)
def test_who_cannot_ask_is_told_why(both, more, sentence):
    body, person = group(both, **more)
    with pytest.raises(Refused, match=sentence):
        asking.begin(asset=both.hall, applicant=body, by=person, on=START)


def test_an_owner_does_not_ask_itself_nor_one_that_is_not_here(both):
    with pytest.raises(Refused, match="owns this asset"):
        asking.begin(asset=both.hall, applicant=both.owner, by=both.theirs, on=START)
    both.hall.owner, both.hall.steward = None, both.owner
    both.hall.save()
    with pytest.raises(Refused, match="not registered here"):
        asking.begin(asset=both.hall, applicant=both.group, by=both.ours, on=START)


def test_what_was_sent_is_kept_and_only_the_contact_changes():
    transfer, both = make_transfers.bring_to(State.INTEREST)
    with pytest.raises(Refused, match="cannot be changed"):
        asking.write(transfer=transfer, by=both.ours, purpose="Other.")
    with pytest.raises(Refused, match="is kept"):
        asking.discard(transfer=transfer, by=both.ours)
    contact = {"contact_role": "Secretary", "contact_telephone": "", "contact_address": "The hall"}
    asking.write(transfer=transfer, by=both.ours, **contact)
    with pytest.raises(Refused, match="one way to reach"):
        asking.write(transfer=transfer, by=both.ours, **contact | {"contact_address": ""})
    with pytest.raises(PermissionDenied):
        asking.write(transfer=transfer, by=both.theirs, **contact)


BENEFIT = {
    "name": "Company",
    "quantity": Decimal(10),
    "proxy": Decimal("12.50"),
    "unit": "per person a year",
    "proxy_source": "A study",
    "price_year": 2025,
}
WRONG_BENEFITS = [
    ({"name": ""}, "what changes"),
    ({"quantity": None}, "how many"),
    ({"quantity": Decimal(-1)}, "less than nothing"),
    ({"proxy": None}, "in pounds"),
    ({"unit": " "}, "Of what|of what"),
    ({"proxy_source": ""}, "where the value comes from"),
    ({"price_year": None}, "which year"),
    ({"deadweight": Decimal("1.01")}, "from 0% to 100%"),
]


@pytest.mark.parametrize(("wrong", "sentence"), WRONG_BENEFITS)
def test_a_benefit_has_its_figures_and_says_where_they_come_from(wrong, sentence):
    transfer, both = make_transfers.bring_to(State.BUSINESS_CASE)
    with pytest.raises(Refused, match=sentence):
        case.add_benefit(transfer=transfer, by=both.ours, **BENEFIT | wrong)


def test_benefits_are_written_while_the_business_case_is():
    transfer, both = make_transfers.bring_to(State.BUSINESS_CASE)
    made = case.add_benefit(transfer=transfer, by=both.ours, **BENEFIT)
    case.change_benefit(benefit=made, by=both.ours, **BENEFIT | {"quantity": Decimal(20)})
    made.refresh_from_db()
    assert (made.quantity, made.deadweight) == (Decimal(20), Decimal(0))
    with pytest.raises(PermissionDenied):
        case.remove_benefit(benefit=made, by=both.theirs)
    case.remove_benefit(benefit=made, by=both.ours)
    assert not transfer.benefits.exists()
    sent, sides = make_transfers.bring_to(State.ASSESSMENT)
    with pytest.raises(Refused, match="only while the group"):
        case.add_benefit(transfer=sent, by=sides.ours, **BENEFIT)


def test_a_scheme_begins_with_the_tests_that_are_offered(both):
    names = [test.name for test in scheme.in_use(both.owner, START)]
    assert names == [name for name, _ in scheme.OFFERED_TESTS]


def rows_of(owner, **changed):
    """The tests as they are, each with what is changed about it by its name."""
    return [
        RowOfTest(
            **{"pk": test.pk, "name": test.name, "explanation": test.explanation}
            | changed.get(test.name.split()[0], {})
        )
        for test in scheme.in_use(owner, START)
    ]


def test_an_owner_changes_its_tests_freely_until_something_was_scored(both):
    rows = rows_of(both.owner, Public={"is_dropped": True}, Social={"name": "Neighbours"})
    rows.append(RowOfTest(name="Value for money", most_points=10))
    scheme.save_tests(organisation=both.owner, rows=rows, by=both.theirs, on=START)
    assert [test.name for test in scheme.in_use(both.owner, START)] == [
        "Economic development",
        "Regeneration",
        "Neighbours",
        "Environmental wellbeing",
        "Value for money",
    ]
    assert not scheme.retired_tests(both.owner, START).exists()


def test_a_test_that_was_used_keeps_its_words_on_old_transfers():
    transfer, both = make_transfers.bring_to(State.DECISION)
    rows = rows_of(both.owner, Public={"is_dropped": True}, Social={"name": "Neighbours"})
    day = START + 20 * WEEK
    scheme.save_tests(organisation=both.owner, rows=rows, by=both.theirs, on=day)
    kept = {score.test.name for score in TransferScore.objects.filter(transfer=transfer)}
    assert {"Public health", "Social wellbeing"} <= kept
    now = {test.name for test in scheme.in_use(both.owner, day)}
    assert "Neighbours" in now
    assert not {"Public health", "Social wellbeing"} & now
    assert {test.name for test in assessing.shown_for(transfer, day)} == kept | {"Neighbours"}


WRONG_TESTS = [
    ([RowOfTest(name="PUBLIC health")], "the same name"),
    ([RowOfTest(name=" ")], "a name"),
    ([RowOfTest(name="A"), RowOfTest(name="a ")], "the same name"),
    ([RowOfTest(name="A", most_points=0)], "from 1 to 100"),
]


@pytest.mark.parametrize(("rows", "sentence"), WRONG_TESTS)
def test_a_list_of_tests_that_cannot_be_is_refused(both, rows, sentence):
    with pytest.raises(Refused, match=sentence):
        scheme.save_tests(organisation=both.owner, rows=rows, by=both.theirs)


def test_an_owner_keeps_at_least_one_test(both):
    rows = [
        RowOfTest(pk=test.pk, name=test.name, is_dropped=True)
        for test in scheme.in_use(both.owner, START)
    ]
    with pytest.raises(Refused, match="at least one"):
        scheme.save_tests(organisation=both.owner, rows=rows, by=both.theirs)


def test_what_is_announced_is_listed_while_it_is_there(both):
    row = announce(both)
    assert [each.announcement for each in listing.announced(START)] == [row]
    assert listing.announced(row.closes_on + dt.timedelta(1)) == []
    both.hall.gone_on, both.hall.why_gone = START, "Sold."
    both.hall.save()
    assert listing.announced(START) == []


WRONG_SCHEMES = [
    ({"share": Decimal("1.1")}, "0% to 100%"),
    ({"interest_weeks": 0}, "from 1 to 104"),
    ({"review_years": 40}, "from 1 to 25"),
]


@pytest.mark.parametrize(("wrong", "sentence"), WRONG_SCHEMES)
def test_a_scheme_that_cannot_be_is_refused(both, wrong, sentence):
    with pytest.raises(Refused, match=sentence):
        make_transfers.save_scheme(both.owner, both.theirs, **wrong)


def test_a_scheme_is_written_by_those_who_agree_and_no_write_is_lost(both):
    with pytest.raises(PermissionDenied):
        make_transfers.save_scheme(both.owner, make.member(both.owner, "officer"))
    make_transfers.save_scheme(both.owner, both.theirs, introduction="Talk to us.", expected=1)
    with pytest.raises(ChangedMeanwhile):
        make_transfers.save_scheme(both.owner, both.theirs, introduction="Else.", expected=1)


SCORES = [
    ((None, "Good."), "a score, too"),
    ((6, "Good."), "from 0 to 5"),
    ((3, " "), "Say in a note"),
]


@pytest.mark.parametrize(("given", "sentence"), SCORES)
def test_a_score_is_within_its_test_and_has_a_note(given, sentence):
    transfer, both = make_transfers.bring_to(State.ASSESSMENT)
    test = TransferTest.objects.first()
    with pytest.raises(Refused, match=sentence):
        assessing.score(transfer=transfer, given={test.pk: given}, by=both.theirs)


def test_scores_are_kept_one_by_one_and_can_be_taken_back():
    transfer, both = make_transfers.bring_to(State.ASSESSMENT)
    first, second = TransferTest.objects.all()[:2]
    editor = make.member(both.owner, "editor")
    assessing.score(transfer=transfer, given={first.pk: (4, "Jobs.")}, by=editor, on=START)
    assessing.score(transfer=transfer, given={second.pk: (0, "None.")}, by=editor, on=START)
    assessing.score(transfer=transfer, given={first.pk: (None, "")}, by=editor, on=START)
    assert [(s.test, s.points) for s in transfer.scores.all()] == [(second, 0)]
    with pytest.raises(PermissionDenied):
        assessing.score(transfer=transfer, given={first.pk: (4, "Jobs.")}, by=both.ours)


def test_an_interest_is_declared_by_role_and_what_was_done_is_added():
    transfer, both = make_transfers.bring_to(State.ASSESSMENT)
    row = assessing.declare_interest(
        transfer=transfer, who="Ward councillor", interest="A trustee.", by=both.theirs, on=START
    )
    assessing.say_what_was_done(declared=row, what="Left the room.", by=both.theirs)
    row.refresh_from_db()
    assert (row.what_was_done, row.declared_on) == ("Left the room.", START)
    with pytest.raises(Refused, match="by their role"):
        assessing.declare_interest(transfer=transfer, who="", interest="I", by=both.theirs)
    with pytest.raises(PermissionDenied):
        assessing.declare_interest(transfer=transfer, who="W", interest="I", by=both.ours)


def test_terms_are_written_by_the_owner_from_the_assessment_on():
    transfer, both = make_transfers.bring_to(State.TERMS)
    deciding.write_terms(
        transfer=transfer, by=both.theirs, market_rent=Decimal("4000.00"), share=Decimal("0.25")
    )
    transfer.refresh_from_db()
    assert (transfer.market_rent, transfer.share) == (Decimal(4000), Decimal("0.25"))
    with pytest.raises(Refused, match="less than nothing"):
        deciding.write_terms(transfer=transfer, by=both.theirs, market_rent=Decimal(-1))
    with pytest.raises(PermissionDenied):
        deciding.write_terms(transfer=transfer, by=both.ours, market_rent=Decimal(1))


def picture():
    out = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(out, "PNG")
    out.seek(0)
    return cleaned(out)


def test_a_paper_is_private_until_its_own_side_makes_it_public(both):
    transfer = make_transfers.draft(both)
    paper = papers.add(transfer=transfer, title="Accounts", file=picture(), by=both.ours)
    assert not paper.is_public
    assert "Accounts" not in paper.file.name
    for person in (both.theirs, make.person()):
        with pytest.raises(PermissionDenied):
            papers.set_public(document=paper, is_public=True, by=person)
    papers.set_public(document=paper, is_public=True, by=both.ours)
    with pytest.raises(Refused, match="Make it private first"):
        papers.remove(document=paper, by=both.ours)


def test_a_paper_that_is_taken_out_leaves_no_file(both, django_capture_on_commit_callbacks):
    transfer = make_transfers.draft(both)
    paper = papers.add(transfer=transfer, title="Accounts", file=picture(), by=both.ours)
    store, name = paper.file.storage, paper.file.name
    assert store.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        papers.remove(document=paper, by=both.ours)
    assert not store.exists(name)
    assert not transfer.documents.exists()


def test_strangers_and_owners_add_no_paper_to_a_draft(both):
    transfer = make_transfers.draft(both)
    for person in (both.theirs, make.person()):
        with pytest.raises(PermissionDenied):
            papers.add(transfer=transfer, title="T", file=picture(), by=person)


def test_permissions_tell_the_two_sides_and_those_of_both_apart():
    transfer, both = make_transfers.bring_to(State.ASSESSMENT)
    conflicted = make.member(both.owner, "representative")
    Membership.objects.create(
        person=conflicted, organisation=both.group, role="editor", starts_on=START
    )
    asked = (
        permissions.may_work_on_transfer,
        permissions.may_write_transfer,
        permissions.may_declare_interest,
        permissions.may_assess_transfer,
        permissions.may_decide_transfer,
    )
    people = {
        "nobody": make.person(),
        "group": both.ours,
        "owner": both.theirs,
        "owner's editor": make.member(both.owner, "editor"),
        "both": conflicted,
    }
    assert {who: [may(person, transfer) for may in asked] for who, person in people.items()} == {
        "nobody": [False, False, False, False, False],
        "group": [True, True, False, False, False],
        "owner": [True, False, True, True, True],
        "owner's editor": [True, False, True, True, False],
        "both": [True, True, True, False, False],
    }


def test_an_owner_does_not_work_on_a_draft(both):
    transfer = make_transfers.draft(both)
    for may in (
        permissions.may_work_on_transfer,
        permissions.may_declare_interest,
        permissions.may_assess_transfer,
    ):
        assert not may(both.theirs, transfer)
    assert permissions.may_work_on_transfer(both.ours, transfer)
    with pytest.raises(PermissionDenied):
        assessing.declare_interest(
            transfer=transfer, who="Councillor", interest="Sits on it", by=both.theirs
        )
