"""What a preview says: sentences that add up, sheets that hold each row once, changes in words."""

import datetime as dt

import pytest

from assets import import_preview
from assets.models import Asset, ImportRow
from tests import asset_factories as have
from tests import factories as make

NONE = dict.fromkeys([*import_preview.OUTCOMES, "all", "mended", "probable", "answered", "gone"], 0)


def counts(**more):
    found = NONE | more
    found["all"] = sum(found[name] for name in import_preview.OUTCOMES)
    return found


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [
        ({}, "The file has no rows."),
        ({"new": 1}, "1 row: 1 new."),
        ({"new": 1000, "left_out": 2}, "1,002 rows: 1,000 new and 2 left out."),
        (
            {"new": 1, "changed": 2, "unchanged": 3, "refused": 4, "left_out": 5},
            "15 rows: 1 new, 2 changed, 3 unchanged, 4 that cannot be used and 5 left out.",
        ),
    ],
)
def test_the_sentence_adds_up_to_the_rows_of_the_file(numbers, sentence):
    assert import_preview.sentence_of(counts(**numbers)) == sentence


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ({"new": 2}, []),
        ({"mended": 1}, ["1 was mended on the way, and is counted among those."]),
        ({"mended": 3}, ["3 were mended on the way, and are counted among those."]),
        ({"probable": 1}, ["1 is probably here already: say whether it is the same."]),
        ({"probable": 2}, ["2 are probably here already: say whether they are the same."]),
        ({"gone": 1}, ["1 asset from an earlier file is not in this one."]),
        ({"gone": 2}, ["2 assets from an earlier file are not in this one."]),
    ],
)
def test_what_else_there_is_to_say_is_said(numbers, said):
    assert import_preview.asides_of(counts(**numbers)) == said


def test_sheets_are_those_with_something_on_them_and_all_of_the_file():
    found = import_preview.sheets_of(counts(new=2, gone=1, mended=1, probable=1, answered=2))
    assert [(sheet.name, sheet.count) for sheet in found] == [
        ("to_confirm", 3),
        ("new", 2),
        ("mended", 1),
        ("gone", 1),
        ("all", 2),
    ]


@pytest.mark.parametrize(
    ("numbers", "first"),
    [
        ({}, "all"),
        ({"unchanged": 1}, "unchanged"),
        ({"new": 1, "refused": 5}, "new"),
        ({"new": 1, "changed": 1}, "changed"),
        ({"changed": 1, "probable": 1}, "to_confirm"),
    ],
)
def test_what_needs_somebody_is_opened_first(numbers, first):
    found = counts(**numbers)
    sheets = import_preview.sheets_of(found)
    assert import_preview.first_sheet(sheets, found).name == first


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", None, "nothing"),
        ("name", "", "nothing"),
        ("facilities", [], "nothing"),
        ("name", "The hall", "The hall"),
        ("kind", "room", "Room or hall"),
        ("tenure_detail", "sub_leasehold", "Sub leasehold"),
        ("facilities", ["kitchen", "stage"], "Kitchen, Stage"),
        ("is_sensitive", True, "yes"),
        ("is_sensitive", False, "no"),
        ("point", [395265.2, 222126.0], "395265 east, 222126 north"),
        ("effective_on", "2026-04-01", "1 April 2026"),
        ("building_m2", "123.50", "123.50"),
        ("capacity", 30, "30"),
        ("other_columns", {"Ward": "Lansdown", "Use": "Park"}, "Ward: Lansdown; Use: Park"),
    ],
)
def test_a_value_is_said_in_words(field, value, words):
    assert import_preview.in_words(field, value) == words


@pytest.mark.parametrize("field", [field.name for field in Asset._meta.concrete_fields])
def test_every_field_of_an_asset_has_a_name_for_the_page(field):
    label = import_preview.label_of(field)
    assert label[0].isupper()
    assert "_" not in label


def test_a_changed_row_says_what_was_and_what_becomes():
    row = ImportRow(
        number=7, name="The hall", outcome="changed", changes={"street": ["", "High Street"]}
    )
    line = import_preview.line_of(row)
    assert line.changes == [import_preview.Change("Street", "nothing", "High Street")]
    assert line.facts == []
    assert not line.is_open


def test_of_the_other_columns_each_that_changes_is_named():
    old, new = {"Ward": "A", "Use": "Park", "Old": "x"}, {"Ward": "B", "Use": "Park", "New": "y"}
    row = ImportRow(number=7, outcome="changed", changes={"other_columns": [old, new]})
    assert import_preview.line_of(row).changes == [
        import_preview.Change("Ward", "A", "B"),
        import_preview.Change("Old", "x", "nothing"),
        import_preview.Change("New", "nothing", "y"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (None, "00", ("nothing", "an outline")),
        ("00", "01", ("an outline", "another outline")),
    ],
)
def test_an_outline_is_not_written_out(old, new, words):
    row = ImportRow(number=7, outcome="changed", changes={"boundary": [old, new]})
    (change,) = import_preview.line_of(row).changes
    assert (change.before, change.after) == words


def test_how_far_a_place_moves_is_said():
    row = ImportRow(number=7, outcome="changed", changes={"point": [[0, 0], [3000, 4000]]})
    (change,) = import_preview.line_of(row).changes
    assert change.after == "3000 east, 4000 north, 5,000 m away"


def test_a_new_row_says_what_it_would_be():
    values = {"kind": "land", "uprn": "010", "town": "", "is_sensitive": False, "point": [1, 2]}
    line = import_preview.line_of(ImportRow(number=2, outcome="new", values=values))
    assert line.name == "No name"
    assert line.facts == [("Kind", "Land"), ("UPRN", "010"), ("Place", "1 east, 2 north")]


@pytest.mark.parametrize(("answer", "is_open"), [(None, True), (True, False), (False, False)])
def test_a_probable_match_is_open_until_it_is_answered(answer, is_open):
    row = ImportRow(number=2, outcome="changed", match="probable", is_confirmed=answer)
    assert import_preview.line_of(row).is_open is is_open


@pytest.mark.django_db
def test_each_row_stands_on_one_sheet_of_outcomes_and_on_the_others_as_it_is():
    mine = have.an_import(
        make.council(),
        [
            {"outcome": "new", "mended": ["A capital put right."]},
            {"outcome": "changed", "match": "probable"},
            {"outcome": "refused", "why": "No name."},
            {"outcome": "left_out", "why": "A home."},
            {"outcome": "unchanged"},
        ],
    )
    stands = {
        sheet: [row.number for row in import_preview.rows_on(mine, sheet)]
        for sheet in import_preview.TITLES
        if sheet != "gone"
    }
    assert stands == {
        "to_confirm": [3],
        "new": [2],
        "changed": [3],
        "unchanged": [6],
        "refused": [4],
        "left_out": [5],
        "mended": [2],
        "all": [2, 3, 4, 5, 6],
    }


@pytest.mark.django_db
def test_what_has_gone_is_shown_by_name():
    council = make.council()
    later, earlier = have.asset(council, "Yard"), have.asset(council, "Barn")
    mine = have.an_import(council, gone=[later.pk, earlier.pk])
    assert [*import_preview.gone_assets(mine)] == [earlier, later]


def test_days_are_written_without_noughts():
    assert import_preview.in_words("effective_on", dt.date(2026, 1, 2)) == "2 January 2026"
