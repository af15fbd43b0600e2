"""Our words in Centas' fields (centas.md §6.1, §6.2, §6.5). Pure functions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from oscar_lt_accounting.domain.documents import Document, InvoiceLine, LineKind, Payment
from oscar_lt_accounting.domain.errors import Held, gettext_noop
from oscar_lt_accounting.domain.money import CENT, round_cents
from oscar_lt_accounting.domain.sums import vat_on
from oscar_lt_accounting.domain.territory import Destination, destination
from oscar_lt_accounting.providers.kit.answers import write_json

AUTO = "auto"
PAYMENT_DAYS = "%Y.%m.%d"
# centas.md §3: the most decimals in its samples.
_PRICE_DECIMALS, _QUANTITY_DECIMALS = 6, 4
# centas.md §6.1, estipas.
_EU_TYPES = {Destination.LT: "0", Destination.EU: "1", Destination.EXPORT: "2"}


@dataclass(frozen=True, kw_only=True)
class Rules:
    """How this company's Centas reads what its documents leave open."""

    date_format: str = PAYMENT_DAYS
    shipping_code: str = ""
    surcharge_code: str = ""
    warehouse_in_orders: bool = True
    bank_account: str = ""
    payment_type: str = "BankDeb"


def document(wanted: Document, rules: Rules) -> dict[str, str]:
    """The fields of `documents/create`; raises `Held` for what Centas cannot express."""
    _refuse(wanted)
    number = number_of(wanted)
    fields = {
        "data": _day(wanted.day, rules),
        "dok_num": number or AUTO,
        # centas.md §9 no. 3: needed with `auto`; the same on every try, in case it is a key over there.
        "trans_id": "" if number else wanted.reference,
        "pirkejas": wanted.buyer.name,
        "kl_kodas": wanted.buyer.customer_code,
        "salis_kodas": wanted.buyer.address.country,
        "estipas": _eu_type(wanted),
        "apmok_iki": _day(wanted.due_day, rules) if wanted.due_day else "",
        "uzsaknr": wanted.order_number,
        "pastaba": ". ".join(wanted.notes),
        "oper_apras": wanted.reference,
        "dok_suma": plain(wanted.total),
        "pvm_suma": plain(wanted.vat),
        "bepvm_suma": plain(wanted.net),
        "rows": _rows([_document_row(line, rules) for line in wanted.lines if line.gross]),
        **_buyer(wanted),
    }
    return {name: value for name, value in fields.items() if value}


