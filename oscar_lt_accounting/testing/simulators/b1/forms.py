"""The fields of B1's calls (b1.md §3.1, §5.2 to §5.10)."""

from __future__ import annotations

import re

from oscar_lt_accounting.testing.simulators.toolkit.fields import (
    Complaints,
    Field,
    Form,
    Kind,
    block,
    day,
    flag,
    many,
    number,
    one_of,
    optional,
    text,
    whole,
)

_MONEY = number(places=2, least=0)
_ORDER_ID = Field(whole(least=1))
_RATE = number(as_text=True, least=0)


def _anything(_value: object, _path: str, _context: object = None) -> Complaints:
    yield from ()


# Name and country are asked for apart, because B1 says their lack in words of its own (b1.md §4.4).
PARTY: Form = {
    "isJuridical": Field(one_of((0, 1))),
    "name": optional(text(), nullable=True),
    "countryCode": optional(text(pattern="[A-Z]{2}"), nullable=True),
    "address": optional(text(), nullable=True),
    "cityName": optional(text(), nullable=True),
    "postcode": optional(text()),
    "code": optional(text()),
    "vatCode": optional(text()),
    "shortName": optional(text()),
}
ORDER: Form = {
    "shopId": Field(text()),
    "internalId": Field(whole(least=1, as_text=True)),
    "date": Field(day),
    "number": Field(text()),
    "currencyCode": Field(text(pattern="[A-Z]{3}")),
    "discount": Field(_MONEY),
    "cod": Field(_MONEY),
    "shipping": Field(_MONEY),
    "total": Field(_MONEY),
    "email": optional(text(), nullable=True),
    "billing": Field(block(PARTY)),
    "delivery": Field(block(PARTY)),
    "customSeries": optional(text(most=10)),
    "customNumber": optional(text(most=20)),
}
ROW: Form = {
    "orderId": _ORDER_ID,
    "itemId": optional(whole(as_text=True), nullable=True),
    "name": Field(text()),
    "quantity": Field(number(places=3, above=0)),
    "vatRate": optional(_RATE),
    "price": Field(number(places=4, least=0)),
    "sum": Field(_MONEY),
}
WRITE_OFF: Form = {"orderId": _ORDER_ID}
SALE: Form = {
    "orderId": _ORDER_ID,
    "series": Field(text(most=10), nullable=True),
    "number": Field(text(most=20), nullable=True),
}
DELETION: Form = {"internalId": Field(whole(least=1, as_text=True)), "shopId": Field(text())}
PRINT: Form = {"prefix": Field(text()), "orderId": Field(whole(least=1, as_text=True))}
NOTHING: Form = {}

_FILTERS: Kind = block(
    {
        "groupOp": Field(one_of(("AND",))),
        "rules": Field(
            many(
                {
                    "field": Field(text()),
                    # b1.md §3.1: the operators used in API calls.
                    "op": Field(one_of(("eq", "cn", "in", "ge", "le"))),
                    "data": Field(_anything, nullable=True),
                }
            )
        ),
    }
)
LIST: Form = {
    "rows": Field(whole()),
    "page": Field(whole()),
    "sidx": optional(text()),
    "sord": optional(one_of(("asc", "desc"))),
    "filters": optional(_FILTERS),
}
STOCK: Form = {
    "warehouseId": Field(whole(least=1)),
    "page": Field(whole()),
    "pageSize": Field(whole()),
    "filters": Field(_FILTERS),
}
_PRICE = number(least=0)
ITEM: Form = {
    "name": Field(text(most=200)),
    "code": optional(text(most=60)),
    "barcode": optional(text(most=60)),
    "attributeId": Field(whole(least=1)),
    "measurementUnitId": Field(whole(least=1)),
    "groupId": optional(whole(least=1), nullable=True),
    "vatRate": optional(_RATE),
    "priceWithoutVat": optional(_PRICE),
    "priceWithVat": optional(_PRICE),
    "description": optional(_anything, nullable=True),
    "isActive": optional(flag),
}
# b1.md §5.8: fields of an item that only the list of items/update names; of which kind they are is not told.
ITEM_DETAILS = re.findall(
    r"\w+",
    """
    groupId description manufacturerId countryOfOriginId purchaseCorrespondenceAccountId
    saleCorrespondenceAccountId expenseCorrespondenceAccountId minQuantity freePrice externalId intrastatId
    isRefundable isCommentRequired priceFrom priceUntil minPriceWithVat priceMinQuantity discountStatus maxDiscount
    discountPointsStatus departmentNumber ageLimit packageQuantity packageCode certificateDate certificateNumber
    validFrom validUntil attribute1 attribute2 attribute3
    """,
)
_MAYBE = optional(_anything, nullable=True)
ITEM_UPDATE: Form = {
    **dict.fromkeys(ITEM_DETAILS, _MAYBE),
    "id": Field(whole(least=1)),
    "name": ITEM["name"],
    "attributeId": ITEM["attributeId"],
    "measurementUnitId": ITEM["measurementUnitId"],
    "code": optional(text(most=60), nullable=True),
    "barcode": optional(text(most=60), nullable=True),
    "vatRate": optional(_RATE, nullable=True),
    "priceWithoutVat": optional(_PRICE),
    "priceWithVat": optional(_PRICE),
    "isActive": optional(flag),
}
_ID = Field(whole(least=1))
CLIENT: Form = {
    "name": Field(text(most=200)),
    "locationId": Field(one_of((1, 2, 3))),
    "isJuridical": Field(flag),
    "isActive": optional(flag),
    "isSupplier": optional(flag),
    "code": optional(text(most=20)),
    # b1.md §5.7: 20 or 30 characters; the shorter is safe.
    "vatCode": optional(text(most=20)),
    "address": optional(text()),
    "email": optional(text()),
    "phone": optional(text()),
    "countryId": optional(whole(least=1)),
}
WAREHOUSE_SALE: Form = {
    "saleDate": Field(day),
    "warehouseId": _ID,
    "operationTypeId": _ID,
    "clientId": _ID,
    "currencyCode": Field(text(pattern="[A-Z]{3}")),
    "series": optional(text(most=10)),
    "seriesId": optional(whole(least=1)),
    "number": optional(text(most=20)),
    "autoGenerateNumberAndSeries": optional(flag),
    "employeeId": optional(whole(least=1)),
    "clientName": optional(text(most=200)),
}
SALE_ROW: Form = {
    "saleId": _ID,
    "itemId": _ID,
    "warehouseId": _ID,
    "quantity": Field(number(places=3, above=0)),
    "priceWithoutVat": Field(number(places=4)),
    "rowNo": _ID,
    "vatRate": Field(number(least=0)),
    "vatClassificationId": optional(whole(least=1)),
    # b1.md §5.6: only 0 was seen.
    "discountRate": optional(one_of((0,))),
}
SALE_PRINT: Form = {"id": _ID}
CASH_RECEIPT: Form = {
    "clientId": _ID,
    "clientAccountId": _ID,
    "debitAccountId": _ID,
    "currencyId": _ID,
    "currencyCode": Field(text(pattern="[A-Z]{3}")),
    "date": Field(day),
    "series": Field(text(most=10)),
    "number": Field(text(most=20)),
    "total": Field(number(places=2, above=0)),
    "attachment": optional(text()),
    # b1.md §5.10: only 5 was seen.
    "documentStatusId": Field(one_of((5,))),
    "employeeId": _ID,
}
