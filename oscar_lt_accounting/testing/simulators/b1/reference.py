"""B1's lists that the accountant keeps, as an account is delivered (b1.md §5.9).

The ids 2 and 23 of the operation types, 12 of the series and 2 of the euro are those of the sources; the
others are ours, and differ between companies in reality. Row fields that no source names are marked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from oscar_lt_accounting.testing.simulators.b1.records import Context
from oscar_lt_accounting.testing.simulators.b1.refusals import CONSTRAINT, coded

CURRENCIES = ("EUR", "USD", "GBP", "PLN", "SEK", "NOK", "DKK", "CHF", "CZK")
VAT_RATES = tuple(Decimal(rate) for rate in (0, 5, 9, 12, 21))
SERIES = "PARDP"
ListRow = dict[str, Any]
ATTRIBUTES = ({"id": 13, "name": "Prekės"}, {"id": 14, "name": "Paslaugos"})
UNITS = tuple(
    {"id": unit_id, "code": code, "codeName": code, "name": name, "shortName": f"{code}."}
    for unit_id, code, name in ((9, "vnt", "vienetas"), (10, "kg", "kilogramas"), (11, "val", "valanda"))
)
_TYPE_FLAGS = ("isSale", "isSaleReturn", "isPurchase", "isPurchaseReturn", "isWriteOff", "isInternalMove")


def _type(type_id: int, code: str, name: str, flag: str, *, active: bool = True) -> ListRow:
    flags = {one: one == flag for one in _TYPE_FLAGS}
    return {"id": type_id, "code": code, "name": name, **flags, "isActive": active, "priority": type_id}


OPERATION_TYPES = (
    _type(1, "PIRK", "Pirkimas", "isPurchase"),
    _type(2, "PP", "Prekių pardavimas", "isSale"),
    _type(3, "PRG", "Pardavimo grąžinimas", "isSaleReturn"),
    _type(4, "PIRG", "Pirkimo grąžinimas", "isPurchaseReturn"),
    _type(5, "NUR", "Nurašymas", "isWriteOff"),
    _type(6, "PER", "Vidinis perkėlimas", "isInternalMove"),
    _type(22, "PPS", "Senas pardavimas", "isSale", active=False),
    _type(23, "PPP", "Paslaugų pardavimas", "isSale"),
)
SALE_SERIES = (
    {"id": 12, "series": SERIES, "operationTypeId": 2, "operationTypeName": "Prekių pardavimas"},
    {"id": 13, "series": "PPP", "operationTypeId": 23, "operationTypeName": "Paslaugų pardavimas"},
)
GROUPS = ({"id": 31, "name": "Visos prekės"}, {"id": 32, "name": "Indai"})
# lt-invoicing-facts §1: the codes allowed on a sale.
VAT_CLASSIFICATIONS = tuple(
    {"id": number, "code": f"PVM{number}"} for number in (1, 2, 3, 5, 12, 13, 14, 15, 25, 32, 33, 34, 53, 58, 100)
)
EMPLOYEES = (
    {"id": 3, "name": "Rūta", "lastName": "Buhalterė", "isEmployed": True},
    {"id": 4, "name": "Jonas", "lastName": "Išėjęs", "isEmployed": False},
)
_CURRENCY_NAMES = {"EUR": "Euras", "USD": "JAV doleris", "GBP": "Svaras sterlingų", "PLN": "Zlotas"}
_FIRST_CURRENCY = 2
_COUNTRIES = re.findall(
    "[A-Z]{2}",
    """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA
    CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA
    GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP
    KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS
    MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS
    RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW
    TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
    """,
)
_COUNTRY_NAMES = {"LT": "Lietuva", "LV": "Latvija", "EE": "Estija", "PL": "Lenkija", "DE": "Vokietija"}
# Of a country only the id is told by a source; ids 1 to 3 are not those of a client's `locationId`.
COUNTRIES = tuple(
    {"id": number, "code": code, "name": _COUNTRY_NAMES.get(code, code)}
    for number, code in enumerate(_COUNTRIES, start=1)
)


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


def currencies(context: Context) -> Iterable[ListRow]:
    """Rows of `reference-book/currencies/list`; a switch swaps name and code."""
    for number, code in enumerate(CURRENCIES, start=_FIRST_CURRENCY):
        name = _CURRENCY_NAMES.get(code, code)
        swapped = context.switches.currency_code_in == "name"
        words = {"name": code, "code": name} if swapped else {"name": name, "code": code}
        yield {"id": number, **words, "isPrimary": code == "EUR"}


def currency_id(code: str) -> int:
    """The id of a currency that is there."""
    return CURRENCIES.index(code) + _FIRST_CURRENCY


def warehouses(context: Context) -> Iterable[ListRow]:
    """Rows of `reference-book/warehouses/list`."""
    for code, name in context.records.warehouses.items():
        yield {"id": int(code), "name": name, "isPrimary": code == context.company.warehouse}


def vat_rates(_context: Context) -> Iterable[ListRow]:
    """Rows of `reference-book/vat-rates/list`; its fields but `id` are our guess (b1.md §5.9)."""
    return ({"id": i, "name": f"{rate} %", "rate": rate} for i, rate in enumerate(VAT_RATES, start=1))


def row_with(rows: Iterable[Mapping[str, Any]], row_id: object) -> Mapping[str, Any] | None:
    """The row with this id."""
    return next((row for row in rows if row["id"] == row_id), None)


_SALE_TYPES = [one["id"] for one in OPERATION_TYPES if one["isSale"] and one["isActive"]]
# b1.md §4.4: the fields behind B1's numbered constraints, and what they may name.
_CONSTRAINTS: dict[int, tuple[str, Callable[[Context, Any], bool]]] = {
    1: ("clientId", lambda context, value: any(client.id == value for client in context.records.clients)),
    2: ("operationTypeId", lambda _, value: value in _SALE_TYPES),
    3: ("currencyCode", lambda _, value: value in CURRENCIES),
    4: ("employeeId", lambda _, value: row_with(EMPLOYEES, value) is not None),
    6: ("vatRate", lambda _, value: Decimal(value) in VAT_RATES),
}


def check_constraints(context: Context, sent: Mapping[str, Any]) -> None:
    """Refuse the first field that names what is not there, in B1's own words."""
    for number, (field, known) in _CONSTRAINTS.items():
        if field in sent and not known(context, sent[field]):
            raise coded(400, CONSTRAINT.format(number))
