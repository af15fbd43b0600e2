"""What is done before the shop opens: tables, goods, accounting systems, orders."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sandbox import ports, words

Say = Callable[[str], None]


def make_tables(say: Say) -> None:
    """Bring words and tables up to date."""
    words.compile_catalogues()

    import django

    django.setup()
    with _timed(say, "Tables"):
        call("migrate", verbosity=0)


def fill_shop(say: Say) -> None:
    """Put goods, people and offers into an empty shop."""
    if _is_empty():
        with _timed(say, "Goods, people and offers"):
            call("demo_shop", host=f"{ports.HOST}:{ports.shop().number}", verbosity=0)


def fill_books(say: Say) -> None:
    """Connect the accounting systems, then place the orders that they shall have; the simulators must answer."""
    call("demo_books")
    with _timed(say, "Orders"):
        call("demo_orders", verbosity=0)


def set_the_alarm_clock() -> None:
    """Tell Celery's beat when to deliver and when to pull."""
    call("accounting_schedule", verbosity=0)


def call(name: str, **options: Any) -> None:
    """Run the management command `name` here; nothing stays connected afterwards."""
    from django.core.management import call_command
    from django.db import connections

    try:
        call_command(name, **options)
    finally:
        connections.close_all()


def _is_empty() -> bool:
    from oscar.core.loading import get_model

    from sandbox.shop.configuration import settings

    index = Path(settings.HAYSTACK_CONNECTIONS["default"]["PATH"])
    return not (index.exists() and get_model("catalogue", "Product").objects.exists())


@contextmanager
def _timed(say: Say, what: str) -> Iterator[None]:
    start = time.monotonic()
    yield
    say(f"  {what}: {time.monotonic() - start:.1f} s")
