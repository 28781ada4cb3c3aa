"""Assets come into the register, are described, put before the public, and go.

Whoever works for an organisation registers what it owns or looks after. Those who agree for the
owner put it before the public. What was published keeps its page: it is marked as gone, with a
reason, and can be brought back.
"""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from assets import permissions
from assets.models import Asset
from assets.wording import contact_problems, word_problems
from groundwork import clock
from groundwork.history import because
from groundwork.problems import Refused
from partners import registering as organisations
from partners.models import Organisation, Person

WHERE = ("uprn", "street_number", "street", "town", "postcode", "point", "boundary", "is_sensitive")
ACCESS = ("step_free", "accessible_toilet", "hearing_loop", "blue_badge_parking", "access_note")
CONTACT = ("contact_role", "contact_address", "contact_telephone")
# What an asset says of itself; whose it is, is another matter.
WORDS = (
    "kind", "name", "description", "category", "asset_code", "amount",
    *WHERE,
    "tenure", "tenure_detail", "holding", "building_m2", "land_ha", "energy_rating",
    *ACCESS, "facilities", "capacity",
    "use_state", "is_vacancy_public",
    *CONTACT,
    "effective_on", "source", "licence",
)  # fmt: skip
OWNER_WORDS = ("owner_name", "owner_sector")
ON_BEHALF = "Only people who act for an organisation register what it has."


def publish_problems(asset: Asset, *, on: dt.date) -> list[str]:
    """Why the asset cannot be put before the public on the day: sentences."""
    if asset.published_on is not None:
        return ["This asset is public already."]
    values = {name: getattr(asset, name) for name in WORDS}
    sentences = [sentence for _, sentence in word_problems(values, only=("name", "kind"))]
    sentences += contact_problems(values)
    keeper = asset.keeper
    if keeper.ends_on is not None and keeper.ends_on <= on:
        sentences.append(f"{keeper.name} has ended, so it can register nothing more.")
    return sentences


@transaction.atomic
def register(
    *,
    organisation: Organisation,
    as_steward: bool = False,
    owner: Organisation | None = None,
    publish: bool = True,
    by: Person,
    on: dt.date | None = None,
    **words: Any,
) -> Asset:
    """Put an asset of the organisation on the register; public at once where the person may.

    As its steward the organisation looks after what is another's: `owner`, or `owner_name` and
    `owner_sector` of one that is not registered here. The same words again from the same person are
    a button pressed twice, and give the asset that is there. Its record is as at the day and from
    the organisation unless it says otherwise. Raises PermissionDenied unless the person works for
    the organisation, and Refused with every problem.
    """
    day = on or clock.today()
    if not permissions.may_register_asset(by, organisation):
        raise PermissionDenied(ON_BEHALF)
    values = {name: value for name, value in words.items() if name in (*WORDS, *OWNER_WORDS)}
    if as_steward:
        values |= {"owner": owner, "steward": organisation}
    else:
        values |= {"owner": organisation, "steward": None}
    if values["owner"] is not None:
        values |= {"owner_name": "", "owner_sector": ""}
    values["effective_on"] = values.get("effective_on") or day
    values["source"] = values.get("source") or f"Registered here by {organisation.name}"
    sentences = [sentence for _, sentence in word_problems(values)]
    if as_steward and owner == organisation:
        sentences.append("Say that it is your own, or name another owner.")
    row = Asset(made_by=by, **values)
    goes_public = publish and permissions.may_publish_asset(by, row)
    if goes_public:
        sentences += [each for each in publish_problems(row, on=day) if each not in sentences]
    if sentences:
        raise Refused(*sentences)
    # One at a time for a person, so that pressing twice registers one.
    Person.objects.select_for_update().get(pk=by.pk)
    if there := _same_just_now(row, values):
        return there
    with because(reason="Registered"):
        row.published_on = day if goes_public else None
        row.save()
    row.refresh_from_db(fields=["public_point"])
    return row


