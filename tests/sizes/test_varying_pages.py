"""The pages on which commitments are answered, and what is different is proposed and agreed."""

import datetime as dt

import pytest
from django.urls import reverse

from groundwork import clock
from partners.models import Membership, Service
from sizes import varying
from sizes.limiting import limits_of
from sizes.models import Acceptance, Variation
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
Role = Membership.Role


@pytest.fixture
def under():
    """A commitment that a declared zone took up."""
    return make.acceptance(make.declared_zone())


def typed(**more):
    """What somebody types in the form: from tomorrow, without an end."""
    first = clock.today() + DAY
    given = make.different()
    names = ("title", "normal_rule", "rule_here", "why", "who_is_affected", "limit")
    words = {name: getattr(given, name) for name in names}
    return words | {
        "service": given.service.pk,
        "who_could_be_worse_off": given.who_could_be_worse_off,
        "starts_on_day": first.day,
        "starts_on_month": first.month,
        "starts_on_year": first.year,
        "fringe": "ask",
        "place": "whole",
        "answers_role": "Lettings desk",
        "answers_telephone": "0121 496 0000",
        "how_to_object": "Tell the desk.",
        **more,
    }


def owner(under, role=Role.REPRESENTATIVE):
    return make.member(under.commitment.organisation, role)


def page_of(client, person, name, *args, post=None):
    client.force_login(person)
    url = reverse(name, args=args)
    return client.post(url, post) if post is not None else client.get(url)


def test_front_line_staff_propose_and_a_representative_agrees(client, under):
    slug = under.zone.slug
    editor = owner(under, Role.EDITOR)
    answer = page_of(client, editor, "variation-new", slug, under.pk, post=typed())
    made = Variation.objects.get()
    assert answer["Location"] == reverse("variation-work", args=[slug, made.pk])
    page = client.get(answer["Location"]).content.decode()
    assert "Link the equality assessment" in page
    fixed = typed(version=made.version, why_no_assessment="Nobody loses a service.")
    page_of(client, editor, "variation-edit", slug, made.pk, post=fixed)
    made.refresh_from_db()
    post = {"version": made.version}
    page_of(client, owner(under), "variation-act", slug, made.pk, "agree", post=post)
    made.refresh_from_db()
    assert made.agreed_on == clock.today()
    assert made.ends_on is None


def test_last_day_is_kept_as_the_first_without_it(client, under):
    last = clock.today() + 9 * DAY
    days = {"last_on_day": last.day, "last_on_month": last.month, "last_on_year": last.year}
    person = owner(under)
    page_of(client, person, "variation-new", under.zone.slug, under.pk, post=typed(**days))
    made = Variation.objects.get()
    assert made.ends_on == last + DAY
    page = page_of(client, person, "variation-edit", under.zone.slug, made.pk)
    assert page.context["form"]["last_on"].value() == last


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"rule_here": " "}, "Say what the rule here is"),
        ({"answers_telephone": ""}, "Give a telephone number or a place"),
        ({"starts_on_year": "2019"}, "It cannot start in the past."),
        ({"place": "shape"}, "Paste the shape, or choose another place"),
        ({"place": "shape", "shape": "here"}, "A shape of your own: "),
        (
            {"place": "shape", "shape": "POLYGON ((-3 52, -3 53, -2 53, -2 52, -3 52))"},
            "The part must lie within the zone",
        ),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(client, under, wrong, says):
    words = typed(why="Because the hall is cold.") | wrong
    page = page_of(client, owner(under), "variation-new", under.zone.slug, under.pk, post=words)
    text = page.content.decode()
    assert says in text
    assert "Because the hall is cold." in text
    assert not Variation.objects.exists()


def test_part_of_the_zone_may_be_chosen_by_name_and_is_cut_at_its_edge(client, under):
    area = make.area("The Green", shape=make.square(150, 0))  # half of it beyond the reach
    words = typed(place="areas", areas=[area.reference])
    page_of(client, owner(under), "variation-new", under.zone.slug, under.pk, post=words)
    assert Variation.objects.get().area.area == pytest.approx(50 * 100)


def test_what_another_saved_meanwhile_is_shown_beside_what_was_typed(client, under):
    made = make.variation(under.zone, under=under, agreed=False)
    stale, editor = made.version, owner(under, Role.EDITOR)
    theirs = make.different(title="Their title", starts_on=clock.today() + DAY)
    varying.describe(variation=made, given=theirs, by=owner(under))
    words = typed(title="My title", version=stale)
    page = page_of(client, editor, "variation-edit", under.zone.slug, made.pk, post=words)
    text = page.content.decode()
    assert page.status_code == 409
    assert "Their title" in text
    assert "My title" in text
    made.refresh_from_db()
    words["version"] = made.version
    page_of(client, editor, "variation-edit", under.zone.slug, made.pk, post=words)
    made.refresh_from_db()
    assert made.title == "My title"


