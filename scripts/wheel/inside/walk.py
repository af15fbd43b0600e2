"""Opens every page of the dashboard and presses every button once, in real transactions; says what answers with 500.

Before each button the database is put back to what it was, so that no button takes the rows of another.
"""

from __future__ import annotations

import logging
import os
import shutil
import sys
import traceback
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import django
from django.conf import settings

_NAMESPACE = "accounting-dashboard"
#: No table of the filled shop has more rows that a page can be of.
_ROWS = 12
_SERVER_ERROR, _NOT_FOUND, _METHOD = 500, 404, 405


class Walk:
    """What was opened and pressed so far, as a superuser, and what went wrong."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self.database = Path(str(settings.DATABASES["default"]["NAME"]))
        self.before = self.database.with_suffix(".before")
        self.faults: list[str] = []
        #: By the names of the URLs, an address that there is a row for.
        self.found: dict[str, str] = {}
        self.waiting: deque[str] = deque()
        self.seen: set[Any] = set()
        self.buttons: dict[tuple[str, ...], Any] = {}
        self.pressed = 0

    def open_all(self, addresses: Sequence[str]) -> None:
        """Open these pages and all pages of ours that they lead to."""
        self.waiting.extend(addresses)
        while self.waiting:
            address = self.waiting.popleft()
            if self._is_new(address):
                self._look_at(address, self._ask("GET", address))

    def press_all(self) -> None:
        """Press every button that was seen, as the form is and filled in, and those of the pages that answer."""
        self._keep_database()
        done: set[tuple[str, ...]] = set()
        while todo := [button for key, button in self.buttons.items() if key not in done]:
            for button in todo:
                done.add(button.key)
                for values in (button.as_it_is, button.filled_in):
                    self._put_database_back()
                    self._look_at(button.address, self._ask(button.method, button.address, values, button.label))
                    self.pressed += 1
        self._put_database_back()

    def try_the_rest(self, patterns: Sequence[Any], rows: Sequence[int]) -> None:
        """Ask once what the scripts of a page ask, and with all `rows` what nothing led to so far."""
        for pattern in patterns:
            found = self.found.get(pattern.name)
            for address in [found] if found else addresses(pattern, rows):
                for method in ("GET", "POST"):
                    self._put_database_back()
                    self._ask(method, address, self._anything())
        self._put_database_back()

    def not_found(self, patterns: Sequence[Any]) -> list[str]:
        """The names of the URLs that no row was found for."""
        return [pattern.name for pattern in patterns if pattern.name not in self.found]

    def _is_new(self, address: str) -> bool:
        path, _sign, query = address.partition("?")
        key = (path, tuple(sorted(pair.partition("=")[0] for pair in query.split("&"))))
        is_new = key not in self.seen
        self.seen.add(key)
        return is_new

    def _ask(self, method: str, address: str, values: Any = None, label: str = "") -> Any:
        try:
            response = (self.client.get if method == "GET" else self.client.post)(address, values)
        except Exception:  # noqa: BLE001 - whatever it is, it would be a page with 500
            self.faults.append(f"{method} {address} {label}\n{traceback.format_exc()}")
            return None
        if response.status_code not in (_NOT_FOUND, _METHOD):
            self.found[_url_name(address)] = address
        if response.status_code >= _SERVER_ERROR:
            self.faults.append(f"{method} {address} {label}: {response.status_code}")
        return response

    def _look_at(self, address: str, response: Any) -> None:
        from inside import forms

        if response is None:
            return
        if response.has_header("Location"):
            self._follow(address, response["Location"])
            return
        text = _text(response)
        self.waiting.extend(link for link in forms.links(address, text) if _is_ours(link))
        for button in forms.buttons(address, text):
            if _is_ours(button.address):
                self.buttons.setdefault(button.key, button)

    def _follow(self, address: str, location: str) -> None:
        """Open the page that a redirect leads to, and what it needs, while what was done is still so."""
        from inside import forms

        target = urljoin(address, location)
        if not _is_ours(target):
            return
        if (response := self._ask("GET", target)) is not None:
            for link in forms.links(target, _text(response)):
                if _is_ours(link) and _url_name(link) not in self.found:
                    self._ask("GET", link)

    def _anything(self) -> dict[str, Any]:
        from oscar.core.loading import get_model

        from oscar_lt_accounting.models import Warehouse

        record = get_model("partner", "StockRecord").objects.order_by("pk")[0]
        return {"warehouse": Warehouse.objects.order_by("pk")[0].pk, "stockrecord": record.pk, "q": "SKU"}

    def _keep_database(self) -> None:
        from django.db import connection

        connection.close()
        shutil.copy(self.database, self.before)

    def _put_database_back(self) -> None:
        from django.db import connection

        connection.close()
        shutil.copy(self.before, self.database)


def addresses(pattern: Any, rows: Sequence[int]) -> Iterator[str]:
    """The addresses that a pattern of ours can have with these rows."""
    from django.urls import reverse
    from oscar.core.loading import get_model

    names = list(pattern.pattern.converters)
    if not names:
        yield reverse(f"{_NAMESPACE}:{pattern.name}")
    elif names == ["pk"]:
        yield from (reverse(f"{_NAMESPACE}:{pattern.name}", kwargs={"pk": row}) for row in rows)
    elif names == ["number"]:
        numbers = get_model("order", "Order").objects.values_list("number", flat=True)
        yield from (reverse(f"{_NAMESPACE}:{pattern.name}", kwargs={"number": number}) for number in numbers)
    else:
        raise AssertionError(f"this script does not know what to put into {pattern.pattern} ({pattern.name})")


def _text(response: Any) -> str:
    """The words of a page, nothing when it is none."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode() if response["Content-Type"].startswith("text/html") else ""


