"""The whole addresses of pages, where no request says what the site is called."""

import pytest

from groundwork.addresses import absolute, host


def test_a_path_follows_the_address_of_the_site(settings):
    settings.SITE_ADDRESS = "https://zones.example.org"
    assert absolute("/zones/well/") == "https://zones.example.org/zones/well/"


def test_the_address_of_the_site_ends_without_a_stroke():
    assert not absolute("").endswith("/")
    assert absolute("/").startswith(("http://", "https://"))


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://zones.example.org:8443", "zones.example.org"),
        ("http://127.0.0.1:8000", "127.0.0.1"),
        ("", "localhost"),
    ],
)
def test_the_host_has_neither_scheme_nor_port(settings, address, name):
    settings.SITE_ADDRESS = address
    assert host() == name
