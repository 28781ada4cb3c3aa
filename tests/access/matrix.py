"""Who may do what at each address: the table that the walk over all addresses is held to.

A way in (GET or POST) is described by what each role meets, in each state of the zone where the
address is a zone's. What a role meets is one of the words below. An address that is not in this
table fails the walk, so that nobody adds one without saying who may use it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sizes.status import State
from tests.access.world import OUTSIDERS, ROLES, STATES, WORK

IN = "in"  # the page, or what the form does: 200, a redirect, or that something is to be put right
SIGN_IN = "sign in"  # a redirect to the page where one signs in
REFUSED = "refused"  # 403
NOT_THERE = "not there"  # 404, as if there were no such zone
NO_WAY = "no way"  # 405

CODES = {
    IN: {200, 201, 302, 400, 409, 422},
    SIGN_IN: {302},
    REFUSED: {403},
    NOT_THERE: {404},
    NO_WAY: {405},
}

SIGNED_IN = tuple(role for role in ROLES if role != "visitor")
TEAM = frozenset(WORK)
AGREEING = frozenset({"representative", "councillor"})
READERS = frozenset({"starter", *TEAM})
BOTH_SIDES = frozenset({*TEAM, *OUTSIDERS})  # of a transfer

Met = Mapping[str, str]  # role → word


def all_meet(word: str) -> dict[str, str]:
    """Everyone, signed in or not, meets the same."""
    return dict.fromkeys(ROLES, word)


def for_roles(roles: Iterable[str], otherwise: str = REFUSED) -> dict[str, str]:
    """These roles are let in; a visitor is asked to sign in; others meet something else."""
    met = dict.fromkeys(SIGNED_IN, otherwise) | dict.fromkeys(roles, IN)
    return {"visitor": SIGN_IN} | met


@dataclass(frozen=True)
class Ways:
    """What each role meets by GET and by POST, in each state."""

    get: Mapping[str, Met]
    post: Mapping[str, Met]


def _always(met: Met) -> dict[str, Met]:
    return dict.fromkeys(STATES, met)


def ways(get: Met | Mapping[str, Met], post: Met | Mapping[str, Met]) -> Ways:
    """Ways in; one that is the same in every state may be given once."""
    return Ways(*(way if set(way) == set(STATES) else _always(way) for way in (get, post)))


EVERYONE, NOBODY, SOMEONE = all_meet(IN), all_meet(NO_WAY), for_roles(SIGNED_IN)
READ_ONLY = ways(EVERYONE, NOBODY)
NO_POST = {"visitor": SIGN_IN} | dict.fromkeys(SIGNED_IN, NO_WAY)

# A draft is there for whoever began it and for its leads; once proposed, for everyone.
ONCE_PUBLIC = dict.fromkeys(STATES, EVERYONE) | {
    State.DRAFT: all_meet(NOT_THERE) | dict.fromkeys(READERS, IN)
}
# Its pages of the wizard: for its leads; whoever began it has them until it is proposed.
WORK_ON_IT = dict.fromkeys(STATES, for_roles(TEAM)) | {State.DRAFT: for_roles(READERS, NOT_THERE)}
READ_SIGNED_IN = dict.fromkeys(STATES, SOMEONE) | {State.DRAFT: for_roles(READERS, NOT_THERE)}
# Refused, not hidden, to those who see the draft.
_SEEN = {"visitor": SIGN_IN} | dict.fromkeys(SIGNED_IN, NOT_THERE)
AGREE = dict.fromkeys(STATES, for_roles(AGREEING)) | {
    State.DRAFT: _SEEN | dict.fromkeys(READERS, REFUSED) | dict.fromkeys(AGREEING, IN)
}
WIZARD_PAGE = ways(WORK_ON_IT, WORK_ON_IT)
# What belongs to a public zone only, for everyone; and for some of those signed in.
PUBLISHED = dict.fromkeys(STATES, EVERYONE) | {State.DRAFT: all_meet(NOT_THERE)}
# The variation of the world belongs to its declared zone.
ONLY_DECLARED = dict.fromkeys(STATES, all_meet(NOT_THERE)) | {State.DECLARED: EVERYONE}


def in_public(*roles: str) -> dict[str, Met]:
    """A page of a public zone for these roles; a draft has none."""
    return dict.fromkeys(STATES, for_roles(roles)) | {State.DRAFT: _SEEN}


# Taken down or put back by administrators alone; what was never proposed cannot be.
ADMINISTRATORS_IN_PUBLIC = in_public("administrator") | {
    State.DRAFT: for_roles(()) | {"administrator": NOT_THERE}
}


def in_declared(roles: Iterable[str]) -> dict[str, Met]:
    """A page of something that is in the declared zone alone, for these roles."""
    return dict.fromkeys(STATES, _SEEN) | {State.DECLARED: for_roles(roles)}


MODERATORS = ("officer", *AGREEING, "administrator")
SEEING_TO_IT = {"officer", *AGREEING}
_SEEN_TO = {State.DRAFT: _SEEN | dict.fromkeys(READERS, REFUSED) | dict.fromkeys(SEEING_TO_IT, IN)}
# Those who lead ask for signatures; administrators may also record them from paper.
ASK = dict.fromkeys(STATES, for_roles(SEEING_TO_IT)) | _SEEN_TO
RECORD = dict.fromkeys(STATES, for_roles({"administrator", *SEEING_TO_IT})) | _SEEN_TO
DEVELOPED = in_declared({*TEAM, "administrator"})
OFFICERS = for_roles({"officer", "other officer", "administrator"})
COUNCIL_PEOPLE = for_roles({"administrator", "officer", *AGREEING, *OUTSIDERS})
IMPORTERS = for_roles(SEEING_TO_IT, NOT_THERE) | {"editor": REFUSED}
OFFER_AGREE = for_roles(TEAM, NOT_THERE) | dict.fromkeys(TEAM - AGREEING, REFUSED)

ADDRESSES: dict[str, Ways] = {
    # Anyone
    "home": READ_ONLY,
    "here": READ_ONLY,
    "zones": READ_ONLY,
    "partners": READ_ONLY,
    "partner": READ_ONLY,
    "about": READ_ONLY,
    "accessibility": READ_ONLY,
    "privacy": READ_ONLY,
    "cookies": READ_ONLY,
    "area-outlines": READ_ONLY,
    "account-state": READ_ONLY,
    "health-live": READ_ONLY,
    "health-ready": READ_ONLY,
    "suggest": ways(EVERYONE, EVERYONE),
    "suggest-sent": READ_ONLY,
    "gallery": ways(all_meet(NOT_THERE), all_meet(NOT_THERE)),
    # The API
    "api-root": READ_ONLY,
    "api-zones": READ_ONLY,
    "api-zone": ways(ONCE_PUBLIC, NOBODY),
    "api-here": READ_ONLY,
    "api-variations": READ_ONLY,
    "api-partners": READ_ONLY,
    "api-commitments": READ_ONLY,
    "api-assets": READ_ONLY,
    "api-asset": READ_ONLY,
    "api-schema": READ_ONLY,
    "api-docs": READ_ONLY,
    # A zone
    "zone": ways(ONCE_PUBLIC, NOBODY),
    "zone-history": ways(ONCE_PUBLIC, NOBODY),
    # A draft has no notice, not even for those who work on it.
    "zone-notice": ways(PUBLISHED, NOBODY),
    "zone-notice-pdf": ways(PUBLISHED, NOBODY),
    "zone-notice-numbered": ways(PUBLISHED, NOBODY),
    "zone-notice-numbered-pdf": ways(PUBLISHED, NOBODY),
    "variation": ways(ONLY_DECLARED, NOBODY),
    "zone-new": ways(SOMEONE, SOMEONE),
    "zone-quick": ways(SOMEONE, SOMEONE),
    "zone-tasks": ways(READ_SIGNED_IN, NO_POST),
    "zone-check": ways(READ_SIGNED_IN, NO_POST),
    "zone-step-done": ways(
        {
            **dict.fromkeys(STATES, for_roles((), NOT_THERE)),
            State.WITHDRAWN: SOMEONE,
        },
        NO_POST,
    ),
    "zone-what-for": WIZARD_PAGE,
    "zone-why-here": WIZARD_PAGE,
    "zone-who": WIZARD_PAGE,
    "zone-how-long": WIZARD_PAGE,
    "zone-limits": WIZARD_PAGE,
    "zone-summary": WIZARD_PAGE,
    "zone-where": WIZARD_PAGE,
    "zone-reckon": ways(
        {
            state: {role: NO_WAY if word == IN else word for role, word in met.items()}
            if state in (State.DRAFT, State.PROPOSED)
            else met
            for state, met in WORK_ON_IT.items()
        },
        WORK_ON_IT,
    ),
    # The step walked here is to withdraw, which needs nothing but a reason. Once that is no longer
    # possible, everyone is told so (409) and nobody does anything.
    "zone-step": ways(
        READ_SIGNED_IN,
        dict.fromkeys(STATES, SOMEONE)
        | {
            State.DRAFT: _SEEN
            | dict.fromkeys(READERS, REFUSED)
            | dict.fromkeys({"starter", *AGREEING}, IN),
            State.PROPOSED: for_roles(AGREEING),
        },
    ),
    "zone-lead-answer": ways(NO_POST, AGREE),
    # Walked without naming who takes over, so that those who may are told there is nobody (404).
    "zone-lead-hand-over": ways(NO_POST, _always(_SEEN)),
    "zone-participant-remove": ways(NO_POST, WORK_ON_IT),
    # Organisations
    "partner-new": ways(SOMEONE, SOMEONE),
    "partner-edit": ways(*[for_roles({"administrator", *AGREEING})] * 2),
    "partner-work": ways(for_roles({*TEAM, "administrator"}), NO_POST),
    "partner-verify": ways(NO_POST, for_roles({"administrator"})),
    "partner-areas": READ_ONLY,
    "partner-end": ways(*[for_roles({"administrator", *AGREEING})] * 2),
    "partner-go-on": ways(NO_POST, for_roles({"administrator", *AGREEING})),
    "partner-role-end": ways(NO_POST, for_roles({*TEAM, "administrator"})),
    "partner-ask": ways(SOMEONE, SOMEONE),
    "partner-invite": ways(NO_POST, for_roles({"administrator", "officer", *AGREEING})),
    "partner-invitation-withdraw": ways(
        NO_POST, for_roles({"administrator", "officer", *AGREEING})
    ),
    "partner-request-answer": ways(NO_POST, for_roles({"administrator", "officer", *AGREEING})),
    "partner-handover-done": ways(NO_POST, for_roles({"administrator", "officer", *AGREEING})),
    # Whoever has the letter reads it, and signs in to accept.
    "partner-join": ways(EVERYONE, SOMEONE),
    "partners-import": ways(OFFICERS, OFFICERS),
    "place-new": ways(OFFICERS, OFFICERS),
    # Offers: a draft of the council, which nobody else sees; a public one at the first three.
    "offers": READ_ONLY,
    "offer": READ_ONLY,
    "offer-withdraw": ways(NO_POST, for_roles(AGREEING)),
    "offer-end": ways(NO_POST, for_roles(AGREEING)),
    "offer-new": ways(SOMEONE, SOMEONE),
    "offer-edit": ways(*[for_roles(TEAM, NOT_THERE)] * 2),
    "offer-work": ways(for_roles(TEAM, NOT_THERE), NO_POST),
    "offer-publish": ways(NO_POST, OFFER_AGREE),
    "offer-discard": ways(NO_POST, for_roles(TEAM, NOT_THERE)),
    "offer-need-offer": ways(NO_POST, for_roles(TEAM, NOT_THERE)),
    "offer-need-act": ways(NO_POST, for_roles(TEAM, NOT_THERE)),
    # Agreed to by the organisation that is asked, of which another councillor is one.
    "offer-need-answer": ways(
        NO_POST,
        for_roles(TEAM, NOT_THERE) | dict.fromkeys(TEAM, REFUSED) | {"other councillor": IN},
    ),
    # Registers on their way in, here one that waits for its rows to be looked at; and files. No
    # answer is given as this walks, so that those who may are told there is none such (404).
    "asset-import": ways(SOMEONE, SOMEONE),
    **dict.fromkeys(
        (
            "asset-import-go-on",
            "asset-import-state",
            "asset-import-rows",
            "asset-import-unused",
            "asset-import-saved",
        ),
        ways(IMPORTERS, NO_POST),
    ),
    **dict.fromkeys(("asset-import-columns", "asset-import-progress"), ways(*[IMPORTERS] * 2)),
    **dict.fromkeys(
        ("asset-import-keep", "asset-import-save", "asset-import-give-up"),
        ways(NO_POST, IMPORTERS),
    ),
    "asset-import-answer": ways(NO_POST, for_roles((), NOT_THERE) | {"editor": REFUSED}),
    "asset-export": ways(for_roles(TEAM), NO_POST),
    "assets-file": READ_ONLY,
    "assets": READ_ONLY,
    "assets-map": READ_ONLY,
    # Assets: a public one of the council. A draft is there for those who work for its owner alone.
    "asset": READ_ONLY,
    "asset-outline": READ_ONLY,
    "asset-new": ways(SOMEONE, SOMEONE),
    "assets-mine": ways(SOMEONE, NO_POST),
    "asset-work": ways(for_roles(TEAM), NO_POST),
    "asset-edit": ways(*[for_roles(TEAM)] * 2),
    "asset-publish": ways(NO_POST, for_roles(AGREEING)),
    "asset-gone": ways(NO_POST, for_roles(AGREEING)),
    "asset-back": ways(NO_POST, for_roles(AGREEING)),
    "asset-discard": ways(NO_POST, for_roles(TEAM)),
    # Those who agree say what it may be used for; all its people keep hours and files.
    "asset-willing": ways(for_roles(TEAM), for_roles(AGREEING)),
    "asset-willing-end": ways(*[for_roles(AGREEING)] * 2),
    **dict.fromkeys(
        (
            "asset-hours",
            "asset-photos",
            "asset-photo-edit",
            "asset-documents",
            "asset-document-edit",
        ),
        ways(*[for_roles(TEAM)] * 2),
    ),
    **dict.fromkeys(
        (
            "asset-hours-day",
            "asset-hours-day-remove",
            "asset-photo-remove",
            "asset-document-remove",
        ),
        ways(NO_POST, for_roles(TEAM)),
    ),
    **dict.fromkeys(("asset-photo", "asset-photo-small", "asset-document"), READ_ONLY),
    # Transfers: of an asset of the council to the other council, whose business case is assessed.
    # Each side has pages of its own; nothing has to be reported yet.
    **dict.fromkeys(("transfers", "transfers-file", "transfer", "transfer-scheme"), READ_ONLY),
    "transfer-document": READ_ONLY,
    "transfer-ask": ways(SOMEONE, SOMEONE),
    "transfer-work": ways(for_roles(BOTH_SIDES), NO_POST),
    **dict.fromkeys(("transfer-step", "transfer-documents"), ways(*[for_roles(BOTH_SIDES)] * 2)),
    "transfer-report": ways(*[for_roles(()) | dict.fromkeys(BOTH_SIDES, NOT_THERE)] * 2),
    **dict.fromkeys(
        ("transfer-edit", "transfer-case", "transfer-benefit-new", "transfer-benefit"),
        ways(*[for_roles(OUTSIDERS)] * 2),
    ),
    **dict.fromkeys(
        ("transfer-discard", "transfer-benefit-remove", "transfer-document-change"),
        ways(NO_POST, for_roles(OUTSIDERS)),
    ),
    **dict.fromkeys(
        ("transfer-scores", "transfer-interests", "transfer-interest-done", "transfer-terms"),
        ways(*[for_roles(TEAM)] * 2),
    ),
    **dict.fromkeys(
        (
            "transfer-announce",
            "announcement-change",
            "announcement-withdraw",
            "transfer-scheme-edit",
            "transfer-tests",
        ),
        ways(*[for_roles(AGREEING)] * 2),
    ),
    # Commitments, and what is different because of them: in the declared zone, which took up that
    # of an organisation to which none of these people belongs.
    "zone-commitments": ways(ONCE_PUBLIC, NOBODY),
    "zone-commitments-work": ways(READ_SIGNED_IN, NO_POST),
    "zone-commitment-put": ways(READ_SIGNED_IN, READ_SIGNED_IN),
    "zone-commitment-act": ways(*[in_declared(AGREEING)] * 2),
    "variation-new": ways(*[in_declared(TEAM)] * 2),
    "variation-work": ways(in_declared(TEAM), NO_POST),
    "variation-edit": ways(*[in_declared(TEAM)] * 2),
    "variation-act": ways(*[in_declared(AGREEING)] * 2),
    "zone-conflict": ways(*[in_declared(AGREEING)] * 2),
    # What zones need, and introductions: to an asset of the council that leads.
    "needs": READ_ONLY,
    "zone-needs": ways(ONCE_PUBLIC, NOBODY),
    "need": ways(ONCE_PUBLIC, NOBODY),
    "need-new": WIZARD_PAGE,
    "need-new-money": WIZARD_PAGE,
    "need-edit": WIZARD_PAGE,
    "need-end": WIZARD_PAGE,
    "need-matches": ways(WORK_ON_IT, NO_POST),
    "introduction-new": WIZARD_PAGE,
    "introduction": ways(
        *[
            dict.fromkeys(STATES, for_roles(TEAM, NOT_THERE))
            | {State.DRAFT: for_roles(READERS, NOT_THERE)}
        ]
        * 2
    ),
    # Reviews, the closing page, and what happens afterwards. The variation at the address belongs
    # to an organisation in which none of these people has a role.
    "zone-review": ways(PUBLISHED, NOBODY),
    "zone-review-work": ways(AGREE, AGREE),
    "zone-interim-review": ways(*[in_declared(AGREEING)] * 2),
    "zone-closing": ways(PUBLISHED, NOBODY),
    "zone-closing-work": ways(AGREE, AGREE),
    "zone-afterwards": ways(PUBLISHED, NOBODY),
    "variation-afterwards": ways(*[in_declared(())] * 2),
    # Meetings, calendars and feeds
    "zone-meetings": ways(ONCE_PUBLIC, NOBODY),
    "zone-meeting": ways(ONCE_PUBLIC, NOBODY),
    "zone-meeting-calendar": ways(ONCE_PUBLIC, NOBODY),
    "zone-meeting-new": WIZARD_PAGE,
    "zone-meeting-edit": WIZARD_PAGE,
    "zone-meeting-record": WIZARD_PAGE,
    "zone-meeting-cancel": WIZARD_PAGE,
    "zones-calendar": READ_ONLY,
    "zones-feed": READ_ONLY,
    "zone-calendar": ways(PUBLISHED, NOBODY),
    "zone-feed": ways(PUBLISHED, NOBODY),
    # Signatures: an invitation of the council that leads, which nobody has answered
    "zone-sign": ways(AGREE, AGREE),
    "zone-signed": ways(AGREE, NO_POST),
    "signature-decline": ways(AGREE, AGREE),
    "signature-withdraw": ways(AGREE, AGREE),
    "zone-signatures-work": ways(RECORD, NO_POST),
    "signature-record": ways(RECORD, RECORD),
    "signature-ask": ways(ASK, ASK),
    "signature-ask-again": ways(NO_POST, ASK),
    "signature-missing": ways(ASK, ASK),
    "signature-take-back": ways(ASK, ASK),
    # Walked where there is none, so that those who may are told so (404).
    "signature-scan": ways(
        {
            state: {role: NOT_THERE if word == IN else word for role, word in met.items()}
            for state, met in RECORD.items()
        },
        NO_POST,
    ),
    # Changes to what was declared: one that was made, for everyone; one drafted, for the leads,
    # walked by giving it up.
    "zone-changes": ways(PUBLISHED, NOBODY),
    "zone-change": ways(ONLY_DECLARED, NOBODY),
    "zone-changes-work": ways(WORK_ON_IT, WORK_ON_IT),
    "zone-change-work": ways(in_declared(TEAM), NO_POST),
    **dict.fromkeys(
        (
            "zone-change-where",
            "zone-change-words",
            "zone-change-dates",
            "zone-change-limits",
            "zone-change-outcomes",
            "zone-change-reason",
            "zone-change-act",
        ),
        ways(*[in_declared(TEAM)] * 2),
    ),
    "zone-change-reckon": ways(
        in_declared(()) | {State.DECLARED: for_roles(()) | dict.fromkeys(TEAM, NO_WAY)},
        in_declared(TEAM),
    ),
    # What people say, and what stopped a change
    "zone-comments": ways(PUBLISHED, NOBODY),
    "zone-comment": ways(PUBLISHED, PUBLISHED),
    "zone-comment-sent": ways(PUBLISHED, NOBODY),
    "zone-heard-work": WIZARD_PAGE,
    "zone-comment-type-in": ways(*[in_public("officer", "administrator")] * 2),
    "variation-comment": ways(ONLY_DECLARED, ONLY_DECLARED),
    "comment-complain": ways(EVERYONE, EVERYONE),
    "comment-complained": ways(PUBLISHED, NOBODY),
    "moderation": ways(for_roles(MODERATORS), NOBODY),
    "comment-decide": ways(NOBODY, for_roles(MODERATORS)),
    "remove-words": ways(*[for_roles(MODERATORS)] * 2),
    "barriers": READ_ONLY,
    "barrier": READ_ONLY,
    "barrier-act": ways(*[for_roles({*TEAM, "administrator"})] * 2),
    "zone-barriers": ways(PUBLISHED, NOBODY),
    "barrier-new": ways(*[in_public(*TEAM, "administrator")] * 2),
    # Opportunities: one in the declared zone, which joins an asset of the council, and waits for it
    # to say yes to an agreement.
    "zone-opportunities": ways(PUBLISHED, NOBODY),
    "opportunity": ways(ONLY_DECLARED, NOBODY),
    "opportunity-spot": ways(*[in_public(*SIGNED_IN)] * 2),
    "opportunities-yours": ways(in_public(*SIGNED_IN), NO_POST),
    **dict.fromkeys(("opportunity-work", "agreement"), ways(DEVELOPED, NO_POST)),
    **dict.fromkeys(
        (
            "opportunity-edit",
            "opportunity-step",
            "opportunity-part-new",
            "opportunity-part-out",
            "agreement-new",
            "agreement-edit",
            "agreement-end",
        ),
        ways(DEVELOPED, DEVELOPED),
    ),
    "opportunity-show": ways(NO_POST, DEVELOPED),
    "opportunity-hide": ways(*[in_declared(MODERATORS)] * 2),
    "agreement-yes": ways(NO_POST, in_declared(AGREEING)),
    # Beginning as a copy, and taking down what is unlawful
    "zone-copy": ways(*[in_public(*SIGNED_IN)] * 2),
    "zone-remove": ways(*[ADMINISTRATORS_IN_PUBLIC] * 2),
    "zone-removals": ways(for_roles({"administrator"}), NO_POST),
    # Before elections: a period of the council, and letting the zone be declared all the same
    "pre-election": READ_ONLY,
    "pre-election-new": ways(OFFICERS, OFFICERS),
    "pre-election-edit": ways(*[for_roles({"officer", "administrator"})] * 2),
    "pre-election-withdraw": ways(*[for_roles({"officer", "administrator"})] * 2),
    "pre-election-override": ways(
        *[
            dict.fromkeys(STATES, for_roles({"officer", "administrator"}))
            | {State.DRAFT: _SEEN | dict.fromkeys(READERS, REFUSED) | {"officer": IN}}
        ]
        * 2
    ),
    # What waits for a person
    "desk": ways(SOMEONE, NOBODY),
    "suggestions": ways(COUNCIL_PEOPLE, NOBODY),
}

# Other people's pages, held to rules of their own in test_other_peoples_pages.
ADMIN, ACCOUNTS = "admin/", "accounts/"
