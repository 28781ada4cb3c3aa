"""The page of evidence and decisions, and the pages on which a review is written."""

import html
import re

import pytest
from django.urls import reverse

from groundwork import clock
from partners.models import Membership
from sizes import accepting, barriers, lifecycle, moderating, reviewing
from sizes.models import Comment, InterimReview, Outcome, Verdict
from sizes.status import State
from tests import factories as make
from tests.days import stand_on

pytestmark = pytest.mark.django_db
DAY = make.DAY
Role = Membership.Role


def words(response, status=200):
    assert response.status_code == status
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", main)).split())


def page_of(client, zone, **asked):
    return client.get(reverse("zone-review", args=[zone.slug]), asked)


def a_lead_of(zone):
    return make.member(zone.participants.first().organisation, Role.REPRESENTATIVE)


def said(zone, text, *, by, variation=None, answer=""):
    comment = Comment.objects.create(zone=zone, variation=variation, text=text)
    moderating.show(comment=comment, by=by, page="https://zones.example/")
    if answer:
        Comment.objects.filter(pk=comment.pk).update(answer=answer, answered_at=clock.now())
    return comment


# --- What everyone reads --------------------------------------------------------------------------


def test_evidence_is_gathered_on_one_page(client):
    zone = make.declared_zone("Stirchley")
    by = a_lead_of(zone)
    today = clock.today()
    zone.outcomes.update(indicator="Walkers on Sunday", baseline="40", target="80")
    Outcome.objects.create(zone=zone, statement="Fewer falls.", starts_on=today)
    Outcome.objects.create(zone=zone, statement="More benches.", ends_on=today)
    variation = make.variation(zone)
    for number in range(12):
        Verdict.objects.create(variation=variation, worked="yes" if number else "no")
    said(zone, "The path is wide now.", by=by, answer="We thank the street.")
    said(zone, "Not for me.", by=by, variation=variation)
    kept = zone.acceptances.exclude(pk=variation.acceptance_id).get()
    accepting.keep(acceptance=kept, by=by, note="See the notice board.")
    barriers.note(zone=zone, rule="A bylaw", stopped="A bench", owner_name="Ministry", by=by)
    make.meeting(zone, title="Spring meeting", decisions="Two more benches.")
    page = words(page_of(client, zone))
    for text in (
        "More people walk in the park. Signed with the declaration",
        "Walkers on Sunday",
        "Fewer falls. Added on",
        "More benches. Signed with the declaration; no longer aimed at since",
        "1 difference: 1 current.",
        "11 said yes; fewer than 10 said no",
        "2 comments, 1 of them answered.",
        "The path is wide now.",
        "We thank the street.",
        "1 kept, 1 accepted.",
        "See the notice board.",
        "A bylaw , Ministry: met, nobody asked yet. A bench",
        "Spring meeting",
        "Two more benches.",
        "Nothing was changed.",
    ):
        assert text in page, text


def test_what_is_only_written_is_not_public_and_what_was_decided_is(client):
    zone = make.zone_in(State.UNDER_REVIEW)
    make.decide(zone, "renew", findings="Secret until then.", reason="It works well.")
    before = words(page_of(client, zone))
    assert "To be decided at" in before
    assert "Secret until then." not in before
    assert "It works well." not in before
    lifecycle.take("renew", zone=zone, by=make.councillor_of(zone))
    after = words(page_of(client, zone))
    assert "What was decided at the end of term 1" in after
    assert "Decision Renew , until" in after
    for text in ("Secret until then.", "It works well.", "People keep their home visits."):
        assert text in after
    assert "Second term, since" in after
    assert "Second term, since" in words(client.get(reverse("zone", args=[zone.slug])))


