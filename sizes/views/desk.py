"""The desk of somebody signed in, and what every page asks about them."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from groundwork import clock
from partners.waiting import to_verify
from sizes.desk import desk_of, due_rows
from sizes.opportunity_matters import spotted_by
from sizes.waiting import going_on_of

COUNT_KEPT_SECONDS = 60
SAFE_METHODS = ("GET", "HEAD", "OPTIONS", "TRACE")


@require_safe
@login_required
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for the person."""
    on = clock.today()
    mine = desk_of(request.user, on)
    context = {
        "desk": mine,
        "due": due_rows(mine, request.user, on),
        "to_verify": to_verify(mine.memberships, on),
        "going_on": going_on_of(mine.memberships, on),
        "spotted": spotted_by(request.user),
    }
    return render(request, "sizes/desk.html", context)


@require_safe
@never_cache
def account_state(request: HttpRequest) -> JsonResponse:
    """Who is signed in and how much waits for them, for the menu of pages that anyone may keep."""
    person = request.user
    if not person.is_authenticated:
        return JsonResponse({"signed_in": False, "name": None, "desk_count": 0})
    key = _count_of(person)
    count = cache.get(key)
    if count is None:
        count = desk_of(person, clock.today()).count
        cache.set(key, count, COUNT_KEPT_SECONDS)
    name = person.name or person.email
    return JsonResponse({"signed_in": True, "name": name, "desk_count": count})


def _count_of(person: Any) -> str:
    return f"desk-count:{person.pk}:{clock.today()}"


class DeskCountMiddleware:
    """Counts anew what waits for somebody once they have done something.

    Every page asks for the count, and reckoning it takes some thirty queries; what others do may
    be seen a minute later.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method not in SAFE_METHODS and request.user.is_authenticated:
            cache.delete(_count_of(request.user))
        return response
