"""What the shop refuses to send about the order itself: each with its word, its sentence, and nothing sent."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from oscar.apps.partner.prices import FixedPrice

from oscar_lt_accounting.models import Integration, State, Submission
from oscar_lt_accounting.providers.capabilities import Capability
from oscar_lt_accounting.providers.memory.provider import Memory
from tests.shop import GrossStrategy, Item


class Strange(GrossStrategy):
    """Prices with a tax nobody knows, and a VAT code."""

    def __init__(self, net: str, gross: str, code: str | None = None) -> None:
        super().__init__()
        self.prices = Decimal(net), Decimal(gross), code

    def pricing_policy(self, product: Any, stockrecord: Any) -> Any:
        net, gross, code = self.prices
        return FixedPrice("EUR", net, gross - net, tax_code=code)


def number(order: Any) -> str:
    return str(order.number)


def without(monkeypatch: pytest.MonkeyPatch, *capabilities: Capability) -> None:
    monkeypatch.setattr(Memory, "capabilities", Memory.capabilities - set(capabilities))


def resolve_tax(line: Any, order: Any) -> Any:
    """A TAX_RESOLVER that says what the product's title says."""
    return {"kodas": "PVM3", "skaičius": Decimal(5), "nieko": None, "nežinomas": "standard"}[line.title]


def test_a_rate_that_no_amounts_explain(shop: Any, connect: Any, held: Callable) -> None:
    connect()
    order = shop.place([Item("10.00", title="Stebuklas")], shop_strategy=Strange("10.00", "11.80"))
    held(order, "vat_rate_unknown", "Stebuklas", "10.00", "11.80")


def test_an_amount_so_small_that_two_rates_explain_it(shop: Any, connect: Any, held: Callable) -> None:
    connect()
    order = shop.place([Item("0.03", title="Sagtis")])
    held(order, "vat_rate_unknown", "Sagtis", "0.02", "0.03")


def test_a_small_amount_takes_the_rate_of_another_line_of_its_class(
    shop: Any, connect: Any, documents: Callable
) -> None:
    connect()
    order = shop.place([Item("0.03"), Item("9.99"), Item("12.00", kind="knygos")])
    (document,) = documents(order)
    assert [line.rate for line in document.lines] == [Decimal(21), Decimal(21), Decimal(5)]


def test_goods_never_take_the_rate_of_services_from_another_line(shop: Any, connect: Any, held: Callable) -> None:
    connect()
    order = shop.place([Item("0.01", title="Sagtis"), Item("15.00", kind="paslaugos")])
    held(order, "vat_rate_unknown", "Sagtis")


def test_a_small_piece_in_great_numbers_is_no_proof_of_a_rate(shop: Any, connect: Any, held: Callable) -> None:
    # 0.06 at 12 % is 0.05 in cents, and twenty of them look like 20 %.
    connect()
    order = shop.place([Item("0.06", 20, kind="paslaugos", title="Spauda")])
    held(order, "vat_rate_unknown", "Spauda", "1.00", "1.20")


@pytest.mark.parametrize("quantity", [1, 7, 100, 999])
def test_prices_rounded_to_cents_by_the_piece_are_understood_in_any_quantity(
    shop: Any, connect: Any, documents: Callable, quantity: int
) -> None:
    connect()
    order = shop.place([Item("0.99", quantity)], shop_strategy=GrossStrategy(named=True))
    (document,) = documents(order)
    assert (document.total, document.lines[0].rate) == (Decimal("0.99") * quantity, Decimal(21))


def test_a_code_that_disagrees_with_the_amounts(shop: Any, connect: Any, held: Callable) -> None:
    connect()
    order = shop.place([Item("10.50", title="Knyga")], shop_strategy=Strange("10.00", "10.50", "PVM1"))
    held(order, "vat_rate_disagrees", "Knyga", "21 %", "10.00", "10.50")


@pytest.mark.parametrize("title", ["kodas", "skaičius"])
def test_a_resolver_that_disagrees_with_the_amounts(
    shop: Any, connect: Any, held: Callable, settings: Any, title: str
) -> None:
    settings.OSCAR_LT_ACCOUNTING = {**settings.OSCAR_LT_ACCOUNTING, "TAX_RESOLVER": f"{__name__}.resolve_tax"}
    connect()
    order = shop.place([Item("12.10", title=title)])
    held(order, "vat_rate_disagrees", title, "5 %")


@pytest.mark.parametrize("title", ["nieko", "nežinomas"])
def test_a_resolver_that_does_not_know_leaves_it_to_the_amounts(
    shop: Any, connect: Any, documents: Callable, settings: Any, title: str
) -> None:
    settings.OSCAR_LT_ACCOUNTING = {**settings.OSCAR_LT_ACCOUNTING, "TAX_RESOLVER": f"{__name__}.resolve_tax"}
    connect()
    (document,) = documents(shop.place([Item("12.10", title=title)]))
    assert document.lines[0].vat_code == "PVM1"


