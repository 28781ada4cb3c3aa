"""What public notices say, at each step of a zone's life; and that what was given never changes."""

import datetime as dt
import json
import re

import pytest
from django.db import InternalError, connection, transaction

from groundwork import clock
from partners.models import Service
from places.models import Area
from sizes import amending, lifecycle, noticing
from sizes.models import MissingCapacity, Notice, Outcome
from tests import factories as make
from tests.sizes.amending.changes import drafted, everything

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
ON = dt.date(2027, 3, 3)
TARGET = dt.date(2029, 3, 1)
# Words of law, which would promise what a zone cannot do.
WORDS_OF_LAW = re.compile(
    r"\b(in force|enforce\w*|cease\w*|have effect|hereby|pursuant|enact\w*|order of|by law|"
    r"legally|shall|statut\w+)\b",
    re.IGNORECASE,
)


def proposed(**more):
    leads = [make.council("City Council", contact_place="Any library")]
    given = {"place_in_words": "Stirchley ward", "starts_on": ON + 30 * DAY, "target_on": TARGET}
    return make.proposed_zone("Well", leads=leads, on=ON, **given | more)


def declared(**more):
    leads = [make.council("City Council", contact_place="Any library")]
    given = {"place_in_words": "Stirchley ward", "starts_on": ON + 5 * DAY, "target_on": TARGET}
    return make.declared_zone("Well", leads=leads, on=ON, **given | more)


def newest(zone):
    return zone.notices.order_by("-number").first()


def said(notice) -> str:
    return json.dumps(notice.content, ensure_ascii=False)


def part(notice, key):
    return next(each for each in notice.content["sections"] if each["key"] == key)


def test_proposal_gives_reasons_dates_and_the_day_by_which_to_comment():
    notice = newest(proposed())
    assert notice.kind == "proposal"
    assert notice.content["opening"] == (
        "Notice is given that on 3 March 2027 City Council proposed that the area shown on the "
        "plan annexed, in Stirchley ward, be declared a Social Innovation Zone, named “Well”. "
        "Nothing is different yet."
    )
    assert notice.content["facts"] == [
        ["Proposed on", "3 March 2027"],
        ["Would start on", "2 April 2027"],
        ["Comment by", "31 March 2027"],
    ]
    assert notice.content["ends"] == (
        "Would end on 1 March 2029 unless renewed, at the latest 30 May 2029."
    )
    assert notice.content["comment_by"] == "2027-03-31"
    assert part(notice, "why")["words"] == ["Three groups already work on it."]
    assert part(notice, "purpose")["words"] == ["Help people here to be well."]
    assert part(notice, "differs")["words"] == ["Opening hours and places only."]
    assert part(notice, "outcomes")["items"] == ["More people walk in the park."]
    assert notice.content["seen_at"] == "Any library"


def test_proposal_says_why_its_time_for_comments_is_not_the_usual_one():
    zone = proposed(comment_days=42, why_comment_days="August lies in it.")
    assert part(newest(zone), "period")["words"] == ["August lies in it."]
    assert newest(zone).content["comment_by"] == "2027-04-14"


def test_declaration_says_what_when_by_whom_and_what_was_heard():
    zone = declared()
    notice = newest(zone)
    assert (notice.kind, notice.given_on) == ("declaration", ON)
    assert notice.content["opening"] == (
        "Notice is given that on 3 March 2027 the parties named below declared the area shown on "
        "the plan annexed, in Stirchley ward, to be a Social Innovation Zone, named “Well”."
    )
    assert notice.content["facts"] == [["Made on", "3 March 2027"], ["Starts on", "8 March 2027"]]
    assert notice.content["ends"] == (
        "Ends on 1 March 2029 unless renewed, at the latest 30 May 2029."
    )
    assert part(notice, "heard")["words"] == ["Little.", "We read it."]
    (promise,) = part(notice, "promises")["items"]
    assert promise.endswith(f" will suspend a policy: {make.PROMISED}.")
    assert [each["capacity"] for each in notice.content["signatures"]] == [
        "Council",
        "Community",
        "Local leader",
        "Partner",
    ]
    council = notice.content["signatures"][0]
    assert (council["organisation"], council["role"]) == ("City Council", "Chair")
    assert council["authority"] == "cabinet, 3 March 2027"
    assert council["decision_url"] == "https://council.example/decisions/1"


