"""What people say: anyone may; nothing shows before a moderator passes it."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.core.management import call_command

from groundwork import clock, outbox
from groundwork.models import Letter
from groundwork.problems import Refused
from partners.models import Membership
from sizes import commenting, forgetting, moderating
from sizes.models import Comment, Verdict, WhereFrom
from sizes.voices import voices_of, waiting_for
from tests import factories as make

pytestmark = pytest.mark.django_db
Role, State = Membership.Role, Comment.State
PAGE = "https://zones.example/zones/z/"
WORDS = "The gate opens at seven now, and Marigold is glad."
NOBODY = SimpleNamespace(is_authenticated=False, is_active=False, pk=None)


@pytest.fixture(autouse=True)
def no_memory_of_senders():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def zone():
    return make.declared_zone("Stirchley")


@pytest.fixture
def variation(zone):
    return make.variation(zone)


@pytest.fixture
def moderator(zone):
    return make.member(zone.participants.get(part="lead").organisation, Role.OFFICER)


def said(zone, text=WORDS, **more):
    return commenting.say(zone=zone, text=text, by=NOBODY, **more).comment


def shown(zone, moderator, **more):
    return moderating.show(comment=said(zone, **more), by=moderator, page=PAGE)


def send(client, path, **typed):
    return client.post(path, {"text": WORDS} | typed)


def comment_path(zone):
    return f"/zones/{zone.slug}/comment/"


# --- Saying something -----------------------------------------------------------------------------


def test_visitor_says_something_and_is_told_what_happens_next(client, zone):
    typed = {"tie": "lives", "name": "Alice", "contact": "alice@test.example"}
    response = send(client, comment_path(zone), **typed)
    page = client.get(response["Location"]).content.decode()
    assert "A moderator of the zone reads what you said" in page
    comment = Comment.objects.get()
    assert (comment.state, comment.text, comment.tie) == (State.HELD, WORDS, "lives")
    assert (comment.name, comment.is_name_shown, comment.made_by) == ("Alice", False, None)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"text": ""}, "Say something, in your own words."),
        ({"text": "x" * 4001}, "Say it in 4,000 characters or fewer."),
        ({"place": "nowhere at all"}, "We know no place called"),
        ({"website": "https://spam.example"}, "Leave the last box empty."),
        ({"tie": "rules"}, "“rules” is not listed."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, zone, typed, problem):
    response = send(client, comment_path(zone), **({"name": "Alice Example"} | typed))
    page = response.content.decode()
    assert response.status_code == 200
    assert problem in page
    assert "Alice Example" in page
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    ("at", "where_from"),
    [
        ((50, 50), WhereFrom.CORE),
        ((150, 50), WhereFrom.FRINGE),
        ((500, 50), WhereFrom.OUTSIDE),
        (None, WhereFrom.UNKNOWN),
    ],
)
def test_place_is_kept_as_core_fringe_or_outside(zone, at, where_from):
    comment = said(zone, point=make.spot(*at) if at else None)
    assert comment.where_from == where_from


def test_place_that_is_typed_is_looked_up_and_not_kept_as_typed(client, zone):
    make.area("Made Up Ward", shape=make.square(10, 10, side=20))
    send(client, comment_path(zone), place="Made Up Ward")
    comment = Comment.objects.get()
    assert comment.where_from == WhereFrom.CORE
    assert comment.point is not None


def test_too_many_from_one_network_are_refused_with_what_was_typed(client, zone):
    for _ in range(commenting.MOST_COMMENTS_AN_HOUR):
        assert send(client, comment_path(zone)).status_code == 302
    response = send(client, comment_path(zone), text="One more")
    assert response.status_code == 429
    assert "One more" in response.content.decode()
    assert Comment.objects.count() == commenting.MOST_COMMENTS_AN_HOUR


def test_draft_has_no_comments(client):
    zone = make.draft()
    assert client.get(comment_path(zone)).status_code == 404
    with pytest.raises(Refused):
        said(zone)


def test_proposed_variation_cannot_be_commented_on(client, zone):
    variation = make.variation(zone, agreed=False)
    path = f"/zones/{zone.slug}/variations/{variation.pk}/comment/"
    assert client.get(path).status_code == 404
    with pytest.raises(Refused):
        said(zone, variation=variation)


def test_variation_of_another_zone_cannot_be_commented_on(client, variation):
    other = make.declared_zone()
    path = f"/zones/{other.slug}/variations/{variation.pk}/comment/"
    assert client.get(path).status_code == 404


# --- Did it work for you? -------------------------------------------------------------------------


def test_whether_it_worked_needs_no_words(client, zone, variation):
    path = f"/zones/{zone.slug}/variations/{variation.pk}/comment/"
    response = client.post(path, {"worked": "partly"})
    assert "Your answer is counted." in client.get(response["Location"]).content.decode()
    assert Verdict.objects.get().worked == "partly"
    assert not Comment.objects.exists()
    assert "Say whether it worked" in client.post(path, {}).content.decode()


def test_person_who_answers_again_replaces_the_answer(zone, variation):
    alice = make.person()
    for worked in ("no", "yes"):
        commenting.say(zone=zone, variation=variation, worked=worked, by=alice)
    assert [each.worked for each in Verdict.objects.all()] == ["yes"]


def test_answers_are_counted_once_their_words_were_looked_at(zone, variation, moderator):
    for number in range(9):
        commenting.say(zone=zone, variation=variation, worked="yes", by=NOBODY, sender=str(number))
    assert voices_of(zone, variation).worked == ["fewer than 10 said yes"]
    tenth = said(zone, variation=variation, worked="yes", sender="x")
    assert voices_of(zone, variation).worked == ["fewer than 10 said yes"]
    moderating.hide(comment=tenth, by=moderator, why="It names somebody.")
    assert voices_of(zone, variation).worked == ["10 said yes"]


# --- Typed in -------------------------------------------------------------------------------------

TYPING = {
    "officer": True,
    "representative": False,
    "councillor": False,
    "editor": False,
    "other officer": False,
    "administrator": True,
}


def someone(zone, role):
    if role == "administrator":
        return make.person(is_superuser=True)
    if role == "resident":
        return make.person()
    if role.startswith("other "):
        return make.member(make.council(), role.removeprefix("other "))
    return make.member(zone.participants.get(part="lead").organisation, role)


@pytest.mark.parametrize(("role", "may"), TYPING.items())
def test_officers_type_in_what_was_phoned(client, zone, role, may):
    person = someone(zone, role)
    client.force_login(person)
    path = f"/zones/{zone.slug}/comment/typed-in/"
    response = send(client, path, channel="telephone", name="Bob")
    assert response.status_code == (302 if may else 403)
    made = Comment.objects.first()
    assert (made is not None) == may
    if made:
        assert (made.channel, made.typed_by, made.made_by) == ("telephone", person, None)


def test_typed_in_words_about_a_variation_count_like_others(client, zone, variation, moderator):
    client.force_login(moderator)
    path = f"/zones/{zone.slug}/comment/typed-in/"
    refused = send(client, path, channel="paper", worked="no")
    assert "Say which difference worked" in refused.content.decode()
    send(client, path, channel="paper", worked="no", variation=variation.pk)
    comment = Comment.objects.get()
    assert comment.verdict.worked == "no"
    moderating.show(comment=comment, by=moderator, page=PAGE)
    page = client.get(f"/zones/{zone.slug}/").content.decode()
    assert "on paper, typed in by an officer" in page


# --- Moderation -----------------------------------------------------------------------------------

MODERATING = {
    "officer": True,
    "representative": True,
    "councillor": True,
    "editor": False,
    "other officer": False,
    "other councillor": False,
    "resident": False,
    "administrator": True,
}
ACTS = {
    "show": lambda comment, by: moderating.show(comment=comment, by=by, page=PAGE),
    "hide": lambda comment, by: moderating.hide(comment=comment, by=by, why="It names someone."),
    "reply": lambda comment, by: moderating.reply(comment=comment, by=by, text="So.", page=PAGE),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(("role", "may"), MODERATING.items())
def test_who_may_moderate(zone, moderator, act, role, may):
    comment = shown(zone, moderator)
    by = someone(zone, role)
    if may:
        ACTS[act](comment, by)
    else:
        with pytest.raises(PermissionDenied):
            ACTS[act](comment, by)
    comment.refresh_from_db()
    assert (comment.state == State.HIDDEN) == (may and act == "hide")
    assert bool(comment.answer) == (may and act == "reply")


@pytest.mark.parametrize(("role", "may"), MODERATING.items())
def test_who_sees_what_waits(client, zone, role, may):
    comment = said(zone)
    person = someone(zone, role)
    assert [*waiting_for(person)] == ([comment] if may else [])
    client.force_login(person)
    response = client.get("/desk/moderation/")
    assert (WORDS in response.content.decode()) == may


def doors(zone, variation):
    """Every page and answer for anyone on which words about a zone could stand."""
    return [
        f"/zones/{zone.slug}/",
        f"/zones/{zone.slug}/?q=Marigold",
        f"/zones/{zone.slug}/comments/",
        f"/zones/{zone.slug}/comment/",
        f"/zones/{zone.slug}/history/",
        f"/zones/{zone.slug}/variations/{variation.pk}/",
        f"/zones/{zone.slug}/variations/{variation.pk}/comment/",
        f"/zones/{zone.slug}/barriers/",
        "/zones/?q=Marigold",
        "/barriers/?q=Marigold",
        f"/api/zones/{zone.slug}/",
        "/api/zones/?q=Marigold",
        f"/api/variations/?zone={zone.slug}",
    ]


@pytest.mark.parametrize("state", ["held", "hidden", "complained of"])
def test_words_that_are_not_shown_are_behind_no_door(client, zone, variation, moderator, state):
    about_zone, about_variation = said(zone), said(zone, variation=variation)
    for comment in (about_zone, about_variation):
        if state == "hidden":
            moderating.hide(comment=comment, by=moderator, why="It names someone.")
        if state == "complained of":
            moderating.show(comment=comment, by=moderator, page=PAGE)
            moderating.reply(comment=comment, by=moderator, text="Marigold too", page=PAGE)
            commenting.complain(comment=comment, why="It names someone.", by=NOBODY)
    for path in doors(zone, variation):
        page = client.get(path).content.decode()
        assert "gate opens at seven" not in page, path
        assert "Marigold" not in page.replace("?q=Marigold", "").replace('"Marigold"', ""), path
    for comment in (about_zone, about_variation):
        assert client.get(f"/comments/{comment.pk}/complain/").status_code == 404


def test_shown_words_stand_on_the_pages_they_are_about(client, zone, variation, moderator):
    shown(zone, moderator, name="Alice Example", is_name_shown=True, contact="a@test.example")
    shown(zone, moderator, text="Only of the variation.", variation=variation, name="Bob Private")
    zone_page = client.get(f"/zones/{zone.slug}/").content.decode()
    variation_page = client.get(f"/zones/{zone.slug}/variations/{variation.pk}/").content.decode()
    assert WORDS in zone_page
    assert "Only of the variation." in zone_page
    assert WORDS not in variation_page
    assert "Only of the variation." in variation_page
    assert "Alice Example" in zone_page
    for page in (zone_page, variation_page):
        assert "Bob Private" not in page
        assert "a@test.example" not in page


def test_words_are_never_taken_as_markup(client, zone, moderator):
    comment = shown(zone, moderator, text="<script>alert(1)</script>", name="<b>", is_name_shown=1)
    moderating.reply(comment=comment, by=moderator, text="<img src=x>", page=PAGE)
    page = client.get(f"/zones/{zone.slug}/").content.decode()
    assert "<script>alert" not in page
    assert "<img src=x>" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_moderator_shows_hides_and_answers_on_the_desk(client, zone, moderator):
    comment = said(zone, contact="alice@test.example")
    client.force_login(moderator)
    assert "1 comment waits to be looked at" in client.get("/desk/").content.decode()
    assert client.get("/accounts/state/").json()["desk_count"] == 1
    path = f"/desk/moderation/{comment.pk}"
    assert "Say why it is not shown" in client.post(f"{path}/hide/").content.decode()
    assert client.post(f"{path}/show/", {"state": "held"}).status_code == 302
    meanwhile = client.post(f"{path}/hide/", {"state": "held", "why": "Rude."})
    assert meanwhile.status_code == 409
    assert client.post(f"{path}/answer/", {"answer": "We moved it."}).status_code == 302
    assert "We moved it." in client.get(f"/zones/{zone.slug}/").content.decode()
    hidden = {"state": "shown", "why": "Rude."}
    assert client.post(f"{path}/hide/", hidden).status_code == 302
    assert client.post(f"{path}/eat/").status_code == 404
    comment.refresh_from_db()
    assert (comment.state, comment.why_hidden) == (State.HIDDEN, "Rude.")


@pytest.mark.parametrize("state", [State.HELD, State.HIDDEN])
def test_only_what_is_shown_is_answered(zone, moderator, state):
    comment = said(zone)
    if state == State.HIDDEN:
        moderating.hide(comment=comment, by=moderator, why="Rude.")
    with pytest.raises(Refused):
        moderating.reply(comment=comment, by=moderator, text="So.", page=PAGE)


# --- Complaints -----------------------------------------------------------------------------------


def test_complaint_hides_it_until_somebody_has_decided(client, zone, moderator):
    comment = shown(zone, moderator)
    path = f"/comments/{comment.pk}/complain/"
    assert "Say what is wrong with it." in client.post(path, {}).content.decode()
    response = client.post(path, {"why": "It names somebody."})
    assert "off the pages" in client.get(response["Location"]).content.decode()
    assert WORDS not in client.get(f"/zones/{zone.slug}/").content.decode()
    client.force_login(moderator)
    assert "It names somebody." in client.get("/desk/moderation/").content.decode()
    moderating.show(comment=comment, by=moderator, page=PAGE)
    assert WORDS in client.get(f"/zones/{zone.slug}/").content.decode()


def test_too_many_complaints_from_one_network_are_refused(zone, moderator):
    for _ in range(commenting.MOST_COMPLAINTS_AN_HOUR):
        comment = shown(zone, moderator, sender="b", text="Words")
        cache.delete("comments-address-b")
        commenting.complain(comment=comment, why="No.", by=NOBODY, sender="a")
    with pytest.raises(Refused):
        commenting.complain(comment=comment, why="No.", by=NOBODY, sender="a")


# --- Letters --------------------------------------------------------------------------------------


def test_writer_is_told_when_it_is_shown_and_answered_and_once_only(zone, moderator):
    comment = shown(zone, moderator, contact="alice@test.example")
    moderating.show(comment=comment, by=moderator, page=PAGE)
    moderating.reply(comment=comment, by=moderator, text="We moved it.", page=PAGE)
    moderating.reply(comment=comment, by=moderator, text="We moved it back.", page=PAGE)
    outbox.deliver()
    assert [each.to for each in mail.outbox] == [["alice@test.example"]] * 2
    assert PAGE in mail.outbox[0].body
    assert "We moved it." in mail.outbox[1].body


def test_writer_is_told_why_it_is_not_shown(zone, moderator):
    comment = said(zone, contact="alice@test.example")
    moderating.hide(comment=comment, by=moderator, why="It names somebody.")
    outbox.deliver()
    assert "It names somebody." in mail.outbox[0].body


@pytest.mark.parametrize("contact", ["", "0121 496 0000", "ask my sister"])
def test_no_letter_goes_where_no_address_was_left(zone, moderator, contact):
    shown(zone, moderator, contact=contact)
    assert not Letter.objects.exists()


# --- Forgetting -----------------------------------------------------------------------------------


def test_writers_are_forgotten_and_their_words_stay(zone, variation, moderator):
    alice = make.person("Alice")
    details = {"name": "Alice", "is_name_shown": True, "contact": "alice@test.example"}
    for _ in range(2):
        commenting.say(
            zone=zone, variation=variation, text=WORDS, worked="yes", point=make.spot(50, 50),
            by=alice, **details,
        )  # fmt: skip
    old, new = Comment.objects.order_by("pk")
    days = dt.timedelta(days=settings.FORGET_AFTER_DAYS)
    Comment.objects.filter(pk=old.pk).update(made_at=clock.now() - days - make.DAY)
    Comment.objects.filter(pk=new.pk).update(made_at=clock.now() - days)
    call_command("daily", stdout=SimpleNamespace(write=lambda *_: None))
    old.refresh_from_db()
    new.refresh_from_db()
    forgotten = (old.name, old.is_name_shown, old.contact, old.point, old.made_by)
    assert forgotten == ("", False, "", None, None)
    assert old.forgotten_at is not None
    assert (old.text, old.where_from) == (WORDS, WhereFrom.CORE)
    assert (new.name, new.made_by, new.forgotten_at) == ("Alice", alice, None)


def test_accounts_behind_answers_are_forgotten(zone, variation):
    commenting.say(zone=zone, variation=variation, worked="yes", by=make.person())
    Verdict.objects.update(made_at=clock.now() - 400 * make.DAY)
    forgetting.forget_writers(clock.today())
    assert Verdict.objects.get().made_by is None
    assert Verdict.objects.get().worked == "yes"


def test_forgetting_twice_does_nothing_more_and_missed_days_are_made_up(zone):
    for _ in range(3):
        said(zone, name="Alice")
    Comment.objects.update(made_at=clock.now() - 4 * 365 * make.DAY)
    assert "3 comments" in forgetting.forget_writers(clock.today())
    first = Comment.objects.values_list("forgotten_at", flat=True).first()
    assert "0 comments" in forgetting.forget_writers(clock.today())
    assert Comment.objects.values_list("forgotten_at", flat=True).first() == first


def test_privacy_page_says_how_long(client, settings):
    settings.FORGET_AFTER_DAYS = 123
    assert "123 days" in client.get("/privacy/").content.decode()


# --- How much is asked of the database ------------------------------------------------------------


@pytest.mark.parametrize("path", ["", "comments/"])
def test_pages_ask_no_more_for_many_comments(
    client, zone, variation, moderator, path, django_assert_max_num_queries
):
    shown(zone, moderator, variation=variation)
    address = f"/zones/{zone.slug}/{path}"
    with django_assert_max_num_queries(60) as one:
        client.get(address)
    for number in range(19):
        shown(zone, moderator, variation=variation, sender=str(number))
    with django_assert_max_num_queries(len(one)):
        client.get(address)


def test_moderation_asks_no_more_for_many_comments(
    client, zone, variation, moderator, django_assert_max_num_queries
):
    client.force_login(moderator)
    said(zone, variation=variation)
    with django_assert_max_num_queries(30) as one:
        client.get("/desk/moderation/")
    for number in range(15):
        said(zone, variation=variation, sender=str(number))
    with django_assert_max_num_queries(len(one)):
        client.get("/desk/moderation/")
