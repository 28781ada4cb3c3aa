"""How people ask, from one line that somebody typed."""

import pytest

from assets.contacting import contact_in, contact_line
from assets.models import Asset

LINES = [
    ("0121 496 0000", ("", "0121 496 0000", "")),
    ("Bookings desk, 0121 496 0000", ("Bookings desk", "0121 496 0000", "")),
    ("Ring the caretaker on 0121-496-0000", ("Ring the caretaker", "0121-496-0000", "")),
    ("hall@example.org", ("", "", "hall@example.org")),
    ("The warden: +44 (0)121 496 0000 or h@x.org.uk",
     ("The warden", "+44 (0)121 496 0000", "h@x.org.uk")),
    ("Desk 0121 496 0000 ext 12, desk@example.org",
     ("Desk", "0121 496 0000 ext 12", "desk@example.org")),
    ("e-mail: hall@example.org", ("", "", "hall@example.org")),
    ("The lodge, weekdays 10 to 4", ("", "", "The lodge, weekdays 10 to 4")),
    ("  The   lodge ", ("", "", "The lodge")),
    ("Flat 12, 34 High Street", ("", "", "Flat 12, 34 High Street")),
    ("", ("", "", "")),
]  # fmt: skip


@pytest.mark.parametrize(("line", "parts"), LINES, ids=[line for line, _ in LINES])
def test_a_line_is_taken_apart_into_role_number_and_address(line, parts):
    said = contact_in(line)
    names = ("contact_role", "contact_telephone", "contact_address")
    assert tuple(said[name] for name in names) == parts


@pytest.mark.parametrize("line", ["1" * 300, "x" * 400, "a@" + "b" * 300 + ".org", "(((((((("])
def test_no_part_is_longer_than_the_register_keeps(line):
    said = contact_in(line)
    for name, text in said.items():
        assert len(text) <= Asset._meta.get_field(name).max_length


def test_the_parts_make_a_line_again():
    asset = Asset(contact_role="Desk", contact_telephone="0121 496 0000")
    assert contact_line(asset) == "Desk, 0121 496 0000"
