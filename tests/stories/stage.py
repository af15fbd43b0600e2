"""A person in front of Chromium: every page they come to is checked, and kept as a picture where that is asked for."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.signals import request_finished, request_started
from django.urls import reverse
from PIL import Image, PngImagePlugin

from tests import servers
from tests.stories import axe

DOCS = Path(__file__).resolve().parents[2] / "docs"
WIDE, NARROW = 1280, 390
HEIGHT = 900
#: Oscar's pages ask for jQuery there before they take their own; ours do not.
_OSCARS_JQUERY = "https://ajax.googleapis.com/ajax/libs/jquery/"
#: Oscar 4.2 calls it at the end of its order page (oscar/dashboard/orders/order_detail.html) and has it nowhere.
_OSCARS_FAULT = "oscar.dashboard.orders.initTable is not a function"
_TOO_WIDE = """ours => {
    const part = ours ? document.querySelector(ours) : document.documentElement;
    return part.scrollWidth - part.clientWidth;
}"""


class GetsThatCall:
    """The pages that spoke to an accounting system while they were rendered; `calls` counts what arrived there."""

    def __init__(self, calls: Callable[[], int]) -> None:
        self._calls = calls
        self._begun: dict[int, tuple[str, int]] = {}
        self.found: list[str] = []

    def started(self, environ: Any = None, **kwargs: Any) -> None:
        """Remember how many calls there were before the page."""
        if environ and environ["REQUEST_METHOD"] == "GET":
            self._begun[threading.get_ident()] = environ["PATH_INFO"], self._calls()

    def finished(self, **kwargs: Any) -> None:
        """Compare when the page is done."""
        path, before = self._begun.pop(threading.get_ident(), ("", 0))
        if path and self._calls() != before:
            self.found.append(path)

    @contextmanager
    def watched(self) -> Iterator[GetsThatCall]:
        """Listen to the server's requests."""
        request_started.connect(self.started)
        request_finished.connect(self.finished)
        try:
            yield self
        finally:
            request_started.disconnect(self.started)
            request_finished.disconnect(self.finished)


