"""A zone that was renamed sends people on; one that was removed is gone from every door."""

import datetime as dt

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from groundwork import clock
from groundwork.models import Letter
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from places.crs import lonlat_of
from sizes import barriers, moderating, removing
from sizes.models import Comment, FormerSlug, Zone
from tests import factories as make
from tests.access.world import addresses

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
WHY = "It names a child."


@pytest.fixture
def administrator():
    return make.person("Administrator", is_staff=True, is_superuser=True)


@pytest.fixture
def zone(administrator):
    """A declared zone with something of everything in it."""
    council = make.council("City Council", contact_email="zones@council.example")
    zone = make.declared_zone("Unlawful words", slug="unlawful-words", leads=[council])
    make.variation(zone, title="Gates open at six")
    said = Comment.objects.create(zone=zone, text="I walk there.")
    moderating.show(comment=said, by=administrator, page="https://x.example/")
    barriers.note(zone=zone, rule="R", stopped="S", owner_name="Ministry", by=administrator)
    return zone


def removed(zone, administrator):
    return removing.remove(zone=zone, why=WHY, by=administrator)


# --- Renamed --------------------------------------------------------------------------------------


@pytest.fixture
def renamed():
    zone = make.declared_zone("Park walks", slug="park-walks")
    FormerSlug.objects.create(zone=zone, slug="park-strolls", until_on=clock.today())
    return zone


def test_every_page_of_a_renamed_zone_sends_people_on(client, renamed):
    variation = make.variation(renamed)
    here = f"/zones/park-walks/variations/{variation.pk}/"
    paths = ["/zones/park-walks/", "/zones/park-walks/history/", "/zones/park-walks/commitments/"]
    paths += ["/zones/park-walks/comments/", "/zones/park-walks/barriers/", here]
    paths += ["/api/zones/park-walks/", "/zones/park-walks/comment/"]
    for path in paths:
        former = path.replace("park-walks", "park-strolls")
        answer = client.get(former)
        assert (answer.status_code, answer["Location"]) == (301, path)
        assert "public" in answer["Cache-Control"]
        assert client.head(former).status_code == 301
        assert client.get(path).status_code == 200


def test_what_was_asked_goes_along(client, renamed):
    answer = client.get("/zones/park-strolls/?on=2026-05-01&x=%C3%A9")
    assert answer["Location"] == "/zones/park-walks/?on=2026-05-01&x=%C3%A9"
    answer = client.get("/api/zones/park-strolls/?format=geojson")
    assert answer["Location"] == "/api/zones/park-walks/?format=geojson"


def test_what_is_sent_to_a_former_address_is_sent_on_as_it_is(client, renamed):
    answer = client.post("/zones/park-strolls/comment/", {"text": "Hello"})
    assert (answer.status_code, answer["Location"]) == (308, "/zones/park-walks/comment/")


def test_work_on_a_renamed_zone_is_sent_on_too(client, renamed):
    path = "/zones/park-strolls/work/commitments/"
    assert client.get(path).status_code == 301
    client.force_login(make.councillor_of(renamed))
    assert client.get(path)["Location"] == "/zones/park-walks/work/commitments/"


def test_address_of_a_zone_wins_over_another_ones_former_address(client, renamed):
    make.proposed_zone("Strolls", slug="park-strolls")
    assert client.get("/zones/park-strolls/").status_code == 200


def test_former_address_of_a_draft_tells_nothing(client):
    draft = make.draft(slug="secret")
    FormerSlug.objects.create(zone=draft, slug="once-secret", until_on=clock.today())
    assert client.get("/zones/once-secret/").status_code == 404
    assert client.get("/zones/secret/").status_code == 404
    assert client.get("/zones/nothing-at-all/").status_code == 404


# --- Removed --------------------------------------------------------------------------------------


def test_only_an_administrator_removes_and_puts_back(zone, administrator):
    for person in (make.person(), make.councillor_of(zone)):
        with pytest.raises(PermissionDenied):
            removing.remove(zone=zone, why=WHY, by=person)
        with pytest.raises(PermissionDenied):
            removing.restore(zone=zone, why=WHY, by=person)
    row = removing.remove(zone=zone, why=f" {WHY}\r\n", by=administrator, on=clock.today() - DAY)
    assert (row.removed_on, row.why_removed) == (clock.today() - DAY, WHY)
    assert row.removed_by == administrator
    row = removing.restore(zone=zone, why="The name was taken out.", by=administrator)
    assert (row.removed_on, row.why_removed, row.removed_by) == (None, "", None)


