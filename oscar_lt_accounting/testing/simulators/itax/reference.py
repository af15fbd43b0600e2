"""iTax's lists that the accountant keeps in the settings, with the ids of the samples where there are any."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

ListRow = dict[str, Any]

# itax.md §9, job 11: the percent stands nowhere but in the name, and the name is free text.
_TAXES: tuple[tuple[int, str, Decimal | None], ...] = (
    (15198, "21 %", Decimal(21)),
    (15199, "PVM - 5%", Decimal(5)),
    (15200, "12%", Decimal(12)),
    (15201, "9 %", Decimal(9)),
    (15202, "0%", Decimal(0)),
    (15203, "Neapmokestinama", None),
)
TAX_RATES: dict[int, Decimal | None] = {tax_id: rate for tax_id, _name, rate in _TAXES}
MEASUREMENTS: dict[int, str] = {5599: "vnt", 5600: "kg", 5601: "val"}
LISTS: dict[str, dict[int, str]] = {
    "sales_taxes": {tax_id: name for tax_id, name, _rate in _TAXES},
    "measurements": MEASUREMENTS,
    "product_groups": {701: "Prekės", 702: "Knygos"},
    "bank_accounts": {2668: "LT12 7300 0101 2345 6789", 20594: "Kasa"},
    "client_groups": {15221: "Internetas", 15222: "Didmena"},
    "vat_business_groups": {1: "Lietuva", 2: "ES", 3: "Kitos šalys"},
    "departments": {1001: "Prekyba"},
    "projects": {1101: "El. parduotuvė"},
}


def tax_with(rate: Decimal | None) -> int:
    """The id of the VAT rate, the last where it is none of the list."""
    return next((tax_id for tax_id, known in TAX_RATES.items() if known == rate), _TAXES[-1][0])


def measurement_of(unit: str) -> int:
    """The id of a unit by its short name, pieces where it is none of the list."""
    return next((one for one, name in MEASUREMENTS.items() if name == unit.strip(". ")), next(iter(MEASUREMENTS)))