@transaction.atomic
def register_for_a_new_group(
    *, group: dict[str, str], by: Person, on: dt.date | None = None, **words: Any
) -> Asset:
    """Register a group that is new here, which the person then represents, and an asset of it.

    `group` holds its name and how to reach it; `words` are those of `register`. Raises Refused with
    every problem, and then neither is registered.
    """
    theirs = Organisation.objects.of(by, on or clock.today())
    there = Organisation.objects.filter(name__iexact=group["name"]).exclude(pk__in=theirs).first()
    if there is not None:
        raise Refused(
            f"{there.name} is on the register already. Ask on its page to act for it; or write "
            "your group’s name so that the two can be told apart."
        )
    organisation = organisations.register(
        by=by, on=on, sector=Organisation.Sector.COMMUNITY, **group
    )
    return register(organisation=organisation, by=by, on=on, **words)


def _same_just_now(row: Asset, values: dict[str, Any]) -> Asset | None:
    """The asset that the same person registered with the same words, and nobody touched since."""
    shapes = ("point", "boundary")
    plain = {name: value for name, value in values.items() if name not in shapes}
    since = clock.now() - dt.timedelta(minutes=10)
    alike = Asset.objects.filter(made_by=row.made_by, version=1, made_at__gt=since, **plain)
    for each in alike:
        if all(_same_shape(getattr(each, name), values.get(name)) for name in shapes):
            return each
    return None


def _same_shape(one: Any, other: Any) -> bool:
    if one is None or other is None:
        return one is other
    return bool(one.equals_exact(other, 0.01))


@transaction.atomic
def describe(
    *,
    asset: Asset,
    by: Person,
    expected: int,
    why: str = "",
    on: dt.date | None = None,
    **words: Any,
) -> Asset:
    """Say anew what is given in `words`, and leave the rest as it is.

    Raises PermissionDenied, Refused with every problem, and ChangedMeanwhile when `expected` is not
    its version.
    """
    day = on or clock.today()
    row = asset.lock(expected=expected)
    if not permissions.may_edit_asset(by, row):
        raise PermissionDenied("Only those who act for its owner or its steward change an asset.")
    given = {name: value for name, value in words.items() if name in WORDS}
    if found := describe_problems(row, by=by, on=day, **given):
        raise Refused(*[sentence for _, sentence in found])
    with because(reason=why.strip() or "Described anew"):
        _write(row, given)
    return row


def describe_problems(
    asset: Asset, *, by: Person, on: dt.date, **words: Any
) -> list[tuple[str, str]]:
    """Why the asset cannot be described like this: pairs of a field, or nothing, and a sentence."""
    if asset.has_gone(on):
        return [("", "This asset has gone from the register. Bring it back, then change it.")]
    after = {name: getattr(asset, name) for name in WORDS} | words
    found = word_problems(after, only=words)
    if asset.published_on is None:
        return found
    if not set(CONTACT).isdisjoint(words):
        found += [("contact_telephone", sentence) for sentence in contact_problems(after)]
    if not permissions.may_publish_asset(by, asset):
        found += _kept_for_those_who_agree(asset, after)
    return found


def _kept_for_those_who_agree(asset: Asset, after: dict[str, Any]) -> list[tuple[str, str]]:
    """What of a public asset only those change who agree for its owner."""
    found = []
    lets_know = asset.is_vacancy_public or after["is_vacancy_public"]
    before = asset.use_state, asset.is_vacancy_public
    if lets_know and before != (after["use_state"], after["is_vacancy_public"]):
        sentence = "Only those who agree for the owner say in public whether it is empty."
        found.append(("is_vacancy_public", sentence))
    if asset.is_sensitive and not after["is_sensitive"]:
        sentence = "Only those who agree for the owner let the public know where it is."
        found.append(("is_sensitive", sentence))
    return found


