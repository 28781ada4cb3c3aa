"""Assets come into the register, are described, put before the public, go and come back."""

import datetime as dt

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied

from assets import registering
from assets.models import Asset, TransferState
from assets.transferring import announcing
from groundwork import clock
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from partners.models import Membership, Organisation
from tests import asset_factories as make_assets
from tests import factories as make
from tests import transfer_factories as make_transfers
from tests.days import stand_on

pytestmark = pytest.mark.django_db
HALL = {
    "name": "The hall",
    "kind": "room",
    "description": "A hall for 60.",
    "contact_telephone": "0121 496 0000",
}
DAY = dt.date(2027, 3, 1)
LATER = dt.date(2027, 4, 1)


def reasons(asset: Asset) -> list[str]:
    events = apps.get_model("assets", "AssetEvent").objects.filter(pgh_obj=asset.pk)
    return [
        event.pgh_context.metadata["reason"]
        for event in events.filter(pgh_context__isnull=False).order_by("pgh_id")
    ]


def changed(asset: Asset, by, **words) -> Asset:
    return registering.describe(asset=asset, by=by, expected=asset.version, **words)


# --- Registering ----------------------------------------------------------------------------------


def test_a_representative_registers_it_in_public_at_once():
    group = make.organisation()
    someone = make.member(group, "representative")
    hall = registering.register(organisation=group, by=someone, on=DAY, **HALL)
    assert (hall.owner, hall.steward, hall.published_on) == (group, None, DAY)
    assert hall.made_by == someone
    assert hall.reference.startswith("AS-")
    assert reasons(hall) == ["Registered"]


def test_front_line_staff_register_a_draft_that_others_publish():
    group = make.organisation()
    make.member(group, "representative")
    hall = registering.register(organisation=group, by=make.member(group, "editor"), **HALL)
    assert hall.published_on is None


def test_a_draft_is_kept_back_even_by_those_who_may_publish():
    group = make.organisation()
    someone = make.member(group, "representative")
    words = HALL | {"contact_telephone": ""}
    hall = registering.register(organisation=group, by=someone, publish=False, **words)
    assert hall.published_on is None


def test_nobody_registers_for_an_organisation_of_others():
    with pytest.raises(PermissionDenied):
        registering.register(organisation=make.organisation(), by=make.person(), **HALL)


LACKING = [
    ({"name": " "}, "Give it the name"),
    ({"name": "\u202e\u200b"}, "Give it the name"),
    ({"kind": ""}, "Say what kind"),
    ({"contact_telephone": ""}, "Give one way to ask"),
    ({"uprn": "12a"}, "A UPRN is a number"),
    ({"amount": 5}, "Only money has a sum"),
    ({"building_m2": -1}, "cannot be less than nothing"),
    ({"tenure_detail": "licence"}, "Say first whether"),
    ({"tenure": "leasehold", "tenure_detail": "vacant"}, "What is leasehold cannot be “vacant”"),
    ({"tenure": "freehold", "tenure_detail": "sub_leasehold"}, "What is freehold cannot be"),
]


@pytest.mark.parametrize(("words", "sentence"), LACKING)
def test_what_lacks_something_is_refused_with_a_sentence(words, sentence):
    group = make.organisation()
    someone = make.member(group, "representative")
    with pytest.raises(Refused) as refused:
        registering.register(organisation=group, by=someone, **HALL | words)
    assert sentence in " ".join(refused.value.sentences)
    assert not Asset.objects.exists()


@pytest.mark.parametrize(
    ("tenure", "detail"),
    [("freehold", "vacant"), ("leasehold", "sub_leasehold"), ("other", "vacant")],
)
def test_tenure_and_its_detail_go_together(tenure, detail):
    group = make.organisation()
    words = HALL | {"tenure": tenure, "tenure_detail": detail}
    someone = make.member(group, "representative")
    assert registering.register(organisation=group, by=someone, **words).tenure_detail == detail


def test_the_same_words_again_are_a_button_pressed_twice():
    group = make.organisation()
    someone = make.member(group, "representative")
    words = HALL | {"point": make.spot(1, 2)}
    first = registering.register(organisation=group, by=someone, **words)
    assert registering.register(organisation=group, by=someone, **words) == first
    elsewhere = words | {"point": make.spot(9, 2)}
    assert registering.register(organisation=group, by=someone, **elsewhere) != first


def test_a_steward_names_an_owner_who_is_not_registered_here():
    group = make.organisation()
    hall = registering.register(
        organisation=group,
        as_steward=True,
        owner_name="The Diocese",
        owner_sector="voluntary",
        by=make.member(group, "representative"),
        **HALL,
    )
    assert (hall.owner, hall.steward, hall.owner_says) == (None, group, "The Diocese")
    assert hall.published_on is not None


def test_an_owner_that_speaks_for_itself_here_publishes_what_its_steward_registers():
    owner, steward = make.council(), make.organisation()
    agreeing = make.member(owner, "councillor")
    hall = registering.register(
        organisation=steward,
        as_steward=True,
        owner=owner,
        by=make.member(steward, "representative"),
        **HALL,
    )
    assert (hall.owner, hall.steward, hall.published_on) == (owner, steward, None)
    assert registering.publish(asset=hall, by=agreeing, on=DAY).published_on == DAY


