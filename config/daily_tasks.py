"""What is done each day, in this order. Letters come last, so that they go the same day."""

import datetime as dt

from assets.forgetting import forget_applicants, forget_imports
from assets.transferring.reminding import remind as remind_of_transfers
from groundwork import outbox
from groundwork.daily import Task
from partners.forgetting import forget_joining
from residents.forgetting import forget_suggesters
from sizes import afterwards, forgetting
from sizes.reminders import remind


def send_letters(_on: dt.date) -> str:
    """Send all letters that are due."""
    done = outbox.deliver(limit=1000)
    says = f"{done.sent} sent, {done.put_off} put off, {done.given_up} given up"
    doubted = outbox.interrupted().count()
    if doubted:
        says += f"; of {doubted} nobody knows whether they arrived, so they are not sent again"
    return says


TASKS = (
    Task("Forget who wrote comments", forgetting.forget_writers),
    Task("Forget how to reach who was asked to sign", forgetting.forget_signatories),
    Task("Forget who suggested zones", forget_suggesters),
    Task("Forget who was invited, or asked to join", forget_joining),
    Task("Delete what was read from files", forgetting.forget_files),
    Task("Forget who asked for an asset", forget_applicants),
    Task("Delete registers that nobody went on with", forget_imports),
    Task("Forget who spotted what, and what was said in introductions", forgetting.forget_sharers),
    Task("Remind of what is due", remind),
    Task("Remind of transfers", remind_of_transfers),
    Task("Ask what happens after zones that lapsed", afterwards.tell_after_lapse),
    Task("Empty old letters", forgetting.forget_letters),
    Task("Send letters", send_letters, in_one_transaction=False),
)
