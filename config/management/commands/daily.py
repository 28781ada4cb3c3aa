"""Does what is due by the day. Safe to run twice, and makes up for days on which it did not run."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.daily_tasks import TASKS
from groundwork import clock, daily


class Command(BaseCommand):
    help = "Do what is due by today. Run it once a day; it is safe to run it more often."

    def handle(self, *args: Any, **options: Any) -> None:
        failed = []
        for outcome in daily.run(TASKS, on=clock.today()):
            self.stdout.write(f"{outcome.task.name}: {outcome.says}")
            if not outcome.is_done:
                failed.append(outcome.task.name)
        if failed:
            raise CommandError(f"These failed: {', '.join(failed)}. See the log.")
