"""Clients at B1, and the money they pay in cash (b1.md §5.7, §5.10)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from oscar_lt_accounting.testing.simulators.b1.books import CashReceipt, Client, Office
from oscar_lt_accounting.testing.simulators.b1.orders import CURRENCIES
from oscar_lt_accounting.testing.simulators.b1.reference import COUNTRIES, EMPLOYEES, currency_id, row_with
from oscar_lt_accounting.testing.simulators.b1.refusal import CONSTRAINT, coded, invalid
from oscar_lt_accounting.testing.simulators.toolkit.rounding import rounded

_FIRST_CLIENT, _FIRST_RECEIPT = 301, 701


def create(office: Office, sent: Mapping[str, Any]) -> int:
    """A new client; by default one with the same name and code may be there already."""
    if "countryId" in sent and row_with(COUNTRIES, sent["countryId"]) is None:
        raise invalid([("countryId", "is not known")])
    code = sent.get("code", "")
    if (
        code
        and office.switches.duplicate_clients == "refused"
        and any(client.code == code for client in office.records.clients)
    ):
        raise coded(409, "Client already exists")
    client = Client(
        id=office.records.next("client", _FIRST_CLIENT),
        name=sent["name"],
        location_id=sent["locationId"],
        is_juridical=sent["isJuridical"],
        code=code,
        vat_code=sent.get("vatCode", ""),
        address=sent.get("address", ""),
        email=sent.get("email", ""),
        phone=sent.get("phone", ""),
        country_id=sent.get("countryId"),
        is_active=sent.get("isActive", True),
        is_supplier=sent.get("isSupplier", False),
    )
    office.records.clients.append(client)
    return client.id


def pay_in_cash(office: Office, sent: Mapping[str, Any]) -> int:
    """A cash receipt; a series and number that are used are refused."""
    if office.records.client(sent["clientId"]) is None:
        raise coded(400, CONSTRAINT.format(1))
    employee = row_with(EMPLOYEES, sent["employeeId"])
    if employee is None or not employee["isEmployed"]:
        raise coded(400, CONSTRAINT.format(4))
    check_currency(sent["currencyCode"])
    if sent["currencyId"] != currency_id(sent["currencyCode"]):
        raise invalid([("currencyId", "is not that of currencyCode")])
    if any((one.series, one.number) == (sent["series"], sent["number"]) for one in office.records.receipts):
        raise coded(400, "Cash receipt already registered")
    receipt = CashReceipt(
        id=office.records.next("receipt", _FIRST_RECEIPT),
        series=sent["series"],
        number=sent["number"],
        day=sent["date"],
        client_id=sent["clientId"],
        total=rounded(Decimal(sent["total"])),
        currency=sent["currencyCode"],
        attachment=sent.get("attachment", ""),
    )
    office.records.receipts.append(receipt)
    return receipt.id


def check_currency(code: str) -> None:
    """Refuse a currency without a rate (b1.md §4.4, fk3)."""
    if code not in CURRENCIES:
        raise coded(400, CONSTRAINT.format(3))
