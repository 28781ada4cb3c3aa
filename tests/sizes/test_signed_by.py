"""The zones that an organisation signed, on its own page."""

import pytest

from groundwork import clock
from sizes.models import Signature
from tests import factories as make

pytestmark = pytest.mark.django_db


def words_of(client, body) -> str:
    return " ".join(client.get(body.get_absolute_url()).content.decode().split())


def test_a_partners_page_tells_what_it_signed_as_what_and_when(client):
    zone = make.proposed_zone("Well and warm")
    row = make.sign_all(zone)[3]
    words = words_of(client, row.organisation)
    assert "Zones it signed" in words
    assert (
        f'<a href="{zone.get_absolute_url()}#signature-4">Well and warm</a>, as a partner' in words
    )


def test_a_withdrawal_is_told_there_too(client):
    row = make.sign_all(make.proposed_zone())[3]
    Signature.objects.filter(pk=row.pk).update(withdrawn_on=clock.today(), why_withdrawn="Left.")
    assert "; withdrawn on" in words_of(client, row.organisation)


def test_an_invitation_and_a_zone_that_was_removed_are_not_told(client):
    zone, body = make.proposed_zone(), make.organisation()
    Signature.objects.create(zone=zone, capacity="partner", organisation=body)
    assert "Zones it signed" not in words_of(client, body)
    row = make.sign_all(zone)[3]
    type(zone).objects.filter(pk=zone.pk).update(removed_on=clock.today(), why_removed="Unlawful.")
    assert "Zones it signed" not in words_of(client, row.organisation)


@pytest.mark.parametrize("number", [1, 20])
def test_signed_zones_take_one_query(number, django_assert_num_queries):
    from sizes.templatetags.signed_by import signed_zones

    body = make.organisation()
    zone = make.proposed_zone()
    for place in range(1, number + 1):
        make.signature_row(zone, "partner", body, position=place, on=clock.today()).save()
    with django_assert_num_queries(1):
        assert len(signed_zones(body)["signatures"]) == 1
