"""What signatories do about an open change: object, sign again, leave; and what making it does."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from pghistory.models import Context

from groundwork import clock
from groundwork.models import Letter
from groundwork.problems import Refused
from partners.models import Membership
from sizes import amending
from sizes.models import Objection, Signature
from tests import factories as make
from tests.sizes.amending import changes as do

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def zone():
    since = clock.today() - 60 * DAY
    return make.declared_zone(on=since, starts_on=since)


@pytest.fixture
def councillor(zone):
    return make.councillor_of(zone)


@pytest.fixture
def change(zone, councillor):
    """A wider reach, open for objection since today."""
    drafted = do.wider(do.drafted(zone, councillor), councillor)
    return amending.open_for_objection(amendment=drafted, by=councillor)


def signature_of(zone, capacity="partner"):
    return zone.signatures.get(capacity=capacity)


def speaker(signature, role=Membership.Role.REPRESENTATIVE):
    return make.member(signature.organisation, role)


def objected(change, *, on=None, capacity="partner"):
    signature = signature_of(change.zone, capacity)
    by = speaker(signature)
    return amending.object_to(
        amendment=change, signature=signature, why="Too far.", by=by, on=on
    ), by


@pytest.mark.parametrize(
    ("role", "is_let_in"),
    [("representative", True), ("councillor", True), ("editor", False), ("officer", False)],
)
def test_only_who_answers_for_a_signatory_objects(change, role, is_let_in):
    signature = signature_of(change.zone)
    given = {"amendment": change, "signature": signature, "why": "Too far."}
    if is_let_in:
        amending.object_to(by=speaker(signature, role), **given)
    else:
        with pytest.raises(PermissionDenied):
            amending.object_to(by=speaker(signature, role), **given)
    with pytest.raises(PermissionDenied):
        amending.object_to(by=make.person(), **given)


def test_signatory_of_another_zone_does_not_object(change):
    other = signature_of(make.declared_zone())
    with pytest.raises(PermissionDenied):
        amending.object_to(amendment=change, signature=other, why="No.", by=speaker(other))


def test_objection_on_paper_is_noted_by_those_who_lead(change, councillor):
    Signature.objects.create(
        zone=change.zone,
        capacity="community",
        signatory="Tenants of the tower",
        position=9,
        signed_on=clock.today(),
        signed_at=clock.now(),
        role="Chair",
    )
    signature = change.zone.signatures.get(position=9)
    given = {"amendment": change, "signature": signature, "why": "Too far."}
    with pytest.raises(PermissionDenied):
        amending.object_to(by=make.person(), **given)
    amending.object_to(by=councillor, **given)
    assert change.objections.get().signature == signature


def test_objection_has_a_reason_and_is_noted_once(change):
    signature = signature_of(change.zone)
    by = speaker(signature)
    with pytest.raises(Refused, match="Say why you object"):
        amending.object_to(amendment=change, signature=signature, why=" ", by=by)
    first = amending.object_to(amendment=change, signature=signature, why="Too far.", by=by)
    again = amending.object_to(amendment=change, signature=signature, why="Much.", by=by)
    assert first == again
    assert Objection.objects.get().why == "Too far."
    with pytest.raises(IntegrityError), transaction.atomic():
        Objection.objects.create(
            amendment=change, signature=signature, why="Again.", objected_on=clock.today()
        )


def test_leads_are_told_of_an_objection(change, councillor):
    objected(change)
    letter = Letter.objects.get(key__startswith="objection-", to=councillor.email)
    assert "objects" in letter.subject
    assert "Too far." in letter.body


@pytest.mark.parametrize(("days", "is_in_time"), [(0, True), (14, True), (15, False)])
def test_last_day_to_object_counts(change, days, is_in_time):
    day = clock.today() + days * DAY
    if is_in_time:
        objected(change, on=day)
    else:
        with pytest.raises(Refused, match="time for objection ended"):
            objected(change, on=day)


def test_who_withdrew_does_not_object(change):
    signature = signature_of(change.zone)
    signature.write(withdrawn_on=clock.today(), why_withdrawn="Moved away.")
    with pytest.raises(Refused, match="does not sign this zone any more"):
        objected(change)


def test_nobody_objects_to_what_is_not_open(zone, councillor):
    drafted = do.wider(do.drafted(zone, councillor), councillor)
    with pytest.raises(Refused, match="not open for objection"):
        objected(drafted)


def test_who_signs_again_stays_when_the_change_is_made(change, councillor):
    day = clock.today() + 15 * DAY
    objection, by = objected(change)
    amending.sign_again(objection=objection, by=by, on=day)
    amending.make(amendment=change, by=councillor, on=day)
    objection.refresh_from_db()
    assert (objection.answer, objection.answered_on) == ("signed_again", day)
    assert signature_of(change.zone).withdrawn_on is None


def test_who_leaves_is_withdrawn_that_day_with_the_reason(change):
    objection, by = objected(change)
    amending.leave(objection=objection, by=by)
    amending.leave(objection=objection, by=by)
    signature = signature_of(change.zone)
    assert signature.withdrawn_on == clock.today()
    assert signature.why_withdrawn == "Objected to change 1."
    assert signature.withdrawn_by == by
    with pytest.raises(Refused, match="has left"):
        amending.sign_again(objection=objection, by=by)


def test_who_signed_again_may_still_leave_but_not_object_anew(change):
    objection, by = objected(change)
    amending.sign_again(objection=objection, by=by)
    with pytest.raises(Refused, match="signed again"):
        amending.object_to(amendment=change, signature=objection.signature, why="No.", by=by)
    amending.leave(objection=objection, by=by)
    objection.refresh_from_db()
    assert objection.answer == "left"


@pytest.mark.parametrize("verb", [amending.sign_again, amending.leave])
def test_nobody_answers_for_another(change, verb):
    objection, _ = objected(change)
    with pytest.raises(PermissionDenied):
        verb(objection=objection, by=make.person())


@pytest.mark.parametrize("verb", [amending.sign_again, amending.leave])
def test_nothing_is_answered_once_the_change_is_made(change, councillor, verb):
    objection, by = objected(change)
    amending.make(amendment=change, by=councillor, on=clock.today() + 15 * DAY)
    with pytest.raises(Refused, match="not open"):
        verb(objection=objection, by=by)


def test_who_objects_still_leaves_when_the_change_is_made_and_is_told(change, councillor):
    day = clock.today() + 15 * DAY
    objection, by = objected(change)
    amending.make(amendment=change, by=councillor, on=day)
    objection.refresh_from_db()
    signature = signature_of(change.zone)
    assert (objection.answer, objection.answered_on) == ("left", day)
    assert (signature.withdrawn_on, signature.withdrawn_by) == (day, councillor)
    others = change.zone.signatures.exclude(pk=signature.pk)
    assert set(others.values_list("withdrawn_on", flat=True)) == {None}
    letter = Letter.objects.get(to=by.email, subject__endswith="was amended")
    assert str(signature) in letter.body


def test_nobody_leaves_by_a_change_that_is_abandoned(change, councillor):
    objected(change)
    amending.abandon(amendment=change, why="They are right.", by=councillor)
    assert signature_of(change.zone).withdrawn_on is None
    assert change.objections.get().answer == ""


def test_change_is_not_made_against_the_only_council(change, councillor):
    day = clock.today() + 15 * DAY
    objection, by = objected(change, capacity="council")
    with pytest.raises(Refused, match="without a council there is no zone"):
        amending.make(amendment=change, by=councillor, on=day)
    amending.sign_again(objection=objection, by=by, on=day)
    amending.make(amendment=change, by=councillor, on=day)


def test_objection_is_never_deleted(change):
    objection, _ = objected(change)
    with pytest.raises(Exception, match="Cannot delete"), transaction.atomic():
        objection.delete()


def test_reasons_in_the_history_hold_neither_names_nor_words_of_signatories(change):
    """What is in a reason can never be taken out again."""
    signature = signature_of(change.zone)
    objection, by = objected(change)
    amending.sign_again(objection=objection, by=by)
    amending.leave(objection=objection, by=by)
    said = [str(each.metadata) for each in Context.objects.all()]
    assert any("A signatory leaves the zone" in each for each in said)
    assert not [each for each in said if "Too far" in each or str(signature) in each]
