"""Sends the letters that are due, so that they need not wait for the day's round."""

from typing import Any

from django.core.management.base import BaseCommand

from config.daily_tasks import send_letters
from groundwork import clock


class Command(BaseCommand):
    help = "Send the letters that are due. Run it every few minutes."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Letters: {send_letters(clock.today())}")
