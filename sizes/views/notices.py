"""Public notices: the page of each, and the same for paper."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import conditional_page, require_safe

from groundwork import clock
from groundwork.headers import public
from groundwork.media import PUBLIC_SECONDS, kept
from sizes import notice_paper
from sizes.listing import public_zone
from sizes.notices import notice_at, notices_section, path_of, poster_waits, shown


@require_safe
@conditional_page
@public(PUBLIC_SECONDS)
def notice(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """A public notice of a zone, by default the newest, as it was given."""
    on = clock.today()
    zone = public_zone(slug)
    found = notice_at(zone, number)
    context = shown(found, on)
    context |= {
        "pictures": notice_paper.pictures_of(found),
        "code": notice_paper.code_for(context["address"]),
        "address_in_words": notice_paper.in_words(context["address"]),
        "every": notices_section(zone, on, context["waits"]),
    }
    return render(request, "sizes/notices/notice.html", context)


@require_safe
def notice_pdf(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponseBase:
    """The notice for paper: A4, or with `?paper=a3` a poster.

    While a pre-election period runs over the zone there is no poster; the page says why.
    """
    on = clock.today()
    zone = public_zone(slug)
    found = notice_at(zone, number)
    paper = notice_paper.A3 if request.GET.get("paper") == notice_paper.A3 else notice_paper.A4
    if paper == notice_paper.A3 and poster_waits(zone, on):
        return redirect(path_of(found))
    context = shown(found, on)
    etag = notice_paper.tag_of(context, paper)
    answer = get_conditional_response(request, etag=etag)
    if answer is None:
        body = notice_paper.pdf_bytes(context, paper, tag=etag)
        answer = HttpResponse(body, content_type="application/pdf")
        name = f"{found.reference}-{paper}".replace("/", "-")
        answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return kept(request, answer, etag=etag, public=True)
