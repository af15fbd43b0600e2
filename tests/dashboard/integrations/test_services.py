"""What the pages lean on: a check that ends, and a preview that leaves no trace."""

from __future__ import annotations

from decimal import Decimal

import pytest

from oscar_lt_accounting.domain.errors import Held
from oscar_lt_accounting.models import Integration, Numbering, Submission
from oscar_lt_accounting.providers.base import Capability, Choice
from oscar_lt_accounting.providers.limits import Purpose
from oscar_lt_accounting.providers.memory.provider import Memory
from oscar_lt_accounting.services.requests.limiter import DatabaseLimiter
from oscar_lt_accounting.services.setup.order_preview import OFFERED, preview_order, recent_order_parts
from oscar_lt_accounting.services.setup.timed_check import Countdown, check_within_deadline
from tests.shop import Item


def test_once_the_time_is_over_nothing_more_is_asked(monkeypatch, books, clock):
    asked = []

    def slow(self):
        asked.append(1)
        clock.advance(31)
        self.http._limiter.enter(Purpose.SET_UP)

    for name, capability in (("warehouses", Capability.LISTS_WAREHOUSES), ("vat_codes", Capability.LISTS_VAT_CODES)):
        monkeypatch.setattr(Memory, "capabilities", Memory.capabilities | {capability})
        monkeypatch.setattr(Memory, name, slow)
    found = check_within_deadline(books, clock=clock)
    assert "more than 30 seconds" in " ".join(line for ok, line in found.lines() if not ok)


def test_a_check_that_is_quick_is_as_ever(monkeypatch, books, clock, shop):
    books.warehouses.create(partner=shop.partner(), name="W", code="A")
    monkeypatch.setattr(Memory, "capabilities", Memory.capabilities | {Capability.LISTS_WAREHOUSES})
    monkeypatch.setattr(Memory, "warehouses", lambda self: [Choice(code="A", name="A")])
    assert check_within_deadline(books, clock=clock).ok


def test_the_countdown_tells_the_clocks_own_time(clock):
    countdown = Countdown(clock, 10)
    assert countdown.now() == clock.now()
    assert countdown.roughly() == clock.roughly()
    assert countdown.monotonic() == clock.monotonic()


def test_a_preview_leaves_no_trace(connect, shop, memory_books):
    warehouse = connect(numbering=Numbering.SHOP)
    warehouse.integration.series.create(prefix="A", digits=3, next_number=7)
    order = shop.place([Item("24.20")])
    Submission.objects.all().delete()
    (part,) = recent_order_parts(warehouse.integration)
    submission = preview_order(part)
    assert submission.document
    assert submission.document.full_number == "A007"
    assert submission.total == Decimal("24.20")
    assert submission._state.adding
    assert submission.order == order
    assert not Submission.objects.exists()
    assert warehouse.integration.series.get().next_number == 7
    assert not memory_books.documents


def test_a_dry_run_says_that_the_series_is_missing(connect, shop):
    warehouse = connect(numbering=Numbering.SHOP)
    shop.place([Item("24.20")])
    with pytest.raises(Held, match="has no series"):
        preview_order(recent_order_parts(warehouse.integration)[0])


def test_only_the_newest_orders_of_warehouses_in_use_are_offered(connect, shop):
    warehouse = connect()
    shop.place([Item("1.21", partner=shop.partner("Kaunas"))])
    orders = [shop.place([Item("1.21")]) for _ in range(OFFERED + 2)]
    parts = recent_order_parts(warehouse.integration)
    assert [part.order_id for part in parts] == [order.pk for order in reversed(orders)][:OFFERED]
    warehouse.integration.warehouses.update(is_active=False)
    assert recent_order_parts(Integration.objects.get()) == []


def test_a_page_without_orders_says_what_to_do(chief, page, books, text):
    assert "There is no order from a paired warehouse yet" in text(chief.get(page("dry-run", books)))
    assert "Choose one of the orders" in text(chief.post(page("dry-run", books), {"part": "1-1"}))


def test_an_order_that_could_not_be_sent_says_why(chief, page, connect, shop, text):
    row = connect(settings={"require_links": True}).integration
    shop.place([Item("24.20", title="Medus")])
    part = chief.get(page("dry-run", row)).context["parts"][0]
    words = text(chief.post(page("dry-run", row), {"part": part.key}))
    assert "It could not be sent like this" in words
    assert "“Medus”" in words


def test_limits_are_still_kept_by_a_check(books, clock):
    Integration.objects.filter(pk=books.pk).update(settings={"limits": [[1, 60]]})
    row = Integration.objects.get()
    DatabaseLimiter(row, Countdown(clock, 30)).enter(Purpose.SET_UP)
    assert DatabaseLimiter(row, clock).wait(Purpose.SET_UP)
