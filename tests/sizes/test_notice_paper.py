"""Notices for paper: what is on them, on how many sheets, and who may keep them how long."""

import io

import pypdf
import pypdfium2
import pytest
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse

from groundwork import clock
from sizes import notice_paper
from sizes.models import Outcome
from sizes.shortening import shortened
from tests import factories as make

pytestmark = pytest.mark.django_db
A4_PT, A3_PT = (595.3, 841.9), (841.9, 1190.6)
LONG_WORDS = "Nobody loses a home visit, and whoever has one now keeps it. " * 60


@pytest.fixture(autouse=True)
def kept_nowhere():
    """What one test made is not what the next one is answered with."""
    notice_paper._way_of_making.cache_clear()
    cache.clear()


def address(zone, *, paper="", number=None) -> str:
    if number is None:
        path = reverse("zone-notice-pdf", args=[zone.slug])
    else:
        path = reverse("zone-notice-numbered-pdf", args=[zone.slug, number])
    return f"{path}?paper={paper}" if paper else path


def pdf(client, zone, **which) -> bytes:
    answer = client.get(address(zone, **which))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    return answer.content


def words_of(data: bytes) -> str:
    pages = []
    with pypdfium2.PdfDocument(data) as document:
        for page in document:
            words = page.get_textpage()
            pages.append(words.get_text_bounded())
            words.close()
            page.close()
    return " ".join(" ".join(pages).split())


def sizes_of(data: bytes) -> list[tuple[float, float]]:
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    return [(float(page.mediabox.width), float(page.mediabox.height)) for page in pages]


def test_a4_says_what_the_notice_says_on_two_sheets_at_most(client):
    zone = make.declared_zone("Well", place_in_words="Stirchley ward")
    data = pdf(client, zone)
    sizes = sizes_of(data)
    assert 1 <= len(sizes) <= 2
    assert all(size == pytest.approx(A4_PT, abs=1) for size in sizes)
    words = words_of(data)
    for said in (
        "PUBLIC NOTICE",
        "Declaration of a Social Innovation Zone",
        f"Reference {zone.reference}/2",
        "in Stirchley ward",
        "unless renewed, at the latest",
        "The plan annexed",
        "Signatory 1",
        "has statutory force",
        f"Page 1 of {len(sizes)}",
        f"/zones/{zone.slug}",
    ):
        assert said in words, said


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("Well", {}),
        (
            "A zone with a name as long as anybody may write it, which goes on and on: " + "x" * 40,
            {},
        ),
        ("W" * 120, {"purpose": "W" * 1_000, "how_far": "W" * 4_000, "what_stays": "W" * 4_000}),
        ("Long", {"purpose": LONG_WORDS[:1_000], "how_far": LONG_WORDS, "what_stays": LONG_WORDS}),
    ],
    ids=["short", "long name", "no spaces", "long words"],
)
def test_poster_is_one_a3_sheet_whatever_it_says(client, name, more):
    zone = make.declared_zone(name[:120], **more)
    data = pdf(client, zone, paper="a3")
    assert sizes_of(data) == [pytest.approx(A3_PT, abs=1)]
    words = words_of(data)
    for said in ("PUBLIC NOTICE", "It has no statutory force", f"{zone.reference}/2", "unless"):
        assert said in words, said


def test_poster_with_something_to_add_is_one_sheet_too(client):
    zone = make.declared_zone("Well", how_far=LONG_WORDS, what_stays=LONG_WORDS)
    data = pdf(client, zone, paper="a3", number=1)
    assert len(sizes_of(data)) == 1
    assert "A later notice was given" in words_of(data)


def test_long_notice_keeps_every_word_and_numbers_its_sheets(client):
    zone = make.ready_zone("Well", how_far=LONG_WORDS, what_stays=LONG_WORDS)
    for number in range(30):
        Outcome.objects.create(zone=zone, position=number, statement=f"Outcome {number} better.")
    make.bring_to(zone, "declared")
    data = pdf(client, zone)
    words = words_of(data)
    assert words.count("whoever") == 120
    assert "Outcome 29 better." in words
    assert f"Page {len(sizes_of(data))} of {len(sizes_of(data))}" in words


def dark_share(data: bytes, left, top, right, bottom) -> float:
    """The share of dark pixels in a part of the first page, given as shares from the top left."""
    with pypdfium2.PdfDocument(data) as document:
        image = document[0].render(scale=0.5).to_pil().convert("L")
    width, height = image.size
    part = image.crop(
        (int(left * width), int(top * height), int(right * width), int(bottom * height))
    )
    dark = sum(part.histogram()[:100])
    return dark / (part.width * part.height)


