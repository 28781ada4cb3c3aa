"""What residents see: the question, its answer, and the form to suggest a zone."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from groundwork import clock
from groundwork.headers import public
from groundwork.problems import Refused
from groundwork.requests import client_address
from partners.models import Organisation
from residents.answers import page_of
from residents.forms import SuggestionForm
from residents.models import Suggestion
from residents.permissions import may_read_suggestions
from residents.questions import read_question
from residents.suggesting import councils_reading, suggest
from sizes.listing import for_cards
from sizes.models import Zone
from sizes.pre_election import with_elections
from sizes.words import joined, time_left

MOST_CARDS = 12
SUGGESTIONS_A_PAGE = 25
PUBLIC_SECONDS = 60


@require_safe
@public(PUBLIC_SECONDS)
def home(request: HttpRequest) -> HttpResponse:
    """The question, the map, and the zones that run today."""
    today = clock.today()
    running = for_cards(Zone.objects.published().running(today), today)
    ordered = with_elections(running, today).order_by("is_before_election", "name", "pk")
    found = list(ordered[: MOST_CARDS + 1])
    # Near an election nothing is promoted there; lists and maps are records, and have it.
    zones = [zone for zone in found if not zone.is_before_election]
    waits = any(zone.is_election_near for zone in found)
    cards = [
        {
            "zone": zone,
            "lead_names": joined(zone.leads),
            "left": time_left(zone.target_on, today) if zone.target_on else "",
        }
        for zone in zones[:MOST_CARDS]
    ]
    context = {"cards": cards, "has_more": len(zones) > MOST_CARDS, "waits": waits}
    return render(request, "residents/home.html", context)


@require_safe
def here(request: HttpRequest) -> HttpResponse:
    """What is different at a place on a day. An answer about a position is kept by nobody."""
    question = read_question(request.GET)
    response = render(request, "residents/here.html", page_of(question, today=clock.today()))
    if question.is_about_a_spot:
        patch_cache_control(response, private=True, no_store=True)
    else:
        patch_cache_control(response, public=True, max_age=PUBLIC_SECONDS)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def suggest_zone(request: HttpRequest) -> HttpResponse:
    """Where might a zone be useful? Anyone may say."""
    problems: list[str] = []
    if request.method == "POST":
        form = SuggestionForm(request.POST)
        if form.is_valid():
            try:
                suggestion = suggest(
                    by=request.user,
                    sender=client_address(request),
                    **form.suggestion(),
                )
            except Refused as refusal:
                problems = refusal.sentences
            else:
                slugs = [council.slug for council in councils_reading(suggestion)]
                query = urlencode({"to": slugs}, doseq=True)
                return redirect(f"{reverse('suggest-sent')}{'?' if query else ''}{query}")
    else:
        form = SuggestionForm(initial={"place": request.GET.get("place", "")[:200]})
    context = {"form": form, "problems": problems}
    return render(request, "residents/suggest.html", context, status=429 if problems else 200)


@require_safe
def suggestion_sent(request: HttpRequest) -> HttpResponse:
    """Thanks, and who will read it."""
    councils = Organisation.objects.councils().filter(slug__in=request.GET.getlist("to")[:10])
    names = joined([council.name for council in councils]) if councils else ""
    return render(request, "residents/suggestion_sent.html", {"councils": names})


@require_safe
@login_required
def suggestions(request: HttpRequest) -> HttpResponse:
    """What people suggested in the area of the person's council."""
    if not may_read_suggestions(request.user):
        raise PermissionDenied("Suggestions are read by the council of their area.")
    shown = Suggestion.objects.visible_to(request.user).select_related("area")
    pages = Paginator(shown.prefetch_related("themes"), SUGGESTIONS_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    return render(request, "residents/suggestions.html", {"page": page, "query": request.GET})
