"""Signing up, confirming, signing in, and getting back in: and what a stranger learns from it."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection
from django.urls import reverse

from partners.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.promise]

ADDRESS, PASSWORD = "asha@people.example", "a hall by the canal"
SIGN_UP = {"name": "Asha", "email": ADDRESS, "password1": PASSWORD, "password2": PASSWORD}
WRONG = "The e-mail address or the password is not right."


@pytest.fixture(autouse=True)
def quick_hashes(settings):
    """Passwords are hashed slowly on purpose, which is not what is tested here."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def someone(email: str = ADDRESS, *, password: str = PASSWORD, verified: bool = True) -> Person:
    person = Person.objects.create_user(email, password)
    EmailAddress.objects.create(user=person, email=email, verified=verified, primary=True)
    return person


def sign_in(client, email: str = ADDRESS, password: str = PASSWORD):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def is_signed_in(client) -> bool:
    return client.get("/accounts/state/").json()["signed_in"]


def link_in(letter) -> str:
    (link,) = re.findall(
        r"http://testserver(/accounts/\S*(?:confirm-email|reset/key)\S*)", letter.body
    )
    return link


def test_somebody_signs_up_confirms_and_signs_in(client):
    response = client.post(reverse("account_signup"), SIGN_UP)
    assert response["Location"] == reverse("account_email_verification_sent")
    assert Person.objects.get().name == "Asha"
    assert not is_signed_in(client)
    (letter,) = mail.outbox
    assert letter.to == [ADDRESS]
    page = client.get(link_in(letter))
    assert "Yes, it is mine" in page.content.decode()
    client.post(link_in(letter))
    assert EmailAddress.objects.get().verified
    if not is_signed_in(client):
        assert sign_in(client)["Location"] == "/desk/"
    assert is_signed_in(client)


def test_nobody_signs_in_with_an_address_that_is_not_confirmed(client):
    someone(verified=False)
    response = sign_in(client)
    assert response["Location"] == reverse("account_email_verification_sent")
    assert not is_signed_in(client)


def test_looking_at_the_link_confirms_nothing(client):
    """Programs that read letters open their links."""
    client.post(reverse("account_signup"), SIGN_UP)
    client.get(link_in(mail.outbox[0]))
    assert not EmailAddress.objects.get().verified


def test_an_address_is_the_same_in_capitals(client):
    someone()
    assert sign_in(client, ADDRESS.upper())["Location"] == "/desk/"
    client.post(reverse("account_signup"), SIGN_UP | {"email": ADDRESS.upper()})
    assert Person.objects.count() == 1


@pytest.mark.parametrize("email", [ADDRESS, "nobody@people.example"])
def test_a_wrong_password_is_the_same_sentence_whoever_it_is(client, email):
    someone()
    response = sign_in(client, email, "not this one")
    assert response.status_code == 200
    assert WRONG in response.content.decode()


def test_signing_up_with_a_known_address_looks_as_if_it_were_new(client):
    someone()
    known = client.post(reverse("account_signup"), SIGN_UP)
    new = client.post(reverse("account_signup"), SIGN_UP | {"email": "new@people.example"})
    assert (known.status_code, known["Location"]) == (new.status_code, new["Location"])
    assert Person.objects.count() == 2
    first, second = mail.outbox
    assert (first.to, second.to) == ([ADDRESS], ["new@people.example"])
    assert "has an account already" in first.body


@pytest.mark.parametrize("email", [ADDRESS, "nobody@people.example"])
def test_asking_for_a_new_password_looks_the_same_whoever_it_is(client, email):
    someone()
    response = client.post(reverse("account_reset_password"), {"email": email})
    assert response["Location"] == reverse("account_reset_password_done")
    assert [letter.to for letter in mail.outbox] == [[email]]


def test_a_forgotten_password_is_replaced_by_a_link_that_works_once(client):
    person = someone()
    client.post(reverse("account_reset_password"), {"email": ADDRESS})
    link = link_in(mail.outbox[0])
    form = client.get(link, follow=True)
    assert "Choose a new password" in form.content.decode()
    new = "the lamp over the lock"
    client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    person.refresh_from_db()
    assert person.check_password(new)
    client.logout()
    again = client.get(link, follow=True)
    assert "This link no longer works" in again.content.decode()
    assert sign_in(client, password=PASSWORD).status_code == 200
    assert sign_in(client, password=new)["Location"] == "/desk/"


@pytest.mark.parametrize("password", ["short", "password1234", "8417325509164", ADDRESS])
def test_a_password_that_is_easily_guessed_is_refused(client, password):
    response = client.post(
        reverse("account_signup"), SIGN_UP | {"password1": password, "password2": password}
    )
    assert response.status_code == 200
    assert not Person.objects.exists()


