"""Text made fit for files that forbid some characters."""

import pytest

from groundwork.plain_text import on_one_line, printable, says_something


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Plain, “quoted” – and 🌳", "Plain, “quoted” – and 🌳"),
        ("One\r\nTwo\rThree\u2028Four\x85Five\x0bSix", "One\nTwo\nThree\nFour\nFive\nSix"),
        ("A\ttab", "A\ttab"),
        ("N\x00u\x07l\x1b\x7f\x9b\ufffe\uffff", "Nul"),
        ("\ud800lone", "lone"),
    ],
)
def test_what_no_file_may_hold_is_left_out(typed, kept):
    assert printable(typed) == kept


@pytest.mark.parametrize(
    ("typed", "says"),
    [("Hall", True), (" 🌳 ", True), ("", False), (" \n", False), ("\u202e\u200b", False)],
)
def test_what_shows_nothing_says_nothing(typed, says):
    assert says_something(typed) is says


def test_title_stands_on_one_line():
    assert on_one_line("  One\r\n Two\tThree\x00 ") == "One Two Three"
