"""The admin and the pages of accounts, which other packages bring: who is let in."""

import re

import pytest
from django.urls import reverse

from tests.access.matrix import ACCOUNTS, ADDRESSES, ADMIN
from tests.access.world import ROLES, World, addresses

pytestmark = [pytest.mark.promise, pytest.mark.xdist_group("access")]

ADMIN_PATHS = [
    f"/{route}"
    for route, _ in addresses()
    if route.startswith(ADMIN) and "<" not in route and "(" not in route
]
# Pages of accounts for those who are not signed in, and for those who are.
ANYONES = {
    "account_login",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_confirm_email",
    "account_email_verification_sent",
    "account_inactive",
    "account_logout",
    "account_confirm_login_code",
    "mfa_authenticate",
    "mfa_login_webauthn",
}
THEIR_OWN = {
    "account_reauthenticate",
    "account_email",
    "account_change_password",
    "account_set_password",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "mfa_edit_webauthn",
}
VALUES = {"key": "a:b", "uidb36": "1", "pk": 1}


def path_of(route: str, name: str) -> str:
    wanted = set(re.findall(r"[<:](\w+)>", route))
    values = {key: value for key, value in VALUES.items() if key in wanted}
    if name == "account_reset_password_from_key":
        values["key"] = "a-b"
    return reverse(name, kwargs=values)


ACCOUNT_ADDRESSES = [
    (route, name)
    for route, name in addresses()
    if route.startswith(ACCOUNTS) and name not in ADDRESSES
]


def test_every_page_of_accounts_is_for_anyone_or_for_whom_it_belongs_to():
    assert {name for _, name in ACCOUNT_ADDRESSES} == ANYONES | THEIR_OWN


@pytest.mark.parametrize(
    ("route", "name"), ACCOUNT_ADDRESSES, ids=[n for _, n in ACCOUNT_ADDRESSES]
)
def test_a_visitor_is_asked_to_sign_in_before_a_page_of_ones_own(world, route, name):
    for method in ("get", "post"):
        response = getattr(world.clients["visitor"], method)(path_of(route, name))
        assert response.status_code in (200, 302, 403, 404, 405, 410), (name, response.status_code)
        if name in THEIR_OWN and response.status_code == 200:
            pytest.fail(f"{name} is shown to a visitor")
        if name in THEIR_OWN and response.status_code == 302:
            assert response["Location"].startswith(reverse("account_login")), name


@pytest.mark.parametrize("name", ["mfa_edit_webauthn", "mfa_remove_webauthn"])
def test_nobody_reaches_the_key_of_somebody_else(world, name):
    from allauth.mfa.models import Authenticator

    key = Authenticator.objects.create(
        user=world.people["councillor"], type=Authenticator.Type.WEBAUTHN, data={"name": "Phone"}
    )
    response = world.clients["resident"].post(reverse(name, args=[key.pk]), {"name": "Mine"})
    assert response.status_code in (302, 404)
    key.refresh_from_db()
    assert key.data["name"] == "Phone"


@pytest.mark.parametrize("role", ROLES)
def test_the_admin_is_for_administrators_only(world, role):
    """Others are asked to sign in by the site's own page, or refused: never by the admin's own."""
    assert ADMIN_PATHS
    for path in ADMIN_PATHS:
        response = world.clients[role].get(path)
        if role == "administrator":
            assert response.status_code in (200, 302, 403, 404, 405), path
        elif role == "visitor":
            assert response.status_code in (302, 404), path
        else:
            assert response.status_code in (302, 403, 404), path
        if response.status_code == 302 and role != "administrator":
            wanted = (reverse("account_login"), reverse("admin:index"))
            assert response["Location"].startswith(wanted), path


def test_signing_in_to_the_admin_goes_through_the_sites_own_page(world):
    response = world.clients["visitor"].get("/admin/login/?next=/admin/")
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))
    assert world.clients["councillor"].get("/admin/login/").status_code == 403
    assert world.clients["administrator"].get("/admin/").status_code == 200


@pytest.mark.parametrize("model", ["organisation", "membership"])
def test_an_administrator_changes_the_register_by_its_own_pages_only(world: World, model):
    row = world.council if model == "organisation" else world.membership
    client = world.clients["administrator"]
    change = reverse(f"admin:partners_{model}_change", args=[row.pk])
    assert client.get(change).status_code == 200
    assert client.post(change, {"name": "Renamed"}).status_code == 403
    delete = reverse(f"admin:partners_{model}_delete", args=[row.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 403