def test_a_total_that_the_lines_do_not_make(shop: Any, connect: Any, held: Callable) -> None:
    connect()
    order = shop.place([Item("10.00")], shipping="3.00", total=Decimal("20.00"))
    held(order, "totals_disagree", number(order), "13.00", "20.00")


@pytest.mark.parametrize("total", ["13.03", "12.97"])
def test_a_total_that_is_off_by_more_than_rounding_can_explain(
    shop: Any, connect: Any, held: Callable, total: str
) -> None:
    connect()
    order = shop.place([Item("10.00")], shipping="3.00", total=Decimal(total))
    held(order, "totals_disagree", number(order), "13.00", total)


def test_an_order_of_nothing_to_pay(shop: Any, connect: Any, held: Callable) -> None:
    connect()
    order = shop.place([Item("0.00")])
    held(order, "zero_total", number(order), "0.00")


def test_a_currency_the_system_does_not_take(
    shop: Any, connect: Any, held: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    without(monkeypatch, Capability.FOREIGN_CURRENCY)
    connect()
    order = shop.place([Item("10.00")])
    type(order).objects.update(currency="GBP")
    held(order, "currency", number(order), "GBP", "Memory")


def test_a_currency_the_system_takes(shop: Any, connect: Any, documents: Callable) -> None:
    connect()
    order = shop.place([Item("10.00")])
    type(order).objects.update(currency="GBP")
    (document,) = documents(order)
    assert document.currency == "GBP"


def test_a_partner_without_a_warehouse(shop: Any, connect: Any, held: Callable) -> None:
    connect()
    order = shop.place([Item("10.00", partner=shop.partner("Kaunas")), Item("5.00")])
    held(order, "no_warehouse", number(order), "Kaunas")


def test_a_warehouse_that_is_connected_later_sends_what_waited(
    shop: Any, connect: Any, held: Callable, outbox: Any, memory_books: Any
) -> None:
    connect()
    order = shop.place([Item("10.00", partner=shop.partner("Kaunas")), Item("5.00")])
    row = held(order, "no_warehouse")
    warehouse = connect("Kaunas")
    outbox.run(after=60)
    row.refresh_from_db()
    assert (row.state, row.warehouse) == (State.ISSUED, warehouse)
    assert memory_books.total() == order.total_incl_tax


def test_lines_taken_out_of_the_order_before_its_document_was_made(shop: Any, connect: Any, held: Callable) -> None:
    connect()
    connect("Kaunas")
    order = shop.place([Item("10.00", partner=shop.partner("Kaunas")), Item("5.00")])
    order.lines.filter(partner=shop.partner("Kaunas")).delete()
    type(order).objects.update(total_incl_tax=Decimal("5.00"))
    held(order, "order_changed", number(order))


@pytest.mark.parametrize("shipping", ["0.00", "4.99"])
def test_all_lines_taken_out_of_the_order(shop: Any, connect: Any, held: Callable, shipping: str) -> None:
    connect()
    order = shop.place([Item("10.00")], shipping=shipping)
    order.lines.all().delete()
    type(order).objects.update(total_incl_tax=Decimal(shipping))
    held(order, "order_changed", number(order))


def test_an_order_changed_after_a_sibling_was_frozen(shop: Any, connect: Any, held: Callable, outbox: Any) -> None:
    connect()
    connect("Kaunas", is_active=False)
    order = shop.place([Item("10.00", partner=shop.partner("Kaunas")), Item("5.00")])
    outbox.run(after=60)
    line = order.lines.get(partner=shop.partner())
    line.line_price_incl_tax = line.line_price_before_discounts_incl_tax = Decimal("6.00")
    line.line_price_excl_tax = line.line_price_before_discounts_excl_tax = Decimal("4.96")
    line.save()
    type(order).objects.update(total_incl_tax=Decimal("16.00"))
    Integration.objects.update(is_active=True)
    held(order, "order_changed", number(order), "other document")


def test_an_order_whose_frozen_sibling_lost_its_lines(shop: Any, connect: Any, held: Callable, outbox: Any) -> None:
    connect()
    connect("Kaunas", is_active=False)
    order = shop.place([Item("10.00", partner=shop.partner("Kaunas")), Item("5.00")])
    outbox.run(after=60)
    order.lines.filter(partner=shop.partner()).delete()
    type(order).objects.update(total_incl_tax=Decimal("10.00"))
    Integration.objects.update(is_active=True)
    held(order, "order_changed", number(order), "other document")


def test_a_cancelled_sibling_does_not_bind_the_others(shop: Any, connect: Any, outbox: Any) -> None:
    connect()
    connect("Kaunas", is_active=False)
    order = shop.place([Item("10.00", partner=shop.partner("Kaunas")), Item("5.00")])
    Submission.objects.get(partner_key=str(shop.partner().pk)).cancel(actor=None, reason="typed in by hand")
    Submission.objects.filter(state=State.CANCELLED).update(total=Decimal("4.99"))
    Integration.objects.update(is_active=True)
    outbox.run(after=60)
    assert Submission.objects.get(order=order, state=State.ISSUED).total == Decimal("10.00")
