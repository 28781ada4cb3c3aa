"""Whatever is written into an address, a page answers: never with an error of ours."""

from urllib.parse import parse_qsl

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sizes.status import State
from tests.access.test_every_address import OURS
from tests.access.test_headers import PUBLIC, UNKEPT

pytestmark = [pytest.mark.promise, pytest.mark.xdist_group("access")]

ASKED = [pair for pair in OURS if pair[1] in PUBLIC | UNKEPT | {"suggest", "zone-quick", "desk"}]
NAMES = (
    *("q", "on", "lat", "lon", "accuracy", "bbox", "status", "theme", "service", "area", "kind"),
    *("sector", "page", "page_size", "format", "geometry", "sort", "order", "place", "next", "was"),
    *("near", "metres", "weekday", "part", "starts", "ends", "day", "capacity", "facility", "act"),
    *("owner", "use", "step_free", "gone", "unplaced", "zone", "band", "window", "zoom"),
)
NASTY = (
    *(
        "",
        " ",
        "\0",
        "a\0b",
        "%00",
        "'",
        '"><script>',
        "{{7*7}}",
        "../../etc/passwd",
        "\u202e",
        "😀",
    ),
    *(
        "0",
        "-1",
        "00",
        "1e999",
        "nan",
        "inf",
        "-inf",
        "9" * 25,
        "9" * 400,
        "1.5",
        "²",
        "١٢",
        "0x10",
    ),
    *("2027-02-30", "0000-00-00", "9999-12-31", "0001-01-01", "31 2 2027", "2027-01-01T00:00:00Z"),
    *("999999999-01-01", "B30 2HA", "b302ha", "52.4194, -1.9309", "-1.9309, 52.4194", "91, 181"),
    *("-8,49,2,61", "2,61,-8,49", "0,0,0,0", "1,2,3", "a,b,c,d", "nan,nan,nan,nan", "1e308,0,1,1"),
    *("-180,-90,180,90", "geojson", "csv", "json", "xml", "core", "bands", "reach", "active"),
    *("draft", "last", "1,2", "A" * 3000, "é" * 500, "\ud7ff", "\ufffe", "a b\tc\nd", "?&=#"),
)
VALUES = st.one_of(
    st.sampled_from(NASTY),
    st.text(st.characters(codec="utf-8"), max_size=30),
    st.integers().map(str),
    st.floats().map(str),
    st.dates().map(str),
    st.lists(st.floats(width=32).map(str), max_size=5).map(",".join),
)
QUESTIONS = st.lists(st.tuples(st.sampled_from(NAMES), VALUES), max_size=5)


def answers(world, path: str, question: list[tuple[str, str]]) -> int:
    sent: dict[str, list[str]] = {}
    for name, value in question:
        sent.setdefault(name, []).append(value)
    response = world.clients["councillor"].get(path, sent)
    if response.streaming:
        b"".join(response)
    return response.status_code


@pytest.mark.parametrize(("route", "name"), ASKED, ids=[name for _, name in ASKED])
@settings(
    max_examples=12,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(question=QUESTIONS)
def test_a_question_made_at_random_gets_an_answer(world, route, name, question):
    path = reverse(name, kwargs=world.arguments(route, State.DECLARED))
    assert answers(world, path, question) < 500


READ_BY = {
    "q": ("/here/", "/zones/", "/api/zones/", "/partners/", "/offers/", "/barriers/", "/needs/"),
    "on": ("/here/", "/api/here/?lat=52.4&lon=-1.9", "/api/zones/", "/places/areas.geojson"),
    "lat": ("/here/?lon=-1.9", "/api/here/?lon=-1.9"),
    "lon": ("/here/?lat=52.4", "/api/here/?lat=52.4"),
    "accuracy": ("/here/?lat=52.4&lon=-1.9",),
    "bbox": ("/zones/", "/api/zones/", "/places/areas.geojson"),
    "area": ("/zones/", "/api/zones/", "/offers/", "/api/commitments/"),
    "status": ("/zones/", "/api/zones/", "/api/variations/"),
    "theme": ("/zones/", "/api/zones/", "/offers/", "/api/commitments/", "/needs/"),
    "ended": ("/zones/", "/api/zones/"),
    "page": ("/zones/", "/api/zones/", "/partners/", "/offers/", "/needs/"),
    "page_size": ("/api/zones/",),
    "format": ("/api/zones/", "/api/partners/", "/api/here/?lat=52.4&lon=-1.9"),
    "geometry": ("/api/zones/?format=geojson",),
    "kind": ("/places/areas.geojson", "/needs/"),
    "what": ("/needs/",),
    "sector": ("/partners/", "/api/partners/", "/offers/", "/api/commitments/"),
    "verb": ("/offers/", "/api/commitments/"),
    "zone": ("/api/variations/",),
}


@pytest.mark.parametrize("parameter", READ_BY)
def test_each_nasty_value_gets_an_answer_from_each_page_that_reads_it(world, parameter):
    for address in READ_BY[parameter]:
        path, _, rest = address.partition("?")
        others = parse_qsl(rest)
        for value in NASTY:
            assert answers(world, path, [*others, (parameter, value)]) < 500, (address, value)


@pytest.mark.parametrize(
    "path",
    [
        "/zones/%00/",
        "/zones/%ff%fe/",
        "/zones/" + "a" * 5000 + "/",
        "/partners/%00/",
        "/zones/zone/work/variations/99999999999999999999/",
        "/zones/zone/work/conflicts/1/99999999999999999999/",
        "/offers/99999999999999999999/",
        "/offers/99999999999999999999/work/",
        "/offers/1/needs/99999999999999999999/agree/",
        "/zones/new/SIZ-%00/",
        "/zones/new/SIZ-00001/steps/fly/",
        "/zones/new/SIZ-99999999999999999999/",
        "/zones/new/SIZ-00001/who/99999999999999999999/agree/",
        "/api/zones/😀/",
        "/api/zones/x/?format=geojson&geometry=none",
        "/accounts/2fa/webauthn/keys/99999999999999999999/edit/",
        "/accounts/password/reset/key/zzzzzzzzzzzzzz-x/",
        "/admin/partners/organisation/99999999999999999999/change/",
        "//elsewhere.example/",
        "/static/../config/settings.py",
    ],
)
def test_an_address_that_leads_nowhere_says_so(world, path):
    for role in ("visitor", "administrator"):
        for method in ("get", "post"):
            response = getattr(world.clients[role], method)(path)
            assert response.status_code < 500, (role, method, path)


@pytest.mark.parametrize("name", ["suggest", "zone-new", "zone-quick", "partner-new", "place-new"])
@settings(
    max_examples=12,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_a_form_filled_in_at_random_gets_an_answer(world, name, data):
    client = world.clients["officer"]
    names = (
        *("name", "place", "why", "contact", "themes", "outcome", "kind", "middle", "radius_m"),
        *("outline", "sector", "website", "areas", "contact_email", "target_on_day", "invite"),
        *("target_on_month", "target_on_year", "starts_on_day", "identifier_GB-CHC", "version"),
    )
    typed = {field: data.draw(VALUES, label=field) for field in names}
    assert client.post(reverse(name), typed).status_code < 500
