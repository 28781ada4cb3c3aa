"""What a zone's page says of changes: one that is open, those made, and outcomes that ended."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sizes.amending.saying import is_open, what_it_changes
from sizes.models import Amendment, Outcome, Zone
from sizes.words import day_in_words, joined


def changes_section(zone: Zone, on: dt.date) -> dict[str, Any]:
    """What was known of changes on the day: `open` as a notice, how many `made` or `given_up`."""
    rows = [*zone.amendments.public()]
    under_way = next((each for each in rows if is_open(each, on)), None)
    made = [each for each in rows if each.made_on and each.made_on <= on]
    return {
        "open": _notice(under_way, on) if under_way else None,
        "made": len(made),
        "last_made": made[-1] if made else None,
        "given_up": sum(bool(each.abandoned_on and each.abandoned_on <= on) for each in rows),
        "put_off": _put_off(zone, made),
    }


def _notice(amendment: Amendment, on: dt.date) -> dict[str, str]:
    about = joined(what_it_changes(amendment))
    closes = day_in_words(amendment.closes_on)
    if on <= amendment.closes_on:
        body = f"Signatories may object until {closes}. Nothing is changed until it is made."
    else:
        body = f"The time for objection ended on {closes}. Nothing is changed until it is made."
    return {
        "title": f"A change is proposed: {about}.",
        "body": body,
        "url": amendment.get_absolute_url(),
    }


def _put_off(zone: Zone, made: list[Amendment]) -> str:
    """That the target date of the present term was put off, said in public; or ""."""
    for each in made:
        was, became = each.before.get("target_on"), each.changes.get("target_on")
        if each.term == zone.term and was and became and became > was:
            days = (day_in_words(dt.date.fromisoformat(day)) for day in (was, became))
            return "The target date was put off once, from {} to {}.".format(*days)
    return ""


@dataclass(frozen=True)
class OutcomeSaid:
    """An outcome as a zone's page shows it: what it is, and since when, or until when, and why."""

    outcome: Outcome
    note: str = ""
    has_ended: bool = False
    url: str = ""


def outcomes_of(zone: Zone, on: dt.date) -> list[OutcomeSaid]:
    """The outcomes of the zone as they stood on the day; those no longer aimed at come last.

    What was signed stays visible: with the day on which it ended, and why.
    """
    rows = [each for each in zone.outcomes.all() if not each.starts_on or each.starts_on <= on]
    changes = []
    if any(each.starts_on or each.ends_on for each in rows):
        changes = [*zone.amendments.filter(state=Amendment.State.MADE)]
    said = [_said(each, changes, on) for each in rows]
    return sorted(said, key=lambda each: each.has_ended)


def _said(outcome: Outcome, changes: list[Amendment], on: dt.date) -> OutcomeSaid:
    if outcome.ends_on and outcome.ends_on <= on:
        change = next((each for each in changes if _drops(each, outcome)), None)
        why = f" Why: {change.reason}" if change else ""
        note = f"No longer aimed at since {day_in_words(outcome.ends_on)}.{why}"
        return OutcomeSaid(outcome, note, True, change.get_absolute_url() if change else "")
    if outcome.starts_on:
        change = next((each for each in changes if each.made_on == outcome.starts_on), None)
        note = f"Added on {day_in_words(outcome.starts_on)}."
        return OutcomeSaid(outcome, note, url=change.get_absolute_url() if change else "")
    return OutcomeSaid(outcome)


def _drops(change: Amendment, outcome: Outcome) -> bool:
    return outcome.pk in change.changes.get("outcomes", {}).get("dropped", [])
