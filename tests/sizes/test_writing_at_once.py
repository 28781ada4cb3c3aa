"""Writes to one zone from two connections at the same moment."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from groundwork.versions import ChangedMeanwhile
from sizes import drafting
from sizes.models import Zone
from tests import factories


def both(write):
    """What the two writes give, each on a connection of its own."""

    def on_its_own(words):
        try:
            return write(words)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(on_its_own, ["one", "two"]))


def test_one_of_two_writes_with_the_same_version_is_refused(committed_db):
    starter = factories.person()
    zone = drafting.start_draft(name="Stirchley", by=starter)

    def write(words):
        try:
            drafting.change_words(zone=zone, by=starter, expected=1, why_here=words)
        except ChangedMeanwhile:
            return "refused"
        return words

    results = both(write)
    assert results.count("refused") == 1
    (won,) = set(results) - {"refused"}
    assert Zone.objects.get().why_here == won


def test_draft_started_twice_at_once_is_one(committed_db):
    starter = factories.person()
    both(lambda _: drafting.start_draft(name="Stirchley", by=starter))
    assert Zone.objects.count() == 1


def test_drafts_of_one_name_started_at_once_get_addresses_of_their_own(committed_db):
    starters = {"one": factories.person(), "two": factories.person()}
    both(lambda which: drafting.start_draft(name="Stirchley", by=starters[which]))
    assert len(set(Zone.objects.values_list("slug", flat=True))) == 2
