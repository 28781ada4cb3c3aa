"""A register comes in: who may, what is shown first, what is written, what a later file does."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from assets import importing
from assets.models import Asset, ColumnMapping, ImportRow, RegisterImport
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from partners.models import Membership
from tests import asset_factories as made
from tests import factories as make
from tests.assets.importing.files import (
    GREEN,
    HALL,
    HEAD,
    IN_2021,
    IN_2023,
    SHOP,
    begun,
    counts,
    outcomes,
    previewed,
    register,
    saved,
)

pytestmark = pytest.mark.django_db
Role = Membership.Role
State = RegisterImport.State
TODAY = dt.date(2026, 11, 22)


@pytest.fixture
def council():
    return make.council("Cheltenham")


# --- Taking a file in ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "may"),
    [("editor", False), ("representative", True), ("councillor", True), ("officer", True)],
)
def test_officers_and_those_who_agree_bring_a_register_in(council, role, may):
    person = make.member(council, role)
    if may:
        assert begun(council, register(HALL), by=person).state == State.MAPPING
    else:
        with pytest.raises(PermissionDenied):
            begun(council, register(HALL), by=person)


def test_an_officer_of_another_council_does_not(council):
    with pytest.raises(PermissionDenied):
        begun(council, register(HALL), by=make.member(make.council(), Role.OFFICER))


@pytest.mark.parametrize(
    ("data", "more", "words"),
    [
        (b"", {}, "empty"),
        (register(HALL), {"source": " "}, "Say where the file comes from"),
        (register(HALL), {"as_at": TODAY + make.DAY, "on": TODAY}, "still to come"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_and_nothing_kept(council, data, more, words):
    with pytest.raises(Refused, match=words):
        begun(council, data, **more)
    assert not RegisterImport.objects.exists()


def test_the_name_of_a_file_leads_nowhere(council):
    row = begun(council, register(HALL), filename="..\\..\\etc/passwd register.csv")
    assert row.filename == "passwd register.csv"


def test_columns_put_right_once_are_remembered(council):
    data = b"Thing,Where\nHall,High Street\n"
    row = begun(council, data)
    assert row.mapping == {}
    with pytest.raises(Refused, match="Choose the column"):
        importing.choose_columns(register_import=row, mapping={}, by=None)
    mapping = {"name": 0, "street": 1}
    importing.choose_columns(register_import=row, mapping=mapping, by=None, on=dt.date(2026, 5, 3))
    again = begun(council, data)
    assert again.mapping == mapping
    assert again.notes[-1] == "The columns are taken as they were put right on 3 May 2026."
    assert begun(make.council(), data).mapping == {}
    assert ColumnMapping.objects.count() == 1


def test_columns_chosen_by_two_at_once_are_refused(council):
    row = begun(council, register(HALL))
    importing.choose_columns(register_import=row, mapping=row.mapping, by=None, expected=1)
    with pytest.raises(ChangedMeanwhile):
        importing.choose_columns(register_import=row, mapping=row.mapping, by=None, expected=1)


def test_columns_can_be_chosen_anew_after_the_rows_were_read(council):
    row = previewed(council, register(HALL))
    mapping = {"name": 3}
    row = importing.choose_columns(register_import=row, mapping=mapping, by=None)
    row = importing.work_on(row)
    assert outcomes(row) == {"High Street": "new"}
    assert row.done_rows == row.all_rows == 1


def test_the_reference_system_is_told_by_the_first_rows(council):
    data = b"Name,GeoX,GeoY,CRS\nHall,406000,280000,WGS84\n"
    assert importing.reference_system_in_words(begun(council, data)) == (
        "The coordinates look like eastings and northings of the British National Grid. The file"
        " says “WGS84”, which cannot be."
    )
    assert importing.reference_system_in_words(begun(council, b"Name\nHall\n")) == ""


# --- What becomes of rows ------------------------------------------------------------------------


def test_every_row_is_accounted_for(council):
    data = register(
        HALL, GREEN, HALL, ",,,,,,,,", ",77,,,,,,,", HEAD.strip(), "R1/RES,,,8 Mill Road,,,,,",
        "Total,,,,,,,,",
    )  # fmt: skip
    row = previewed(council, data)
    told = {each.number: (each.outcome, each.why) for each in row.rows.all()}
    assert told == {
        2: ("new", ""),
        3: ("new", ""),
        4: ("left_out", "It says the same as row 2, in every cell."),
        5: ("left_out", "Every cell of this row is blank."),
        6: (
            "refused",
            "It has neither a name, an address nor a code, so nobody could tell what it is.",
        ),
        7: ("left_out", "This row says the headers once more."),
        8: (
            "left_out",
            (
                "It is left out as a home: its code ends in “RES”, for residential."
                " If it is no home, add it by hand."
            ),
        ),
        9: ("left_out", "This row sums up others: “Total”."),
    }
    assert counts(row) == {"all": 8, "new": 2, "refused": 1, "left_out": 5}


def test_nothing_is_written_before_it_is_saved(council):
    previewed(council, register(HALL))
    assert not Asset.objects.exists()


def test_a_saved_row_is_an_asset_with_all_that_the_file_says(council):
    someone = make.member(council, Role.REPRESENTATIVE)
    row = previewed(council, register(SHOP), by=someone, licence="Open Government Licence")
    importing.save(register_import=row, by=someone, expected_fingerprint=row.fingerprint, on=TODAY)
    asset = Asset.objects.get()
    assert (asset.name, asset.street) == ("Shop, 12 High Street", "12 High Street")
    assert (asset.asset_code, asset.uprn, asset.postcode) == ("S3", "", "B30 2HC")
    assert (asset.kind, asset.holding) == ("building", "both")
    assert (asset.tenure_detail, asset.use_state) == ("vacant", "empty")
    assert not asset.is_vacancy_public
    assert not asset.is_available()
    assert asset.point.coords == (406_100, 280_100)
    assert (asset.owner, asset.made_by, asset.is_imported) == (council, someone, True)
    assert (asset.effective_on, asset.source) == (IN_2021, "Open data")
    assert asset.licence == "Open Government Licence"
    assert asset.published_on == TODAY
    row.refresh_from_db()
    assert (row.state, row.saved_on) == (State.SAVED, TODAY)
    assert row.rows.get().asset == asset


@pytest.mark.parametrize(("role", "is_public"), [("officer", False), ("representative", True)])
def test_what_an_officer_brings_in_waits_for_those_who_agree(council, role, is_public):
    saved(council, register(HALL), by=make.member(council, role))
    assert (Asset.objects.get().published_on is not None) == is_public


def test_an_empty_building_is_a_secret_of_its_owner(council):
    saved(council, register(SHOP))
    assert Asset.objects.filter(use_state="empty", is_vacancy_public=False).exists()


def test_a_hostel_comes_in_with_a_place_that_nobody_else_learns(council):
    saved(council, register("H9,,Mill House Hostel,Mill Road,B30 2HA,406000,280000,,Building"))
    asset = Asset.objects.get()
    assert (asset.name, asset.is_sensitive) == ("Hostel", True)
    assert asset.point is not None
    assert asset.public_point is None


# --- The same file again, and a later one --------------------------------------------------------


@pytest.mark.parametrize("as_at", [IN_2021, IN_2023])
def test_the_same_file_again_changes_nothing(council, as_at):
    data = register(HALL, GREEN, SHOP)
    saved(council, data)
    before = list(Asset.objects.order_by("pk").values())
    row = saved(council, data, as_at=as_at, source="Another page")
    assert counts(row) == {"all": 3, "unchanged": 3, "certain": 3}
    after = list(Asset.objects.order_by("pk").values())
    if as_at == IN_2021:
        assert after == before
    assert {each["effective_on"] for each in after} == {as_at}
    untold = {"effective_on", "source", "version"}
    assert [{k: v for k, v in each.items() if k not in untold} for each in after] == [
        {k: v for k, v in each.items() if k not in untold} for each in before
    ]


def test_an_own_export_with_a_date_of_its_own_stays_as_it_is(council):
    data = b"AssetCode,PropertyName,EffectiveDate\nH1,Hall,2020-05-01\n"
    saved(council, data)
    assert Asset.objects.get().effective_on == dt.date(2020, 5, 1)
    saved(council, data, as_at=IN_2023)
    assert Asset.objects.get().effective_on == dt.date(2020, 5, 1)


def test_a_later_file_changes_adds_and_marks_what_has_gone(council):
    saved(council, register(HALL, GREEN))
    by_hand = made.asset(council, "By hand")
    renamed = HALL.replace("The Hall", "Village Hall")
    row = previewed(council, register(renamed, SHOP), as_at=IN_2023)
    assert counts(row) == {"all": 2, "new": 1, "changed": 1, "certain": 1, "gone": 1}
    assert row.rows.get(number=2).changes == {"name": ["The Hall", "Village Hall"]}
    importing.save(register_import=row, by=None, expected_fingerprint=row.fingerprint, on=TODAY)
    hall, green = Asset.objects.get(asset_code="H1"), Asset.objects.get(asset_code="G2")
    assert (hall.name, hall.version, hall.effective_on) == ("Village Hall", 2, IN_2023)
    assert (green.gone_on, green.version) == (IN_2023, 2)
    assert green.why_gone == (
        "It is no longer in the owner's register as at 1 April 2023 (register.csv)."
    )
    by_hand.refresh_from_db()
    assert by_hand.gone_on is None


def test_what_comes_back_is_brought_back(council):
    saved(council, register(HALL, GREEN))
    saved(council, register(HALL), as_at=IN_2023)
    row = saved(council, register(HALL, GREEN), as_at=dt.date(2024, 4, 1))
    assert row.rows.get(number=3).changes == {"gone_on": ["2023-04-01", None]}
    green = Asset.objects.get(asset_code="G2")
    assert (green.gone_on, green.why_gone) == (None, "")


def test_a_part_of_a_register_marks_nothing_as_gone(council):
    saved(council, register(HALL, GREEN, SHOP))
    row = previewed(council, register(HALL), as_at=IN_2023)
    shown, green = row.fingerprint, Asset.objects.get(asset_code="G2")
    row = importing.keep_gone(register_import=row, assets=[green.pk], by=None)
    assert (len(row.gone), row.fingerprint == shown) == (1, False)
    row = importing.keep_gone(register_import=row, by=None)
    assert row.gone == []
    importing.save(register_import=row, by=None, expected_fingerprint=row.fingerprint)
    assert not Asset.objects.exclude(gone_on=None).exists()


def test_an_older_file_marks_nothing_as_gone_and_says_so(council):
    saved(council, register(HALL, GREEN), as_at=IN_2023)
    row = previewed(council, register(HALL), as_at=IN_2021)
    assert row.gone == []
    assert "The file is older than register.csv" in row.notes[-1]


def test_an_older_file_neither_unsays_a_newer_one_nor_brings_back_what_has_gone_since(council):
    saved(council, register(HALL, GREEN))
    saved(council, register(HALL.replace("High Street", "Low Street")), as_at=IN_2023)
    assert counts(previewed(council, register(HALL, GREEN))) == {
        "all": 2,
        "unchanged": 2,
        "certain": 2,
    }


def test_an_older_file_may_say_what_no_newer_one_speaks_of(council):
    saved(council, b"AssetCode,PropertyName\nH1,The Hall\n", as_at=IN_2023)
    row = previewed(council, b"AssetCode,PropertyName,PostTown\nH1,A Hall,Stirchley\n")
    assert row.rows.get().changes == {"town": ["", "Stirchley"]}


def test_a_row_that_cannot_be_used_this_time_does_not_make_its_asset_gone(council):
    saved(council, register("H1,,The Hall,High Street,,,,,"))
    row = previewed(council, register("H1,,Flat 1,High Street,,,,,"), as_at=IN_2023)
    assert counts(row) == {"all": 1, "left_out": 1}


def test_what_was_put_right_by_hand_stays_until_the_file_says_otherwise(council):
    saved(council, register(HALL))
    Asset.objects.update(name="Village Hall", capacity=80, tenure="freehold")
    assert counts(saved(council, register(HALL)))["unchanged"] == 1
    assert Asset.objects.get().name == "Village Hall"
    saved(council, register(HALL.replace("The Hall", "Old Hall")), as_at=IN_2023)
    asset = Asset.objects.get()
    assert (asset.name, asset.capacity, asset.tenure) == ("Old Hall", 80, "freehold")


def test_a_blank_cell_takes_away_only_what_came_by_file(council):
    saved(council, register(HALL))
    blank = "H1,010000000001,The Hall,High Street,,406000,280000,,Building"
    row = previewed(council, register(blank), as_at=IN_2023)
    assert row.rows.get().changes == {
        "postcode": ["B30 2HA", ""],
        "tenure_detail": ["leasehold", ""],
    }
    Asset.objects.update(postcode="B30 2HZ")
    row = previewed(council, register(blank), as_at=IN_2023)
    assert set(row.rows.get().changes) == {"tenure_detail"}


def test_an_asset_by_hand_that_the_file_holds_is_found(council):
    made.asset(council, "The Hall", uprn="10000000001", at=(406_000, 280_000), kind="building")
    row = saved(council, register(HALL))
    assert (counts(row)["changed"], Asset.objects.count()) == (1, 1)
    assert not Asset.objects.get().is_imported


def test_assets_of_others_are_left_alone(council):
    saved(make.council(), register(HALL))
    assert counts(previewed(council, register(HALL))) == {"all": 1, "new": 1}


def test_what_a_steward_looks_after_has_not_gone_because_its_own_register_leaves_it_out(council):
    saved(make.council(), register(HALL))
    Asset.objects.update(steward=council)
    assert previewed(council, register(GREEN)).gone == []


OURS = "Reference in this register,PropertyName,StreetName,PostCode\n"


def test_a_row_with_our_reference_is_neither_a_home_nor_sheltered_anew(council):
    here = made.asset(council, name="Flat 2", is_sensitive=False)
    row = previewed(council, f"{OURS}{here.reference},Flat 2,Hostel Road,B30 2HA\n".encode())
    assert row.rows.get().asset == here
    assert row.rows.get().outcome == "changed"
    assert "is_sensitive" not in row.rows.get().changes


def test_a_reference_on_two_rows_or_of_others_lets_no_home_in(council):
    here, theirs = made.asset(council, name="The Hall"), made.asset(make.council())
    rows = (
        f"{here.reference},The Hall,High Street,B30 2HA",
        f"{here.reference},YMCA Hostel,High Street,B30 2HA",
        f"{theirs.reference},Flat 3,High Street,B30 2HA",
    )
    row = previewed(council, (OURS + "".join(f"{each}\n" for each in rows)).encode())
    assert outcomes(row)["Flat 3"] == "left_out"
    assert row.rows.get(number=3).values["is_sensitive"]


# --- Questions, and what was shown ---------------------------------------------------------------

OTHER_CODE = HALL.replace("H1", "X9")


@pytest.fixture
def asked(council):
    """A file with a row that is probably, and not certainly, the hall."""
    saved(council, register(HALL))
    return previewed(council, register(OTHER_CODE), as_at=IN_2023)


@pytest.mark.parametrize(
    ("same", "after", "names"),
    [(True, {"changed": 1}, 1), (False, {"new": 1, "gone": 1}, 2)],
)
def test_a_probable_row_waits_for_an_answer(asked, same, after, names):
    assert counts(asked) == {"all": 1, "changed": 1, "probable": 1}
    for verb in (importing.save, importing.agree_to_save):
        with pytest.raises(Refused, match="Say of 1 row first"):
            verb(register_import=asked, by=None, expected_fingerprint=asked.fingerprint)
    shown = asked.fingerprint
    importing.answer(row=asked.rows.get(), same=same, by=None)
    asked.refresh_from_db()
    assert asked.fingerprint != shown
    assert counts(asked) == {"all": 1, "answered": 1} | after
    importing.save(register_import=asked, by=None, expected_fingerprint=asked.fingerprint)
    assert Asset.objects.count() == names


def test_an_answer_about_an_older_file_takes_nothing_to_have_gone(council):
    saved(council, register(HALL), as_at=IN_2023)
    older = previewed(council, register(OTHER_CODE), as_at=IN_2021)
    importing.answer_all(register_import=older, same=False, by=None)
    older.refresh_from_db()
    assert older.gone == []


def test_an_answer_can_be_changed(asked):
    for same, gone in ((False, 1), (True, 0), (False, 1)):
        importing.answer(row=asked.rows.get(), same=same, by=None)
        asked.refresh_from_db()
        assert len(asked.gone) == gone


def test_all_questions_are_answered_at_once(asked):
    assert importing.answer_all(register_import=asked, same=True, by=None) == 1
    assert importing.answer_all(register_import=asked, same=True, by=None) == 0


def test_a_row_that_nobody_asked_about_takes_no_answer(council):
    row = previewed(council, register(HALL))
    with pytest.raises(Refused, match="no question"):
        importing.answer(row=row.rows.get(), same=True, by=None)


@pytest.mark.parametrize("verb", [importing.save, importing.agree_to_save])
def test_what_was_not_shown_is_not_saved(council, verb):
    row = previewed(council, register(HALL))
    shown = row.fingerprint
    made.asset(council, "The Hall", asset_code="H1")
    with pytest.raises(ChangedMeanwhile):
        verb(register_import=row, by=None, expected_fingerprint=shown)
    row.refresh_from_db()
    assert row.state == State.READING
    row = importing.work_on(row)
    assert counts(row)["changed"] == 1
    assert "worked out anew" in " ".join(row.notes)
    importing.save(register_import=row, by=None, expected_fingerprint=row.fingerprint)
    assert Asset.objects.count() == 1


def test_answers_outlive_a_reading_anew(asked):
    importing.answer(row=asked.rows.get(), same=False, by=None)
    made.asset(asked.organisation, "Something else")
    with pytest.raises(ChangedMeanwhile):
        importing.save(register_import=asked, by=None, expected_fingerprint="stale")
    asked.refresh_from_db()
    row = importing.work_on(asked)
    assert (row.rows.get().is_confirmed, row.rows.get().outcome) == (False, "new")


def test_a_file_is_saved_once(council):
    row = saved(council, register(HALL))
    for verb in (importing.save, importing.agree_to_save):
        with pytest.raises(Refused, match="saved already"):
            verb(register_import=row, by=None, expected_fingerprint=row.fingerprint)
    with pytest.raises(Refused, match="stays on record"):
        importing.give_up(register_import=row, by=None)


def test_a_file_that_is_given_up_leaves_nothing(council):
    importing.give_up(register_import=previewed(council, register(HALL)), by=None)
    assert not RegisterImport.objects.exists()
    assert not ImportRow.objects.exists()


def test_only_those_who_may_import_go_on_with_it(council):
    row = previewed(council, register(HALL))
    editor = make.member(council, Role.EDITOR)
    for verb, given in (
        (importing.choose_columns, {"mapping": row.mapping}),
        (importing.answer_all, {"same": True}),
        (importing.keep_gone, {}),
        (importing.agree_to_save, {"expected_fingerprint": row.fingerprint}),
        (importing.save, {"expected_fingerprint": row.fingerprint}),
        (importing.give_up, {}),
    ):
        with pytest.raises(PermissionDenied):
            verb(register_import=row, by=editor, **given)


def test_history_says_from_which_file_a_change_came(council):
    saved(council, register(HALL))
    event = Asset.pgh_event_model.objects.select_related("pgh_context").get()
    assert event.pgh_context.metadata["reason"] == "From the register file register.csv"
    assert event.pgh_context.metadata["source"] == "Open data"


def test_a_fault_while_saving_leaves_nothing_half_written(council, monkeypatch):
    row = previewed(council, register(HALL, GREEN))
    monkeypatch.setattr("assets.importing.saving._write_gone", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        importing.save(register_import=row, by=None, expected_fingerprint=row.fingerprint)
    row.refresh_from_db()
    assert row.state == State.PREVIEW
    assert not Asset.objects.exists()


def test_saving_takes_as_many_queries_for_many_rows_as_for_few(
    council, django_assert_max_num_queries
):
    for number, of in ((3, council), (300, make.council())):
        rows = [f"H{n:05d},,Hall {n},High Street,,406000,280000,,Land" for n in range(number)]
        with django_assert_max_num_queries(60):
            saved(of, register(*rows))
