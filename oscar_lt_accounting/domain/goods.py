"""Goods in a warehouse of the accounting system."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class RemoteProduct:
    """A product or service as the accounting system knows it.

    Prices are in the accounting system's own currency; `price_includes_vat` is None where the system does not say.
    """

    remote_id: str
    code: str = ""
    barcode: str = ""
    name: str = ""
    unit: str = ""
    price: Decimal | None = None
    price_includes_vat: bool | None = None


@dataclass(frozen=True, kw_only=True)
class StockLevel:
    """How much of a product one warehouse in the accounting system has.

    `available` counts accounting units that may still be sold, in the system's own fractions;
    None means that the system did not say, which is not zero. `fingerprint` is a digest over the row as the system
    sent it: the same one again means that nothing in the row changed; empty where the provider makes none.
    """

    product: RemoteProduct
    available: Decimal | None
    fingerprint: str = ""
