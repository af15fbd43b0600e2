"""Our words in Centas' fields (centas.md §6.1, §6.2, §6.5). Pure functions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from oscar_lt_accounting.domain.documents import Buyer, Document, InvoiceLine, LineKind, Payment
from oscar_lt_accounting.domain.errors import Held, gettext_noop
from oscar_lt_accounting.domain.rows import PricedRow
from oscar_lt_accounting.domain.territory import Destination, destination
from oscar_lt_accounting.providers.kit.answers import write_json
from oscar_lt_accounting.providers.kit.fields import Field, Fields, filled
from oscar_lt_accounting.providers.kit.needs import need_currency
from oscar_lt_accounting.providers.kit.products import product_of
from oscar_lt_accounting.providers.kit.rows import rows_with_lines

SYSTEM = "Centas"
PAYMENT_DAYS = "%Y.%m.%d"
# centas.md §6.1, estipas.
_EU_TYPES = {Destination.LT: "0", Destination.EU: "1", Destination.EXPORT: "2"}


def _buyer(name: str) -> Fields[Buyer]:
    return Fields(
        Field(name, lambda buyer: buyer.name, required=True, label=gettext_noop("name")),
        Field("im_kodas", lambda buyer: buyer.company_code),
        Field("pvm_kodas", lambda buyer: buyer.vat_code),
        Field("miestas", lambda buyer: buyer.address.city),
        Field("adresas", lambda buyer: buyer.address.street),
        Field("email", lambda buyer: buyer.email),
    )


_BUYER, _ORDER_BUYER = _buyer("pirkejas"), _buyer("uzsakovas")


@dataclass(frozen=True, kw_only=True)
class Rules:
    """How this company's Centas reads what its documents leave open; `services` are its codes of services."""

    date_format: str = PAYMENT_DAYS
    services: Mapping[LineKind, str] = field(default_factory=dict)
    warehouse_in_orders: bool = True
    bank_account: str = ""
    payment_type: str = "BankDeb"


def document(wanted: Document, rules: Rules) -> dict[str, str]:
    """The fields of `documents/create`; raises `Held` for what Centas cannot express."""
    need_currency(wanted, "EUR", system=SYSTEM)  # centas.md §9 no. 13: there is no field for a currency.
    number, address = number_of(wanted), wanted.buyer.address
    return filled(
        {
            "data": _day(wanted.day, rules),
            "dok_num": number or "auto",
            # centas.md §9 no. 3: needed with `auto`; the same on every attempt, in case it is a key there.
            "trans_id": "" if number else wanted.reference,
            "kl_kodas": wanted.buyer.customer_code,
            "salis_kodas": address.country,
            "estipas": _EU_TYPES[destination(address.country or "LT", address.postcode)],
            "apmok_iki": _day(wanted.due_day, rules),
            "uzsaknr": wanted.order_number,
            "pastaba": ". ".join(wanted.notes),
            "oper_apras": wanted.reference,
            "dok_suma": plain(wanted.total),
            "pvm_suma": plain(wanted.vat),
            "bepvm_suma": plain(wanted.net),
            "rows": _rows(wanted, rules, _document_rate),
            **_BUYER.write(wanted.buyer, system=SYSTEM),
        }
    )


def order(wanted: Document, rules: Rules) -> dict[str, str]:
    """The fields of `orders/create`, which a proforma becomes: Centas makes no proformas (centas.md §8, job 5)."""
    need_currency(wanted, "EUR", system=SYSTEM)
    return filled(
        {
            "uzsak_num": number_of(wanted) or wanted.order_number,
            "uzsak_data": _day(wanted.day, rules),
            "uzsak_suma": plain(wanted.total),
            "pvm_suma": plain(wanted.vat),
            "bepvm_suma": plain(wanted.net),
            "pasto_kodas": wanted.buyer.address.postcode,
            "tel": wanted.buyer.phone,
            "apmok_data": _day(wanted.due_day, rules),
            # centas.md §11 no. 21: by code or by name is not told.
            "sandelis": wanted.warehouse if rules.warehouse_in_orders else "",
            "uzsakovas_pastaba": ". ".join((*wanted.notes, wanted.reference)),
            "rows": _rows(wanted, rules, _order_rate),
            **_ORDER_BUYER.write(wanted.buyer, system=SYSTEM),
        }
    )


def payment(wanted: Document, paid: Payment, rules: Rules) -> dict[str, str]:
    """The elements of `payments/import`; no element names the invoice, so its number stands in the details."""
    account = paid.remote_code or rules.bank_account
    if not account:
        raise Held(
            gettext_noop(
                "Centas wants the bank account a payment came to. Map the payment method “%(method)s” to an account "
                "number, or fill in “Bank account for payments” in the integration, then send again."
            ),
            code="setting",
            method=paid.method,
        )
    key = payment_key(wanted, paid)
    return filled(
        {
            "PaymentType": rules.payment_type,
            "Date": (paid.day or wanted.day).strftime(PAYMENT_DAYS),
            "Amount": plain(paid.amount),
            "DocNr": paid.reference or key,
            "RefNr": key,
            "Details": f"{number_of(wanted) or wanted.order_number} {wanted.reference}",
            "RecName": wanted.buyer.name,
            "RecId": wanted.buyer.company_code,
            "ToAccountNumber": account,
        }
    )


def payment_key(wanted: Document, paid: Payment) -> str:
    """Our unique number of a payment, which Centas' list of payments tells again.

    Payments without a reference are told apart by amount and day. Only signs that every XML keeps as they are.
    """
    own = paid.reference or f"{plain(paid.amount)}-{(paid.day or wanted.day).isoformat()}"
    return re.sub(r"[^\w.:/-]+", "-", f"{wanted.reference}-{paid.method}-{own}").rstrip("-")


def number_of(wanted: Document) -> str:
    """The shop's own number, empty where Centas takes one from its blanks."""
    return wanted.full_number if wanted.number else ""


def plain(number: Decimal) -> str:
    """A number with a dot and without an exponent (centas.md §9 no. 8)."""
    return f"{number:f}"


def _rows(wanted: Document, rules: Rules, rate: Any) -> str:
    rows = [{**_row(line, row, rules), **rate(line, row)} for row, line in rows_with_lines(wanted)]
    return write_json(rows).decode()


def _row(line: InvoiceLine, row: PricedRow, rules: Rules) -> dict[str, str]:
    return {
        "kodas": product_of(line, line.remote_code, rules.services, system=SYSTEM),
        "pavadinimas": line.title,
        "matovnt": line.unit,
        "kiekis": plain(row.quantity.normalize()),
        "kaina": plain(row.price),
    }


def _document_rate(line: InvoiceLine, row: PricedRow) -> dict[str, str]:
    return filled({"pvmtar": _percent(row), "Mok_kodas": line.remote_vat or row.vat_code})


def _order_rate(_line: InvoiceLine, row: PricedRow) -> dict[str, str]:
    # centas.md §9 no. 10: the description calls the rate one thing, its sample another; both say the same here.
    return {"t_kodas": "", "pvm_tar": _percent(row), "pvmtar": _percent(row)}


def _percent(row: PricedRow) -> str:
    return plain((row.rate or Decimal(0)).normalize())


def _day(day: date | None, rules: Rules) -> str:
    return day.strftime(rules.date_format) if day else ""
