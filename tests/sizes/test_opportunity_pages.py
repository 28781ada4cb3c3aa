"""Pages of opportunities and agreements: the board, working on one, and what other pages show."""

import pytest

from groundwork import clock
from partners.models import Membership
from sizes import agreements, opportunities, opportunity_board, opportunity_parts, redacting
from sizes.desk import desk_of
from sizes.models import Agreement, OpportunityState
from sizes.opportunity_board import board_of, opportunities_section
from sizes.opportunity_matters import opportunity_matters
from tests import asset_factories
from tests import factories as make
from tests import opportunity_factories as opp

pytestmark = pytest.mark.django_db
Role, State = Membership.Role, OpportunityState
DAY = make.DAY


@pytest.fixture
def zone():
    return make.declared_zone("Canalside")


def text(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def board(zone):
    return f"/zones/{zone.slug}/opportunities/"


def work(made, rest=""):
    return f"/zones/{made.zone.slug}/opportunities/{made.pk}/work/{rest}"


def day_fields(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


# --- The board ------------------------------------------------------------------------------------


def test_board_has_a_column_for_each_state_with_its_opportunities(client, zone):
    for state in State:
        opp.in_state(state, zone)
    assert zone.opportunities.count() == len(State)
    page = text(client, board(zone))
    columns = page.split('<section class="opportunity-column"')[1:]
    assert [f'id="column-{state}"' in column for state, column in zip(State, columns, strict=True)]
    for state, column in zip(State, columns, strict=True):
        assert column.count("<article") == 1, state


def test_board_shows_nothing_unread_or_hidden(client, zone):
    opp.spotted(zone, "Unread idea", by=make.person())
    hidden = opp.spotted(zone, "Hidden idea")
    opportunities.hide(opportunity=hidden, why="No.", by=opp.member_of(zone, Role.OFFICER))
    page = text(client, board(zone))
    assert "Unread idea" not in page
    assert "Hidden idea" not in page
    assert "Nobody has spotted one yet" in text(client, f"/zones/{zone.slug}/")


@pytest.mark.parametrize("number", [1, 20])
def test_board_asks_the_database_as_often_for_many_as_for_one(
    client, zone, number, django_assert_num_queries, monkeypatch
):
    monkeypatch.setattr(opportunity_board, "MOST_IN_A_COLUMN", 20)
    by, outcome = opp.member_of(zone), zone.outcomes.first()
    for each in range(number):
        made = zone.opportunities.create(
            title=f"Idea {each}", words="W", outcome=outcome, shown_on=clock.today()
        )
        for asset in (asset_factories.asset(), asset_factories.asset(name="The van")):
            made.parts.create(asset=asset)
        opportunities.take("develop", opportunity=made, by=by)
        sides = {"lender": make.organisation(), "borrower": make.organisation()}
        Agreement.objects.create(
            opportunity=made,
            what="The van",
            starts_on=clock.today(),
            ends_on=clock.today() + DAY,
            lender_agreed_on=clock.today(),
            borrower_agreed_on=clock.today(),
            **sides,
        )
    with django_assert_num_queries(5):
        assert text(client, board(zone)).count("<article") == number
    with django_assert_num_queries(5):
        assert text(client, board(zone) + "?state=developing").count("<article") == number


def test_a_full_column_leads_to_all_in_that_state(client, zone, monkeypatch):
    monkeypatch.setattr(opportunity_board, "MOST_IN_A_COLUMN", 1)
    opp.spotted(zone, "Older")
    opp.spotted(zone, "Newer")
    column = board_of(zone, clock.today())[0]
    assert (column.count, [card.title for card in column.cards]) == (2, ["Newer"])
    assert 'href="?state=spotted"' in text(client, board(zone))
    every = text(client, board(zone) + "?state=spotted")
    assert "Older" in every
    assert "Newer" in every
    assert "None has come this far." in text(client, board(zone) + "?state=ended")


# Days from today on which the one agreement begins, and is over → what a card says.
SAYS = [
    (0, 30, "Agreed until"),
    (5, 30, "begins on"),
    (-30, 0, "no other holds"),
]


@pytest.mark.parametrize(("starts", "ends", "says"), SAYS)
def test_card_says_what_the_dates_mean_today(zone, starts, ends, says):
    made = opp.in_state("agreed", zone)
    row = made.agreements.get()
    row.starts_on, row.ends_on = clock.today() + starts * DAY, clock.today() + ends * DAY
    assert says in opportunity_board.says_of(made, [row], clock.today())


def test_says_nothing_of_dates_where_nothing_is_agreed_yet(zone):
    made = opp.in_state("developing", zone)
    assert opportunity_board.says_of(made, [], clock.today()) == ""


# --- One opportunity ------------------------------------------------------------------------------


def test_its_page_tells_what_it_joins_what_was_agreed_and_what_came_of_it(client, zone):
    made = opp.in_state("running", zone)
    page = text(client, f"{board(zone)}{made.pk}/")
    for words in ("The kitchen", "The van", "The kitchen on Tuesdays", "Wash up.", "Both said yes"):
        assert words in page
    assert "More people walk in the park." in page
    opportunities.take(
        "end", opportunity=made, by=opp.member_of(zone), note="Forty people ate together."
    )
    assert "Forty people ate together." in text(client, f"{board(zone)}{made.pk}/")


def test_its_page_says_nothing_of_who_was_asked_until_both_have_agreed(client, zone):
    made = opp.in_state("spotted", zone)
    opportunities.take("develop", opportunity=made, by=opp.member_of(zone))
    borrower = make.organisation("Quiet Borrowers")
    opp.agreement(made, yes=("lender",), borrower=borrower, terms="Secret terms.")
    for path in (f"{board(zone)}{made.pk}/", f"/zones/{zone.slug}/history/"):
        page = text(client, path)
        assert "Quiet Borrowers" not in page
        assert "Secret terms." not in page


def test_a_sensitive_asset_is_named_without_its_place(client, zone):
    made = opp.spotted(zone)
    refuge = asset_factories.asset(
        name="Hidden Lane House", street="Hidden Lane", town="Hiddenton", is_sensitive=True
    )
    opportunity_parts.join_asset(opportunity=made, asset=refuge, by=opp.member_of(zone))
    client.force_login(opp.member_of(zone))
    for path in (
        board(zone),
        f"{board(zone)}{made.pk}/",
        f"/zones/{zone.slug}/history/",
        work(made),
        work(made, f"parts/{made.parts.get().pk}/out/"),
    ):
        assert "Hidden" not in text(client, path), path
    assert "place not shown" in text(client, board(zone))


def test_what_is_unread_is_there_for_its_spotter_and_members_alone(client, zone):
    resident = make.person()
    made = opp.spotted(zone, "Unread idea", by=resident)
    assert client.get(f"{board(zone)}{made.pk}/").status_code == 404
    client.force_login(make.person())
    assert client.get(work(made)).status_code == 404
    assert "Unread idea" not in text(client, board(zone) + "yours/")
    client.force_login(resident)
    assert "waits to be read" in text(client, work(made))
    assert "Waits to be read" in text(client, board(zone) + "yours/")
    client.force_login(opp.member_of(zone))
    assert "Let it onto the board" in text(client, work(made))
    assert "Unread idea" in text(client, board(zone) + "yours/")


def test_what_was_taken_off_says_so_and_nothing_more(client, zone):
    made = opp.spotted(zone, "Hidden idea")
    opportunities.hide(
        opportunity=made, why="It named a child.", by=opp.member_of(zone, Role.OFFICER)
    )
    answer = client.get(f"{board(zone)}{made.pk}/")
    assert answer.status_code == 410
    page = answer.content.decode()
    assert "It named a child." in page
    assert "Hidden idea" not in page
    assert "neighbours" not in page


def test_unlawful_words_are_removed_for_good(client, zone):
    made, officer = opp.spotted(zone, "Named child"), opp.member_of(zone, Role.OFFICER)
    client.force_login(officer)
    path = f"/desk/remove/opportunity/{made.pk}/"
    assert "Named child" in text(client, path)
    answer = client.post(path, {"why": "It named a child."}, follow=True)
    assert answer.status_code == 200
    made.refresh_from_db()
    assert (made.title, made.words, made.why_hidden) == ("", "", "It named a child.")
    assert not zone.opportunities.public().exists()
    assert "were removed already" in text(client, path)


def test_words_of_what_was_only_hidden_can_still_be_removed(zone):
    made, officer = opp.spotted(zone), opp.member_of(zone, Role.OFFICER)
    opportunities.hide(opportunity=made, why="Doubtful.", by=officer)
    redacting.redact(kind="opportunity", pk=made.pk, why="Unlawful.", by=officer)
    made.refresh_from_db()
    assert (made.words, made.why_hidden) == ("", "Unlawful.")


# --- The way through ------------------------------------------------------------------------------


def test_an_opportunity_is_spotted_read_developed_agreed_and_run_on_its_pages(client, zone):
    resident, member = make.person(), opp.member_of(zone)
    hall, group = make.organisation("Hall Trust"), make.organisation("Lunch Group")
    kitchen = asset_factories.asset(hall, "Big kitchen", town="Stirchley")
    client.force_login(resident)
    form = {"title": "Lunch club", "words": "Cook in it.", "outcome": zone.outcomes.first().pk}
    answer = client.post(board(zone) + "new/", form | {"asset": kitchen.reference}, follow=True)
    assert "Waits to be read" in answer.content.decode()
    made = zone.opportunities.get()

    client.force_login(member)
    client.post(work(made, "show/"), {"version": made.version})
    client.post(work(made, "steps/develop/"), {"version": ""})
    assert "Big kitchen" not in text(client, work(made, "parts/new/?q=stirchley"))  # there already
    people = {"organisation": "lunch group", "brings": "Six cooks"}
    client.post(work(made, "parts/new/"), people)
    page = text(client, work(made))
    assert "Six cooks" in page
    assert "both sides have said yes" in page

    today = clock.today()
    asked = {
        "part": made.parts.first().pk,
        "what": "The kitchen on Tuesdays",
        "borrower": "Lunch Group",
        "terms": "Wash up.",
        **day_fields("starts_on", today),
        **day_fields("last_on", today + 29 * DAY),
    }
    answer = client.post(f"{board(zone)}{made.pk}/agreements/new/", asked, follow=True)
    assert "Asked, not agreed yet" in answer.content.decode()
    agreement = made.agreements.get()
    assert agreement.ends_on == today + 30 * DAY
    path = f"{board(zone)}{made.pk}/agreements/{agreement.pk}/"
    for side, body in (("lender", hall), ("borrower", group)):
        client.force_login(make.member(body, Role.REPRESENTATIVE))
        assert "The kitchen on Tuesdays" in text(client, "/desk/")
        assert f"Say yes for {body}" in text(client, path)
        agreement.refresh_from_db()
        client.post(f"{path}yes/{side}/", {"version": agreement.version})
        assert "The kitchen on Tuesdays" not in text(client, "/desk/")

    client.force_login(member)
    for step in ("agree", "run"):
        made.refresh_from_db()
        client.post(work(made, f"steps/{step}/"), {"version": made.version})
    made.refresh_from_db()
    assert made.state == State.RUNNING
    client.logout()
    for where in (f"/assets/{kitchen.reference}/", f"/zones/{zone.slug}/"):
        assert "Lunch club" in text(client, where), where
    for body in (hall, group):
        assert "The kitchen on Tuesdays" in text(client, body.get_absolute_url())


def test_a_member_joins_an_asset_that_is_found(client, zone):
    made = opp.spotted(zone)
    hall = asset_factories.asset(name="Big kitchen", town="Stirchley")
    client.force_login(opp.member_of(zone))
    assert "Big kitchen" in text(client, work(made, "parts/new/?q=stirchley"))
    client.post(work(made, "parts/new/"), {"asset": hall.reference, "brings": "For cooking"})
    assert made.parts.get().brings == "For cooking"
    gone = client.post(work(made, "parts/new/"), {"asset": "AS-NOTHING", "brings": ""})
    assert gone.status_code == 409
    assert "no longer public" in gone.content.decode()
    out = work(made, f"parts/{made.parts.get().pk}/out/")
    assert "Take out" in text(client, out)
    client.post(out)
    assert not made.parts.exists()


def test_a_member_spots_straight_onto_the_board(client, zone):
    client.force_login(opp.member_of(zone))
    client.post(board(zone) + "new/", {"title": "Lunch club", "words": "Cook."})
    assert "Lunch club" in text(client, board(zone))


def test_nothing_typed_is_lost_where_somebody_else_wrote_meanwhile(client, zone):
    made, by = opp.spotted(zone), opp.member_of(zone)
    client.force_login(by)
    seen = made.version
    given = opportunities.OpportunityGiven("Theirs", "W")
    opportunities.describe(opportunity=made, given=given, by=by)
    mine = {"title": "Mine", "words": "My words", "version": seen}
    answer = client.post(work(made, "words/"), mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Theirs" in page
    assert "My words" in page
    made.refresh_from_db()
    client.post(work(made, "words/"), mine | {"version": made.version})
    made.refresh_from_db()
    assert made.title == "Mine"


def test_terms_typed_are_not_lost_where_somebody_else_wrote_meanwhile(client, zone):
    made, by = opp.in_state("spotted", zone), opp.member_of(zone)
    opportunities.take("develop", opportunity=made, by=by)
    agreement = opp.agreement(made, yes=())
    agreements.reword(agreement=agreement, given=opp.given(terms="Theirs."), by=by)
    client.force_login(by)
    mine = {
        "what": "The kitchen",
        "terms": "Mine.",
        "version": agreement.version,
        **day_fields("starts_on", clock.today()),
        **day_fields("last_on", clock.today() + DAY),
    }
    path = f"{board(zone)}{made.pk}/agreements/{agreement.pk}/words/"
    answer = client.post(path, mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Theirs." in page
    assert "Mine." in page
    agreement.refresh_from_db()
    client.post(path, mine | {"version": agreement.version})
    agreement.refresh_from_db()
    assert agreement.terms == "Mine."


def test_a_yes_to_older_words_is_not_taken(client, zone):
    made, by = opp.in_state("spotted", zone), opp.member_of(zone)
    opportunities.take("develop", opportunity=made, by=by)
    agreement = opp.agreement(made, yes=())
    agreements.reword(agreement=agreement, given=opp.given(terms="Theirs."), by=by)
    client.force_login(make.member(agreement.lender, Role.REPRESENTATIVE))
    path = f"{board(zone)}{made.pk}/agreements/{agreement.pk}/yes/lender/"
    answer = client.post(path, {"version": agreement.version}, follow=True)
    assert "Read it again" in answer.content.decode()
    agreement.refresh_from_db()
    assert agreement.lender_agreed_on is None


def test_an_agreement_is_ended_early_on_its_page(client, zone):
    made = opp.in_state("running", zone)
    agreement = made.agreements.get()
    client.force_login(make.member(agreement.borrower, Role.REPRESENTATIVE))
    path = f"{board(zone)}{made.pk}/agreements/{agreement.pk}/"
    assert "End it early" in text(client, path)
    form = {"version": agreement.version, "why": "The cooks moved away."}
    client.post(f"{path}end/", form)
    assert "The cooks moved away." in text(client, f"{board(zone)}{made.pk}/")


def test_a_step_that_lacks_something_says_what(client, zone):
    made = opp.spotted(zone, outcome=None)
    by = opp.member_of(zone)
    opportunities.take("develop", opportunity=made, by=by)
    client.force_login(by)
    answer = client.post(work(made, "steps/agree/"), {"version": ""})
    assert answer.status_code == 409
    for words in ("at least two parts", "which outcome", "both sides"):
        assert words in answer.content.decode()


# --- Other pages ----------------------------------------------------------------------------------


def test_zone_section_tells_them_as_they_stood_on_the_day(zone):
    today = clock.today()
    made = opp.in_state("running", zone, on=today - 10 * DAY)
    later = opp.spotted(zone, "Later", on=today - 2 * DAY)
    opportunities.take("end", opportunity=made, by=opp.member_of(zone), note="Done.", on=today)
    told = {
        days: opportunities_section(zone, today - days * DAY)["counts"] for days in (20, 10, 2, 0)
    }
    assert told == {
        20: "",
        10: "1 running",
        2: "1 spotted and 1 running",
        0: "1 spotted and 1 ended",
    }
    newest = opportunities_section(zone, today)["newest"]
    assert [each["title"] for each in newest] == [later.title, made.title]


def test_history_tells_of_the_board_and_of_what_was_agreed(client, zone):
    opp.spotted(zone, "Unread idea", by=make.person())
    made = opp.in_state("running", zone)
    page = text(client, f"/zones/{zone.slug}/history/")
    for words in (
        "The opportunity “Lunch club” was let onto the board.",
        "The opportunity “Lunch club” is now: running.",
        "“The kitchen” and “Lunch club” were brought together.",
        "agreed: The kitchen on Tuesdays",
    ):
        assert words in page, words
    assert "Unread" not in page
    officer = opp.member_of(zone, Role.OFFICER)
    redacting.redact(kind="opportunity", pk=made.pk, why="Unlawful.", by=officer)
    page = text(client, f"/zones/{zone.slug}/history/")
    assert "Lunch club" not in page
    assert "taken off the board: Unlawful." in page


@pytest.mark.parametrize("number", [1, 20])
def test_desk_is_read_in_as_many_queries_for_many_as_for_one(
    zone, number, django_assert_num_queries
):
    resident, member = make.person(), opp.member_of(zone, Role.REPRESENTATIVE)
    made = opp.spotted(zone)
    council = zone.participants.first().organisation
    opportunities.take("develop", opportunity=made, by=member)
    for each in range(number):
        zone.opportunities.create(title=f"Idea {each}", words="W", spotted_by=resident)
        made.agreements.create(
            what="The van",
            lender=council,
            borrower=make.organisation(),
            starts_on=clock.today(),
            ends_on=clock.today() + DAY,
        )
    memberships = [*Membership.objects.filter(person=member).select_related("organisation")]
    with django_assert_num_queries(2):
        found = opportunity_matters(memberships, clock.today())
    assert found.count == 2 * number
    assert desk_of(member, clock.today()).opportunities.count == 2 * number
    with django_assert_num_queries(0):
        assert opportunity_matters([], clock.today()).count == 0


def test_desk_says_what_became_of_what_somebody_spotted(client, zone):
    resident, officer = make.person(), opp.member_of(zone, Role.OFFICER)
    for title in ("Unread", "Shown", "Hidden"):
        opp.spotted(zone, title, by=resident)
    opportunities.show(opportunity=zone.opportunities.get(title="Shown"), by=officer)
    hidden = zone.opportunities.get(title="Hidden")
    opportunities.hide(opportunity=hidden, by=officer, why="It names a neighbour.")
    client.force_login(resident)
    page = text(client, "/desk/")
    for words in ("It waits to be read.", "on the board: spotted", "It names a neighbour."):
        assert words in page
    client.force_login(make.person())
    assert "Opportunities you spotted" not in text(client, "/desk/")


def test_those_whose_asset_joins_do_not_read_what_nobody_let_onto_the_board(client, zone):
    hall = asset_factories.asset(name="The hall")
    made = opp.spotted(zone, "Unread idea", by=make.person())
    part = made.parts.create(asset=hall)
    client.force_login(make.member(hall.owner, Role.EDITOR))
    for rest in ("", f"parts/{part.pk}/out/"):
        assert client.get(work(made, rest)).status_code == 404


def test_words_about_an_asset_stay_where_it_cannot_join(client, zone, monkeypatch):
    hall = asset_factories.asset(name="The hall")
    made = opp.spotted(zone)
    client.force_login(opp.member_of(zone))
    monkeypatch.setattr(opportunity_parts, "MOST_PARTS", 0)
    form = {"asset": hall.reference, "brings": "For the choir"}
    answer = client.post(work(made, "parts/new/?q=hall"), form)
    assert answer.status_code == 409
    assert 'value="For the choir"' in answer.content.decode()


def test_those_whose_asset_joins_may_take_it_out_though_they_are_no_members(client, zone):
    made = opp.spotted(zone)
    kitchen, _ = opp.joined(made)
    client.force_login(make.member(kitchen.owner, Role.EDITOR))
    page = text(client, work(made))
    assert page.count("Take out<") == 1
    assert "What comes next" not in page
    assert client.get(work(made, "words/")).status_code == 403
    out = work(made, f"parts/{made.parts.get(asset=kitchen).pk}/out/")
    answer = client.post(out, follow=True)
    assert answer.status_code == 200
    assert "The kitchen is no longer part of it." in answer.content.decode()
    assert not made.parts.filter(asset=kitchen).exists()


def test_those_whose_people_join_may_take_them_out_and_are_told(client, zone):
    made = opp.spotted(zone)
    cooks = make.organisation(name="The cooks")
    part = made.parts.create(organisation=cooks, brings="Two cooks.")
    client.force_login(make.member(cooks, Role.EDITOR))
    answer = client.post(work(made, f"parts/{part.pk}/out/"), follow=True)
    assert answer.status_code == 200
    assert "The cooks is no longer part of it." in answer.content.decode()


def test_an_asset_in_a_zone_leads_to_spotting_with_it(client, zone):
    middle = (make.CORNER[0] + 50, make.CORNER[1] + 50)
    inside = asset_factories.asset(name="Inside", at=middle)
    outside = asset_factories.asset(name="Outside", at=(make.CORNER[0] + 90_000, middle[1]))
    refuge = asset_factories.asset(name="Refuge", at=middle, is_sensitive=True)
    link = f"{board(zone)}new/?asset="
    assert link + inside.reference in text(client, inside.get_absolute_url())
    for other in (outside, refuge):
        assert link not in text(client, other.get_absolute_url())
    client.force_login(make.person())
    assert "It would join" in text(client, link + inside.reference)
    assert "It would join" not in text(client, link + "AS-NOTHING")


def test_partners_page_tells_what_is_lent_now_and_what_was(client, zone):
    made = opp.in_state("running", zone)
    agreement = made.agreements.get()
    ways = ((agreement.lender, "Lends to"), (agreement.borrower, "Borrows from"))
    for body, says in ways:
        assert says in text(client, body.get_absolute_url())
    Agreement.objects.filter(pk=agreement.pk).update(
        starts_on=clock.today() - 9 * DAY, ends_on=clock.today()
    )
    for body, _ in ways:
        page = text(client, body.get_absolute_url())
        assert "1 agreement that ended" in page
        assert "No agreement holds now." in page
