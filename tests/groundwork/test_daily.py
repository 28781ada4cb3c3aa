"""The day's round: each task by itself, whatever becomes of the others."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command

from config.management.commands import daily as command
from groundwork import daily
from groundwork.models import Letter
from tests.groundwork.test_outbox import letter

DAY = dt.date(2026, 3, 27)


def fail(_on):
    letter("half-done")
    raise ValueError("a secret of somebody")


def write(_on):
    letter("done")
    return "wrote one letter"


@pytest.mark.django_db
def test_task_that_fails_is_undone_and_stops_no_other():
    outcomes = [*daily.run([daily.Task("A", fail), daily.Task("B", write)], on=DAY)]
    assert [(each.task.name, each.is_done) for each in outcomes] == [("A", False), ("B", True)]
    assert outcomes[1].says == "wrote one letter"
    assert "secret" not in outcomes[0].says
    assert [each.key for each in Letter.objects.all()] == ["done"]


@pytest.mark.django_db
def test_task_is_given_the_day():
    days = []
    task = daily.Task("A", lambda on: days.append(on) or "saw the day")
    assert [each.says for each in daily.run([task], on=DAY)] == ["saw the day"]
    assert days == [DAY]


@pytest.mark.django_db
def test_command_says_what_was_done_and_fails_if_one_did(monkeypatch, capsys):
    tasks = (daily.Task("A", fail), daily.Task("B", write))
    monkeypatch.setattr(command, "TASKS", tasks)
    with pytest.raises(CommandError, match="These failed: A"):
        call_command("daily")
    assert "B: wrote one letter" in capsys.readouterr().out


@pytest.mark.django_db
def test_command_does_its_real_tasks_twice(capsys):
    letter()
    call_command("daily")
    first = capsys.readouterr().out
    call_command("daily")
    second = capsys.readouterr().out
    assert "Send letters: 1 sent" in first
    assert "Send letters: 0 sent" in second
    assert "Forget who wrote comments: forgot who wrote 0 comments" in second


@pytest.mark.django_db
def test_letters_can_be_sent_without_the_rest_of_the_day(capsys):
    letter()
    call_command("letters")
    assert "Letters: 1 sent" in capsys.readouterr().out
