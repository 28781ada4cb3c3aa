"""What the notice of a change says: while it is open, once it is made, or once it is given up."""

import datetime as dt
from collections.abc import Sequence

from sizes.models import Amendment, Zone
from sizes.notice_parts import Content, dated, essential, full_name, section
from sizes.notice_places import sizes_in_words
from sizes.words import day_in_words


def replaced_by(amendment: Amendment) -> int | None:
    """The key of the boundary that the one of a change replaces, or would replace."""
    if amendment.boundary_id is None:
        return None
    if amendment.replaces_id:
        return amendment.replaces_id
    declared = amendment.zone.newest_boundary()
    return declared.pk if declared and declared.pk != amendment.boundary_id else None


def content_of_change(
    zone: Zone, on: dt.date, amendment: Amendment, changes: Sequence[dict[str, str]]
) -> Content:
    """The part of a notice's content that is a change's own; `changes` are rows, place apart."""
    heading, opening, facts = _stage(zone, on, amendment)
    rows = [*changes, *_place_row(amendment)]
    answers = [
        f"{each.signature.organisation or 'A signatory'} objected, and "
        f"{'signed again' if each.answer == each.Answer.SIGNED_AGAIN else 'left'}."
        for each in amendment.objections.exclude(answer="").select_related(
            "signature__organisation"
        )
    ]
    in_short = "; ".join(
        f"{row['what']}: {row['before'] or 'nothing'} → {row['after'] or 'no longer'}"
        for row in rows
    )
    return {
        "heading": heading,
        "opening": opening,
        "facts": facts,
        "sections": [
            section("changes", "What changes", [], rows=rows),
            section("why", "Why", [amendment.reason]),
            section("objections", "Objections of signatories", [], items=answers),
            section("stays", "What will not change", ["All else stays as it was declared."]),
        ],
        "essentials": [
            essential("What changes", in_short),
            essential("Why", amendment.reason),
            essential("What will not change", "All else stays as it was declared."),
        ],
        "object_by": (
            amendment.closes_on.isoformat()
            if amendment.state == Amendment.State.OPEN and amendment.closes_on
            else ""
        ),
    }


def _place_row(amendment: Amendment) -> list[dict[str, str]]:
    if amendment.boundary_id is None:
        return []
    was = replaced_by(amendment)
    sizes = sizes_in_words([key for key in (was, amendment.boundary_id) if key])
    before, after = sizes.get(was or 0, ""), sizes.get(amendment.boundary_id, "")
    return [{"what": "Where the zone lies", "before": before, "after": after}]


def _stage(zone: Zone, on: dt.date, amendment: Amendment) -> tuple[str, str, list[list[str]]]:
    """Heading, opening and facts, by how far the change has come."""
    named = full_name(zone)
    begins = f"Notice is given that on {day_in_words(on)} the parties"
    match amendment.state:
        case Amendment.State.MADE:
            made_on = amendment.made_on or on
            opening = f"{begins} changed what they had declared of {named}, as set out below."
            return "Change to a Social Innovation Zone", opening, dated(("Made on", made_on))
        case Amendment.State.ABANDONED:
            opening = (
                f"{begins} decided not to make the change set out below to {named}. The zone "
                "stays as it was."
            )
            return "A change that will not be made", opening, dated(("Decided on", on))
        case _:
            opening = (
                f"{begins} proposed to change what they have declared of {named}, as set out "
                "below. Until the change is made, the zone stays as it is."
            )
            facts = dated(("Proposed on", on), ("Objections by", amendment.closes_on))
            return "Proposed change to a Social Innovation Zone", opening, facts