@pytest.mark.parametrize("act", ["pause", "end"])
def test_grave_act_asks_for_a_reason_before_it_is_done(client, under, act):
    made, person = make.variation(under.zone, under=under), owner(under)
    args = (under.zone.slug, made.pk, act)
    page = page_of(client, person, "variation-act", *args, post={"version": made.version})
    assert b"everyone whom it covers can read this" in page.content
    words = {"version": made.version, "note": "Ice on the path."}
    page_of(client, person, "variation-act", *args, post=words)
    made.refresh_from_db()
    assert "Ice on the path." in (made.why_paused, made.why_ended)
    again = page_of(client, person, "variation-act", *args, post=words)
    assert again["Location"] == reverse("variation-work", args=args[:2])


def test_zone_answers_a_commitment_for_one_of_its_outcomes(client):
    zone = make.declared_zone()
    row = make.acceptance(zone, accepted=False)
    councillor = make.councillor_of(zone)
    args = ("zone-commitment-act", zone.slug, row.pk, "accept")
    page = page_of(client, councillor, *args, post={"version": row.version})
    assert b"Choose the outcome that it is meant to improve" in page.content
    outcome = zone.outcomes.first()
    page_of(client, councillor, *args, post={"version": row.version, "outcome": outcome.pk})
    row.refresh_from_db()
    assert (row.state, row.outcome) == (Acceptance.State.ACCEPTED, outcome)
    public = client.get(reverse("zone-commitments", args=[zone.slug])).content.decode()
    assert row.commitment.title in public
    assert "csrf" not in public


def test_partner_puts_a_commitment_and_lead_takes_up_a_standing_offer(client):
    zone = make.declared_zone()
    offer = make.commitment(make.organisation())
    person = make.member(offer.organisation, Role.REPRESENTATIVE)
    page_of(client, person, "zone-commitment-put", zone.slug, post={"commitment": offer.pk})
    assert set(zone.acceptances.values_list("commitment__title", flat=True)) == {
        make.PROMISED,
        offer.title,
    }
    standing = make.commitment(make.organisation(), is_standing=True)
    post = {"commitment": standing.pk}
    answer = page_of(client, make.councillor_of(zone), "zone-commitment-put", zone.slug, post=post)
    row = zone.acceptances.get(commitment=standing)
    assert answer["Location"].endswith(f"/{row.pk}/accept/")


def test_conflict_is_on_both_zones_pages_and_decided_in_a_form(client):
    mine = make.variation(make.declared_zone("First"))
    other = make.variation(make.declared_zone("Second"), rule_here="Rooms are lent for a day.")
    for one in (mine, other):
        page = client.get(reverse("zone-commitments", args=[one.acceptance.zone.slug]))
        assert b"It is not decided which of the two holds" in page.content
    zone = mine.acceptance.zone
    councillor = make.councillor_of(zone)
    args = ("zone-conflict", zone.slug, mine.pk, other.pk)
    assert b"Say why" in page_of(client, councillor, *args, post={}).content
    post = {"decision": f"holds-{other.pk}", "note": "It helps more people."}
    page_of(client, councillor, *args, post=post)
    page = client.get(reverse("zone-commitments", args=[zone.slug]))
    assert "the rule of Second holds" in page.content.decode()


def test_limits_are_set_on_the_wizards_page_and_kept_with_their_words(client):
    zone = make.ready_zone()
    councillor = make.councillor_of(zone)
    url = reverse("zone-limits", args=[zone.reference])
    page = page_of(client, councillor, "zone-limits", zone.reference)
    form = page.context["form"]
    library = Service.objects.get(slug="libraries")
    words = {
        "version": form["version"].value(),
        "was": form["was"].value(),
        "what_stays": "Nobody pays more.",
        "services": [library.pk],
        "longest_days": "180",
        "fringe": "closed",
    }
    assert client.post(url, words).status_code == 302
    limits = limits_of(zone)
    assert (limits.longest_days, limits.is_fringe_open) == (180, False)
    assert list(limits.services.all()) == [library]
    zone.refresh_from_db()
    assert zone.what_stays == "Nobody pays more."
    both = words | {"fixed_services": [library.pk], "version": zone.version}
    assert "cannot both be allowed to vary and not" in client.post(url, both).content.decode()


def test_desk_says_what_waits_what_ends_and_what_was_promised(client):
    zone = make.declared_zone(target_on=clock.today() + 30 * DAY)
    make.acceptance(zone, accepted=False)
    mine = make.variation(zone)
    make.variation(zone, under=mine.acceptance, agreed=False, title="To be agreed")
    other = make.variation(make.declared_zone(), rule_here="Rooms are lent for a day.")
    desk = page_of(client, make.councillor_of(zone), "desk").context
    assert len(desk["desk"].matters.to_answer) == len(desk["desk"].matters.conflicts) == 1
    assert [each.title for each in desk["going_on"].ending] == [mine.title]
    desk = page_of(client, owner(mine.acceptance), "desk").context
    assert [each.title for each in desk["desk"].matters.to_agree] == ["To be agreed"]
    assert len(desk["going_on"].promised) == 1
    assert other.pk


@pytest.mark.parametrize("number", [1, 5])
def test_public_list_asks_the_database_as_often_for_many_as_for_one(
    client, django_assert_num_queries, number
):
    zone = make.declared_zone()
    for _ in range(number):
        make.variation(zone)
    # The zone; acceptances, acts, variations; services that vary, the ground, those on it.
    with django_assert_num_queries(7):
        client.get(reverse("zone-commitments", args=[zone.slug]))