def test_a_closed_account_is_not_let_in(client):
    person = someone()
    person.is_active = False
    person.save()
    sign_in(client)
    assert not is_signed_in(client)


def test_after_five_wrong_passwords_even_the_right_one_is_refused_for_a_while(client):
    someone()
    for _ in range(5):
        sign_in(client, password="not this one")
    response = sign_in(client)
    assert "Too many tries" in response.content.decode()
    assert not is_signed_in(client)


def test_guessing_at_one_account_does_not_shut_out_another(client):
    someone()
    someone("ben@people.example")
    for _ in range(5):
        sign_in(client, password="not this one")
    assert sign_in(client, "ben@people.example")["Location"] == "/desk/"


def test_one_who_tries_many_accounts_from_one_place_is_stopped(client):
    someone()
    for number in range(10):
        sign_in(client, f"guess{number}@people.example", "not this one")
    response = sign_in(client)
    assert not is_signed_in(client)
    assert response.status_code in (200, 429)
    assert "Too many tries" in response.content.decode() or response.status_code == 429


def test_too_many_letters_are_refused_with_a_page_of_our_own(client):
    answers = [client.post(reverse("account_reset_password"), {"email": ADDRESS}) for _ in range(6)]
    assert answers[-1].status_code == 429
    assert "That was too often" in answers[-1].content.decode()
    assert len(mail.outbox) == 5


def test_tries_are_counted_in_the_database_so_that_all_processes_count_together(client):
    someone()
    sign_in(client, password="not this one")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM groundwork_cache")
        assert cursor.fetchone()[0] >= 1


def test_what_is_counted_names_nobody(client):
    someone()
    sign_in(client, password="not this one")
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM groundwork_cache")
        names = [name for (name,) in cursor.fetchall()]
    assert names
    assert not [name for name in names if not re.fullmatch(r"[0-9a-f]{40}", name)]


@pytest.mark.parametrize("next_page", ["https://elsewhere.example/", "//elsewhere.example/"])
def test_signing_in_leads_to_no_other_site(client, next_page):
    someone()
    form = {"login": ADDRESS, "password": PASSWORD, "next": next_page}
    assert client.post(reverse("account_login"), form)["Location"] == "/desk/"


def test_signing_in_leads_back_to_where_one_was_asked(client):
    someone()
    form = {"login": ADDRESS, "password": PASSWORD, "next": "/zones/new/"}
    assert client.post(reverse("account_login"), form)["Location"] == "/zones/new/"


def test_a_session_begins_anew_when_somebody_signs_in(client):
    someone()
    client.get(reverse("account_login"))
    session = client.session
    session["planted"] = True
    session.save()
    before = session.session_key
    sign_in(client)
    assert client.session.session_key != before


def test_signing_out_takes_a_press_of_a_button(client):
    person = someone()
    client.force_login(person)
    client.get(reverse("account_logout"))
    assert is_signed_in(client)
    assert client.post(reverse("account_logout"))["Location"] == "/"
    assert not is_signed_in(client)


def test_changing_a_password_asks_for_the_present_one_and_tells_by_letter(client):
    person = someone()
    client.force_login(person)
    new = "the lamp over the lock"
    form = {"oldpassword": "not this one", "password1": new, "password2": new}
    client.post(reverse("account_change_password"), form)
    person.refresh_from_db()
    assert person.check_password(PASSWORD)
    client.post(reverse("account_change_password"), form | {"oldpassword": PASSWORD})
    person.refresh_from_db()
    assert person.check_password(new)


LETTERS = [
    "email_confirmation",
    "email_confirmation_signup",
    "account_already_exists",
    "password_reset_key",
    "unknown_account",
    "email_changed",
    "email_confirm",
    "email_deleted",
    "password_changed",
    "password_reset",
    "password_set",
]


def test_every_letter_is_in_our_own_words():
    """Each subject names the site, and none is left in the words of another package."""
    from allauth.account.adapter import get_adapter
    from django.template.loader import get_template

    prefix = get_adapter().format_email_subject("Subject")
    assert prefix == "Subject"
    for name in LETTERS:
        for part in ("subject", "message"):
            template = get_template(f"account/email/{name}_{part}.txt")
            assert "site-packages" not in template.origin.name, (name, part)
        subject = get_template(f"account/email/{name}_subject.txt").render()
        assert subject.startswith("Social Innovation Zones: ")


def test_a_letter_ends_with_the_sites_name_and_address(client):
    client.post(reverse("account_signup"), SIGN_UP)
    (letter,) = mail.outbox
    assert letter.subject == "Social Innovation Zones: confirm your e-mail address"
    assert "Social Innovation Zones\nhttp://testserver/" in letter.body
    assert "Hello from" not in letter.body
