"""The pages of changes: to read them, to draft one, to object, to make it."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from groundwork import clock
from partners.models import Membership, Service
from sizes import amending
from sizes.amending.saying import marked
from sizes.amending.section import changes_section, outcomes_of
from sizes.drafting import OutcomeGiven
from sizes.models import Amendment, Limits
from sizes.record import boundary_versions
from tests import factories as make
from tests.sizes.amending import changes as do

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
SQUARE = "POLYGON((-1.93 52.42,-1.92 52.42,-1.92 52.43,-1.93 52.43,-1.93 52.42))"


# What is heard where a mark begins and ends.
HEARD = ("[taken away: ", "[put in: ", "]")


@pytest.fixture
def zone():
    since = clock.today() - 60 * DAY
    return make.declared_zone("Canalside", on=since, starts_on=since)


@pytest.fixture
def councillor(zone):
    return make.councillor_of(zone)


@pytest.fixture
def desk(client, councillor):
    """The browser of a councillor of the council that leads."""
    client.force_login(councillor)
    return client


def at(name, zone, *more):
    return reverse(name, args=[zone.slug, *more])


def opened(zone, councillor, *, on=None):
    change = do.everything(do.drafted(zone, councillor, reason="They asked."), councillor)
    return amending.open_for_objection(amendment=change, by=councillor, on=on)


def text_of(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def press(browser, address, **given):
    """Open a page with a form, and send that with what is given."""
    form = browser.get(address).context["form"]
    kept = {name: form.initial.get(name, "") for name in ("version", "was")}
    return browser.post(address, {**kept, **given})


# --- To read --------------------------------------------------------------------------------------


def test_open_change_is_told_on_the_zones_page_and_read_side_by_side(client, zone, councillor):
    opened(zone, councillor)
    page = text_of(client.get(zone.get_absolute_url()))
    assert "A change is proposed: the place, a later target date, the limits" in page
    assert at("zone-change", zone, 1) in page
    page = text_of(client.get(at("zone-change", zone, 1)))
    assert page.count("<svg") >= 2
    assert 'id="change-before-title"' in page
    assert "The zone with its fringe gains 7 hectares." in page
    assert "<del>" in page
    assert "<ins>" in page
    assert "They asked." in page
    assert "csrfmiddlewaretoken" not in page
    assert "Change 1: The place" in text_of(client.get(at("zone-changes", zone)))


def test_draft_is_nowhere_in_public(client, zone, councillor):
    do.wider(do.drafted(zone, councillor, reason="Secret."), councillor)
    assert client.get(at("zone-change", zone, 1)).status_code == 404
    for address in (at("zone-changes", zone), zone.get_absolute_url(), at("zone-history", zone)):
        assert "Secret." not in text_of(client.get(address))
    assert "Nothing was changed" in text_of(client.get(at("zone-changes", zone)))


def test_made_change_shows_what_was_said_before_it_whatever_was_changed_since(
    client, zone, councillor
):
    for words in ("Second.", "Third."):
        change = do.drafted(zone, councillor)
        amending.change_words(amendment=change, by=councillor, why_here=words)
        amending.adjust(amendment=change, by=councillor)
    page = text_of(client.get(at("zone-change", zone, 1)))
    assert "Three groups already work on it." in page
    assert "Second." in page
    assert "Third." not in page
    assert "An adjustment, made on" in page


def test_abandoned_change_stays_readable_with_its_reason(client, zone, councillor):
    change = opened(zone, councillor)
    amending.abandon(amendment=change, why="Too far for now.", by=councillor)
    assert "Too far for now." in text_of(client.get(at("zone-changes", zone)))
    page = text_of(client.get(at("zone-change", zone, 1)))
    assert "Too far for now." in page
    assert "it was not made" in page
    assert "A change is proposed" not in text_of(client.get(zone.get_absolute_url()))


def test_place_of_a_change_is_in_the_history_once_the_change_is_public(client, zone, councillor):
    before = len(boundary_versions(zone, with_drafting=False))
    change = do.wider(do.drafted(zone, councillor), councillor)
    assert len(boundary_versions(zone, with_drafting=False)) == before
    assert len(boundary_versions(zone, with_drafting=True)) == before + 1
    amending.open_for_objection(amendment=change, by=councillor)
    assert len(boundary_versions(zone, with_drafting=False)) == before + 1


def test_change_that_was_given_up_is_found_from_the_zones_page(client, zone, councillor):
    assert at("zone-changes", zone) not in text_of(client.get(zone.get_absolute_url()))
    change = opened(zone, councillor)
    amending.abandon(amendment=change, why="Too far.", by=councillor)
    assert at("zone-changes", zone) in text_of(client.get(zone.get_absolute_url()))
    assert "Too far." in text_of(client.get(at("zone-changes", zone)))


def test_original_outcome_stays_on_the_zones_page_with_when_it_ended_and_why(
    client, zone, councillor
):
    today = clock.today()
    change = opened(zone, councillor, on=today - 15 * DAY)
    amending.make(amendment=change, by=councillor)
    page = text_of(client.get(zone.get_absolute_url()))
    assert "More people walk in the park." in page
    assert "No longer aimed at since" in page
    assert "Why: They asked." in page
    assert "Fewer are lonely." in page
    assert "The target date was put off once, from" in page
    zone.refresh_from_db()
    assert [each.has_ended for each in outcomes_of(zone, today - DAY)] == [False]
    assert [each.has_ended for each in outcomes_of(zone, today)] == [False, True]


def test_section_says_what_was_known_on_the_day(zone, councillor):
    today = clock.today()
    change = opened(zone, councillor, on=today - 15 * DAY)
    amending.make(amendment=change, by=councillor)
    zone.refresh_from_db()
    told = {days: changes_section(zone, today - days * DAY) for days in (16, 15, 1, 0)}
    assert [bool(each["open"]) for each in told.values()] == [False, True, True, False]
    assert [each["made"] for each in told.values()] == [0, 0, 0, 1]
    assert "Signatories may object until" in told[1]["open"]["body"]


def test_zone_that_moved_has_its_changes_at_its_new_address(client, zone, councillor):
    change = do.drafted(zone, councillor)
    amending.change_words(amendment=change, by=councillor, name="Riverside")
    amending.adjust(amendment=change, by=councillor)
    zone.refresh_from_db()
    assert "Riverside" in text_of(client.get("/zones/riverside/changes/1/"))
    assert client.get("/zones/riverside/").status_code == 200


@pytest.mark.parametrize("number", [1, 20])
def test_list_costs_the_same_for_many_changes(
    client, zone, councillor, number, django_assert_num_queries
):
    for count in range(number):
        change = do.drafted(zone, councillor)
        amending.change_words(amendment=change, by=councillor, why_here=f"Reason {count}.")
        added = [OutcomeGiven(f"Better {count}.")]
        amending.change_outcomes(amendment=change, by=councillor, added=added)
        amending.adjust(amendment=change, by=councillor)
    with django_assert_num_queries(3):
        client.get(at("zone-changes", zone))


@pytest.mark.parametrize(
    ("before", "after", "left", "right"),
    [
        ("A b c.", "A b c.", "A b c.", "A b c."),
        ("Open at nine", "Open at ten", "Open at <del>nine</del>", "Open at <ins>ten</ins>"),
        ("Open now", "Open now, always", "Open <del>now</del>", "Open <ins>now, always</ins>"),
        ("<b>", "<i>", "<del>&lt;b&gt;</del>", "<ins>&lt;i&gt;</ins>"),
        ("a\nb c", "a\nb d", "a<br>b <del>c</del>", "a<br>b <ins>d</ins>"),
    ],
)
def test_differences_are_marked_word_by_word(before, after, left, right):
    heard = [f'<span class="visually-hidden">{it}</span>' for it in HEARD]
    found = [str(side) for side in marked(before, after)]
    for part in heard:
        found = [side.replace(part, "") for side in found]
    assert found == [left, right]


# --- To draft -------------------------------------------------------------------------------------


def test_change_is_begun_drafted_and_made_by_its_pages(desk, zone):
    assert "Begin a change" in text_of(desk.get(at("zone-changes-work", zone)))
    answer = desk.post(at("zone-changes-work", zone))
    assert answer["Location"] == at("zone-change-work", zone, 1)
    work = text_of(desk.get(answer["Location"]))
    assert "Nothing is changed yet" in work
    answer = press(
        desk,
        at("zone-change-words", zone, 1),
        name="Canalside",
        purpose=zone.purpose,
        how_far=zone.how_far,
        what_stays=zone.what_stays,
        place_in_words=zone.place_in_words,
        why_here="Four groups work on it.",
        summary="",
    )
    assert answer["Location"] == at("zone-change-work", zone, 1)
    work = text_of(desk.get(answer["Location"]))
    assert "This is an adjustment" in work
    assert "Give the reason" in work
    assert press(desk, at("zone-change-reason", zone, 1), reason="So it is.").status_code == 302
    address = at("zone-change-act", zone, 1, "adjust")
    assert address in text_of(desk.get(at("zone-change-work", zone, 1)))
    answer = press(desk, address)
    assert answer["Location"] == at("zone-change", zone, 1)
    assert desk.post(address)["Location"] == at("zone-change", zone, 1)
    zone.refresh_from_db()
    assert zone.why_here == "Four groups work on it."


def test_every_part_is_drafted_by_its_page(desk, zone):
    desk.post(at("zone-changes-work", zone))
    target = zone.target_on - 30 * DAY
    review = clock.today() + 30 * DAY
    parks = Service.objects.get(slug="parks-and-open-spaces")
    answers = [
        press(
            desk,
            at("zone-change-dates", zone, 1),
            target_on_day=str(target.day),
            target_on_month=str(target.month),
            target_on_year=str(target.year),
            **{
                "interim_reviews-rows": "1",
                "interim_reviews-0-due_on_day": str(review.day),
                "interim_reviews-0-due_on_month": str(review.month),
                "interim_reviews-0-due_on_year": str(review.year),
            },
        ),
        press(
            desk,
            at("zone-change-limits", zone, 1),
            longest_days="30",
            fringe="closed",
            fixed_services=[str(parks.pk)],
        ),
        press(
            desk,
            at("zone-change-outcomes", zone, 1),
            dropped=[str(zone.outcomes.get().pk)],
            **{"added-rows": "1", "added-0-statement": "Fewer are lonely."},
        ),
        press(
            desk,
            at("zone-change-where", zone, 1),
            do="save",
            how="typed",
            core_geojson=SQUARE,
            fringe="none",
        ),
    ]
    errors = [each.context["form"].errors for each in answers if each.status_code != 302]
    assert errors == []
    change = Amendment.objects.get()
    assert change.changes["target_on"] == target.isoformat()
    assert change.changes["interim_reviews"] == [review.isoformat()]
    assert change.changes["limits"] == {
        "longest_days": 30,
        "is_fringe_open": False,
        "fixed_services": [parks.pk],
    }
    assert change.changes["outcomes"]["dropped"] == [zone.outcomes.get().pk]
    assert change.changes["outcomes"]["added"][0]["statement"] == "Fewer are lonely."
    assert change.boundary.method == "typed"
    for name in ("words", "dates", "limits", "outcomes", "where", "reason"):
        assert (
            "Fewer" in text_of(desk.get(at(f"zone-change-{name}", zone, 1))) or name != "outcomes"
        )
    assert "This is an amendment" in text_of(desk.get(at("zone-change-work", zone, 1)))
    assert Limits.objects.get(zone=zone).longest_days is None


def test_what_was_typed_stays_when_something_is_to_be_put_right(desk, zone):
    desk.post(at("zone-changes-work", zone))
    answer = press(desk, at("zone-change-words", zone, 1), name="", why_here="Typed words.")
    page = text_of(answer)
    assert "Give the zone a name" in page
    assert "Typed words." in page
    assert Amendment.objects.get().changes == {}


def test_two_who_draft_a_part_see_what_the_other_did(desk, zone):
    desk.post(at("zone-changes-work", zone))
    address = at("zone-change-reason", zone, 1)
    form = desk.get(address).context["form"]
    stale = {name: form.initial[name] for name in ("version", "was")}
    other = make.councillor_of(zone)
    elsewhere = Client()
    elsewhere.force_login(other)
    press(elsewhere, address, reason="Theirs.")
    answer = desk.post(address, {**stale, "reason": "Mine."})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Theirs." in page
    assert "Mine." in page
    assert other.name in page


def test_two_who_draft_the_place_see_what_the_other_did(desk, zone):
    desk.post(at("zone-changes-work", zone))
    address = at("zone-change-where", zone, 1)
    form = desk.get(address).context["form"]
    stale = {name: form.initial[name] for name in ("version", "was")}
    do.wider(Amendment.objects.get(), make.councillor_of(zone))
    given = {"do": "save", "how": "typed", "core_geojson": SQUARE, "fringe": "none"}
    answer = desk.post(address, {**stale, **given})
    assert answer.status_code == 409
    assert "saved something else" in answer.content.decode()
    again = answer.context["form"]
    kept = {name: again.data[name] for name in ("version", "was")}
    assert desk.post(address, {**kept, **given}).status_code == 302


def test_place_of_a_change_is_reckoned_without_being_kept(desk, zone):
    desk.post(at("zone-changes-work", zone))
    address = at("zone-change-reckon", zone, 1)
    answer = desk.post(address, {"how": "typed", "core_geojson": SQUARE, "fringe": "none"})
    assert answer.json()["words"]
    assert zone.boundaries.count() == 1


def test_what_is_open_is_drafted_no_more(desk, zone, councillor):
    opened(zone, councillor)
    for name in ("words", "dates", "limits", "outcomes", "where", "reason"):
        answer = desk.get(at(f"zone-change-{name}", zone, 1))
        assert answer["Location"] == at("zone-change", zone, 1)


@pytest.mark.parametrize("role", ["stranger", "editor"])
def test_pages_of_the_work_are_for_those_who_lead(client, zone, councillor, role):
    do.drafted(zone, councillor)
    lead = zone.participants.get().organisation
    client.force_login(make.person() if role == "stranger" else make.member(lead, role))
    met = {client.get(at("zone-change-work", zone, 1)).status_code}
    met.add(client.get(at("zone-change-words", zone, 1)).status_code)
    assert met == ({403} if role == "stranger" else {200})
    assert client.get(at("zone-change-act", zone, 1, "adjust")).status_code == 403


# --- To object, and to make -----------------------------------------------------------------------


def test_signatory_objects_signs_again_and_leaves_by_the_pages(client, zone, councillor):
    opened(zone, councillor)
    signature = zone.signatures.get(capacity="partner")
    client.force_login(make.member(signature.organisation, Membership.Role.REPRESENTATIVE))
    address = at("zone-change-act", zone, 1, "object")
    answer = press(client, address, signature=signature.pk, note="")
    assert "Say why you object" in text_of(answer)
    answer = press(client, address, signature=signature.pk, note="Too far.")
    assert answer["Location"] == at("zone-change", zone, 1)
    public = text_of(client.get(answer["Location"]))
    assert "Too far." in public
    assert "Not answered yet" in public
    page = text_of(client.get(address))
    assert "You objected" in page
    objection = Amendment.objects.get().objections.get()
    for act, said in (("sign-again", "Signed again on"), ("leave", "Left the zone on")):
        answer = press(client, at("zone-change-act", zone, 1, act), objection=objection.pk)
        assert said in text_of(client.get(answer["Location"]))
    signature.refresh_from_db()
    assert signature.withdrawn_on == clock.today()


def test_nobody_else_is_let_in_to_object(client, zone, councillor):
    opened(zone, councillor)
    client.force_login(make.person())
    for act in ("object", "sign-again", "leave", "make", "abandon"):
        assert client.get(at("zone-change-act", zone, 1, act)).status_code == 403
    assert client.get(at("zone-change-act", zone, 1, "nothing")).status_code == 404


def test_page_to_make_it_names_who_would_leave(desk, zone, councillor):
    change = opened(zone, councillor, on=clock.today() - 15 * DAY)
    signature = zone.signatures.get(capacity="partner")
    amending.object_to(
        amendment=change,
        signature=signature,
        why="Too far.",
        by=make.member(signature.organisation, Membership.Role.REPRESENTATIVE),
        on=clock.today() - 2 * DAY,
    )
    address = at("zone-change-act", zone, 1, "make")
    page = text_of(desk.get(address))
    assert "leave the zone if you make it now" in page
    assert str(signature) in page
    answer = press(desk, address)
    assert answer["Location"] == at("zone-change", zone, 1)
    signature.refresh_from_db()
    assert signature.withdrawn_on == clock.today()


def test_what_stands_in_the_way_is_said_where_it_would_be_made(desk, zone, councillor):
    opened(zone, councillor)
    address = at("zone-change-act", zone, 1, "make")
    assert "wait until that day is over" in text_of(desk.get(address))
    answer = desk.post(address, {"version": Amendment.objects.get().version})
    assert answer.status_code == 409
    assert Amendment.objects.get().state == "open"


def test_change_that_somebody_wrote_meanwhile_is_confirmed_anew(desk, zone, councillor):
    change = do.drafted(zone, councillor)
    amending.change_words(amendment=change, by=councillor, summary="Short.")
    address = at("zone-change-act", zone, 1, "adjust")
    version = desk.get(address).context["form"].initial["version"]
    amending.change_words(amendment=change, by=councillor, summary="Shorter.")
    answer = desk.post(address, {"version": version})
    assert answer.status_code == 409
    assert "Somebody else wrote this change" in answer.content.decode()
    assert Amendment.objects.get().state == "drafted"
    version = answer.context["form"].data["version"]
    assert desk.post(address, {"version": version}).status_code == 302
