"""The calls B1 knows (b1.md §5.1)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from oscar_lt_accounting.testing.simulators.b1 import clients, forms, items, lists, orders, reference, sales
from oscar_lt_accounting.testing.simulators.b1.books import Office
from oscar_lt_accounting.testing.simulators.b1.refusal import short
from oscar_lt_accounting.testing.simulators.toolkit.fields import Form
from oscar_lt_accounting.testing.simulators.toolkit.pdf import printed
from oscar_lt_accounting.testing.simulators.toolkit.records import Document
from oscar_lt_accounting.testing.simulators.toolkit.wire import Reply


@dataclass(frozen=True)
class Method:
    """A call B1 knows: what it does, which fields it takes, whether it changes the books.

    The deed gives the id of what it made, a whole answer, or nothing.
    """

    deed: Callable[[Office, Mapping[str, Any]], int | dict[str, Any] | Reply | None]
    form: Form
    writes: bool = False


def _settings(office: Office, _sent: Mapping[str, Any]) -> dict[str, Any]:
    return {"data": {"warehouseId": int(office.company.warehouse)}, "code": 200}


def _print(office: Office, sent: Mapping[str, Any]) -> Reply:
    return _printed(office, office.records.order(sent["prefix"], str(int(sent["orderId"]))))


def _print_sale(office: Office, sent: Mapping[str, Any]) -> Reply:
    return _printed(office, next((one for one in office.records.shown if one.id == sent["id"]), None))


def _printed(office: Office, document: Document | None) -> Reply:
    if document is None or not document.issued:
        raise short(404, "Invoice was not found")
    return Reply(
        body=printed(document, office.company.title),
        content_type="application/pdf",
        headers={"File-Name": f"{document.number}.pdf"},
        said=document.number,
    )


def _list(rows: Callable[[Office], Iterable[reference.ListRow]]) -> Method:
    return Method(lists.listing(rows), forms.LIST)


def _constant(rows: Iterable[Mapping[str, Any]]) -> Method:
    return _list(reference.constant(rows))


METHODS: dict[str, Method] = {
    "e-commerce/config/get": Method(_settings, forms.NOTHING),
    "e-commerce/items/stock": Method(lists.stock, forms.STOCK),
    "e-commerce/orders/create": Method(orders.create, forms.ORDER, writes=True),
    "e-commerce/order-items/create": Method(orders.add_row, forms.ROW, writes=True),
    "e-commerce/orders/create-write-off": Method(orders.write_off, forms.WRITE_OFF, writes=True),
    "e-commerce/orders/create-sale": Method(orders.sell, forms.SALE, writes=True),
    "e-commerce/orders/delete": Method(orders.delete, forms.DELETION, writes=True),
    "shop/invoices/get": Method(_print, forms.PRINT),
    "clients/list": _list(lists.clients),
    "clients/create": Method(clients.create, forms.CLIENT, writes=True),
    "warehouse/sales/list": _list(lists.sales),
    "warehouse/sales/create": Method(sales.create, forms.WAREHOUSE_SALE, writes=True),
    "warehouse/sale-items/list": _list(lists.sale_rows),
    "warehouse/sale-items/create-simple": Method(sales.add_row, forms.SALE_ROW, writes=True),
    "warehouse/invoices/get-sale": Method(_print_sale, forms.SALE_PRINT),
    "cash-flow/cash-receipts/create": Method(clients.pay_in_cash, forms.CASH_RECEIPT, writes=True),
    "reference-book/items/create": Method(items.create, forms.ITEM, writes=True),
    "reference-book/items/update": Method(items.update, forms.ITEM_UPDATE, writes=True),
    "reference-book/items/list": Method(lists.items, forms.LIST),
    "reference-book/warehouses/list": _list(reference.warehouses),
    "reference-book/operation-types/list": _constant(reference.OPERATION_TYPES),
    "reference-book/series/list": _constant(reference.SALE_SERIES),
    "reference-book/vat-rates/list": _list(reference.vat_rates),
    "reference-book/vat-classifications/list": _constant(reference.VAT_CLASSIFICATIONS),
    "reference-book/currencies/list": _list(reference.currencies),
    "reference-book/countries/list": _constant(reference.COUNTRIES),
    "reference-book/measurement-units/list": _constant(reference.UNITS),
    "reference-book/item-groups/list": _constant(reference.GROUPS),
    "reference-book/item-attributes/list": _constant(reference.ATTRIBUTES),
    "personnel/employees/list": _constant(reference.EMPLOYEES),
}