def test_poster_has_a_qr_code_of_the_zones_page_drawn_on_it(client, monkeypatch):
    opened = []
    drawn = notice_paper.qr_svg
    monkeypatch.setattr(
        notice_paper, "qr_svg", lambda text, **more: opened.append(text) or drawn(text, **more)
    )
    zone = make.declared_zone("Well")
    data = pdf(client, zone, paper="a3")
    assert set(opened) == {f"{settings.SITE_ADDRESS}{zone.get_absolute_url()}"}
    assert 0.25 < dark_share(data, 0.1, 0.82, 0.22, 0.91) < 0.75
    assert not pypdf.PdfReader(io.BytesIO(data)).pages[0].images


def test_paper_has_title_language_date_and_tags(client):
    reader = pypdf.PdfReader(io.BytesIO(pdf(client, make.declared_zone("Well"))))
    assert reader.metadata.title == "Declaration of a Social Innovation Zone: Well"
    assert reader.root_object["/Lang"] == "en-GB"
    assert reader.root_object["/MarkInfo"]["/Marked"]
    day = clock.today().strftime("D:%Y%m%d")
    assert reader.metadata["/CreationDate"].startswith(day)


def test_earlier_notice_has_its_own_paper(client):
    zone = make.declared_zone("Well")
    words = words_of(pdf(client, zone, number=1))
    assert "Proposal for a Social Innovation Zone" in words
    assert f"{zone.reference}/1" in words
    assert client.get(address(zone, number=9)).status_code == 404


def test_unknown_paper_is_a4(client):
    data = pdf(client, make.declared_zone("Well"), paper="a0%00")
    assert sizes_of(data)[0] == pytest.approx(A4_PT, abs=1)


def test_same_notice_gives_the_same_bytes(client):
    zone = make.declared_zone("Well")
    first = pdf(client, zone)
    cache.clear()
    assert pdf(client, zone) == first


def test_paper_is_made_once_and_not_at_all_for_whoever_has_it(client, monkeypatch):
    zone = make.declared_zone("Well")
    made = []
    pdf_of = notice_paper.pdf_of
    monkeypatch.setattr(
        notice_paper, "pdf_of", lambda *args, **more: made.append(1) or pdf_of(*args, **more)
    )
    first = client.get(address(zone))
    assert len(made) == 1
    assert client.get(address(zone)).content == first.content
    again = client.get(address(zone), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert len(made) == 1


def test_papers_differ_in_their_tags_and_names(client):
    zone = make.declared_zone("Well")
    a4, a3 = client.get(address(zone)), client.get(address(zone, paper="a3"))
    assert a4["ETag"] != a3["ETag"]
    for answer, paper in ((a4, "a4"), (a3, "a3")):
        name = f'filename="{zone.reference}-2-{paper}.pdf"'
        assert name in answer["Content-Disposition"]
        assert "public" in answer["Cache-Control"]
        assert "Cookie" not in answer.get("Vary", "")


@pytest.mark.promise
def test_name_that_was_taken_out_is_gone_from_the_paper_at_once(client):
    zone = make.declared_zone("Well")
    before = client.get(address(zone))
    assert "Signatory 2" in words_of(before.content)
    zone.signatures.filter(position=2).update(
        name="", redacted_on=clock.today(), why_redacted="She asked for it."
    )
    after = client.get(address(zone), headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert "Signatory 2" not in words_of(after.content)
    assert "She asked for it" in words_of(after.content)


def test_paper_draws_on_nothing_but_this_sites_own_files(client, monkeypatch):
    import socket

    def refused(*args, **kwargs):
        raise AssertionError("no connection leaves")

    monkeypatch.setattr(socket.socket, "connect", refused)
    zone = make.declared_zone("Well", purpose='See <img src="https://tracker.example/x.png">')
    assert "tracker.example" in words_of(pdf(client, zone))


def test_paper_of_a_small_zone_shows_where_it_lies_too(client):
    small = make.declared_zone("Tower")
    wide = make.declared_zone("Wide", core=make.square(side=3_000), reach=make.square(side=3_000))
    assert "Where it lies" in words_of(pdf(client, small))
    assert "Where it lies" not in words_of(pdf(client, wide))


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Few words.", "Few words."),
        ("One two.\n\nThree.", "One two. Three."),
        ("One two three. Four five six seven eight.", "One two three."),
        ("One two three four five six seven eight.", "One two three four five…"),
        ("x" * 60, "x" * 24 + "…"),
    ],
)
def test_text_is_shortened_after_a_sentence_or_a_word(text, short):
    assert shortened(text, 25) == short
