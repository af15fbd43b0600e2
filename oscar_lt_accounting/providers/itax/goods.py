"""iTax's goods: stock of a warehouse, products, write-offs (itax.md §8.1, §8.6, §9 jobs 8, 9, 12)."""

from __future__ import annotations

from abc import ABC
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from oscar_lt_accounting.domain.errors import Uncertain, gettext_noop
from oscar_lt_accounting.domain.goods import RemoteProduct, StockLevel
from oscar_lt_accounting.providers.base import Provider, Purpose
from oscar_lt_accounting.providers.itax import payload, reading
from oscar_lt_accounting.providers.itax.client import ITaxClient, own_id
from oscar_lt_accounting.providers.kit.rules import RefusedError


class Goods(Provider, ABC):
    """What iTax does with one company's products and warehouses."""

    client: ITaxClient

    def stock_levels(self, warehouse: str) -> Iterator[StockLevel]:
        """One page after another of the warehouse's goods; services have no stock."""
        location = str(payload.number(warehouse, "location_id"))
        for row in self.client.all("products", {"location_id": location}, purpose=Purpose.STOCK):
            if level := reading.stock_level(row):
                yield level

    def stock_of(self, warehouse: str, remote_ids: Iterable[str]) -> Iterator[StockLevel]:
        """One call for each product, whose record tells every warehouse; unknown products are left out."""
        for remote_id in remote_ids:
            path = f"items/{payload.number(remote_id, 'product_id')}"
            try:
                record = self.client.patiently(lambda path=path: self.client.one(path, purpose=Purpose.STOCK))  # type: ignore[misc]
            except RefusedError:
                continue
            if level := reading.stock_at(record, warehouse):
                yield level

    def products(self) -> Iterator[RemoteProduct]:
        """All goods and services."""
        return map(reading.product, self.client.all("products"))

    def create_product(self, product: RemoteProduct, remote_vat: str) -> RemoteProduct:
        """A stock good with a unit and a VAT rate of theirs; one with the same code is taken as it is.

        So a lost answer doubles nothing when the product is sent again.
        """
        fields = payload.new_product(product, remote_vat, self.values["measurement_id"])
        if product.code:
            for row in self.client.all("products", {"code": product.code}):
                if row.get("code") == product.code and own_id(row.get("id")):
                    return reading.product(row)
        return reading.product(self.client.create("products", "product", fields))

    def update_product(self, product: RemoteProduct) -> RemoteProduct:
        """Name, code and bar code; prices are kept apart in iTax and stay as they are."""
        path = f"products/{payload.number(product.remote_id, 'product_id')}"
        return reading.product(self.client.change(path, "product", payload.changed_product(product)))

    def write_off(self, warehouse: str, quantities: Mapping[str, Decimal], reason: str, day: date) -> None:
        """A stock journal with negative quantities."""
        fields = payload.write_off(warehouse, quantities, reason, day)
        try:
            self.client.create("item_journals", "item_journal", fields)
        except Uncertain:
            raise Uncertain(
                gettext_noop(
                    "The answer to the write-off “%(reason)s” of %(day)s was lost. Check the stock journals in iTax "
                    "before you enter it again."
                ),
                code="answer_lost",
                reason=reason,
                day=day.isoformat(),
            ) from None