def order(wanted: Document, rules: Rules) -> dict[str, str]:
    """The fields of `orders/create`, which a proforma becomes: Centas makes no proformas (centas.md §8, job 5)."""
    _refuse(wanted)
    fields = {
        "uzsak_num": number_of(wanted) or wanted.order_number,
        "uzsak_data": _day(wanted.day, rules),
        "uzsakovas": wanted.buyer.name,
        "uzsak_suma": plain(wanted.total),
        "pvm_suma": plain(wanted.vat),
        "bepvm_suma": plain(wanted.net),
        "pasto_kodas": wanted.buyer.address.postcode,
        "tel": wanted.buyer.phone,
        "apmok_data": _day(wanted.due_day, rules) if wanted.due_day else "",
        # centas.md §11 no. 21: by code or by name is not told.
        "sandelis": wanted.warehouse if rules.warehouse_in_orders else "",
        "uzsakovas_pastaba": ". ".join((*wanted.notes, wanted.reference)),
        "rows": _rows([_order_row(line, rules) for line in wanted.lines if line.gross]),
        **_buyer(wanted),
    }
    return {name: value for name, value in fields.items() if value}


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
    fields = {
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
    return {name: value for name, value in fields.items() if value}


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


def _refuse(wanted: Document) -> None:
    # centas.md §9 no. 13: there is no field for a currency.
    if wanted.currency != "EUR":
        raise Held(
            gettext_noop("Order %(order)s is in %(currency)s, and %(system)s takes only euros. Enter it by hand."),
            code="currency",
            order=wanted.order_number,
            currency=wanted.currency,
            system="Centas",
        )
    if not wanted.buyer.name:
        raise Held(
            gettext_noop("Centas needs the buyer's name, and the order has none. Complete the order, then send again."),
            code="buyer_incomplete",
        )
    _compare(wanted)


def _compare(wanted: Document) -> None:
    """Centas works VAT out of each rate's net (centas.md §8, job 1): hold what it would see as another sum.

    A cent is what VAT taken out of prices and VAT put on top of them differ by.
    """
    for group in wanted.vat_groups:
        worked_out = vat_on(group.net, group.rate)
        if abs(worked_out - group.vat) > CENT:
            raise Held(
                gettext_noop(
                    "Centas works out %(theirs)s of VAT at %(rate)s %% for this document, and the order has %(ours)s. "
                    "Enter the document by hand."
                ),
                code="sums_differ",
                theirs=worked_out,
                ours=group.vat,
                rate=group.rate or 0,
            )


def _rows(rows: list[dict[str, str]]) -> str:
    return write_json(rows).decode()


def _document_row(line: InvoiceLine, rules: Rules) -> dict[str, str]:
    code = line.remote_vat or line.vat_code
    return {**_row(line, rules), "pvmtar": _rate(line), **({"Mok_kodas": code} if code else {})}


def _order_row(line: InvoiceLine, rules: Rules) -> dict[str, str]:
    # centas.md §9 no. 10: the description calls the rate one thing, its sample another; both say the same here.
    rate = _rate(line)
    return {**_row(line, rules), "t_kodas": "", "pvm_tar": rate, "pvmtar": rate}


def _row(line: InvoiceLine, rules: Rules) -> dict[str, str]:
    return {
        "kodas": _code(line, rules),
        "pavadinimas": line.title,
        "matovnt": line.unit,
        "kiekis": _quantity(line),
        "kaina": _price(line),
    }


def _rate(line: InvoiceLine) -> str:
    return plain((line.rate or Decimal(0)).normalize())


def _code(line: InvoiceLine, rules: Rules) -> str:
    own = {LineKind.SHIPPING: rules.shipping_code, LineKind.SURCHARGE: rules.surcharge_code or rules.shipping_code}
    if code := line.remote_code or own.get(line.kind, ""):
        return code
    raise Held(
        gettext_noop(
            "Centas needs a code for “%(title)s”. Link the product, or name the code for delivery and fees in the "
            "integration's settings, then send again."
        ),
        code="no_link",
        title=line.title,
        sku=line.sku,
    )


def _quantity(line: InvoiceLine) -> str:
    quantity = line.remote_quantity
    if quantity != round(quantity, _QUANTITY_DECIMALS):
        raise Held(
            gettext_noop(
                "“%(title)s”: Centas takes quantities of four decimals, not %(quantity)s. Correct the accounting units "
                "of the link, then send again."
            ),
            code="quantity",
            title=line.title,
            quantity=quantity,
        )
    return plain(quantity.normalize())


def _price(line: InvoiceLine) -> str:
    """The shortest price without VAT that gives the row's net to the cent."""
    for decimals in range(2, _PRICE_DECIMALS + 1):
        price = line.unit_price(with_vat=False, decimals=decimals)
        if round_cents(price * line.remote_quantity) == line.net:
            return plain(price)
    raise Held(
        gettext_noop("“%(title)s”: no unit price gives %(amount)s for %(quantity)s. Split the row in the order."),
        code="unit_price",
        title=line.title,
        amount=line.net,
        quantity=line.remote_quantity,
    )


def _buyer(wanted: Document) -> Mapping[str, str]:
    buyer = wanted.buyer
    return {
        "im_kodas": buyer.company_code,
        "pvm_kodas": buyer.vat_code,
        "miestas": buyer.address.city,
        "adresas": buyer.address.street,
        "email": buyer.email,
    }


def _eu_type(wanted: Document) -> str:
    return _EU_TYPES[destination(wanted.buyer.address.country or "LT", wanted.buyer.address.postcode)]


def _day(day: date, rules: Rules) -> str:
    return day.strftime(rules.date_format)
