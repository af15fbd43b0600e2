"""Creating and changing items at B1 (b1.md §5.8)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from oscar_lt_accounting.testing.simulators import toolkit as kit
from oscar_lt_accounting.testing.simulators.b1.records import Context
from oscar_lt_accounting.testing.simulators.b1.reference import ATTRIBUTES, ITEM_DETAILS
from oscar_lt_accounting.testing.simulators.b1.refusals import coded, short

_FIRST = 1001
_KEPT = (*ITEM_DETAILS, "isActive", "measurementUnitId")
_GOODS, _SERVICES = (row["id"] for row in ATTRIBUTES)
# What an update may clear, and what is there then.
_FIELDS: dict[str, tuple[str, Any]] = {
    "code": ("code", ""),
    "barcode": ("barcode", ""),
    "priceWithVat": ("price_with_vat", kit.ZERO),
    "priceWithoutVat": ("price_without_vat", kit.ZERO),
    "vatRate": ("vat_rate", None),
}


def create(context: Context, sent: Mapping[str, Any]) -> int:
    """A new item; a code that is taken is refused without telling whose it is."""
    kit.refuse_if(context.records.with_code(sent.get("code", "")), coded(409, "Item already exists"))
    prices = kit.pick(sent, "price=priceWithVat price_without_vat=priceWithoutVat", _price)
    row = {**kit.pick(sent, "name code barcode vat_rate=vatRate"), **prices}
    row |= {"id": context.records.next("product", _FIRST), "service": sent["attributeId"] == _SERVICES}
    product = kit.put_products(context.records, context.company.warehouse, [row], context.at)[0]
    _keep(product, sent)
    return product.id


def update(context: Context, sent: Mapping[str, Any]) -> int:
    """Change an item; by default whatever is not sent is cleared (b1.md §5.8: UNKNOWN)."""
    product = context.records.product(sent["id"])
    if product is None:
        raise short(404, "Item was not found")
    if any(other is not product for other in context.records.with_code(sent.get("code") or "")):
        raise coded(409, "Item already exists")
    clears = context.switches.item_update == "clears"
    for field, (attribute, nothing) in _FIELDS.items():
        if clears or field in sent:
            setattr(product, attribute, nothing)
    if clears:
        product.more = {"isActive": "false"}
    kit.assign(product, kit.pick(sent, "name code barcode"))
    kit.assign(product, kit.pick(sent, "vat_rate=vatRate", Decimal))
    kit.assign(product, kit.pick(sent, "price_with_vat=priceWithVat price_without_vat=priceWithoutVat", _price))
    product.service, product.changed = sent["attributeId"] == _SERVICES, context.at
    _keep(product, sent)
    return product.id


def _keep(product: kit.Product, sent: Mapping[str, Any]) -> None:
    for name in _KEPT:
        if name in sent:
            product.keep(name, sent[name])


def _price(amount: Any) -> Decimal:
    # b1.md §5.8: prices come with any number of decimals and are shown with four.
    return kit.rounded(Decimal(amount), 4)