def test_removing_needs_a_reason_and_a_public_zone(zone, administrator):
    with pytest.raises(Refused, match="Say what is unlawful"):
        removing.remove(zone=zone, why="  ", by=administrator)
    with pytest.raises(Refused, match="never proposed"):
        removing.remove(zone=make.draft(), why=WHY, by=administrator)
    removed(zone, administrator)
    with pytest.raises(Refused, match="Say why it can be shown again"):
        removing.restore(zone=zone, why="", by=administrator)


def test_removing_twice_does_it_once_and_tells_leads_once(zone, administrator):
    first = removed(zone, administrator)
    again = removing.remove(zone=zone, why="Another reason.", by=administrator)
    assert (again.version, again.why_removed) == (first.version, WHY)
    letters = Letter.objects.filter(subject__contains="was taken down")
    assert letters.count() == len(set(letters.values_list("to", flat=True))) > 0
    assert all(WHY in letter.body for letter in letters)


def test_removing_does_not_overwrite_what_somebody_just_wrote(zone, administrator):
    seen = zone.version
    zone.write(purpose="Other words.")
    with pytest.raises(ChangedMeanwhile):
        removing.remove(zone=zone, why=WHY, by=administrator, expected=seen)


def test_every_address_of_a_removed_zone_is_gone_with_the_reason(client, zone, administrator):
    variation = zone.acceptances.get(variations__isnull=False).variations.get()
    values = {"slug": zone.slug, "reference": zone.reference, "pk": variation.pk}
    values |= {"comment": zone.comments.get().pk, "barrier": zone.barriers.get().pk}
    below = ("zones/<slug:slug>/", "zones/new/<slug:reference>/", "api/zones/<slug:slug>/")
    below += ("comments/<int:comment>/", "barriers/<int:barrier>/")
    found = 0
    removed(zone, administrator)
    for route, name in addresses():
        if not route.startswith(below):
            continue
        names = [part.split(">")[0].partition(":") for part in route.split("<")[1:]]
        fill = {
            name: values.get(name) or (1 if kind == "int" else "agree") for kind, _, name in names
        }
        path = reverse(name, kwargs=fill)
        answer = client.get(path)
        # What is only posted to may say so; it shows nothing.
        if answer.status_code == 405:
            continue
        assert answer.status_code == 410, path
        assert WHY in answer.content.decode(), path
        assert zone.name not in answer.content.decode(), path
        found += 1
    assert found > 20


def test_gone_is_the_same_for_those_who_lead_it(client, zone, administrator):
    councillor = make.councillor_of(zone)
    removed(zone, administrator)
    client.force_login(councillor)
    for path in ("", "history/", "commitments/", "work/commitments/"):
        assert client.get(f"/zones/unlawful-words/{path}").status_code == 410
    assert client.get(f"/zones/new/{zone.reference}/").status_code == 410
    assert "Unlawful words" not in client.get("/desk/").content.decode()


def test_api_says_gone_as_a_problem(client, zone, administrator):
    removed(zone, administrator)
    for form in ("json", "geojson", "csv"):
        answer = client.get("/api/zones/unlawful-words/", {"format": form})
        assert answer.status_code == 410
        assert answer["Content-Type"] == "application/problem+json"
        assert WHY in answer.json()["detail"]


def doors_of(zone) -> list[str]:
    """Every list, search and page of others that could name the zone or what is in it."""
    lead = zone.participants.get().organisation
    promised = zone.acceptances.get(variations__isnull=False).commitment
    spot = make.spot(50, 50)
    lon, lat = lonlat_of(spot.x, spot.y, source=spot.srid)
    where = f"lon={lon}&lat={lat}"
    day = f"on={clock.today().isoformat()}"
    return [
        "/",
        "/zones/?ended=true",
        "/zones/?q=Unlawful",
        f"/zones/?ended=true&{day}",
        "/api/zones/?ended=true",
        "/api/zones/?ended=true&format=geojson",
        "/api/zones/?ended=true&format=csv",
        "/api/variations/?ended=true",
        "/api/variations/?ended=true&format=geojson",
        "/api/variations/?ended=true&format=csv",
        "/api/variations/?zone=unlawful-words",
        f"/api/here/?{where}",
        f"/here/?{where}",
        "/barriers/",
        f"/partners/{lead.slug}/",
        f"/partners/{promised.organisation.slug}/",
        f"/offers/{promised.pk}/",
        "/offers/",
        "/api/commitments/",
        "/zones/feed.atom",
        "/zones/calendar.ics",
    ]


