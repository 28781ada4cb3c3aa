"""Transfers of the demonstration: one on its way, one refused, one that is being monitored."""

import datetime as dt
from decimal import Decimal
from typing import Any

from assets.models import Asset, Right, Transfer
from assets.transferring import announcing, asking, assessing, case, deciding, monitoring, scheme
from assets.transferring.steps import take
from config.demo.assets import LIBRARY_ROOM, PAVILION, SHELTER, asset_called
from config.demo.people import Cast
from groundwork import clock
from partners.models import Organisation

DAYS = dt.timedelta(days=1)
CONTACT = {"contact_role": "Chair of the group", "contact_telephone": "0121 496 0005"}


def make_transfers(cast: Cast) -> None:
    """Let the park's friends ask for a pavilion, and the landlord for rooms, on earlier days."""
    _set_scheme(cast)
    _refused(cast)
    _monitored(cast)
    _on_its_way(cast)


def _day(days: int) -> dt.date:
    return clock.today() + days * DAYS


def _asked(asset: Asset, group: Organisation, cast: Cast, *, on: dt.date, **words: Any) -> Transfer:
    """An expression of interest, sent on the day."""
    transfer = asking.begin(asset=asset, applicant=group, by=cast.partner, on=on)
    transfer = asking.write(transfer=transfer, by=cast.partner, **CONTACT, **words)
    take("ask", transfer=transfer, by=cast.partner, on=on)
    transfer.refresh_from_db()
    return transfer


def _moved(transfer: Transfer, step: str, by: Any, on: dt.date, **more: Any) -> None:
    take(step, transfer=transfer, by=by, on=on, **more)
    transfer.refresh_from_db()


def _refused(cast: Cast) -> None:
    transfer = _asked(
        asset_called(LIBRARY_ROOM),
        cast.park_friends,
        cast,
        on=_day(-400),
        right_asked=Right.LICENCE,
        purpose="A store for tools and a place to sow seeds in winter.",
    )
    _moved(
        transfer,
        "refuse",
        cast.councillor,
        _day(-385),
        decided_on=_day(-386),
        decided_by_body="Cabinet member for libraries",
        reasons="The room is up a flight of stairs and is used by readers on every weekday.",
    )


def _case(transfer: Transfer, cast: Cast, words: str, *, visits: str) -> None:
    case.write_case(transfer=transfer, business_case=words, by=cast.partner)
    case.add_benefit(
        transfer=transfer,
        by=cast.partner,
        name="People who are less lonely",
        for_whom="Neighbours over seventy",
        quantity=Decimal(60),
        proxy=Decimal("85.00"),
        unit="per person a year",
        proxy_source="a list made up for this demonstration",
        price_year=2026,
        deadweight=Decimal("0.2"),
        attribution=Decimal("0.25"),
    )
    case.add_benefit(
        transfer=transfer,
        by=cast.partner,
        name="Visits to a place that is open",
        for_whom="Everybody",
        quantity=Decimal(visits),
        proxy=Decimal("1.50"),
        unit="per visit",
        proxy_source="a list made up for this demonstration",
        price_year=2026,
        displacement=Decimal("0.4"),
    )
    transfer.refresh_from_db()


def _assessed(transfer: Transfer, cast: Cast, on: dt.date) -> None:
    notes = "The group says how, and has done it before."
    given = {test.pk: (4, notes) for test in assessing.shown_for(transfer, on)}
    assessing.score(transfer=transfer, given=given, by=cast.officer, on=on)
    transfer.refresh_from_db()
    _moved(transfer, "assess", cast.officer, on)


def _monitored(cast: Cast) -> None:
    transfer = _asked(
        asset_called(SHELTER),
        cast.park_friends,
        cast,
        on=_day(-900),
        right_asked=Right.LONG_LEASE,
        purpose="A place to mend bicycles on Saturdays.",
    )
    _moved(transfer, "invite", cast.councillor, _day(-890))
    _case(transfer, cast, "Twelve volunteers open it each Saturday.", visits="1200")
    _moved(transfer, "submit", cast.partner, _day(-870))
    _assessed(transfer, cast, _day(-850))
    _moved(
        transfer,
        "agree",
        cast.councillor,
        _day(-800),
        decided_on=_day(-801),
        decided_by_body="Cabinet",
        reasons="It stood empty for six years, and the group has shown that it can run it.",
        right_agreed=Right.LONG_LEASE,
    )
    deciding.write_terms(
        transfer=transfer,
        by=cast.officer,
        market_rent=Decimal("4500.00"),
        terms="The group repairs the inside, the council the roof. Open to everybody.",
    )
    transfer.refresh_from_db()
    begins = _day(-760)
    _moved(
        transfer,
        "complete",
        cast.councillor,
        begins,
        lease_starts_on=begins,
        lease_ends_on=dt.date(begins.year + 25, begins.month, min(begins.day, 28)),
    )
    monitoring.receive(
        transfer=transfer,
        kind="yearly",
        number=1,
        words="Open on 49 Saturdays. 340 bicycles mended; two of the volunteers found work.",
        social_value=Decimal("5600.00"),
        by=cast.partner,
        received_on=_day(-390),
        on=_day(-390),
    )


def _on_its_way(cast: Cast) -> None:
    pavilion = asset_called(PAVILION)
    announcing.announce(
        asset=pavilion,
        right=Right.LONG_LEASE,
        words="The pavilion has stood empty since the bowls club left. Who would open it again?",
        closes_on=_day(-40),
        by=cast.councillor,
        on=_day(-75),
    )
    transfer = _asked(
        pavilion,
        cast.park_friends,
        cast,
        on=_day(-60),
        right_asked=Right.LONG_LEASE,
        purpose="A café on Saturdays, a warm room in winter, and a place for the tools.",
        experience="We have opened the park gate every Saturday for nine years.",
    )
    _moved(transfer, "invite", cast.councillor, _day(-50))
    _case(
        transfer,
        cast,
        "Open four days a week by the second year, with a paid manager for two days.",
        visits="5000",
    )
    _moved(transfer, "submit", cast.partner, _day(-14))
    assessing.declare_interest(
        transfer=transfer,
        who="Councillor for the ward",
        interest="A friend is one of the group’s volunteers.",
        what_was_done="Took no part in the assessment.",
        by=cast.officer,
        on=_day(-10),
    )


def _set_scheme(cast: Cast) -> None:
    usual = scheme.scheme_of(cast.council)
    values = {name: getattr(usual, name) for name in scheme.SETTINGS}
    values["share"] = Decimal("0.8")
    values["introduction"] = (
        "We lend, lease and give buildings to community organisations where that does more good "
        "than the rent. The agreed social value is taken off the rent, and looked at again every "
        "five years."
    )
    scheme.save_scheme(organisation=cast.council, by=cast.councillor, **values)
