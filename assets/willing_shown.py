"""What an asset's page says of what its owner is willing to do, and whom to ask."""

import datetime as dt
from typing import Any

from assets.models import Asset, Willingness
from assets.public_facts import gives_place_away, public_facts
from assets.willing import MEANINGS, in_one_phrase


def willing_section(asset: Asset, on: dt.date) -> dict[str, Any]:
    """What holds, what comes, what is over and why, and how to ask.

    Keys of `willing`: `sentence`, `holding`, `coming`, `past` (as in `_told`), and `ask`.
    """
    told: dict[str, list[dict[str, Any]]] = {"holding": [], "coming": [], "past": []}
    gone = asset.has_gone(on)
    for each in asset.willingnesses.all():
        if gone or (each.ends_on is not None and each.ends_on <= on):
            told["past"].append(_told(each))
        else:
            told["holding" if each.starts_on <= on else "coming"].append(_told(each))
    order = list(Willingness.Act)
    for name in ("holding", "coming"):
        told[name].sort(key=lambda one: (order.index(one["act"]), one["starts_on"]))
    # What never held, because it was put right before it began, is no story to tell.
    told["past"] = sorted(
        (one for one in told["past"] if gone or one["starts_on"] < one["ends_on"]),
        key=lambda one: one["ends_on"] or one["starts_on"],
        reverse=True,
    )
    return {
        "willing": {
            **told,
            "sentence": in_one_phrase([one["act"] for one in told["holding"]]),
            "ask": how_to_ask(asset, on),
        }
    }


def _told(saying: Willingness) -> dict[str, Any]:
    is_open = not (
        saying.asset.is_sensitive
        and any(gives_place_away(saying.asset, text) for text in (saying.terms, saying.why_ended))
    )
    return {
        "act": saying.act,
        "label": saying.get_act_display(),
        "meaning": MEANINGS[Willingness.Act(saying.act)],
        "terms": saying.terms if is_open else "",
        "starts_on": saying.starts_on,
        "ends_on": saying.ends_on,
        "why_ended": saying.why_ended if is_open else "",
    }


def how_to_ask(asset: Asset, on: dt.date) -> dict[str, Any]:
    """Whom the public asks about an asset: `role`, `telephone`, `email` or `place`, `keeper`."""
    facts = public_facts(asset, on=on, before_publishing=True)
    address = facts.contact_address
    is_email = "@" in address and " " not in address
    return {
        "role": facts.contact_role,
        "telephone": facts.contact_telephone,
        "dial": "".join(c for c in facts.contact_telephone if c in "+0123456789"),
        "email": address if is_email else "",
        "place": "" if is_email else address,
        "keeper": asset.keeper,
    }
