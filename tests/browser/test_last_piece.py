"""The last piece of a warehouse, two buyers at once, and a pull in between."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.browser.sandbox import Sandbox
from tests.browser.visitor import Visitor, chromium
from tests.services.waiting import until

pytestmark = pytest.mark.browser
TITLE, SKU = "Keltas per Nemuną", "KNG-002"
#: Prints num_in_stock and num_allocated of the SKU.
_WAREHOUSE = (
    "from oscar_lt_accounting.models import Warehouse; print(Warehouse.objects.get(partner__code='vilnius').pk)"
)
_STOCK = (
    "from oscar.core.loading import get_model; "
    "r = get_model('partner', 'StockRecord').objects.get(partner_sku='{sku}'); "
    "print(r.num_in_stock, r.num_allocated)"
)


def in_the_shop(shop: Sandbox, sku: str) -> int:
    """How many pieces the shop would sell."""
    there, allocated = (int(word) for word in shop.manage("shell", "-c", _STOCK.format(sku=sku)).split()[-2:])
    return there - allocated


def pull(shop: Sandbox) -> None:
    """Read the warehouse of Vilnius."""
    shop.manage("accounting_pull_stock", "--warehouse", shop.manage("shell", "-c", _WAREHOUSE).split()[-1])


def over_there(shop: Sandbox, sku: str) -> Any:
    """What the accounting system of Vilnius has."""
    stocked = shop.simulator("GET", "/books")["b1"]["vilnius"]["stock"].values()
    return next(Decimal(str(row["quantity"])) for rows in stocked for row in rows if row["code"] == sku)


def put(shop: Sandbox, pieces: int) -> None:
    """So many pieces are in the accounting system, and the shop knows it."""
    products = [{"code": SKU, "quantity": str(pieces)}]
    shop.simulator("PUT", "/products", {"system": "b1", "company": "vilnius", "products": products})
    pull(shop)


def is_busy(shop: Sandbox) -> bool:
    """Whether documents move by themselves."""
    states = shop.status()["states"]
    return bool(states["pending"] or states["sending"] or states["accepted"])


def test_the_last_piece_is_sold_once_though_two_click_at_once(shop: Sandbox) -> None:
    until("the demo's own orders are delivered", lambda: not is_busy(shop))
    sold_before = len(shop.invoices("b1", "vilnius"))
    put(shop, 10)
    promised = 10 - in_the_shop(shop, SKU)  # to orders of the demo that are on hold
    put(shop, promised + 1)
    assert in_the_shop(shop, SKU) == 1
    with chromium() as browser:
        buyers = [Visitor(browser, shop.url, f"{name}@example.com") for name in ("jonas", "ona")]
        for buyer in buyers:
            buyer.go_to_the_last_page(TITLE)
        for buyer in buyers:
            buyer.last_button.click(no_wait_after=True)
        pull(shop)
        for buyer in buyers:
            buyer.tab.wait_for_load_state("domcontentloaded")
        until("both know", lambda: all("preview" not in b.tab.url or "sold to" in b.reads() for b in buyers))
        thanked = ["/checkout/thank-you/" in buyer.tab.url for buyer in buyers]
        assert sorted(thanked) == [False, True], [buyer.reads()[:500] for buyer in buyers]
    until("the invoice is in the accounting system", lambda: len(shop.invoices("b1", "vilnius")) == sold_before + 1)
    until("the goods were deducted in the accounting system", lambda: over_there(shop, SKU) == promised)
    pull(shop)
    assert in_the_shop(shop, SKU) == 0
    put(shop, 10)  # others buy it, too
