"""How well an asset fits a need, side by side: a table a side, and the order of matches."""

import datetime as dt
from decimal import Decimal

import pytest

from assets.models import Weekday
from assets.week import Slot
from places.fuzzy import Band, Measure
from sizes.matching.fits import (
    HARD,
    KIN,
    WEIGHTS,
    WORTH,
    Fit,
    Held,
    Match,
    Reason,
    Wanted,
    in_order,
    kinds_that_may_serve,
    reasons_for,
    score_of,
)

TUESDAY, THURSDAY = Weekday.TUESDAY.value, Weekday.THURSDAY.value


def hours(weekday: int, starts: int, ends: int) -> Slot:
    return Slot(weekday, dt.time(starts), dt.time(ends))


def at(*, core: float = 0, edge: float = 0, reach: float = 0) -> Measure:
    """A place in the core, in the fringe (metres to the core and the edge), or outside it."""
    if reach:
        return Measure(0, Band.OUTSIDE, core, 0, reach)
    if core:
        return Measure(edge / (core + edge), Band.MIDDLE, core, edge, 0)
    return Measure(1, Band.CORE, 0, edge, 0)


LUNCH = Wanted(slots=(hours(TUESDAY, 11, 14),))
TWICE = Wanted(slots=(hours(TUESDAY, 11, 14), hours(THURSDAY, 11, 14)))
COOKING = Wanted(facilities=("kitchen", "toilets"))
NEAR = Wanted(beyond_m=800)
LENT = Wanted(acts=("share", "lend"))
MONEY = Wanted(kinds=("money",), amount=Decimal("5000"))

# side, what is wanted, what is held, how it fits, what the reason says
SIDES = [
    ("kind", Wanted(kinds=("room",)), Held("room"), "yes", "Is what is asked for: room or hall"),
    ("kind", Wanted(kinds=("room",)), Held("building"), "partly", "which may have a room"),
    ("kind", Wanted(kinds=("building",)), Held("room"), "partly", "no whole building"),
    ("kind", Wanted(kinds=("equipment",)), Held("vehicle"), "partly", "It is a vehicle"),
    ("kind", Wanted(kinds=("room",)), Held("other"), "unknown", "ask what it is"),
    ("kind", Wanted(kinds=("room", "land")), Held("vehicle"), "no", "something else: vehicle"),
    ("facilities", COOKING, Held(facilities=("toilets", "kitchen", "stage")), "yes",
     "Has a kitchen and toilets"),
    ("facilities", COOKING, Held(facilities=("toilets",)), "partly",
     "Has toilets; does not list a kitchen"),
    ("facilities", COOKING, Held(), "unknown", "Does not say whether it has a kitchen and toilets"),
    ("facilities", COOKING, Held(facilities=("stage",)), "no", "and not a kitchen and toilets"),
    ("hours", LUNCH, Held(slots=(hours(TUESDAY, 9, 17),)), "yes",
     "Is free when it is needed: Tuesday, 11am to 2pm"),
    ("hours", LUNCH, Held(slots=(hours(TUESDAY, 9, 12), hours(TUESDAY, 12, 17))), "yes",
     "Tuesday, 11am to 2pm"),
    ("hours", LUNCH, Held(slots=(hours(TUESDAY, 11, 14),)), "yes", "Tuesday, 11am to 2pm"),
    ("hours", LUNCH, Held(slots=(hours(TUESDAY, 9, 12),)), "partly",
     "a part of that time: Tuesday, 9am to midday"),
    ("hours", TWICE, Held(slots=(hours(TUESDAY, 9, 17),)), "partly", "Tuesday, 9am to 5pm"),
    ("hours", LUNCH, Held(), "unknown", "Does not say when it is free"),
    ("hours", LUNCH, Held(slots=(hours(THURSDAY, 9, 17),)), "no",
     "Is not free then, but Thursday, 9am to 5pm"),
    ("hours", LUNCH, Held(slots=(hours(TUESDAY, 14, 17),)), "no", "Tuesday, 2pm to 5pm"),
    ("place", NEAR, Held("room", where=at()), "yes", "In the core"),
    ("place", NEAR, Held("room", where=at(core=120, edge=80)), "yes",
     "In the fringe, 120 m from the core"),
    ("place", NEAR, Held("room", where=at(core=600, reach=400)), "partly",
     "Just outside, 400 m from its edge"),
    ("place", NEAR, Held("room", where=at(core=1000, reach=800)), "partly", "800 m"),
    ("place", NEAR, Held("room"), "unknown", "Does not say where it is"),
    ("place", NEAR, Held("room", where=at(core=1100, reach=900)), "no", "further than asked"),
    ("willing", LENT, Held(acts=(("lend", "Leave it clean."),)), "yes",
     "Its owner would lend it. Terms: Leave it clean"),
    ("willing", LENT, Held(acts=(("lend", ""), ("share", ""))), "yes", "lend it and share it"),
    ("willing", LENT, Held(acts=(("lend", "By day."), ("share", "Ask first."))), "yes",
     "lend it and share it. Terms: By day; Ask first"),
    ("willing", Wanted(), Held(acts=(("transfer", ""),)), "yes", "Its owner would transfer it"),
    ("willing", LENT, Held(), "unknown", "has not said what it may be used for"),
    ("willing", LENT, Held(acts=(("transfer", ""),)), "no", "asked is to share it and lend it"),
    ("capacity", Wanted(capacity=30), Held(capacity=30), "yes", "Takes 30 people"),
    ("capacity", Wanted(capacity=30), Held(), "unknown", "Does not say how many people it takes"),
    ("capacity", Wanted(capacity=30), Held(capacity=29), "no", "Takes 29 people, fewer than 30"),
    ("capacity", Wanted(capacity=2), Held(capacity=1), "no", "Takes 1 person, fewer than 2"),
    ("step_free", Wanted(access=("step_free",)), Held(step_free="yes"), "yes", "Step-free"),
    ("step_free", Wanted(access=("step_free",)), Held(step_free="partly"), "partly", "in part"),
    ("step_free", Wanted(access=("step_free",)), Held(), "unknown",
     "Does not say whether it is step-free"),
    ("step_free", Wanted(access=("step_free",)), Held(step_free="no"), "no", "Not step-free"),
    ("accessible_toilet", Wanted(access=("accessible_toilet",)), Held(accessible_toilet="no"),
     "no", "Has no accessible toilet"),
    ("hearing_loop", Wanted(access=("hearing_loop",)), Held(hearing_loop="yes"), "yes",
     "Has a hearing loop"),
    ("available", Wanted(), Held(is_available=True), "yes", "It is available now"),
    ("amount", MONEY, Held("money", amount=Decimal("5000")), "yes", "Has £5,000"),
    ("amount", MONEY, Held("money", amount=Decimal("4999.99")), "partly",
     "Has £4,999.99, a part of the £5,000"),
    ("amount", MONEY, Held("money"), "unknown", "Does not say how much money there is"),
    ("amount", MONEY, Held("money", amount=Decimal(0)), "no", "Has no money left"),
]  # fmt: skip


