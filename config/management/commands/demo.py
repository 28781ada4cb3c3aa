"""Makes the demonstration: made-up people and zones, by the same verbs as real use."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from config.demo import (
    assets,
    life,
    offers,
    people,
    shapes,
    sharing,
    suggestions,
    transfers,
    variations,
    voices,
    zones,
)
from config.demo.sketches import SKETCHES


class Command(BaseCommand):
    help = "Make the demonstration, once. Its days are counted from today."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError(
                "The accounts of the demonstration have a known password, so it is made only "
                "where DEBUG is on."
            )
        if people.is_there():
            self.stdout.write("The demonstration is there already.")
            return
        with transaction.atomic():
            shapes.record_places()
            cast = people.gather(since=people.years_before(4))
            zones.make_zones(cast)
            variations.make_variations(cast, offers.make_offers(cast))
            life.let_life_go_on(cast)
            voices.make_voices(cast)
            assets.register_assets(cast)
            transfers.make_transfers(cast)
            sharing.make_needs(cast)
            sharing.make_opportunities(cast)
            suggestions.make_suggestions(cast)
        self.stdout.write(f"The demonstration is made, with {len(SKETCHES)} zones.")
