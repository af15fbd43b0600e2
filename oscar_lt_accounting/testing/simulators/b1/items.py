"""Creating and changing items at B1 (b1.md §5.8)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from oscar_lt_accounting.testing.simulators.b1.books import Office
from oscar_lt_accounting.testing.simulators.b1.forms import ITEM_DETAILS
from oscar_lt_accounting.testing.simulators.b1.reference import ATTRIBUTES, UNITS, row_with
from oscar_lt_accounting.testing.simulators.b1.refusal import coded, invalid, short
from oscar_lt_accounting.testing.simulators.toolkit.records import Product
from oscar_lt_accounting.testing.simulators.toolkit.rounding import ZERO, rounded
from oscar_lt_accounting.testing.simulators.toolkit.seeding import put_products

# b1.md §5.8: prices come with any number of decimals and are shown with four.
_PRICE_PLACES = 4
_KEPT = (*ITEM_DETAILS, "isActive", "measurementUnitId")
_GOODS, _SERVICES = (row["id"] for row in ATTRIBUTES)


def create(office: Office, sent: Mapping[str, Any]) -> int:
    """A new item; a code that is taken is refused without telling whose it is."""
    _check(sent)
    code = sent.get("code", "")
    if office.records.with_code(code):
        raise coded(409, "Item already exists")
    row = {
        "id": office.records.next("product", 1001),
        "code": code,
        "barcode": sent.get("barcode"),
        "name": sent["name"],
        "vat_rate": Decimal(sent["vatRate"]) if sent.get("vatRate") is not None else Decimal(21),
        "price": _price(sent, "priceWithVat"),
        "price_without_vat": _price(sent, "priceWithoutVat"),
        "service": sent["attributeId"] == _SERVICES,
    }
    product = put_products(office.records, office.company.warehouse, [row], office.at)[0]
    for name in _KEPT:
        if name in sent:
            product.keep(name, sent[name])
    return product.id


def update(office: Office, sent: Mapping[str, Any]) -> int:
    """Change an item; by default whatever is not sent is cleared (b1.md §5.8: UNKNOWN)."""
    product = office.records.product(sent["id"])
    if product is None:
        raise short(404, "Item was not found")
    _check(sent)
    if any(other is not product for other in office.records.with_code(sent.get("code") or "")):
        raise coded(409, "Item already exists")
    _change(product, sent, clears=office.switches.item_update == "clears")
    product.changed = office.at
    return product.id


def _change(product: Product, sent: Mapping[str, Any], *, clears: bool) -> None:
    product.name, product.service = sent["name"], sent["attributeId"] == _SERVICES
    fields = {
        "code": ("code", sent.get("code") or ""),
        "barcode": ("barcode", sent.get("barcode") or ""),
        "priceWithVat": ("price_with_vat", _price(sent, "priceWithVat") or ZERO),
        "priceWithoutVat": ("price_without_vat", _price(sent, "priceWithoutVat") or ZERO),
        "vatRate": ("vat_rate", Decimal(sent["vatRate"]) if sent.get("vatRate") is not None else None),
    }
    for name, (field, value) in fields.items():
        if name in sent or clears:
            setattr(product, field, value)
    if clears:
        product.more = {"isActive": "false"}
    for name in _KEPT:
        if name in sent:
            product.keep(name, sent[name])


def _check(sent: Mapping[str, Any]) -> None:
    for field, rows in (("attributeId", ATTRIBUTES), ("measurementUnitId", UNITS)):
        if row_with(rows, sent[field]) is None:
            raise invalid([(field, "is not known")])


def _price(sent: Mapping[str, Any], field: str) -> Decimal | None:
    return rounded(Decimal(sent[field]), _PRICE_PLACES) if field in sent else None
