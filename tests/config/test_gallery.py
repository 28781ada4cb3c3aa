"""The gallery shows every component, and only to those who build pages."""

import pytest
from django.conf import settings as product_settings

from config.views import STATUSES

# What a page has once, in its head, its scripts or its base, and so cannot have twice in a gallery.
SHOWN_BY_EVERY_PAGE = {
    "map_head.html",
    "map_scripts.html",
    "messages.html",
    "read_aloud_scripts.html",
}


@pytest.mark.django_db
def test_gallery_shows_every_component_when_debugging(client, settings):
    settings.DEBUG = True
    response = client.get("/gallery/")
    assert response.status_code == 200
    drawn = {template.name for template in response.templates}
    files = (settings.BASE_DIR / "templates" / "components").glob("*.html")
    unseen = {path.name for path in files if f"components/{path.name}" not in drawn}
    assert unseen == SHOWN_BY_EVERY_PAGE


@pytest.mark.django_db
def test_gallery_has_words_for_every_status(client, settings):
    settings.DEBUG = True
    page = client.get("/gallery/").content.decode()
    for status in STATUSES:
        assert f"tag--{status}" in page
        assert f"</svg>{status}</strong>" not in page


@pytest.mark.django_db
def test_gallery_is_not_found_on_a_real_site(client, settings):
    settings.DEBUG = False
    assert client.get("/gallery/").status_code == 404


def test_components_hold_no_inline_style_or_script():
    for path in (product_settings.BASE_DIR / "templates").rglob("*.html"):
        source = path.read_text()
        assert " style=" not in source, path
        assert "<style" not in source, path
        assert "<script>" not in source, path
        assert " onclick=" not in source, path
