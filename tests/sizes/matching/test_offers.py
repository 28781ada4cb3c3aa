"""How well an offer fits a need: a table a side, and which offers are worth showing."""

import pytest

from sizes.matching.fits import Fit, Match, in_order
from sizes.matching.offers import (
    Asked,
    Offered,
    is_worth_showing,
    reasons_for_offer,
    words_in,
)

KITCHEN = Asked(
    kinds=("room",),
    words=words_in("A kitchen for a Tuesday lunch club"),
    core=frozenset({("theme", 1)}),
    touched=frozenset({("service", 2)}),
)
HEALTH, HOUSING, SPORT = ("theme", 1, "Health"), ("service", 2, "Housing"), ("theme", 3, "Sport")

# side, what is asked, what is offered, how it fits, what the reason says
SIDES = [
    ("words", KITCHEN, Offered(text="Kitchens are lent at lunch time"), "yes",
     "Speaks of “kitchen” and “lunch”"),
    ("words", KITCHEN, Offered(text="We lend the kitchen."), "partly", "Speaks of “kitchen”"),
    ("words", KITCHEN, Offered(text="We lend bicycles."), "no", "Does not speak of what"),
    ("subject", KITCHEN, Offered(subject="assets"), "yes", "Is about how assets are used, which"),
    ("subject", KITCHEN, Offered(subject="policy"), "partly", "Is about a policy, which may stand"),
    ("subject", KITCHEN, Offered(subject="people"), "no", "not how assets are used"),
    ("subject", Asked(kinds=("skills",)), Offered(subject="people"), "yes", "how people work"),
    ("subject", Asked(kinds=("information",)), Offered(subject="information"), "yes",
     "Is about how information is used"),
    ("subject", Asked(kinds=("licence",)), Offered(subject="policy"), "yes", "a policy, which is"),
    ("subject", Asked(kinds=("money",)), Offered(subject="assets"), "yes", "how assets are used"),
    ("about", KITCHEN, Offered(about=(HEALTH, SPORT)), "yes", "what the zone is about: Health"),
    ("about", KITCHEN, Offered(about=(HOUSING,)), "partly", "the zone may touch: Housing"),
    ("about", KITCHEN, Offered(), "unknown", "Names no theme or service"),
    ("about", KITCHEN, Offered(about=(SPORT,)), "no", "Belongs to other things: Sport"),
    ("area", KITCHEN, Offered(holds_here=True, place="Stirchley"), "yes", "Holds here: Stirchley"),
    ("area", KITCHEN, Offered(), "unknown", "Does not say where it holds"),
    ("area", KITCHEN, Offered(holds_here=False, place="Aston"), "no", "Holds elsewhere: Aston"),
    ("standing", KITCHEN, Offered(is_standing=True), "yes", "Any zone may take it up"),
    ("standing", KITCHEN, Offered(), "unknown", "whether other zones may take it up"),
]  # fmt: skip


@pytest.mark.parametrize(("side", "asked", "offered", "fit", "says"), SIDES)
def test_a_side_is_judged_and_said(side, asked, offered, fit, says):
    reason = {each.side: each for each in reasons_for_offer(asked, offered)}[side]
    assert (reason.fit, says in reason.says) == (fit, True), reason


def test_what_cannot_be_judged_is_left_out():
    sides = {each.side for each in reasons_for_offer(Asked(), Offered(subject="people"))}
    assert sides == {"words", "area", "standing"}


@pytest.mark.parametrize(
    ("offered", "is_worth"),
    [
        (Offered("people", "A kitchen and a lunch", holds_here=True), True),
        (Offered("people", "We lend a kitchen"), True),
        (Offered("assets", "Anything at all", about=(HEALTH,)), True),
        (Offered("assets", "Anything at all", about=(HOUSING,)), True),
        (Offered("assets", "Anything at all"), False),
        (Offered("assets", "Anything at all", about=(SPORT,)), False),
        (Offered("people", "Anything at all", about=(HEALTH,)), False),
        (Offered("assets", "A kitchen", about=(HEALTH,), holds_here=False), False),
    ],
)
def test_an_offer_is_shown_where_it_has_enough_to_do_with_the_need(offered, is_worth):
    assert is_worth_showing(reasons_for_offer(KITCHEN, offered)) is is_worth


def test_offers_are_put_in_order_best_first():
    best = Offered("assets", "A kitchen for lunch", (HEALTH,), True, "Here", True)
    order = {
        "best": best,
        "touches the subject": Offered("assets", "A kitchen for lunch", (HOUSING,), True, "", True),
        "names no place": Offered("assets", "A kitchen for lunch", (HOUSING,), None, "", True),
        "one word": Offered("assets", "A kitchen", (HOUSING,), None, "", False),
        "no word": Offered("assets", "Anything", (HOUSING,), None, "", False),
    }
    found = [Match(name, reasons_for_offer(KITCHEN, each)) for name, each in order.items()]
    assert [match.thing for match in in_order(reversed(found))] == [*order]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A kitchen for a Tuesday lunch club", {"kitchen", "tuesday", "lunch"}),
        ("Kitchens, KITCHENS and kitchen!", {"kitchen"}),
        ("A room for the use of local people", {"room"}),
        ("We need a van", set()),
        ("", set()),
    ],
)
def test_words_are_those_that_tell_what_it_is_about(text, words):
    assert words_in(text) == words


def test_nothing_is_judged_hard_but_what_cannot_be_helped():
    elsewhere = Match("x", reasons_for_offer(KITCHEN, Offered(text="kitchen", holds_here=False)))
    assert [each.fit for each in elsewhere.misses] == [Fit.NO]
    assert elsewhere.hard_failures == 0
