"""Spreadsheets that another program reads: cells keep their kind, and none is a formula."""

import datetime as dt
import tempfile
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from groundwork.workbook import LONGEST_CELL, workbook


def opened(*sheets):
    with workbook(sheets) as file:
        return load_workbook(file)


def read(*rows):
    return [*opened(("Sheet", rows))["Sheet"].iter_rows()]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("The hall", "The hall"),
        ("  two\nlines & <more> “é”  ", "  two\nlines & <more> “é”  "),
        ("007", "007"),
        ("", None),
        (None, None),
        (30, 30),
        (-1.5, -1.5),
        (Decimal("12.50"), 12.5),
        (True, True),
        (dt.date(2026, 4, 1), dt.datetime(2026, 4, 1)),  # noqa: DTZ001 - as openpyxl gives it
        ("=1+1", "'=1+1"),
        ("+44", "'+44"),
        ("-1", "'-1"),
        ("@here", "'@here"),
        ("a\x00b\x1fc", "abc"),
        ("x" * (LONGEST_CELL + 1), "x" * LONGEST_CELL),
        ("=" * LONGEST_CELL, "'" + "=" * (LONGEST_CELL - 1)),
    ],
)
def test_a_cell_keeps_what_it_is_and_is_no_formula(cell, value):
    ((found, after),) = read([cell, "after"])
    assert found.value == value
    assert found.data_type != "f"
    assert after.value == "after"


def test_a_text_that_looks_like_an_address_on_the_web_is_no_link():
    ((found,),) = read(["https://example.org/register"])
    assert found.value == "https://example.org/register"
    assert found.hyperlink is None


def test_nothing_lies_about_when_a_row_cannot_be_written(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(TypeError):
        workbook([("Sheet", [["a hall"], [object()]])])
    assert [*tmp_path.iterdir()] == []


def test_each_sheet_has_its_title_and_its_rows():
    book = opened(("A & B", [["x"], ["1"]]), ("About", [["y"]]))
    assert book.sheetnames == ["A & B", "About"]
    assert [*book["A & B"].iter_rows(values_only=True)] == [("x",), ("1",)]
    assert book["About"]["A1"].value == "y"
    assert book["A & B"].freeze_panes == "A2"


def test_rows_may_come_one_by_one_and_be_none():
    book = opened(("Sheet", iter([])))
    assert book["Sheet"].max_row == 1