def test_a_group_that_is_new_here_comes_onto_the_register_in_the_same_step():
    someone = make.person()
    group = {"name": "Friends of the Hall", "contact_telephone": "0121 496 0000"}
    hall = registering.register_for_a_new_group(group=group, by=someone, **HALL)
    assert hall.owner.name == "Friends of the Hall"
    assert hall.owner.sector == Organisation.Sector.COMMUNITY
    assert hall.published_on == clock.today()
    assert Membership.objects.get(person=someone).role == Membership.Role.REPRESENTATIVE
    again = registering.register_for_a_new_group(group=group, by=someone, **HALL)
    assert (again, Organisation.objects.count()) == (hall, 1)


def test_a_group_that_others_registered_is_not_registered_twice():
    make.organisation("Friends of the Hall")
    with pytest.raises(Refused, match="on the register already"):
        registering.register_for_a_new_group(
            group={"name": "friends of the hall", "contact_telephone": "1"},
            by=make.person(),
            **HALL,
        )
    assert Organisation.objects.count() == 1


def test_where_the_asset_is_refused_the_new_group_is_not_registered_either():
    group = {"name": "Friends", "contact_telephone": "0121 496 0000"}
    with pytest.raises(Refused):
        registering.register_for_a_new_group(group=group, by=make.person(), **HALL | {"kind": ""})
    assert not Organisation.objects.exists()


# --- Describing -----------------------------------------------------------------------------------


def test_only_what_is_given_is_changed_and_the_public_point_follows():
    hall = make_assets.asset(at=(406_000, 280_000))
    someone = make.member(hall.owner, "editor")
    row = changed(hall, someone, point=make.spot(50, 0), town="Stirchley")
    assert (row.name, row.town, row.version) == ("The hall", "Stirchley", 2)
    assert row.public_point.coords == (406_050, 280_000)
    row = changed(row, someone, is_sensitive=True)
    assert row.public_point is None


def test_a_stale_page_changes_nothing():
    hall = make_assets.asset()
    someone = make.member(hall.owner, "editor")
    changed(hall, someone, town="Stirchley")
    with pytest.raises(ChangedMeanwhile):
        changed(hall, someone, town="Cotteridge")


def test_what_is_wrong_elsewhere_is_not_in_the_way():
    hall = make_assets.asset(tenure="leasehold", tenure_detail="vacant")
    someone = make.member(hall.owner, "editor")
    row = changed(hall, someone, capacity=30)
    assert row.capacity == 30
    with pytest.raises(Refused):
        changed(row, someone, tenure="leasehold")


def test_others_change_nothing():
    hall = make_assets.asset()
    for someone in (make.person(), make.member(make.organisation(), "representative")):
        with pytest.raises(PermissionDenied):
            changed(hall, someone, town="Stirchley")


def test_a_steward_changes_what_it_looks_after():
    hall = make_assets.asset(steward=make.organisation())
    assert changed(hall, make.member(hall.steward, "editor"), capacity=9).capacity == 9


def test_a_public_asset_keeps_a_way_to_ask():
    hall = make_assets.asset()
    someone = make.member(hall.owner, "representative")
    with pytest.raises(Refused, match="Give one way to ask"):
        changed(hall, someone, contact_telephone="", contact_address="")
    assert changed(hall, someone, contact_telephone="", contact_address="The lodge").version == 2


KEPT = [
    ({"use_state": "empty", "is_vacancy_public": True}, {}),
    ({"use_state": "in_use"}, {"use_state": "empty", "is_vacancy_public": True}),
    ({"is_sensitive": False}, {"is_sensitive": True}),
]


@pytest.mark.parametrize(("words", "before"), KEPT)
def test_some_of_a_public_asset_is_said_only_by_those_who_agree_for_its_owner(words, before):
    hall = make_assets.asset(**before)
    make_agree = make.member(hall.owner, "representative")
    with pytest.raises(Refused, match="Only those who agree"):
        changed(hall, make.member(hall.owner, "editor"), **words)
    assert changed(hall, make_agree, **words).version == 2


def test_that_it_is_empty_may_be_noted_by_staff_while_the_public_is_not_told():
    hall = make_assets.asset()
    make.member(hall.owner, "representative")
    row = changed(hall, make.member(hall.owner, "editor"), use_state="empty")
    assert row.use_state == "empty"
    assert not row.is_available()


# --- Publishing, going, coming back ---------------------------------------------------------------


def test_a_draft_is_published_by_those_who_agree_for_the_owner():
    hall = make_assets.asset(public=False)
    agreeing = make.member(hall.owner, "representative")
    with pytest.raises(PermissionDenied):
        registering.publish(asset=hall, by=make.member(hall.owner, "editor"))
    assert registering.publish(asset=hall, by=agreeing, on=DAY).published_on == DAY
    with pytest.raises(Refused, match="public already"):
        registering.publish(asset=hall, by=agreeing, on=DAY)