def _write(row: Asset, values: dict[str, Any]) -> None:
    row.write(**values)
    row.refresh_from_db(fields=["public_point"])


@transaction.atomic
def publish(
    *, asset: Asset, by: Person, expected: int | None = None, on: dt.date | None = None
) -> Asset:
    """Put the asset before the public, for good.

    Raises PermissionDenied, Refused with every problem, and ChangedMeanwhile.
    """
    day = on or clock.today()
    row = asset.lock(expected=expected)
    if not permissions.may_publish_asset(by, row):
        raise PermissionDenied("Only those who agree for its owner publish an asset.")
    if found := publish_problems(row, on=day):
        raise Refused(*found)
    with because(reason="Published"):
        row.write(published_on=day)
    return row


@transaction.atomic
def mark_gone(
    *,
    asset: Asset,
    why: str,
    by: Person,
    expected: int | None = None,
    on: dt.date | None = None,
) -> Asset:
    """Say that a public asset is no longer on the owner's register, and why. Its page is kept.

    Raises PermissionDenied, Refused with every problem, and ChangedMeanwhile.
    """
    day = on or clock.today()
    row = asset.lock(expected=expected)
    _require_agreeing(by, row)
    sentences = []
    if row.published_on is None:
        sentences.append("Nobody else has seen this draft. Throw it away instead.")
    if row.has_gone(day):
        sentences.append("It is marked as gone already.")
    if not why.strip():
        sentences.append("Say why it has gone: sold, handed on, or registered twice.")
    sentences += _unanswered(row, day)
    if sentences:
        raise Refused(*sentences)
    with because(reason=f"Gone: {why.strip()}"):
        row.write(gone_on=day, why_gone=why.strip())
    return row


def _unanswered(asset: Asset, on: dt.date) -> list[str]:
    """What groups were told of the asset and wait for: sentences that say what to do first.

    What has passed to a group already holds nothing back: its lease goes on whoever owns it.
    """
    found = [
        "It is announced that a group can take it over, until "
        f"{each.closes_on.day} {each.closes_on:%B %Y}. Withdraw the announcement first."
        for each in asset.announcements.open_on(on)
    ]
    return found + [
        f"{each.applicant.name} has asked to take it over ({each.reference}). "
        "Answer the group first."
        for each in asset.transfers.running().select_related("applicant")
    ]


@transaction.atomic
def bring_back(
    *,
    asset: Asset,
    why: str,
    by: Person,
    expected: int | None = None,
    on: dt.date | None = None,
) -> Asset:
    """Take back that the asset has gone, and say why.

    Raises PermissionDenied, Refused with every problem, and ChangedMeanwhile.
    """
    day = on or clock.today()
    row = asset.lock(expected=expected)
    _require_agreeing(by, row)
    sentences = []
    if row.gone_on is None:
        sentences.append("It has not gone.")
    if not why.strip():
        sentences.append("Say why it is back: the reason is shown to everyone.")
    keeper = row.keeper
    if keeper.ends_on is not None and keeper.ends_on <= day:
        sentences.append(f"{keeper.name} has ended, so it can register nothing more.")
    if sentences:
        raise Refused(*sentences)
    with because(reason=f"Back: {why.strip()}"):
        row.write(gone_on=None, why_gone="")
    return row


def _require_agreeing(by: Person, asset: Asset) -> None:
    if not permissions.may_publish_asset(by, asset):
        raise PermissionDenied("Only those who agree for its owner say whether it has gone.")


@transaction.atomic
def discard(*, asset: Asset, by: Person) -> None:
    """Throw away a draft that nobody else has seen.

    Raises PermissionDenied, and Refused once it was published.
    """
    row = asset.lock()
    if not permissions.may_edit_asset(by, row):
        raise PermissionDenied("Only those who act for its owner or its steward throw it away.")
    if row.published_on is not None:
        raise Refused("What was published is kept. It can be marked as gone, with a reason.")
    with because(reason="Thrown away"):
        row.delete()
