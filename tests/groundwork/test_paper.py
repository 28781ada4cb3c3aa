"""A page as PDF: the same each time, tagged, and drawn from this site's own files alone."""

import io
import subprocess
import sys

import pypdf
import pypdfium2
import pytest

from groundwork.paper import AddressRefused, pdf_of
from groundwork.qr import qr_svg

PAGE = """<!doctype html><html lang="en-GB"><head><title>Another title</title>
<meta name="dcterms.created" content="2026-05-01"></head><body><h1>A notice</h1>
<p>Said <a href="/more/">in full</a>.</p><img src="/static/img/mark.svg" alt="Mark">{}
</body></html>"""
NOTICE = PAGE.format(qr_svg("https://zones.example/", label="Open this notice"))


def pdf(html: str = NOTICE, **options) -> bytes:
    return pdf_of(html, **{"title": "Notice", "stylesheets": ["css/tokens.css"], **options})


@pytest.fixture(scope="module")
def notice():
    return pypdf.PdfReader(io.BytesIO(pdf(address="https://zones.example/notices/1/")))


def text_of(data: bytes) -> str:
    with pypdfium2.PdfDocument(data) as document:
        page = document[0]
        words = page.get_textpage()
        try:
            return words.get_text_bounded()
        finally:
            words.close()
            page.close()


def test_words_can_be_read():
    assert "A notice" in text_of(pdf())


def test_title_language_and_date_are_told(notice):
    assert notice.metadata.title == "Notice"
    assert notice.root_object["/Lang"] == "en-GB"
    assert notice.metadata["/CreationDate"].startswith("D:20260501")
    assert notice.root_object["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712


def test_document_is_tagged_and_says_so(notice):
    assert notice.root_object["/MarkInfo"]["/Marked"] == True  # noqa: E712
    assert "/StructTreeRoot" in notice.root_object
    assert b"pdfuaid" in notice.root_object["/Metadata"].get_data()


def test_relative_links_count_from_the_address_of_the_page(notice):
    (link,) = notice.pages[0]["/Annots"]
    assert link.get_object()["/A"]["/URI"] == "https://zones.example/more/"


def test_letters_are_the_sites_own():
    html = "<body style='font-family: Besley; font-weight: 700'>A notice</body>"
    page = pypdf.PdfReader(io.BytesIO(pdf(html))).pages[0]
    fonts = [font.get_object()["/BaseFont"] for font in page["/Resources"]["/Font"].values()]
    assert [name for name in fonts if "Besley" in name]


def test_same_page_gives_the_same_bytes_in_any_process():
    code = (
        "import django, hashlib, sys; django.setup(); from groundwork.paper import pdf_of;"
        "print(hashlib.sha256(pdf_of(sys.argv[1], title='Notice',"
        " stylesheets=['css/tokens.css'])).hexdigest())"
    )
    environment = {"DEBUG": "1", "DJANGO_SETTINGS_MODULE": "config.settings"}
    hashes = {
        subprocess.run(
            [sys.executable, "-c", code, NOTICE],
            env=environment | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(hashes) == 1


def test_another_page_has_another_identifier():
    first, second = (
        pypdf.PdfReader(io.BytesIO(pdf(html))).trailer["/ID"][0] for html in ("<p>A", "<p>B")
    )
    assert first != second


DRAWN_BY = [
    '<img src="{}" alt="A">',
    '<link rel="stylesheet" href="{}">',
    '<p style="background: url({})">A',
    '<link rel="attachment" href="{}">',
    "<style>@font-face {{ font-family: A; src: url({}) }}</style>",
    "<style>@import url({});</style>",
    '<base href="https://elsewhere.example/"><img src="{}" alt="A">',
]
ELSEWHERE = [
    "http://elsewhere.example/a.png",
    "https://elsewhere.example/static/img/mark.svg",
    "//elsewhere.example/static/img/mark.svg",
    "ftp://elsewhere.example/a.png",
    "file:///etc/passwd",
    "FILE:///etc/passwd",
    "/etc/passwd",
    "/static/../config/settings.py",
    "/static/%2e%2e/config/settings.py",
    "/static/..%2fconfig/settings.py",
    "/static//etc/passwd",
    "/static/img/none.svg",
    "/media/scan.pdf",
]


@pytest.mark.promise
@pytest.mark.parametrize(
    ("html", "address"),
    [(DRAWN_BY[0], address) for address in ELSEWHERE]
    + [
        (html, address)
        for html in DRAWN_BY[1:]
        for address in ("https://elsewhere.example/a", "file:///etc/passwd")
    ],
)
def test_nothing_but_static_files_is_read(html, address):
    with pytest.raises(AddressRefused):
        pdf(html.format(address), stylesheets=[])


def test_picture_in_a_picture_is_refused_as_well():
    inner = "<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>"
    with pytest.raises(AddressRefused):
        pdf(f'<img src="data:image/svg+xml,{inner}" alt="A">')


def test_data_address_is_drawn():
    pixel = (
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
        "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    )
    page = pypdf.PdfReader(io.BytesIO(pdf(f'<img src="{pixel}" alt="A">'))).pages[0]
    assert len(page.images) == 1


def test_style_sheet_that_does_not_exist_is_refused():
    with pytest.raises(AddressRefused, match="css/none"):
        pdf(stylesheets=["css/none.css"])


def test_collected_file_is_found_by_the_name_it_was_collected_under(monkeypatch, tmp_path):
    from groundwork import paper

    (tmp_path / "notice.0123456789ab.css").write_text("h1 { color: red }")
    monkeypatch.setattr(paper.staticfiles_storage, "location", str(tmp_path), raising=False)
    assert paper._static_file("notice.0123456789ab.css") == b"h1 { color: red }"
