"""A file of any encoding and shape is read whole: nothing in it is dropped in silence."""

import datetime as dt
import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.importing.reading import MOST_ROWS, read, repeats_header
from groundwork.tables import AS_WINDOWS, MOST_COLUMNS, Unreadable

TEXT = "UPRN,Property Name\n0100,Café de la Gare\n"


@pytest.mark.parametrize(
    ("encoding", "is_told"),
    [("utf-8", False), ("utf-8-sig", False), ("utf-16", False), ("cp1252", True),
     ("latin-1", True)],
)  # fmt: skip
def test_a_file_is_read_in_any_encoding(encoding, is_told):
    table = read(TEXT.encode(encoding))
    assert table.headers == ["UPRN", "Property Name"]
    assert table.rows == [(2, ["0100", "Café de la Gare"])]
    assert (AS_WINDOWS in table.notes) == is_told


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_file_is_read_with_any_delimiter_and_end_of_line(delimiter, ends):
    table = read(TEXT.replace(",", delimiter).replace("\n", ends).encode())
    assert table.rows == [(2, ["0100", "Café de la Gare"])]


def test_a_title_line_does_not_mislead_about_the_delimiter():
    table = read(b"Register of land\nUPRN;Property Name\n1;Hall, with garden\n")
    assert table.rows == [(3, ["1", "Hall, with garden"])]


def test_lines_break_inside_cells_and_rows_keep_their_numbers():
    table = read(b'Name,PostCode\nHall,"GL50 1DY\n"\n\nGreen,"\n \nGL50 4RN"\n')
    assert table.rows == [(2, ["Hall", "GL50 1DY\n"]), (4, ["Green", "\n \nGL50 4RN"])]
    assert "1 blank line was passed over." in table.notes


def test_a_row_of_commas_is_kept_to_be_accounted_for():
    assert [number for number, _ in read(b"Name,UPRN\nHall,1\n,\n").rows] == [2, 3]


def test_ragged_rows_are_filled_and_cut_by_nobody():
    table = read(b"Name,UPRN\nHall\nGreen,1,more\n")
    assert table.headers == ["Name", "UPRN", "column 3"]
    assert table.rows == [(2, ["Hall", "", ""]), (3, ["Green", "1", "more"])]
    assert any("more cells than there are headers" in note for note in table.notes)
    assert any("fewer cells" in note for note in table.notes)


def test_headers_that_stand_twice_are_told_apart():
    table = read(b"Name,UPRN,Name,UPRN\nHall,1,Hall,2\n")
    assert table.headers == ["Name", "UPRN", "Name (column 3)", "UPRN (column 4)"]
    assert "Two columns are headed “Name” with the same cells; the first was used." in table.notes
    assert "Two columns are headed “UPRN”; each is kept." in table.notes


def test_titles_above_the_headers_are_passed_over_and_told():
    table = read(b"Land and buildings,\nAs at April,\nUPRN,Property Name\n1,Hall\n")
    assert table.headers == ["UPRN", "Property Name"]
    assert table.rows == [(4, ["1", "Hall"])]
    assert table.notes == ["Rows 1 to 2 stand above the headers and were passed over."]


def test_two_headers_in_one_cell_are_parted():
    table = read(b"Site Reference,SitePlanURL CoordinateReferenceSystem,,GeoX\n1,http,WGS84,2\n")
    assert table.headers == ["Site Reference", "SitePlanURL", "CoordinateReferenceSystem", "GeoX"]
    assert "parted" in table.notes[0]


@pytest.mark.parametrize(
    ("cells", "is_header"),
    [
        (["UPRN", "Property Name"], True),
        (["uprn", "PROPERTY  NAME"], True),
        (["UPRN", "Hall"], False),
        (["", ""], False),
    ],
)
def test_a_row_that_says_the_headers_again_is_known(cells, is_header):
    assert repeats_header(cells, ["UPRN", "Property Name"]) == is_header


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"UPRN,Name\n", "no rows"),
        (b"\0" * 100, "not a text file"),
        (b"\x89PNG\r\n\x1a\n\0\0", "not a text file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel file"),
        (b"a," * (MOST_COLUMNS + 1) + b"\n1,2\n", "columns"),
        (b"a,b\n" + b"1," * (MOST_COLUMNS + 1) + b"\n", "cells"),
        (b"a,b\n" + b"1,2\n" * (MOST_ROWS + 1), "more than 50,000 rows"),
        (b'a,b\n"' + b"x" * 1_000_001 + b'",2\n', "longer than"),
        (b"x" * (20 * 1024 * 1024 + 1), "larger than 20 MB"),
    ],
)
def test_what_is_no_register_is_refused_with_a_sentence(data, words):
    with pytest.raises(Unreadable, match=words):
        read(data)


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reading(data):
    try:
        table = read(data)
    except Unreadable:
        return
    width = len(table.headers)
    assert all(len(cells) == width for _, cells in table.rows)
    assert len(set(table.headers)) == width


def workbook(*sheets) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_spreadsheet_is_read_by_the_sheet_that_holds_most():
    rows = [["UPRN", "Property Name", "EffectiveDate"],
            [10012809443, "Hall", dt.datetime(2021, 4, 1)],  # noqa: DTZ001 - as cells hold it
            [None, None, None],
            ["010012809443", "Green", 1.5]]  # fmt: skip
    table = read(workbook(("Notes", [["Read me"]]), ("Register", rows)))
    assert table.rows == [
        (2, ["10012809443", "Hall", "2021-04-01"]),
        (4, ["010012809443", "Green", "1.5"]),
    ]
    assert "“Register”, which holds most, was read" in table.notes[0]