class Stage:
    """One story: a tab, the person who looks at it, and what the pages did that they must not."""

    def __init__(self, browser: Any, shop: str, *, story: str, language: str, calling: GetsThatCall) -> None:
        self.shop, self.story, self.language = shop, story, language
        self.calling = calling
        self.outside: list[str] = []
        self.faults: list[str] = []
        self._number = 0
        self._context = browser.new_context(
            viewport={"width": WIDE, "height": HEIGHT}, locale=language, timezone_id="Europe/Vilnius"
        )
        self._context.route("**/*", self._let_through)
        self.tab = self._context.new_page()
        self.tab.set_default_timeout(20_000)
        self.tab.on("pageerror", lambda error: self.faults.append(str(error)))

    def enter_as(self, client: Any) -> None:
        """Use the session of a test client that is logged in."""
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": self.shop}
        self._context.add_cookies([cookie])

    def open(self, path: str) -> Any:
        """Go to a page; returns the answer."""
        return self.tab.goto(f"{self.shop}{path}")

    def page(self, name: str, **kwargs: Any) -> str:
        """The address of one of our pages in the dashboard."""
        return reverse(f"accounting-dashboard:accounting-{name}", kwargs=kwargs or None)

    def form(self, name: str, **kwargs: Any) -> Any:
        """The form on the page that is sent to one of our pages."""
        return self.tab.locator(f"form[action^='{self.page(name, **kwargs)}']")

    def press(self, button: Any) -> None:
        """Click and wait for the page that follows."""
        with self.tab.expect_navigation():
            button.click()

    def follow(self, name: str, within: Any = None, **kwargs: Any) -> None:
        """Click the link to one of our pages."""
        self.press((within or self.tab).locator(f"a[href='{self.page(name, **kwargs)}']").first)

    def pick(self, within: Any, typed: str, wanted: str) -> None:
        """Choose from a list that asks the shop while one types."""
        self.search(within, typed)
        self.tab.locator(".select2-results__option", has_text=wanted).first.click()

    def search(self, within: Any, typed: str) -> None:
        """Type into a list that asks the shop, and wait for what it offers."""
        within.locator(".select2-selection").click()
        field = self.tab.locator(".select2-search__field").last
        with self.tab.expect_response(lambda answer: "/lookup/" in answer.url and f"q={typed[:3]}" in answer.url):
            field.fill(typed)
        self.tab.locator(".select2-results__option:not(.loading-results)").first.wait_for()

    def is_at(self, name: str, **kwargs: Any) -> bool:
        """Whether the tab shows one of our pages."""
        return self.tab.url.removeprefix(self.shop).split("?")[0].split("#")[0] == self.page(name, **kwargs)

    def reads(self, selector: str = "body") -> str:
        """What is to be read on the page."""
        text: str = self.tab.locator(selector).first.inner_text()
        return text

    def shot(self, name: str, *, at: Any = None, phone: bool = False, ours: str = "") -> None:
        """Check the page as it is, and keep its picture: with `at` in sight, and on a phone where that is wished.

        `ours` is the part that is ours of a page that is Oscar's.
        """
        self._number += 1
        if at is not None:
            at.scroll_into_view_if_needed()
        self.check(ours)
        self._keep(f"{self._number:02}-{name}")
        if phone:
            self.tab.set_viewport_size({"width": NARROW, "height": 844})
            self.check(ours)
            if at is not None:
                at.scroll_into_view_if_needed()
            self._keep(f"{self._number:02}-{name}-phone")
            self.tab.set_viewport_size({"width": WIDE, "height": HEIGHT})

    def check(self, ours: str = "") -> None:
        """Raise `AssertionError` when there is anything to say against the page."""
        assert (self.tab.url, self.faults_here(ours)) == (self.tab.url, [])

    def faults_here(self, ours: str = "") -> list[str]:
        """What failed, what left the shop, what called an accounting system, what sticks out, and who is shut out."""
        found = [f"script: {fault}" for fault in self.faults if fault != _OSCARS_FAULT]
        found += [f"left the shop: {url}" for url in self.outside]
        found += [f"called an accounting system: {path}" for path in self.calling.found]
        for told in (self.faults, self.outside, self.calling.found):
            told.clear()
        if (language := self.tab.evaluate("document.documentElement.lang")) != self.language:
            found.append(f"language: {language}")
        if too_wide := self.tab.evaluate(_TOO_WIDE, ours):
            found.append(f"too wide by {too_wide}")
        return found + axe.faults(self.tab, ours)

    def _let_through(self, route: Any) -> None:
        if route.request.url.startswith((self.shop, "data:")):
            route.continue_()
            return
        url, where = route.request.url, route.request.frame.url.removeprefix(self.shop)
        if not url.startswith(_OSCARS_JQUERY) or where.startswith(reverse("accounting-dashboard:accounting-overview")):
            self.outside.append(url)
        route.abort()

    def keep_page(self, name: str) -> None:
        """Keep a picture of a page of ours, in the stage's language, with its heading as the title."""
        self._save(DOCS / "pages" / self.language / f"{name}.png", title=self.reads("h1"))

    def _keep(self, name: str) -> None:
        if self.language == "en":
            self._save(DOCS / "stories" / self.story / f"{name}.png")

    def _save(self, path: Path, title: str = "") -> None:
        if os.environ.get("STORIES") != "write":
            return
        picture = Image.open(BytesIO(self.tab.screenshot(animations="disabled", caret="hide"))).convert("RGB")
        told = PngImagePlugin.PngInfo()
        told.add_itxt("Title", " ".join(title.split()))
        path.parent.mkdir(parents=True, exist_ok=True)
        picture.quantize(128, dither=Image.Dither.NONE).save(path, optimize=True, pnginfo=told)


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=servers.chromium(), args=list(servers.ARGUMENTS))
        yield browser
        browser.close()
