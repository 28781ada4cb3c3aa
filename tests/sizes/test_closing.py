"""The page that a zone leaves behind, and the zone that it was merged into."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from groundwork import clock
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from partners.models import Membership
from sizes import closing, lifecycle
from sizes.ending import lapses_on
from sizes.models import Closing, Zone
from sizes.reviewing import PAGES
from sizes.status import State
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = make.DAY
Role = Membership.Role
ROLES = ("stranger", "editor", "officer", "representative", "councillor")
TEXTS = {name: f"Words about {name}." for name in PAGES}


def a_lead_of(zone):
    return make.member(zone.participants.first().organisation, Role.REPRESENTATIVE)


def write(zone, **more):
    by = more.pop("by", None) or a_lead_of(zone)
    return closing.write(zone=zone, **{"texts": TEXTS, "by": by} | more)


def dissolve(zone, *, on=None):
    by = make.councillor_of(zone)
    lifecycle.take("dissolve", zone=zone, by=by, on=on, note="Over.")


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    "state",
    [State.PROPOSED, State.DECLARED, State.UNDER_REVIEW, State.DISSOLVED, State.MAINSTREAMED],
)
def test_it_is_written_by_those_who_lead_before_the_end(state, role):
    zone = make.zone_in(state)
    lead = zone.participants.first().organisation
    by = make.person() if role == "stranger" else make.member(lead, role)
    may = role in ("representative", "councillor")
    if may and state in (State.DECLARED, State.UNDER_REVIEW):
        assert write(zone, by=by).written_by == by
        return
    with pytest.raises(Refused if may else PermissionDenied):
        write(zone, by=by)


@pytest.mark.parametrize("left_out", PAGES)
def test_a_zone_is_not_dissolved_until_all_five_parts_are_written(left_out):
    zone = make.declared_zone()
    write(zone, texts=TEXTS | {left_out: " \n"})
    found = lifecycle.problems(zone, "dissolve", by=make.councillor_of(zone))
    assert found == [f"Write the closing page: {PAGES[left_out]}."]
    with pytest.raises(Refused):
        dissolve(zone)
    write(zone)
    dissolve(zone)
    assert zone.state == State.DISSOLVED


def test_it_is_written_bit_by_bit():
    zone = make.declared_zone()
    page = write(zone, texts={"tried": "Evening lets."})
    assert (page.tried, page.failed) == ("Evening lets.", "")
    assert write(zone, expected=page.version).failed == "Words about failed."


def test_a_stale_write_is_refused():
    zone = make.declared_zone()
    write(zone, expected=0)
    with pytest.raises(ChangedMeanwhile) as changed:
        write(zone, texts={"tried": "Mine."}, expected=0)
    assert changed.value.current.tried == "Words about tried."


def test_a_lapsed_zone_can_still_write_its_page_and_be_dissolved():
    zone = make.declared_zone()
    lapsed = lapses_on(zone.target_on)
    write(zone, on=lapsed)
    dissolve(zone, on=lapsed)
    assert zone.state == State.DISSOLVED


# --- Merged into ----------------------------------------------------------------------------------


def test_a_zone_that_is_dissolved_can_be_merged_into_one_that_goes_on():
    for successor in (make.declared_zone("Next"), make.proposed_zone("Soon")):
        zone = make.declared_zone()
        write(zone, successor=successor)
        zone.refresh_from_db()
        assert zone.successor == successor
        assert closing.merged_into(zone, clock.today()) is None
        dissolve(zone)
        assert closing.merged_into(zone, clock.today()) == successor


@pytest.mark.parametrize("state", [State.DRAFT, State.DISSOLVED, State.WITHDRAWN])
def test_it_is_not_merged_into_one_that_does_not_go_on(state):
    zone, other = make.declared_zone(), make.zone_in(state)
    with pytest.raises(Refused, match="does not run"):
        write(zone, successor=other)
    assert not Closing.objects.filter(zone=zone).exists()


def test_it_is_not_merged_into_itself_nor_in_a_circle():
    first, second, third = (make.declared_zone() for _ in range(3))
    with pytest.raises(Refused, match="into itself"):
        write(first, successor=first)
    write(first, successor=second)
    write(second, successor=third)
    with pytest.raises(Refused, match="cannot follow each other"):
        write(third, successor=Zone.objects.get(pk=first.pk))


def test_what_becomes_normal_practice_is_merged_into_nothing():
    zone = make.zone_in(State.UNDER_REVIEW)
    write(zone, successor=make.declared_zone())
    make.prepare(zone, "mainstream")
    lifecycle.take("mainstream", zone=zone, by=make.councillor_of(zone))
    zone.refresh_from_db()
    assert zone.successor is None


def test_a_zone_is_found_by_reference_address_and_name():
    zone, draft = make.declared_zone("Stirchley Together"), make.draft("Secret")
    for text in (zone.reference.lower(), zone.slug, f"https://x.example/zones/{zone.slug}/"):
        assert [*closing.zones_called(text)] == [zone]
    assert [*closing.zones_called(" stirchley together ")] == [zone]
    assert [*closing.zones_called(draft.reference)] == []


# --- Pages ----------------------------------------------------------------------------------------


def form_of(client, zone):
    """What the form holds when it is opened, ready to be posted."""
    form = client.get(reverse("zone-closing-work", args=[zone.slug])).context["form"]
    return values_of(form)


def values_of(form):
    """What a browser sends back of a form as it was shown."""
    found = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in found.items()}


def test_form_saves_and_the_page_is_public_with_the_end(client):
    zone, successor = make.declared_zone(), make.declared_zone("Next zone")
    client.force_login(a_lead_of(zone))
    work, page = (reverse(name, args=[zone.slug]) for name in ("zone-closing-work", "zone-closing"))
    typed = form_of(client, zone) | TEXTS | {"merged_into": successor.reference.lower()}
    assert client.post(work, typed).status_code == 302
    before = client.get(page).content.decode()
    assert "has not ended" in before
    assert "Words about failed." not in before
    dissolve(zone)
    after = client.get(page).content.decode()
    assert all(text in after for text in TEXTS.values())
    assert f'href="/zones/{successor.slug}/"' in after
    assert "stays as it is" in client.get(work).content.decode()
    assert client.post(work, typed).status_code == 409


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("Nowhere", "There is no public zone called"), ("Twice", "More than one zone is called")],
)
def test_form_says_what_to_write_where_the_other_zone_is_not_found(client, name, sentence):
    zone = make.declared_zone()
    make.declared_zone("Twice"), make.declared_zone("Twice")
    client.force_login(a_lead_of(zone))
    typed = form_of(client, zone) | TEXTS | {"merged_into": name}
    page = client.post(reverse("zone-closing-work", args=[zone.slug]), typed).content.decode()
    assert sentence in page
    assert "Words about lessons." in page


def test_nothing_typed_is_lost_when_two_write_at_once(client):
    zone = make.declared_zone()
    client.force_login(a_lead_of(zone))
    typed = form_of(client, zone) | {"tried": "Mine.", "failed": "Mine too."}
    write(zone, texts={"tried": "Theirs.", "changed": "Theirs too."})
    work = reverse("zone-closing-work", args=[zone.slug])
    response = client.post(work, typed)
    assert response.status_code == 409
    page = response.content.decode()
    assert "Theirs." in page
    kept = response.context["form"]
    found = {name: kept[name].value() for name in ("tried", "changed", "failed")}
    assert found == {"tried": "Mine.", "changed": "Theirs too.", "failed": "Mine too."}
    assert client.post(work, values_of(kept)).status_code == 302
    assert Closing.objects.get(zone=zone).failed == "Mine too."


def test_pressing_twice_saves_once(client):
    zone = make.declared_zone()
    client.force_login(a_lead_of(zone))
    typed = form_of(client, zone) | TEXTS
    work = reverse("zone-closing-work", args=[zone.slug])
    assert [client.post(work, typed).status_code for _ in range(2)] == [302, 302]
    assert Closing.objects.get(zone=zone).version == 1
