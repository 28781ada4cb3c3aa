"""Public notices as they are shown: the words that were kept, the names that may be shown, and what
came after.
"""

import datetime as dt
from typing import Any

from django.conf import settings
from django.http import Http404
from django.urls import reverse

from groundwork.addresses import absolute
from partners.models import Organisation
from sizes import noticing
from sizes.models import Amendment, Notice, Signature, Zone
from sizes.notice_content import leads_of
from sizes.pre_election import notice_of as pre_election_notice
from sizes.status import State, Status, status_on
from sizes.words import day_in_words

Kind = Notice.Kind
FEW_RESIDENTS = 10
SHORT_LETTERS = 1_200
ENDED_IN_WORDS = {
    Status.WITHDRAWN: "The proposal was withdrawn on {since}.",
    Status.DRAFT: "The proposal was taken back on {since}, and is being worked on again.",
    Status.LAPSED: "The zone has lapsed: nobody decided about it by {grace_end}.",
}


def notice_at(zone: Zone, number: int | None = None) -> Notice:
    """The notice of a public zone with the number, by default the newest.

    Where none was ever given it is made from the record. Http404 where there is none so numbered.
    """
    given = zone.notices.order_by("-number")
    found = given.first() if number is None else given.filter(number=number).first()
    if found is None and number is None:
        found = noticing.from_record(zone)
    if found is None:
        raise Http404("no notice of this number")
    found.zone = zone
    return found


def shown(notice: Notice, on: dt.date) -> dict[str, Any]:
    """All that the page and the paper of a notice say on a day, as a template's context."""
    zone, content = notice.zone, notice.content
    asked = whom_to_ask(zone, content)
    return {
        "notice": notice,
        "zone": zone,
        "content": content,
        "reference": notice.reference,
        "given_on": notice.given_on,
        "sections": [
            each | {"is_short": _is_short(each)}
            for each in content["sections"]
            if _says_something(each)
        ],
        "name_parts": name_parts(content["zone"]),
        "ends_parts": content["ends"].replace(" renewed, ", " renewed,\n").split("\n"),
        "signatures": signatures_of(notice),
        "asked": asked,
        "how": how_to(notice, asked, on),
        "remarks": remarks(notice, on),
        "comment_by": _still(comment_by(notice), on),
        "address": absolute(zone.get_absolute_url()),
        "path": path_of(notice),
        "pdf": pdf_of_notice(notice),
        "waits": poster_waits(zone, on),
    }


def path_of(notice: Notice) -> str:
    """Where the notice is read on this site."""
    slug = notice.zone.slug
    if not notice.number:
        return reverse("zone-notice", args=[slug])
    return reverse("zone-notice-numbered", args=[slug, notice.number])


def pdf_of_notice(notice: Notice) -> str:
    """Where the notice is to be had for paper."""
    slug = notice.zone.slug
    if not notice.number:
        return reverse("zone-notice-pdf", args=[slug])
    return reverse("zone-notice-numbered-pdf", args=[slug, notice.number])


def poster_waits(zone: Zone, on: dt.date) -> str:
    """Why there is no poster on the day, in a sentence; "" where there is one."""
    return pre_election_notice(zone, on)


def notices_section(zone: Zone, on: dt.date, waits: str | None = None) -> dict[str, Any]:
    """The notices that were given of a zone by the day, the newest first, for its page.

    `waits` is why there is no poster on the day, where somebody asked already.
    """
    if not zone.is_public:
        return {"rows": [], "record": "", "waits": ""}
    ever = [*zone.notices.order_by("-number")]
    given = [notice for notice in ever if notice.given_on <= on]
    for notice in given:
        notice.zone = zone
    return {
        "rows": [
            {
                "given_on": notice.given_on,
                "kind": notice.get_kind_display(),
                "heading": notice.content.get("heading", notice.get_kind_display()),
                "reference": notice.reference,
                "path": path_of(notice),
                "pdf": pdf_of_notice(notice),
            }
            for notice in given
        ],
        "record": "" if ever else reverse("zone-notice", args=[zone.slug]),
        "waits": poster_waits(zone, on) if waits is None and given else waits or "",
    }


def comment_by(notice: Notice) -> dt.date | None:
    """The day by which to comment on the proposal as it now is; None of any other notice."""
    if notice.kind != Kind.PROPOSAL or notice.zone.state != State.PROPOSED:
        return None
    period = notice.zone.comment_periods.order_by("-number").first()
    return period.closes_on if period else None


def remarks(notice: Notice, on: dt.date) -> list[dict[str, str]]:
    """What a reader of the notice must know that it does not say: sentences, each with its link."""
    zone = notice.zone
    found = []
    if not notice.number:
        found.append(
            _remark(
                "No notice was given here at the time. This one is made of what the record of the "
                "zone tells."
            )
        )
    newest = zone.notices.order_by("-number").first()
    if newest and notice.number and newest.number > notice.number:
        newest.zone = zone
        heading = newest.content.get("heading", newest.get_kind_display())
        found.append(
            _remark(
                f"A later notice was given on {day_in_words(newest.given_on)}, “{heading}”",
                f"notice {newest.reference}",
                path_of(newest),
            )
        )
    by = comment_by(notice)
    kept = notice.content.get("comment_by", "")
    if by and kept and by.isoformat() != kept:
        found.append(
            _remark(
                "The proposal was changed since, and the time for comments began again: comment "
                f"by {day_in_words(by)}."
            )
        )
    elif by and by < on and newest and newest.number == notice.number:
        ended = day_in_words(by)
        found.append(_remark(f"The time for comments ended on {ended}. Comments stay open."))
    change = notice.amendment
    if change and change.state == Amendment.State.ABANDONED:
        found.append(
            _remark(
                f"This change will not be made: it was given up on "
                f"{day_in_words(change.abandoned_on)}. {change.why_abandoned}".strip()
            )
        )
    status = status_on(zone, on)
    if status in ENDED_IN_WORDS and notice.kind != Kind.END:
        grace_end = zone.target_on and zone.target_on + dt.timedelta(days=settings.GRACE_DAYS)
        said = ENDED_IN_WORDS[status].format(
            since=day_in_words(zone.state_since_on),
            grace_end=day_in_words(grace_end) if grace_end else "",
        )
        found.append(_remark(said))
    return found


