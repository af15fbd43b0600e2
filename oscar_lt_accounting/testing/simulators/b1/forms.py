"""The fields of B1's calls (b1.md §3.1, §5.2 to §5.10)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
    "text": kit.text(),
    "t10": kit.text(most=10),
    "t20": kit.text(most=20),
    "t60": kit.text(most=60),
    "t200": kit.text(most=200),
    "any": kit.anything,
    "flag": kit.flag,
    "day": kit.day,
    "id": _ID,
    "own_id": kit.whole(least=1, as_text=True),
    "whole": kit.whole(),
    "money": kit.number(places=2, least=0),
    "paid": kit.number(places=2, above=0),
    "quantity": kit.number(places=3, above=0),
    "price4": kit.number(places=4, least=0),
    "price": kit.number(least=0),
    "any_price": kit.number(places=4),
    "rate": kit.number(as_text=True, least=0),
    "net_rate": kit.number(least=0),
    "country": kit.text(pattern="[A-Z]{2}"),
    "currency": kit.text(pattern="[A-Z]{3}"),
    "bit": kit.one_of((0, 1)),
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
# Name and country are asked for apart, because B1 says their lack in words of its own (b1.md §4.4).
_KINDS["party"] = kit.block(
    kit.form(
        _KINDS,
        "isJuridical:bit name?~ countryCode?~:country address?~ cityName?~ postcode? code? vatCode? shortName?",
    )
)
_KINDS["rules"] = kit.many(kit.form(_KINDS, "field op:op data~:any"))
# b1.md §3.1: real clients also send filters without rules.
_KINDS["filters"] = kit.block(kit.form(_KINDS, "groupOp:and rules?:rules"))
ORDER = kit.form(
    _KINDS,
    "shopId internalId:own_id date:day number currencyCode:currency discount:money cod:money shipping:money "
    "total:money email?~ billing:party delivery:party customSeries?:t10 customNumber?:t20",
)
ROW = kit.form(_KINDS, "orderId:id itemId?~:item_text name quantity:quantity vatRate?:rate price:price4 sum:money")
WRITE_OFF = kit.form(_KINDS, "orderId:id")
SALE = kit.form(_KINDS, "orderId:id series~:t10 number~:t20")
DELETION = kit.form(_KINDS, "internalId:own_id shopId")
PRINT = kit.form(_KINDS, "prefix orderId:own_id")
LIST = kit.form(_KINDS, "rows:whole page:whole sidx? sord?:sord filters?:filters")
STOCK = kit.form(_KINDS, "warehouseId:warehouse page:whole pageSize:whole filters:filters")
ITEM = kit.form(
    _KINDS,
    "name:t200 code?:t60 barcode?:t60 attributeId:attribute measurementUnitId:unit groupId?~:id vatRate?:rate "
    "priceWithoutVat?:price priceWithVat?:price description?~:any isActive?:flag",
)
ITEM_UPDATE = kit.form(
    _KINDS,
    "id:id name:t200 code?~:t60 barcode?~:t60 attributeId:attribute measurementUnitId:unit vatRate?~:rate "
    "priceWithoutVat?:price priceWithVat?:price isActive?:flag",
    kit.each(kit.anything, " ".join(f"{name}?~" for name in reference.ITEM_DETAILS)),
)
# b1.md §5.7: a VAT code of 20 or 30 characters; the shorter is safe.
CLIENT = kit.form(
    _KINDS,
    "name:t200 locationId:location isJuridical:flag isActive?:flag isSupplier?:flag code?:t20 vatCode?:t20 address? "
    "email? phone? countryId?:country_id",
)
WAREHOUSE_SALE = kit.form(
    _KINDS,
    "saleDate:day warehouseId:warehouse operationTypeId:id clientId:id currencyCode:currency series?:t10 "
    "seriesId?:series number?:t20 autoGenerateNumberAndSeries?:flag employeeId?:id clientName?:t200",
)
SALE_ROW = kit.form(
    _KINDS,
    "saleId:id itemId:item warehouseId:id quantity:quantity priceWithoutVat:any_price rowNo:id vatRate:net_rate "
    "vatClassificationId?:classification discountRate?:none",
)
SALE_PRINT = kit.form(_KINDS, "id:id")
CASH_RECEIPT = kit.form(
    _KINDS,
    "clientId:id clientAccountId:id debitAccountId:id currencyId:id currencyCode:currency date:day series:t10 "
    "number:t20 total:paid attachment? documentStatusId:status employeeId:id",
)
