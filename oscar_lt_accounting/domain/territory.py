"""Where goods go, as VAT sees it (lt-invoicing-facts §3)."""

from __future__ import annotations

import re
from enum import Enum

_MEMBERS = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LT LV LU MT NL PL PT RO SK SI ES SE"
EU_MEMBERS = frozenset(_MEMBERS.split())
# Monaco is France for VAT; Northern Ireland is inside the EU for goods only (lt-invoicing-facts §3).
EU_FOR_VAT = EU_MEMBERS | {"MC"}
# Parts of EU states that are outside the EU's VAT territory, by country and post code.
_OUTSIDE = {
    "ES": re.compile(r"^(35|38|51|52)\d{3}$"),
    "IT": re.compile(r"^(23041|22061)$"),
    "DE": re.compile(r"^(78266|27498)$"),
    "GR": re.compile(r"^63086$"),
    "FI": re.compile(r"^22\d{3}$"),
    "FR": re.compile(r"^97\d{3}$"),
}
_VAT_PREFIX = {"GR": "EL", "MC": "FR"}


class Destination(str, Enum):
    """Where the supply ends, from Lithuania's point of view."""

    LT = "lt"
    EU = "eu"
    EXPORT = "export"


def destination(country: str, postcode: str = "") -> Destination:
    """The destination of goods sent to `country` (ISO 3166 alpha-2) and `postcode`."""
    country = country.upper()
    if country == "LT":
        return Destination.LT
    if country == "XI" or (country == "GB" and postcode.strip().upper().startswith("BT")):
        return Destination.EU
    if country not in EU_FOR_VAT:
        return Destination.EXPORT
    exception = _OUTSIDE.get(country)
    if exception and exception.match(re.sub(r"[\s-]", "", postcode)):
        return Destination.EXPORT
    return Destination.EU


def vat_prefix(country: str) -> str:
    """The letters a VAT code of `country` begins with (Greece is EL)."""
    return _VAT_PREFIX.get(country.upper(), country.upper())