def _remark(text: str, link: str = "", url: str = "") -> dict[str, str]:
    return {"text": text, "link": link, "url": url}


def signatures_of(notice: Notice) -> list[dict[str, Any]]:
    """Who signed, in order, with the names that may be shown today.

    A name that was taken out is replaced by the day and the reason; a signature that was withdrawn
    since is shown with the day.
    """
    kept = notice.content.get("signatures", [])
    rows = Signature.objects.filter(zone=notice.zone_id).in_bulk([each["pk"] for each in kept])
    found = []
    for each in kept:
        row = rows.get(each["pk"])
        found.append(each | {"who": _who(each, row), "name": row.name if row else ""} | _since(row))
    return found


def _who(kept: dict[str, Any], row: Signature | None) -> str:
    who = kept["organisation"] or (row.signatory if row else "")
    residents = kept.get("residents")
    if not residents:
        return who
    people = (
        f"fewer than {FEW_RESIDENTS} residents"
        if residents < FEW_RESIDENTS
        else f"{residents:,} residents"
    )
    if kept["organisation"]:
        return f"{who} ({people}, not named)"
    return f"{people[:1].upper()}{people[1:]}, not named"


def _since(row: Signature | None) -> dict[str, str]:
    withdrawn = redacted = ""
    if row and row.withdrawn_on:
        withdrawn = f"withdrawn on {day_in_words(row.withdrawn_on)}"
    if row and row.redacted_on:
        why = row.why_redacted.rstrip(".")
        redacted = f"name taken out on {day_in_words(row.redacted_on)}: {why}"
    return {"withdrawn": withdrawn, "redacted": redacted}


def whom_to_ask(zone: Zone, content: dict[str, Any]) -> dict[str, str]:
    """Whom to ask about the zone today, and how; whoever led it then where nobody does now."""
    leads = leads_of(zone)
    body: Organisation | None = leads[0].organisation if leads else None
    return {
        "organisation": body.name if body else content.get("lead", ""),
        "who": body.contact_name if body else "",
        "telephone": body.contact_telephone if body else "",
        "email": body.contact_email if body else "",
        "place": (body.contact_place if body else "") or content.get("seen_at", ""),
    }


def how_to(notice: Notice, asked: dict[str, str], on: dt.date) -> list[dict[str, str]]:
    """How to see the plan free of charge, to ask, and to comment: titles, sentences and links.

    The words of a link stand between `text` and `then`.
    """
    zone = notice.zone
    page = absolute(zone.get_absolute_url())
    see = _way(
        "See the plan, free of charge",
        "On line, with everything that the zone says: ",
        link=page.partition("://")[2],
        url=page,
        then=f". On paper: {asked['place']}." if asked["place"] else ".",
    )
    who = ", ".join(part for part in (asked["organisation"], asked["who"]) if part)
    ways = [asked["telephone"], asked["email"], asked["place"]]
    reach = "; ".join(way for way in ways if way)
    ask = _way("Ask", f"{who}: {reach}." if reach else f"{who}.")
    return [see, ask, _comment(notice, asked, on)]


def _comment(notice: Notice, asked: dict[str, str], on: dt.date) -> dict[str, str]:
    by, kept = _still(comment_by(notice), on), notice.content.get("object_by")
    is_open = notice.amendment and notice.amendment.state == Amendment.State.OPEN
    object_by = _still(dt.date.fromisoformat(kept) if kept and is_open else None, on)
    before = "At any time, "
    if by:
        before = f"By {day_in_words(by)}, "
    elif object_by:
        before = (
            f"Those who signed may object until {day_in_words(object_by)}. Everybody may comment "
            "at any time, "
        )
    then = "."
    if asked["telephone"] or asked["place"]:
        then = ", or tell whoever is named above, who writes it down."
    if by:
        then += (
            " What is said by that day is answered when the zone is declared. Comments stay open "
            "afterwards."
        )
    elif notice.kind in (Kind.DECLARATION, Kind.RENEWAL):
        then += " Each difference says on its own page how to object to it."
    return _way(
        "Comment" if notice.kind == Kind.END else "Comment or object",
        before,
        link="on the zone’s page",
        url=absolute(reverse("zone-comment", args=[notice.zone.slug])),
        then=then,
    )


def _still(day: dt.date | None, on: dt.date) -> dt.date | None:
    """The day by which something is to be done, unless it is over."""
    return day if day and day >= on else None


def _way(title: str, text: str, *, link: str = "", url: str = "", then: str = "") -> dict[str, str]:
    return {"title": title, "text": text, "link": link, "url": url, "then": then}


def name_parts(name: str) -> list[str]:
    """A name in the parts between which a heading is best broken: after a colon."""
    first, colon, rest = name.partition(": ")
    return [f"{first}:", rest] if colon else [name]


def _is_short(section: dict[str, Any]) -> bool:
    """Whether a part is short enough to be kept on one sheet."""
    said = [*section["words"], *section["items"], *(str(row) for row in section["rows"])]
    return sum(map(len, said)) < SHORT_LETTERS


def _says_something(section: dict[str, Any]) -> bool:
    return bool(section["words"] or section["items"] or section["rows"])
