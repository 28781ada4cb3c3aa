"""Letters about introductions: to the keeper who is asked, and to the other side of what came.

None says anybody's address but those that the need or the asset shows in public.
"""

import datetime as dt

from django.urls import reverse

from assets.public_facts import public_name
from partners.models import Organisation
from sizes.models import Introduction, Need
from sizes.moderating import is_address
from sizes.telling import absolute, representatives, tell, tell_leads
from sizes.words import day_in_words, joined

# As they stand in "The answer is: …".
RESULTS = {
    Introduction.Result.AGREED: "agreed",
    Introduction.Result.DECLINED: "declined",
    Introduction.Result.NO_ANSWER: "no answer",
}


def page_of(introduction: Introduction) -> str:
    """The address of the page on which either side says what came of it."""
    need = introduction.need
    return reverse("introduction", args=[need.zone.slug, need.pk, introduction.pk])


def named(introduction: Introduction) -> str:
    """What is asked about, as the public may name it."""
    if introduction.asset:
        return public_name(introduction.asset)
    return str(introduction.commitment)


def keepers(introduction: Introduction) -> list[Organisation]:
    """The organisations that are asked: an asset's owner and steward, or whose offer it is."""
    if introduction.asset:
        return [each for each in (introduction.asset.owner, introduction.asset.steward) if each]
    return [introduction.commitment.organisation] if introduction.commitment else []


def addresses_of(introduction: Introduction, *, on: dt.date) -> list[str]:
    """Where the keeper is written to: their people who agree, and the address for enquiries."""
    thing = introduction.asset or introduction.commitment
    found = [way for each in keepers(introduction) for way in representatives(each, on=on)]
    if thing and is_address(thing.contact_address):
        found.append(thing.contact_address)
    return list(dict.fromkeys(address.lower() for address in found))


def sent(introduction: Introduction, *, on: dt.date) -> list[str]:
    """Ask the keeper; return the addresses, of which there may be none."""
    need, name = introduction.need, named(introduction)
    about = "your offer" if introduction.commitment else "what you keep"
    body = (
        f"“{need.zone}”, a Social Innovation Zone, needs: {need.title}.\n\n"
        f"Those who work on it think that {about}, “{name}”, may fit, and write:\n\n"
        f"{introduction.words.strip()}\n\n"
        f"What is needed, in full:\n{absolute(need.get_absolute_url())}\n\n"
        f"Ask for: {_contact(need)}\n\n"
        f"Say yes or no here, or ask first; to decline takes a sentence:\n"
        f"{absolute(page_of(introduction))}\n\n"
        "To be asked binds you to nothing.\n"
    )
    return tell(
        addresses_of(introduction, on=on),
        subject=f"Could “{name}” help? {need.title}",
        body=body,
        key=f"introduction-{introduction.pk}-sent",
    )


def answered(introduction: Introduction, *, by_keeper: bool, on: dt.date) -> None:
    """Tell the other side what was recorded."""
    need, name = introduction.need, named(introduction)
    result = RESULTS[Introduction.Result(introduction.result)]
    who = joined(str(each) for each in keepers(introduction)) if by_keeper else str(need.zone)
    words = f" They write:\n\n{introduction.result_words}" if introduction.result_words else ""
    body = (
        f"Of the introduction over “{need.title}” and “{name}”, sent on "
        f"{day_in_words(introduction.sent_on)}, {who} recorded: {result}.{words}\n\n"
        f"{absolute(page_of(introduction))}\n"
    )
    subject = f"Introduction over “{name}”: {result}"
    key = f"introduction-{introduction.pk}-answered-{introduction.version}"
    if by_keeper:
        tell_leads(need.zone, subject=subject, body=body, key=key, on=on)
    else:
        tell(addresses_of(introduction, on=on), subject=subject, body=body, key=key)


def no_longer_open(introduction: Introduction, *, on: dt.date) -> None:
    """Tell a keeper who has not answered that nothing is asked of them any more."""
    need, name = introduction.need, named(introduction)
    how = "was met" if need.end == Need.End.MET else "is no longer one"
    body = (
        f"You were asked on {day_in_words(introduction.sent_on)} whether “{name}” could help with "
        f"“{need.title}” in “{need.zone}”. That need {how}: {need.why_ended}\n\n"
        "You need do nothing. Thank you.\n\n"
        f"{absolute(need.get_absolute_url())}\n"
    )
    tell(
        addresses_of(introduction, on=on),
        subject=f"No longer needed: {need.title}",
        body=body,
        key=f"introduction-{introduction.pk}-over",
    )


def _contact(need: Need) -> str:
    ways = (need.contact_role, need.contact_telephone, need.contact_address)
    return ", ".join(way for way in ways if way)
