"""Two people write one draft: each is shown what the other did, and nothing typed is lost."""

import datetime as dt

import pytest

from groundwork.versions import ChangedMeanwhile
from partners.models import Membership, Theme
from sizes import drafting
from sizes.drafting import OutcomeGiven
from sizes.forms.answers import fingerprint, read_prints, written_prints
from sizes.models import Zone
from sizes.writers import writers_since
from tests import factories
from tests.sizes.test_wizard import at, filled

pytestmark = pytest.mark.django_db
Role = Membership.Role


@pytest.fixture
def council():
    return factories.council("Birmingham")


@pytest.fixture
def zone(council):
    return factories.ready_zone("Stirchley", leads=[council])


@pytest.fixture
def ann(council, client):
    ann = factories.member(council, Role.COUNCILLOR, name="Ann Field")
    client.force_login(ann)
    return client


@pytest.fixture
def bob(council, client):
    bob = type(client)()
    bob.force_login(factories.member(council, Role.EDITOR, name="Bob Park"))
    return bob


def limits(zone):
    zone.refresh_from_db()
    return zone.what_stays, zone.how_far


def test_second_writer_is_shown_both_and_nothing_is_lost(ann, bob, zone):
    address = at("zone-limits", zone)
    hers, his = filled(ann, address), filled(bob, address)
    bob.post(address, his | {"what_stays": "Bob’s words"})
    response = ann.post(address, hers | {"what_stays": "Ann’s words"})
    assert response.status_code == 409
    page = response.content.decode()
    for words in ("Bob Park saved this page", "Bob’s words", "Ann’s words"):
        assert words in page
    assert "@" not in page.split("<main")[1].split("</main>")[0]
    assert limits(zone)[0] == "Bob’s words"
    form = response.context["form"]
    assert form["what_stays"].value() == "Ann’s words"
    again = hers | {name: form[name].value() for name in ("version", "was", "what_stays")}
    assert ann.post(address, again).status_code == 302
    assert limits(zone)[0] == "Ann’s words"


def test_writes_to_different_answers_of_a_page_are_brought_together(ann, bob, zone):
    address = at("zone-limits", zone)
    hers, his = filled(ann, address), filled(bob, address)
    bob.post(address, his | {"what_stays": "Bob’s words"})
    response = ann.post(address, hers | {"how_far": "Ann’s words"})
    assert response.status_code == 409
    form = response.context["form"]
    shown = {name: form[name].value() for name in ("version", "was", "what_stays", "how_far")}
    ann.post(address, shown)
    assert limits(zone) == ("Bob’s words", "Ann’s words")


def test_write_to_another_page_stops_nobody_and_is_told(ann, bob, zone):
    hers = filled(ann, at("zone-limits", zone))
    his = filled(bob, at("zone-why-here", zone))
    bob.post(at("zone-why-here", zone), his | {"why_here": "Bob’s words"})
    response = ann.post(at("zone-limits", zone), hers | {"how_far": "Ann’s words"}, follow=True)
    assert "Bob Park changed other answers of this zone meanwhile" in response.content.decode()
    assert limits(zone)[1] == "Ann’s words"
    assert zone.why_here == "Bob’s words"


@pytest.mark.parametrize("name", ["zone-limits", "zone-how-long", "zone-what-for"])
def test_button_pressed_twice_saves_once(name, ann, zone):
    address = at(name, zone)
    data = filled(ann, address) | {"what_stays": "New", "target_on_year": "2030", "purpose": "New"}
    assert ann.post(address, data).status_code == 302
    version = Zone.objects.get(pk=zone.pk).version
    again = ann.post(address, data)
    assert again.status_code == 302
    assert Zone.objects.get(pk=zone.pk).version == version
    assert zone.outcomes.count() == 1


def test_outcomes_of_both_are_kept(ann, bob, zone):
    address = at("zone-what-for", zone)
    hers, his = filled(ann, address), filled(bob, address)
    bob.post(address, his | {"outcomes-1-statement": "Bob’s outcome"})
    response = ann.post(address, hers | {"outcomes-1-statement": "Ann’s outcome"})
    assert response.status_code == 409
    rows = response.context["form"].rows["outcomes"]
    shown = [row["statement"].value() for row in rows]
    assert shown == [
        "More people walk in the park.",
        "Ann’s outcome",
        "Bob’s outcome",
        None,
    ]
    form = response.context["form"]
    data = hers | {name: form[name].value() for name in ("version", "was")}
    data |= {"outcomes-rows": len(rows)}
    for row in rows:
        data |= {field.html_name: field.value() or "" for field in row}
    assert ann.post(address, data).status_code == 302
    statements = set(zone.outcomes.values_list("statement", flat=True))
    assert statements == set(shown[:3])


def test_theme_that_the_other_chose_stays_chosen(ann, bob, zone):
    address = at("zone-what-for", zone)
    theme = Theme.objects.last()
    hers, his = filled(ann, address), filled(bob, address)
    bob.post(address, his | {f"theme_{theme.pk}": "core"})
    response = ann.post(address, hers | {"purpose": "Ann’s words"})
    form = response.context["form"]
    assert form[f"theme_{theme.pk}"].value() == "core"
    assert form["purpose"].value() == "Ann’s words"


def test_writers_are_named_without_addresses(zone, council, ann, bob):
    seen = zone.version
    nameless = factories.member(council, Role.EDITOR)
    type(nameless).objects.filter(pk=nameless.pk).update(name="")
    third = type(ann)()
    third.force_login(nameless)
    address = at("zone-limits", zone)
    third.post(address, filled(third, address) | {"how_far": "1"})
    reader = factories.person()
    zone.refresh_from_db()
    assert writers_since(zone, seen, but=reader) == "Somebody else"
    bob.post(address, filled(bob, address) | {"how_far": "2"})
    ann.post(address, filled(ann, address) | {"how_far": "3"})
    assert writers_since(zone, seen, but=reader) == "Ann Field and Bob Park"
    assert writers_since(zone, zone.version + 1, but=reader) == "Ann Field"
    writer = zone.participants.get().organisation.memberships.get(person__name="Ann Field").person
    assert writers_since(zone, zone.version + 1, but=writer) == "You, in another window,"


def test_fingerprints_tell_values_apart_and_leave_keys_out():
    assert fingerprint([{"pk": 1, "a": "x"}]) == fingerprint([{"pk": None, "a": "x"}])
    assert fingerprint([{"a": "x"}]) != fingerprint([{"a": "y"}])
    assert fingerprint(None) == fingerprint("")
    assert fingerprint(dt.date(2027, 1, 1)) != fingerprint(dt.date(2027, 1, 2))
    values = {"a": "x", "b": [{"c": 1}]}
    assert set(read_prints(written_prints(values))) == {"a", "b"}
    assert read_prints("rubbish without") == {}


def test_subject_is_refused_when_stale(zone, council):
    by = factories.member(council, Role.EDITOR)
    drafting.change_words(zone=zone, by=by, why_here="New")
    with pytest.raises(ChangedMeanwhile):
        drafting.set_subject(
            zone=zone,
            by=by,
            themes={},
            services={},
            outcomes=[OutcomeGiven("x")],
            initiatives=[],
            expected=zone.version,
        )