def test_page_asked_about_a_past_day_leaves_out_what_came_later(client, monkeypatch):
    zone = make.declared_zone(on=clock.today() - 20 * DAY, starts_on=clock.today() - 20 * DAY)
    make.meeting(zone, decisions="Benches.", held_on=clock.today() - 3 * DAY)
    by = a_lead_of(zone)
    interim = InterimReview.objects.create(zone=zone, due_on=clock.today() - 5 * DAY)
    reviewing.hold(interim=interim, findings="Fine.", reason="So.", by=by)
    assert "Benches." in words(page_of(client, zone))
    then = words(page_of(client, zone, on=(clock.today() - 4 * DAY).isoformat()))
    assert "Benches." not in then
    assert "Fine." not in then
    assert "overdue" in then


def test_draft_has_no_such_page_and_a_day_before_the_proposal_says_so(client):
    assert page_of(client, make.ready_zone()).status_code == 404
    zone = make.proposed_zone()
    then = page_of(client, zone, on=(clock.today() - DAY).isoformat())
    assert "was not public on" in words(then, 404)


@pytest.mark.parametrize("state", [each for each in State if each != State.DRAFT])
def test_page_stands_in_every_public_state(client, state):
    assert "What is known" in words(page_of(client, make.zone_in(state)))


@pytest.mark.parametrize("number", [1, 20])
def test_evidence_asks_the_database_as_often_for_much_as_for_little(
    client, django_assert_num_queries, number
):
    zone = make.declared_zone()
    by, under = a_lead_of(zone), make.acceptance(zone)
    for place in range(number):
        variation = make.variation(zone, under=under)
        Verdict.objects.create(variation=variation, worked="yes")
        said(zone, f"Words {place}", by=by, variation=variation, answer="Yes.")
        make.meeting(zone, decisions="Benches.")
        barriers.note(zone=zone, rule="R", stopped="S", owner_name="Ministry", by=by)
        InterimReview.objects.create(zone=zone, due_on=clock.today() + (place + 1) * DAY)
        Outcome.objects.create(zone=zone, statement="More.")
    with django_assert_num_queries(14):
        page_of(client, zone)


# --- What those who lead write --------------------------------------------------------------------


def values_of(form):
    """What a browser sends back of a form as it was shown."""
    sent = {}
    for name in form.fields:
        value = form[name].value()
        if name in ("held_on", "new_target_on"):
            parts = form[name].field.widget.decompress(value) if value else [""] * 3
            sent |= {f"{name}_{part}": each for part, each in zip(PARTS, parts, strict=True)}
        else:
            sent[name] = "" if value is None else getattr(value, "pk", value)
    return sent


PARTS = ("day", "month", "year")


def shown(client, zone):
    return client.get(reverse("zone-review-work", args=[zone.slug])).context["form"]


def in_parts(name, day):
    return {f"{name}_{part}": getattr(day, part) for part in PARTS}


def test_review_is_written_decided_and_carried_out(client):
    zone = make.zone_in(State.UNDER_REVIEW)
    councillor = make.councillor_of(zone)
    meeting = make.meeting(zone, title="Cabinet")
    client.force_login(councillor)
    work = reverse("zone-review-work", args=[zone.slug])
    until = zone.target_on + 100 * DAY
    typed = values_of(shown(client, zone)) | {
        "findings": "More people walk.",
        "meeting": meeting.pk,
        "decision": "renew",
        "reason": "It works.",
        **in_parts("new_target_on", until),
    }
    page = words(client.post(work, typed, follow=True))
    assert "Saved." in page or "Before the decision can be carried out" in page
    assert "Say what the decision means for people." in page
    step = reverse("zone-step", args=[zone.reference, "renew"])
    assert f'href="{work}"' in client.get(step).content.decode()
    typed = values_of(shown(client, zone)) | {"effect": "It goes on."}
    assert "Ready: renew the zone." in words(client.post(work, typed, follow=True))
    done = client.post(step, {"version": "", "note": ""}, follow=True)
    assert "The zone is renewed" in words(done)
    zone.refresh_from_db()
    assert (zone.target_on, zone.term) == (until, 2)


