"""What is to be done each day, without a person asking for it.

A task looks for everything that is due by the day, not for what became due on it: run twice it
finds nothing left to do, and after days on which nobody ran it, it makes up for them.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass

import structlog
from django.db import transaction

log = structlog.stdlib.get_logger("daily")


@dataclass(frozen=True)
class Task:
    """Something done each day: given the day, `run` does what is due and says what it did.

    It runs in one transaction, unless it is told to see to its transactions itself.
    """

    name: str
    run: Callable[[dt.date], str]
    in_one_transaction: bool = True


@dataclass(frozen=True)
class Outcome:
    """What came of a task: a sentence of what it did, or of why it failed."""

    task: Task
    says: str
    is_done: bool


def run(tasks: Iterable[Task], *, on: dt.date) -> Iterable[Outcome]:
    """Run each task, and give what came of it as it is done. One that fails stops no other."""
    for task in tasks:
        try:
            with transaction.atomic() if task.in_one_transaction else nullcontext():
                says = task.run(on)
        except Exception as error:
            log.exception("daily task failed", task=task.name)
            yield Outcome(task, f"failed: {type(error).__name__}", is_done=False)
        else:
            yield Outcome(task, says, is_done=True)