def judged(wanted: Wanted, held: Held) -> dict[str, Reason]:
    return {each.side: each for each in reasons_for(wanted, held)}


@pytest.mark.parametrize(("side", "wanted", "held", "fit", "says"), SIDES)
def test_a_side_is_judged_and_said(side, wanted, held, fit, says):
    reason = judged(wanted, held)[side]
    assert (reason.fit, says in reason.says) == (fit, True), reason
    assert not reason.says.endswith(".")


def test_every_way_to_fit_is_in_the_table():
    told = {(side, fit) for side, _, _, fit, _ in SIDES}
    assert {side for side, _ in told} == set(WEIGHTS) - {
        "subject", "words", "about", "area", "standing",
    }  # fmt: skip
    for side in ("kind", "facilities", "hours", "place", "step_free", "amount"):
        assert {fit for each, fit in told if each == side} == set(Fit)


def test_what_is_not_asked_is_not_judged():
    everything = Held("room", ("kitchen",), (), (hours(TUESDAY, 9, 17),), 30, "no", "no", "no")
    assert set(judged(Wanted(), everything)) == {"place", "willing"}


def test_what_serves_from_anywhere_is_not_asked_where_it_is():
    for kind in ("money", "skills", "information", "licence"):
        assert "place" not in judged(Wanted(kinds=(kind,)), Held(kind))
        assert "place" not in judged(Wanted(), Held(kind, where=at(core=90_000, reach=90_000)))
        assert judged(Wanted(), Held(kind, where=at()))["place"].fit is Fit.YES


def test_terms_that_are_long_are_cut_and_the_act_is_still_said():
    says = judged(Wanted(), Held(acts=(("share", "word " * 200),)))["willing"].says
    assert says.startswith("Its owner would share it. Terms: word")
    assert len(says) < 250


def test_score_is_the_weighted_worth_of_what_was_judged():
    kind, place = Reason("kind", Fit.YES, ""), Reason("place", Fit.NO, "")
    assert score_of([kind, place]) == round(100 * 20 / 35)
    assert score_of([kind]) == 100
    assert score_of([place]) == 0
    assert score_of([Reason("kind", Fit.UNKNOWN, "")]) == 30
    assert score_of([]) == 0


