"""What can be done with a change as a whole: make it, open it, object to it, give it up."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from groundwork import clock
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from sizes import amending
from sizes.amending.objecting import signatures_of
from sizes.amending.saying import is_open
from sizes.forms.changing import AnswerObjectionForm, ConfirmForm, ObjectForm
from sizes.models import Amendment, Objection
from sizes.permissions import may_declare, may_edit, may_lead, may_object
from sizes.views.change_work import change_of
from sizes.views.changes import said_of
from sizes.words import day_in_words

State, Answer = Amendment.State, Objection.Answer


def _nothing(change: Amendment, *, on: dt.date) -> list[str]:
    return []


def _leads(person: Any, change: Amendment) -> bool:
    return may_lead(person, change.zone)


def _declares(person: Any, change: Amendment) -> bool:
    return may_declare(person, change.zone)


def _gives_up(person: Any, change: Amendment) -> bool:
    return (may_lead if change.state == State.OPEN else may_edit)(person, change.zone)


def _signs(person: Any, change: Amendment) -> bool:
    """Whether the person speaks for anybody who signs the zone, or signed it and left over this."""
    if signatures_of(change, person, on=clock.today()):
        return True
    rows = change.objections.select_related("signature__organisation", "signature__zone")
    return any(may_object(person, each.signature) for each in rows)


def _too_late(change: Amendment, *, on: dt.date) -> list[str]:
    if change.closes_on is None or on <= change.closes_on:
        return []
    closed = day_in_words(change.closes_on)
    return [
        f"The time for objection ended on {closed}. Whoever signed can withdraw the signature.",
    ]


@dataclass(frozen=True)
class Act:
    """Something to be done with a change: its words, in which states, by whom, and the verb.

    `reason` is the label of a reason that is asked for, and `needed` the sentence where it is
    missing. `speaks` is set where somebody does it for a signatory, and `leads_to` is the state
    that it brings about.
    """

    label: str
    explanation: str
    done: str
    states: tuple[str, ...]
    may: Callable[[Any, Amendment], bool]
    problems: Callable[..., list[str]] = _nothing
    reason: str = ""
    needed: str = ""
    is_grave: bool = False
    speaks: str = ""
    leads_to: str = ""


ACTS = {
    "adjust": Act(
        label="Make this adjustment now",
        explanation=(
            "It keeps within what was signed. It holds from today, and everyone who signed is told."
        ),
        done="Made. Those who signed are told.",
        states=(State.DRAFTED,),
        may=_leads,
        problems=amending.problems_to_adjust,
        leads_to=State.MADE,
    ),
    "open": Act(
        label="Open it for objection",
        explanation=(
            "Public notice is given of it today. Whoever signed is told, and may object for 14 "
            "days. The zone stays as it is until the change is made."
        ),
        done="It is open for objection, and those who signed are told.",
        states=(State.DRAFTED,),
        may=_leads,
        problems=amending.problems_to_open,
        leads_to=State.OPEN,
    ),
    "make": Act(
        label="Make this amendment",
        explanation="It holds from today. Public notice is given, and everyone who signed is told.",
        done="Made. Public notice is given, and those who signed are told.",
        states=(State.OPEN,),
        may=_declares,
        problems=amending.problems_to_make,
        leads_to=State.MADE,
    ),
    "abandon": Act(
        label="Give this change up",
        explanation="The zone stays as it is.",
        done="Given up. The zone stays as it is.",
        states=(State.DRAFTED, State.OPEN),
        may=_gives_up,
        reason="Why is it given up?",
        leads_to=State.ABANDONED,
        is_grave=True,
    ),
    "object": Act(
        label="Object to this change",
        explanation=(
            "Everyone can read that you object, and why. If the change is made all the same, you "
            "sign again or leave the zone; until then you can do either at any time."
        ),
        done="Your objection is noted, and those who lead the zone are told.",
        states=(State.OPEN,),
        may=_signs,
        problems=_too_late,
        reason="Why do you object?",
        needed="Say why you object: everyone can read this",
        speaks="signature",
    ),
    "sign-again": Act(
        label="Sign again",
        explanation="You stay a signatory, with the change. Your objection stays on record.",
        done="Signed again. Those who lead the zone are told.",
        states=(State.OPEN,),
        may=_signs,
        speaks="objection",
    ),
    "leave": Act(
        label="Leave the zone",
        explanation=(
            "Your signature is withdrawn today, with your objection as the reason. It stays on "
            "record beside the date."
        ),
        done="You have left. Those who lead the zone are told.",
        states=(State.OPEN,),
        may=_signs,
        is_grave=True,
        speaks="objection",
    ),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, slug: str, number: int, change_act: str) -> HttpResponse:
    """Ask to confirm one thing to be done with a change; a POST does it."""
    change = change_of(request.user, slug, number)
    known = ACTS.get(change_act)
    if known is None:
        raise Http404("There is nothing of that name to be done.")
    if not known.may(request.user, change):
        raise PermissionDenied("You may not do this.")
    if request.method == "POST" and change.state == known.leads_to:
        return _onward(change)  # the button was pressed twice
    form = _form(request, change, known)
    if request.method != "POST" or change.state not in known.states:
        status = 409 if request.method == "POST" else 200
        return _show(request, change, known, form, status=status)
    if not form.is_valid():
        return _show(request, change, known, form)
    try:
        _take(change_act, change, form.cleaned_data, by=request.user)
    except ChangedMeanwhile as changed:
        return _show_changed(request, changed.current, known)
    except Refused as refused:
        change = change_of(request.user, slug, number)
        return _show(request, change, known, form, refused=refused.sentences, status=409)
    messages.success(request, known.done)
    return _onward(Amendment.objects.select_related("zone").get(pk=change.pk))


def _onward(change: Amendment) -> HttpResponse:
    if change.is_public:
        return redirect(change)
    return redirect("zone-changes-work", change.zone.slug)


def _take(name: str, change: Amendment, given: dict[str, Any], *, by: Any) -> None:
    """Do what the act says. Raises what the verbs raise."""
    expected, note = given.get("version"), given.get("note", "")
    match name:
        case "adjust":
            amending.adjust(amendment=change, by=by, expected=expected)
        case "open":
            amending.open_for_objection(amendment=change, by=by, expected=expected)
        case "make":
            amending.make(amendment=change, by=by, expected=expected)
        case "abandon":
            amending.abandon(amendment=change, why=note, by=by, expected=expected)
        case "object":
            signature = given["signature"]
            amending.object_to(amendment=change, signature=signature, why=note, by=by)
        case "sign-again":
            amending.sign_again(objection=given["objection"], by=by)
        case "leave":
            amending.leave(objection=given["objection"], by=by)


def _form(request: HttpRequest, change: Amendment, known: Act, *, data: Any = None) -> ConfirmForm:
    needed = known.needed
    if known.reason and change.state == State.OPEN and not needed:
        needed = "Say why: everyone can read this"
    asked = {
        "label": known.reason,
        "needed": needed,
        "help_text": "Everyone can read this. Name no private person." if needed else "",
        "initial": {"version": change.version},
    }
    data = data or (request.POST if request.method == "POST" else None)
    if known.speaks == "signature":
        spoken = change.objections.values_list("signature", flat=True)
        mine = signatures_of(change, request.user, on=clock.today())
        return ObjectForm(data, signatures=[s for s in mine if s.pk not in spoken], **asked)
    if known.speaks == "objection":
        return AnswerObjectionForm(data, objections=_mine(request.user, change), **asked)
    return ConfirmForm(data, **asked)


def _mine(person: Any, change: Amendment) -> list[Objection]:
    """The objections to the change that the person may answer: whoever left is not asked again."""
    rows = change.objections.exclude(answer=Answer.LEFT)
    rows = rows.select_related("signature__organisation", "signature__zone")
    return [each for each in rows if may_object(person, each.signature)]


def _show_changed(request: HttpRequest, current: Amendment, known: Act) -> HttpResponse:
    """Somebody wrote the change since the page was opened: show it as it is, to confirm anew."""
    if current.state not in known.states and known.speaks == "":
        return _onward(current)
    data = request.POST.copy()
    data["version"] = str(current.version)
    form = _form(request, current, known, data=data)
    return _show(request, current, known, form, is_changed=True, status=409)


def _show(
    request: HttpRequest,
    change: Amendment,
    known: Act,
    form: ConfirmForm,
    *,
    refused: list[str] | None = None,
    is_changed: bool = False,
    status: int = 200,
) -> HttpResponse:
    on = clock.today()
    is_possible = change.state in known.states
    mine = _mine(request.user, change) if known.speaks else []
    nobody_left = bool(known.speaks) and not _choices(form, known)
    back = (
        reverse("zone-change-work", args=[change.zone.slug, change.number])
        if may_edit(request.user, change.zone)
        else change.get_absolute_url()
    )
    leaving = amending.standing_objections(change, on) if known is ACTS["make"] else []
    context = said_of(change, on) | {
        "act": known,
        "form": form,
        "back": back,
        "is_possible": is_possible and not nobody_left,
        "found": refused or (known.problems(change, on=on) if is_possible else []),
        "leaving": leaving,
        "mine": mine if is_open(change, on) else [],
        "is_changed": is_changed,
        "may_withdraw": known.speaks == "signature",
    }
    return render(request, "sizes/amending/act.html", context, status=status)


def _choices(form: ConfirmForm, known: Act) -> bool:
    return form.fields[known.speaks].queryset.exists()