def test_declaration_says_who_did_not_sign_and_why():
    zone = proposed()
    make.ready_to_declare(zone, on=ON + 30 * DAY)
    zone.signatures.filter(capacity="partner").update(withdrawn_on=ON, why_withdrawn="No.")
    MissingCapacity.objects.create(
        zone=zone,
        capacity="partner",
        who_was_asked="The three banks.",
        asked_on=ON,
        why_not="None has an office here.",
    )
    by = make.councillor_of(zone)
    lifecycle.take("declare", zone=zone, by=by, on=ON + 30 * DAY)
    notice = newest(zone)
    assert notice.content["missing"] == (
        "Nobody signed as partner. Asked: The three banks, on 3 March 2027. Why nobody did: None "
        "has an office here."
    )
    assert "Partner" not in {each["capacity"] for each in notice.content["signatures"]}


def test_limits_are_told_in_words():
    zone = proposed()
    first, second = Service.objects.all()[:2]
    make.ready_to_declare(zone, on=ON + 30 * DAY)
    zone.limits.longest_days, zone.limits.is_fringe_open = 1_184, False
    zone.limits.save()
    zone.limits.services.set([first])
    zone.limits.fixed_services.set([second])
    by = make.councillor_of(zone)
    lifecycle.take("declare", zone=zone, by=by, on=ON + 30 * DAY)
    assert part(newest(zone), "stays")["words"] == [
        "Nobody loses a home visit.",
        f"Only these services may vary: {first}.",
        f"These services stay as they are: {second}.",
        "No difference lasts longer than 1,184 days.",
        "In the fringe nothing differs.",
    ]


def test_outcomes_are_told_with_how_anyone_would_know():
    zone = make.ready_zone()
    Outcome.objects.create(
        zone=zone, position=1, statement="Fewer falls.", indicator="Falls", baseline="9", target="3"
    )
    lifecycle.take("publish", zone=zone, by=make.councillor_of(zone))
    assert part(newest(zone), "outcomes")["items"] == [
        "More people walk in the park.",
        "Fewer falls (measured by: Falls; now: 9; aim: 3).",
    ]


def test_places_are_listed_by_what_the_core_and_the_fringe_take_of_them():
    make.area("Stirchley", shape=make.square(0, 0, side=100))
    make.area("Cotteridge", shape=make.square(-100, 0, side=100))
    make.area("Far away", shape=make.square(5_000, 0))
    make.area("The tower", kind=Area.Kind.TOWER_BLOCK, shape=make.square(40, 40, side=20))
    make.area("The city", kind=Area.Kind.DISTRICT, shape=make.square(-500, -500, side=9_000))
    assert newest(declared()).content["where"] == [
        (
            "The core covers 1 hectare; round it lies a fringe of 8 hectares, in which the zone "
            "fades out."
        ),
        "Wards in the core: all of Stirchley.",
        "Wards that only the fringe touches: part of Cotteridge.",
        "Places in the core: all of The tower.",
        "Council area: The city.",
    ]


def test_crisp_zone_says_that_it_stops_at_its_edge():
    notice = newest(declared(core=make.square(), reach=make.square()))
    assert notice.content["is_crisp"]
    assert notice.content["where"] == [
        "The zone covers 1 hectare, and stops exactly at its edge.",
    ]


def changed(zone, on):
    by = make.councillor_of(zone)
    change = everything(drafted(zone, by, reason="More people asked.", on=on), by)
    return amending.open_for_objection(amendment=change, by=by, on=on), by