def test_yes_is_worth_most_then_in_part_then_unknown_then_no():
    assert [*WORTH] == sorted(WORTH, key=WORTH.__getitem__, reverse=True)
    assert len(set(WORTH.values())) == len(Fit)
    assert set(WEIGHTS) >= HARD


WHOLE = Wanted(
    kinds=("room",), facilities=("kitchen",), slots=LUNCH.slots, capacity=30,
    access=("step_free",), beyond_m=800,
)  # fmt: skip
BEST = {
    "kind": "room",
    "facilities": ("kitchen",),
    "acts": (("share", ""),),
    "slots": (hours(TUESDAY, 9, 17),),
    "capacity": 40,
    "step_free": "yes",
    "where": at(),
}
SILENT = {
    "kind": "building", "facilities": (), "acts": (), "slots": (), "capacity": None,
    "step_free": "", "where": None,
}  # fmt: skip
# From the best to the worst: what differs from the best.
ORDER = [
    ("everything fits", {}),
    ("everything fits, further from the core", {"where": at(core=50, edge=50)}),
    ("in part step-free", {"step_free": "partly"}),
    ("does not say whether it is step-free", {"step_free": ""}),
    ("does not say whether it has a kitchen", {"facilities": ()}),
    ("does not say when it is free", {"slots": ()}),
    ("lists what it has, and no kitchen", {"facilities": ("stage",)}),
    ("not step-free", {"step_free": "no"}),
    ("too small", {"capacity": 20}),
    ("not free then", {"slots": (hours(THURSDAY, 9, 17),)}),
    ("not free then, and not step-free", {"slots": (hours(THURSDAY, 9, 17),), "step_free": "no"}),
    ("a kind like it that says nothing", SILENT),
]  # fmt: skip


def test_matches_are_put_in_order_best_first():
    matches = []
    for name, differs in ORDER:
        held = Held(**BEST | differs)
        away = held.where.core_distance_m if held.where else float("inf")
        matches.append(Match(name, reasons_for(WHOLE, held), away))
    ordered = [match.thing for match in in_order(reversed(matches))]
    assert [name for name in ordered if name not in ("not step-free", "too small")] == [
        name for name, _ in ORDER if name not in ("not step-free", "too small")
    ]
    # These two come to the same, so their names decide.
    assert ordered[7:9] == ["not step-free", "too small"]


def test_a_match_says_how_well_it_fits_and_what_speaks_for_and_against_it():
    best = Match("hall", reasons_for(WHOLE, Held(**BEST)))
    assert (best.says, best.score, best.misses, best.unknown) == (
        "Fits everything that is asked", 100, [], [],
    )  # fmt: skip
    unsure = Match("hall", reasons_for(WHOLE, Held(**BEST | {"step_free": ""})))
    assert unsure.says == "Fits 6 of 7 points"
    assert [each.side for each in unsure.unknown] == ["step_free"]
    small = Match("hall", reasons_for(WHOLE, Held(**BEST | {"capacity": 20})))
    assert small.says == "Does not do all that is asked"
    assert [each.side for each in small.misses] == ["capacity"]
    assert small.hard_failures == 1


# What is asked, what is held, whether it is proposed, and what is said of it.
PROPOSED = [
    (WHOLE, BEST, True, "Fits everything that is asked"),
    (WHOLE, BEST | SILENT | {"where": at()}, True, "Fits 1 of 7 points"),
    (WHOLE, BEST | SILENT, False, "Too little is known to say whether it fits"),
    (WHOLE, BEST | SILENT | {"kind": "room"}, False, "Too little is known"),
    (WHOLE, BEST | SILENT | {"facilities": ("stage",)}, False, "Too little is known"),
    (Wanted(kinds=("skills",)), {"kind": "skills"}, True, "Fits 1 of 2 points"),
    (MONEY, {"kind": "money"}, True, "Fits 1 of 3 points"),
    (Wanted(kinds=("room",), beyond_m=800),
     {"kind": "building", "where": at(core=600, reach=400)}, True, "Fits in part"),
    (WHOLE, BEST | {"capacity": 20}, False, "Does not do all that is asked"),
]  # fmt: skip


@pytest.mark.parametrize(("wanted", "held", "may_fit", "says"), PROPOSED)
def test_only_what_something_speaks_for_and_nothing_rules_out_is_proposed(
    wanted, held, may_fit, says
):
    match = Match("thing", reasons_for(wanted, Held(**held)))
    assert match.may_fit is may_fit
    assert match.says.startswith(says)


def test_kinds_that_may_serve_are_those_asked_their_kin_and_what_is_of_no_kind():
    assert kinds_that_may_serve(["room"]) == ["room", "building", "other"]
    assert kinds_that_may_serve(["land"]) == ["land", "other"]
    assert kinds_that_may_serve([]) == []
    assert all(kind not in kin for kind, kin in KIN.items())