def test_what_nobody_could_ask_about_is_not_published():
    hall = make_assets.asset(public=False, contact_telephone="")
    with pytest.raises(Refused, match="Give one way to ask"):
        registering.publish(asset=hall, by=make.member(hall.owner, "representative"))


def test_an_organisation_that_has_ended_publishes_nothing_more():
    hall = make_assets.asset(make.organisation("Old", ends_on=DAY), public=False)
    someone = make.member(hall.owner, "representative")
    with pytest.raises(Refused, match="Old has ended"):
        registering.publish(asset=hall, by=someone, on=DAY)
    day_before = DAY - make.DAY
    assert registering.publish(asset=hall, by=someone, on=day_before).published_on == day_before


def test_an_asset_goes_with_a_reason_and_comes_back_with_one():
    hall = make_assets.asset(published_on=DAY)
    someone = make.member(hall.owner, "representative")
    gone = registering.mark_gone(asset=hall, why=" Sold. ", by=someone, on=LATER)
    assert (gone.gone_on, gone.why_gone) == (LATER, "Sold.")
    assert not Asset.objects.listed(LATER).exists()
    assert Asset.objects.listed(LATER - make.DAY).exists()
    back = registering.bring_back(asset=gone, why="The sale fell through.", by=someone, on=LATER)
    assert (back.gone_on, back.why_gone) == (None, "")
    assert reasons(hall) == ["Gone: Sold.", "Back: The sale fell through."]


def test_going_and_coming_back_take_a_reason_and_the_right_moment():
    hall = make_assets.asset()
    draft = make_assets.asset(hall.owner, "Draft", public=False)
    someone = make.member(hall.owner, "representative")
    for verb, asset, why, sentence in (
        (registering.mark_gone, hall, " ", "Say why it has gone"),
        (registering.mark_gone, draft, "Sold", "Throw it away instead"),
        (registering.bring_back, hall, "Back", "It has not gone"),
    ):
        with pytest.raises(Refused, match=sentence):
            verb(asset=asset, why=why, by=someone)
    gone = registering.mark_gone(asset=hall, why="Sold", by=someone)
    with pytest.raises(Refused, match="gone already"):
        registering.mark_gone(asset=gone, why="Sold", by=someone)
    with pytest.raises(Refused, match="Say why it is back"):
        registering.bring_back(asset=gone, why="", by=someone)
    with pytest.raises(Refused, match="Bring it back"):
        changed(gone, someone, town="Stirchley")


def test_what_groups_were_told_is_seen_to_before_an_asset_goes():
    both = make_transfers.sides()
    day, someone = make_transfers.START, both.theirs
    announced = announcing.announce(
        asset=both.hall,
        right="lease",
        words="For a group that opens it to all.",
        closes_on=day + 60 * make.DAY,
        by=someone,
        on=day,
    )
    transfer, _ = make_transfers.bring_to(TransferState.INTEREST, both)
    with pytest.raises(Refused) as refused:
        registering.mark_gone(asset=both.hall, why="Sold", by=someone, on=day)
    first, second = refused.value.sentences
    assert "Withdraw the announcement first" in first
    assert f"Friends has asked to take it over ({transfer.reference})" in second
    announcing.withdraw(announcement=announced, why="Sold", by=someone, on=day)
    make_transfers.take(transfer, "withdraw", both, on=day)
    assert registering.mark_gone(asset=both.hall, why="Sold", by=someone, on=day).has_gone(day)


def test_what_has_passed_to_a_group_or_is_only_a_draft_holds_no_asset_back():
    held, both = make_transfers.bring_to(TransferState.MONITORING)
    registering.mark_gone(asset=both.hall, why="Sold", by=both.theirs, on=held.state_since_on)
    draft, both = make_transfers.bring_to(TransferState.DRAFT, make_transfers.sides(name="Barn"))
    registering.mark_gone(asset=both.hall, why="Sold", by=both.theirs, on=draft.state_since_on)


def test_editors_do_not_say_that_it_has_gone():
    hall = make_assets.asset()
    make.member(hall.owner, "representative")
    editor = make.member(hall.owner, "editor")
    with pytest.raises(PermissionDenied):
        registering.mark_gone(asset=hall, why="Sold", by=editor)


def test_a_draft_is_thrown_away_and_what_was_public_is_kept():
    hall, draft = make_assets.asset(), make_assets.asset(public=False)
    registering.discard(asset=draft, by=make.member(draft.owner, "editor"))
    with pytest.raises(Refused, match="is kept"):
        registering.discard(asset=hall, by=make.member(hall.owner, "representative"))
    assert list(Asset.objects.all()) == [hall]


def test_the_day_of_publishing_is_today_unless_one_is_given(monkeypatch):
    stand_on(monkeypatch, DAY)
    group = make.organisation()
    someone = make.member(group, "representative")
    assert registering.register(organisation=group, by=someone, **HALL).published_on == DAY
