"""RoboLabs' products, known by their code: it never tells their ids (robolabs.md §6.6 to §6.8, §6.11)."""

from __future__ import annotations

from abc import ABC
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from oscar_lt_accounting.domain.errors import Held, gettext_noop
from oscar_lt_accounting.domain.goods import RemoteProduct, StockLevel
from oscar_lt_accounting.domain.vat import VAT_CODES
from oscar_lt_accounting.providers.base import Choice, Provider, Purpose
from oscar_lt_accounting.providers.kit.fields import filled
from oscar_lt_accounting.providers.kit.http_client import MEGABYTE
from oscar_lt_accounting.providers.kit.needs import need_quantities
from oscar_lt_accounting.providers.kit.products import known_by_code, need_code, price_as
from oscar_lt_accounting.providers.kit.reading import Row, exact_text, remote_number
from oscar_lt_accounting.providers.robolabs.client import RoboLabsClient
from oscar_lt_accounting.providers.robolabs.payload import SYSTEM

_BEFORE_ANYTHING = "2000-01-01 00:00:00"
# robolabs.md §6.7: every product comes with its picture.
_LARGEST_LIST = 256 * MEGABYTE


class Goods(Provider, ABC):
    """What RoboLabs does with one company's products and their stock."""

    client: RoboLabsClient

    def stock_levels(self, warehouse: str) -> Iterator[StockLevel]:
        """Everything a warehouse holds, in one call, as it arrives.

        A code that comes again belongs to two products: it is told once more, without a quantity.
        """
        seen: set[int] = set()
        asked = {"warehouse": warehouse}
        for row, mark in self.client.ask("products", asked, Purpose.STOCK, max_bytes=_LARGEST_LIST):
            if code := exact_text(row.get("code")):
                again = hash(code) in seen
                seen.add(hash(code))
                available = None if again else self._available(row)
                yield StockLevel(product=product_of(row), available=available, fingerprint="" if again else mark)

    def products(self) -> Iterator[RemoteProduct]:
        """All products with a code, however old, each code once."""
        # robolabs.md §11 no. 22 and 23: neither the time zone nor the end of a period is told.
        tomorrow = datetime.fromtimestamp(self.http.epoch(), timezone.utc) + timedelta(days=2)
        period = {"date_from": _BEFORE_ANYTHING, "date_to": f"{tomorrow.date().isoformat()} 00:00:00"}
        rows = self.client.ask("new_products", period, Purpose.SET_UP, max_bytes=_LARGEST_LIST)
        by_code = {exact_text(row.get("code")): row for row, _mark in reversed(list(rows))}
        return (product_of(row) for code, row in reversed(by_code.items()) if code)

    def create_product(self, product: RemoteProduct, remote_vat: str) -> RemoteProduct:
        """A new product, unless one with the code is there: a repeated code may be taken without a word."""
        body = _new(product, remote_vat)
        if known := known_by_code(self.products(), product, system=self.name):
            return known
        self.client.do("create_product", body)
        return replace(product, remote_id=product.code, price=body.get("price"), price_includes_vat=None)

    def update_product(self, product: RemoteProduct) -> RemoteProduct:
        """Only by an id, which RoboLabs never tells (robolabs.md §11 no. 26)."""
        raise self.unsupported(
            gettext_noop(
                "%(system)s changes a product only by an id that it never returns. Change the product in the "
                "accounting system."
            )
        )

    def write_off(self, warehouse: str, quantities: Mapping[str, Decimal], reason: str, day: date) -> None:
        """Take goods out by their codes; always with a quantity, because without one RoboLabs takes everything out.

        RoboLabs cannot be asked whether it was done, so it is never repeated by itself.
        """
        if not self.values["write_off_committee"]:
            raise Held(
                gettext_noop(
                    "RoboLabs asks who decided on a write-off. Fill in “Commission of write-offs” in the integration."
                ),
                code="setting",
            )
        need_quantities(quantities)
        body = {
            "name": reason,
            "warehouse_code": warehouse,
            "committee": self.values["write_off_committee"],
            "accounting_date": day.isoformat(),
            "reason_line": reason,
            "products": [{"code": code, "consumed_qty": -quantity} for code, quantity in quantities.items()],
        }
        self.client.do("write_off_products", body)

    def categories(self) -> Sequence[Choice]:
        """RoboLabs' product categories."""
        rows = self.client.ask("product_categories", {}, Purpose.SET_UP)
        return tuple(
            Choice(code=str(row["id"]), name=str(row.get("name") or row["id"])) for row, _mark in rows if row.get("id")
        )

    def _available(self, row: Row) -> Decimal | None:
        # robolabs.md §8, job 8: the forecast alone may count goods that have not come yet; where all that is in stock
        # may be sold, what is expected to leave is, too.
        held = remote_number(row.get("qty_on_hand"), texts=False)
        expected = held if self.values["on_hand_only"] else remote_number(row.get("qty_forecasted"), texts=False)
        return None if held is None or expected is None else max(Decimal(0), min(held, expected))


def product_of(row: Row) -> RemoteProduct:
    """A row of `products` or `new_products`; whether the price includes VAT is not told."""
    code = exact_text(row.get("code"))
    return RemoteProduct(
        remote_id=code,
        code=code,
        barcode=exact_text(row.get("barcode")),
        name=exact_text(row.get("name")),
        price=remote_number(row.get("public_price"), texts=False),
    )


def _new(wanted: RemoteProduct, remote_vat: str) -> dict[str, Any]:
    code = need_code(wanted, system=SYSTEM)
    if not remote_vat:
        raise Held(
            gettext_noop("RoboLabs needs a VAT code such as PVM1 for “%(title)s”. Choose one, then try again."),
            code="vat_mapping",
            title=wanted.name,
        )
    known = VAT_CODES.get(remote_vat.upper())
    # RoboLabs keeps the price without VAT; where the rate of the code is not known, it works it out itself.
    rate = None if known is None else known.rate or Decimal(0)
    return filled(
        {
            "name": wanted.name,
            "type": "product",
            "default_code": code,
            "barcode": wanted.barcode,
            "vat_code": remote_vat,
            "price": price_as(wanted, rate, gross=False, decimals=4) or None,
            "price_with_vat": (wanted.price_includes_vat and wanted.price) or None,
        }
    )
