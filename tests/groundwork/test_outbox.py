"""Letters go once: with the change they tell of, never twice, and not without end."""

import datetime as dt
import smtplib
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction

from groundwork import clock, outbox
from groundwork.models import Letter

HOUR = dt.timedelta(hours=1)


class Killed(BaseException):
    """The process dies: nothing after this runs."""


def letter(key="a", **more):
    return outbox.post(
        key=key, to="alice@test.example", subject="Shown", body="Your words are shown.", **more
    )


def server_that(monkeypatch, act):
    """A mail server that does something instead of taking letters."""
    monkeypatch.setattr(EmailBackend, "send_messages", act)


def later(monkeypatch, wait):
    moment = clock.now() + wait
    monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.mark.django_db
def test_letter_is_sent_once_however_often_the_outbox_is_emptied():
    letter()
    assert outbox.deliver().sent == 1
    assert outbox.deliver() == outbox.Round()
    assert [each.subject for each in mail.outbox] == ["Shown"]
    assert Letter.objects.get().sent_at is not None


@pytest.mark.django_db
def test_letter_with_a_key_that_is_there_is_not_posted_again():
    assert letter().pk == letter().pk
    outbox.deliver()
    letter()
    outbox.deliver()
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_letter_goes_with_its_change_and_not_without_it():
    with transaction.atomic():
        letter()
        transaction.set_rollback(True)
    assert not Letter.objects.exists()


@pytest.mark.django_db
def test_letter_waits_until_its_moment(monkeypatch):
    letter(not_before=clock.now() + HOUR)
    assert outbox.deliver().sent == 0
    later(monkeypatch, 2 * HOUR)
    assert outbox.deliver().sent == 1


@pytest.mark.django_db
def test_no_more_letters_go_than_the_limit():
    for key in "abc":
        letter(key)
    assert outbox.deliver(limit=2).sent == 2
    assert outbox.deliver(limit=2).sent == 1


@pytest.mark.django_db
@pytest.mark.parametrize("to", ["", "0121 496 0000", "a@b\nBcc: c@d.example"])
def test_letter_to_no_address_is_refused(to):
    with pytest.raises(ValidationError):
        outbox.post(key="a", to=to, subject="S", body="B")


@pytest.mark.django_db
def test_subject_of_several_lines_becomes_one():
    outbox.post(key="a", to="alice@test.example", subject="One\nBcc: eve@test.example", body="B")
    outbox.deliver()
    assert mail.outbox[0].subject == "One Bcc: eve@test.example"


@pytest.mark.django_db
def test_killed_after_sending_and_before_the_mark_nothing_is_sent_again(monkeypatch):
    letter()
    kept = EmailBackend.send_messages

    def send_and_die(self, messages):
        kept(self, messages)
        raise Killed

    server_that(monkeypatch, send_and_die)
    with pytest.raises(Killed):
        outbox.deliver()
    assert len(mail.outbox) == 1
    monkeypatch.setattr(EmailBackend, "send_messages", kept)
    later(monkeypatch, 2 * HOUR)
    assert outbox.deliver() == outbox.Round()
    assert len(mail.outbox) == 1
    assert [each.key for each in outbox.interrupted()] == ["a"]


@pytest.mark.django_db
@pytest.mark.parametrize("error", [smtplib.SMTPServerDisconnected("gone"), TimeoutError()])
def test_letter_in_doubt_is_not_sent_again(monkeypatch, error):
    letter()

    def fall_silent(self, messages):
        raise error

    server_that(monkeypatch, fall_silent)
    assert outbox.deliver().in_doubt == 1
    later(monkeypatch, 2 * HOUR)
    assert outbox.deliver() == outbox.Round()
    assert outbox.interrupted().count() == 1


@pytest.mark.django_db
def test_refused_letter_is_tried_later_each_time_and_then_given_up(monkeypatch):
    letter()

    def refuse(self, messages):
        raise smtplib.SMTPDataError(451, b"later")

    server_that(monkeypatch, refuse)
    waits = []
    for _ in range(outbox.MOST_TRIES - 1):
        assert outbox.deliver().put_off == 1
        assert outbox.deliver() == outbox.Round()
        row = Letter.objects.get()
        waits.append(row.not_before_at - clock.now())
        later(monkeypatch, waits[-1] + dt.timedelta(seconds=1))
    assert outbox.deliver().given_up == 1
    assert waits == sorted(waits)
    assert waits[-1] > 10 * waits[0]
    later(monkeypatch, 1000 * HOUR)
    assert outbox.deliver() == outbox.Round()
    assert Letter.objects.get().tries == outbox.MOST_TRIES


@pytest.mark.django_db
def test_server_that_cannot_be_reached_puts_letters_off(monkeypatch):
    letter()

    def refuse(self):
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailBackend, "open", refuse)
    assert outbox.deliver().put_off == 1
    assert Letter.objects.get().begun_at is None


@pytest.mark.django_db
def test_one_refused_letter_holds_up_no_other(monkeypatch):
    letter("a")
    letter("b")
    kept = EmailBackend.send_messages
    refused = []

    def refuse_the_first(self, messages):
        if not refused:
            refused.append(messages)
            raise smtplib.SMTPRecipientsRefused({})
        return kept(self, messages)

    server_that(monkeypatch, refuse_the_first)
    assert (outbox.deliver().sent, len(mail.outbox)) == (1, 1)


def test_deliver_refuses_to_run_inside_a_transaction(committed_db):
    letter()
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        outbox.deliver()
    assert mail.outbox == []


def test_two_processes_at_once_send_each_letter_once(committed_db):
    for number in range(20):
        letter(f"letter-{number}")
    together = Barrier(2)

    def empty():
        together.wait()
        try:
            return outbox.deliver().sent
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        sent = [job.result() for job in [both.submit(empty), both.submit(empty)]]
    assert sum(sent) == len(mail.outbox) == 20


@pytest.mark.django_db
def test_old_letters_are_emptied_and_their_keys_stay():
    letter("sent")
    outbox.deliver()
    letter("waiting")
    Letter.objects.update(made_at=clock.now() - 10 * HOUR)
    letter("new")
    assert outbox.forget(before=clock.now() - HOUR) == 2
    assert outbox.forget(before=clock.now() - HOUR) == 0
    assert {each.key: each.to for each in Letter.objects.all()} == {
        "sent": "",
        "waiting": "",
        "new": "alice@test.example",
    }
    letter("waiting")
    assert outbox.deliver().sent == 1


def draft(key: str, to: str = "alice@test.example") -> outbox.Draft:
    return outbox.Draft(key=key, to=to, subject=f"About\n{key}", body="Hello.")


@pytest.mark.django_db
def test_many_letters_are_kept_together_each_key_once(django_assert_num_queries):
    letter("first")
    with django_assert_num_queries(2):
        assert outbox.post_all([draft("first"), draft("second"), draft("second")]) == 1
    with django_assert_num_queries(1):
        assert outbox.post_all([draft("first"), draft("second")]) == 0
    assert Letter.objects.count() == 2
    assert Letter.objects.get(key="second").subject == "About second"
    assert outbox.deliver().sent == 2


@pytest.mark.django_db
def test_none_of_many_letters_is_kept_where_one_is_to_no_address():
    with pytest.raises(ValidationError):
        outbox.post_all([draft("good"), draft("bad", to="nobody")])
    assert not Letter.objects.exists()
