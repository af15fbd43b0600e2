"""A customer, a clerk and the accounting system: the whole way in a real browser.

The demo shop uses the servers that `make test-services` names, and none without it.
"""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from redis import Redis

from tests.browser.sandbox import Sandbox
from tests.browser.visitor import Visitor, chromium
from tests.services.waiting import until

pytestmark = pytest.mark.browser
FROM_KAUNAS, FROM_VILNIUS = "Espreso puodeliai", "Keltas per Nemuną"
NOT_TODAY = "Ne šiandien"
REFUSED = {"system": "b1", "call": "e-commerce/orders/create", "kind": "refused", "times": 0, "message": NOT_TODAY}
LOST = {"system": "b1", "call": "e-commerce/order-items/create", "kind": "lost_answer"}


def invoices_of(shop: Sandbox, number: str) -> dict[str, list[Decimal]]:
    """The totals of an order's invoices in both accounting systems."""
    books = {"vilnius": shop.invoices("b1", "vilnius"), "kaunas": shop.invoices("robolabs", "kaunas")}
    return {
        name: [
            Decimal(document["gross"])
            for document in documents
            if document.get("shop_number") == number or f"-{number}-" in document["reference"]
        ]
        for name, documents in books.items()
    }


def at_rest(shop: Sandbox) -> dict[str, int]:
    """How many documents are in which state, as soon as nothing moves by itself."""
    states: dict[str, int] = shop.status()["states"]
    return {} if states["pending"] or states["sending"] or states["accepted"] else states


def servers_used(shop: Sandbox, servers: dict[str, str]) -> list[str]:
    """Which servers the shop really works with."""
    with Redis.from_url(servers.get("REDIS_URL", "redis://")) as redis:
        used = {
            "database": not (shop.folder / "shop.sqlite3").exists(),
            "cache": bool(servers and redis.keys("*:1:sorl-thumbnail*")),
            "celery": "celery@" in shop.log("worker"),
        }
    return [name for name, really in used.items() if really]


def test_orders_reach_both_books_once_and_a_refused_one_after_it_was_sent_again(
    shop: Sandbox, servers: dict[str, str]
) -> None:
    with chromium() as browser:
        number, total = Visitor(browser, shop.url, "jonas@example.com").buy(FROM_KAUNAS, FROM_VILNIUS)
        customer, boss = (Visitor(browser, shop.url, f"{name}@example.com") for name in ("ona", "admin"))
        until("both invoices are there", lambda: all(invoices_of(shop, number).values()))
        vilnius, kaunas = (totals for totals in invoices_of(shop, number).values())
        assert (len(vilnius), len(kaunas), vilnius[0] + kaunas[0]) == (1, 1, total)
        boss.open(f"/dashboard/accounting/invoices/?q={number}&state=issued")
        assert boss.tab.locator("table tbody tr").count() == 2

        shop.simulator("POST", "/faults", REFUSED)
        refused, amount = customer.buy(FROM_VILNIUS)
        boss.look_at_invoice(refused)
        boss.press(boss.tab.get_by_role("button", name=re.compile("Send (now|again)")))
        until("the refusal is on the page", lambda: boss.tab.reload() and NOT_TODAY in boss.reads())
        assert not any(invoices_of(shop, refused).values())
        shop.simulator("DELETE", "/faults")
        shop.simulator("POST", "/faults", LOST)
        boss.press(boss.tab.get_by_role("button", name="Send again"))
        until("it is in the accounting system", lambda: any(invoices_of(shop, refused).values()))

    states = until("the shop knows it", lambda: at_rest(shop))
    assert not any(shop.simulator("GET", "/faults").values())
    assert (states["rejected"], states["uncertain"]) == (0, 0)
    assert states["issued"] == len(shop.invoices("b1", "vilnius")) + len(shop.invoices("robolabs", "kaunas"))
    assert invoices_of(shop, refused) == {"vilnius": [amount], "kaunas": []}
    assert invoices_of(shop, number) == {"vilnius": vilnius, "kaunas": kaunas}
    assert servers_used(shop, servers) == (["database", "cache", "celery"] if servers else [])
