"""People in front of Chromium."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from tests import servers

_ELSEWHERE = re.compile(r"^(?!http://127\.0\.0\.1:)")
#: Each page of the checkout and the button that leads to the next one.
_CHECKOUT = (
    ("buyer", "form:not([action]) button[type=submit]"),
    ("shipping-address", "form[id^=select_shipping_address] button[type=submit]"),
    ("shipping-method", "form[action*='shipping-method'] button[type=submit]"),
    ("payment-details", "form[action*='preview'] button[type=submit]"),
    ("preview", "#place_order_form button[type=submit]"),
)


class Visitor:
    """Somebody who is logged in."""

    def __init__(self, browser: Any, shop: str, email: str) -> None:
        self._shop = shop
        self.tab = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en").new_page()
        self.tab.set_default_timeout(30_000)
        self.tab.route(_ELSEWHERE, lambda route: route.abort())
        self.open("/accounts/login/")
        self.tab.fill("input[name=login-username]", email)
        self.tab.fill("input[name=login-password]", "demo")
        self.press(self.tab.locator("button[name=login_submit]"))

    def open(self, path: str) -> None:
        """Go to a page of the shop."""
        self.tab.goto(f"{self._shop}{path}", wait_until="domcontentloaded")

    def press(self, button: Any) -> None:
        """Press it and wait for the next page."""
        with self.tab.expect_navigation(wait_until="domcontentloaded"):
            button.first.click()

    def reads(self) -> str:
        """What is to be read on the page."""
        text: str = self.tab.locator("body").inner_text()
        return text

    def buy(self, *titles: str) -> tuple[str, Decimal]:
        """Put goods into the basket and go through every page of the checkout: the order's number and total."""
        self.go_to_the_last_page(*titles)
        self.press(self.last_button)
        assert "/checkout/thank-you/" in self.tab.url
        paid = re.search(r"Paid: €([\d.]+)", self.reads())
        assert paid, self.reads()
        return self.tab.locator("p.lead strong").inner_text(), Decimal(paid[1])

    def go_to_the_last_page(self, *titles: str) -> None:
        """Put goods into the basket and go through the checkout up to the page that places the order."""
        for title in titles:
            self.open(f"/search/?q={title}")
            self.press(self.tab.locator("article.product_pod h3 a"))
            self.press(self.tab.locator("#add_to_basket_form button"))
        self.open("/checkout/")
        for page, button in _CHECKOUT[:-1]:
            assert f"/checkout/{page}/" in self.tab.url
            self.press(self.tab.locator(button))
        assert f"/checkout/{_CHECKOUT[-1][0]}/" in self.tab.url

    @property
    def last_button(self) -> Any:
        """What places the order."""
        return self.tab.locator(_CHECKOUT[-1][1]).first

    def look_at_invoice(self, number: str) -> None:
        """Find the only document of an order in the dashboard and open it."""
        self.open(f"/dashboard/accounting/invoices/?q={number}")
        self.press(self.tab.get_by_role("link", name=number, exact=True))


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser; nothing outside this machine can be reached from its pages."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=servers.chromium(), args=list(servers.ARGUMENTS))
        yield browser
        browser.close()
