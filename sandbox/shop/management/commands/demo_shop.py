"""`demo_shop`: fills an empty shop."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandParser, call_command
from django.db import transaction

from sandbox import words
from sandbox.shop.configuration import settings
from sandbox.shop.loading import catalogue, offers, people, setting


class Command(BaseCommand):
    """Adds what is missing of the demo's goods, people and offers; run twice, the second run adds nothing."""

    help = "Load the demo shop's goods, people and offers."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where the shop answers."""
        parser.add_argument("--host", default="127.0.0.1:8000")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Load everything in one transaction, then the search index."""
        words.compile_catalogues()
        with transaction.atomic():
            setting.load(options["host"])
            goods = catalogue.load()
            persons = people.load()
            offers.load()
        if goods or not Path(settings.HAYSTACK_CONNECTIONS["default"]["PATH"]).exists():
            call_command("update_index", verbosity=0)
        if options["verbosity"]:
            self.stdout.write(f"Demo shop: {goods} products and {persons} people added.")