def test_open_amendment_says_what_it_would_change_until_when_one_may_object():
    zone = make.declared_zone("Well", place_in_words="Stirchley ward")
    today = clock.today()
    change, _ = changed(zone, today)
    notice = newest(zone)
    assert notice.content["heading"] == "Proposed change to a Social Innovation Zone"
    assert "in Stirchley ward named “Well”" in notice.content["opening"]
    assert notice.content["opening"].endswith("Until the change is made, the zone stays as it is.")
    assert notice.content["object_by"] == (today + 14 * DAY).isoformat()
    assert part(notice, "why")["words"] == ["More people asked."]
    rows = {row["what"]: (row["before"], row["after"]) for row in part(notice, "changes")["rows"]}
    assert rows["What it is for"] == (
        "Help people here to be well.",
        "Help people here and next door.",
    )
    assert rows["New outcome"] == ("", "Fewer are lonely.")
    assert rows["No longer an outcome"] == ("More people walk in the park.", "")
    assert rows["Where the zone lies"] == (
        "core 1 hectare, fringe 8 hectares",
        "core 1 hectare, fringe 15 hectares",
    )
    assert notice.boundary_id == change.boundary_id
    assert notice.content["replaces"] == zone.newest_boundary().pk
    assert notice.content["signatures"] == []


def test_made_amendment_says_what_was_changed_and_keeps_who_signed():
    today = clock.today()
    zone = make.declared_zone("Well", on=today - 40 * DAY, starts_on=today - 40 * DAY)
    change, by = changed(zone, today - 20 * DAY)
    was = change.zone.newest_boundary().pk
    amending.make(amendment=change, by=by, on=today)
    notice = newest(zone)
    assert notice.content["heading"] == "Change to a Social Innovation Zone"
    assert notice.content["facts"] == [["Made on", clock.today().strftime("%-d %B %Y")]]
    assert "changed what they had declared" in notice.content["opening"]
    assert (notice.boundary_id, notice.content["replaces"]) == (change.boundary_id, was)
    rows = {row["what"]: (row["before"], row["after"]) for row in part(notice, "changes")["rows"]}
    assert rows["What it is for"][0] == "Help people here to be well."
    assert len(notice.content["signatures"]) == 4
    assert zone.notices.count() == 4


def test_notice_of_an_amendment_needs_one():
    zone = declared()
    with pytest.raises(ValueError, match="amendment"):
        noticing.give(Notice.Kind.AMENDMENT, zone=zone, on=ON)


def test_renewal_gives_reason_effect_and_the_new_target_date():
    zone = make.zone_in("under_review", "Well", on=ON, starts_on=ON, target_on=TARGET)
    make.prepare(zone, "renew", on=ON)
    lifecycle.take("renew", zone=zone, by=make.councillor_of(zone), on=ON)
    notice = newest(zone)
    assert notice.kind == "renewal"
    assert "the area shown on the plan annexed, for a second term." in notice.content["opening"]
    assert ["New target date", "1 March 2031"] in notice.content["facts"]
    assert notice.content["ends"] == (
        "Ends on 1 March 2031 unless renewed, at the latest 30 May 2031."
    )
    assert part(notice, "decision")["words"] == [
        "It is renewed for another term.",
        "The evidence says so.",
    ]
    assert part(notice, "effect")["words"] == ["People keep their home visits."]


@pytest.mark.parametrize(
    ("step", "opening", "decision"),
    [
        ("dissolve", "was dissolved.", "It is dissolved."),
        (
            "mainstream",
            "ends, because what it tried becomes normal practice.",
            "What was tried becomes normal practice.",
        ),
    ],
)
def test_end_gives_decision_reason_and_effect(step, opening, decision):
    zone = make.zone_in("under_review", "Well", on=ON, starts_on=ON, target_on=TARGET)
    make.prepare(zone, step, on=ON)
    lifecycle.take(step, zone=zone, by=make.councillor_of(zone), on=ON, note="Decided.")
    notice = newest(zone)
    assert notice.kind == "end"
    assert notice.content["opening"] == (
        f"Notice is given that on 3 March 2027 the Social Innovation Zone named “Well” {opening}"
    )
    assert notice.content["ends"] == ""
    assert part(notice, "decision")["words"] == [decision, "The evidence says so."]
    assert part(notice, "effect")["words"] == ["People keep their home visits."]
    assert part(notice, "lapsed")["words"] == []