def test_the_date_opens_the_page_without_a_step(client, monkeypatch):
    zone = make.declared_zone()
    client.force_login(make.councillor_of(zone))
    work = reverse("zone-review-work", args=[zone.slug])
    assert "is not open yet" in words(client.get(work))
    assert client.post(work, {"findings": "So."}).status_code == 409
    near = zone.target_on - 10 * DAY
    stand_on(monkeypatch, near)
    assert "because the target date is near" in words(client.get(work))
    typed = values_of(shown(client, zone)) | {"findings": "More walk."}
    assert client.post(work, typed).status_code == 302
    zone.refresh_from_db()
    assert zone.state == State.UNDER_REVIEW
    step = client.get(reverse("zone-step", args=[zone.reference, "renew"])).content.decode()
    assert f'href="{work}"' in step


def test_nothing_typed_is_lost_when_two_write_at_once(client):
    zone = make.zone_in(State.UNDER_REVIEW)
    client.force_login(a_lead_of(zone))
    typed = values_of(shown(client, zone)) | {"findings": "Mine.", "effect": "Mine too."}
    reviewing.last_review(zone).write(findings="Theirs.", reason="Theirs too.")
    work = reverse("zone-review-work", args=[zone.slug])
    response = client.post(work, typed)
    assert "Theirs." in words(response, 409)
    kept = values_of(response.context["form"])
    assert (kept["findings"], kept["effect"], kept["reason"]) == (
        "Mine.",
        "Mine too.",
        "Theirs too.",
    )
    assert client.post(work, kept).status_code == 302
    review = reviewing.last_review(zone)
    assert (review.findings, review.reason) == ("Mine.", "Theirs too.")


def test_wrong_date_is_said_beside_it_and_nothing_is_lost(client):
    zone = make.zone_in(State.UNDER_REVIEW)
    client.force_login(a_lead_of(zone))
    typed = values_of(shown(client, zone)) | {
        "findings": "More walk.",
        "decision": "renew",
        **in_parts("new_target_on", zone.target_on),
    }
    page = client.post(reverse("zone-review-work", args=[zone.slug]), typed)
    assert "The new target date must be later than the present one." in words(page)
    assert "More walk." in page.content.decode()


def test_pressing_twice_saves_once(client):
    zone = make.zone_in(State.UNDER_REVIEW)
    client.force_login(a_lead_of(zone))
    typed = values_of(shown(client, zone)) | {"findings": "More walk."}
    work = reverse("zone-review-work", args=[zone.slug])
    assert [client.post(work, typed).status_code for _ in range(2)] == [302, 302]


def test_interim_review_is_recorded_on_a_form_and_everyone_reads_it(client):
    zone = make.declared_zone()
    interim = InterimReview.objects.create(zone=zone, due_on=clock.today())
    client.force_login(a_lead_of(zone))
    address = reverse("zone-interim-review", args=[zone.slug, interim.pk])
    form = client.get(address).context["form"]
    typed = values_of(form) | {"findings": "People came.", "reason": ""}
    page = client.post(address, typed)
    assert "Say why the zone goes on" in words(page)
    assert "People came." in page.content.decode()
    assert client.post(address, typed | {"reason": "It works."}).status_code == 302
    assert "People came." in words(page_of(client, zone))
    assert "held" in words(client.get(reverse("zone", args=[zone.slug])))
    assert "not altered any more" in words(client.get(address))
    typed["findings"] = "Typed too late."
    late = client.post(address, typed | {"reason": "So."})
    assert "Typed too late." in words(late, 409)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.OFFICER])
def test_those_who_do_not_answer_for_the_zone_do_not_write_its_review(client, role):
    zone = make.zone_in(State.UNDER_REVIEW)
    client.force_login(make.member(zone.participants.get().organisation, role))
    assert client.get(reverse("zone-review-work", args=[zone.slug])).status_code == 403
    assert client.get(reverse("zone-closing-work", args=[zone.slug])).status_code == 403
