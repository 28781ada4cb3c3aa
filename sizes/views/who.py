"""The page *Who*, and the answers of organisations that are asked to lead."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from groundwork import clock
from groundwork.problems import Refused
from partners.models import Organisation
from sizes import taking_part
from sizes.answers import answers_of
from sizes.forms.who import InviteForm, LeadForm
from sizes.models import Participant, Zone
from sizes.permissions import may_answer_for, may_edit
from sizes.views.checking import answer_in_words
from sizes.views.editing import EditPage, zone_seen_by

MOST_NAMES = 500


class WhoPage(EditPage):
    """Who leads, who is invited, who is next door; each is added by a form of its own."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show()

    def post(self, request: HttpRequest) -> HttpResponse:
        return self.ask() if "lead-name" in request.POST else self.invite()

    def ask(self) -> HttpResponse:
        form = LeadForm(self.request.POST, prefix="lead", label_suffix="")
        if not form.is_valid():
            return self.show(lead_form=form)
        try:
            lead = taking_part.ask_to_lead(
                zone=self.zone, organisation=form.organisation, by=self.request.user
            )
        except Refused as refused:
            return self.show(lead_form=form, problems=refused.sentences, status=409)
        said = "leads the zone" if lead.agreed_on else "is asked to lead, and will find it waiting"
        messages.success(self.request, f"{form.organisation.name} {said}.")
        return self.again()

    def invite(self) -> HttpResponse:
        form = InviteForm(self.request.POST, prefix="invite", label_suffix="")
        if not form.is_valid():
            return self.show(invite_form=form)
        try:
            there = taking_part.invite(zone=self.zone, by=self.request.user, **form.given())
        except Refused as refused:
            return self.show(invite_form=form, problems=refused.sentences, status=409)
        messages.success(self.request, f"{there} is on the list.")
        return self.again()

    def again(self) -> HttpResponse:
        response = self.come_back("zone-who")
        if self.request.POST.get("next") == "check":
            response["Location"] += "?next=check"
        return response

    def show(
        self,
        *,
        lead_form: LeadForm | None = None,
        invite_form: InviteForm | None = None,
        problems: list[str] | None = None,
        status: int = 200,
    ) -> HttpResponse:
        answers = answers_of(self.zone)
        names = Organisation.objects.in_force(clock.today()).values_list("name", flat=True)
        leading = {lead.organisation_id for lead in answers.leads if not lead.declined_on}
        councils = [
            council
            for council in taking_part.councils_of(self.zone, on=clock.today())
            if council.pk not in leading
        ]
        context = {
            "zone": self.zone,
            "leads": [self.described(lead) for lead in answers.leads],
            "heirs": answers.agreed_leads,
            "partners": answers.partners,
            "neighbours": answers.neighbours,
            "councils": councils,
            "has_council": answers.has_council,
            "names": list(names[:MOST_NAMES]),
            "lead_form": lead_form or LeadForm(prefix="lead", label_suffix=""),
            "invite_form": invite_form or InviteForm(prefix="invite", label_suffix=""),
            "wrong": lead_form or invite_form,
            "problems": problems,
            "next": "check"
            if "check" in (self.request.GET.get("next"), self.request.POST.get("next"))
            else "",
        }
        return render(self.request, "sizes/wizard/who.html", context, status=status)

    def described(self, lead: Participant) -> dict[str, Any]:
        """A lead as the page shows it, with what the person may do about it."""
        is_theirs = may_answer_for(self.request.user, lead.organisation)
        return {
            "lead": lead,
            "answer": answer_in_words(lead),
            "may_answer": is_theirs and not (lead.agreed_on or lead.declined_on),
            "may_hand_over": is_theirs and lead.agreed_on,
        }


ANSWERS = {"agree": taking_part.agree_to_lead, "decline": taking_part.decline_to_lead}


@login_required
@require_POST
def lead_answer(
    request: HttpRequest, reference: str, participant: int, answer: str
) -> HttpResponse:
    """Agree or decline to lead, for an organisation that was asked."""
    zone = zone_seen_by(request.user, reference)
    lead = get_object_or_404(zone.participants, pk=participant)
    try:
        ANSWERS[answer](participant=lead, by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.sentences))
    else:
        did = "agreed" if answer == "agree" else "declined"
        messages.success(request, f"{lead.organisation.name} {did} to lead {zone.name}.")
    return _onward(request, reference)


@login_required
@require_POST
def participant_remove(request: HttpRequest, reference: str, participant: int) -> HttpResponse:
    """Take an organisation off the list; one that is gone already is no error."""
    zone = zone_seen_by(request.user, reference)
    there = zone.participants.filter(pk=participant).first()
    if there:
        try:
            taking_part.remove_participant(participant=there, by=request.user)
        except Refused as refused:
            messages.error(request, " ".join(refused.sentences))
        else:
            messages.success(request, f"{there} is off the list.")
    return _onward(request, reference)


@login_required
@require_POST
def lead_hand_over(request: HttpRequest, reference: str, participant: int) -> HttpResponse:
    """Pass the lead to another organisation that agreed to lead."""
    zone = zone_seen_by(request.user, reference)
    lead = get_object_or_404(zone.participants, pk=participant)
    chosen = request.POST.get("to", "")
    heir = get_object_or_404(zone.participants, pk=int(chosen) if chosen.isdecimal() else 0)
    try:
        taking_part.hand_over_lead(participant=lead, to=heir, by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.sentences))
    else:
        messages.success(request, f"{heir} now leads instead of {lead}.")
    return _onward(request, reference)


def _onward(request: HttpRequest, reference: str) -> HttpResponse:
    """Where the person can see the zone from: the page *Who*, the draft, or the desk."""
    zone = Zone.objects.visible_to(request.user).filter(reference=reference).first()
    if zone is None:
        return redirect("desk")
    return redirect("zone-who" if may_edit(request.user, zone) else "zone-check", reference)
