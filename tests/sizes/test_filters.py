"""What each filter of zones finds: a query string in, names out, by the page and by the API."""

import datetime as dt

import pytest
from django.http import QueryDict
from django.urls import reverse

from groundwork import clock
from partners.models import Theme
from sizes import lifecycle
from sizes.filters import ZoneFilter
from sizes.models import Zone, ZoneTheme
from tests import factories as make

pytestmark = pytest.mark.django_db
FAR = 10_000


@pytest.fixture
def some_zones():
    """Here: a square at the corner, with a fringe. Far: another, crisp, ten kilometres east."""
    council = make.council()
    far = make.square(FAR)
    make.declared_zone(
        "Here", leads=[council], place_in_words="Stirchley ward", purpose="Walk by the canal."
    )
    make.declared_zone("Far", leads=[council], core=far, reach=far, purpose="Jobs for all.")
    make.proposed_zone("Proposed", leads=[council], core=far, reach=far)
    gone = make.proposed_zone("Gone", leads=[council])
    lifecycle.take("withdraw", zone=gone, by=make.councillor_of(gone), note="Another place.")
    make.ready_zone("Draft", leads=[council])
    second = Theme.objects.all()[1]
    ZoneTheme.objects.create(
        zone=Zone.objects.get(name="Far"),
        theme=second,
        scope=ZoneTheme._meta.get_field("scope").choices[1][0],
    )
    make.area("Stirchley", reference="E05011172", shape=make.square(150, 0))
    make.area("Next to it", reference="E05000002", shape=make.square(200, 0))
    make.area("Longbridge", reference="E05000003", shape=make.square(FAR + 50))


def found(query: str) -> set[str]:
    search = ZoneFilter(QueryDict(query), queryset=Zone.objects.published())
    assert search.is_valid(), search.errors
    return {zone.name for zone in search.qs}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", "Here Far Proposed"),
        ("ended=on", "Here Far Proposed Gone"),
        ("ended=true", "Here Far Proposed Gone"),
        ("status=active", "Here Far"),
        ("status=open_for_signatures&status=withdrawn", "Proposed Gone"),
        ("status=dissolved", ""),
        ("status=&theme=&area=&q=&on=&bbox=&ended=", "Here Far Proposed"),
        ("q=jobs", "Far"),
        ("q=STIRCHLEY", "Here"),
        ("q=canal+walk", "Here"),
        ("q=canal+jobs", ""),
        ("q=%25", ""),
        ("q=_", ""),
        ("area=Stirchley", "Here"),
        ("area=stirch", "Here"),
        ("area=e05011172", "Here"),
        ("area=Next+to+it", ""),
        ("area=Longbridge", "Far Proposed"),
        ("bbox=-1.93,52.40,-1.90,52.43", "Here"),
        ("bbox=-1.93,52.40,-1.70,52.43", "Here Far Proposed"),
        ("bbox=0,50,1,51", ""),
        ("area=Longbridge&status=active", "Far"),
    ],
)
@pytest.mark.usefixtures("some_zones")
def test_filter_finds(client, query, names):
    wanted = set(names.split())
    assert found(query) == wanted
    api = client.get(f"{reverse('api-zones')}?{query}").json()
    assert {zone["name"] for zone in api["results"]} == wanted
    page = client.get(f"{reverse('zones')}?{query}")
    assert {card["zone"].name for card in page.context["cards"]} == wanted


@pytest.mark.usefixtures("some_zones")
def test_filter_finds_by_reference():
    zone = Zone.objects.get(name="Far")
    assert found(f"q={zone.reference.lower()}") == {"Far"}


@pytest.mark.usefixtures("some_zones")
def test_filter_finds_by_theme():
    first, second, third = Theme.objects.all()[:3]
    assert found(f"theme={first.slug}") == {"Here", "Far", "Proposed"}
    assert found(f"theme={second.slug}") == {"Far"}
    assert found(f"theme={second.slug}&theme={third.slug}") == {"Far"}


def test_filter_asks_about_the_boundary_of_the_day():
    today = clock.today()
    zone = make.declared_zone("Moved")
    zone.boundaries.update(ends_on=today + dt.timedelta(days=10))
    moved = make.boundary(zone, core=make.square(FAR), reach=make.square(FAR))
    zone.boundaries.filter(pk=moved.pk).update(starts_on=today + dt.timedelta(days=10))
    make.area("Longbridge", shape=make.square(FAR))
    later = (today + dt.timedelta(days=10)).isoformat()
    assert found("area=Longbridge") == set()
    assert found(f"area=Longbridge&on={later}") == {"Moved"}


@pytest.mark.parametrize(
    "query",
    [
        "bbox=1,2,3",
        "bbox=a,b,c,d",
        "bbox=nan,0,1,1",
        "bbox=0,0,inf,1",
        "bbox=2,0,1,1",
        "bbox=-181,0,1,1",
        "bbox=0,-91,1,1",
        "status=draft",
        "theme=no-such-theme",
        "area=nowhere",
        "area=%25",
        "on=2026-02-30",
        "on=9999-12-31",
        "q=%00",
        "q=" + "x" * 101,
    ],
)
def test_filter_refuses_what_it_cannot_understand(client, query):
    answer = client.get(f"{reverse('api-zones')}?{query}")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    name = query.partition("=")[0]
    assert answer.json()["errors"][name]
