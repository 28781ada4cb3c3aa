"""Builders of transfers: they reach a state only through the steps of the product."""

import datetime as dt
import io
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from PIL import Image

from assets.models import Asset, Benefit, Right, Transfer, TransferDocument, TransferState
from assets.transferring import asking, assessing, case, deciding, papers, scheme, steps
from groundwork.private_files import CleanFile
from partners.models import Organisation, Person
from tests import asset_factories as make_assets
from tests import factories as make

State = TransferState
START = dt.date(2026, 3, 2)  # a Monday
WEEK = dt.timedelta(weeks=1)
LONG_AGO = START - 104 * WEEK
DECIDED = {"decided_by_body": "Cabinet", "reasons": "It helps people to be well."}
# The shortest way to each state.
STEPS_TO: dict[str, tuple[str, ...]] = {
    State.DRAFT: (),
    State.INTEREST: ("ask",),
    State.BUSINESS_CASE: ("ask", "invite"),
    State.ASSESSMENT: ("ask", "invite", "submit"),
    State.DECISION: ("ask", "invite", "submit", "assess"),
    State.TERMS: ("ask", "invite", "submit", "assess", "agree"),
    State.MONITORING: ("ask", "invite", "submit", "assess", "agree", "complete"),
    State.ENDED: ("ask", "invite", "submit", "assess", "agree", "complete", "end"),
    State.WITHDRAWN: ("ask", "withdraw"),
    State.REFUSED: ("ask", "refuse"),
    State.LAPSED: ("ask", "invite", "lapse"),
}


@dataclass
class Sides:
    """An owner with its hall and its scheme, a group, and somebody who agrees for each."""

    owner: Organisation
    group: Organisation
    hall: Asset
    theirs: Person  # of the owner
    ours: Person  # of the group


def sides(*, name: str = "The hall", with_scheme: bool = True, **more: Any) -> Sides:
    """Two sides; the owner's scheme has the usual weeks and the tests that are offered."""
    owner, group = make.council("Own Council"), make.organisation("Friends", sector="community")
    theirs = make.member(owner, "representative", starts_on=LONG_AGO)
    hall = make_assets.asset(owner, name, **{"published_on": LONG_AGO} | more)
    if with_scheme:
        save_scheme(owner, theirs)
    ours = make.member(group, "representative", starts_on=LONG_AGO)
    return Sides(owner, group, hall, theirs, ours)


def save_scheme(owner: Organisation, by: Person, **more: Any) -> None:
    """A scheme with the usual weeks, unless said otherwise."""
    kept = scheme.scheme_of(owner)
    values = {name: getattr(kept, name) for name in scheme.SETTINGS}
    scheme.save_scheme(organisation=owner, by=by, **values | more)


def draft(both: Sides, *, on: dt.date = START, **more: Any) -> Transfer:
    """An expression of interest that lacks nothing, not yet sent."""
    words = {
        "right_asked": Right.LEASE,
        "purpose": "A lunch club on Tuesdays.",
        "contact_role": "Chair",
        "contact_telephone": "0121 496 0001",
    }
    return asking.begin(asset=both.hall, applicant=both.group, by=both.ours, on=on, **words | more)


def benefit(transfer: Transfer, **more: Any) -> Benefit:
    """A benefit whose sum a reader can do in the head: 100 × £50, less 20% and 25%: £3,000."""
    values = {
        "name": "Company each week",
        "quantity": Decimal(100),
        "proxy": Decimal(50),
        "unit": "per person a year",
        "proxy_source": "A study",
        "price_year": 2025,
        "deadweight": Decimal("0.2"),
        "attribution": Decimal("0.25"),
    }
    return Benefit.objects.create(transfer=transfer, **values | more)


def paper(transfer: Transfer, *, by: Person, **more: Any) -> TransferDocument:
    """A picture of four dots that somebody brought."""
    file = io.BytesIO()
    Image.new("RGB", (2, 2), "red").save(file, "PNG")
    clean = CleanFile(file.getvalue(), "png", ".png")
    return papers.add(transfer=transfer, by=by, file=clean, **{"title": "Accounts"} | more)


def prepare(transfer: Transfer, step: str, both: Sides, *, on: dt.date) -> dict[str, Any]:
    """Give the transfer what it needs for the step; returns the values that go with it."""
    if step == "submit":
        case.write_case(transfer=transfer, business_case="We would run it.", by=both.ours)
        benefit(transfer)
    elif step == "assess":
        tests = assessing.shown_for(transfer, on)
        given = {test.pk: (3, "It does, in part.") for test in tests}
        assessing.score(transfer=transfer, given=given, by=both.theirs, on=on)
    elif step == "complete":
        deciding.write_terms(
            transfer=transfer, by=both.theirs, market_rent=Decimal(4000), terms="Repairs are ours."
        )
        ends = on.replace(year=on.year + 15)
        return {"lease_starts_on": on, "lease_ends_on": ends}
    if step in ("agree", "refuse"):
        return DECIDED | {"decided_on": on, "right_agreed": Right.LEASE}
    return {}


def bring_to(
    state: str, both: Sides | None = None, *, on: dt.date = START, **more: Any
) -> tuple[Transfer, Sides]:
    """A transfer that came to the state by the shortest way: one step each week from the day."""
    both = both or sides()
    transfer, day = draft(both, on=on, **more), on
    for name in STEPS_TO[State(state)]:
        take(transfer, name, both, on=day)
        day += WEEK
    return transfer, both


def take(transfer: Transfer, name: str, both: Sides, *, on: dt.date) -> None:
    """Take a step with all that it needs, by whoever may."""
    step = steps.STEPS[name]
    if name == "lapse":
        on = (transfer.answer_due_on or on) + dt.timedelta(days=1)
    values = prepare(transfer, name, both, on=on)
    by = both.ours if step.party is steps.Party.GROUP else both.theirs
    note = "Because." if step.needs_note else ""
    given = {key: value for key, value in values.items() if key in step.takes}
    transfer.refresh_from_db()
    steps.take(name, transfer=transfer, by=by, on=on, note=note, **given)
