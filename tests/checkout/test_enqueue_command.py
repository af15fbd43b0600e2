"""`accounting_enqueue`: history and orders that are sent by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from oscar_lt_accounting.models import State, Submission
from tests.shop import Item


def enqueue(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("accounting_enqueue", *arguments, stdout=out)
    return out.getvalue().splitlines()


@pytest.fixture
def history(shop: Any, connect: Any, deaf: Callable) -> Callable[[], list[str]]:
    """Three orders of two days that nobody noticed."""
    with deaf():
        for number, moment in (
            ("A-1", datetime(2026, 1, 5, 8, 0, tzinfo=timezone.utc)),
            ("A-2", datetime(2026, 1, 5, 22, 30, tzinfo=timezone.utc)),  # the 6th in Lithuania
            ("A-3", datetime(2026, 1, 7, 21, 59, tzinfo=timezone.utc)),
        ):
            shop.place([Item("10.00")], number=number, placed=moment)
    return lambda: [row.order.number for row in Submission.objects.order_by("pk")]


def test_by_number(history: Callable, connect: Any) -> None:
    connect(trigger="manual", start_date="2026-06-01")
    out = enqueue("A-3", "A-1")
    assert history() == ["A-1", "A-3"]
    assert out[-1] == "2 documents enqueued"
    assert out[:-1] == [row.reference for row in Submission.objects.order_by("pk")]
    assert set(Submission.objects.values_list("origin", flat=True)) == {"command"}


def test_what_was_asked_for_is_sent_at_once(history: Callable, connect: Any, outbox: Any, memory_books: Any) -> None:
    connect(trigger="manual")
    enqueue("A-1")
    outbox.run()
    assert Submission.objects.get().state == State.ISSUED


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (("--since", "2026-01-05", "--until", "2026-01-05"), ["A-1"]),
        (("--since", "2026-01-06"), ["A-2", "A-3"]),
        (("--since", "2026-01-05", "--until", "2026-01-07"), ["A-1", "A-2", "A-3"]),
        (("--since", "2026-01-08"), []),
    ],
)
def test_by_the_days_in_lithuania(history: Callable, connect: Any, days: tuple[str, ...], expected: list[str]) -> None:
    connect()
    assert enqueue(*days)[-1] == f"{len(expected)} documents enqueued"
    assert history() == expected


def test_twice_makes_nothing_more(history: Callable, connect: Any) -> None:
    connect()
    enqueue("--since", "2026-01-01")
    assert enqueue("--since", "2026-01-01") == ["0 documents enqueued"]
    assert history() == ["A-1", "A-2", "A-3"]


def test_a_dry_run_changes_nothing(history: Callable, connect: Any) -> None:
    connect()
    enqueue("A-1")
    out = enqueue("--since", "2026-01-01", "--dry-run")
    assert out == ["A-1: has rows", "A-2: would be enqueued", "A-3: would be enqueued", "0 documents enqueued"]
    assert history() == ["A-1"]


def test_a_number_that_nobody_has(history: Callable, connect: Any) -> None:
    connect()
    with pytest.raises(CommandError, match="X-9, Y-9"):
        enqueue("A-1", "X-9", "Y-9")
    assert history() == []


@pytest.mark.parametrize(
    "arguments", [(), ("--until", "2026-01-01"), ("--since", "yesterday"), ("--since", "2026-13-01")]
)
def test_what_cannot_be_understood(history: Callable, connect: Any, arguments: tuple[str, ...]) -> None:
    connect()
    with pytest.raises(CommandError):
        enqueue(*arguments)
    assert history() == []


def test_nowhere_to_send_to(history: Callable) -> None:
    with pytest.raises(CommandError, match="nowhere"):
        enqueue("A-1")


def test_a_partner_without_a_warehouse_is_enqueued_too(history: Callable, shop: Any, connect: Any, outbox: Any) -> None:
    connect("Kaunas")
    enqueue("A-1")
    outbox.run(after=1)
    assert Submission.objects.get().problem_code == "no_warehouse"
