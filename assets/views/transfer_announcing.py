"""Pages for those who agree for an owner: announcements, the scheme and its tests."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from assets import permissions
from assets.forms.transfer_scheme import (
    AnnounceForm,
    SchemeForm,
    TestsForm,
    WhyForm,
    scheme_values,
)
from assets.models import Announcement
from assets.public_facts import public_name
from assets.transferring import announcing
from assets.transferring import scheme as schemes
from assets.views.transfer_parts import public_asset, save
from groundwork import clock
from partners.models import Organisation

FORMS = ["GET", "HEAD", "POST"]


@login_required
@require_http_methods(FORMS)
def announce(request: HttpRequest, reference: str) -> HttpResponse:
    """Announce that an asset can be transferred."""
    asset, on = public_asset(request, reference), clock.today()
    if not permissions.may_announce_transfer(request.user, asset):
        raise PermissionDenied(announcing.ONLY_THE_OWNER)
    earliest = announcing.earliest_close(asset, on)
    form = AnnounceForm(request.POST or None, earliest_on=earliest, initial={"closes_on": earliest})
    words = ("right", "words", "closes_on")
    return save(
        request,
        form,
        lambda: announcing.announce(
            asset=asset, by=request.user, **{name: form.cleaned_data[name] for name in words}
        ),
        template="assets/transfers/announce.html",
        context={
            "asset": asset,
            "name": public_name(asset),
            "problems": announcing.announce_problems(asset, on),
            "scheme": schemes.scheme_of(asset.owner),
        },
        done="It is announced, for everyone to read.",
        then=lambda: redirect(asset.get_absolute_url()),
    )


def _announcement(request: HttpRequest, announcement: int) -> Announcement:
    rows = Announcement.objects.select_related("asset__owner", "asset__steward")
    found = get_object_or_404(rows, pk=announcement)
    if not permissions.may_announce_transfer(request.user, found.asset):
        raise PermissionDenied(announcing.ONLY_THE_OWNER)
    return found


@login_required
@require_http_methods(FORMS)
def change(request: HttpRequest, announcement: int) -> HttpResponse:
    """Say an announcement in other words, or give people longer."""
    row = _announcement(request, announcement)
    kept = {"words": row.words, "closes_on": row.closes_on}
    form = AnnounceForm(
        request.POST or None,
        earliest_on=row.closes_on,
        right=row.right,
        initial=kept | {"version": row.version},
    )
    return save(
        request,
        form,
        lambda: announcing.change(
            announcement=row,
            by=request.user,
            expected=form.cleaned_data["version"],
            words=form.cleaned_data["words"],
            closes_on=form.cleaned_data["closes_on"],
        ),
        template="assets/transfers/announce.html",
        context={"asset": row.asset, "name": public_name(row.asset), "announcement": row},
        done="Saved.",
        then=lambda: redirect(row.asset.get_absolute_url()),
        saved=lambda now: {"words": now.words, "closes_on": now.closes_on},
    )


@login_required
@require_http_methods(FORMS)
def withdraw(request: HttpRequest, announcement: int) -> HttpResponse:
    """Take an announcement back, with a reason."""
    row = _announcement(request, announcement)
    form = WhyForm(request.POST or None, initial={"version": row.version})
    return save(
        request,
        form,
        lambda: announcing.withdraw(
            announcement=row,
            by=request.user,
            why=form.cleaned_data["why"],
            expected=form.cleaned_data["version"],
        ),
        template="assets/transfers/announcement_withdraw.html",
        context={"asset": row.asset, "name": public_name(row.asset), "announcement": row},
        done="The announcement is withdrawn, with your reason.",
        then=lambda: redirect(row.asset.get_absolute_url()),
    )


def _owner(request: HttpRequest, slug: str) -> Organisation:
    found = get_object_or_404(Organisation, slug=slug)
    if not permissions.may_edit_transfer_scheme(request.user, found):
        raise PermissionDenied(schemes.ONLY_THOSE_WHO_AGREE)
    return found


@login_required
@require_http_methods(FORMS)
def edit_scheme(request: HttpRequest, organisation: str) -> HttpResponse:
    """Say how long each stage takes, and what rebate is given."""
    owner = _owner(request, organisation)
    kept = schemes.scheme_of(owner)
    form = SchemeForm(request.POST or None, initial=scheme_values(kept))
    is_new = kept.pk is None
    return save(
        request,
        form,
        lambda: schemes.save_scheme(
            organisation=owner,
            by=request.user,
            expected=form.cleaned_data["version"],
            **form.words(),
        ),
        template="assets/transfers/scheme_edit.html",
        context={"organisation": owner, "is_new": is_new},
        done="The scheme is saved. Look at its tests, too." if is_new else "The scheme is saved.",
        then=lambda: redirect(
            "transfer-tests" if is_new else "transfer-scheme", organisation=owner.slug
        ),
        saved=scheme_values,
    )


@login_required
@require_http_methods(FORMS)
def edit_tests(request: HttpRequest, organisation: str) -> HttpResponse:
    """Write the owner's own list of tests."""
    owner, on = _owner(request, organisation), clock.today()
    kept = schemes.scheme_of(owner)
    if kept.pk is None:
        return redirect("transfer-scheme-edit", organisation=owner.slug)
    tests = [*schemes.in_use(owner, on)]
    form = TestsForm(request.POST or None, tests=tests, initial={"version": kept.version})
    return save(
        request,
        form,
        lambda: schemes.save_tests(
            organisation=owner,
            rows=form.wanted(),
            by=request.user,
            expected=form.cleaned_data["version"],
        ),
        template="assets/transfers/tests.html",
        context={
            "organisation": owner,
            "current": tests,
            "retired": [*schemes.retired_tests(owner, on)],
        },
        done="The tests are saved.",
        then=lambda: redirect("transfer-scheme", organisation=owner.slug),
    )
