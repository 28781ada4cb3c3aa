"""One cell of a register, as people write it: read right, or left out with a sentence."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.importing import cells


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2017-12-28", dt.date(2017, 12, 28)),
        ("2017/12/28", dt.date(2017, 12, 28)),
        ("2022/08/01 00:00:00", dt.date(2022, 8, 1)),
        ("2017-12-28T10:00:00Z", dt.date(2017, 12, 28)),
        ("02/01/2018", dt.date(2018, 1, 2)),
        ("2/1/18", dt.date(2018, 1, 2)),
        ("22.09.2011", dt.date(2011, 9, 22)),
        ("28-Oct-15", dt.date(2015, 10, 28)),
        ("28-Oct-85", dt.date(1985, 10, 28)),
        ("1st February 2007", dt.date(2007, 2, 1)),
        ("28 October 2015", dt.date(2015, 10, 28)),
        ("October 2015", dt.date(2015, 10, 1)),
        ("1968", dt.date(1968, 1, 1)),
        ("43101", dt.date(2018, 1, 1)),
    ],
)
def test_a_date_is_read_in_each_form(cell, day):
    assert cells.a_date(cell)[0] == day


@pytest.mark.parametrize(("cell", "is_said"), [("1968", 1), ("43101", 1), ("2017-12-28", 0)])
def test_a_date_that_had_to_be_guessed_at_is_told(cell, is_said):
    assert bool(cells.a_date(cell)[1]) == bool(is_said)


@pytest.mark.parametrize("cell", ["31/02/2018", "soon", "2018-13-01", "12", "1/2/3/4"])
def test_what_is_no_date_is_left_out_with_a_sentence(cell):
    day, sentence = cells.a_date(cell)
    assert day is None
    assert cell in sentence


@given(st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2099, 12, 31)))
def test_every_day_is_read_back_from_every_form(day):
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%b-%Y", "%d %B %Y"):
        assert cells.a_date(day.strftime(form)) == (day, "")


@pytest.mark.parametrize(
    ("cell", "uprn", "words"),
    [
        ("010000480247", "010000480247", ""),
        ("10091669313", "10091669313", ""),
        (" 100121228178 ", "100121228178", ""),
        ("100121228178.0", "100121228178", "read as"),
        ("100,121,228,178", "100121228178", "read as"),
        ("", "", ""),
        ("N/A", "", ""),
        ("1.00121E+11", "", "shortened by a spreadsheet"),
        ("100121000000", "", "rounded by a spreadsheet"),
        ("000000000000", "", "not a UPRN"),
        ("1001212281789", "", "not a UPRN"),
        ("none yet", "", "not a UPRN"),
    ],
)
def test_a_uprn_is_kept_as_text_with_its_zeros(cell, uprn, words):
    read, sentence = cells.uprn(cell)
    assert read == uprn
    assert words in sentence
    assert bool(words) == bool(sentence)


@given(st.from_regex(r"[0-9]{0,11}[1-9]", fullmatch=True))
def test_every_uprn_is_read_as_it_stands(number):
    assert cells.uprn(number) == (number, "")


@pytest.mark.parametrize(
    ("cell", "postcode"),
    [
        ("GL50 1DY\n", "GL50 1DY"),
        ("\n \nGL50 4RN", "GL50 4RN"),
        ("gl501dy", "GL50 1DY"),
        ("M1 1AE", "M1 1AE"),
        ("Cheltenham, GL50 1DY, UK", "GL50 1DY"),
        ("", ""),
        ("GL50", ""),
    ],
)
def test_a_postcode_is_written_one_way(cell, postcode):
    read, sentence = cells.postcode(cell)
    assert read == postcode
    assert bool(sentence) == (cell == "GL50")


@pytest.mark.parametrize(
    ("cell", "words", "value", "is_told"),
    [
        ("Freehold\xa0", cells.TENURES, "freehold", False),
        ("Leashold", cells.TENURES, "leasehold", True),
        ("LEASEHOLD", cells.TENURES, "leasehold", False),
        ("Lease Hold", cells.TENURES, "leasehold", False),
        ("Chattel", cells.TENURES, "other", False),
        ("Occupied by local authority", cells.TENURE_DETAILS, "occupied", False),
        ("Occupied by Local Authority", cells.TENURE_DETAILS, "occupied", False),
        ("Occupied by the owner", cells.TENURE_DETAILS, "occupied", False),
        ("Groundlease", cells.TENURE_DETAILS, "ground_leasehold", False),
        ("Ground leasehold", cells.TENURE_DETAILS, "ground_leasehold", False),
        ("Leashold", cells.TENURE_DETAILS, "leasehold", True),
        ("Sub leasehold", cells.TENURE_DETAILS, "sub_leasehold", False),
        ("License", cells.TENURE_DETAILS, "licence", False),
        ("Vacent", cells.TENURE_DETAILS, "vacant", True),
        ("Land and Building", cells.HOLDINGS, "both", False),
        ("Land & Buildings", cells.HOLDINGS, "both", False),
        ("Land and Bulidings", cells.HOLDINGS, "both", True),
        ("Land", cells.HOLDINGS, "land", False),
        ("Buildings", cells.HOLDINGS, "buildings", False),
        ("", cells.TENURES, "", False),
        ("Copyhold of inheritance", cells.TENURES, "", True),
    ],
)
def test_a_word_of_a_list_is_known_with_small_slips(cell, words, value, is_told):
    read, sentence = cells.a_word(cell, words)
    assert read == value
    assert bool(sentence) == is_told


@given(st.text(max_size=30))
def test_no_cell_breaks_the_reading_of_it(text):
    for words in (cells.TENURES, cells.TENURE_DETAILS, cells.HOLDINGS, cells.KINDS):
        value, _ = cells.a_word(text, words)
        assert value == "" or value in {str(each) for each in words}
    cells.a_date(text)
    cells.a_count(text)
    cells.an_area(text, "", unit="ha")
    uprn, _ = cells.uprn(text)
    assert uprn == "" or (uprn.isdigit() and len(uprn) <= 12)


@pytest.mark.parametrize(
    ("cell", "header", "unit", "size", "is_told"),
    [
        ("0.47", "Hectares", "ha", "0.4700", False),
        ("1,234.5", "BuildingSize", "m2", "1234.50", False),
        ("250 sq m", "Size", "m2", "250.00", False),
        ("250 m2", "Size", "m2", "250.00", False),
        ("1.5ha", "Land", "ha", "1.5000", False),
        ("2", "Land Area (acres)", "ha", "0.8094", True),
        ("500", "Land area (m2)", "ha", "0.0500", True),
        ("100 sq ft", "Size", "m2", "9.29", True),
        ("", "Hectares", "ha", None, False),
        ("-1", "Hectares", "ha", None, True),
        ("large", "Hectares", "ha", None, True),
        ("10 by 20", "Size", "m2", None, True),
    ],
)
def test_a_size_is_read_in_its_unit(cell, header, unit, size, is_told):
    read, sentence = cells.an_area(cell, header, unit=unit)
    assert read == (None if size is None else Decimal(size))
    assert bool(sentence) == is_told


def test_the_apostrophe_that_guards_a_cell_is_taken_off_once():
    assert cells.tidy("'=1+1") == "=1+1"
    assert cells.tidy("'-Land") == "-Land"
    assert cells.tidy("'Tis") == "'Tis"


@pytest.mark.parametrize("breaks", ["\n", "\r", "\r\n", "\u2028", "\r \r \r\r"])
def test_a_cell_of_many_lines_is_read_line_by_line(breaks):
    assert cells.lines_of(f"Berkeley Mews{breaks}High Street#{breaks}") == [
        "Berkeley Mews",
        "High Street",
    ]