def texts(client, paths: list[str]) -> dict[str, str]:
    found = {}
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 200, path
        body = b"".join(answer) if answer.streaming else answer.content
        found[path] = body.decode()
    return found


def test_no_other_door_names_a_removed_zone(client, zone, administrator):
    paths = doors_of(zone)
    before = texts(client, paths)
    silent = {"/offers/", "/api/commitments/"}
    named = {path for path, text in before.items() if "Unlawful words" in text}
    assert named >= set(paths) - silent
    removed(zone, administrator)
    for path, text in texts(client, paths).items():
        assert "Unlawful words" not in text, path
        assert "Gates open at six" not in text, path
        assert "I walk there." not in text, path


def test_zone_that_overlaps_does_not_name_a_removed_one(client, zone, administrator):
    other = make.declared_zone("Lawful words", slug="lawful-words")
    make.variation(other, rule_here="Rooms are lent for a day.")
    paths = ["/zones/lawful-words/", "/zones/lawful-words/commitments/"]
    assert all("Unlawful words" in text for text in texts(client, paths).values())
    removed(zone, administrator)
    assert all("Unlawful words" not in text for text in texts(client, paths).values())


def test_relatives_do_not_name_a_removed_one(client, zone, administrator):
    copy = make.proposed_zone("A copy", slug="a-copy")
    Zone.objects.filter(pk=copy.pk).update(copied_from=zone)
    assert "Unlawful words" in texts(client, ["/zones/a-copy/"])["/zones/a-copy/"]
    removed(zone, administrator)
    assert "Unlawful words" not in texts(client, ["/zones/a-copy/"])["/zones/a-copy/"]
    assert client.get("/api/zones/a-copy/").json()["lineage"]["copied_from"] is None


def test_put_back_it_is_as_it_was(client, zone, administrator):
    before = texts(client, doors_of(zone))
    removed(zone, administrator)
    removing.restore(zone=zone, why="It was a mistake.", by=administrator)
    assert client.get("/zones/unlawful-words/").status_code == 200
    after = texts(client, doors_of(zone))
    assert {path for path, text in after.items() if "Unlawful words" in text} == {
        path for path, text in before.items() if "Unlawful words" in text
    }


# --- The administrators' pages --------------------------------------------------------------------


def test_administrator_finds_a_zone_removes_it_and_puts_it_back(client, zone, administrator):
    client.force_login(administrator)
    for typed in (zone.reference.lower(), "https://zones.example/zones/unlawful-words/?on=x"):
        answer = client.get("/desk/removed/", {"zone": typed})
        assert answer["Location"] == "/zones/unlawful-words/work/remove/"
    path = "/zones/unlawful-words/work/remove/"
    page = client.get(path)
    answer = client.post(path, {"why": WHY, "version": page.context["form"]["version"].value()})
    assert answer["Location"] == "/desk/removed/"
    assert WHY in client.get("/desk/removed/").content.decode()
    page = client.get(path)
    assert "Put Unlawful words back" in page.content.decode()
    client.post(path, {"why": "Mended.", "version": page.context["form"]["version"].value()})
    assert client.get("/zones/unlawful-words/").status_code == 200


def test_what_was_typed_is_kept_where_it_cannot_be_done(client, zone, administrator):
    client.force_login(administrator)
    path = "/zones/unlawful-words/work/remove/"
    assert "Say what is unlawful about it" in client.post(path, {"why": ""}).content.decode()
    zone.write(purpose="Other words.")
    answer = client.post(path, {"why": WHY, "version": zone.version - 1})
    assert answer.status_code == 409
    words = answer.content.decode()
    assert WHY in words
    assert "Somebody else changed this zone" in words
    assert f'value="{zone.version}"' in words
    assert "no zone with that" in client.get("/desk/removed/?zone=nowhere").content.decode()


@pytest.mark.parametrize("path", ["/desk/removed/", "/zones/unlawful-words/work/remove/"])
def test_nobody_else_sees_these_pages(client, zone, path):
    assert client.get(path).status_code == 302
    client.force_login(make.councillor_of(zone))
    assert client.get(path).status_code == 403


def test_reason_of_a_removal_is_in_the_history(zone, administrator):
    removed(zone, administrator)
    last = apps.get_model("sizes", "ZoneEvent").objects.filter(pgh_obj=zone.pk).latest("pgh_id")
    assert last.pgh_context.metadata["reason"] == f"Removed: {WHY}"
