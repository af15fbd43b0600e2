"""Parts of the engine on their own: rates, seeding, switches."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from oscar_lt_accounting.testing.simulators import (
    B1Simulator,
    B1Switches,
    RoboLabsSwitches,
    SeedError,
    SwitchError,
)
from oscar_lt_accounting.testing.simulators.toolkit.limits import Daily, Sliding


def test_sliding_rate() -> None:
    rate = Sliding(60)
    for at in (0, 30, 59):
        assert not rate.full(at, 3)
        rate.count(at)
    assert rate.full(59.9, 3)
    assert not rate.full(60, 3)


@pytest.mark.parametrize(
    ("last", "first"),
    [
        (datetime(2026, 3, 29, 23, 59, 59), datetime(2026, 3, 30)),  # noqa: DTZ001
        (datetime(2026, 10, 25, 23, 59, 59), datetime(2026, 10, 26)),  # noqa: DTZ001
    ],
)
def test_daily_rate_over_the_change_of_the_clock(last: datetime, first: datetime) -> None:
    zone, rate = ZoneInfo("Europe/Vilnius"), Daily()
    morning = last.replace(hour=0, minute=0, second=0, tzinfo=zone).timestamp()
    rate.count(morning)
    assert rate.full(last.replace(tzinfo=zone).timestamp(), 1)
    assert not rate.full(first.replace(tzinfo=zone).timestamp(), 1)


def test_seeding_finds_products_again(b1: B1Simulator) -> None:
    first, second, third = b1.seed(
        {"code": "A", "name": "Pirma", "quantity": 1, "price": "12.10"},
        {"id": 7, "name": "Antra", "vat_rate": None, "price": 5},
        {"name": "Trečia"},
    )
    assert (first.id, second.id, third.id) == (1001, 7, 1002)
    assert (first.price_without_vat, second.price_without_vat) == (Decimal("10.0000"), Decimal("5.0000"))
    assert b1.seed({"code": "A", "quantity": "2.500", "barcode": 4770000000000}) == [first]
    assert b1.seed({"id": 7, "code": "B"}, {"name": "Trečia", "quantity": None}) == [second, third]
    assert (first.stock, first.barcode, first.name) == ({"1": Decimal("2.500")}, "4770000000000", "Pirma")
    assert (second.code, third.stock) == ("B", {"1": None})
    assert b1.seed({"code": "A", "quantity": 9}, warehouse="3") == [first]
    assert b1.books().stock()["3"][0]["quantity"] == 9


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"barcode": "1"},
        {"code": "A", "colour": "red"},
        {"code": "A", "quantity": 1.5},
        {"code": "A", "quantity": "many"},
        {"code": "A", "quantity": True},
        {"code": "A", "price": "NaN"},
        {"id": 0, "name": ""},
        {"id": "x"},
        {"id": -1},
    ],
)
def test_products_that_cannot_be_seeded(b1: B1Simulator, row: dict[str, Any]) -> None:
    with pytest.raises(SeedError, match="Product 2: "):
        b1.seed({"code": "good"}, row)


@pytest.mark.parametrize(
    ("name", "value", "stands"),
    [
        ("auth", "signed", "signed"),
        ("key_refusal", "403", 403),
        ("page_sizes", [10, 25], (10, 25)),
        ("page_sizes", "10, 25", (10, 25)),
        ("daily_requests", "5", 5),
    ],
)
def test_switches(name: str, value: Any, stands: Any) -> None:
    switches = B1Switches()
    switches.turn(name, value)
    assert getattr(switches, name) == stands
    assert json.dumps(switches.positions())


@pytest.mark.parametrize(("value", "stands"), [(True, True), ("True", True), ("false", False), (False, False)])
def test_switches_of_yes_or_no(value: Any, stands: bool) -> None:
    switches = RoboLabsSwitches(background=not stands)
    switches.turn("background", value)
    assert switches.background is stands


@pytest.mark.parametrize(
    ("name", "value"), [("colour", 1), ("auth", "any way"), ("page_sizes", "ten"), ("daily_requests", "many")]
)
def test_switches_that_do_not_turn(name: str, value: Any) -> None:
    with pytest.raises(SwitchError):
        B1Switches().turn(name, value)
