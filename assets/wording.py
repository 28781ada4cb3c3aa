"""What the words of an asset must be: what is needed, and what cannot be together."""

from collections.abc import Iterable
from typing import Any

from assets.models import Asset
from groundwork.plain_text import says_something

NEEDED = {
    "name": "Give it the name by which people know it.",
    "kind": "Say what kind of thing it is.",
}
A_WAY_TO_ASK = (
    "Give one way to ask about it: a telephone number, a shared e-mail address or a place."
)
WAYS_TO_ASK = ("contact_telephone", "contact_address")
UPRN_DIGITS = 12
DETAILS_OF = {
    Asset.Tenure.FREEHOLD: {
        Asset.TenureDetail.OCCUPIED,
        Asset.TenureDetail.GROUND_LEASEHOLD,
        Asset.TenureDetail.LEASEHOLD,
        Asset.TenureDetail.LICENCE,
        Asset.TenureDetail.VACANT,
    },
    Asset.Tenure.LEASEHOLD: {
        Asset.TenureDetail.OCCUPIED,
        Asset.TenureDetail.GROUND_LEASEHOLD,
        Asset.TenureDetail.SUB_LEASEHOLD,
        Asset.TenureDetail.LICENCE,
    },
}  # the pairs of the Local Government Transparency Code 2015

Problem = tuple[str, str]  # a field and a sentence


def word_problems(values: dict[str, Any], *, only: Iterable[str] | None = None) -> list[Problem]:
    """What is wrong with the words of an asset: pairs of a field and a sentence.

    `only` names the fields that are being written: what is wrong elsewhere is not in the way.
    """
    found = [
        (field, sentence)
        for field, sentence in NEEDED.items()
        if not says_something(str(values.get(field) or ""))
    ]
    uprn = str(values.get("uprn") or "")
    if uprn and not (uprn.isascii() and uprn.isdigit() and len(uprn) <= UPRN_DIGITS):
        found.append(
            ("uprn", f"A UPRN is a number of at most {UPRN_DIGITS} figures, zeros in front too.")
        )
    found += _tenure_problems(values)
    if values.get("amount") and values.get("kind") != Asset.Kind.MONEY:
        found.append(("amount", "Only money has a sum. Leave it empty, or choose money."))
    for field, what in (("building_m2", "floor space"), ("land_ha", "land"), ("amount", "sum")):
        number = values.get(field)
        if number is not None and number < 0:
            found.append((field, f"The {what} cannot be less than nothing."))
    if only is None:
        return found
    written = set(only)
    if "tenure" in written:
        written.add("tenure_detail")
    if "kind" in written:
        written.add("amount")
    return [(field, sentence) for field, sentence in found if field in written]


def _tenure_problems(values: dict[str, Any]) -> list[Problem]:
    tenure, detail = values.get("tenure") or "", values.get("tenure_detail") or ""
    if not detail:
        return []
    if not tenure:
        return [("tenure_detail", "Say first whether it is held freehold or leasehold.")]
    allowed = DETAILS_OF.get(Asset.Tenure(tenure))
    if allowed is None or detail in allowed:
        return []
    held, how = Asset.Tenure(tenure).label.lower(), Asset.TenureDetail(detail).label.lower()
    return [
        ("tenure_detail", f"What is {held} cannot be “{how}”. Choose another, or leave it out.")
    ]


def contact_problems(values: dict[str, Any]) -> list[str]:
    """Why nobody could ask about the asset: sentences."""
    if any(says_something(str(values.get(field) or "")) for field in WAYS_TO_ASK):
        return []
    return [A_WAY_TO_ASK]
