"""The fields of B1's calls (b1.md §3.1, §5.2 to §5.10)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from oscar_lt_accounting.testing.simulators import toolkit as kit
from oscar_lt_accounting.testing.simulators.b1 import reference

_ID = kit.whole(least=1)
_UNKNOWN = "is not known"


def _one_of(rows: Iterable[Mapping[str, Any]]) -> kit.Kind:
    ids = {row["id"] for row in rows}
    return kit.both(_ID, kit.known(lambda _context: ids, _UNKNOWN, of=int))


def _in(records: str, *, as_text: bool = False) -> kit.Kind:
    number = kit.whole(as_text=as_text, least=None if as_text else 1)
    among = kit.known(lambda context: getattr(context.records, records), _UNKNOWN, of=lambda value: str(int(value)))
    return kit.both(number, among)


_KINDS: dict[str, kit.Kind] = {
    "t10": kit.text(most=10),
    "t20": kit.text(most=20),
    "t60": kit.text(most=60),
    "t200": kit.text(most=200),
    "own_id": kit.whole(least=1, as_text=True),
    "quantity": kit.number(places=3, above=0),
    "price4": kit.number(places=4, least=0),
    "any_price": kit.number(places=4),
    "rate": kit.number(as_text=True, least=0),
    "location": kit.one_of((1, 2, 3)),
    "and": kit.one_of(("AND",)),
    "sord": kit.one_of(("asc", "desc")),
    # b1.md §3.1: the operators used in API calls.
    "op": kit.one_of(("eq", "cn", "in", "ge", "le")),
    # b1.md §5.6 and §5.10: only these were seen.
    "none": kit.one_of((0,)),
    "status": kit.one_of((5,)),
    "item": _in("products"),
    "item_text": _in("products", as_text=True),
    "warehouse": _in("warehouses"),
    "attribute": _one_of(reference.ATTRIBUTES),
    "unit": _one_of(reference.UNITS),
    "series": _one_of(reference.SALE_SERIES),
    "classification": _one_of(reference.VAT_CLASSIFICATIONS),
    "country_id": _one_of(reference.COUNTRIES),
}
_form = partial(kit.form, kinds=_KINDS)
# Name and country are asked for apart, because B1 says their lack in words of its own (b1.md §4.4).
_KINDS["party"] = kit.block(
    _form(
        "isJuridical:bit name?~ countryCode?~:country address?~ cityName?~ postcode? code? vatCode? shortName?",
    )
)
_KINDS["rules"] = kit.many(_form("field op:op data~:any"))
# b1.md §3.1: real clients also send filters without rules.
_KINDS["filters"] = kit.block(_form("groupOp:and rules?:rules"))
ORDER = _form(
    "shopId internalId:own_id date:day number currencyCode:currency discount:money cod:money shipping:money "
    "total:money email?~ billing:party delivery:party customSeries?:t10 customNumber?:t20",
)
ROW = _form("orderId:id itemId?~:item_text name quantity:quantity vatRate?:rate price:price4 sum:money")
WRITE_OFF = _form("orderId:id")
SALE = _form("orderId:id series~:t10 number~:t20")
DELETION = _form("internalId:own_id shopId")
PRINT = _form("prefix orderId:own_id")
LIST = _form("rows:whole page:whole sidx? sord?:sord filters?:filters")
STOCK = _form("warehouseId:warehouse page:whole pageSize:whole filters:filters")
ITEM = _form(
    "name:t200 code?:t60 barcode?:t60 attributeId:attribute measurementUnitId:unit groupId?~:id vatRate?:rate "
    "priceWithoutVat?:not_negative priceWithVat?:not_negative description?~:any isActive?:flag",
)
ITEM_UPDATE = _form(
    "id:id name:t200 code?~:t60 barcode?~:t60 attributeId:attribute measurementUnitId:unit vatRate?~:rate "
    "priceWithoutVat?:not_negative priceWithVat?:not_negative isActive?:flag",
    _form(" ".join(f"{name}?~:any" for name in reference.ITEM_DETAILS)),
)
# b1.md §5.7: a VAT code of 20 or 30 characters; the shorter is safe.
CLIENT = _form(
    "name:t200 locationId:location isJuridical:flag isActive?:flag isSupplier?:flag code?:t20 vatCode?:t20 address? "
    "email? phone? countryId?:country_id",
)
WAREHOUSE_SALE = _form(
    "saleDate:day warehouseId:warehouse operationTypeId:id clientId:id currencyCode:currency series?:t10 "
    "seriesId?:series number?:t20 autoGenerateNumberAndSeries?:flag employeeId?:id clientName?:t200",
)
SALE_ROW = _form(
    "saleId:id itemId:item warehouseId:id quantity:quantity priceWithoutVat:any_price rowNo:id vatRate:not_negative "
    "vatClassificationId?:classification discountRate?:none",
)
SALE_PRINT = _form("id:id")
CASH_RECEIPT = _form(
    "clientId:id clientAccountId:id debitAccountId:id currencyId:id currencyCode:currency date:day series:t10 "
    "number:t20 total:paid attachment? documentStatusId:status employeeId:id",
)
