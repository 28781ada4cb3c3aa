"""Brings the database up to date: its tables, and what the product may do with them."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

from groundwork.rights import connected_as, grant_to


class Command(BaseCommand):
    help = (
        "Migrate. With DATABASE_OWNER_URL set, as that role, and give the role of DATABASE_URL "
        "no more rights than it needs: history can then be added to, and never altered."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        verbosity = options["verbosity"]
        if not settings.DATABASE_OWNER:
            call_command("migrate", verbosity=verbosity)
            return
        role = connection.settings_dict["USER"]
        with connected_as(settings.DATABASE_OWNER):
            call_command("migrate", verbosity=verbosity)
            grant_to(role)
        self.stdout.write(f"The tables belong to their owner; {role} reads and writes rows.")
