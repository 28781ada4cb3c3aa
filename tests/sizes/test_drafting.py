"""Writing what a zone says: who may, when, and that nothing is written twice or lost."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from groundwork import clock
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from partners.models import Membership, Service, Theme
from sizes import drafting, lifecycle
from sizes.drafting import InitiativeGiven, OutcomeGiven
from sizes.models import FormerSlug, Zone
from sizes.permissions import may_edit
from tests import factories
from tests.days import stand_on

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 21)
Role = Membership.Role


@pytest.fixture(autouse=True)
def day(monkeypatch):
    stand_on(monkeypatch, TODAY)


@pytest.fixture
def starter():
    return factories.person("Ann Field")


@pytest.fixture
def zone(starter):
    return drafting.start_draft(name="Stirchley", by=starter)


def test_draft_has_a_reference_and_an_address_from_its_name(starter):
    zone = drafting.start_draft(name="  Stirchley &  Cotteridge ", by=starter)
    zone.refresh_from_db()
    assert zone.reference == f"SIZ-{zone.pk:05d}"
    assert (zone.name, zone.slug) == ("Stirchley & Cotteridge", "stirchley-cotteridge")
    assert (zone.state, zone.started_by, zone.version) == ("draft", starter, 1)


@pytest.mark.parametrize("name", ["new", "quick", "???", "Taken"])
def test_draft_gets_its_number_in_its_address_where_the_name_gives_none(name, starter):
    factories.draft("Taken", slug="taken")
    zone = drafting.start_draft(name=name, by=starter)
    assert zone.slug.endswith(f"-{zone.pk}")


def test_draft_is_started_once_when_the_button_is_pressed_twice(starter):
    first = drafting.start_draft(name="Stirchley", by=starter)
    assert drafting.start_draft(name="stirchley ", by=starter) == first
    assert drafting.start_draft(name="Stirchley", by=factories.person()) != first
    assert Zone.objects.count() == 2


def test_draft_is_started_anew_when_the_same_name_is_given_later(starter, monkeypatch):
    first = drafting.start_draft(name="Stirchley", by=starter)
    later = first.started_at + dt.timedelta(minutes=3)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert drafting.start_draft(name="Stirchley", by=starter) != first


def test_draft_is_refused_without_a_name_and_to_a_visitor(starter):
    with pytest.raises(Refused, match="name"):
        drafting.start_draft(name="  ", by=starter)
    with pytest.raises(PermissionDenied):
        drafting.start_draft(name="Stirchley", by=AnonymousUser())


def write_words(zone, by):
    drafting.change_words(zone=zone, by=by, why_here="Because")


def write_subject(zone, by):
    drafting.set_subject(zone=zone, by=by, themes={}, services={}, outcomes=[], initiatives=[])


def write_dates(zone, by):
    starts_on, target_on = dt.date(2027, 1, 1), dt.date(2028, 1, 1)
    drafting.set_dates(zone=zone, by=by, starts_on=starts_on, target_on=target_on)


VERBS = [write_words, write_subject, write_dates]
# Who may write a draft, and a published proposal.
WRITERS = {
    "visitor": (False, False),
    "resident": (False, False),
    "starter": (True, False),
    "editor of the lead": (True, True),
    "representative of the lead": (True, True),
    "councillor of the lead": (True, True),
    "officer of the lead": (True, True),
    "representative of one only asked": (False, False),
    "former editor of the lead": (False, False),
    "administrator": (False, False),
}


def actor(who, zone, council):
    match who:
        case "visitor":
            return AnonymousUser()
        case "resident":
            return factories.person()
        case "starter":
            return zone.started_by
        case "representative of one only asked":
            asked = factories.organisation()
            factories.lead(zone, asked, agreed=False)
            return factories.member(asked, Role.REPRESENTATIVE)
        case "former editor of the lead":
            return factories.member(council, Role.EDITOR, ends_on=TODAY)
        case "administrator":
            return factories.person(is_superuser=True)
        case _:
            return factories.member(council, who.split(" ", maxsplit=1)[0])


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("is_public", [False, True])
@pytest.mark.parametrize("who", WRITERS)
def test_zone_is_written_by_those_who_may(verb, is_public, who):
    council = factories.council()
    zone = factories.ready_zone(leads=[council], by=factories.person())
    if is_public:
        lifecycle.take("publish", zone=zone, by=factories.councillor_of(zone))
    by = actor(who, zone, council)
    if WRITERS[who][is_public]:
        verb(zone, by)
    else:
        with pytest.raises(PermissionDenied):
            verb(zone, by)


@pytest.mark.parametrize("verb", VERBS)
def test_zone_is_closed_to_edits_once_declared(verb):
    zone = factories.declared_zone()
    before = Zone.objects.values().get(pk=zone.pk)
    with pytest.raises(Refused, match="no longer be changed"):
        verb(zone, factories.councillor_of(zone))
    assert Zone.objects.values().get(pk=zone.pk) == before


@pytest.mark.parametrize("verb", VERBS)
def test_zone_counts_one_write_and_none_when_the_same_is_written_again(verb, zone, starter):
    write_dates(zone, starter)
    before = Zone.objects.get(pk=zone.pk).version
    verb(zone, starter)
    once = Zone.objects.get(pk=zone.pk).version
    verb(zone, starter)
    assert Zone.objects.get(pk=zone.pk).version == once
    assert once == before + (verb is write_words)


def test_stale_write_is_refused_and_tells_what_is_there_now(zone, starter):
    drafting.change_words(zone=zone, by=starter, expected=1, why_here="First")
    with pytest.raises(ChangedMeanwhile) as changed:
        drafting.change_words(zone=zone, by=starter, expected=1, why_here="Second")
    assert changed.value.current.why_here == "First"


def test_address_follows_the_name_and_once_published_the_old_one_sends_people_on(
    zone, starter, client
):
    drafting.change_words(zone=zone, by=starter, name="Cotteridge")
    assert Zone.objects.get(pk=zone.pk).slug == "cotteridge"
    public = factories.proposed_zone("Balsall Heath", slug="balsall-heath")
    drafting.change_words(zone=public, by=factories.councillor_of(public), name="Sparkbrook")
    public.refresh_from_db()
    assert (public.name, public.slug) == ("Sparkbrook", "sparkbrook")
    sent = client.get("/zones/balsall-heath/")
    assert (sent.status_code, sent["Location"]) == (301, "/zones/sparkbrook/")
    assert not FormerSlug.objects.exclude(zone=public).exists()


def test_change_words_takes_no_other_columns(zone, starter):
    with pytest.raises(TypeError):
        drafting.change_words(zone=zone, by=starter, state="declared")


def test_subject_is_replaced_whole_and_rows_keep_their_identity(zone, starter):
    health, jobs = Theme.objects.all()[:2]
    parks = Service.objects.first()

    def write(**more):
        given = {"themes": {}, "services": {}, "outcomes": [], "initiatives": []} | more
        drafting.set_subject(zone=zone, by=starter, **given)

    write(
        themes={health.pk: "core", jobs.pk: "touch"},
        services={parks.pk: "core"},
        outcomes=[OutcomeGiven("More walk"), OutcomeGiven("Fewer fall", baseline="31 %")],
        initiatives=[InitiativeGiven("Active Parks", place="just_outside")],
    )
    walk, fall = zone.outcomes.all()
    assert {(t.theme_id, t.scope) for t in zone.themes.all()} == {
        (health.pk, "core"),
        (jobs.pk, "touch"),
    }
    write(
        themes={health.pk: "touch"},
        outcomes=[OutcomeGiven("Fewer fall", target="20 %", pk=fall.pk), OutcomeGiven("New")],
    )
    assert [(t.theme_id, t.scope) for t in zone.themes.all()] == [(health.pk, "touch")]
    assert not zone.services.exists()
    assert not zone.initiatives.exists()
    kept, new = zone.outcomes.all()
    assert (kept.pk, kept.target, kept.baseline) == (fall.pk, "20 %", "")
    assert new.statement == "New"
    assert walk.pk not in {kept.pk, new.pk}


def test_subject_never_takes_another_zones_row(zone, starter):
    other = factories.ready_zone()
    theirs = other.outcomes.get()
    drafting.set_subject(
        zone=zone,
        by=starter,
        themes={},
        services={},
        outcomes=[OutcomeGiven("Mine", pk=theirs.pk)],
        initiatives=[],
    )
    theirs.refresh_from_db()
    assert (theirs.zone, theirs.statement) == (other, "More people walk in the park.")
    assert zone.outcomes.get().statement == "Mine"


D = dt.date
DATES = [
    ({"target_on": D(2026, 11, 22)}, []),
    ({"target_on": TODAY}, ["Target date must be in the future"]),
    (
        {"starts_on": D(2027, 1, 1), "target_on": D(2027, 1, 1)},
        ["Target date must be after the start date"],
    ),
    ({"starts_on": D(2027, 1, 1), "target_on": D(2032, 1, 1)}, []),
    (
        {"starts_on": D(2027, 1, 1), "target_on": D(2032, 1, 2)},
        ["Say why the zone needs more than five years"],
    ),
    ({"starts_on": D(2027, 1, 1), "target_on": D(2032, 1, 2), "why_so_long": "A lease"}, []),
    (
        {
            "starts_on": D(2027, 1, 1),
            "target_on": D(2029, 1, 1),
            "interim_reviews": [D(2027, 1, 1), D(2028, 1, 1), D(2029, 1, 1)],
        },
        [
            "Interim review on 1 January 2027 must be after the start date",
            "Interim review on 1 January 2029 must be before the target date",
        ],
    ),
]


@pytest.mark.parametrize(("dates", "sentences"), DATES)
def test_dates_are_refused_with_every_sentence(dates, sentences, zone, starter):
    given = {"starts_on": None} | dates
    if not sentences:
        written = drafting.set_dates(zone=zone, by=starter, **given)
        assert written.target_on == given["target_on"]
        return
    with pytest.raises(Refused) as refused:
        drafting.set_dates(zone=zone, by=starter, **given)
    assert refused.value.sentences == sentences
    assert Zone.objects.get(pk=zone.pk).target_on is None


def test_published_proposal_keeps_its_dates():
    zone = factories.proposed_zone()
    by = factories.councillor_of(zone)
    with pytest.raises(Refused, match="keeps a start date"):
        drafting.set_dates(zone=zone, by=by, starts_on=None, target_on=D(2028, 1, 1))


def test_interim_reviews_become_those_given(zone, starter):
    def write(*days):
        return drafting.set_dates(
            zone=zone,
            by=starter,
            starts_on=D(2027, 1, 1),
            target_on=D(2029, 1, 1),
            interim_reviews=days,
        )

    write(D(2027, 7, 1), D(2028, 1, 1))
    before = Zone.objects.get(pk=zone.pk).version
    written = write(D(2028, 1, 1), D(2028, 7, 1))
    assert written.version == before + 1
    days = [review.due_on for review in zone.interim_reviews.all()]
    assert days == [D(2028, 1, 1), D(2028, 7, 1)]


def test_drafts_of_a_person_are_those_that_they_may_edit():
    council = factories.council()
    person = factories.member(council, Role.EDITOR)
    own = factories.draft(by=person)
    led = factories.ready_zone(leads=[council])
    public = factories.proposed_zone(leads=[council])
    asked = factories.draft()
    factories.lead(asked, council, agreed=False)
    factories.proposed_zone(by=person)
    factories.declared_zone(leads=[council])
    factories.draft()
    found = set(drafting.drafts_of(person))
    assert found == {own, led, public}
    open_zones = Zone.objects.filter(state__in=["draft", "proposed"])
    assert found == {zone for zone in open_zones if may_edit(person, zone)}
