"""An asset in plain sentences: what, whose, where, what its owner would do, how to ask."""

from collections.abc import Iterable
from typing import Any

from assets.models import Asset, Willingness
from assets.public_facts import NO_PLACE, PublicFacts
from partners.models import Organisation

Act, Kind = Willingness.Act, Asset.Kind

WOULD = {
    Act.SHARE: "share it",
    Act.LEND: "lend it",
    Act.LEASE: "lease it",
    Act.TRANSFER: "transfer it",
    Act.CHANGE_USE: "change its use",
}
A_KIND = {
    Kind.LAND: "Land",
    Kind.BUILDING: "A building",
    Kind.ROOM: "A room or hall",
    Kind.EQUIPMENT: "Equipment",
    Kind.VEHICLE: "A vehicle",
    Kind.SKILLS: "Skills and staff time",
    Kind.INFORMATION: "Information",
    Kind.LICENCE: "A licence or permission",
    Kind.MONEY: "Money",
    Kind.OTHER: "Something",
}
ANSWERS = (
    ("step_free", "Step-free"),
    ("accessible_toilet", "Accessible toilet"),
    ("hearing_loop", "Hearing loop"),
    ("blue_badge_parking", "Blue Badge parking"),
)


def either(parts: Iterable[str], *, word: str = "or") -> str:
    """Parts as people say them: "share it, lend it or lease it"."""
    several = [*parts]
    if len(several) < 2:
        return "".join(several)
    return f"{', '.join(several[:-1])} {word} {several[-1]}"


def opening(facts: PublicFacts, acts: Iterable[str]) -> str:
    """What, whose, where, what its owner is willing to do, how to ask: in two or three sentences.

    `acts` are those of its standing willingnesses.
    """
    what = A_KIND[Kind(facts.kind)]
    if facts.owner_says:
        what += f" of {facts.owner_says}"
    if facts.steward:
        what += f", looked after by {facts.steward.name}"
    if facts.address:
        what += f", at {facts.address}"
    sentences = [what]
    if facts.gone_on:
        return f"{what}. It is no longer on the register."
    if would := either(WOULD[Act(act)] for act in Act.values if act in set(acts)):
        who = "Its owner" if facts.owner_says else "Who looks after it"
        sentences.append(f"{who} is willing to {would}")
    elif facts.is_available:
        sentences.append("It is available")
    if how := how_to_ask(facts):
        sentences.append(how)
    return " ".join(f"{sentence.rstrip('.')}." for sentence in sentences)


def how_to_ask(facts: PublicFacts) -> str:
    """How people ask about it: "To ask: bookings desk, 0121 496 0000 or hall@example.org"."""
    ways = either(way for way in (facts.contact_telephone, facts.contact_address) if way)
    how = ", ".join(part for part in (facts.contact_role, ways) if part)
    return f"To ask: {how}" if how else ""


def access(facts: PublicFacts) -> list[dict[str, str]]:
    """What is known of who can get in: terms and answers."""
    labels = dict(Asset.Answer.choices)
    return [
        {"term": label, "detail": str(labels[getattr(facts, name)])}
        for name, label in ANSWERS
        if getattr(facts, name)
    ]


def key_facts(facts: PublicFacts) -> list[dict[str, Any]]:
    """What an asset's page says in short: terms, details, notes and links."""
    sectors = dict(Organisation.Sector.choices)
    owner: dict[str, Any] = {
        "term": "Whose",
        "detail": facts.owner_says or "The owner is not named",
    }
    if facts.owner:
        owner["url"] = facts.owner.get_absolute_url()
        owner["note"] = facts.owner.get_sector_display()
    elif facts.owner_sector:
        owner["note"] = f"{sectors[facts.owner_sector]}, not registered here"
    elif facts.owner_says:
        owner["note"] = "Not registered here"
    rows: list[dict[str, Any]] = [{"term": "What", "detail": facts.kind_label}, owner]
    if facts.steward:
        url = facts.steward.get_absolute_url()
        rows.append({"term": "Looked after by", "detail": facts.steward.name, "url": url})
    plain = (
        ("Now", facts.use, ""),
        ("Takes", people(facts.capacity), ""),
        ("Sum", pounds(facts.amount), ""),
        ("Floor space", measured(facts.building_m2, "m²"), ""),
        ("Land", measured(facts.land_ha, "hectares"), ""),
        ("Held", held(facts), ""),
        ("Energy rating", facts.energy_rating, ""),
        ("Sorted under", facts.category, ""),
    )
    rows += [{"term": term, "detail": text, "note": note} for term, text, note in plain if text]
    return rows


def people(number: int | None) -> str:
    """How many people it takes: "1 person", "30 people"; nothing where that is not known."""
    if number is None:
        return ""
    return f"{number:,} {'person' if number == 1 else 'people'}"


def pounds(amount: Any) -> str:
    """A sum as people write it: £2,500 or £2,500.50; nothing where there is none."""
    if amount is None:
        return ""
    return f"£{amount:,.0f}" if amount == amount.to_integral_value() else f"£{amount:,.2f}"


def measured(number: Any, unit: str) -> str:
    """A size and its unit, without needless zeros: "1,250.5 m²"; nothing where it is not known."""
    if number is None:
        return ""
    text = f"{number:,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"{text} {unit}"


def held(facts: PublicFacts | Asset) -> str:
    """How it is held: "Freehold, occupied by the owner; land and buildings"."""
    tenure = dict(Asset.Tenure.choices).get(facts.tenure, "")
    detail = dict(Asset.TenureDetail.choices).get(facts.tenure_detail, "")
    holding = dict(Asset.Holding.choices).get(facts.holding, "")
    how = ", ".join(str(part) for part in (tenure, detail) if part)
    text = "; ".join(part for part in (how, str(holding)) if part)
    return text[:1] + text[1:].lower()


def where(facts: PublicFacts, *, is_sensitive: bool) -> str:
    """Where it is, in words."""
    if is_sensitive:
        return f"{NO_PLACE} Ask those who keep it."
    return facts.address
