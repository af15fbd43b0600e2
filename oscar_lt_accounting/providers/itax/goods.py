"""iTax's goods: stock of a warehouse, products, write-offs (itax.md §8.1, §8.6, §9 jobs 8, 9, 12)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from oscar_lt_accounting.domain.errors import Uncertain, gettext_noop
from oscar_lt_accounting.domain.goods import RemoteProduct, StockLevel
from oscar_lt_accounting.providers.base import Purpose
from oscar_lt_accounting.providers.itax import payload, reading
from oscar_lt_accounting.providers.itax.client import ITaxClient, RefusedError, is_id


class Goods:
    """One company's products and warehouses."""

    def __init__(self, client: ITaxClient, *, measurement_id: str) -> None:
        self._client = client
        self._measurement_id = measurement_id

    def levels(self, warehouse: str) -> Iterator[StockLevel]:
        """One page after another of the warehouse's goods; services have no stock."""
        location = str(payload.number(warehouse, "location_id"))
        try:
            for row in self._client.all("products", {"location_id": location}, purpose=Purpose.STOCK):
                if level := reading.stock_level(row):
                    yield level
        except RefusedError as error:
            raise self._client.refusal(error) from None

    def levels_of(self, warehouse: str, remote_ids: Iterable[str]) -> Iterator[StockLevel]:
        """One call for each product, whose record tells every warehouse; unknown products are left out."""
        for remote_id in remote_ids:
            path = f"items/{payload.number(remote_id, 'product_id')}"
            try:
                record = self._client.patiently(lambda path=path: self._client.one(path, purpose=Purpose.STOCK))  # type: ignore[misc]
            except RefusedError:
                continue
            if level := reading.stock_at(record, warehouse):
                yield level

    def products(self) -> Iterator[RemoteProduct]:
        """All goods and services."""
        try:
            yield from (reading.product(row) for row in self._client.all("products"))
        except RefusedError as error:
            raise self._client.refusal(error) from None

    def create(self, product: RemoteProduct, remote_vat: str) -> RemoteProduct:
        """A stock good with a unit and a VAT rate of theirs; one with the same code is taken as it is.

        So a lost answer doubles nothing when the product is sent again.
        """
        fields = payload.new_product(product, remote_vat, self._measurement_id)
        try:
            there = self._with_code(product.code) if product.code else []
            return there[0] if there else reading.product(self._client.create("products", "product", fields))
        except RefusedError as error:
            raise self._client.refusal(error) from None

    def update(self, product: RemoteProduct) -> RemoteProduct:
        """The product, called as `product` says; its price stays theirs."""
        path = f"products/{payload.number(product.remote_id, 'product_id')}"
        try:
            return reading.product(self._client.update(path, "product", payload.changed_product(product)))
        except RefusedError as error:
            raise self._client.refusal(error) from None

    def write_off(self, warehouse: str, quantities: Mapping[str, Decimal], reason: str, day: date) -> None:
        """A stock journal with negative quantities."""
        fields = payload.write_off(warehouse, quantities, reason, day)
        try:
            self._client.create("item_journals", "item_journal", fields)
        except RefusedError as error:
            raise self._client.refusal(error) from None
        except Uncertain:
            raise Uncertain(
                gettext_noop(
                    "The answer to the write-off “%(reason)s” of %(day)s was lost. Look among the stock journals in "
                    "iTax before you enter it again."
                ),
                code="answer_lost",
                reason=reason,
                day=day.isoformat(),
            ) from None

    def _with_code(self, code: str) -> list[RemoteProduct]:
        rows = self._client.all("products", {"code": code}, purpose=Purpose.SET_UP)
        return [reading.product(row) for row in rows if row.get("code") == code and is_id(row.get("id"))]
