"""The letters about opportunities and agreements: to those asked, those concerned, and the spotter.

Each goes by the outbox in the caller's transaction. Told twice of one thing, nobody gets a second.
None repeats the words of what was spotted: they are behind the link, where they can be removed.
"""

import datetime as dt

from django.urls import reverse

from assets.public_facts import public_name
from groundwork.addresses import absolute
from sizes.models import Agreement, Opportunity, OpportunityPart
from sizes.telling import tell, tell_leads, tell_organisation
from sizes.words import day_in_words

DAY = dt.timedelta(days=1)


def tell_of_spotted(opportunity: Opportunity, *, on: dt.date) -> None:
    """Write to those who lead the zone that somebody spotted something, which waits to be read."""
    zone = opportunity.zone
    page = absolute(reverse("opportunities-yours", args=[zone.slug]))
    tell_leads(
        zone,
        subject=f"Somebody spotted an opportunity in {zone}",
        body=(
            f"Somebody spotted something that could be done in {zone}. Nobody else sees it until a "
            "member of the zone has read it and let it onto the board, or hidden it with a "
            f"reason:\n{page}\n"
        ),
        key=f"opportunity-{opportunity.pk}-spotted",
        on=on,
    )


def tell_spotter(opportunity: Opportunity) -> None:
    """Write to whoever spotted it what became of it, unless it went straight onto the board."""
    spotter = opportunity.spotted_by
    if spotter is None or not spotter.is_active or spotter.pk == opportunity.shown_by_id:
        return
    if opportunity.hidden_on is not None:
        subject, says = (
            "is not shown",
            (
                "It is not shown on the board, because:\n"
                f"{opportunity.why_hidden}\n\nYou are welcome to spot it again in other words."
            ),
        )
    else:
        page = absolute(opportunity.get_absolute_url())
        subject, says = (
            "is on the board",
            (
                f"It is now on the board of {opportunity.zone}, where its members can develop "
                f"it:\n{page}"
            ),
        )
    tell(
        [spotter.email],
        subject=f"What you spotted in {opportunity.zone} {subject}",
        body=f"You spotted an opportunity in {opportunity.zone}. Thank you.\n\n{says}\n",
        key=f"opportunity-{opportunity.pk}-{'hidden' if opportunity.hidden_on else 'shown'}",
    )


def tell_keeper(part: OpportunityPart, *, on: dt.date) -> None:
    """Write to those who keep what joins an opportunity that it does."""
    asset, opportunity = part.asset, part.opportunity
    keeper = asset.keeper if asset else part.organisation
    if keeper is None:
        return
    what = f"“{public_name(asset)}”" if asset else f"what {keeper} brings"
    page = absolute(opportunity.get_absolute_url())
    work = absolute(reverse("opportunity-work", args=[opportunity.zone.slug, opportunity.pk]))
    tell_organisation(
        keeper,
        subject=f"An opportunity in {opportunity.zone} could use {what}",
        body=(
            f"Members of {opportunity.zone} see an opportunity that {what} could join. Nothing is "
            f"promised by that: what is lent is agreed first, and those who agree for {keeper} are "
            f"asked.\n\nRead about it:\n{page}\n\n"
            f"If it should not be there, take it out:\n{work}\n"
        ),
        key=f"opportunity-{opportunity.pk}-part-{part.pk}",
        on=on,
    )


SUBJECTS = {
    "asked": "{lender} and {borrower} are asked to agree",
    "reworded": "What is to be agreed was changed: {lender} and {borrower}",
    "lender-agreed": "{lender} said yes",
    "borrower-agreed": "{borrower} said yes",
    "agreed": "{lender} and {borrower} have agreed",
    "ended": "The agreement of {lender} and {borrower} ends early",
    "called-off": "What {lender} and {borrower} were asked to agree is called off",
}
SAYS = {
    "asked": "Please read it, and say yes or call it off.",
    "reworded": "Whoever said yes before is asked again.",
    "lender-agreed": "It holds once the borrower has said yes, too.",
    "borrower-agreed": "It holds once the lender has said yes, too.",
    "agreed": "Both sides have said yes. It stands on the page of the opportunity, for anyone.",
    "ended": "",
    "called-off": "",
}


def tell_of_agreement(agreement: Agreement, what: str, *, on: dt.date) -> None:
    """Write to both sides what happened with an agreement; `what` is a key of SUBJECTS."""
    lender, borrower = agreement.lender, agreement.borrower
    names = {"lender": lender.name, "borrower": borrower.name}
    lines = [
        f"{lender} lends {borrower}: {agreement.what}",
        f"From {day_in_words(agreement.starts_on)} until {day_in_words(agreement.ends_on - DAY)}.",
    ]
    if agreement.terms:
        lines.append(f"Terms:\n{agreement.terms}")
    if agreement.why_ended:
        lines.append(f"The reason: {agreement.why_ended}")
    opportunity = agreement.opportunity
    page = absolute(
        reverse("agreement", args=[opportunity.zone.slug, opportunity.pk, agreement.pk])
    )
    body = "\n\n".join(
        [
            *([SAYS[what]] if SAYS[what] else []),
            *lines,
            f"It is part of an opportunity in {opportunity.zone}:\n{page}\n",
        ]
    )
    for side in (lender, borrower):
        tell_organisation(
            side,
            subject=SUBJECTS[what].format(**names),
            body=body,
            # Reworded again, both sides are told again.
            key=f"agreement-{agreement.pk}-{what}-{agreement.version}",
            on=on,
        )
