"""A customer, a clerk and the books: the whole way in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from tests import servers
from tests.services.shop import RunningShop, until

pytestmark = [pytest.mark.browser, pytest.mark.services]
FROM_KAUNAS, FROM_VILNIUS = "Espreso puodeliai", "Keltas per Nemuną"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: Any) -> Iterator[RunningShop]:
    running = RunningShop(tmp_path_factory.mktemp("shop") / "var")
    yield running
    running.stop()


@pytest.fixture
def browse(shop: RunningShop) -> Iterator[Any]:
    """Logs somebody in; only the shop can be reached."""
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=servers.chromium(), args=list(servers.ARGUMENTS))

        def _browse(email: str) -> Any:
            tab = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en").new_page()
            tab.set_default_timeout(20_000)
            tab.route("**/*", lambda route: route.continue_() if shop.url in route.request.url else route.abort())
            tab.goto(f"{shop.url}/accounts/login/")
            tab.fill("input[name=login-username]", email)
            tab.fill("input[name=login-password]", "demo")
            tab.click("button[name=login_submit]")
            return tab

        yield _browse
        browser.close()


@pytest.fixture(autouse=True)
def no_faults_left(shop: RunningShop) -> Iterator[None]:
    yield
    shop.say("DELETE", "/faults")


def buy(tab: Any, shop: RunningShop, *titles: str) -> None:
    """Put the goods into the basket and go through every page of the checkout."""
    for title in titles:
        tab.goto(f"{shop.url}/search/?q={title}")
        tab.locator("article.product_pod h3 a").first.click()
        tab.locator("#add_to_basket_form button").first.click()
    tab.goto(f"{shop.url}/checkout/")
    for page, button in (
        ("buyer", "form:not([action]) button[type=submit]"),
        ("shipping-address", "form[action*='shipping-address'] button[type=submit]"),
        ("shipping-method", "form[action*='shipping-method'] button[type=submit]"),
        ("payment-details", "form[action*='preview'] button[type=submit]"),
        ("preview", "#place_order_form button[type=submit]"),
    ):
        assert f"/checkout/{page}/" in tab.url
        with tab.expect_navigation():
            tab.locator(button).first.click()
    assert "/checkout/thank-you/" in tab.url


def newest(shop: RunningShop) -> tuple[str, Decimal]:
    """The newest order's number and its total."""
    said = shop.manage(
        "shell",
        "-c",
        "from oscar.core.loading import get_model as m;o=m('order','Order').objects.latest('pk');"
        "print('ORDER', o.number, o.total_incl_tax)",
    )
    _, number, total = next(line for line in said.splitlines() if line.startswith("ORDER")).split()
    return number, Decimal(total)


def test_an_order_of_both_warehouses_becomes_one_invoice_in_each_book(shop: RunningShop, browse: Any) -> None:
    states = until("the demo orders are delivered", shop.delivered)
    before = len(shop.sales("b1", "vilnius")), len(shop.sales("robolabs", "kaunas"))
    buy(browse("jonas@example.com"), shop, FROM_KAUNAS, FROM_VILNIUS)
    number, total = newest(shop)
    after = until(
        "both documents are issued",
        lambda: [counts for counts in [shop.delivered()] if counts and counts["issued"] == states["issued"] + 2],
    )
    assert after[0]["held"] == states["held"]
    vilnius, kaunas = shop.sales("b1", "vilnius"), shop.sales("robolabs", "kaunas")
    assert (len(vilnius), len(kaunas)) == (before[0] + 1, before[1] + 1)
    assert Decimal(vilnius[-1]["gross"]) + Decimal(kaunas[-1]["gross"]) == total
    clerk = browse("clerk@example.com")
    clerk.goto(f"{shop.url}/dashboard/accounting/invoices/?q={number}")
    assert clerk.locator("table tbody tr").count() == 2


def test_what_the_books_refused_is_seen_and_sent_again(shop: RunningShop, browse: Any) -> None:
    until("the demo orders are delivered", shop.delivered)
    before = len(shop.sales("b1", "vilnius"))
    fault = {"system": "b1", "call": "e-commerce/orders/create", "kind": "refused", "times": 0, "message": "Ne taip"}
    shop.say("POST", "/faults", fault)
    buy(browse("ona@example.com"), shop, FROM_VILNIUS)
    number, total = newest(shop)
    until("the refusal arrives", lambda: shop.status()["states"]["rejected"] == 1)
    boss = browse("admin@example.com")
    boss.goto(f"{shop.url}/dashboard/accounting/invoices/?state=rejected")
    boss.get_by_role("link", name=number).first.click()
    assert "Ne taip" in boss.locator("main, #content_inner, body").first.inner_text()
    assert len(shop.sales("b1", "vilnius")) == before
    shop.say("DELETE", "/faults")
    with boss.expect_navigation():
        boss.get_by_role("button", name="Send again").first.click()
    until("it is issued", lambda: shop.delivered() and not shop.status()["states"]["rejected"])
    sales = shop.sales("b1", "vilnius")
    assert (len(sales), Decimal(sales[-1]["gross"])) == (before + 1, total)


def test_a_lost_answer_is_settled_without_anybody(shop: RunningShop, browse: Any) -> None:
    until("the demo orders are delivered", shop.delivered)
    before = len(shop.sales("b1", "vilnius"))
    shop.say("POST", "/faults", {"system": "b1", "call": "e-commerce/order-items/create", "kind": "lost_answer"})
    buy(browse("jonas@example.com"), shop, FROM_VILNIUS)
    _number, total = newest(shop)
    until("it is issued all the same", lambda: shop.delivered() and len(shop.sales("b1", "vilnius")) > before)
    sales = shop.sales("b1", "vilnius")
    assert (len(sales), Decimal(sales[-1]["gross"])) == (before + 1, total)