def _url_name(address: str) -> str:
    from django.urls import Resolver404, resolve

    try:
        match = resolve(address.partition("?")[0])
    except Resolver404:
        return ""
    return match.url_name or "" if match.namespace == _NAMESPACE else ""


def _is_ours(address: str) -> bool:
    return address.startswith("/") and bool(_url_name(address))


def _pages_of_oscar() -> list[str]:
    """Oscar's pages that show something of ours."""
    from django.urls import reverse
    from oscar.core.loading import get_model

    product, partner = (get_model(*name).objects.order_by("pk")[0].pk for name in _SHOWN)
    orders = get_model("order", "Order").objects.values_list("number", flat=True)
    return [
        reverse("dashboard:index"),
        reverse("dashboard:order-list"),
        *(reverse("dashboard:order-detail", kwargs={"number": number}) for number in orders),
        reverse("dashboard:catalogue-product", kwargs={"pk": product}),
        reverse("dashboard:partner-manage", kwargs={"pk": partner}),
    ]


_SHOWN = (("catalogue", "Product"), ("partner", "Partner"))


def main() -> int:
    """Walk; 1 when something went wrong."""
    from django.apps import apps
    from inside import filling, selling

    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    filling.fill()
    chief = selling.person("chief", is_staff=True, is_superuser=True)
    walk = Walk(selling.browser(chief))
    config: Any = apps.get_app_config("accounting_dashboard")
    patterns = config.get_urls()
    plain = [address for pattern in patterns if not pattern.pattern.converters for address in addresses(pattern, ())]
    walk.open_all([*plain, *_pages_of_oscar()])
    pages = len(walk.seen)
    walk.press_all()
    if "--list" in sys.argv:
        sys.stdout.writelines(f"{one.method} {one.address} {one.name} “{one.label}”\n" for one in walk.buttons.values())
    walk.try_the_rest(patterns, range(1, _ROWS + 1))
    faults = [*walk.faults, *(f"no row leads to the page {name}" for name in walk.not_found(patterns))]
    sys.stdout.write("\n".join(faults) + "\n" if faults else "")
    sys.stdout.write(f"{pages} pages opened, {walk.pressed} buttons pressed, {len(faults)} faults\n")
    return int(bool(faults))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
    django.setup()
    sys.exit(main())
