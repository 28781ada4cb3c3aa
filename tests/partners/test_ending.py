"""An organisation ends or merges, and its pages say who follows whom."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from groundwork import clock
from groundwork.problems import Refused
from groundwork.versions import ChangedMeanwhile
from partners import registering
from partners.models import Membership
from tests import factories as make

pytestmark = pytest.mark.django_db
Role = Membership.Role
DAY = dt.timedelta(days=1)


def end(organisation, **more):
    by = more.pop("by", None) or make.member(organisation, Role.REPRESENTATIVE)
    values = {"ends_on": clock.today(), "why": "Merged with its neighbour."} | more
    return registering.end(organisation=organisation, by=by, **values)


@pytest.mark.parametrize("who", [*Role.values, "stranger", "administrator"])
def test_ending_and_going_on_are_for_those_who_agree_for_it(who):
    council = make.council()
    by = {"stranger": make.person, "administrator": lambda: make.person(is_superuser=True)}.get(
        who, lambda: make.member(council, who)
    )()
    if who in ("representative", "councillor", "administrator"):
        assert end(council, by=by).ends_on == clock.today()
        assert registering.go_on(organisation=council, by=by).ends_on is None
    else:
        with pytest.raises(PermissionDenied):
            end(council, by=by)
        with pytest.raises(PermissionDenied):
            registering.go_on(organisation=council, by=by)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"why": " "}, "Say why"),
        ({"ends_on": dt.date(2001, 1, 1)}, "must come after the day it starts"),
    ],
)
def test_ending_is_refused_with_a_sentence_when_something_lacks(change, sentence):
    organisation = make.organisation(starts_on=dt.date(2001, 1, 1))
    with pytest.raises(Refused, match=sentence):
        end(organisation, **change)


def test_ending_is_refused_when_it_would_follow_itself_or_one_that_has_ended():
    organisation, gone = make.organisation(), make.organisation(ends_on=clock.today())
    with pytest.raises(Refused, match="follow itself"):
        end(organisation, successor=organisation)
    with pytest.raises(Refused, match="has ended by that day"):
        end(organisation, successor=gone)


def test_ending_is_refused_when_two_would_follow_each_other_in_a_ring():
    first, second, third = (make.organisation(f"Number {number}") for number in (1, 2, 3))
    later = clock.today() + 9 * DAY
    end(first, successor=second, ends_on=later)
    end(second, successor=third, ends_on=later + DAY)
    with pytest.raises(Refused, match="is itself followed by Number 3"):
        end(third, successor=first, ends_on=clock.today())


def test_ending_again_puts_it_right_and_an_old_version_is_refused():
    organisation, heir = make.organisation(), make.organisation()
    old = organisation.version
    end(organisation, successor=heir, expected=old)
    assert end(organisation, why="It was wound up.").successor is None
    with pytest.raises(ChangedMeanwhile):
        end(organisation, expected=old)


def test_describing_one_that_has_ended_keeps_its_end_and_who_follows_it():
    organisation, heir = make.organisation(), make.organisation()
    row = end(organisation, successor=heir)
    words = {"name": "Old Friends", "sector": "community", "contact_telephone": "1"}
    by = make.person(is_superuser=True)
    describe = {"organisation": row, "by": by, "expected": row.version, "areas": []}
    described = registering.describe(**describe, **words, mailbox="office@park.example")
    assert (described.ends_on, described.successor) == (clock.today(), heir)
    assert described.mailbox == "office@park.example"
    with pytest.raises(Refused, match="must come after"):
        registering.describe(
            **describe | {"expected": described.version}, **words, starts_on=clock.today()
        )


def test_pages_say_who_follows_whom_and_hide_the_mailbox(client):
    heir = make.organisation("New Friends")
    organisation = make.organisation("Old Friends", mailbox="hidden@park.example")
    end(organisation, successor=heir)
    page = client.get(organisation.get_absolute_url()).content.decode()
    assert "This organisation has ended" in page
    assert "Merged with its neighbour." in page
    assert f'<a href="{heir.get_absolute_url()}">New Friends</a> follows it' in page
    assert "hidden@" not in page
    assert "partner-ask" not in page
    page = client.get(heir.get_absolute_url()).content.decode()
    assert f'It follows <a href="{organisation.get_absolute_url()}">Old Friends</a>' in page


def test_page_of_one_that_will_end_says_so_and_can_still_be_joined(client):
    organisation = make.organisation()
    end(organisation, ends_on=clock.today() + DAY)
    page = client.get(organisation.get_absolute_url()).content.decode()
    assert "This organisation is ending" in page
    assert reverse("partner-ask", args=[organisation.slug]) in page


def test_page_of_ending_warns_of_running_zones_it_leads_and_keeps_what_was_typed(client):
    council = make.council()
    running = make.declared_zone("Park Zone", leads=[council])
    make.ready_zone("Draft Zone", leads=[council])
    client.force_login(make.member(council, Role.REPRESENTATIVE))
    address = reverse("partner-end", args=[council.slug])
    page = client.get(address).content.decode()
    assert "It leads 1 running zone" in page
    assert reverse("zone-who", args=[running.reference]) in page
    assert "Draft Zone" not in page
    typed = {
        "ends_on_day": "1",
        "ends_on_month": "4",
        "ends_on_year": "2040",
        "why": "Merged.",
        "successor": "No Such Council",
        "version": council.version,
    }
    page = client.post(address, typed)
    assert page.status_code == 422
    assert "No organisation here is called" in page.content.decode()
    assert 'value="No Such Council"' in page.content.decode()
    heir = make.council("Heir Council")
    assert client.post(address, typed | {"successor": "heir council"}).status_code == 302
    council.refresh_from_db()
    assert (council.ends_on, council.successor) == (dt.date(2040, 4, 1), heir)
    late = client.post(address, typed | {"successor": "", "version": 1, "why": "Another."})
    assert late.status_code == 409
    assert "Heir Council follows it" in late.content.decode()
    assert client.post(reverse("partner-go-on", args=[council.slug])).status_code == 302
    council.refresh_from_db()
    assert (council.ends_on, council.successor, council.why_ended) == (None, None, "")