def test_end_of_a_lapsed_zone_says_that_nobody_decided_in_time():
    zone = make.declared_zone("Well", on=ON, starts_on=ON, target_on=TARGET)
    make.prepare(zone, "dissolve", on=TARGET)
    late = TARGET + 91 * DAY
    councillor = make.councillor_of(zone)
    lifecycle.take("dissolve", zone=zone, by=councillor, on=late, note="Nobody met.")
    notice = newest(zone)
    assert part(notice, "lapsed")["words"] == [
        "Nobody decided about it by 30 May 2029. It was over from the next day."
    ]
    assert part(notice, "decision")["words"] == ["It is dissolved.", "Nobody met."]


def every_kind():
    zone = make.zone_in("under_review", "Well", on=ON, starts_on=ON, target_on=TARGET)
    by = make.councillor_of(zone)
    make.prepare(zone, "renew", on=ON)
    lifecycle.take("renew", zone=zone, by=by, on=ON)
    today = clock.today()
    other = make.declared_zone("Other", on=today - 40 * DAY, starts_on=today - 40 * DAY)
    change, councillor = changed(other, today - 20 * DAY)
    amending.make(amendment=change, by=councillor, on=today)
    make.prepare(other, "dissolve")
    lifecycle.take("dissolve", zone=other, by=councillor, note="Because.")
    return [*zone.notices.all(), *other.notices.all()]


@pytest.mark.promise
def test_every_notice_says_that_it_has_no_statutory_force_and_uses_no_word_of_law():
    notices = every_kind()
    assert {notice.kind for notice in notices} == set(Notice.Kind.values)
    for notice in notices:
        assert "statutory force" in notice.content["force"]
        assert notice.content["force"].startswith("Neither this notice nor the zone has")
        words = said(notice).replace(notice.content["force"], "")
        assert WORDS_OF_LAW.findall(words) == [], notice.content["heading"]


def test_numbers_count_up_in_each_zone_and_are_its_references():
    zone, other = declared(), make.proposed_zone()
    assert [notice.reference for notice in zone.notices.order_by("number")] == [
        f"{zone.reference}/1",
        f"{zone.reference}/2",
    ]
    assert newest(other).reference == f"{other.reference}/1"


def test_proposal_given_again_gets_another_number():
    zone = make.proposed_zone()
    by = make.councillor_of(zone)
    lifecycle.take("return", zone=zone, by=by, note="Better words.")
    lifecycle.take("publish", zone=zone, by=by)
    assert [notice.number for notice in zone.notices.order_by("number")] == [1, 2]


@pytest.mark.promise
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE sizes_notice SET content = '{}'",
        "UPDATE sizes_notice SET number = 7",
        "DELETE FROM sizes_notice",
    ],
)
def test_notice_is_neither_changed_nor_taken_away_even_by_raw_sql(statement):
    notice = newest(declared())
    with (
        pytest.raises(InternalError, match="notice"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert Notice.objects.get(pk=notice.pk).content == notice.content


def test_notice_says_what_was_so_when_it_was_given():
    zone = proposed()
    before = newest(zone).content
    zone.write(purpose="Something else.", name="Other")
    assert newest(zone).content == before
    assert "Something else." not in said(newest(zone))


@pytest.mark.promise
def test_notice_keeps_no_name_and_no_way_to_reach_anybody():
    leads = [
        make.council(
            "City Council",
            contact_name="Mary Officer",
            contact_email="mary@council.example",
            contact_telephone="0121 496 0000",
        )
    ]
    zone = make.declared_zone(leads=leads)
    for notice in zone.notices.all():
        for hidden in ("Signatory 1", "Mary Officer", "mary@", "0121 496"):
            assert hidden not in said(notice)


def test_draft_has_no_notice_of_its_record():
    with pytest.raises(ValueError, match="draft"):
        noticing.from_record(make.draft())


def test_notice_from_the_record_is_not_kept_and_has_the_number_of_the_zone():
    zone = declared()
    count = Notice.objects.count()
    made = noticing.from_record(zone)
    assert made.reference == zone.reference
    assert (made.kind, made.given_on) == ("declaration", ON)
    assert Notice.objects.count() == count
