"""B1's reference books: lists the accountant keeps, as an account is delivered (b1.md §5.9).

The ids 2 and 23 of the operation types, 12 of the series and 2 of the euro are those of the sources; the
others are ours, and differ between companies in reality. Row fields that no source names are marked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from oscar_lt_accounting.testing.simulators.b1.books import Office
from oscar_lt_accounting.testing.simulators.b1.orders import CURRENCIES, SERIES, VAT_RATES

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


def currencies(office: Office) -> Iterable[ListRow]:
    """Rows of `reference-book/currencies/list`; a switch swaps name and code."""
    code_in = office.switches.currency_code_in
    for number, code in enumerate(CURRENCIES, start=_FIRST_CURRENCY):
        name = _CURRENCY_NAMES.get(code, code)
        words = {"name": name, "code": code} if code_in == "code" else {"name": code, "code": name}
        yield {"id": number, **words, "isPrimary": code == "EUR"}


def currency_id(code: str) -> int:
    """The id of a currency that is there."""
    return CURRENCIES.index(code) + _FIRST_CURRENCY


def warehouses(office: Office) -> Iterable[ListRow]:
    """Rows of `reference-book/warehouses/list`."""
    for code, name in office.records.warehouses.items():
        yield {"id": int(code), "name": name, "isPrimary": code == office.company.warehouse}


def vat_rates(_office: Office) -> Iterable[ListRow]:
    """Rows of `reference-book/vat-rates/list`; its fields but `id` are our guess (b1.md §5.9)."""
    return ({"id": i, "name": f"{rate} %", "rate": rate} for i, rate in enumerate(VAT_RATES, start=1))


def constant(rows: Iterable[Mapping[str, Any]]) -> Callable[[Office], Iterable[ListRow]]:
    """Rows that are the same for every company."""
    kept = [dict(row) for row in rows]
    return lambda _office: kept


def row_with(rows: Iterable[Mapping[str, Any]], row_id: int) -> Mapping[str, Any] | None:
    """The row with this id."""
    return next((row for row in rows if row["id"] == row_id), None)
