"""Pressing a button twice does once what it does, even where both presses arrive together."""

import threading

import pytest
from django.db import connection
from django.test import Client

from assets.models import Asset
from groundwork import clock
from groundwork.models import Letter
from partners.models import Organisation
from places.models import Area
from residents.models import Suggestion
from sizes.models import Signature, Transition, Zone
from tests import factories as make
from tests import opportunity_factories as make_opportunities

pytestmark = pytest.mark.promise


def press_twice(someone, path: str, form: dict) -> list[int]:
    """Send a form twice at once; the statuses of both answers."""
    together, statuses = threading.Barrier(2), []

    def press() -> None:
        client = Client()
        if someone:
            client.force_login(someone)
        together.wait()
        statuses.append(client.post(path, form).status_code)
        connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses


def test_a_draft_is_started_once(committed_db):
    assert press_twice(make.person(), "/zones/new/", {"name": "Canalside"}) == [302, 302]
    assert Zone.objects.filter(name="Canalside").count() == 1


def test_an_organisation_is_registered_once(committed_db):
    form = {"name": "Friends of the Park", "sector": "community", "contact_place": "The lodge"}
    assert press_twice(make.person(), "/partners/new/", form) == [302, 302]
    assert Organisation.objects.count() == 1


def test_an_asset_and_its_new_group_are_registered_once(committed_db):
    form = {
        "name": "The hall",
        "kind": "room",
        "description": "A hall for 60.",
        "contact": "0121 496 0000",
        "group": "Friends of the Hall",
    }
    assert press_twice(make.person(), "/assets/new/", form) == [302, 302]
    assert (Asset.objects.count(), Organisation.objects.count()) == (1, 1)


def test_two_people_who_register_one_name_at_once_get_an_organisation_each(committed_db):
    form = {"name": "Friends", "sector": "community", "contact_place": "The lodge"}
    people = [make.person(), make.person()]
    together, statuses = threading.Barrier(2), []

    def register(someone) -> None:
        client = Client()
        client.force_login(someone)
        together.wait()
        statuses.append(client.post("/partners/new/", form).status_code)
        connection.close()

    threads = [threading.Thread(target=register, args=(someone,)) for someone in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [302, 302]
    assert set(Organisation.objects.values_list("slug", flat=True)) == {"friends", "friends-2"}


def test_a_place_is_added_once(committed_db):
    officer = make.member(make.council(), "officer")
    form = {"name": "Tower", "kind": "tower_block", "middle": "52.4194, -1.9309", "radius_m": "30"}
    assert press_twice(officer, "/places/new/", form) == [302, 302]
    assert Area.objects.count() == 1


@pytest.mark.parametrize("signed_in", [True, False])
def test_a_suggestion_is_kept_once(committed_db, signed_in):
    make.area("Stirchley")
    form = {"place": "Stirchley", "why": "Two surgeries closed."}
    someone = make.person() if signed_in else None
    assert press_twice(someone, "/suggest/", form) == [302, 302]
    assert Suggestion.objects.count() == 1


def test_a_step_is_taken_once(committed_db):
    zone = make.ready_zone()
    form = {"version": zone.version, "note": ""}
    path = f"/zones/new/{zone.reference}/steps/publish/"
    assert press_twice(make.councillor_of(zone), path, form) == [302, 302]
    assert Transition.objects.filter(zone=zone).count() == 1


def test_an_organisation_is_verified_once(committed_db):
    group = make.organisation("Friends", contact_place="Here")
    officer = make.member(make.council(), "officer")
    assert press_twice(officer, f"/partners/{group.slug}/verify/", {}) == [302, 302]
    group.refresh_from_db()
    assert group.version == 2


def test_somebody_is_invited_once(committed_db):
    council = make.council()
    form = {"email": "somebody@test.example", "role": "editor"}
    address = f"/partners/{council.slug}/invite/"
    assert press_twice(make.member(council, "officer"), address, form) == [302, 302]
    assert council.invitations.count() == 1
    assert Letter.objects.count() == 1


def test_a_meeting_is_arranged_once(committed_db):
    zone = make.declared_zone()
    day = clock.today()
    form = {"title": "Open evening", "starts_at": "7pm"}
    form |= {"held_on_day": day.day, "held_on_month": day.month, "held_on_year": day.year}
    path = f"/zones/{zone.slug}/work/meetings/new/"
    assert press_twice(make.councillor_of(zone), path, form) == [302, 302]
    assert zone.meetings.count() == 1


def test_a_zone_is_signed_once(committed_db):
    zone, body = make.proposed_zone(), make.organisation()
    Signature.objects.create(zone=zone, capacity="partner", organisation=body)
    form = {
        "capacity": "partner",
        "name": "Ann Example",
        "role": "Chair",
        "interests": "None.",
        "agrees": "on",
    }
    someone = make.member(body, "representative")
    assert press_twice(someone, f"/zones/{zone.slug}/sign/{body.slug}/", form) == [302, 302]
    assert list(zone.signatures.values_list("position", flat=True)) == [1]


def test_a_signature_on_paper_is_recorded_once(committed_db):
    zone, today = make.proposed_zone(), clock.today()
    form = {
        "capacity": "local_leader",
        "who": "Head teacher",
        "name": "Ann Example",
        "role": "Head teacher",
        "interests": "None.",
        "signed_on_day": today.day,
        "signed_on_month": today.month,
        "signed_on_year": today.year,
    }
    path = f"/zones/{zone.slug}/work/signatures/record/"
    assert press_twice(make.councillor_of(zone), path, form) == [302, 302]
    assert zone.signatures.count() == 1


def test_an_opportunity_is_spotted_once(committed_db):
    zone = make.declared_zone()
    form = {"title": "Lunch club", "words": "Cook in the empty kitchen."}
    path = f"/zones/{zone.slug}/opportunities/new/"
    assert press_twice(make.person(), path, form) == [302, 302]
    assert zone.opportunities.count() == 1


def test_an_opportunity_takes_a_step_once(committed_db):
    made = make_opportunities.spotted(make.declared_zone())
    path = f"/zones/{made.zone.slug}/opportunities/{made.pk}/work/steps/develop/"
    someone = make_opportunities.member_of(made.zone)
    assert press_twice(someone, path, {"version": made.version}) == [302, 302]
    assert made.moves.count() == 1


def test_yes_is_said_once(committed_db):
    made = make_opportunities.in_state("developing")
    asked = make_opportunities.agreement(made, yes=(), what="The van")
    someone = make.member(asked.lender, "representative")
    path = f"/zones/{made.zone.slug}/opportunities/{made.pk}/agreements/{asked.pk}/yes/lender/"
    assert press_twice(someone, path, {"version": asked.version}) == [302, 302]
    asked.refresh_from_db()
    assert (asked.lender_agreed_by, asked.version) == (someone, 2)
