"""Pages as PDF, for paper and for keeping.

What is drawn comes from this site's own static files and from nowhere else: no request leaves, and
no other file of the machine is read, whatever the page asks for.
"""

import hashlib
import mimetypes
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import SuspiciousFileOperation

# Never asked: `.invalid` names no machine. A page without an address of its own counts from here.
NOWHERE = "https://paper.invalid/"


class AddressRefused(Exception):
    """A page asked for something that is not a static file of this site."""


def pdf_of(html: str, *, title: str, stylesheets: Sequence[str], address: str = NOWHERE) -> bytes:
    """Return a page as a tagged PDF (PDF/UA-1); the same page gives the same bytes.

    `stylesheets` are names of static files, such as "css/notice.css"; they come before those that
    the page itself links to. `address` is where the page is on the web, from which its relative
    links count; without it, links must be absolute. The page's language is that of its `html`
    element, otherwise the site's; its date, where it tells one by `<meta name="dcterms.created">`.

    Raises AddressRefused where the page, or a style sheet, draws on anything but a static file
    that exists or a `data:` address.
    """
    # The library takes half a second and 40 MB to load, which most processes never need.
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError

    static_base = urljoin(address, settings.STATIC_URL)
    fetcher = _static_files_only(static_base)
    fonts = FontConfiguration()
    try:
        document = HTML(string=html, base_url=address, url_fetcher=fetcher).render(
            font_config=fonts,
            stylesheets=[
                CSS(url=urljoin(static_base, name), url_fetcher=fetcher, font_config=fonts)
                for name in stylesheets
            ],
            pdf_variant="pdf/ua-1",
        )
        document.metadata.title = title
        document.metadata.lang = document.metadata.lang or settings.LANGUAGE_CODE
        pdf = document.write_pdf(
            pdf_variant="pdf/ua-1",
            pdf_identifier=hashlib.sha256(f"{title}\0{html}".encode()).digest()[:16],
            finisher=_show_title,
        )
    except FatalURLFetchingError as error:
        raise AddressRefused(str(error.__cause__ or error)) from error
    # The library draws on where a picture inside a picture was refused.
    if fetcher.refused:
        raise AddressRefused(fetcher.refused[0])
    return pdf


def _show_title(document: Any, pdf: Any) -> None:
    """Have readers show the title rather than the file's name, as PDF/UA asks."""
    import pydyf

    pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})


def _static_files_only(static_base: str) -> Any:
    """Return a fetcher that reads static files, by addresses below `static_base`, and `data:`."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class StaticFilesOnly(URLFetcher):
        refused: list[str]

        def fetch(self, url: str, headers: dict | None = None) -> URLFetcherResponse:
            if url[:5].lower() == "data:":
                return super().fetch(url, headers)
            try:
                return self.static_file(url)
            except (AddressRefused, SuspiciousFileOperation) as refusal:
                self.refused.append(str(refusal))
                raise

        def static_file(self, url: str) -> URLFetcherResponse:
            if not url.startswith(static_base):
                raise AddressRefused(f"{url} is not a static file of this site.")
            name = unquote(urlsplit(url).path.removeprefix(urlsplit(static_base).path))
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, _static_file(name), {"Content-Type": kind})

    # A page without its letters or its style must not pass for the page.
    fetcher = StaticFilesOnly(
        allowed_protocols={"data"}, allow_redirects=False, fail_on_errors=True
    )
    fetcher.refused = []
    return fetcher


def _static_file(name: str) -> bytes:
    """Return a static file, by its own name or by the name under which it was collected.

    Neither way leads out of the folders of static files: both refuse such names.
    """
    if found := finders.find(name):
        return Path(found).read_bytes()
    if staticfiles_storage.exists(name):
        with staticfiles_storage.open(name) as file:
            return file.read()
    raise AddressRefused(f"There is no static file {name}.")
